"""Image data in the register: items of a record, and their files. The bytes are in `store/blobs.py`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Column, Row, delete, select, update

from dentui.domain.history import Theirs
from dentui.domain.images import (
    ROLES,
    TYPE_WORDS,
    Facts,
    FileKind,
    ImageType,
    Maker,
    Role,
)
from dentui.domain.patients import RecordInput
from dentui.domain.times import to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import (
    annotating,
    case_rows,
    devices,
    history,
    image_rows,
    merged,
    records,
    report_rows,
    saves,
    tables,
)
from dentui.store.database import Unit
from dentui.store.patients import id_of
from dentui.store.rows import insert_rows
from dentui.store.scope import View
from dentui.store.tables import image_file, image_item

ADD = "add images"
CORRECT = "correct images"
REMOVE = "remove images"
TURN = "turn picture"
LONGEST_REASON = 200
"""Characters of why something was removed."""
MOST_NAMES = 3
"""Names of files that the history has of what was removed."""
OF_FILES: Mapping[str, Column[Any]] = {"roles": image_file.c.role, "turns": image_file.c.turned}
"""What each file has of its own, as the history calls it."""


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


def add(
    unit: Unit,
    save: UUID,
    of: UUID,
    wanted: UUID,
    made: RecordInput | None,
    items: Sequence[NewItem],
    require: Callable[[], None],
) -> None:
    """Add items to a record, which is made where `made` says so. `require` raises, under the write lock,
    where bytes are not in the store. Where this save was made before, and the answer was lost, the items get
    what was chosen since. Raises NotFound, Invalid, Forbidden, Conflict."""
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
    require()
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
            "facts": image_rows.facts_text(file.facts),
        }
        for position, file in enumerate(item.files)
    ]
    insert_rows(unit.connection, image_file, rows)


def correct(
    unit: Unit,
    save: UUID,
    wanted: UUID,
    version: int | None,
    kind: ImageType,
    role_of: Callable[[Row[Any]], Role],
    taken: datetime | None,
    device_id: int | None,
    into: UUID | None = None,
) -> bool:
    """Say what an item is, and in which record of its patient it belongs; whether that changed anything.
    `version`: at which it was read, None for whatever it is. Raises NotFound, Invalid, and Conflict with how
    it stands now."""
    view = unit.view
    now = image_rows.current(view, wanted)
    _refuse_other_version(view, now, save, version)
    rows = view.connection.execute(image_rows.FILES, {"ids": [now.id]}).all()
    roles = [role_of(row).value for row in rows]
    require_roles(kind, map(Role, roles))
    after = {
        "type": kind.value,
        "taken": None if taken is None else to_seconds(taken),
        "device_id": device_id,
        "record_id": now.record_id if into is None else _record_of(view, now, into),
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


def remove(unit: Unit, save: UUID, wanted: UUID, version: int, reason: str) -> None:
    """Show an item no more that was read at this version: its rows stay, so that it can be brought back as it
    was. Raises NotFound, and Conflict, with how it stands now where another desk has changed it."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        return
    now = image_rows.current(view, wanted)
    _refuse_other_version(
        view,
        now,
        save,
        version,
        "Nothing was removed: look at what it is now, then remove it if it is wrong.",
    )
    if held := case_rows.holding(view, [now.id]) + report_rows.holding(view, [now.id]):
        raise Conflict(f"This was not removed: {' and '.join(held)} holds it. Take it off there first.")
    write(unit, now, {"removed": history.now()})
    record = view.connection.scalar(select(tables.record.c.name).where(tables.record.c.id == now.record_id))
    names = view.connection.scalars(
        select(image_file.c.name).where(image_file.c.item_id == now.id).order_by(image_file.c.position)
    ).all()
    words = [TYPE_WORDS[ImageType(now.type)], *names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        words.append(f"{len(names) - MOST_NAMES} more")
    noted = {"reason": (None, reason), "images": (words, None), "record": (record, None)}
    history.note(unit, now.patient_id, save, REMOVE, "image", wanted.bytes, now.version + 1, noted)


def bring_back(unit: Unit, now: Row[Any]) -> None:
    """Undo a removal."""
    write(unit, now, {"removed": None})


def turn(unit: Unit, save: UUID, wanted: UUID, file: UUID, turned: int) -> bool:
    """Show a picture of an item turned so many quarters to the right of how its file has it; whether that
    changed anything. Whoever is last is right: nothing else depends on it. Raises NotFound."""
    view = unit.view
    now = image_rows.current(view, wanted)
    rows = view.connection.execute(image_rows.FILES, {"ids": [now.id]}).all()
    if file.bytes not in {bytes(row.uuid) for row in rows}:
        raise NotFound(image_rows.NOT_THERE)
    before = [row.turned for row in rows]
    after = [turned % 4 if bytes(row.uuid) == file.bytes else row.turned for row in rows]
    if before == after:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    write(unit, now, {"turns": after})
    changed = {"turns": (before, after)}
    history.note(unit, now.patient_id, save, TURN, "image", wanted.bytes, now.version + 1, changed)
    return True


def _refuse_other_version(
    view: View,
    now: Row[Any],
    save: UUID,
    version: int | None,
    what: str = "Nothing was overwritten: choose what stays.",
) -> None:
    """`what`: is said behind the sentence that another desk was faster."""
    wanted = bytes(now.uuid)
    if version is None or history.follows(view, wanted, save, now.version, version):
        return
    (theirs,) = image_rows.items_of(view, [now])
    raise Conflict(
        f"Another desk has corrected this image data meanwhile. {what}",
        Theirs(now.version, theirs, *history.last_by(view, wanted, now.version)),
    )


def _record_of(view: View, now: Row[Any], into: UUID) -> int:
    """The id of a record of the same patient. Raises NotFound."""
    there = records.current(view, into)
    if there.patient_id != now.patient_id:
        raise NotFound(records.NOT_THERE)
    return int(there.id)


def write(unit: Unit, now: Row[Any], values: Mapping[str, Any]) -> None:
    """Set columns of an item, which becomes one version newer; `roles` and `turns` are those of its files, in
    their order."""
    columns = {name: value for name, value in values.items() if name not in OF_FILES}
    unit.connection.execute(
        update(image_item).where(image_item.c.id == now.id).values(**columns, version=now.version + 1)
    )
    for name, column in OF_FILES.items():
        for position, value in enumerate(values.get(name, ())):
            unit.connection.execute(
                update(image_file)
                .where(image_file.c.item_id == now.id, image_file.c.position == position, column != value)
                .values({column: value})
            )


def require_roles(kind: ImageType, roles: Iterable[Role]) -> None:
    """Raises Invalid where files of this type cannot show that."""
    for role in roles:
        if role not in ROLES[kind]:
            raise Invalid(
                f"A file of the type {TYPE_WORDS[kind]} cannot be “{role.value}”. Choose another one.",
                field="roles",
            )


def drop(unit: Unit, ids: Sequence[int]) -> None:
    """Take items away that were added by mistake. The sweep takes their bytes."""
    annotating.drop(unit, ids)
    unit.connection.execute(delete(image_file).where(image_file.c.item_id.in_(ids)))
    unit.connection.execute(delete(image_item).where(image_item.c.id.in_(ids)))
