"""Labels and measurements on models in the register: rows that hang on an item of image data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, delete, func, select, update

from dentui.domain.annotations import MOST, Annotation, AnnotationInput, AnnotationKind, Spot
from dentui.domain.history import Theirs
from dentui.domain.images import MESHES
from dentui.domain.times import from_seconds, to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import history, image_rows, saves
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import annotation, image_file, image_item, patient, person, record

ADD = "add"
CHANGE = "change"
REMOVE = "remove"
NOT_THERE = (
    "That label or measurement is not in your register (any more). Open the model anew to see what is."
)
FULL = f"The model has {MOST:,} labels and measurements, and takes no more. Remove some of them first."
SUBJECT: history.Subject = "annotation"
COLUMNS = ("comment", "points")
"""What can be changed. Of which kind it is, the action in the history says."""


def of_item(view: View, item: UUID) -> tuple[Annotation, ...]:
    """What is kept with an item, the oldest first. Raises NotFound."""
    now = image_rows.current(view, item)
    there = _rows().where(annotation.c.item_id == now.id, annotation.c.removed.is_(False))
    return tuple(_annotation(row) for row in view.connection.execute(there.order_by(annotation.c.id)))


def has_any(view: View, item_ids: Sequence[int]) -> bool:
    """Whether one of these items has a label or a measurement."""
    there = select(annotation.c.id).where(annotation.c.item_id.in_(item_ids), annotation.c.removed.is_(False))
    return view.connection.scalar(there.limit(1)) is not None


def add(unit: Unit, save: UUID, item: UUID, wanted: UUID, form: AnnotationInput) -> None:
    """Keep a label or a measurement with an item. Where this save did so before, and the answer was lost, it
    gets what was typed since. Raises NotFound, Invalid."""
    view = unit.view
    if saves.is_made(view, annotation, wanted, save):
        change(unit, save, wanted, 1, form)
        return
    there = image_rows.current(view, item)
    _require_files(view, there.id, form)
    _require_room(view, there.id)
    values = _values(form)
    saves.put(
        view,
        annotation,
        {
            **values,
            "uuid": wanted.bytes,
            "institution_id": view.institution_id,
            "item_id": there.id,
            "made": to_seconds(datetime.now()),
            "made_by_id": view.person_id,
        },
    )
    made = {name: (None, value) for name, value in _noted(values).items() if value}
    history.note(unit, there.patient_id, save, action(ADD, form.kind), SUBJECT, wanted.bytes, 1, made)


def change(unit: Unit, save: UUID, wanted: UUID, version: int, form: AnnotationInput) -> bool:
    """Change what was read at this version; whether this save changed anything. Raises NotFound, Invalid, and
    Conflict with how it stands now."""
    view = unit.view
    now = current(view, wanted)
    _refuse_other_version(view, now, version, save)
    if form.kind != now.kind:
        raise Invalid(f"A {now.kind} does not become a {form.kind}. Remove it, and make a new one.")
    _require_files(view, now.item_id, form)
    after = _values(form)
    changed = {
        name: (getattr(now, name), after[name]) for name in COLUMNS if getattr(now, name) != after[name]
    }
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    before, since = (_noted({name: pair[side] for name, pair in changed.items()}) for side in (0, 1))
    _note(unit, save, now, CHANGE, {name: (before[name], since[name]) for name in before})
    return True


def remove(unit: Unit, save: UUID, wanted: UUID, version: int) -> None:
    """Remove what was read at this version: the row stays, so that it can be brought back as it was. Raises
    NotFound, and Conflict with how it stands now."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        return
    now = current(view, wanted)
    _refuse_other_version(view, now, version, save)
    write(unit, now, {"removed": True})
    gone = {name: (value, None) for name, value in noted(now).items() if value}
    _note(unit, save, now, REMOVE, gone)


def bring_back(unit: Unit, now: Row[Any]) -> None:
    """Undo a removal. Raises Invalid where the item has as many as it can have."""
    _require_room(unit.view, now.item_id)
    write(unit, now, {"removed": False})


