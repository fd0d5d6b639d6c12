"""Meshes as pictures, with arithmetic alone: a buffer of what is nearest at each pixel, lit from above at the
left.

Triangles of a scan are about as large as a pixel. So the pixels in the box around each are tried all at once,
for hundreds of thousands of triangles in a few dozen steps of numpy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import Raster
from dentui.errors import Unreadable

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Turn = NDArray[np.float64]
    """(3, 3): rows point to the right, up, and towards who looks, in the mesh's coordinates."""

CHUNK = 8_000
"""Triangles at a time: what they take on the way fits into the processor's cache."""
TRIED = 15_000
"""Pixels tried at a time."""
MOST_TRIED = 100_000_000
"""Of one picture. A mesh made of large triangles behind one another takes longer than anybody waits."""
FINE = 1024
"""Up to this size pictures are drawn twice as large and averaged, against jagged edges."""
LARGEST = 1280
"""More pixels show no more of a scan, whose triangles are larger by then."""
MARGIN = 0.03
THINNEST = 0.2
"""Shorter side of a picture by its longer."""

KEY = np.array([-0.42, 0.55, 0.72])
FILL = np.array([0.0, 0.0, 1.0])
IVORY = 240.0


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A mesh: corners of triangles, alone or by number, in millimetres."""

    points: NDArray[np.float32]
    """(n, 3), or (triangles, 3, 3) where there are no numbers."""
    faces: NDArray[np.integer] | None = None
    """(triangles, 3)."""
    colours: NDArray[np.uint8] | None = None
    """(triangles, 3), red, green, blue."""

    def __len__(self) -> int:
        return len(self.points if self.faces is None else self.faces)

    def corners(self, some: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        """(triangles, corner, axis)."""
        return self.points[some] if self.faces is None else self.points[self.faces[some]]


def shaded(shapes: Sequence[Shape], turn: Turn, largest: int) -> Raster:
    """All in one picture, in their own coordinates, on black: in colours where one has some, else grey.

    Raises Unreadable where nothing of it has an area, or drawing it would take too long."""
    low, high = _bounds(shapes, turn)
    if not np.all(np.isfinite(high - low)) or not (high - low).max() > 0:
        raise Unreadable("The mesh has no surface that can be shown. Download it instead.")
    largest = min(largest, LARGEST)
    for fineness in (2, 1) if largest <= FINE else (1,):
        frame = _Frame.around(low, high, turn, largest * fineness)
        nearest = _nearest(shapes, frame)
        if nearest is not None:
            return _lit(shapes, frame, nearest, fineness)
    raise Unreadable(
        "The mesh is made of triangles that cover one another so often that drawing it takes too long. "
        "Download it instead."
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """Where a picture looks."""

    turn: Turn
    scale: float
    """Pixels a millimetre."""
    left: float
    top: float
    far: float
    deep: float
    """Millimetres from the farthest to the nearest."""
    width: int
    height: int

    @classmethod
    def around(cls, low: NDArray[np.float64], high: NDArray[np.float64], turn: Turn, largest: int) -> _Frame:
        """Around a box in turned coordinates."""
        wide, tall = (max(side, THINNEST * (high - low)[:2].max()) for side in (high - low)[:2])
        border = 1 + 2 * MARGIN
        scale = largest / (max(wide, tall) * border)
        width, height = (max(1, round(side * border * scale)) for side in (wide, tall))
        middle = (low + high) / 2
        return cls(
            turn,
            scale,
            middle[0] - width / scale / 2,
            middle[1] + height / scale / 2,
            low[2],
            max(high[2] - low[2], 1e-6),
            width,
            height,
        )

    def seen(self, corners: NDArray[np.float32]) -> NDArray[np.float32]:
        """(triangles, corner, (x, y, nearness)): pixels from the top left, their centres at whole numbers."""
        turned = corners @ self.turn.T.astype(np.float32)
        turned[..., 0] = (turned[..., 0] - self.left) * self.scale - 0.5
        turned[..., 1] = (self.top - turned[..., 1]) * self.scale - 0.5
        turned[..., 2] = (turned[..., 2] - self.far) * self.scale
        return turned


def _chunks(shape: Shape) -> Iterator[tuple[int, NDArray[np.float32]]]:
    for start in range(0, len(shape), CHUNK):
        yield start, shape.corners(slice(start, start + CHUNK))


def _bounds(shapes: Sequence[Shape], turn: Turn) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for shape in shapes:
        for _, corners in _chunks(shape):
            with np.errstate(invalid="ignore"):
                turned = corners.reshape(-1, 3) @ turn.T.astype(np.float32)
                if not np.isfinite(turned.sum()):
                    turned = turned[np.isfinite(turned).all(axis=1)]
            if len(turned):
                low, high = np.minimum(low, turned.min(axis=0)), np.maximum(high, turned.max(axis=0))
    return low, high


def _nearest(shapes: Sequence[Shape], frame: _Frame) -> NDArray[np.uint64] | None:
    """At each pixel how near the nearest triangle is (upper half of the bits), and its number, counted
    through all shapes. None where too many pixels would have to be tried."""
    buffer = np.zeros(frame.height * frame.width, np.uint64)
    tried, first = 0, 0
    for shape in shapes:
        for start, corners in _chunks(shape):
            boxes = _Boxes.of(frame, corners)
            tried += int(boxes.count.sum())
            if tried > MOST_TRIED:
                return None
            boxes.put(buffer, first + start)
        first += len(shape)
    return buffer


@dataclass(frozen=True, slots=True, eq=False)
class _Boxes:
    """Triangles that have the centre of a pixel in the box around them, each with three lines that are 0 at a
    side and 1 at the corner across, and the pixels to try."""

    frame: _Frame
    number: NDArray[np.intp]
    left: NDArray[np.int32]
    top: NDArray[np.int32]
    wide: NDArray[np.int32]
    count: NDArray[np.int64]
    lines: NDArray[np.float32]
    """(3, 3, triangles): at the box's top left, and its change to the right and down, of each side."""
    near: NDArray[np.float32]
    """(3, triangles): nearness of each corner."""

    @classmethod
    def of(cls, frame: _Frame, corners: NDArray[np.float32]) -> _Boxes:
        seen = frame.seen(corners)
        x, y, near = (np.ascontiguousarray(seen[..., axis].T) for axis in range(3))
        left, top = np.ceil(x.min(axis=0)), np.ceil(y.min(axis=0))
        right, bottom = np.floor(x.max(axis=0)), np.floor(y.max(axis=0))
        area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        # A comparison with what is no number is false: such triangles drop out.
        number = np.flatnonzero((right >= left) & (bottom >= top) & (np.abs(area) > 1e-9))
        x, y, near, area = x[:, number], y[:, number], near[:, number], area[number]
        left, top, right, bottom = (
            np.clip(side[number], 0, most).astype(np.int32)
            for side, most in (
                (left, frame.width - 1),
                (top, frame.height - 1),
                (right, frame.width - 1),
                (bottom, frame.height - 1),
            )
        )
        lines = np.empty((3, 3, len(number)), np.float32)
        for side in range(3):
            a, b = (side + 1) % 3, (side + 2) % 3
            across, down = (y[a] - y[b]) / area, (x[b] - x[a]) / area
            lines[side, 0] = across * (left - x[a]) + down * (top - y[a])
            lines[side, 1], lines[side, 2] = across, down
        wide = right - left + 1
        return cls(frame, number, left, top, wide, wide.astype(np.int64) * (bottom - top + 1), lines, near)

    def put(self, buffer: NDArray[np.uint64], first: int) -> None:
        """Into the buffer, as triangles from number `first` on."""
        ends = np.cumsum(self.count)
        start = 0
        while start < len(ends):
            done = ends[start - 1] if start else 0
            # Whole triangles, and one at least.
            stop = max(start + 1, int(np.searchsorted(ends, done + TRIED, side="right")))
            self._put(buffer, first, slice(start, stop), ends[start:stop] - done)
            start = stop

    def _put(self, buffer: NDArray[np.uint64], first: int, some: slice, ends: NDArray[np.int64]) -> None:
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
        pixel = (self.top[some][which] + down[kept]).astype(np.intp) * self.frame.width
        pixel += self.left[some][which] + right[kept]
        deepest = self.frame.deep * self.frame.scale
        depth = np.clip(nearness[kept] / deepest, 0, 1).astype(np.float64) * (2**32 - 2) + 1
        number = (self.number[some][which] + first).astype(np.uint64)
        np.maximum.at(buffer, pixel, (depth.astype(np.uint64) << np.uint64(32)) | number)


