"""Labels with what is recorded under them, side by side where there is room."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.signal import Signal
from textual.strip import Strip
from textual.widget import Widget

from dentui.ui.text import cut, width, wrap

READABLE = 100
"""Cells of a line of text that the eye still follows."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value, ready to be shown."""

    label: str
    value: str
    wide: bool = False
    """Takes a whole row."""
    loud: bool = False
    """Stands out, by bold type and a sign before the label."""
    heading: bool = False
    """Only a heading over what follows."""
    field: str = ""
    """The field of a form that it is, where it can be edited."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a field stands on the screen."""

    field: str
    region: Callable[[], Region]
    """Columns and rows of it, with its label, as they are now."""
    moved: Signal[None]
    """Told when it may stand elsewhere."""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    style: str


class Facts(Widget):
    """Facts in columns where there are cells enough, wide ones in a whole row. With `whole`
    long values go on in further rows; else they are cut, so that the height is known."""

    COMPONENT_CLASSES = {"facts--label", "facts--loud", "facts--heading"}
    COLUMNS = (0, 64, 150)
    """Cells from which one, two and three columns fit."""

    def __init__(
        self,
        facts: Sequence[Fact] = (),
        *,
        whole: bool = False,
        most: int = 0,
        id: str | None = None,  # noqa: A002
    ) -> None:
        """`most`: rows of a whole value, the last of which says how many more there are; 0 for all."""
        super().__init__(id=id)
        self._most = most
        self._facts = tuple(facts)
        self._whole = whole
        self._rows: list[list[_Piece]] = []
        self._places: dict[str, Region] = {}
        self._for = -1
        self.pointed = ""
        """The field that the cursor is at."""

    def point(self, field: str) -> None:
        """Put the cursor at a field."""
        if field != self.pointed:
            self.pointed, self._for = field, -1
            self.refresh()

    def place(self, field: str) -> Region:
        """Columns and rows of a field in these facts."""
        self._lay_out(self.size.width)
        return self._places.get(field, Region())

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._for = -1
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lay_out(width))

    def render_line(self, y: int) -> Strip:
        # Its style is put together of all that it stands in, whenever it is asked for.
        cells, base = self.size.width, self.rich_style
        rows = self._lay_out(cells)
        if y >= len(rows):
            return Strip.blank(cells, base)
        segments = [Segment(piece.text, self._style(piece.style, base)) for piece in rows[y]]
        return Strip(segments).adjust_cell_length(cells, base).simplify()

    def _style(self, name: str, base: Style) -> Style:
        return base + self.get_component_rich_style(f"facts--{name}") if name else base

    def _lay_out(self, cells: int) -> list[list[_Piece]]:
        if self._for == cells:
            return self._rows
        self._for = cells
        columns = sum(cells >= least for least in self.COLUMNS)
        part = (cells - columns + 1) // columns
        rows: list[list[_Piece]] = []
        group: list[list[list[_Piece]]] = []
        self._places = {}
        for fact in self._facts:
            whole_row = fact.wide or fact.heading or columns == 1
            if group and (whole_row or len(group) == columns):
                rows += _beside(group, part)
                group = []
            room, before = (cells, 0) if whole_row else (part, len(group) * part)
            block = self._block(fact, room)
            self._places[fact.field] = Region(before, len(rows), room, len(block))
            if whole_row:
                rows += block
            else:
                group.append(block)
        self._rows = rows + _beside(group, part)
        return self._rows

    def _block(self, fact: Fact, cells: int) -> list[list[_Piece]]:
        if fact.heading:
            return [[_Piece(cut(f" {fact.label}", cells), "heading")]]
        label_cells = max((width(other.label) for other in self._facts if not other.heading), default=0) + 3
        sign = "▸" if fact.field and fact.field == self.pointed else "!" if fact.loud else " "
        label = _Piece(cut(f"{sign}{fact.label}", label_cells), "loud" if fact.loud else "label")
        room = max(4, cells - label_cells - 1)
        values = fact.value.split("\n")
        if self._whole:
            room = min(room, READABLE)
            values = [piece for value in values for piece in wrap(value, room)]
            if 0 < self._most < len(values):
                shown = self._most - 1
                values = [*values[:shown], f"… {len(values) - shown} more lines"]
        style = "loud" if fact.loud else ""
        block = [[label, _Piece(cut(values[0], room) + " ", style)]]
        further = values[1:] if self._whole else ()
        block += [[_Piece(" " * label_cells, ""), _Piece(cut(value, room) + " ", style)] for value in further]
        return block


def _beside(group: Sequence[list[list[_Piece]]], cells: int) -> list[list[_Piece]]:
    """Blocks of so many cells side by side."""
    rows: list[list[_Piece]] = []
    for number in range(max(map(len, group), default=0)):
        rows.append([])
        for block in group:
            rows[number] += block[number] if number < len(block) else [_Piece(" " * cells, "")]
    return rows
