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
from dentui.domain.tooth_chart import ToothChart
from dentui.domain.work import KIND_WORDS, Work, WorkKind, layer, work_at

SIGNS: Mapping[WorkKind, str] = {
    WorkKind.CROWN: "C",
    WorkKind.BRIDGE: "B",
    WorkKind.INLAY: "I",
    WorkKind.VENEER: "V",
    WorkKind.IMPLANT: "M",
    WorkKind.ALIGNER: "A",
    WorkKind.DENTURE: "D",
    WorkKind.OTHER: "O",
}
PONTIC = "P"

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
    half, middle = (WIDE, 3) if fits_wide(columns) else (NARROW, 1)
    grid = _Grid(ROWS, _columns(half, middle))
    widths = (*half, *reversed(half))
    starts = [1 + sum(widths[:at]) + (middle if at >= len(half) else 0) for at in range(len(widths))]
    for which in Jaw:
        for tooth in chart.row(which):
            at = place(tooth)
            _draw_tooth(grid, chart, tooth, (starts[at], widths[at]), ascii_only)
    centre = starts[len(half)] - (middle + 1) // 2
    for y in (0, 1, 2, 5, 6, 7):
        grid.put(y, centre, _MIDDLE[ascii_only], Role.SIDE)
    for which in Jaw:
        _draw_joins(grid, chart, which, starts, widths, ascii_only)
        _draw_numbers(grid, chart, which, starts, widths)
    if cursor:
        _draw_cursor(grid, chart, starts[place(chart.cursor)], widths[place(chart.cursor)])
    return [grid.pieces(y) for y in range(ROWS)]


def _draw_tooth(grid: _Grid, chart: ToothChart, tooth: int, where: tuple[int, int], ascii_only: bool) -> None:
    x, cells = where
    here = {layer(work.kind): work for work in work_at(chart.works, tooth)}
    outline = _outline(chart, tooth, here.get(1), ascii_only)
    role = Role.MARKED if tooth in chart.marked else Role.OUTLINE
    upper = jaw(tooth) is Jaw.UPPER
    gum, edge = (outline.above, outline.below) if upper else (outline.below, outline.above)
    if kind(tooth) is ToothKind.CANINE and tooth not in chart.marked:
        edge = _POINTS[jaw(tooth)][ascii_only]
    rows = (0, 1, 2) if upper else (7, 6, 5)
    inside = cells - 2
    for y, corners in ((rows[0], gum), (rows[2], edge)):
        grid.put(y, x, corners[0] + outline.across * inside + corners[1], role)
    grid.put(rows[1], x, outline.along + " " * inside + outline.along, role)
    for at, work in here.items():
        sign = PONTIC if tooth in work.pontics else SIGNS[work.kind]
        grid.put(rows[at], x + 1 + (inside - 1) // 2, sign, Role.WORK)


def _outline(chart: ToothChart, tooth: int, restoration: Work | None, ascii_only: bool) -> _Outline:
    if tooth in chart.marked:
        return _ASCII_MARKED if ascii_only else _MARKED
    if restoration is not None and tooth in restoration.pontics:
        return _ASCII_PONTIC if ascii_only else _PONTIC
    if kind(tooth) is ToothKind.INCISOR:
        return _ASCII_SQUARE if ascii_only else _SQUARE
    return _ASCII_ROUND if ascii_only else _ROUND


def _draw_joins(
    grid: _Grid, chart: ToothChart, which: Jaw, starts: Sequence[int], widths: Sequence[int], ascii_only: bool
) -> None:
    """Bridges drawn as one: from a tooth to the next, over the middle too."""
    for work in (work for work in chart.works if work.kind is WorkKind.BRIDGE):
        for tooth, beside in pairwise(work.teeth):
            if not {tooth, beside} <= {*chart.row(which)}:
                continue
            at = place(tooth)
            first, end = starts[at] + widths[at] - 1, starts[at + 1] + 1
            grid.put(1 if which is Jaw.UPPER else 6, first, _JOIN[ascii_only] * (end - first), Role.WORK)


def _draw_numbers(
    grid: _Grid, chart: ToothChart, which: Jaw, starts: Sequence[int], widths: Sequence[int]
) -> None:
    y = 3 if which is Jaw.UPPER else 4
    grid.put(y, 0, "R", Role.SIDE)
    grid.put(y, starts[-1] + widths[-1] + 1, "L", Role.SIDE)
    for tooth in chart.row(which):
        at, text = place(tooth), written(tooth, chart.numbering)
        x = starts[at] + max(1, (widths[at] - len(text)) // 2)
        grid.put(y, x, text, Role.NUMBER)


def _draw_cursor(grid: _Grid, chart: ToothChart, start: int, cells: int) -> None:
    """The number in brackets, and the middle of the tooth."""
    upper, text = jaw(chart.cursor) is Jaw.UPPER, written(chart.cursor, chart.numbering)
    x = start + max(1, (cells - len(text)) // 2)
    grid.put(3 if upper else 4, x - 1, f"[{text}]", Role.CURSOR)
    grid.turn(1 if upper else 6, range(start + 1, start + cells - 1), Role.CURSOR)


def legend(*, ascii_only: bool = False) -> list[tuple[str, str]]:
    """Signs, and what each means, in the order in which they are told."""
    works = [(SIGNS[each], KIND_WORDS[each].lower()) for each in WorkKind]
    works.insert(2, (PONTIC, "pontic"))
    marked = "*-*" if ascii_only else "╔═╗"
    return [*works, (_JOIN[ascii_only] * 2, "joined"), ("[16]", "cursor"), (marked, "marked")]
