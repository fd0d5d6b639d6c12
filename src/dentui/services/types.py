"""Case types and visit types of the institution."""

from __future__ import annotations

from collections.abc import Mapping

from dentui.domain.actors import Actor
from dentui.domain.types import CaseType, TypeInput, TypeKind, TypeLine
from dentui.store import types
from dentui.store.database import Database


class CaseTypes:
    """What a visit can be for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, actor: Actor) -> tuple[CaseType, ...]:
        """The institution's case types, in its order."""
        return self._database.read(actor, types.case_types)


class TypeLists:
    """The two lists as administrators keep them. A type is never deleted: retired, it is offered no more
    and stays on what has it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def lines(self, actor: Actor, kind: TypeKind) -> tuple[TypeLine, ...]:
        """All of a list in its order, the retired ones last. Raises Forbidden."""
        return self._database.read(actor, lambda view: types.lines(view, kind))

    def uses(self, actor: Actor) -> Mapping[TypeKind, Mapping[int, int]]:
        """How many records have each type, by its id. This takes a second or two where there are millions.
        Raises Forbidden."""
        return self._database.read(actor, types.uses)

    def add(self, actor: Actor, kind: TypeKind, form: TypeInput) -> int:
        """Add a type; its id. Raises Forbidden, Invalid with the field."""
        return self._database.write(actor, lambda unit: types.add(unit, kind, form))

    def edit(
        self, actor: Actor, kind: TypeKind, type_id: int, form: TypeInput, was: TypeInput | None = None
    ) -> None:
        """Rename a type, or give it another place. `was`: how it stood when the change was begun. Raises
        Forbidden, NotFound, Invalid with the field, and Conflict, whose `theirs` is a Theirs of a
        TypeInput."""
        self._database.write(actor, lambda unit: types.edit(unit, kind, type_id, form, was))

    def retire(self, actor: Actor, kind: TypeKind, type_id: int) -> None:
        """Offer a type no more. Raises Forbidden, NotFound."""
        self._database.write(actor, lambda unit: types.retire(unit, kind, type_id, retired=True))

    def bring_back(self, actor: Actor, kind: TypeKind, type_id: int) -> None:
        """Offer a retired type again. Raises Forbidden, NotFound."""
        self._database.write(actor, lambda unit: types.retire(unit, kind, type_id, retired=False))
