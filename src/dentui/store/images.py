"""Image data in the register: items of a record, and their files. The bytes are in `store/blobs.py`."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row, delete, select, update

from dentui.domain.history import Theirs
from dentui.domain.images import (
    ROLES,
    TYPE_WORDS,
    Device,
    Facts,
    FileKind,
    ImageFile,
    ImageItem,
    ImageType,
    Maker,
    RecordImages,
    Role,
)
from dentui.domain.patients import RecordInput
from dentui.domain.times import from_seconds, to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import devices, history, merged, records, saves
from dentui.store.among import among
from dentui.store.database import Unit
from dentui.store.patients import STILL_OPEN, id_of
from dentui.store.patients import records as records_of
from dentui.store.rows import insert_rows
from dentui.store.scope import View
from dentui.store.tables import audit, device, image_file, image_item, patient, record

ADD = "add images"
CORRECT = "correct images"
VIEW = "view image"
DOWNLOAD = "download image"
NOT_THERE = "That image data is not in your register (any more). F5 shows what is."

_devices = select(device).where(among(device.c.id, "ids"))
_files = (
    select(image_file)
    .where(among(image_file.c.item_id, "ids"))
    .order_by(image_file.c.item_id, image_file.c.position)
)


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that is to be kept, whose bytes are in the store."""

    name: str
    size: int
    sha256: str
    kind: FileKind
    role: Role
    facts: Facts


@dataclass(frozen=True, slots=True)
class NewItem:
    """An item that is to be kept."""

    uuid: UUID
    type: ImageType
    files: tuple[NewFile, ...]
    taken: datetime | None
    device: UUID | None
    maker: Maker


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file of an item and where its bytes are."""

    file: ImageFile
    sha256: str
    item: UUID
    patient_id: int


def add(
    unit: Unit,
    save: UUID,
    of: UUID,
    wanted: UUID,
    made: RecordInput | None,
    items: Sequence[NewItem],
    put: Callable[[], None],
) -> None:
    """Add items to a record, which is made where `made` says so. `put` sees to it, under the write lock, that
    all bytes are in the store. Where this save was made before, and the answer was lost, the items get what
    was chosen since. Raises NotFound, Invalid, Forbidden, Conflict."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        for item in items:
            _as_chosen(unit, save, item)
        return
    patient_id = merged.main_id(view, id_of(view, of))
    if made is not None:
        records.make(unit, save, of, wanted, made)
    there = records.current(view, wanted)
    if there.patient_id != patient_id:
        raise NotFound(records.NOT_THERE)
    put()
    for item in items:
        _insert(unit, save, there.id, item)
    words = [
        TYPE_WORDS[kind] + (f" ({number})" if number > 1 else "")
        for kind, number in Counter(item.type for item in items).items()
    ]
    noted = {"record": (None, there.name), "images": (None, words)}
    history.note(unit, patient_id, save, ADD, "images", save.bytes, 1, noted)


def _as_chosen(unit: Unit, save: UUID, item: NewItem) -> None:
    roles = [file.role for file in item.files]
    correct(
        unit,
        save,
        item.uuid,
        None,
        item.type,
        lambda row: roles[row.position],
        item.taken,
        _device(unit, item),
    )


def _device(unit: Unit, item: NewItem) -> int | None:
    if item.device is None:
        return devices.of_maker(unit, item.maker)
    return devices.chosen(unit.view, item.device)


def _insert(unit: Unit, save: UUID, record_id: int, item: NewItem) -> None:
    view = unit.view
    item_id = saves.put(
        view,
        image_item,
        {
            "uuid": item.uuid.bytes,
            "institution_id": view.institution_id,
            "record_id": record_id,
            "type": item.type.value,
            "added": to_seconds(datetime.now()),
            "added_by_id": view.person_id,
            "save": save.bytes,
            "taken": None if item.taken is None else to_seconds(item.taken),
            "device_id": _device(unit, item),
        },
    )
    rows = [
        {
            "uuid": uuid4().bytes,
            "institution_id": view.institution_id,
            "item_id": item_id,
            "position": position,
            "name": file.name,
            "size": file.size,
            "sha256": bytes.fromhex(file.sha256),
            "kind": file.kind.value,
            "role": file.role.value,
            "facts": facts_text(file.facts),
        }
        for position, file in enumerate(item.files)
    ]
    insert_rows(unit.connection, image_file, rows)


