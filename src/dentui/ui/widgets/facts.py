"""Labels with what is recorded under them, side by side where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.ui.text import cut, width, wrap


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


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    style: str


class Facts(Widget):
    """Facts in two columns where there are cells enough, wide ones in a whole row. With `whole`
    long values go on in further rows; else they are cut, so that the height is known."""

    COMPONENT_CLASSES = {"facts--label", "facts--loud", "facts--heading"}
    TWO = 64
    """Cells from which two columns fit."""

    def __init__(self, facts: Sequence[Fact] = (), *, whole: bool = False, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._facts = tuple(facts)
        self._whole = whole
        self._rows: list[list[_Piece]] = []
        self._for = -1

    def show(self, facts: Sequence[Fact]) -> None:
        """Show other facts."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self._for = -1
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lay_out(width))

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        rows = self._lay_out(cells)
        if y >= len(rows):
            return Strip.blank(cells, self.rich_style)
        segments = [Segment(piece.text, self._style(piece.style)) for piece in rows[y]]
        return Strip(segments).adjust_cell_length(cells, self.rich_style).simplify()

    def _style(self, name: str) -> Style:
        return self.rich_style + self.get_component_rich_style(f"facts--{name}") if name else self.rich_style

    def _lay_out(self, cells: int) -> list[list[_Piece]]:
        if self._for == cells:
            return self._rows
        self._for = cells
        two = cells >= self.TWO
        half = (cells - 1) // 2
        rows: list[list[_Piece]] = []
        waiting: list[list[_Piece]] | None = None
        for fact in self._facts:
            if fact.wide or fact.heading or not two:
                waiting = None
                rows += self._block(fact, cells)
                continue
            block = self._block(fact, half)
            if waiting is None:
                waiting = block
                rows += block
            else:
                self._beside(rows, waiting, block, half)
                waiting = None
        self._rows = rows
        return rows

    @staticmethod
    def _beside(
        rows: list[list[_Piece]], left: list[list[_Piece]], right: list[list[_Piece]], half: int
    ) -> None:
        at = len(rows) - len(left)
        for index, pieces in enumerate(right):
            if at + index == len(rows):
                rows.append([_Piece(" " * half, "")])
            rows[at + index] += pieces

    def _block(self, fact: Fact, cells: int) -> list[list[_Piece]]:
        if fact.heading:
            return [[_Piece(cut(f" {fact.label}", cells), "heading")]]
        label_cells = max((width(other.label) for other in self._facts if not other.heading), default=0) + 3
        sign = "!" if fact.loud else " "
        label = _Piece(cut(f"{sign}{fact.label}", label_cells), "loud" if fact.loud else "label")
        room = max(4, cells - label_cells - 1)
        values = fact.value.split("\n")
        if self._whole:
            values = [piece for value in values for piece in wrap(value, room)]
        style = "loud" if fact.loud else ""
        block = [[label, _Piece(cut(values[0], room) + " ", style)]]
        further = values[1:] if self._whole else ()
        block += [[_Piece(" " * label_cells, ""), _Piece(cut(value, room) + " ", style)] for value in further]
        return block
