"""What an operator may see: read anew in every transaction, applied to every query.

A member sees the patients for whom they are the responsible member, an administrator all of the
institution (S01). In PostgreSQL row-level security enforces the same a second time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, select, text, true

from dentui.domain.actors import Actor, Role
from dentui.errors import Forbidden, NoMember
from dentui.store.memo import Memo
from dentui.store.tables import membership, patient, person

_role = select(membership.c.role).where(
    membership.c.institution_id == bindparam("institution"),
    membership.c.person_id == bindparam("person"),
    # Who has no login name (any more) works at no desk.
    select(person.c.id)
    .where(person.c.id == bindparam("person"), person.c.login.is_not(None))
    .correlate(None)
    .exists(),
)
# One statement tells row-level security who asks, and reads the role.
_secured_role = text(
    "SELECT role, set_config('dentui.institution', CAST(:institution AS text), true), "
    "set_config('dentui.person', CAST(:person AS text), true), "
    "set_config('dentui.member', "
    "CASE WHEN role = 'administrator' THEN '' ELSE CAST(:person AS text) END, true) "
    "FROM membership WHERE institution_id = :institution AND person_id = :person "
    "AND EXISTS (SELECT 1 FROM person WHERE id = :person AND login IS NOT NULL)"
)

_as_member = text("SELECT set_config('dentui.member', :member, true)")


@dataclass(frozen=True, slots=True)
class View:
    """A transaction of an operator: the connection and what its rights are now."""

    connection: Connection
    institution_id: int
    person_id: int
    administers: bool
    memo: Memo

    def scope(self) -> ColumnElement[bool]:
        """The condition on `patient` that every query over patients carries."""
        return and_(
            patient.c.institution_id == self.institution_id,
            true() if self.administers else patient.c.responsible_id == self.person_id,
        )

    def asks(self, **more: object) -> dict[str, object]:
        """What a `Scoped` statement asks for, and what it asks for beside it."""
        return {"institution": self.institution_id, "person": self.person_id, **more}

    @contextmanager
    def whole_institution(self) -> Iterator[None]:
        """Within it row-level security lets a member's transaction see all of the institution. For links
        between rows, of which nothing is told."""
        if self.administers or self.connection.dialect.name != "postgresql":
            yield
            return
        self.connection.execute(_as_member, {"member": ""})
        # Where what is done here fails, the transaction and its settings are over.
        yield
        self.connection.execute(_as_member, {"member": str(self.person_id)})

    def require_administrator(self, what: str) -> None:
        """Raises Forbidden where the operator is an ordinary member."""
        if not self.administers:
            raise Forbidden(f"Only an administrator may {what}. Ask one of your institution.")


class Scoped:
    """A statement over patients that is asked at every save: making it takes longer than running it, so it is
    made once for administrators and once for members."""

    def __init__(self, make: Callable[[ColumnElement[bool]], Select[Any]]) -> None:
        """`make` is given the condition on `patient`."""
        institution = patient.c.institution_id == bindparam("institution")
        self._whole = make(institution)
        self._own = make(and_(institution, patient.c.responsible_id == bindparam("person")))

    def of(self, view: View) -> Select[Any]:
        """The statement for an operator, who is named by `View.asks`."""
        return self._whole if view.administers else self._own


def view(connection: Connection, actor: Actor, memo: Memo) -> View:
    """The operator's rights in this transaction. Raises Forbidden for who is no member (any more)."""
    statement = _secured_role if connection.dialect.name == "postgresql" else _role
    role = connection.scalar(statement, {"institution": actor.institution_id, "person": actor.person_id})
    if role is None:
        raise NoMember("You are no member of this institution any more. Ask one of its administrators.")
    return View(connection, actor.institution_id, actor.person_id, role == Role.ADMINISTRATOR, memo)
