"""How the calls about image data are tried in the tests of scope."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from uuid import UUID, uuid4

from dentui.domain.actors import Actor
from dentui.domain.annotations import AnnotationInput, AnnotationKind, Spot
from dentui.domain.images import ImageItem, ImageType, Maker, Raster
from dentui.errors import Conflict, NotFound, Unreadable
from dentui.media.cache import Cache
from dentui.media.previews import THUMBNAIL
from dentui.services.annotations import Annotations
from dentui.services.devices import Devices
from dentui.services.file_store import FileStore
from dentui.services.patients import Patients
from dentui.store import devices
from dentui.store.database import Unit
from tests.clinics import ADMINISTRATOR, Clinic
from tests.images import add, images, items_of, look, put, silent, take_in
from tests.media.made import stl
from tests.services.chart_calls import told
from tests.working import chart

SECRET = "Geheimrat"


def _item(clinic: Clinic, wanted: UUID) -> tuple[UUID, UUID]:
    """An item of the patient, where there is one, and a file of it."""
    folder = clinic.settings.home.parent / f"{clinic.settings.home.name}-from"
    try:
        (item,) = add(clinic, folder, wanted, {f"{SECRET}.bin": uuid4().bytes})
    except NotFound:
        return uuid4(), uuid4()
    return item.uuid, item.files[0].uuid


def by_chart_number(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    try:
        number = chart(clinic, wanted).chart_number
    except NotFound:
        number = 999
    return SECRET * (Patients(clinic.database).by_chart_number(actor, number) == wanted)


def of_patient(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _item(clinic, wanted)
    return str(images(clinic).of_patient(actor, wanted))


def of_patient_since(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """All of it, and whether anything was changed."""
    _item(clinic, wanted)
    asked = [images(clinic).of_patient_since(actor, wanted, state) for state in (None, 1)]
    return str([found.records for found in asked])


def take(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """Into a new record, and into one that is there."""
    service = images(clinic)
    folder = clinic.settings.home.parent / f"{clinic.settings.home.name}-look"
    for there in (None, _record(clinic, wanted)):
        found = look(service, put(folder, {"a.bin": uuid4().bytes}), actor)
        take_in(service, found, wanted, record=there, actor=actor)
    return SECRET


def known(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """Bytes that the chart has, in a file of the operator's own."""
    service, folder = images(clinic), clinic.settings.home.parent / f"{clinic.settings.home.name}-known"
    content = uuid4().bytes
    with suppress(NotFound):
        add(clinic, folder, wanted, {"a.bin": content})
    found = look(service, put(folder, {"b.bin": content}), actor)
    return SECRET * len(service.known(actor, found.key, wanted))


def _record(clinic: Clinic, wanted: UUID) -> UUID:
    _item(clinic, wanted)
    groups = images(clinic).of_patient(ADMINISTRATOR, wanted) if items_there(clinic, wanted) else ()
    return groups[0].record.uuid if groups else uuid4()


def items_there(clinic: Clinic, wanted: UUID) -> tuple[ImageItem, ...]:
    try:
        return items_of(images(clinic), wanted)
    except NotFound:
        return ()


