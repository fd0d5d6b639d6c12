"""Who may work where."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select

from dentui.domain.actors import Actor, Role
from dentui.domain.people import Place
from dentui.errors import Invalid
from dentui.store.scope import View
from dentui.store.tables import institution, membership, person


def places(connection: Connection, login: str) -> list[Place]:
    """The institutions in which somebody of that login name works, the oldest first."""
    if not login.isprintable():  # which neither database would take
        return []
    statement = (
        select(
            person.c.id,
            person.c.name,
            institution.c.id.label("at"),
            institution.c.name.label("place"),
            membership.c.role,
        )
        .join(membership, membership.c.person_id == person.c.id)
        .join(institution, institution.c.id == membership.c.institution_id)
        .where(person.c.login == login)
        .order_by(institution.c.id)
    )
    return [
        Place(Actor(row.id, row.at), row.name, login, row.place, row.role == Role.ADMINISTRATOR)
        for row in connection.execute(statement)
    ]


def uuids(view: View) -> tuple[UUID, UUID]:
    """Of the operator and of the institution: names that stay the same when a register is copied."""
    row = view.connection.execute(
        select(person.c.uuid, institution.c.uuid.label("at"))
        .join(membership, membership.c.person_id == person.c.id)
        .join(institution, institution.c.id == membership.c.institution_id)
        .where(person.c.id == view.person_id, institution.c.id == view.institution_id)
    ).one()
    return UUID(bytes=row.uuid), UUID(bytes=row.at)


def is_member(view: View, person_id: int) -> bool:
    """Whether somebody works at a desk of the institution."""
    statement = (
        select(person.c.id)
        .join(membership, membership.c.person_id == person.c.id)
        .where(
            person.c.id == person_id,
            person.c.login.is_not(None),
            membership.c.institution_id == view.institution_id,
        )
    )
    return view.connection.scalar(statement) is not None


def require_member(view: View, person_id: int, field: str) -> None:
    """Raises Invalid for who does not work at a desk of the institution."""
    if not is_member(view, person_id):
        raise Invalid("That member is not here any more. Choose another one.", field=field)


def login_of(view: View) -> str:
    """The operator's login name."""
    return str(view.connection.scalar(select(person.c.login).where(person.c.id == view.person_id)))


def institution_of(view: View) -> str:
    """The institution's name."""
    its = select(institution.c.name).where(institution.c.id == view.institution_id)
    return str(view.connection.scalar(its))
