"""Image data as the register has it: items with their files, whose they are, and where their bytes lie."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, or_, select

from dentui.domain.annotations import AnnotationKind
from dentui.domain.images import (
    ROLES,
    Device,
    Facts,
    FileKind,
    ImageFile,
    ImageItem,
    ImageType,
    PatientImages,
    RecordImages,
    Role,
)
from dentui.domain.times import from_seconds
from dentui.errors import NotFound
from dentui.store import charts, devices, link_tables, merged, tickets
from dentui.store.among import among
from dentui.store.patients import OPEN_CHART, STILL_OPEN, id_of
from dentui.store.patients import records as records_of
from dentui.store.scope import View
from dentui.store.tables import annotation, audit, device, image_file, image_item, patient, record

VIEW = "view image"
DOWNLOAD = "download image"
AT_ONCE = 1_000
"""Items of a patient that are read at once."""
NOT_THERE = "That image data is not in your register (any more). F5 shows what is."

STANDS = image_item.c.removed.is_(None)
"""Of image data that was not removed."""

_devices = select(device).where(among(device.c.id, "ids"))
FILES = (
    select(image_file)
    .where(among(image_file.c.item_id, "ids"))
    .order_by(image_file.c.item_id, image_file.c.position)
)
_annotations = (
    select(annotation.c.item_id, annotation.c.kind, func.count().label("number"))
    .where(among(annotation.c.item_id, "ids"), annotation.c.removed.is_(False))
    .group_by(annotation.c.item_id, annotation.c.kind)
)

BESIDE = (
    *(VIEW, DOWNLOAD, OPEN_CHART, charts.EDIT),
    *(tickets.MAKE, tickets.EDIT, *tickets.MOVE_ACTIONS.values()),
    *(link_tables.MAKE, link_tables.END, link_tables.VIEW),
)
"""What is done to a patient and leaves records and image data as they are."""

_state = select(func.max(audit.c.number)).where(audit.c.institution_id == bindparam("institution"))
# What is done to nobody in particular, to lists or devices, may show in every chart.
_changed = (
    select(audit.c.number)
    .where(
        audit.c.institution_id == bindparam("institution"),
        audit.c.number > bindparam("state"),
        or_(audit.c.patient_id.is_(None), among(audit.c.patient_id, "ids")),
        audit.c.action.not_in(BESIDE),
    )
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Bytes:
    """A file of an item and where its bytes are."""

    file: ImageFile
    sha256: str
    item: UUID
    patient_id: int


def of_patient(
    view: View, wanted: UUID, visited_from: date | None, visited_to: date | None
) -> tuple[RecordImages, ...]:
    """The patient's records within the range, newest first, with their image data. Raises NotFound."""
    lines = records_of(view, wanted, visited_from, visited_to)
    statement = (
        select(image_item, record.c.uuid.label("record_uuid"))
        .join(record, record.c.id == image_item.c.record_id)
        .where(record.c.patient_id == id_of(view, wanted), STANDS)
    )
    found: dict[UUID, list[ImageItem]] = {}
    # A few at a time: rows take more memory than the items that are made of them, and it is not given back.
    for rows in view.connection.execute(statement).partitions(AT_ONCE):
        for item in items_of(view, rows):
            found.setdefault(item.record, []).append(item)
    return tuple(RecordImages(line, tuple(sorted(found.get(line.uuid, ()), key=_order))) for line in lines)


def of_patient_since(view: View, wanted: UUID, state: int | None) -> PatientImages:
    """The same of all their records, as far as anything was changed since this state of the institution.
    Raises NotFound."""
    patient_id = id_of(view, wanted)
    now = int(view.connection.scalar(_state, {"institution": view.institution_id}) or 0)
    if (
        state is not None
        and not view.connection.execute(
            _changed,
            {"institution": view.institution_id, "state": state, "ids": merged.all_in(view, patient_id)},
        ).first()
    ):
        return PatientImages(now, None)
    return PatientImages(now, of_patient(view, wanted, None, None))


def records_with(view: View, wanted: UUID, digests: Collection[str]) -> dict[str, UUID]:
    """Of these SHA-256 those that are bytes of the patient's image data, each with a record that has them.
    Raises NotFound."""
    statement = (
        select(image_file.c.sha256, record.c.uuid)
        .join(image_item, image_item.c.id == image_file.c.item_id)
        .join(record, record.c.id == image_item.c.record_id)
        .where(record.c.patient_id == id_of(view, wanted), STANDS)
    )
    # All of one patient's: fewer than what can be named in a question.
    kept = ((bytes(row.sha256).hex(), UUID(bytes=row.uuid)) for row in view.connection.execute(statement))
    return {digest: uuid for digest, uuid in kept if digest in digests}


def bytes_of_item(view: View, wanted: UUID) -> tuple[Bytes, ...]:
    """The files of an item, by their place in it, and where the bytes are. Raises NotFound."""
    return _bytes(view, image_item.c.uuid == wanted.bytes)


def bytes_around(view: View, wanted: UUID) -> tuple[Bytes, ...]:
    """A file, and behind it the others of its item. Raises NotFound."""
    item = select(image_file.c.item_id).where(image_file.c.uuid == wanted.bytes).scalar_subquery()
    found = _bytes(view, image_item.c.id == item)
    return around(found, next(each for each in found if each.file.uuid == wanted))


