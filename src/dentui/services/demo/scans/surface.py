"""From a field of distances to a surface of triangles.

Naive surface nets (S. F. Frisken Gibson, "Constrained Elastic Surface Nets", MICCAI 1998): a corner in each
cell that the surface crosses, a square for each edge of the lattice that it crosses. About three triangles
for each square of the lattice that the surface covers, all of much the same size, as scanners make them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Mesh:
    """A surface of triangles, in millimetres."""

    vertices: Floats
    """(n, 3)."""
    faces: Numbers
    """(m, 3), anticlockwise as seen from outside."""
    colours: NDArray[np.uint8] | None = None
    """(n, 3), red, green, blue."""

    def part(self, wanted: NDArray[np.bool_]) -> Mesh:
        """Of the faces whose corners are all wanted, the largest piece that hangs together."""
        faces = self.faces[wanted[self.faces].all(axis=1)]
        piece = _pieces(faces, len(self.vertices))
        largest = np.bincount(piece[faces[:, 0]], minlength=1).argmax()
        faces = faces[piece[faces[:, 0]] == largest]
        used = np.zeros(len(self.vertices), bool)
        used[faces] = True
        number = np.cumsum(used, dtype=np.int32) - 1
        colours = None if self.colours is None else self.colours[used]
        return Mesh(self.vertices[used], number[faces], colours)

    def area(self) -> float:
        """Square millimetres."""
        a, b, c = (self.vertices[self.faces[:, corner]] for corner in range(3))
        return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)

    def normals(self) -> Floats:
        """Of the vertices, (n, 3): of the faces around each, by their areas."""
        a, b, c = (self.vertices[self.faces[:, corner]] for corner in range(3))
        across = np.cross(b - a, c - a)
        sums = np.zeros(self.vertices.shape)
        for corner in range(3):
            for axis in range(3):
                sums[:, axis] += np.bincount(self.faces[:, corner], across[:, axis], len(sums))
        length = np.linalg.norm(sums, axis=1, keepdims=True)
        found: Floats = (sums / np.maximum(length, 1e-20)).astype(np.float32)
        return found


@dataclass(frozen=True, slots=True)
class Lattice:
    """Points at which a field is known: `low` + `step` * (i, j, k)."""

    low: tuple[float, float, float]
    step: float
    shape: tuple[int, int, int]

    @classmethod
    def around(
        cls, low: tuple[float, float, float], high: tuple[float, float, float], step: float
    ) -> Lattice:
        """The box in steps; every lattice of this step has its points in the same places."""
        first = [int(np.floor(side / step)) for side in low]
        last = [int(np.ceil(side / step)) for side in high]
        shape = tuple(b - a + 1 for a, b in zip(first, last, strict=True))
        return cls((first[0] * step, first[1] * step, first[2] * step), step, shape)  # type: ignore[arg-type]

    def axis(self, number: int, part: slice = slice(None)) -> Floats:
        """Coordinates along an axis."""
        along = self.low[number] + self.step * np.arange(self.shape[number])
        return along[part].astype(np.float32)

    def window(self, low: NDArray[np.floating], high: NDArray[np.floating]) -> tuple[slice, slice, slice]:
        """The points in a box."""
        first = np.floor((low - self.low) / self.step).astype(int).clip(0)
        last = np.ceil((high - self.low) / self.step).astype(int) + 1
        window = tuple(
            slice(int(a), int(max(a, min(b, size))))
            for a, b, size in zip(first, last, self.shape, strict=True)
        )
        return window[0], window[1], window[2]

    def sample(self, field: Floats, points: Floats) -> Floats:
        """The field between its points, (n,)."""
        place = (points - np.array(self.low, np.float32)) / np.float32(self.step)
        cell = np.clip(place.astype(np.int32), 0, np.array(self.shape) - 2)
        x, y, z = (place - cell).T
        wide, deep = self.shape[1] * self.shape[2], self.shape[2]
        flat = field.ravel()
        at = cell[:, 0] * wide + cell[:, 1] * deep + cell[:, 2]

        def between(start: NDArray[np.integer]) -> Floats:
            line: Floats = flat[start] * (1 - z) + flat[start + 1] * z
            return line

        near = between(at) * (1 - y) + between(at + deep) * y
        far = between(at + wide) * (1 - y) + between(at + wide + deep) * y
        found: Floats = near * (1 - x) + far * x
        return found


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """Several as one mesh."""
    before = np.cumsum([0, *(len(mesh.vertices) for mesh in meshes)])
    colours = [mesh.colours for mesh in meshes if mesh.colours is not None]
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.faces + start for mesh, start in zip(meshes, before[:-1], strict=True)]).astype(
            np.int32
        ),
        np.concatenate(colours) if len(colours) == len(meshes) else None,
    )


def surface(field: Floats, lattice: Lattice) -> Mesh:
    """Where the field is zero; it is negative inside. Nothing closes the surface where the lattice ends."""
    inside = field < 0
    cells = tuple(side - 1 for side in field.shape)
    crossed = np.zeros(cells, bool)
    first = inside[:-1, :-1, :-1]
    for corner in range(1, 8):
        crossed |= first != inside[_shifted(corner, field.shape)]
    number = np.full(cells, -1, np.int32)
    where = np.flatnonzero(crossed)
    number.ravel()[where] = np.arange(len(where), dtype=np.int32)
    cell = np.stack(np.unravel_index(where, cells), axis=1).astype(np.int32)
    flat = field.ravel()
    strides = np.array([field.shape[1] * field.shape[2], field.shape[2], 1])
    start = cell @ strides
    values = [flat[start + _offset(corner) @ strides] for corner in range(8)]
    middle = np.zeros((len(where), 3), np.float32)
    edges = np.zeros(len(where), np.float32)
    for axis in range(3):
        for corner in range(8):
            if corner >> axis & 1:
                continue
            a, b = values[corner], values[corner | 1 << axis]
            crosses = (a < 0) != (b < 0)
            along = np.where(crosses, a / np.where(crosses, a - b, 1), 0)
            offset = _offset(corner)
            for side in range(3):
                middle[:, side] += along if side == axis else np.where(crosses, np.float32(offset[side]), 0)
            edges += crosses
    vertices = (cell + middle / edges[:, None]) * np.float32(lattice.step) + np.array(lattice.low, np.float32)
    return Mesh(vertices.astype(np.float32), _squares(inside, number))


def _offset(corner: int) -> NDArray[np.int64]:
    return np.array([corner >> axis & 1 for axis in range(3)])


def _shifted(corner: int, shape: tuple[int, ...]) -> tuple[slice, ...]:
    return tuple(slice(bit, size - 1 + bit) for bit, size in zip(_offset(corner), shape, strict=True))


def _squares(inside: NDArray[np.bool_], number: Numbers) -> Numbers:
    """Two triangles between the four cells around each edge that is crossed."""
    found = []
    for axis in range(3):
        b, c = (axis + 1) % 3, (axis + 2) % 3
        # Edges along the axis, but those in the outermost layers, which have fewer cells around them.
        inner = [slice(None)] * 3
        inner[b] = inner[c] = slice(1, -1)
        low, high = list(inner), list(inner)
        low[axis], high[axis] = slice(None, -1), slice(1, None)
        here, there = inside[tuple(low)], inside[tuple(high)]
        edge = np.argwhere(here != there).astype(np.int32)
        leaves = here[tuple(edge.T)]
        corners = []
        for up, right in ((0, 0), (1, 0), (1, 1), (0, 1)):
            at = edge.copy()
            at[:, b] += up
            at[:, c] += right
            corners.append(number[tuple(at.T)])
        square = np.stack(corners, axis=1)
        square = np.where(leaves[:, None], square, square[:, ::-1])
        found += [square[:, [0, 1, 2]], square[:, [0, 2, 3]]]
    return np.concatenate(found)


def settle(mesh: Mesh, field: Floats, lattice: Lattice, rounds: int = 2) -> Mesh:
    """The vertices moved onto the zero of the field, where the steps of the lattice had left them beside
    it."""
    vertices = mesh.vertices
    step = np.float32(lattice.step / 2)
    for _ in range(rounds):
        value = lattice.sample(field, vertices)
        slope = np.stack(
            [
                lattice.sample(field, vertices + move) - lattice.sample(field, vertices - move)
                for move in np.eye(3, dtype=np.float32) * step
            ],
            axis=1,
        ) / (2 * step)
        steep = np.maximum((slope**2).sum(axis=1), 0.05)
        move = slope * np.clip(value / steep, -step, step)[:, None]
        vertices = vertices - move
    return Mesh(vertices.astype(np.float32), mesh.faces, mesh.colours)


def hemmed(mesh: Mesh, rounds: int = 4) -> Mesh:
    """The border drawn smooth along itself: where faces were left out it has the steps of the lattice."""
    edges = border(mesh)
    vertices = mesh.vertices.copy()
    on = np.unique(edges)
    for _ in range(rounds):
        sums = np.zeros(vertices.shape)
        count = np.zeros(len(vertices))
        for one, other in (edges.T, edges.T[::-1]):
            count += np.bincount(one, minlength=len(count))
            for axis in range(3):
                sums[:, axis] += np.bincount(one, vertices[other, axis], len(count))
        vertices[on] = 0.5 * vertices[on] + 0.5 * sums[on] / count[on, None]
    return Mesh(vertices, mesh.faces, mesh.colours)


def border(mesh: Mesh) -> Numbers:
    """The edges that have a face on one side only, (n, 2)."""
    edges = np.concatenate([mesh.faces[:, pair] for pair in ([0, 1], [1, 2], [2, 0])]).astype(np.int64)
    low, high = edges.min(axis=1), edges.max(axis=1)
    _, first, count = np.unique(low << 32 | high, return_index=True, return_counts=True)
    found: Numbers = edges[first[count == 1]].astype(np.int32)
    return found


def _pieces(faces: Numbers, vertices: int) -> Numbers:
    """Of each vertex the lowest number in the piece it hangs together with."""
    piece = np.arange(vertices, dtype=np.int32)
    while True:
        lowest = piece[faces].min(axis=1)
        after = piece.copy()
        for corner in range(3):
            np.minimum.at(after, faces[:, corner], lowest)
        after = after[after]
        if np.array_equal(after, piece):
            return piece
        piece = after
