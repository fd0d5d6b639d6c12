"""The tooth chart of a report as vectors: what was found, in shapes that differ without colours.

Measures are those of `tooth_shapes`. Milk teeth have rows of their own where there is a finding at one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

from dentui.domain.findings import WITHOUT_TOOTH, Finding, FindingKind, Findings, Surface, at
from dentui.domain.teeth import (
    LOWER,
    LOWER_DECIDUOUS,
    UPPER,
    UPPER_DECIDUOUS,
    Jaw,
    Numbering,
    deciduous,
    jaw,
    kind,
    place,
    quadrant,
    written,
)
from dentui.domain.tooth_shapes import (
    CIRCLE,
    FISSURES,
    MIDDLES,
    OUTLINES,
    WIDTH,
    Drawing,
    Label,
    Look,
    Path,
    Point,
    line,
    size,
    smooth,
)

Tooth = tuple[int, Point]
"""One that is drawn, and where its middle is."""

_ROWS = ((UPPER, 9.5, 18.6), (LOWER, 34.5, 25.4))
_WITH_MILK = (
    *((UPPER, 9.5, 18.6), (UPPER_DECIDUOUS, 26.5, 34.2)),
    *((LOWER_DECIDUOUS, 48.5, 40.8), (LOWER, 65.5, 56.4)),
)
"""Rows, where the middles of their teeth are and where those of their numbers."""
_HEIGHT, _HEIGHT_WITH_MILK = 44.0, 75.0
_NUMBER = 2.1
_SIDES: Mapping[Surface, Point] = {
    Surface.MESIAL: (-0.6, 0.05),
    Surface.OCCLUSAL: (0, 0.05),
    Surface.DISTAL: (0.6, 0.05),
    Surface.BUCCAL: (0, 0.62),
    Surface.LINGUAL: (0, -0.62),
}
"""In parts of the half widths, as outlines are."""
_ROUND: tuple[Point, ...] = tuple((x / 0.38, y / 0.38) for x, y in CIRCLE)
_SQUARE: tuple[Point, ...] = (
    (-0.8, 0.8),
    (0, 0.95),
    (0.8, 0.8),
    (0.95, 0),
    (0.8, -0.8),
    (0, -0.95),
    (-0.8, -0.8),
    (-0.95, 0),
)


def chart(findings: Findings, numbering: Numbering, right: str, left: str) -> Drawing:
    """The chart of these findings. `right` and `left` stand at the patient's sides."""
    milk = any(deciduous(finding.tooth) for finding in findings)
    height = _HEIGHT_WITH_MILK if milk else _HEIGHT
    paths: list[Path] = [
        line(Look.MIDDLE, ((WIDTH / 2, 2), (WIDTH / 2, height - 2))),
        line(Look.MIDDLE, ((5, height / 2), (WIDTH - 5, height / 2))),
    ]
    labels = [Label(right, (2, height / 2), 2.6), Label(left, (WIDTH - 2, height / 2), 2.6)]
    for row, middle, numbers in _WITH_MILK if milk else _ROWS:
        for tooth in row:
            here, x = at(findings, tooth), MIDDLES[place(tooth)]
            paths += drawn(tooth, (x, middle), here)
            labels.append(Label(written(tooth, numbering), (x, numbers), _NUMBER, bold=bool(here)))
    return Drawing(tuple(paths), tuple(labels), WIDTH, height)


def sample(what: FindingKind, centre: Point) -> tuple[Path, ...]:
    """A tooth with this finding, for a legend."""
    return tuple(drawn(16, centre, (Finding(16, what),)))


def drawn(tooth: int, centre: Point, findings: Findings) -> Iterator[Path]:
    """A tooth with what was found at it."""
    where = (tooth, centre)
    kinds = {finding.kind for finding in findings}
    outline = OUTLINES[kind(tooth)]
    look = Look.WORK if FindingKind.CROWN in kinds else Look.PONTIC if kinds & WITHOUT_TOOTH else Look.TOOTH
    yield smooth(look, _on(where, outline), closed=True)
    if FindingKind.CROWN in kinds:
        yield smooth(Look.TOOTH, _on(where, outline, 0.66), closed=True)
    if not kinds & WITHOUT_TOOTH:
        for fissure in FISSURES[kind(tooth)]:
            yield smooth(
                Look.FISSURE, _on(where, fissure, 0.66 if FindingKind.CROWN in kinds else 1), closed=False
            )
    for finding in sorted(findings, key=lambda each: _ABOVE.index(each.kind)):
        if finding.kind in _SHAPES:
            yield from _SHAPES[finding.kind](where, finding.surfaces)