def bytes_around_each(view: View, wanted: Collection[UUID]) -> dict[UUID, tuple[Bytes, ...]]:
    """Of these files each that is there, and behind it the others of its item."""
    items = select(image_file.c.item_id).where(image_file.c.uuid.in_([each.bytes for each in wanted]))
    found: dict[UUID, list[Bytes]] = {}
    for each in _found(view, image_item.c.id.in_(items)):
        found.setdefault(each.item, []).append(each)
    return {
        each.file.uuid: around(files, each)
        for files in found.values()
        for each in files
        if each.file.uuid in wanted
    }


def around(files: Sequence[Bytes], one: Bytes) -> tuple[Bytes, ...]:
    """A file of an item, and behind it the others."""
    return (one, *(each for each in files if each is not one))


def _bytes(view: View, which: ColumnElement[bool]) -> tuple[Bytes, ...]:
    found = _found(view, which)
    if not found:
        raise NotFound(NOT_THERE)
    return found


def _found(view: View, which: ColumnElement[bool]) -> tuple[Bytes, ...]:
    statement = (
        select(image_file, image_item.c.uuid.label("item_uuid"), record.c.patient_id)
        .join(image_item, image_item.c.id == image_file.c.item_id)
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
        .where(which, STANDS, view.scope())
        .order_by(image_file.c.position)
    )
    return tuple(
        Bytes(_file(row), bytes(row.sha256).hex(), UUID(bytes=row.item_uuid), row.patient_id)
        for row in view.connection.execute(statement)
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


def current(view: View, wanted: UUID, *, removed: bool = False) -> Row[Any]:
    """The row of an item that is there, or was removed, with whose it is. Raises NotFound."""
    there = image_item.c.removed.is_not(None) if removed else STANDS
    row = view.connection.execute(
        _current().where(image_item.c.uuid == wanted.bytes, there, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def roles_of(view: View, item_id: int) -> list[str]:
    """What the files of an item show, in their order."""
    return [row.role for row in view.connection.execute(FILES, {"ids": [item_id]})]


def turns_of(view: View, item_id: int) -> list[int]:
    """How often each file of an item is turned, in their order."""
    return [row.turned for row in view.connection.execute(FILES, {"ids": [item_id]})]


def of_save(view: View, save: bytes) -> Sequence[Row[Any]]:
    """The rows of what a save added, as far as it is there; also of what was removed since."""
    return view.connection.execute(_current().where(image_item.c.save == save, view.scope())).all()


def has_images(view: View, record_id: int) -> bool:
    """Whether a record has image data; what was removed counts, because it can be brought back."""
    there = select(image_item.c.id).where(image_item.c.record_id == record_id).limit(1)
    return view.connection.scalar(there) is not None


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


def _current() -> Select[Any]:
    return (
        select(image_item, record.c.uuid.label("record_uuid"), record.c.patient_id)
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
    )


def items_of(view: View, rows: Sequence[Row[Any]]) -> tuple[ImageItem, ...]:
    """Items of these rows, which have `record_uuid` too."""
    known: dict[int, Device] = {}
    if ids := sorted({row.device_id for row in rows if row.device_id is not None}):
        known = {row.id: devices.one(row) for row in view.connection.execute(_devices, {"ids": ids})}
    kept: dict[int, list[ImageFile]] = {}
    if rows:
        # What many files say alike is kept once, and so is the record of many items: a chart may have ten
        # thousand.
        read = cache(facts_of)
        for row in view.connection.execute(FILES, {"ids": sorted(row.id for row in rows)}):
            kept.setdefault(row.item_id, []).append(_file(row, read))
    counted = _counts(view, [row.id for row in rows])
    made = []
    of_record = {each: UUID(bytes=each) for each in {row.record_uuid for row in rows}}
    for row in rows:
        kind = ImageType(row.type)
        order = {role: n for n, role in enumerate(ROLES[kind])}
        made.append(
            ImageItem(
                uuid=UUID(bytes=row.uuid),
                version=row.version,
                record=of_record[row.record_uuid],
                type=kind,
                files=tuple(sorted(kept.get(row.id, ()), key=lambda f, o=order: o.get(f.role, len(o)))),
                added=from_seconds(row.added),
                taken=None if row.taken is None else from_seconds(row.taken),
                device=None if row.device_id is None else known[row.device_id],
                labels=counted[row.id, True],
                measurements=counted[row.id, False],
            )
        )
    return tuple(made)


def _counts(view: View, ids: Sequence[int]) -> Counter[tuple[int, bool]]:
    """How many labels, and how many measurements, these items have."""
    found: Counter[tuple[int, bool]] = Counter()
    if ids:
        for row in view.connection.execute(_annotations, {"ids": sorted(ids)}):
            found[row.item_id, row.kind == AnnotationKind.LABEL] += row.number
    return found


def _order(item: ImageItem) -> tuple[int, datetime, datetime, UUID]:
    """By type, then in the order of their time."""
    return list(ImageType).index(item.type), item.taken or item.added, item.added, item.uuid


def _file(row: Row[Any], read: Callable[[str], Facts] = facts_of) -> ImageFile:
    return ImageFile(
        *(UUID(bytes=row.uuid), row.name, row.size, FileKind(row.kind), Role(row.role), read(row.facts)),
        row.turned,
    )
