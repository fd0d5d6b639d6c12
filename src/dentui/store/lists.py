"""What forms choose from: case types, visit types, doctors and members of the institution."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Table, select

from dentui.domain.people import Choice, Lists
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.errors import Invalid
from dentui.store.scope import View
from dentui.store.tables import case_type, history, membership, person, ticket, visit_type

OPEN_TICKET = "open ticket"
LATELY = 300
"""Changes of the operator among which the last ticket is looked for."""


def offered(view: View) -> Lists:
    """What forms of the institution offer now. Members are listed for administrators only."""
    people = (
        select(person.c.id, person.c.name, person.c.login, membership.c.doctor)
        .join(membership, membership.c.person_id == person.c.id)
        .where(membership.c.institution_id == view.institution_id)
        .order_by(person.c.name, person.c.id)
    )
    rows = view.connection.execute(people).all()
    case_types, visit_types = _types(view, case_type), _types(view, visit_type)
    doctors = tuple(Choice(row.id, row.name) for row in rows if row.doctor)
    last = _last_ticket(view)
    return Lists(
        case_types=case_types,
        visit_types=visit_types,
        doctors=doctors,
        members=tuple(Choice(row.id, row.name) for row in rows if row.login) if view.administers else (),
        last_ticket=replace(
            last,
            case_type_id=_offered(last.case_type_id, case_types),
            visit_type_id=_offered(last.visit_type_id, visit_types),
            doctor_id=_offered(last.doctor_id, doctors),
        ),
    )


def _offered(wanted: int | None, choices: tuple[Choice, ...]) -> int | None:
    return wanted if any(choice.id == wanted for choice in choices) else None


def _last_ticket(view: View) -> TicketInput:
    """What the operator chose for the newest ticket among the last few changes; nothing for none."""
    lately = (
        select(history.c.id, history.c.action, history.c.subject_uuid)
        .where(history.c.institution_id == view.institution_id, history.c.person_id == view.person_id)
        .order_by(history.c.id.desc())
        .limit(LATELY)
        .subquery()
    )
    newest = (
        select(ticket.c.kind, ticket.c.case_type_id, ticket.c.visit_type_id, ticket.c.doctor_id)
        .join(lately, lately.c.subject_uuid == ticket.c.uuid)
        .where(lately.c.action == OPEN_TICKET)
        .order_by(lately.c.id.desc())
        .limit(1)
    )
    row = view.connection.execute(newest).first()
    return TicketInput() if row is None else TicketInput(TicketKind(row.kind), *row[1:])


def require(
    view: View,
    case_type_id: int | None,
    visit_type_id: int | None,
    doctor_id: int | None,
    named_already: int | None = None,
) -> None:
    """Raises Invalid, with the field, for what is not of this institution. What was retired after a form
    was opened is taken all the same: the form showed it. `named_already`: the doctor until now, who stays
    also where they left the institution."""
    for table, chosen, field, words in (
        (case_type, case_type_id, "case_type_id", "case type"),
        (visit_type, visit_type_id, "visit_type_id", "visit type"),
    ):
        if chosen is None:
            continue
        there = select(table.c.id).where(table.c.id == chosen, table.c.institution_id == view.institution_id)
        if view.connection.scalar(there) is None:
            raise Invalid(f"That {words} is not there any more. Choose another one.", field=field)
    if doctor_id is not None and doctor_id != named_already:
        there = select(membership.c.person_id).where(
            membership.c.person_id == doctor_id, membership.c.institution_id == view.institution_id
        )
        if view.connection.scalar(there) is None:
            raise Invalid("That doctor is not here any more. Choose another one.", field="doctor_id")


def _types(view: View, table: Table) -> tuple[Choice, ...]:
    statement = (
        select(table.c.id, table.c.name)
        .where(table.c.institution_id == view.institution_id, table.c.retired.is_(False))
        .order_by(table.c.position, table.c.id)
    )
    return tuple(Choice(row.id, row.name) for row in view.connection.execute(statement))
