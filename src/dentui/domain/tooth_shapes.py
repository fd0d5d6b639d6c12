"""The tooth chart as vectors, for paper: teeth as they are seen from the side that bites, in their real size.

Lengths are millimetres, x to the right and y down, (0, 0) the upper left corner. The patient's right stands
at the left. Whoever draws needs nothing but lines, cubic curves, fills of grey and text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dentui.domain.teeth import (
    LOWER,
    UPPER,
    Jaw,
    Numbering,
    ToothKind,
    deciduous,
    jaw,
    kind,
    place,
    quadrant,
    written,
)
from dentui.domain.work import APPLIANCES, Work, WorkKind, Works, layer, work_at

Point = tuple[float, float]

WIDTH, HEIGHT = 160.0, 62.0
"""Of the whole chart."""


class Look(StrEnum):
    """How a path is drawn."""

    TOOTH = "tooth"
    """A thin line round it, and a white fill."""
    FISSURE = "fissure"
    """A hair line in grey."""
    WORK = "work"
    """A thin line, and a grey fill."""
    PONTIC = "pontic"
    """A broken line, and a white fill."""
    BAR = "bar"
    """A thick line: joins the teeth of a bridge, and stands for a veneer."""
    OVER = "over"
    """A broken line and no fill: what is worn over the teeth."""
    SPOT = "spot"
    """Filled with black."""
    MARK = "mark"
    """A line of middling strength, and no fill."""
    MIDDLE = "middle"
    """A hair line in grey between the halves."""


@dataclass(frozen=True, slots=True)
class Path:
    """A line of cubic curves, drawn in the order in which paths are told."""

    look: Look
    start: Point
    curves: tuple[tuple[Point, Point, Point], ...]
    """Two control points and the end of each."""
    closed: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A text whose middle is at a point; `size` is the height of its capitals."""

    text: str
    at: Point
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it."""

    paths: tuple[Path, ...]
    labels: tuple[Label, ...]
    width: float = WIDTH
    height: float = HEIGHT


_SIZES: dict[Jaw, tuple[Point, ...]] = {
    Jaw.UPPER: ((8.5, 7), (6.5, 6), (7.5, 8), (7, 9), (7, 9), (10, 11), (9, 11), (8.5, 10)),
    Jaw.LOWER: ((5, 6), (5.5, 6.5), (7, 7.5), (7, 7.5), (7, 8), (11, 10.5), (10.5, 10), (10, 9.5)),
}
"""Mesiodistal and buccolingual width from the middle on: Wheeler's averages (M. M. Ash, S. J. Nelson,
"Wheeler's Dental Anatomy, Physiology and Occlusion", 8th edition 2003, table 1-1)."""
_MILK_SIZES: dict[Jaw, tuple[Point, ...]] = {
    Jaw.UPPER: ((6.5, 5), (5.1, 4), (7, 7), (7.3, 8.5), (8.2, 10)),
    Jaw.LOWER: ((4.2, 4), (4.1, 4), (5, 4.8), (7.7, 7), (9.9, 8.7)),
}
"""The same of deciduous teeth (table 3-1)."""
_WIDE = tuple(max(_SIZES[each][number][0] for each in Jaw) for number in range(8))
"""Of each place."""

OUTLINES: dict[ToothKind, tuple[Point, ...]] = {
    ToothKind.INCISOR: (
        *((-0.95, 0.4), (-0.5, 0.75), (0, 0.85), (0.5, 0.75), (0.95, 0.4)),
        *((0.8, -0.1), (0.45, -0.8), (0, -1), (-0.45, -0.8), (-0.8, -0.1)),
    ),
    ToothKind.CANINE: (
        *((0, 1), (0.55, 0.7), (0.95, 0.05), (0.55, -0.6)),
        *((0, -1), (-0.55, -0.6), (-0.95, 0.05), (-0.55, 0.7)),
    ),
    ToothKind.PREMOLAR: (
        *((0, 1), (0.65, 0.8), (0.98, 0.2), (0.8, -0.5), (0.4, -0.92)),
        *((-0.4, -0.92), (-0.8, -0.5), (-0.98, 0.2), (-0.65, 0.8)),
    ),
    ToothKind.MOLAR: (
        *((-0.45, 0.97), (0, 0.86), (0.5, 0.96), (0.93, 0.62), (0.95, 0), (0.86, -0.66)),
        *((0.4, -0.96), (0, -0.87), (-0.5, -0.97), (-0.95, -0.6), (-0.97, 0.05), (-0.92, 0.66)),
    ),
}
"""Points of the outline in parts of the half widths: x to the distal side, y to the cheek."""
FISSURES: dict[ToothKind, tuple[tuple[Point, ...], ...]] = {
    ToothKind.INCISOR: (((-0.8, 0.3), (0, 0.48), (0.8, 0.3)),),
    ToothKind.CANINE: (((-0.75, 0.1), (0, 0.4), (0.75, 0.1)),),
    ToothKind.PREMOLAR: (((-0.55, 0.12), (0, -0.02), (0.55, 0.12)),),
    ToothKind.MOLAR: (
        ((-0.65, 0.12), (-0.2, 0), (0.25, 0.04), (0.65, -0.08)),
        ((-0.05, 0.7), (-0.12, 0.3), (-0.2, 0)),
        ((0.25, 0.04), (0.2, -0.35), (0.3, -0.72)),
    ),
}
_VENEER: tuple[Point, ...] = ((-0.9, 0.55), (-0.45, 0.95), (0.45, 0.95), (0.9, 0.55))
CIRCLE: tuple[Point, ...] = ((0, 0.38), (0.38, 0), (0, -0.38), (-0.38, 0))
"""In the middle of a tooth."""
_GAP, _MIDDLE_GAP = 1.2, 3.0
_ROW = {Jaw.UPPER: 15.0, Jaw.LOWER: 47.0}
"""Where the middle of the teeth is."""
_NUMBERS = {Jaw.UPPER: 26.5, Jaw.LOWER: 35.5}
_SIGNS = {Jaw.UPPER: 4.5, Jaw.LOWER: 57.5}


def shapes(works: Works, numbering: Numbering, signs: Mapping[WorkKind, str], pontic: str) -> Drawing:
    """The chart of these works. `signs` and `pontic`: the letters that stand beside the teeth. A milk tooth
    that has work stands in the place of the one that follows it, where that has none."""
    paths: list[Path] = [line(Look.MIDDLE, ((WIDTH / 2, 2), (WIDTH / 2, HEIGHT - 2)))]
    labels = [Label("R", (2.5, HEIGHT / 2), 3), Label("L", (WIDTH - 2.5, HEIGHT / 2), 3)]
    shown = [_shown(works, tooth) for tooth in UPPER + LOWER]
    for work in works:
        if work.kind is WorkKind.BRIDGE:
            paths += _bars(work)
    for tooth in shown:
        here = work_at(works, tooth)
        paths += _tooth(tooth, {layer(work.kind): work for work in here})
        x = _centre(tooth)[0]
        labels.append(Label(written(tooth, numbering), (x, _NUMBERS[jaw(tooth)]), 2.4))
        text = "".join(pontic if tooth in work.pontics else signs[work.kind] for work in here)
        if text:
            labels.append(Label(text, (x, _SIGNS[jaw(tooth)]), 2.4, bold=True))
    return Drawing(tuple(paths), tuple(labels))


def _shown(works: Works, tooth: int) -> int:
    """The tooth itself, or the milk tooth of its place."""
    milk = tooth + 40
    single = {each for work in works if not work.whole_jaw for each in work.teeth}
    return milk if tooth % 10 <= 5 and milk in single and tooth not in single else tooth


def size(tooth: int) -> Point:
    """How wide and how deep the tooth is."""
    number = tooth % 10 - 1
    if not deciduous(tooth):
        return _SIZES[jaw(tooth)][number]
    wide, deep = _MILK_SIZES[jaw(tooth)][number]
    return min(wide, _WIDE[number]), deep  # A milk molar is wider than what follows it.


def _columns() -> Iterator[float]:
    """The middle of each place, from the patient's right."""
    at, middles = WIDTH / 2 + _MIDDLE_GAP / 2, []
    for cells in _WIDE:
        middles.append(at + cells / 2)
        at += cells + _GAP
    yield from (WIDTH - x for x in reversed(middles))
    yield from middles