def seen(verb: str, clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """A view of a file that is no picture: who may see it is told so."""
    service = images(clinic)
    item, file = _item(clinic, wanted)
    calls: dict[str, Callable[[], object]] = {
        "thumbnail": lambda: service.thumbnail(actor, file, 64),
        "preview": lambda: service.preview(actor, file),
        "dicom_lines": lambda: service.dicom_lines(actor, file),
        "slice": lambda: service.slice(actor, item, "axial", None, 64),
        "expired": lambda: service.expired(actor, [item]),
        "regenerate": lambda: service.regenerate(actor, [item]),
    }
    try:
        calls[verb]()
    except Unreadable:
        return SECRET
    return SECRET


def kept_thumbnails(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """Of a file of which one is there."""
    folder = clinic.settings.home.parent / f"{clinic.settings.home.name}-kept"
    content = uuid4().bytes
    try:
        (item,) = add(clinic, folder, wanted, {"a.bin": content})
    except NotFound:
        return ""
    digest = sha256(content).hexdigest()
    Cache(clinic.settings.home, 1, 1 << 20).put(digest, THUMBNAIL, Raster(1, 1, "L", b"x"))
    return SECRET * len(images(clinic).kept_thumbnails(actor, [item.files[0].uuid, uuid4()], 64))


def download(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    item, _ = _item(clinic, wanted)
    got = images(clinic).download(actor, item, silent, threading.Event())
    return SECRET * (got.size == 16)


def lay_out(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    item, _ = _item(clinic, wanted)
    folder = clinic.settings.home.parent / f"laid-{uuid4()}"
    return "".join(path.name for _, path in images(clinic).lay_out(actor, item, folder))


def correct(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    item, _ = _item(clinic, wanted)
    answer = ""
    for version in (7, 1):
        try:
            images(clinic).correct(actor, uuid4(), item, version, ImageType.X_RAY, {}, None, None)
        except Conflict as error:
            answer += told(error)
    return answer


def remove(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    item, _ = _item(clinic, wanted)
    answer = ""
    for version in (7, 1):
        try:
            images(clinic).remove(actor, uuid4(), item, version, "filed twice")
        except Conflict as error:
            answer += told(error)
    return answer


def turn(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    item, file = _item(clinic, wanted)
    return SECRET * images(clinic).turn(actor, uuid4(), item, file, 1)


def annotated(verb: str, clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    """A label on a model, which somebody has put there before."""
    service, label = Annotations(clinic.database), uuid4()
    folder = clinic.settings.home.parent / f"{clinic.settings.home.name}-models"
    try:
        (item,) = add(clinic, folder, wanted, {"upper.stl": stl(words=uuid4().bytes)})
        uuid, file = item.uuid, item.files[0].uuid
    except NotFound:
        uuid, file = uuid4(), uuid4()
    form = AnnotationInput(AnnotationKind.LABEL, (Spot(file, (1, 2, 3)),), SECRET)
    with suppress(NotFound):
        service.add(ADMINISTRATOR, uuid4(), uuid, label, form)
    other = replace(form, comment=f"{SECRET} too")
    answer = ""
    for version in (7, 1):
        calls: dict[str, Callable[[int], object]] = {
            "of_item": lambda _: service.of_item(actor, uuid),
            "add": lambda _: service.add(actor, uuid4(), uuid, uuid4(), form),
            "change": lambda read: service.change(actor, uuid4(), label, read, other),
            "remove": lambda read: service.remove(actor, uuid4(), label, read),
        }
        try:
            answer += f"{calls[verb](version)}"
        except Conflict as error:
            answer += told(error)
    return answer + SECRET * (verb == "add")


def all_devices(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _device(clinic)
    return str(Devices(clinic.database).all(actor))


def edit_device(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    device = _device(clinic)
    Devices(clinic.database).edit(actor, uuid4(), device, 1, False, True)
    return "Berta's camera"


def _device(clinic: Clinic) -> UUID:
    """A new device of the first institution."""

    def make(unit: Unit) -> None:
        devices.of_maker(unit, Maker(SECRET, "camera", uuid4().hex))
        unit.nothing_to_write()

    clinic.database.write(ADMINISTRATOR, make)
    return Devices(clinic.database).all(ADMINISTRATOR)[-1].uuid


def wrong(clinic: Clinic, actor: Actor, wanted: UUID) -> str:
    _item(clinic, wanted)
    for path in (clinic.settings.home / "files" / "blobs").rglob("*"):
        if path.is_file():
            path.unlink()
    store = FileStore(clinic.settings)
    store.verify(lambda _done, _total: None, threading.Event())
    try:
        return str(store.wrong(actor))
    finally:
        store.close()
