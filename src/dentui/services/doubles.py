"""Likely doubles: whether somebody is in the register already, and which patients are in it twice.

What compares is imported when it is used: the start waits for none of it.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.doubles import CERTAIN, Likely, Pair, Typed
from dentui.domain.doubles import Doubles as Found
from dentui.store import patients
from dentui.store.database import Database, Unit
from dentui.store.scope import View

if TYPE_CHECKING:
    from dentui.services.doubles_search import Search


class Doubles:
    """Profiles within the operator's scope that may be one person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def while_typing(self, actor: Actor, typed: Typed) -> Found:
        """Who of the register may be the person that is being typed. Names, phones and numbers may be
        unfinished: what is too short says nothing."""
        from dentui.store import doubles

        shown, beyond = self._database.read(actor, lambda view: doubles.of_typed(view, typed))
        if beyond is None:
            return Found(shown)
        hidden = self._database.system(lambda connection: doubles.hidden(connection, beyond))
        return Found(shown, hidden >= CERTAIN)

    def of_patient(self, actor: Actor, patient: UUID) -> tuple[Likely, ...]:
        """The likely doubles of a patient, the best first, without who was said to be another person.
        Raises NotFound."""
        from dentui.store import doubles

        return self._database.read(
            actor, lambda view: doubles.of_patient(view, patients.id_of(view, patient))
        )

    def dismiss(self, actor: Actor, save: UUID, first: UUID, second: UUID) -> None:
        """Say that two patients are not the same person: they are no doubles any more. Raises NotFound,
        Invalid for one patient with itself."""
        from dentui.store import doubles_review

        self._database.save(
            actor, save, lambda unit: doubles_review.dismiss(unit, save, first, second), _nothing
        )

    def recall(self, actor: Actor, save: UUID, first: UUID, second: UUID) -> None:
        """Take that back. Raises NotFound, Invalid."""
        from dentui.store import doubles_review

        self._database.save(
            actor, save, lambda unit: doubles_review.recall(unit, save, first, second), _nothing
        )

    def dismissed(self, actor: Actor, patient: UUID) -> tuple[Likely, ...]:
        """Who within the scope was said not to be the same person as this patient; the likeliest first.
        Raises NotFound."""
        from dentui.store import doubles_review

        return self._database.read(
            actor, lambda view: doubles_review.dismissed(view, patients.id_of(view, patient))
        )

    def review(self, actor: Actor, limit: int = 100) -> tuple[Pair, ...]:
        """The pairs that were found by going through the register, of whom the operator sees both; the
        likeliest first."""
        from dentui.store import doubles_review

        return self._database.read(actor, lambda view: doubles_review.review(view, limit))

    def search_some(self, actor: Actor, seconds: float) -> float:
        """Go on through the institution's register for about so many seconds; the share of it that is done, 1
        for all of it. Afterwards new and changed patients alone are looked at. Raises NoMember."""
        self._database.read(actor, _nothing)
        return self._search.go_on(actor.institution_id, seconds)

    def tells(self, actor: Actor) -> bool:
        """Whether members are told that there may be a double whom they cannot see."""
        from dentui.store import doubles

        return self._database.read(actor, doubles.tells)

    def set_tells(self, actor: Actor, on: bool) -> None:
        """Let members be told so, or not; done again, it changes nothing. Raises Forbidden."""
        from dentui.store import doubles

        def change(unit: Unit) -> None:
            unit.view.require_administrator("say what members are told")
            doubles.set_tells(unit, on)

        self._database.write(actor, change)

    @cached_property
    def _search(self) -> Search:
        from dentui.services.doubles_search import Search

        return Search(self._database)


def _nothing(_: View) -> None:
    """What a change without an answer comes to."""