def of_patient(
    view: View, wanted: UUID, visited_from: date | None, visited_to: date | None
) -> tuple[RecordImages, ...]:
    """The patient's records within the range, newest first, with their image data. Raises NotFound."""
    lines = records_of(view, wanted, visited_from, visited_to)
    statement = (
        select(image_item, record.c.uuid.label("record_uuid"))
        .join(record, record.c.id == image_item.c.record_id)
        .where(record.c.patient_id == id_of(view, wanted))
    )
    rows = view.connection.execute(statement).all()
    found: dict[UUID, list[ImageItem]] = {}
    for item in _items(view, rows):
        found.setdefault(item.record, []).append(item)
    return tuple(RecordImages(line, tuple(sorted(found.get(line.uuid, ()), key=_order))) for line in lines)


def items(view: View, wanted: Iterable[UUID]) -> tuple[ImageItem, ...]:
    """These items, in any order. Raises NotFound where one is not within the scope."""
    uuids = [each.bytes for each in wanted]
    statement = _current().where(image_item.c.uuid.in_(uuids), view.scope())
    rows = view.connection.execute(statement).all()
    if len(rows) != len(set(uuids)):
        raise NotFound(NOT_THERE)
    return _items(view, rows)


def bytes_of(view: View, wanted: UUID, *, of_item: bool = False) -> tuple[Bytes, ...]:
    """A file, or all of an item by their place in it, and where the bytes are. Raises NotFound."""
    which = image_item.c.uuid if of_item else image_file.c.uuid
    statement = (
        select(image_file, image_item.c.uuid.label("item_uuid"), record.c.patient_id)
        .join(image_item, image_item.c.id == image_file.c.item_id)
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
        .where(which == wanted.bytes, view.scope())
        .order_by(image_file.c.position)
    )
    rows = view.connection.execute(statement).all()
    if not rows:
        raise NotFound(NOT_THERE)
    return tuple(
        Bytes(_file(row), bytes(row.sha256).hex(), UUID(bytes=row.item_uuid), row.patient_id) for row in rows
    )


def stem_of(view: View, wanted: UUID) -> str:
    """What a copy of an item is called, without its ending: chart number, day and type. Raises NotFound."""
    now = current(view, wanted)
    number = view.connection.scalar(select(patient.c.chart_number).where(patient.c.id == now.patient_id))
    day = from_seconds(now.added if now.taken is None else now.taken)
    return f"{number}_{day:%Y-%m-%d}_{now.type.replace(' ', '-')}"


def was_noted(view: View, action: str, patient_id: int, item: UUID) -> bool:
    """Whether the trail says that the operator did this to the item within the last hours already."""
    noted = select(audit.c.number).where(
        audit.c.patient_id == patient_id,
        audit.c.person_id == view.person_id,
        audit.c.action == action,
        audit.c.at >= time.time_ns() // 1_000 - STILL_OPEN * 1_000_000,
        audit.c.detail == json.dumps({"item": str(item)}),
    )
    return view.connection.execute(noted.limit(1)).first() is not None


def current(view: View, wanted: UUID) -> Row[Any]:
    """The row of an item, with whose it is. Raises NotFound."""
    row = view.connection.execute(_current().where(image_item.c.uuid == wanted.bytes, view.scope())).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def correct(
    unit: Unit,
    save: UUID,
    wanted: UUID,
    version: int | None,
    kind: ImageType,
    role_of: Callable[[Row[Any]], Role],
    taken: datetime | None,
    device_id: int | None,
) -> bool:
    """Say what an item is; whether that changed anything. `version`: at which it was read, None for whatever
    it is. Raises NotFound, Invalid, and Conflict with how it stands now."""
    view = unit.view
    now = current(view, wanted)
    if version is not None and not history.follows(view, wanted.bytes, save, now.version, version):
        (theirs,) = _items(view, [now])
        raise Conflict(
            "Another desk has corrected this image data meanwhile. Nothing was overwritten: choose what "
            "stays.",
            Theirs(now.version, theirs, *history.last_by(view, wanted.bytes, now.version)),
        )
    rows = view.connection.execute(_files, {"ids": [now.id]}).all()
    roles = [role_of(row).value for row in rows]
    require_roles(kind, map(Role, roles))
    after = {
        "type": kind.value,
        "taken": None if taken is None else to_seconds(taken),
        "device_id": device_id,
    }
    changed: dict[str, tuple[Any, Any]] = {
        name: (getattr(now, name), value) for name, value in after.items() if getattr(now, name) != value
    }
    before = [row.role for row in rows]
    if roles != before:
        changed["roles"] = (before, roles)
    if not changed:
        unit.nothing_to_write()
        return False
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    history.note(unit, now.patient_id, save, CORRECT, "image", wanted.bytes, now.version + 1, changed)
    return True