def _lit(shapes: Sequence[Shape], frame: _Frame, nearest: NDArray[np.uint64], fineness: int) -> Raster:
    """The light that comes from each pixel."""
    covered = nearest > 0
    if not covered.any():
        raise Unreadable("The mesh has no surface that can be shown. Download it instead.")
    size = frame.height, frame.width
    number = (nearest[covered] & np.uint64(0xFFFFFFFF)).astype(np.intp)
    seen = np.zeros(sum(len(shape) for shape in shapes), bool)
    seen[number] = True
    place = (np.cumsum(seen) - 1)[number]
    normals, colours = _surface(shapes, np.flatnonzero(seen), frame.turn)
    normal = np.zeros((*size, 3), np.float32)
    normal.reshape(-1, 3)[covered] = normals[place]
    mask = covered.reshape(size).astype(np.float32)
    depth = (nearest >> np.uint64(32)).astype(np.float32).reshape(size) * (frame.deep / 2**32)
    light = _light(_blurred(normal, fineness), mask) * (1 - 0.6 * _hollow(depth, mask, frame))
    if colours is None:
        picture = (IVORY * light)[..., None]
    else:
        picture = np.zeros((*size, 3), np.float32)
        picture.reshape(-1, 3)[covered] = colours[place]
        picture *= np.minimum(1.25 * light, 1.1)[..., None]
    if fineness > 1:
        rows, columns = (side // fineness for side in size)
        picture = picture[: rows * fineness, : columns * fineness]
        picture = picture.reshape(rows, fineness, columns, fineness, -1).mean(axis=(1, 3))
    pixels = np.clip(picture, 0, 255).astype(np.uint8)
    height, width, channels = pixels.shape
    return Raster(width, height, "L" if channels == 1 else "RGB", pixels.tobytes())


def _surface(
    shapes: Sequence[Shape], numbers: NDArray[np.intp], turn: Turn
) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    """Turned normals of these triangles, on the side that is seen, and their colours, if any shape has
    some."""
    normals = np.empty((len(numbers), 3), np.float32)
    any_colours = any(shape.colours is not None for shape in shapes)
    colours = np.full((len(numbers), 3), IVORY * 0.8, np.float32) if any_colours else None
    first = 0
    for shape in shapes:
        start, stop = np.searchsorted(numbers, (first, first + len(shape)))
        here = numbers[start:stop] - first
        corners = shape.corners(here)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals[start:stop] = across @ turn.T.astype(np.float32)
        if colours is not None and shape.colours is not None:
            colours[start:stop] = shape.colours[here]
        first += len(shape)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    normals /= np.maximum(length, 1e-20)
    # Scans are shells, and not every program winds its triangles the same way: both sides are lit.
    normals *= np.where(normals[:, 2:] < 0, -1, 1)
    return normals, colours


def _light(normal: NDArray[np.float32], mask: NDArray[np.float32]) -> NDArray[np.float32]:
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    key = KEY / np.linalg.norm(KEY)
    half = (key + FILL) / np.linalg.norm(key + FILL)
    lit = 0.10 + 0.55 * np.clip(normal @ key.astype(np.float32), 0, 1) + 0.33 * normal[..., 2]
    shine = np.clip(normal @ half.astype(np.float32), 0, 1) ** 40
    light: NDArray[np.float32] = (lit + 0.12 * shine) * mask
    return light


def _hollow(depth: NDArray[np.float32], mask: NDArray[np.float32], frame: _Frame) -> NDArray[np.float32]:
    """How far each pixel lies below what is around it, 0 to 1: fissures and gaps come out as in a real
    mouth."""
    radius = max(1, round(0.02 * max(mask.shape)))
    around = _boxed(depth * mask, radius) / np.maximum(_boxed(mask, radius), 1e-6)
    hollow: NDArray[np.float32] = np.clip((around - depth) / (2.0 * radius / frame.scale), 0, 1) * mask
    return hollow


def _blurred(normal: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    return np.stack([_boxed(normal[..., axis], radius) for axis in range(3)], axis=2)


def _boxed(values: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """Means of squares of 2 radius + 1 pixels."""
    side = 2 * radius + 1
    for axis in (0, 1):
        padded = np.pad(values, [(radius + 1, radius) if n == axis else (0, 0) for n in (0, 1)], mode="edge")
        sums = np.cumsum(padded, axis=axis, dtype=np.float64)
        ahead = [slice(side, None) if n == axis else slice(None) for n in (0, 1)]
        behind = [slice(None, -side) if n == axis else slice(None) for n in (0, 1)]
        values = ((sums[tuple(ahead)] - sums[tuple(behind)]) / side).astype(np.float32)
    return values
