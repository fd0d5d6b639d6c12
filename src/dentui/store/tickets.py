"""Scan tickets: opening them, and their way to completed or cancelled."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, case, select, update

from dentui.domain.forms import tidy
from dentui.domain.history import Theirs
from dentui.domain.tickets import (
    LONGEST_NOTE,
    LONGEST_REASON,
    MOVE_WORDS,
    MOVES,
    OPEN,
    TicketInput,
    TicketKind,
    TicketLine,
    TicketState,
    ticket_number,
)
from dentui.domain.times import from_seconds, to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import counters, history, lists, saves
from dentui.store.database import Unit
from dentui.store.named import with_names
from dentui.store.patients import id_of
from dentui.store.scope import View
from dentui.store.tables import patient, person, ticket

MAKE = lists.OPEN_TICKET
EDIT = "edit ticket"
MOVE_ACTIONS = {state: f"{word} ticket" for state, word in MOVE_WORDS.items()}
COLUMNS = ("kind", "case_type_id", "visit_type_id", "doctor_id", "note")
NOT_THERE = "That scan ticket is not in your register (any more). F5 shows those that are."

_opener = person.alias("opener")
_lines = (
    with_names(ticket, _opener.c.name.label("opened_by"))
    .outerjoin(_opener, _opener.c.id == ticket.c.opened_by_id)
    .where(ticket.c.patient_id == bindparam("patient"))
    # What is still to be done comes first, then the newest.
    .order_by(case((ticket.c.state.in_(OPEN), 0), else_=1), ticket.c.opened.desc(), ticket.c.id.desc())
)


def of_patient(view: View, wanted: UUID) -> tuple[TicketLine, ...]:
    """A patient's scan tickets, the open ones first, each by newest. Raises NotFound."""
    return tuple(_line(row) for row in view.connection.execute(_lines, {"patient": id_of(view, wanted)}))


def make(unit: Unit, save: UUID, patient_id: int, wanted: UUID, form: TicketInput) -> int:
    """Open a scan ticket and give its number; where it was opened before, and the answer to that was lost,
    it gets what was typed since. Raises Invalid, NotFound, Conflict."""
    view = unit.view
    if saves.is_made(view, ticket, wanted, save):
        edit(unit, save, wanted, 1, form)
        return number_of(view, wanted)
    values = _values(view, form)
    number = counters.take(unit.connection, view.institution_id, "ticket")
    now = to_seconds(datetime.now())
    saves.put(
        view,
        ticket,
        {
            **values,
            "uuid": wanted.bytes,
            "institution_id": view.institution_id,
            "patient_id": patient_id,
            "state": TicketState.SCHEDULED.value,
            "number": number,
            "opened": now,
            "opened_by_id": view.person_id,
            "changed": now,
        },
    )
    made = {name: (None, value) for name, value in values.items() if value not in ("", None)}
    made["state"] = (None, TicketState.SCHEDULED.value)
    history.note(unit, patient_id, save, MAKE, "ticket", wanted.bytes, 1, made)
    return number


def number_of(view: View, wanted: UUID) -> int:
    """The number of a ticket. Raises NotFound."""
    return int(current(view, wanted).number)


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, form: TicketInput) -> bool:
    """Change an open ticket; whether this save changed anything. Raises NotFound, Invalid, and Conflict where
    another desk changed it."""
    now = current(unit.view, wanted)
    _refuse_other_version(unit.view, now, version, save)
    if now.state not in OPEN:
        raise Invalid(
            f"{ticket_number(now.number)} is {now.state}: nothing about it can be changed any more."
        )
    after = _values(unit.view, form, now.doctor_id)
    if form.note == now.note:
        # Not typed here: it stays letter by letter.
        after["note"] = now.note
    changed = {
        name: (getattr(now, name), after[name]) for name in COLUMNS if getattr(now, name) != after[name]
    }
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(unit.view, save)
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    history.note(unit, now.patient_id, save, EDIT, "ticket", wanted.bytes, now.version + 1, changed)
    return True


def move(unit: Unit, save: UUID, wanted: UUID, version: int, state: TicketState, reason: str) -> None:
    """Start, complete or cancel a ticket. Raises NotFound, Invalid, and Conflict where another desk
    was faster."""
    now = current(unit.view, wanted)
    _refuse_other_version(unit.view, now, version, save)
    if now.version != version and now.state == state:
        unit.saved_before()
        return
    if state not in MOVES[TicketState(now.state)]:
        raise Invalid(
            f"{ticket_number(now.number)} is {now.state}: it cannot be {state.value} any more. "
            "What was done by mistake is taken back with z or F8."
        )
    reason = tidy(reason)
    if state is TicketState.CANCELLED and not reason:
        raise Invalid(
            "The reason is missing. Type in a few words why the ticket is cancelled.", field="reason"
        )
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"The reason is too long: at most {LONGEST_REASON} characters.", field="reason")
    values: dict[str, Any] = {"state": state.value, "changed": to_seconds(datetime.now())}
    fields: dict[str, tuple[Any, Any]] = {"state": (now.state, state.value)}
    if reason:
        values["reason"] = reason
        fields["reason"] = (now.reason, reason)
    write(unit, now, values)
    action = MOVE_ACTIONS[state]
    history.note(unit, now.patient_id, save, action, "ticket", wanted.bytes, now.version + 1, fields)


def current(view: View, wanted: UUID) -> Row[Any]:
    """The row of a ticket. Raises NotFound where there is none within the scope."""
    row = view.connection.execute(
        select(ticket)
        .join(patient, patient.c.id == ticket.c.patient_id)
        .where(ticket.c.uuid == wanted.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def write(unit: Unit, now: Row[Any], values: dict[str, Any]) -> None:
    """Set columns of a ticket, which becomes one version newer."""
    unit.connection.execute(
        update(ticket).where(ticket.c.id == now.id).values(**values, version=now.version + 1)
    )


def _refuse_other_version(view: View, now: Row[Any], version: int, save: UUID) -> None:
    if history.follows(view, bytes(now.uuid), save, now.version, version):
        return
    form = TicketInput(TicketKind(now.kind), now.case_type_id, now.visit_type_id, now.doctor_id, now.note)
    raise Conflict(
        f"Another desk has changed {ticket_number(now.number)} meanwhile: it is {now.state}. "
        "Nothing was overwritten.",
        Theirs(now.version, form, *history.last_by(view, bytes(now.uuid), now.version)),
    )


def _values(view: View, form: TicketInput, doctor_id: int | None = None) -> dict[str, Any]:
    if form.kind is None:
        raise Invalid("What is to be scanned is missing. Choose Intraoral or Face Scan.", field="kind")
    note = tidy(form.note, several_lines=True)
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is too long: at most {LONGEST_NOTE:,} characters.", field="note")
    lists.require(view, form.case_type_id, form.visit_type_id, form.doctor_id, doctor_id)
    return {**asdict(form), "kind": form.kind.value, "note": note}


def _line(row: Row[Any]) -> TicketLine:
    return TicketLine(
        uuid=UUID(bytes=row.uuid),
        version=row.version,
        number=row.number,
        kind=TicketKind(row.kind),
        case_type=row.case_type or "",
        visit_type=row.visit_type or "",
        doctor=row.doctor or "",
        case_type_id=row.case_type_id,
        visit_type_id=row.visit_type_id,
        doctor_id=row.doctor_id,
        note=row.note,
        state=TicketState(row.state),
        reason=row.reason,
        opened=from_seconds(row.opened),
        opened_by=row.opened_by or "",
        changed=from_seconds(row.changed),
    )
