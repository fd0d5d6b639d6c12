"""The ready texts of an institution, for instructions of cases and for reports."""

from __future__ import annotations

from dentui.domain.actors import Actor
from dentui.domain.snippets import Snippet, SnippetInput, SnippetKind
from dentui.store import snippets
from dentui.store.database import Database


class Snippets:
    """What everybody who works in the institution keeps and uses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, actor: Actor) -> tuple[Snippet, ...]:
        """All of them, by kind and name."""
        return self._database.read(actor, snippets.everyone)

    def of(self, actor: Actor, kind: SnippetKind) -> tuple[Snippet, ...]:
        """Those of a kind, by name."""
        return tuple(each for each in self.all(actor) if each.kind is kind)

    def add(self, actor: Actor, form: SnippetInput) -> int:
        """Keep a ready text; its id, or that of the same text. Raises Invalid with the field."""
        return self._database.write(actor, lambda unit: snippets.add(unit, form))

    def edit(self, actor: Actor, snippet: int, version: int, form: SnippetInput) -> bool:
        """Change one that was read at this version; whether that changed anything. Raises NotFound, Invalid
        with the field, and Conflict, whose `theirs` is a Theirs of a SnippetInput."""
        return self._database.write(actor, lambda unit: snippets.edit(unit, snippet, version, form))

    def remove(self, actor: Actor, snippet: int) -> None:
        """Keep one no more; what was written with it stays."""
        self._database.write(actor, lambda unit: snippets.remove(unit, snippet))
