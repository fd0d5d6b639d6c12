"""Likely doubles: whether somebody is in the register already."""

from __future__ import annotations

from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.doubles import CERTAIN, Likely, Typed
from dentui.domain.doubles import Doubles as Found
from dentui.store import doubles, patients
from dentui.store.database import Database, Unit
from dentui.store.scope import View


class Doubles:
    """Profiles within the operator's scope that may be one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def while_typing(self, actor: Actor, typed: Typed) -> Found:
        """Who of the register may be the person that is being typed. Names, phones and numbers may be
        unfinished: what is too short says nothing."""

        def look(view: View) -> tuple[tuple[Likely, ...], bool]:
            return doubles.of_typed(view, typed), not view.administers and doubles.tells(view)

        shown, tells = self._database.read(actor, look)
        if not tells:
            return Found(shown)
        hidden = self._database.system(
            lambda connection: doubles.beyond(connection, actor.institution_id, actor.person_id, typed)
        )
        return Found(shown, hidden >= CERTAIN)

    def of_patient(self, actor: Actor, patient: UUID) -> tuple[Likely, ...]:
        """The likely doubles of a patient, the best first, without who was said to be another person.
        Raises NotFound."""
        return self._database.read(
            actor, lambda view: doubles.of_patient(view, patients.id_of(view, patient))
        )

    def tells(self, actor: Actor) -> bool:
        """Whether members are told that there may be a double whom they cannot see."""
        return self._database.read(actor, doubles.tells)

    def set_tells(self, actor: Actor, save: UUID, on: bool) -> None:  # noqa: ARG002
        """Let members be told so, or not; done again, it changes nothing. Raises Forbidden."""

        def change(unit: Unit) -> None:
            unit.view.require_administrator("say what members are told")
            doubles.set_tells(unit, on)

        self._database.write(actor, change)
