"""The labs that cases are sent to."""

from __future__ import annotations

from dentui.domain.actors import Actor
from dentui.domain.labs import Lab, LabInput
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