def write(unit: Unit, now: Row[Any], values: Mapping[str, Any]) -> None:
    """Set columns of an item, which becomes one version newer; `roles` are those of its files, in their
    order."""
    columns = {name: value for name, value in values.items() if name != "roles"}
    unit.connection.execute(
        update(image_item).where(image_item.c.id == now.id).values(**columns, version=now.version + 1)
    )
    for position, role in enumerate(values.get("roles", ())):
        unit.connection.execute(
            update(image_file)
            .where(
                image_file.c.item_id == now.id, image_file.c.position == position, image_file.c.role != role
            )
            .values(role=role)
        )


def roles_of(view: View, item_id: int) -> list[str]:
    """What the files of an item show, in their order."""
    return [row.role for row in view.connection.execute(_files, {"ids": [item_id]})]


def require_roles(kind: ImageType, roles: Iterable[Role]) -> None:
    """Raises Invalid where files of this type cannot show that."""
    for role in roles:
        if role not in ROLES[kind]:
            raise Invalid(
                f"A file of the type {TYPE_WORDS[kind]} cannot be “{role.value}”. Choose another one.",
                field="roles",
            )


def of_save(view: View, save: bytes) -> Sequence[Row[Any]]:
    """The rows of what a save added, as far as it is there."""
    return view.connection.execute(_current().where(image_item.c.save == save, view.scope())).all()


def has_images(view: View, record_id: int) -> bool:
    """Whether a record has image data."""
    there = select(image_item.c.id).where(image_item.c.record_id == record_id).limit(1)
    return view.connection.scalar(there) is not None


def drop(unit: Unit, ids: Sequence[int]) -> None:
    """Take items away that were added by mistake. The sweep takes their bytes."""
    unit.connection.execute(delete(image_file).where(image_file.c.item_id.in_(ids)))
    unit.connection.execute(delete(image_item).where(image_item.c.id.in_(ids)))


def facts_text(facts: Facts) -> str:
    """What was read in a file as JSON: what it does not say is left out."""
    said = {each.name: getattr(facts, each.name) for each in fields(Facts)}
    blank = asdict(Facts())
    if facts.taken is not None:
        said["taken"] = facts.taken.isoformat()
    return json.dumps({name: value for name, value in said.items() if value != blank[name]})


def facts_of(text: str) -> Facts:
    """The same as a value."""
    said: dict[str, Any] = json.loads(text)
    if "taken" in said:
        said["taken"] = datetime.fromisoformat(said["taken"])
    known = {each.name for each in fields(Facts)}
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if name in known
    }
    return Facts(**kept)


def _current() -> Any:
    return (
        select(image_item, record.c.uuid.label("record_uuid"), record.c.patient_id)
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
    )


def _items(view: View, rows: Sequence[Row[Any]]) -> tuple[ImageItem, ...]:
    """Items of these rows, which have `record_uuid` too."""
    known: dict[int, Device] = {}
    if ids := sorted({row.device_id for row in rows if row.device_id is not None}):
        known = {row.id: devices.one(row) for row in view.connection.execute(_devices, {"ids": ids})}
    kept: dict[int, list[ImageFile]] = {}
    if rows:
        for row in view.connection.execute(_files, {"ids": sorted(row.id for row in rows)}):
            kept.setdefault(row.item_id, []).append(_file(row))
    made = []
    for row in rows:
        kind = ImageType(row.type)
        order = {role: n for n, role in enumerate(ROLES[kind])}
        made.append(
            ImageItem(
                uuid=UUID(bytes=row.uuid),
                version=row.version,
                record=UUID(bytes=row.record_uuid),
                type=kind,
                files=tuple(sorted(kept.get(row.id, ()), key=lambda f, o=order: o.get(f.role, len(o)))),
                added=from_seconds(row.added),
                taken=None if row.taken is None else from_seconds(row.taken),
                device=None if row.device_id is None else known[row.device_id],
            )
        )
    return tuple(made)


def _order(item: ImageItem) -> tuple[int, datetime, datetime, UUID]:
    """By type, then in the order of their time."""
    return list(ImageType).index(item.type), item.taken or item.added, item.added, item.uuid


def _file(row: Row[Any]) -> ImageFile:
    return ImageFile(
        UUID(bytes=row.uuid), row.name, row.size, FileKind(row.kind), Role(row.role), facts_of(row.facts)
    )
