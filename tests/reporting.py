"""Short ways to work on reports as a desk does."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.findings import Finding, FindingKind, Severity, Surface
from dentui.domain.images import ImageItem, ImageType, ItemInput
from dentui.domain.patients import RecordInput
from dentui.domain.reports import Report, ReportInput, ReportNumber, ReportSettings, begun
from dentui.services.devices import Devices
from dentui.services.reports import Reports
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import images, items_of, look, put, take_in
from tests.media.made import photo, stl
from tests.working import VISIT

SCANNER = b"SHINING 3D AoralScan 3"
CARIES = Finding(16, FindingKind.CARIES, (Surface.MESIAL, Surface.OCCLUSAL), Severity.MODERATE)
CROWN = Finding(24, FindingKind.CROWN)
SETTINGS = ReportSettings(title="Check", doctor_id=1)


def reports(clinic: Clinic) -> Reports:
    """The service."""
    return Reports(clinic.database, clinic.settings, images(clinic))


def authorise(clinic: Clinic, *, authorised: bool = True, third_party: bool = False) -> None:
    """Say of every device of the first institution whether its data may go into reports."""
    service = Devices(clinic.database)
    for device in service.all(ADMINISTRATOR):
        service.edit(ADMINISTRATOR, uuid4(), device.uuid, device.version, third_party, authorised)


def scanned(
    clinic: Clinic, of: UUID, *, photos: int = 1, actor: Actor = ADMINISTRATOR, words: bytes = SCANNER
) -> tuple[ImageItem, ...]:
    """Image data of a patient in a new record: both jaws, and so many photos."""
    home, service = clinic.settings.home, images(clinic)
    files = {
        **{
            f"{jaw}.stl": stl(40 + n, words=words + uuid4().bytes) for n, jaw in enumerate(("upper", "lower"))
        },
        **{f"photo{n}.jpg": photo(comment=uuid4().bytes) for n in range(photos)},
    }
    found = look(service, put(home.parent / f"{home.name}-{uuid4().hex}", files), actor)
    kinds = {item.key: item.type for item in found.items}
    for item in found.items:
        if item.files[0].name.endswith(".jpg"):
            kinds[item.key] = ImageType.FACIAL_IMAGE
    items = [
        ItemInput(uuid4(), kinds[item.key], tuple((file.key, file.role) for file in item.files), item.taken)
        for item in found.items
    ]
    visit = RecordInput("Check-up", VISIT.visiting_time)
    uuids = take_in(service, found, of, made=visit, items=items, actor=actor)
    return tuple(item for item in items_of(service, of) if item.uuid in uuids)


def form(clinic: Clinic, of: UUID, **values: object) -> ReportInput:
    """A form that can be published, of new image data."""
    items = scanned(clinic, of)
    authorise(clinic)
    there = {item.uuid for item in items}
    items = tuple(item for item in items_of(images(clinic), of) if item.uuid in there)
    whole = replace(begun(items, SETTINGS), findings=(CARIES, CROWN), assessment="All in all\nwell kept")
    return replace(whole, **values)  # type: ignore[arg-type]


def begin(clinic: Clinic, of: UUID, wanted: ReportInput, actor: Actor = ADMINISTRATOR) -> UUID:
    """Begin a report; its UUID."""
    uuid = uuid4()
    reports(clinic).keep(actor, uuid4(), of, uuid, wanted)
    return uuid


def report(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR) -> Report:
    """How a report stands."""
    return reports(clinic).open(actor, wanted)


def publish(clinic: Clinic, wanted: UUID, actor: Actor = ADMINISTRATOR) -> ReportNumber:
    """Publish a report as it stands."""
    now = report(clinic, wanted, actor)
    return reports(clinic).publish(actor, uuid4(), wanted, now.row.version, now.form)
