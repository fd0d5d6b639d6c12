"""The people of an institution: who works there, as what, and with which password at first.

For administrators. People and login names are of the whole register, so what is changed here is only ever
of people who have a seat in the administrator's institution.
"""

from __future__ import annotations

from uuid import UUID

from dentui.domain import person
from dentui.domain.actors import Actor, Role
from dentui.domain.people import PersonInput, PersonLine
from dentui.domain.sign_in import check_password
from dentui.store import staff
from dentui.store.database import Database


class People:
    """Who works in the institution."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def everyone(self, actor: Actor) -> tuple[PersonLine, ...]:
        """The people of the institution, by name. Raises Forbidden."""
        key = self._database.key
        return self._database.read(actor, lambda view: staff.everyone(view, key))

    def add(self, actor: Actor, person: UUID, form: PersonInput) -> None:
        """Add somebody under this UUID; done again under the same one, it changes nothing but what was typed
        since. Raises Forbidden, Invalid with the field."""
        form, hashed = self._checked(actor, person, form)
        self._database.write(actor, lambda unit: staff.add(unit, person, form, hashed))

    def add_existing(self, actor: Actor, login: str, role: Role, doctor: bool) -> UUID:
        """Give a seat to somebody who has a login name already, by exactly that. Raises Forbidden,
        Invalid (field "login") for nobody's login name and for who is here already."""
        return self._database.write(actor, lambda unit: staff.add_existing(unit, login, role, doctor))

    def edit(self, actor: Actor, person: UUID, form: PersonInput, was: PersonInput | None = None) -> None:
        """Change somebody, and with a password give them one to begin with. `was`: how they stood when the
        change was begun. Raises Forbidden, NotFound, Invalid with the field, and Conflict, whose `theirs` is
        a `domain.history.Theirs` of a PersonInput."""
        form, hashed = self._checked(actor, person, form)
        self._database.write(actor, lambda unit: staff.edit(unit, person, form, was, hashed))

    def remove(self, actor: Actor, person: UUID, hand_over_to: UUID | None = None) -> int:
        """Take somebody's seat away; their name stays on what they did. Their patients go to another member,
        how many is answered. Raises Forbidden, NotFound, and Invalid (field "hand_over_to" where somebody
        has to be named)."""
        return self._database.write(actor, lambda unit: staff.remove(unit, person, hand_over_to))

    def _checked(self, actor: Actor, wanted: UUID, form: PersonInput) -> tuple[PersonInput, str]:
        """The form tidied, and its password as it is kept. Hashing takes long: not under the write lock."""
        institution, login = self._database.read(actor, lambda view: staff.about(view, wanted))
        form = person.checked(form, login)
        if not form.password:
            return form, ""
        from dentui.services import hashing

        words = (form.login, form.name, *form.name.split(), institution, *institution.split())
        password = check_password(form.password, *words)
        with hashing.alone(self._database.home):
            return form, hashing.make_hash(password)