def _on(where: Tooth, points: Sequence[Point], scale: float = 1.0, around: Point = (0, 0)) -> list[Point]:
    """Points of a tooth's own, on the paper: distal is away from the middle, the cheek away from the other
    jaw."""
    tooth, (x, y) = where
    wide, deep = size(tooth)
    distal = -1 if quadrant(tooth) in (1, 4) else 1
    cheek = -1 if jaw(tooth) is Jaw.UPPER else 1
    return [
        (x + distal * (around[0] + u * scale) * wide / 2, y + cheek * (around[1] + v * scale) * deep / 2)
        for u, v in points
    ]


def _line(where: Tooth, *points: Point) -> Iterator[Path]:
    ends = _on(where, points)
    for start, end in pairwise(ends):
        yield line(Look.MARK, (start, end))


def _caries(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    for surface in surfaces or (Surface.OCCLUSAL,):
        yield smooth(Look.SPOT, _on(where, _ROUND, 0.24, _SIDES[surface]), closed=True)


def _filling(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    for surface in surfaces or (Surface.OCCLUSAL,):
        yield smooth(Look.WORK, _on(where, _SQUARE, 0.36, _SIDES[surface]), closed=True)


def _calculus(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    zigzag = [(step / 3, 0.98 if step % 2 else 0.72) for step in range(-3, 4)]
    for surface in surfaces or (Surface.LINGUAL,):
        if surface in (Surface.MESIAL, Surface.DISTAL):
            side = -1 if surface is Surface.MESIAL else 1
            yield from _line(where, *((side * out, along * 0.7) for along, out in zigzag))
        else:
            side = 1 if surface is Surface.BUCCAL else -1
            yield from _line(where, *((along * 0.7, side * out) for along, out in zigzag))


def _missing(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    del surfaces
    yield from _line(where, (-0.62, -0.62), (0.62, 0.62))
    yield from _line(where, (-0.62, 0.62), (0.62, -0.62))


def _implant(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    del surfaces
    yield smooth(Look.TOOTH, _on(where, _ROUND, 0.5), closed=True)
    yield from _line(where, (-0.5, 0), (0.5, 0))
    yield from _line(where, (0, -0.5), (0, 0.5))


def _root_canal(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    del surfaces
    yield smooth(Look.TOOTH, _on(where, _ROUND, 0.3, (0, -0.34)), closed=True)
    yield smooth(Look.SPOT, _on(where, _ROUND, 0.12, (0, -0.34)), closed=True)


def _wear(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    for surface in surfaces or (Surface.OCCLUSAL,):
        x, y = _SIDES[surface]
        for step in (-0.16, 0, 0.16):
            yield from _line(where, (x - 0.34, y + step), (x + 0.34, y + step))


def _fracture(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    del surfaces
    yield from _line(where, (-0.75, 0.8), (0.1, 0.2), (-0.15, -0.05), (0.7, -0.85))


def _gum(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    for surface in surfaces or (Surface.BUCCAL,):
        side = -1 if surface is Surface.LINGUAL else 1
        wave = [(step / 4, side * (1.3 if step % 2 else 1.14)) for step in range(-4, 5)]
        yield smooth(Look.MARK, _on(where, wave), closed=False)


def _other(where: Tooth, surfaces: Sequence[Surface]) -> Iterator[Path]:
    for surface in surfaces or (Surface.OCCLUSAL,):
        x, y = _SIDES[surface]
        for u, v in ((0, 0.26), (0.24, 0.13), (0.24, -0.13)):
            yield from _line(where, (x - u, y - v), (x + u, y + v))


_SHAPES: Mapping[FindingKind, Callable[[Tooth, Sequence[Surface]], Iterator[Path]]] = {
    FindingKind.FILLING: _filling,
    FindingKind.MISSING: _missing,
    FindingKind.IMPLANT: _implant,
    FindingKind.ROOT_CANAL: _root_canal,
    FindingKind.WEAR: _wear,
    FindingKind.CALCULUS: _calculus,
    FindingKind.CARIES: _caries,
    FindingKind.FRACTURE: _fracture,
    FindingKind.GUM: _gum,
    FindingKind.OTHER: _other,
}
_ABOVE = (FindingKind.CROWN, *_SHAPES)
"""Kinds in the order in which they are drawn over one another."""
