"""Meshes as pictures, with arithmetic alone: a buffer of what is nearest at each pixel, lit from above at the
left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dentui.domain.images import Raster
from dentui.errors import Unreadable
from dentui.media.lighting import LIGHTS, light_of, textured
from dentui.media.rastering import CHUNK, LOW, Boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Turn = NDArray[np.float64]
    """(3, 3): rows point to the right, up, and towards who looks, in the mesh's coordinates."""

MOST_TRIED = 100_000_000
"""Of one picture. A mesh made of large triangles behind one another takes longer than anybody waits."""
FINE = 1024
"""Up to this size pictures are drawn twice as large and averaged, against jagged edges."""
LARGEST = 1280
"""More pixels show no more of a scan, whose triangles are larger by then."""
MARGIN = 0.03
THINNEST = 0.2
"""Shorter side of a picture by its longer."""

IVORY = 240.0


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A mesh: corners of triangles, alone or by number, in millimetres."""

    points: NDArray[np.float32]
    """(n, 3), or (triangles, 3, 3) where there are no numbers."""
    faces: NDArray[np.integer] | None = None
    """(triangles, 3)."""
    colours: NDArray[np.uint8] | None = None
    """(n, 3), red, green, blue of each point; only where there are numbers."""
    uv: NDArray[np.float32] | None = None
    """(n, 2): where in the texture each point lies; 0, 0 is its left bottom corner."""
    texture: NDArray[np.uint8] | None = None
    """(h, w, 3), rows from the top."""

    def __len__(self) -> int:
        return len(self.points if self.faces is None else self.faces)

    def corners(self, some: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        """(triangles, corner, axis)."""
        return self.points[some] if self.faces is None else self.points[self.faces[some]]

    @property
    def coloured(self) -> bool:
        """Whether it has colours of its own."""
        return self.colours is not None or self.texture is not None

    def colours_of(self, some: NDArray[np.integer]) -> NDArray[np.float32]:
        """(k, 3), in the middles of some triangles."""
        if self.faces is None:
            return np.full((len(some), 3), IVORY * 0.8, np.float32)
        corners = self.faces[some]
        if self.texture is not None and self.uv is not None:
            return textured(self.texture, self.uv[corners].mean(axis=1))
        if self.colours is None:
            return np.full((len(some), 3), IVORY * 0.8, np.float32)
        mean: NDArray[np.float32] = self.colours[corners].mean(axis=1, dtype=np.float32)
        return mean


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
            boxes = Boxes.of(frame.seen(corners), frame.width, frame.height)
            tried += int(boxes.count.sum())
            if tried > MOST_TRIED:
                return None
            boxes.put(buffer, first + start, frame.deep * frame.scale)
        first += len(shape)
    return buffer


def _lit(shapes: Sequence[Shape], frame: _Frame, nearest: NDArray[np.uint64], fineness: int) -> Raster:
    """The light that comes from each pixel."""
    covered = nearest > 0
    if not covered.any():
        raise Unreadable("The mesh has no surface that can be shown. Download it instead.")
    size = frame.height, frame.width
    number = (nearest[covered] & LOW).astype(np.intp)
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
    any_colours = any(shape.coloured for shape in shapes)
    colours = np.empty((len(numbers), 3), np.float32) if any_colours else None
    first = 0
    for shape in shapes:
        start, stop = np.searchsorted(numbers, (first, first + len(shape)))
        here = numbers[start:stop] - first
        corners = shape.corners(here)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals[start:stop] = across @ turn.T.astype(np.float32)
        if colours is not None:
            colours[start:stop] = shape.colours_of(here)
        first += len(shape)
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    normals /= np.maximum(length, 1e-20)
    # Scans are shells, and not every program winds its triangles the same way: both sides are lit.
    normals *= np.where(normals[:, 2:] < 0, -1, 1)
    return normals, colours


def _light(normal: NDArray[np.float32], mask: NDArray[np.float32]) -> NDArray[np.float32]:
    normal /= np.maximum(np.linalg.norm(normal, axis=2, keepdims=True), 1e-6)
    light: NDArray[np.float32] = light_of(np.moveaxis(normal @ LIGHTS.T, -1, 0)) * mask
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
