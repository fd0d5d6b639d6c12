"""Numbers that an institution gives without a gap: of charts, of scan tickets, and of
a year's cases.

They are counted in a table of their own, because in PostgreSQL a member does not see the other
members' rows, whose numbers are taken all the same. Always under the write lock.
"""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, insert, select, update

from dentui.store.tables import counter

_last = select(counter.c.last).where(
    counter.c.institution_id == bindparam("institution"), counter.c.name == bindparam("counted")
)
_go_on = (
    update(counter)
    .where(counter.c.institution_id == bindparam("institution"), counter.c.name == bindparam("counted"))
    .values(last=bindparam("number"))
)


def last(connection: Connection, institution_id: int, name: str) -> int:
    """The last number that was given."""
    return connection.scalar(_last, {"institution": institution_id, "counted": name}) or 0


def go_on(connection: Connection, institution_id: int, name: str, number: int) -> None:
    """Let the next number come after this one, and after every one before."""
    before = connection.scalar(_last, {"institution": institution_id, "counted": name})
    if before is None:
        connection.execute(insert(counter), {"institution_id": institution_id, "name": name, "last": number})
    elif number > before:
        connection.execute(_go_on, {"institution": institution_id, "counted": name, "number": number})


def take(connection: Connection, institution_id: int, name: str) -> int:
    """The next number, which is given herewith. What is counted: "chart", "ticket", "case 2026"."""
    number = last(connection, institution_id, name) + 1
    go_on(connection, institution_id, name, number)
    return number
