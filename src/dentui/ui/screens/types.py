"""Case types and visit types, for the institution's administrators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from textual.widget import Widget

from dentui.domain.types import TypeKind, TypeLine
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import TYPES, WALKING
from dentui.ui.screens.listing import ListScreen
from dentui.ui.sheets.base import ask
from dentui.ui.widgets.people_table import TypeTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

TITLES = {TypeKind.CASE: "Case types", TypeKind.VISIT: "Visit types"}

Lines = Mapping[TypeKind, tuple[TypeLine, ...]]
Uses = Mapping[TypeKind, Mapping[int, int]]


class TypesScreen(ListScreen[Lines]):
    """The two lists, one at a time."""

    PLACE = TYPES
    BINDINGS = TYPES.bindings
    ROW_KEYS = WALKING | {"enter", "e", "E", "space", "delete"}

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.words = Words(classes="words")
        self.tables = {kind: TypeTable() for kind in TypeKind}
        self.kind = TypeKind.CASE
        self._point_at: int | None = None
        self._counting: Load[Uses] = Load(work)

    @property
    def table(self) -> TypeTable:
        """The list that is shown."""
        return self.tables[self.kind]

    def body(self) -> Iterable[Widget]:
        yield self.words
        yield from self.tables.values()

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Types", desk.operator)
        for table in self.tables.values():
            table.tell("Asking the register …")
        self._show_list(self.kind)
        self.follow()
        self._count()

    # What is shown

    def _show_list(self, kind: TypeKind) -> None:
        self.kind = kind
        for other, table in self.tables.items():
            table.display = other is kind
        self.set_focus(self.table)
        parts: list[tuple[str, str]] = [(" ", "")]
        for other, title in TITLES.items():
            # The open one stands in brackets: it must be seen without colour too.
            parts.append((f"[{title}]" if other is kind else f" {title} ", "key" if other is kind else ""))
        self.words.show(parts)

    def action_other(self) -> None:
        self._show_list(TypeKind.VISIT if self.kind is TypeKind.CASE else TypeKind.CASE)

    def action_refresh(self) -> None:
        super().action_refresh()
        self._count()

    def fetch(self, desk: Desk) -> Lines:
        return {kind: desk.type_lists.lines(desk.actor, kind) for kind in TypeKind}

    def fetched(self, lists: Lines) -> None:
        for kind, lines in lists.items():
            table = self.tables[kind]
            at = table.row_at_cursor
            rows = {line.id: row for row, line in enumerate(lines)}
            row = None if at is None else rows.get(at.id)
            if kind is self.kind and self._point_at in rows:
                # Before it is there, it is waited for: these may have been asked for earlier.
                row, self._point_at = rows[self._point_at], None
            table.tell("There is none yet. n adds one.")
            table.refill(lines, 0, len(lines), row)

    def _count(self) -> None:
        """Count once, not at every change of another desk: it walks all records."""
        desk = self.work.desk
        self._counting.start(lambda: desk.type_lists.uses(desk.actor), self._take_uses, self.refused)

    def _take_uses(self, uses: Uses) -> None:
        for kind, table in self.tables.items():
            table.take_uses(uses[kind])

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Forbidden):
            for table in self.tables.values():
                table.fill((), 0, 0)
                table.tell("")
        super().refused(error)

    # Changes

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action in ("open", "retire") and self.table.row_at_cursor is None
        return "There is nothing in this list." if nothing else ""

    def action_open(self) -> None:
        line = self.table.row_at_cursor
        if line is not None:
            self.work.flow(self._type(line))

    def action_new(self) -> None:
        self.work.flow(self._type(None))

    async def _type(self, line: TypeLine | None) -> None:
        from dentui.ui.sheets.types import TypeSheet

        saved = await ask(self.app, self.work, TypeSheet(self.work, self.kind, line))
        if saved is not None:
            self._changed("Saved.", saved)

    def action_retire(self) -> None:
        line = self.table.row_at_cursor
        if line is not None:
            self.work.flow(self._retire(line), may_give_up=False)

    async def _retire(self, line: TypeLine) -> None:
        desk, kind = self.work.desk, self.kind
        verb = desk.type_lists.bring_back if line.retired else desk.type_lists.retire
        try:
            await self.work.hands.run(lambda: verb(desk.actor, kind, line.id))
        except DentuiError as error:
            self.refused(error)
            return
        self._changed(
            "Offered again."
            if line.retired
            else "Retired: no form offers it any more; it stays where it is used. Space brings it back.",
            line.id,
        )

    def _changed(self, sentence: str, point_at: int) -> None:
        self.status.say(sentence)
        self._point_at = point_at
        self.follow()
