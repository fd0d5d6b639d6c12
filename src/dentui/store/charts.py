"""Entering patients and changing their charts."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select, update

from dentui.domain.history import Theirs
from dentui.domain.patients import Entered, Gender, PatientInput
from dentui.domain.tickets import TicketInput
from dentui.domain.times import to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import counters, former, history, indexing, merged, people, saves, tickets
from dentui.store.database import Unit
from dentui.store.indexing import reindexed
from dentui.store.patients import NOT_THERE, id_of
from dentui.store.scope import View
from dentui.store.tables import patient, record, ticket

ENTER = "enter patient"
EDIT = "edit patient"
ASSIGN = "assign another responsible member"
COLUMNS = tuple(field.name for field in fields(PatientInput))

_current = select(patient).where(patient.c.id == bindparam("patient"))


def enter(
    unit: Unit, save: UUID, wanted: UUID, form: PatientInput, ticket_uuid: UUID, order: TicketInput | None
) -> Entered:
    """Make a patient, and a scan ticket where one is ordered; where that was done before, and the answer to
    it was lost, they get what was typed since. Raises Invalid, Forbidden, NotFound, Conflict."""
    view, connection = unit.view, unit.connection
    if saves.is_made(view, patient, wanted, save):
        return _enter_again(unit, save, wanted, form, ticket_uuid, order)
    values = values_of(form)
    if form.responsible_id is None or form.responsible_id == view.person_id:
        values["responsible_id"] = view.person_id
    else:
        view.require_administrator("enter a patient for another member")
        people.require_member(view, form.responsible_id, "responsible_id")
    now = to_seconds(datetime.now())
    chart_number = counters.take(connection, view.institution_id, "chart")
    patient_id = saves.put(
        view,
        patient,
        {
            **values,
            "uuid": wanted.bytes,
            "institution_id": view.institution_id,
            "chart_number": chart_number,
            "entered": now,
            "last_visit": now,
        },
    )
    indexing.add(connection, view.institution_id, patient_id)
    made = {name: (None, values[name]) for name in COLUMNS if values[name] not in ("", None)}
    history.note(unit, patient_id, save, ENTER, "patient", wanted.bytes, 1, made)
    number = None if order is None else tickets.make(unit, save, patient_id, ticket_uuid, order)
    return Entered(wanted, chart_number, number)


def _enter_again(
    unit: Unit, save: UUID, wanted: UUID, form: PatientInput, ticket_uuid: UUID, order: TicketInput | None
) -> Entered:
    edit(unit, save, wanted, 1, form)
    if order is not None:
        tickets.make(unit, save, merged.main_id(unit.view, id_of(unit.view, wanted)), ticket_uuid, order)
    return entered(unit.view, wanted)


def entered(view: View, wanted: UUID) -> Entered:
    """A patient that was just entered, where the answer to that was lost. Raises NotFound."""
    row = view.connection.execute(
        select(patient.c.id, patient.c.chart_number).where(patient.c.uuid == wanted.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    number = view.connection.scalar(select(func.min(ticket.c.number)).where(ticket.c.patient_id == row.id))
    return Entered(wanted, row.chart_number, number)


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, form: PatientInput) -> bool:
    """Change a chart that was read at this version; whether this save changed anything. Raises NotFound,
    Forbidden, Invalid, and Conflict with how it stands now where another desk has changed it since."""
    view = unit.view
    patient_id = id_of(view, wanted)
    now = current(view, patient_id)
    if now.merged_into_id is not None:
        raise Invalid(merged.read_only(view, now.merged_into_id))
    if not history.follows(view, wanted.bytes, save, now.version, version):
        raise Conflict(
            "Another desk has changed this patient meanwhile. Nothing was overwritten: choose what stays.",
            theirs(view, wanted, now),
        )
    after = values_of(form)
    if form.responsible_id is None:
        after["responsible_id"] = now.responsible_id
    before = {name: getattr(now, name) for name in COLUMNS}
    changed = {name: (before[name], after[name]) for name in COLUMNS if before[name] != after[name]}
    if "responsible_id" in changed:
        view.require_administrator(ASSIGN)
        people.require_member(view, after["responsible_id"], "responsible_id")
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    there = former.there(view, [patient_id])
    replaced = {
        name: text
        for name, text in former.replaced_by(before, after).items()
        if (former.FORMER[name], text) not in there
    }
    with reindexed(unit.connection, view.institution_id, patient_id):
        write(unit, patient_id, {name: value for name, (_, value) in changed.items()}, now.version)
        for name, text in replaced.items():
            former.put(unit, patient_id, former.FORMER[name], text)
        former.keep_findable(unit, patient_id)
    noted = {**changed, **{name: (None, text) for name, text in replaced.items()}}
    history.note(unit, patient_id, save, EDIT, "patient", wanted.bytes, now.version + 1, noted)
    return True


def current(view: View, patient_id: int) -> Row[Any]:
    """The row of a patient."""
    return view.connection.execute(_current, {"patient": patient_id}).one()


def theirs(view: View, wanted: UUID, now: Row[Any]) -> Theirs:
    """How a chart stands now, and who changed it last."""
    return Theirs(now.version, form_of(now), *history.last_by(view, wanted.bytes, now.version))


def form_of(row: Row[Any]) -> PatientInput:
    """A chart as its form has it."""
    values = {name: getattr(row, name) for name in COLUMNS}
    return PatientInput(**{**values, "gender": Gender(row.gender)})


def write(unit: Unit, patient_id: int, values: dict[str, Any], version: int) -> None:
    """Set columns of a patient, who becomes one version newer. The caller keeps the index true."""
    changed = unit.connection.execute(
        update(patient)
        .where(patient.c.id == patient_id, patient.c.version == version)
        .values(**values, version=version + 1)
    )
    if changed.rowcount != 1:
        raise RuntimeError("a version that changed under the write lock")


def set_last_visit(unit: Unit, patient_id: int) -> None:
    """The newest record's visiting time, else when the patient was entered. The caller keeps the index
    true."""
    newest = (
        select(func.max(record.c.visiting_time)).where(record.c.patient_id == patient_id).scalar_subquery()
    )
    unit.connection.execute(
        update(patient)
        .where(patient.c.id == patient_id)
        .values(last_visit=func.coalesce(newest, patient.c.entered))
    )


def values_of(form: PatientInput) -> dict[str, Any]:
    """A form as columns of the register. Raises Invalid."""
    if form.gender is None:
        raise Invalid("The gender is missing. Choose one; unknown is one of them.", field="gender")
    return {**asdict(form), "gender": form.gender.value}
