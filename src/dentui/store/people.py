"""Who may work where."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select

from dentui.domain.actors import Actor, Role
from dentui.store.tables import institution, membership, person


class Place(NamedTuple):
    """A person's seat in an institution."""

    actor: Actor
    operator: str
    institution: str
    administers: bool


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
        Place(Actor(row.id, row.at), row.name, row.place, row.role == Role.ADMINISTRATOR)
        for row in connection.execute(statement)
    ]
