"""The labs that cases are sent to, and the institution's short texts for instructions."""

from __future__ import annotations

from dentui.domain.actors import Actor
from dentui.domain.labs import Lab, LabInput, Snippet
from dentui.store import labs
from dentui.store.database import Database


class Labs:
    """What administrators keep of labs. A lab is never deleted: withdrawn, it is offered no more and stays
    on the cases that have it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offered(self, actor: Actor) -> tuple[Lab, ...]:
        """The labs to which a case can be sent, by name."""
        return self._database.read(actor, labs.offered)

    def all(self, actor: Actor) -> tuple[Lab, ...]:
        """All of them, the withdrawn ones last."""
        return self._database.read(actor, labs.everyone)

    def add(self, actor: Actor, form: LabInput) -> int:
        """Add a lab; its id. Raises Forbidden, Invalid with the field."""
        return self._database.write(actor, lambda unit: labs.add(unit, form))

    def edit(self, actor: Actor, lab: int, version: int, form: LabInput) -> bool:
        """Change a lab that was read at this version; whether that changed anything. Raises Forbidden,
        NotFound, Invalid with the field, and Conflict, whose `theirs` is a Theirs of a LabInput."""
        return self._database.write(actor, lambda unit: labs.edit(unit, lab, version, form))

    def withdraw(self, actor: Actor, lab: int) -> None:
        """Offer a lab no more. Raises Forbidden, NotFound."""
        self._database.write(actor, lambda unit: labs.withdraw(unit, lab, withdrawn=True))

    def bring_back(self, actor: Actor, lab: int) -> None:
        """Offer a withdrawn lab again. Raises Forbidden, NotFound."""
        self._database.write(actor, lambda unit: labs.withdraw(unit, lab, withdrawn=False))

    def snippets(self, actor: Actor) -> tuple[Snippet, ...]:
        """The short texts, the oldest first."""
        return self._database.read(actor, labs.snippets)

    def add_snippet(self, actor: Actor, text: str) -> int:
        """Keep a short text; its id. Administrators and doctors may. Raises Forbidden, Invalid."""
        return self._database.write(actor, lambda unit: labs.add_snippet(unit, text))

    def edit_snippet(self, actor: Actor, snippet: int, was: str, text: str) -> None:
        """Change a short text that was read as `was`. Raises Forbidden, NotFound, Invalid, and Conflict,
        whose `theirs` is a Theirs of the text."""
        self._database.write(actor, lambda unit: labs.edit_snippet(unit, snippet, was, text))

    def remove_snippet(self, actor: Actor, snippet: int) -> None:
        """Keep a short text no more. Raises Forbidden."""
        self._database.write(actor, lambda unit: labs.remove_snippet(unit, snippet))
