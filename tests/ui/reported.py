"""Image data of which a report can be made, in the register of the screen's tests."""

from __future__ import annotations

import shutil
from pathlib import Path
from uuid import UUID, uuid4

from dentui.domain.images import ImageItem, ImageType
from dentui.domain.people import PersonInput
from dentui.domain.reports import ReportRow, ReportSettings, begun
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured, scan

SCANNER = b"SHINING 3D AoralScan 3"


def jaws(pictured: Pictured, text: str = "4711", record: str | None = None, size: float = 10) -> ImageItem:
    """An upper and a lower jaw in a record, by a device that is authorised for reports."""
    files = {
        f"{name}Jaw.stl": SCANNER.ljust(80) + scan(size + more)[80:]
        for more, name in enumerate(("Upper", "Lower"))
    }
    item = pictured.add(text, ImageType.INTRAORAL_SCAN, files, record)
    authorise(pictured)
    return item


def authorise(pictured: Pictured, *, authorised: bool = True, third_party: bool = False) -> None:
    """Say of every device whether its data may go into reports."""
    for device in pictured.desk.devices.all(pictured.actor):
        pictured.desk.devices.edit(
            pictured.actor, uuid4(), device.uuid, device.version, third_party, authorised
        )


def doctor(elsewhere: Elsewhere, name: str = "Weber") -> None:
    """Somebody who signs."""
    elsewhere.desk.people.add(elsewhere.actor, uuid4(), PersonInput(name, doctor=True))


def publish(elsewhere: Elsewhere, pictured: Pictured, text: str) -> UUID:
    """A report of a scan, published; there is a doctor who signs."""
    desk, actor, of, report = elsewhere.desk, elsewhere.actor, elsewhere.uuid(text), uuid4()
    item = jaws(pictured, text)
    signs = desk.charts.lists(actor).doctors[0].id
    form = begun((pictured.item(of, item.uuid),), ReportSettings(doctor_id=signs))
    desk.reports.keep(actor, uuid4(), of, report, form)
    desk.reports.publish(actor, uuid4(), report, desk.reports.open(actor, report).row.version, form)
    return report


def publish_home(filled: Path, folder: Path) -> Path:
    """A copy of a home in which Anna Smith and Jürg Müller, who has no date of birth, have a published
    report each."""
    from tests.ui.conftest import settings_of

    home = Path(shutil.copytree(filled, folder / "home"))
    elsewhere = Elsewhere(settings_of(home))
    doctor(elsewhere)
    pictured = Pictured(elsewhere, folder / "scanner")
    for text in ("4711", "muller"):
        publish(elsewhere, pictured, text)
    elsewhere.close()
    return home


def reports(elsewhere: Elsewhere, text: str = "4711") -> tuple[ReportRow, ...]:
    """The reports of whom the text finds."""
    return elsewhere.desk.reports.of_patient(elsewhere.actor, elsewhere.uuid(text))
