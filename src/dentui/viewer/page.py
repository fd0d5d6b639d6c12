"""The screen as rows of cells, and writing on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dentui.terminal.ascii import in_cells, sign_for
from dentui.terminal.cells import Cell, Run
from dentui.terminal.pens import Pen
from dentui.viewer.words import cells, cut, width

Piece = tuple[str, Pen]
"""Text that is clean, and how it is written."""


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of the screen, counted from its left top corner."""

    x: int
    y: int
    columns: int
    rows: int


class Page:
    """Everything that is to stand on the screen."""

    def __init__(self, columns: int, rows: int, blank: Pen, *, ascii_only: bool) -> None:
        self.columns, self.rows, self._blank = columns, rows, blank
        self._ascii_only = ascii_only
        self._rows: list[list[Cell]] = [[(" ", blank.blank, 1)] * columns for _ in range(rows)]

    def runs(self) -> list[Run]:
        """All of it, row by row."""
        return [(y, 0, row) for y, row in enumerate(self._rows)]

    def lay(self, area: Area, rows: Sequence[Sequence[Cell]]) -> None:
        """Lay rows of cells that are ready there."""
        for y, row in enumerate(rows[: area.rows], area.y):
            if 0 <= y < self.rows:
                part = row[: area.columns]
                self._rows[y][area.x : area.x + len(part)] = part

    def write(self, x: int, y: int, text: str, pen: Pen, room: int | None = None) -> int:
        """Write a clean text in at most so many cells; answers how many it took."""
        room = self.columns - x if room is None else min(room, self.columns - x)
        if not 0 <= y < self.rows or room <= 0 or x < 0:
            return 0
        made = self._cells(cut(text, room), pen)
        self._rows[y][x : x + len(made)] = made
        return len(made)

    def pieces(self, x: int, y: int, pieces: Sequence[Piece], room: int) -> None:
        """Write pieces one behind the other, as far as there is room."""
        for text, pen in pieces:
            took = self.write(x, y, text, pen, room)
            x, room = x + took, room - took

    def fill(self, area: Area, pen: Pen) -> None:
        """Blank it."""
        self.lay(area, [[(" ", pen.blank, 1)] * area.columns] * area.rows)

    def bar(self, y: int, left: Sequence[Piece], right: Sequence[Piece], pen: Pen) -> None:
        """A whole row, of which the right side is kept."""
        self.fill(Area(0, y, self.columns, 1), pen)
        size = sum(width(text) for text, _ in right)
        self.pieces(0, y, left, max(self.columns - size - 1, 0))
        self.pieces(self.columns - size, y, right, size)

    def _cells(self, text: str, pen: Pen) -> list[Cell]:
        made: list[Cell] = []
        for char, size in cells(text):
            if self._ascii_only and not char.isascii():
                made += [
                    (sign, pen if sign != " " else pen.blank, 1) for sign in in_cells(sign_for(char[0]), size)
                ]
                continue
            made.append((char, pen.blank if char == " " else pen, size))
            if size == 2:
                made.append(("", pen, 0))
        return made
