"""The ready texts of the institution, kept by everybody who works there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.widget import Widget

from dentui.domain.snippets import Snippet, SnippetInput
from dentui.errors import DentuiError
from dentui.ui.keys import WALKING
from dentui.ui.keys.case_list import SNIPPETS
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import number, plain
from dentui.ui.widgets.snippets import SnippetTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk


class SnippetsScreen(ListScreen[tuple[Snippet, ...]]):
    """By what they are for."""

    PLACE = SNIPPETS
    BINDINGS = SNIPPETS.bindings
    ROW_KEYS = WALKING | {"enter", "e", "E", "delete", "f4", "z", "Z", "f8"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words = Words(classes="words")
        self.table = SnippetTable()
        self._point_at: int | None = None
        self._removed: SnippetInput | None = None
        """What was removed last here."""

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Ready texts", desk.operator)
        self.table.tell("Asking the register …")
        self.set_focus(self.table)
        self.follow()

    def fetch(self, desk: Desk) -> tuple[Snippet, ...]:
        return desk.snippets.all(desk.actor)

    def fetched(self, snippets: tuple[Snippet, ...]) -> None:
        at = self.table.row_at_cursor
        rows = {each.id: row for row, each in enumerate(snippets)}
        row = None if at is None else rows.get(at.id)
        if self._point_at in rows:
            row, self._point_at = rows[self._point_at], None
        self.table.tell("There is no ready text yet. n adds one.")
        self.table.refill(snippets, 0, len(snippets), row)
        noun = "text" if len(snippets) == 1 else "texts"
        told = " F7 puts one into a case or a report"
        self.words.show([(told, "quiet")], [(f" {number(len(snippets))} {noun} ", "loud")])

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "undo" and self._removed is None:
            return "Nothing was removed here."
        nothing = action in ("open", "remove") and self.table.row_at_cursor is None
        return "There is no ready text in the list." if nothing else ""

    def action_open(self) -> None:
        snippet = self.table.row_at_cursor
        if snippet is not None:
            self.work.flow(self._snippet(snippet))

    def action_new(self) -> None:
        self.work.flow(self._snippet(None))

    async def _snippet(self, snippet: Snippet | None) -> None:
        from dentui.ui.sheets.snippet import SnippetSheet

        at = self.table.row_at_cursor
        base = SnippetInput() if at is None else SnippetInput(at.kind)
        sheet = SnippetSheet(self.work, base if snippet is None else snippet.form, snippet)
        saved = await ask(self.app, self.work, sheet)
        if saved is not None:
            self._changed("Saved.", saved)

    def action_remove(self) -> None:
        snippet = self.table.row_at_cursor
        if snippet is not None:
            self.work.flow(self._remove(snippet), may_give_up=False)

    async def _remove(self, snippet: Snippet) -> None:
        desk = self.work.desk
        try:
            await self.work.hands.run(lambda: desk.snippets.remove(desk.actor, snippet.id))
        except DentuiError as error:
            self.refused(error)
            return
        self._removed = snippet.form
        self._changed(
            f"“{plain(snippet.name)}” is removed; what was written with it stays. z brings it back."
        )

    def action_undo(self) -> None:
        if self._removed is None:
            self.status.say(self.why_not("undo"), bad=True)
        else:
            self.work.flow(self._bring_back(self._removed), may_give_up=False)

    async def _bring_back(self, form: SnippetInput) -> None:
        desk = self.work.desk
        try:
            made = await self.work.hands.run(lambda: desk.snippets.add(desk.actor, form))
        except DentuiError as error:
            self.refused(error)
            return
        self._removed = None
        self._changed("It is back.", made)

    def _changed(self, sentence: str, point_at: int | None = None) -> None:
        self.status.say(sentence)
        self._point_at = point_at
        self.follow()
