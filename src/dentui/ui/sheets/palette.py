"""F1: the keys of the place one is in, and any action by its name."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widgets import Input

from dentui.ui.key import ALSO, Key, Place
from dentui.ui.keys import DESK, PALETTE, PLACES
from dentui.ui.sheets.base import Box, Sheet
from dentui.ui.widgets.fields import Field, FindRow
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.status import KeyBar, StatusLine, Words, nodes_of, owner_of, places_of

ONLY_THERE = "This key acts only where it is pressed: Esc, then press it."
ELSEWHERE = "This key acts there, and not where you came from."
NAMED = 2
"""The worst fit of words that name the action itself, and not its place, its key or the middle of a word."""
MENU = ("menu", "app.menu")
"""Actions that open the desk's menu; where one can be pressed, its lines can be done."""


@dataclass(frozen=True)
class KeyRow:
    """One key of a place, and the node on which its action runs."""

    node: DOMNode
    place: Place
    key: Key
    why_not: str = ""
    """Why it cannot be done now."""
    in_field: bool = False
    """Whether letters are typed where it acts."""

    @property
    def names(self) -> str:
        """The keys that do it."""
        return self.place.names(self.key, in_field=self.in_field)

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """What it is called; with what it does; with other words for it; with its keys and place. Folded."""
        key = self.key
        told = f"{key.label} {key.tells}"
        also = f"{told} {ALSO.get(key.label, '')}"
        return tuple(
            map(folded, (key.label, told, also, f"{also} {self.place.names(key)} {self.place.title}"))
        )

    def fits(self, words: Sequence[str]) -> int | None:
        """How well folded words name it, 0 best; None where one stands nowhere in it."""
        for rank, text in enumerate(self._texts):
            if all(f" {word}" in f" {text}" for word in words):
                return rank
        return len(self._texts) if all(word in self._texts[-1] for word in words) else None


def _order(found: tuple[int, KeyRow]) -> tuple[bool, int, bool]:
    """What is named and can be done now comes before what is named better and cannot."""
    fit, row = found
    here = fit <= NAMED and not row.why_not and row.key.action not in MENU
    return not here, fit, bool(row.why_not)


def folded(text: str) -> str:
    """A text as it is compared: small letters without accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in letters if not unicodedata.combining(char))


def rows_of(screen: Screen[object]) -> list[KeyRow]:
    """The keys of the place that the focus is in, innermost first, with what keeps each from being done."""
    rows, in_field = [], places_of(screen)[1]
    for node, place in nodes_of(screen):
        for key in place.keys:
            rows.append(KeyRow(node, place, key, _why_not(screen, node, key), in_field))
            if key.action in MENU:
                rows += [
                    KeyRow(screen.app, DESK, line, _why_not(screen, screen.app, line)) for line in DESK.keys
                ]
    return rows


def rows_elsewhere(here: Sequence[KeyRow]) -> list[KeyRow]:
    """The keys of all other places that do what none of these does."""
    told = {(row.key.label, row.key.tells) for row in here}
    rows = []
    for place in PLACES:
        for key in place.keys:
            if key.action and (key.label, key.tells) not in told:
                told.add((key.label, key.tells))
                rows.append(KeyRow(here[0].node, place, key, ELSEWHERE))
    return rows


def _why_not(screen: Screen[object], node: DOMNode, key: Key) -> str:
    if not key.action:
        return ONLY_THERE
    owner, action = owner_of(screen, node, key)
    why_not = getattr(owner, "why_not", None)
    return why_not(action) if why_not is not None else ""


class KeyTable(RowTable[KeyRow]):
    """Keys, and what they do."""

    can_focus = False

    def plan(self, cells: int) -> list[ColumnPlan]:
        key = 20 if cells >= 80 else 16
        return [ColumnPlan("key", "Key", key), ColumnPlan("does", "Does", cells - key - 1)]

    def cells_of(self, row: KeyRow, columns: list[ColumnPlan]) -> list[Cell]:
        # Said by words too: not all see a paler colour.
        does = f"(not now) {row.key.tells}" if row.why_not and row.key.action else row.key.tells
        return [Cell(row.names), Cell(does)]


class PaletteField(Field):
    """Takes words; the list below narrows."""

    BINDINGS = [
        Binding(",".join(key.keys), f"screen.{key.action}", show=False)
        for key in PALETTE.keys
        if not key.action.startswith("app.")
    ]


class PaletteSheet(Sheet[KeyRow]):
    """Answers the row whose action is to be done."""

    PLACE = PALETTE
    BINDINGS = PALETTE.bindings
    TITLE = "Keys"

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        super().__init__()
        self._all = tuple(rows)
        self._elsewhere = rows_elsewhere(rows) if rows else []
        """Found by words only: whoever looks for an action learns where it is."""
        self.field = PaletteField(placeholder="a word, such as filter or back")
        self.table = KeyTable()
        self.status = StatusLine()

    def box(self) -> Box:
        return Box(64, 70, 110, "sheet palette")

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show([(" Keys", "loud"), ("  of the place you came from", "")])
        with self.box():
            yield title
            yield FindRow(self.field)
            yield self.table
            yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        self.table.tell("No key does that here.")
        self.set_focus(self.field)
        self._narrow()

    @on(Input.Changed)
    def _narrow(self) -> None:
        words = folded(self.field.value).split()
        rows = (*self._all, *self._elsewhere) if words else self._all
        fitting = [(fit, row) for row in rows if (fit := row.fits(words)) is not None]
        if words:
            fitting.sort(key=_order)
        self.table.fill([row for _, row in fitting], 0, len(fitting))

    @on(RowTable.Moved)
    def _tell(self) -> None:
        """Say all of the row that is pointed at, and where it acts: in the list it may be cut."""
        row = self.table.row_at_cursor
        if row is None:
            self.status.say("")
            return
        why_not = f" Not now: {row.why_not}" if row.why_not else ""
        self.status.say(f"{row.place.title}, {row.names}: {row.key.tells}.{why_not}")

    def action_move(self, way: int) -> None:
        self.table.move_cursor(row=self.table.cursor_row + way)

    def action_page(self, way: int) -> None:
        if way > 0:
            self.table.action_page_down()
        else:
            self.table.action_page_up()

    def action_run(self) -> None:
        row = self.table.row_at_cursor
        if row is None:
            return
        if row.why_not:
            self.status.say(row.why_not, bad=True)
        else:
            self.dismiss(row)
