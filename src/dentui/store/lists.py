"""What forms choose from: case types, visit types, doctors and members of the institution."""

from __future__ import annotations

from sqlalchemy import Table, select

from dentui.domain.people import Choice, Lists
from dentui.errors import Invalid
from dentui.store.scope import View
from dentui.store.tables import case_type, membership, person, visit_type


def offered(view: View) -> Lists:
    """What forms of the institution offer now. Members are listed for administrators only."""
    people = (
        select(person.c.id, person.c.name, person.c.login, membership.c.doctor)
        .join(membership, membership.c.person_id == person.c.id)
        .where(membership.c.institution_id == view.institution_id)
        .order_by(person.c.name, person.c.id)
    )
    rows = view.connection.execute(people).all()
    return Lists(
        case_types=_types(view, case_type),
        visit_types=_types(view, visit_type),
        doctors=tuple(Choice(row.id, row.name) for row in rows if row.doctor),
        members=tuple(Choice(row.id, row.name) for row in rows if row.login) if view.administers else (),
    )


def require(view: View, case_type_id: int | None, visit_type_id: int | None, doctor_id: int | None) -> None:
    """Raises Invalid, with the field, for what is not of this institution. What was retired after a form
    was opened is taken all the same: the form showed it."""
    for table, chosen, field, words in (
        (case_type, case_type_id, "case_type_id", "case type"),
        (visit_type, visit_type_id, "visit_type_id", "visit type"),
    ):
        if chosen is None:
            continue
        there = select(table.c.id).where(table.c.id == chosen, table.c.institution_id == view.institution_id)
        if view.connection.scalar(there) is None:
            raise Invalid(f"That {words} is not there any more. Choose another one.", field=field)
    if doctor_id is not None:
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
