"""A picture as cells that are finished before the screen hears of it.

Made in the thread that draws, straight from the colours' numbers: what lays out the screen sees a row as one
piece of text, whose characters say nothing but which column each stands for, so that it may cut it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from dentui.terminal.cells import Cell, Singles
from dentui.terminal.pens import pen
from dentui.terminal.profile import Colours
from dentui.terminal.xterm import NUMBERS

FIRST = 0xF0000
"""The character that stands for the first column: of private use, and one cell wide."""
Colour = tuple[int, int, int]


class Painted:
    """A picture of cells."""

    __slots__ = ("__weakref__", "_rows")

    def __init__(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._rows = rows

    def part(self, row: int, text: str) -> Singles:
        """The cells of the columns that this part of `columns` stands for."""
        first = ord(text[0]) - FIRST if text else 0
        return Singles(self._rows[row][first : first + len(text)])


@lru_cache(64)
def columns(count: int) -> str:
    """Characters that stand for so many columns."""
    return "".join(map(chr, range(FIRST, FIRST + count)))


def painted(lines: Iterable[Iterable[tuple[str, Colour, Colour]]], colours: Colours) -> Painted:
    """Rows of characters with the colours of text and ground, as a terminal of so many colours is sent them:
    all of these it has."""
    made: dict[tuple[str, Colour, Colour], Cell] = {}
    rows: list[list[Cell]] = []
    for line in lines:
        row: list[Cell] = []
        for text, front, back in line:
            for char in text:
                key = (char, front, back)
                cell = made.get(key)
                if cell is None:
                    cell = made[key] = _cell(char, front, back, colours)
                row.append(cell)
        rows.append(row)
    return Painted(rows)


def _cell(char: str, front: Colour, back: Colour, colours: Colours) -> Cell:
    written = pen(
        foreground=_parameters(front, colours, 38, (30, 82)),
        background=_parameters(back, colours, 48, (40, 92)),
    )
    return char, written.blank if char == " " else written, 1


def _parameters(colour: Colour, colours: Colours, any_colour: int, sixteen: tuple[int, int]) -> str:
    """SGR parameters. `sixteen`: what is added to the number of a dark colour, and of a light one."""
    if colours is Colours.MANY:
        return f"{any_colour};5;{NUMBERS[colour]}"
    if colours is Colours.TRUE:
        return f"{any_colour};2;{';'.join(map(str, colour))}"
    from dentui.terminal.pictures.palette import SIXTEEN

    number = SIXTEEN.index(colour)
    return str(number + sixteen[number >= len(SIXTEEN) // 2])