def write(unit: Unit, now: Row[Any], values: Mapping[str, Any]) -> None:
    """Set columns of a row, which becomes one version newer."""
    unit.connection.execute(
        update(annotation).where(annotation.c.id == now.id).values(**values, version=now.version + 1)
    )


def drop(unit: Unit, item_ids: Sequence[int]) -> None:
    """Delete all rows of items that go. What was done to them is nothing any more that can be taken back."""
    theirs = annotation.c.item_id.in_(item_ids)
    history.mark_all_undone(unit, select(annotation.c.uuid).where(theirs))
    unit.connection.execute(delete(annotation).where(theirs))


def current(view: View, wanted: UUID, *, removed: bool = False) -> Row[Any]:
    """The row of what is there, or was removed, with `patient_id` and `item_uuid`. Raises NotFound."""
    row = view.connection.execute(
        _rows().where(
            annotation.c.uuid == wanted.bytes,
            annotation.c.removed.is_(removed),
            image_rows.STANDS,
            view.scope(),
        )
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def action(what: str, kind: str) -> str:
    """What history and trail call it: add label, remove measurement."""
    return f"{what} {'label' if kind == AnnotationKind.LABEL else 'measurement'}"


def noted(now: Row[Any]) -> dict[str, Any]:
    """A row as the history has it."""
    return _noted({name: getattr(now, name) for name in COLUMNS})


def columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the history has of a row, as columns."""
    return {name: json.dumps(value) if name == "points" else value for name, value in fields.items()}


def _noted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: json.loads(values[name]) if name == "points" else values[name]
        for name in COLUMNS
        if name in values
    }


def _note(unit: Unit, save: UUID, now: Row[Any], what: str, fields: history.Fields) -> None:
    done = action(what, now.kind)
    history.note(unit, now.patient_id, save, done, SUBJECT, bytes(now.uuid), now.version + 1, fields)


def _values(form: AnnotationInput) -> dict[str, Any]:
    points = [[spot.file.hex, *map(float, spot.at)] for spot in form.spots]
    return {"kind": form.kind.value, "points": json.dumps(points), "comment": form.comment}


def _rows() -> Select[Any]:
    return (
        select(
            annotation,
            image_item.c.uuid.label("item_uuid"),
            record.c.patient_id,
            person.c.name.label("made_by"),
        )
        .join(image_item, image_item.c.id == annotation.c.item_id)
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
        .join(person, person.c.id == annotation.c.made_by_id)
    )


def _annotation(row: Row[Any]) -> Annotation:
    return Annotation(
        uuid=UUID(bytes=row.uuid),
        version=row.version,
        item=UUID(bytes=row.item_uuid),
        kind=AnnotationKind(row.kind),
        spots=tuple(Spot(UUID(file), (x, y, z)) for file, x, y, z in json.loads(row.points)),
        comment=row.comment,
        made_by=row.made_by,
        made=from_seconds(row.made),
    )


def _refuse_other_version(view: View, now: Row[Any], version: int, save: UUID) -> None:
    if history.follows(view, bytes(now.uuid), save, now.version, version):
        return
    raise Conflict(
        "Another desk has changed this label or measurement meanwhile. Nothing was overwritten: look at what "
        "stands there now, and change it again.",
        Theirs(now.version, _annotation(now), *history.last_by(view, bytes(now.uuid), now.version)),
    )


def _require_room(view: View, item_id: int) -> None:
    there = (
        select(func.count())
        .select_from(annotation)
        .where(annotation.c.item_id == item_id, annotation.c.removed.is_(False))
    )
    if int(view.connection.scalar(there) or 0) >= MOST:
        raise Invalid(FULL)


def _require_files(view: View, item_id: int, form: AnnotationInput) -> None:
    """Raises Invalid where a point lies on something else than a model of the item."""
    models = select(image_file.c.uuid).where(
        image_file.c.item_id == item_id, image_file.c.kind.in_([kind.value for kind in MESHES])
    )
    known = {UUID(bytes=uuid) for uuid in view.connection.scalars(models)}
    if not {spot.file for spot in form.spots} <= known:
        raise Invalid(
            f"The {form.kind} was not kept: a point lies on no model of this image data. Pick it anew.",
            field="points",
        )
