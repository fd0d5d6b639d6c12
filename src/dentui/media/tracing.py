"""Tooth charts on paper: lines and fills that differ without colours."""

from __future__ import annotations

from dentui.domain.tooth_shapes import Drawing, Look, Path
from dentui.media.lettering import BLACK, POINT, Colour, Paper

_INK: Colour = (40, 46, 52)
_SOFT: Colour = (150, 158, 164)
_PALE: Colour = (200, 207, 212)
_WHITE: Colour = (255, 255, 255)
_NUMBER: Colour = (88, 97, 105)
_LOOKS: dict[Look, tuple[Colour, float, Colour | None, str]] = {
    Look.TOOTH: (_INK, 0.2, _WHITE, ""),
    Look.FISSURE: (_SOFT, 0.12, None, ""),
    Look.WORK: (_INK, 0.2, (176, 184, 190), ""),
    Look.PONTIC: (_INK, 0.18, _WHITE, "1.6 1.8"),
    Look.BAR: (_INK, 0.9, None, ""),
    Look.OVER: (_INK, 0.2, None, "1.6 1.8"),
    Look.SPOT: (BLACK, 0.1, BLACK, ""),
    Look.MARK: (BLACK, 0.34, None, ""),
    Look.MIDDLE: (_PALE, 0.15, None, ""),
}
"""Line, its width in millimetres, what fills it, dashes."""
_CAPITALS = 0.714
"""Height of capitals by the size of letters."""
_ROOM = 20.0
"""Of a label's text."""


def draw(paper: Paper, drawing: Drawing, left: float, top: float, scale: float) -> None:
    """A whole chart, its upper left corner there, so many times as large."""
    for path in drawing.paths:
        trace(paper, path, left, top, scale)
    for label in drawing.labels:
        points = label.size * scale / _CAPITALS / POINT
        paper.face(points, bold=label.bold, colour=BLACK if label.bold else _NUMBER)
        x, y = label.at
        paper.put(
            left + (x - _ROOM / 2) * scale,
            top + (y + label.size / 2) * scale,
            paper.shown(label.text),
            _ROOM * scale,
            "C",
        )


def trace(paper: Paper, path: Path, left: float, top: float, scale: float) -> None:
    """One of its paths."""
    colour, thick, fill, dashes = _LOOKS[path.look]

    def at(point: tuple[float, float]) -> tuple[float, float]:
        return left + point[0] * scale, top + point[1] * scale

    curves = [tuple(map(at, curve)) for curve in path.curves]
    thick *= min(1.0, scale)
    paper.trace(at(path.start), curves, colour, thick, fill=fill, closed=path.closed, dashes=dashes)
