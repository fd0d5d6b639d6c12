"""Records made and changed by hand."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from dentui.domain.history import Theirs
from dentui.domain.patients import RecordInput
from dentui.domain.times import from_seconds, to_seconds
from dentui.errors import Conflict, NotFound
from dentui.store import charts, history, lists, merged, saves
from dentui.store.database import Unit
from dentui.store.indexing import reindexed
from dentui.store.patients import id_of
from dentui.store.scope import View
from dentui.store.tables import patient, record

MAKE = "make record"
RENAME = "rename record"
EDIT = "edit record"
COLUMNS = ("name", "visiting_time", "case_type_id", "visit_type_id", "doctor_id")
NOT_THERE = "That record is not in your register (any more). F5 shows those that are."


def make(unit: Unit, save: UUID, of: UUID, wanted: UUID, form: RecordInput) -> None:
    """Make a record of a patient; where it was made before, and the answer to that was lost, it gets what
    was typed since. Raises NotFound, Invalid, Conflict."""
    view = unit.view
    if saves.is_made(view, record, wanted, save):
        edit(unit, save, wanted, 1, form)
        return
    patient_id = merged.main_id(view, id_of(view, of))
    values = _values(view, form)
    with reindexed(unit.connection, view.institution_id, patient_id):
        saves.put(
            view,
            record,
            {**values, "uuid": wanted.bytes, "institution_id": view.institution_id, "patient_id": patient_id},
        )
        charts.set_last_visit(unit, patient_id)
    made = {name: (None, value) for name, value in values.items() if value not in ("", None)}
    history.note(unit, patient_id, save, MAKE, "record", wanted.bytes, 1, made)


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, form: RecordInput) -> bool:
    """Change a record that was read at this version; whether this save changed anything. Raises NotFound,
    Invalid, and Conflict with how it stands now where another desk has changed it."""
    view = unit.view
    now = current(view, wanted)
    if not history.follows(view, wanted.bytes, save, now.version, version):
        raise Conflict(
            "Another desk has changed this record meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(now.version, _form(now), *history.last_by(view, wanted.bytes, now.version)),
        )
    after = _values(view, form, now.doctor_id)
    changed = {
        name: (getattr(now, name), after[name]) for name in COLUMNS if getattr(now, name) != after[name]
    }
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    action = RENAME if set(changed) == {"name"} else EDIT
    history.note(unit, now.patient_id, save, action, "record", wanted.bytes, now.version + 1, changed)
    return True


def current(view: View, wanted: UUID) -> Row[Any]:
    """The row of a record. Raises NotFound where there is none within the scope."""
    row = view.connection.execute(
        select(record)
        .join(patient, patient.c.id == record.c.patient_id)
        .where(record.c.uuid == wanted.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def require_of(view: View, record_id: int, patient_id: int) -> None:
    """Raises Conflict where this is no record of this patient any more, to which something would go back."""
    there = select(record.c.id).where(record.c.id == record_id, record.c.patient_id == patient_id)
    if view.connection.scalar(there) is None:
        raise Conflict(
            "This cannot be undone: the record that it came from is not in this chart any more. Nothing was "
            "changed now."
        )


def write(unit: Unit, now: Row[Any], values: dict[str, Any]) -> None:
    """Set columns of a record, which becomes one version newer; last visit and index follow."""
    with reindexed(unit.connection, unit.view.institution_id, now.patient_id):
        unit.connection.execute(
            update(record).where(record.c.id == now.id).values(**values, version=now.version + 1)
        )
        charts.set_last_visit(unit, now.patient_id)


def drop(unit: Unit, now: Row[Any]) -> None:
    """Take a record away that was made by mistake and that nothing belongs to."""
    with reindexed(unit.connection, unit.view.institution_id, now.patient_id):
        unit.connection.execute(delete(record).where(record.c.id == now.id))
        charts.set_last_visit(unit, now.patient_id)


def _values(view: View, form: RecordInput, doctor_id: int | None = None) -> dict[str, Any]:
    lists.require(view, form.case_type_id, form.visit_type_id, form.doctor_id, doctor_id)
    return {
        "name": form.name,
        "visiting_time": to_seconds(form.visiting_time),
        "case_type_id": form.case_type_id,
        "visit_type_id": form.visit_type_id,
        "doctor_id": form.doctor_id,
    }


def _form(row: Row[Any]) -> RecordInput:
    return RecordInput(
        row.name, from_seconds(row.visiting_time), row.case_type_id, row.visit_type_id, row.doctor_id
    )
