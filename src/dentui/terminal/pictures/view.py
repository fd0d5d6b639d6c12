"""What of a picture is in sight, and on how many cells it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from dentui.domain.images import Raster
from dentui.domain.sight import Sight


@dataclass(frozen=True, slots=True)
class Room:
    """The cells that there are for a picture."""

    columns: int
    rows: int
    aspect: float = 2.0
    """How many times higher than wide a cell is."""


@dataclass(frozen=True, slots=True)
class Box:
    """The part of a picture that is in sight, in its pixels, and the cells on which it is shown."""

    left: float
    top: float
    right: float
    bottom: float
    columns: int
    rows: int


def plain(raster: Raster) -> Sight:
    """All of it, in the window that it came with."""
    return Sight(raster.low, raster.high)


def seen(sight: Sight, width: int, height: int, room: Room) -> Box:
    """What is in sight of a picture of so many pixels, as large as there is room: a picture that was as high
    as the room and is zoomed grows wider first. Never reaches beyond the picture, never takes more than the
    room."""
    columns, rows, aspect = max(room.columns, 1), max(room.rows, 1), room.aspect
    # Widths of a cell that a pixel takes.
    scale = min(columns / width, rows * aspect / height) * max(sight.zoom, 1.0)
    wide, high = min(float(width), columns / scale), min(float(height), rows * aspect / scale)
    left = min(max(sight.x * width - wide / 2, 0.0), width - wide)
    top = min(max(sight.y * height - high / 2, 0.0), height - high)
    return Box(
        left,
        top,
        min(left + wide, float(width)),
        min(top + high, float(height)),
        min(max(round(wide * scale), 1), columns),
        min(max(round(high * scale / aspect), 1), rows),
    )
