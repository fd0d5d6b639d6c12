"""The tooth chart in cells: sixteen teeth a jaw, the patient's right at the left, numbers between the jaws.

A tooth has three rows, from the gum to the edge it bites with: the implant, the restoration, the appliance,
each told by its letter, which is also the key for it. Nothing is told by colour alone: a pontic has a dotted
outline, a marked tooth a double one, a bridge's teeth are joined, the cursor's number stands in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dentui.domain.teeth import Jaw, ToothKind, jaw, kind, place, written
from dentui.domain.teeth_walk import TeethWalk
from dentui.domain.tooth_chart import ToothChart
from dentui.domain.work import KIND_WORDS, PONTIC, SIGNS, WorkKind, layer, work_at

ROWS = 8
"""That the chart takes."""
WIDE = (5, 5, 5, 4, 4, 4, 4, 4)
NARROW = (4, 4, 4, 3, 3, 3, 3, 3)
"""Cells of the teeth of a half, from the last molar to the middle."""


class Role(StrEnum):
    """What a piece of the chart is, for its style."""

    OUTLINE = "outline"
    NUMBER = "number"
    CURSOR = "cursor"
    MARKED = "marked"
    WORK = "work"
    SIDE = "side"


@dataclass(frozen=True, slots=True)
class Piece:
    """Cells of one role."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a tooth is drawn with: corners of the upper and of the lower row, and lines."""

    above: str
    below: str
    across: str
    along: str


_ROUND, _SQUARE = _Outline("╭╮", "╰╯", "─", "│"), _Outline("┌┐", "└┘", "─", "│")
_MARKED, _PONTIC = _Outline("╔╗", "╚╝", "═", "║"), _Outline("╭╮", "╰╯", "┄", "┆")
_ASCII_ROUND, _ASCII_SQUARE = _Outline("..", "''", "-", "|"), _Outline("++", "++", "-", "|")
_ASCII_MARKED, _ASCII_PONTIC = _Outline("**", "**", "*", "|"), _Outline("..", "..", ".", ":")
_POINTS = {Jaw.UPPER: ("╲╱", "\\/"), Jaw.LOWER: ("╱╲", "/\\")}
"""The edge of a canine, in Unicode and in ASCII."""
_ROWS_OF = {Jaw.UPPER: (0, 1, 2), Jaw.LOWER: (7, 6, 5)}
"""From the gum to the edge."""
_JOIN, _MIDDLE = ("━", "="), ("╎", ":")


class _Grid:
    """Cells to draw into."""

    def __init__(self, rows: int, columns: int) -> None:
        self._text = [[" "] * columns for _ in range(rows)]
        self._roles = [[Role.OUTLINE] * columns for _ in range(rows)]

    def put(self, y: int, x: int, text: str, role: Role) -> None:
        for at, sign in enumerate(text, x):
            self._text[y][at] = sign
            self._roles[y][at] = role

    def turn(self, y: int, columns: Iterable[int], role: Role) -> None:
        """What stands there, in another role."""
        for x in columns:
            self._roles[y][x] = role

    def pieces(self, y: int) -> tuple[Piece, ...]:
        found: list[Piece] = []
        for sign, role in zip(self._text[y], self._roles[y], strict=True):
            if found and found[-1].role is role:
                found[-1] = Piece(found[-1].text + sign, role)
            else:
                found.append(Piece(sign, role))
        return tuple(found)


def fits_wide(columns: int) -> bool:
    """Whether the teeth have their full width."""
    return columns >= _columns(WIDE, 3)


def _columns(half: Sequence[int], middle: int) -> int:
    return 1 + 2 * sum(half) + middle + 2


def draw(
    chart: ToothChart, columns: int, *, ascii_only: bool = False, cursor: bool = True
) -> list[tuple[Piece, ...]]:
    """The rows of the chart, each as wide as it is, 58 cells at least; `cursor`: whether it is shown."""
    rows = Rows(chart, columns, ascii_only=ascii_only)
    for which in Jaw:
        for tooth in chart.row(which):
            _draw_tooth(rows, chart, tooth)
        _draw_joins(rows, chart, which)
    return rows.drawn(cursor=cursor)


