"""F1: the keys of the place one is in, and any action by its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from dentui.ui.key import Key, Place
from dentui.ui.keys import HELP
from dentui.ui.widgets.fields import Field, FindRow
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, TitleBar


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of a place, and the node on which its action runs."""

    node: DOMNode
    place: Place
    key: Key

    def answers(self, words: Sequence[str]) -> bool:
        """Whether every word stands somewhere in it."""
        text = f"{self.key.names} {self.key.label} {self.key.tells} {self.place.title}".casefold()
        return all(word in text for word in words)


class KeyTable(RowTable[KeyRow]):
    """Keys, what they do, and where."""

    can_focus = False

    def plan(self, cells: int) -> list[ColumnPlan]:
        key = 16 if cells >= 70 else 12
        where = min(22, cells // 4)
        return [
            ColumnPlan("key", "Key", key),
            ColumnPlan("does", "Does", cells - key - where - 2),
            ColumnPlan("where", "Where", where),
        ]

    def cells_of(self, row: KeyRow, columns: list[ColumnPlan]) -> list[Cell]:
        return [Cell(row.key.names), Cell(row.key.tells), Cell(row.place.title)]


class HelpField(Field):
    """Takes a word; the list below narrows."""

    BINDINGS = [Binding(",".join(key.keys), f"screen.{key.action}", show=False) for key in HELP.keys]


class HelpScreen(Screen[KeyRow | None]):
    """Answers the row whose action is to be done."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = HELP
    BINDINGS = HELP.bindings

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        super().__init__()
        self._all = tuple(rows)
        self.field = HelpField(placeholder="a word, such as filter or back", id="find")
        self.table = KeyTable()
        self.title_bar = TitleBar()

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield FindRow(self.field)
        yield self.table
        yield KeyBar()

    def on_mount(self) -> None:
        self.title_bar.show("Keys", "of the place you came from; letters act outside fields")
        self.table.tell("No key does that here.")
        self.set_focus(self.field)
        self._narrow()

    @on(Input.Changed)
    def _narrow(self) -> None:
        words = self.field.value.casefold().split()
        rows = [row for row in self._all if row.answers(words)]
        self.table.fill(rows, 0, len(rows))

    def action_move(self, way: int) -> None:
        self.table.move_cursor(row=self.table.cursor_row + way)

    def action_page(self, way: int) -> None:
        if way > 0:
            self.table.action_page_down()
        else:
            self.table.action_page_up()

    def action_run(self) -> None:
        row = self.table.row_at_cursor
        if row is not None and row.key.action:
            self.dismiss(row)

    def action_close(self) -> None:
        self.dismiss(None)