MIDDLES = tuple(_columns())
"""Where across the chart the middle of each place is."""


def _centre(tooth: int) -> Point:
    return MIDDLES[place(tooth)], _ROW[jaw(tooth)]


def _at(tooth: int, points: Sequence[Point], scale: float = 1.0) -> list[Point]:
    """Points of a tooth's own, on the paper: distal is away from the middle, the cheek away from the other
    jaw."""
    (x, y), (wide, deep) = _centre(tooth), size(tooth)
    distal = -1 if quadrant(tooth) in (1, 4) else 1
    cheek = -1 if jaw(tooth) is Jaw.UPPER else 1
    return [(x + distal * u * wide / 2 * scale, y + cheek * v * deep / 2 * scale) for u, v in points]


def _tooth(tooth: int, here: dict[int, Work]) -> Iterator[Path]:
    outline, restoration, what = OUTLINES[kind(tooth)], here.get(1), kind(tooth)
    look = Look.TOOTH
    if restoration is not None and tooth in restoration.pontics:
        look = Look.PONTIC
    elif restoration is not None and restoration.kind in (WorkKind.CROWN, WorkKind.BRIDGE, WorkKind.OTHER):
        look = Look.WORK
    yield smooth(look, _at(tooth, outline), closed=True)
    for fissure in FISSURES[what]:
        yield smooth(Look.FISSURE, _at(tooth, fissure), closed=False)
    if restoration is not None and restoration.kind is WorkKind.INLAY:
        yield smooth(Look.WORK, _at(tooth, outline, 0.55), closed=True)
    if restoration is not None and restoration.kind is WorkKind.VENEER:
        yield smooth(Look.BAR, _at(tooth, _VENEER), closed=False)
    if 0 in here:
        yield smooth(Look.TOOTH, _at(tooth, CIRCLE), closed=True)
        for ends in (((-0.38, 0), (0.38, 0)), ((0, -0.38), (0, 0.38))):
            yield line(Look.TOOTH, _at(tooth, ends))
    if 2 in here and here[2].kind in APPLIANCES:
        yield smooth(Look.OVER, _at(tooth, outline, 1.14), closed=True)


def _bars(work: Work) -> Iterator[Path]:
    """From each tooth of a bridge to the next, beneath the teeth."""
    for one, other in zip(work.teeth, work.teeth[1:], strict=False):
        yield line(Look.BAR, (_centre(one), _centre(other)))


def line(look: Look, points: Sequence[Point]) -> Path:
    """From one point to another."""
    (x, y), (end_x, end_y) = points
    first = (x + (end_x - x) / 3, y + (end_y - y) / 3)
    second = (x + (end_x - x) * 2 / 3, y + (end_y - y) * 2 / 3)
    return Path(look, points[0], ((first, second, points[1]),), closed=False)


def smooth(look: Look, points: Sequence[Point], *, closed: bool) -> Path:
    """A Catmull-Rom spline through the points, as cubic curves."""
    count = len(points)

    def near(number: int) -> Point:
        return points[number % count if closed else max(0, min(number, count - 1))]

    curves = []
    for number in range(count if closed else count - 1):
        before, start, end, after = (near(number + step) for step in (-1, 0, 1, 2))
        curves.append(
            (
                (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6),
                (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6),
                end,
            )
        )
    return Path(look, points[0], tuple(curves), closed=closed)