class Rows:
    """Two rows of teeth to draw into, with their numbers between them. A tooth has three rows: 0 at the gum
    to 2 at its edge."""

    def __init__(self, chart: TeethWalk, columns: int, *, ascii_only: bool) -> None:
        half, middle = (WIDE, 3) if fits_wide(columns) else (NARROW, 1)
        self._chart, self._ascii = chart, ascii_only
        self._grid = _Grid(ROWS, _columns(half, middle))
        self._widths = (*half, *reversed(half))
        self._starts = [
            1 + sum(self._widths[:at]) + (middle if at >= len(half) else 0) for at in range(len(self._widths))
        ]
        centre = self._starts[len(half)] - (middle + 1) // 2
        for y in (0, 1, 2, 5, 6, 7):
            self._grid.put(y, centre, _MIDDLE[ascii_only], Role.SIDE)
        for which in Jaw:
            self._draw_numbers(which)

    def room(self, tooth: int) -> int:
        """Cells inside a tooth."""
        return self._widths[place(tooth)] - 2

    def draw_tooth(self, tooth: int, signs: Mapping[int, str], *, gone: bool = False) -> None:
        """A tooth with what stands in its rows; `gone`: it is none of its own."""
        outline = self._outline(tooth, gone)
        marked = tooth in self._chart.marked
        role = Role.MARKED if marked else Role.OUTLINE
        upper = jaw(tooth) is Jaw.UPPER
        gum, edge = (outline.above, outline.below) if upper else (outline.below, outline.above)
        if kind(tooth) is ToothKind.CANINE and not marked:
            edge = _POINTS[jaw(tooth)][self._ascii]
        x, inside = self._starts[place(tooth)], self.room(tooth)
        rows = _ROWS_OF[jaw(tooth)]
        for y, corners in ((rows[0], gum), (rows[2], edge)):
            self._grid.put(y, x, corners[0] + outline.across * inside + corners[1], role)
        self._grid.put(rows[1], x, outline.along + " " * inside + outline.along, role)
        for at, text in signs.items():
            self._grid.put(rows[at], x + 1 + (inside - len(text)) // 2, text, Role.WORK)

    def join(self, tooth: int) -> None:
        """A tooth drawn as one with the next."""
        at = place(tooth)
        first, end = self._starts[at] + self._widths[at] - 1, self._starts[at + 1] + 1
        self._grid.put(_ROWS_OF[jaw(tooth)][1], first, _JOIN[self._ascii] * (end - first), Role.WORK)

    def drawn(self, *, cursor: bool) -> list[tuple[Piece, ...]]:
        """The rows, with the cursor or without."""
        if cursor:
            self._draw_cursor()
        return [self._grid.pieces(y) for y in range(ROWS)]

    def _outline(self, tooth: int, gone: bool) -> _Outline:
        if tooth in self._chart.marked:
            return _ASCII_MARKED if self._ascii else _MARKED
        if gone:
            return _ASCII_PONTIC if self._ascii else _PONTIC
        if kind(tooth) is ToothKind.INCISOR:
            return _ASCII_SQUARE if self._ascii else _SQUARE
        return _ASCII_ROUND if self._ascii else _ROUND

    def _draw_numbers(self, which: Jaw) -> None:
        y = 3 if which is Jaw.UPPER else 4
        self._grid.put(y, 0, "R", Role.SIDE)
        self._grid.put(y, self._starts[-1] + self._widths[-1] + 1, "L", Role.SIDE)
        for tooth in self._chart.row(which):
            at, text = place(tooth), written(tooth, self._chart.numbering)
            x = self._starts[at] + max(1, (self._widths[at] - len(text)) // 2)
            self._grid.put(y, x, text, Role.NUMBER)

    def _draw_cursor(self) -> None:
        """The number in brackets, and the middle of the tooth."""
        tooth = self._chart.cursor
        start, cells = self._starts[place(tooth)], self._widths[place(tooth)]
        upper, text = jaw(tooth) is Jaw.UPPER, written(tooth, self._chart.numbering)
        x = start + max(1, (cells - len(text)) // 2)
        self._grid.put(3 if upper else 4, x - 1, f"[{text}]", Role.CURSOR)
        self._grid.turn(1 if upper else 6, range(start + 1, start + cells - 1), Role.CURSOR)


def _draw_tooth(rows: Rows, chart: ToothChart, tooth: int) -> None:
    here = {layer(work.kind): work for work in work_at(chart.works, tooth)}
    signs = {at: PONTIC if tooth in work.pontics else SIGNS[work.kind] for at, work in here.items()}
    rows.draw_tooth(tooth, signs, gone=PONTIC in signs.values())


def _draw_joins(rows: Rows, chart: ToothChart, which: Jaw) -> None:
    """Bridges drawn as one: from a tooth to the next, over the middle too."""
    for work in (work for work in chart.works if work.kind is WorkKind.BRIDGE):
        for tooth, beside in pairwise(work.teeth):
            if {tooth, beside} <= {*chart.row(which)}:
                rows.join(tooth)


def legend(*, ascii_only: bool = False) -> list[tuple[str, str]]:
    """Signs, and what each means, in the order in which they are told."""
    works = [(SIGNS[each], KIND_WORDS[each].lower()) for each in WorkKind]
    works.insert(2, (PONTIC, "pontic"))
    marked = "*-*" if ascii_only else "╔═╗"
    return [*works, (_JOIN[ascii_only] * 2, "joined"), ("[16]", "cursor"), (marked, "marked")]
