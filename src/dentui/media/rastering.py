"""Which triangle is nearest at each pixel, by arithmetic alone.

Triangles of a scan are about as large as a pixel. So the pixels in the box around each are tried all at once,
for hundreds of thousands of triangles in a few dozen steps of numpy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNK = 8_000
"""Triangles at a time: what they take on the way fits into the processor's cache."""
TRIED = 15_000
"""Pixels tried at a time."""
LOW = np.uint64(0xFFFFFFFF)
"""The half of a buffer's number that is a triangle's."""


@dataclass(frozen=True, slots=True, eq=False)
class Boxes:
    """Triangles that have the centre of a pixel in the box around them, each with three lines that are 0 at a
    side and 1 at the corner across, and the pixels to try."""

    number: NDArray[np.intp]
    left: NDArray[np.int32]
    top: NDArray[np.int32]
    wide: NDArray[np.int32]
    count: NDArray[np.int64]
    lines: NDArray[np.float32]
    """(3, 3, triangles): at the box's top left, and its change to the right and down, of each side."""
    near: NDArray[np.float32]
    """(3, triangles): nearness of each corner."""
    width: int
    """Of the picture."""

    @classmethod
    def of(cls, seen: NDArray[np.float32], width: int, height: int) -> Boxes:
        """Of triangles as they are seen, (triangles, corner, (x, y, nearness)), in a picture of so many
        pixels: from the top left, with their centres at whole numbers."""
        x, y, near = (np.ascontiguousarray(seen[..., axis].T) for axis in range(3))
        left, top = np.ceil(x.min(axis=0)), np.ceil(y.min(axis=0))
        right, bottom = np.floor(x.max(axis=0)), np.floor(y.max(axis=0))
        area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        # A comparison with what is no number is false: such triangles drop out.
        wanted = (right >= left) & (bottom >= top) & (np.abs(area) > 1e-9)
        wanted &= (right >= 0) & (bottom >= 0) & (left < width) & (top < height)
        number = np.flatnonzero(wanted)
        x, y, near, area = x[:, number], y[:, number], near[:, number], area[number]
        left, top, right, bottom = (
            np.clip(side[number], 0, most).astype(np.int32)
            for side, most in (
                (left, width - 1),
                (top, height - 1),
                (right, width - 1),
                (bottom, height - 1),
            )
        )
        lines = np.empty((3, 3, len(number)), np.float32)
        for side in range(3):
            a, b = (side + 1) % 3, (side + 2) % 3
            across, down = (y[a] - y[b]) / area, (x[b] - x[a]) / area
            lines[side, 0] = across * (left - x[a]) + down * (top - y[a])
            lines[side, 1], lines[side, 2] = across, down
        wide = right - left + 1
        return cls(number, left, top, wide, wide.astype(np.int64) * (bottom - top + 1), lines, near, width)

    def put(
        self,
        buffer: NDArray[np.uint64],
        first: int,
        deepest: float,
        window: tuple[NDArray[np.float32], NDArray[np.float32]] | None = None,
    ) -> None:
        """Into the buffer, a number for each pixel in whose upper half stands how near the nearest triangle
        is, of 0 to `deepest`, and in whose lower its number, counted from `first` on. `window`: the least and
        the greatest nearness that each pixel looks at."""
        ends = np.cumsum(self.count)
        start = 0
        while start < len(ends):
            done = ends[start - 1] if start else 0
            # Whole triangles, and one at least.
            stop = max(start + 1, int(np.searchsorted(ends, done + TRIED, side="right")))
            pixel, nearness, number = self._met(slice(start, stop), ends[start:stop] - done)
            if window is not None:
                kept = (nearness >= window[0][pixel]) & (nearness <= window[1][pixel])
                pixel, nearness, number = pixel[kept], nearness[kept], number[kept]
            depth = np.clip(nearness / deepest, 0, 1).astype(np.float64) * (2**32 - 2) + 1
            put = (number + first).astype(np.uint64)
            np.maximum.at(buffer, pixel, (depth.astype(np.uint64) << np.uint64(32)) | put)
            start = stop

    def _met(
        self, some: slice, ends: NDArray[np.int64]
    ) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.intp]]:
        """Pixels that triangles cover, how near these are there, and their numbers."""
        count = self.count[some]
        which = np.repeat(np.arange(len(count)), count)
        place = np.arange(ends[-1], dtype=np.int32) - np.repeat((ends - count).astype(np.int32), count)
        down, right = np.divmod(place, self.wide[some][which])
        lines, near = self.lines[:, :, some], self.near[:, some]
        inside = np.ones(len(which), bool)
        nearness = np.zeros(len(which), np.float32)
        for side in range(3):
            line = lines[side, 0][which] + lines[side, 1][which] * right + lines[side, 2][which] * down
            # Both neighbours of a side have the pixels on it: no cracks.
            inside &= line >= -1e-4
            nearness += line * near[side][which]
        kept = np.flatnonzero(inside)
        which = which[kept]
        pixel = (self.top[some][which] + down[kept]).astype(np.intp) * self.width
        pixel += self.left[some][which] + right[kept]
        return pixel, nearness[kept], self.number[some][which]
