"""How a picture is looked at: which part of it, how large, and in which window of its samples."""

from __future__ import annotations

from dataclasses import dataclass, replace

ZOOM_STEP = 1.5
ZOOM_MOST = 32.0
PAN_STEP = 0.25
"""Of what is in sight."""
LIGHT_STEP = 0.1
"""Of the window that is moved."""
CONTRAST_STEP = 1.25
WIDEST = 1 << 20
"""Samples of a window, and how far it may lie from 0: pictures have 16 bits."""


@dataclass(frozen=True, slots=True)
class Sight:
    """`low` and `high` are the samples that are shown as black and as white."""

    low: int = 0
    high: int = 255
    inverted: bool = False
    """Whether black is shown as white."""
    zoom: float = 1.0
    """1 shows all of it."""
    x: float = 0.5
    """Centre of what is in sight, from 0 at the left edge to 1 at the right one."""
    y: float = 0.5
    """From the upper edge to the lower one."""

    def zoomed(self, way: int) -> Sight:
        """A step nearer, or further away for -1."""
        zoom = min(ZOOM_MOST, max(1.0, self.zoom * ZOOM_STEP**way))
        return replace(self, zoom=zoom)._inside()

    def panned(self, right: int, down: int) -> Sight:
        """So many steps further to the right and down."""
        step = PAN_STEP / self.zoom
        return replace(self, x=self.x + right * step, y=self.y + down * step)._inside()

    def _inside(self) -> Sight:
        """No further than the edges."""
        half = 0.5 / self.zoom
        return replace(self, x=min(1 - half, max(half, self.x)), y=min(1 - half, max(half, self.y)))

    def brighter(self, way: int) -> Sight:
        """A step brighter, or darker for -1."""
        step = max(1, round((self.high - self.low) * LIGHT_STEP))
        return self._windowed(self.low - way * step, self.high - way * step)

    def harder(self, way: int) -> Sight:
        """A step more contrast, or less for -1; the middle of the window stays."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2 / CONTRAST_STEP**way
        half = max(1.0, half)
        return self._windowed(round(middle - half), round(middle + half))

    def compared(self, first: Sight) -> tuple[float, float]:
        """How much brighter and harder this window is than another one: parts of that, to the hundredth."""
        range_, first_range = self.high - self.low, first.high - first.low
        moved = (first.low + first.high - self.low - self.high) / 2
        return round(moved / first_range, 2) + 0.0, round(first_range / range_ - 1, 2) + 0.0

    def _windowed(self, low: int, high: int) -> Sight:
        wide = min(high - low, WIDEST)
        low = min(max(low, -WIDEST), WIDEST - wide)
        return replace(self, low=low, high=low + wide)
