"""The nearest points of a surface, with arithmetic alone. Lengths are millimetres.

Points that lie on the surface (its corners, and more where triangles are large) are sorted into cells. Which
cell with points is nearest to each cell is found for all at once, axis by axis. A point that asks looks
through the nearest cells of the eight around it, and from the best point found it goes over the triangles,
from one to its neighbours, for as long as that leads nearer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL = 0.5
"""A side: about five corners of a scan's triangles lie in one."""
MOST_CELLS = 4_000_000
"""Where there would be more, they are larger."""
FINEST = 200
"""Parts of a triangle's side at most."""
PAIRS = 80_000
"""Of a point with a point or a triangle that are held at once, about."""
AROUND = 6
"""Triangles around a corner, most often."""
NEARLY = 0.3
"""Of a cell's side: from points on the surface that are so much farther than the nearest it may go on too."""
STEPS = 8
"""From triangle to triangle."""


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """Of each point that asked, the nearest of the surface."""

    distance: NDArray[np.float32]
    """(n,): never negative; inf where there is none within reach."""
    face: NDArray[np.int32]
    """(n,): the triangle that it lies on; -1 where there is none."""
    weights: NDArray[np.float32]
    """(n, 3): of the triangle's corners; their sum is one."""


def nearest(
    vertices: NDArray[np.float32], faces: NDArray[np.int32], points: NDArray[np.float32], reach: float
) -> Nearest:
    """Of each point (n, 3) the nearest point of the triangles, within reach. With triangles of a scan's size
    one point in a thousand gets one that is a few hundredths of a millimetre farther."""
    found = Nearest(
        np.full(len(points), np.inf, np.float32),
        np.full(len(points), -1, np.int32),
        np.zeros((len(points), 3), np.float32),
    )
    asked, near = _within(vertices, faces, points, reach)
    if not len(asked) or not len(near):
        return found
    some = faces[near]
    samples = _samples(vertices, some, points[asked], reach)
    starts = list(_Grid(samples, points[asked], reach).nearest(points[asked]))
    if not starts:
        return found
    whose, which = (np.concatenate(part) for part in zip(*starts, strict=True))
    distance, face, weights = _walked(
        vertices, some, points[asked], whose, samples.vertex[which], samples.face[which]
    )
    within = distance <= reach
    asked = asked[within]
    found.distance[asked] = distance[within]
    found.face[asked] = near[face[within]]
    found.weights[asked] = weights[within]
    return found


def _within(
    vertices: NDArray[np.float32], faces: NDArray[np.int32], points: NDArray[np.float32], reach: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The points, and the triangles, that can be within reach of the others, by the boxes around them."""
    if not len(points) or not len(faces):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    low, high = vertices.min(0) - reach, vertices.max(0) + reach
    asked = np.flatnonzero(((points >= low) & (points <= high)).all(1))
    if not len(asked):
        return asked, np.empty(0, np.intp)
    low, high = points[asked].min(0) - reach, points[asked].max(0) + reach
    # A triangle is out of reach when all of its corners are beyond the same side.
    beyond = np.zeros(len(vertices), np.uint8)
    for axis in range(3):
        beyond |= (vertices[:, axis] < low[axis]).astype(np.uint8) << (2 * axis)
        beyond |= (vertices[:, axis] > high[axis]).astype(np.uint8) << (2 * axis + 1)
    one, two, three = (beyond[faces[:, corner]] for corner in range(3))
    return asked, np.flatnonzero((one & two & three) == 0)


@dataclass(frozen=True, slots=True, eq=False)
class _Samples:
    """Points that lie on a surface."""

    places: NDArray[np.float32]
    vertex: NDArray[np.int32]
    """The corner that each is, -1 for one amid a triangle."""
    face: NDArray[np.int32]
    """The triangle that it lies amid, -1 for a corner."""


def _samples(
    vertices: NDArray[np.float32], faces: NDArray[np.int32], points: NDArray[np.float32], reach: float
) -> _Samples:
    used = np.unique(faces)
    low, high = points.min(0) - reach, points.max(0) + reach
    places, vertex, amid = [vertices[used]], [used.astype(np.int32)], [np.full(len(used), -1, np.int32)]
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    sides = [np.linalg.norm(one - other, axis=1) for one, other in ((a, b), (b, c), (c, a))]
    parts = np.clip(np.ceil(np.maximum(np.maximum(*sides[:2]), sides[2]) / CELL), 1, FINEST).astype(np.int32)
    for count in np.unique(parts[parts > 1]).tolist():
        # Corners are there already.
        grid = np.array(
            [
                (i, j)
                for i in range(count + 1)
                for j in range(count + 1 - i)
                if count not in (i, j, count - i - j)
            ],
            np.float32,
        )
        for some in _pieces(np.flatnonzero(parts == count), len(grid)):
            i, j = (grid / count).T[:, None, :, None]
            made = a[some, None] + i * (b - a)[some, None] + j * (c - a)[some, None]
            inside = ((made >= low) & (made <= high)).all(2)
            places.append(made[inside])
            vertex.append(np.full(len(places[-1]), -1, np.int32))
            amid.append(np.broadcast_to(some[:, None], inside.shape)[inside].astype(np.int32))
    return _Samples(np.concatenate(places), np.concatenate(vertex), np.concatenate(amid))


def _pieces(some: NDArray[np.intp], each: int) -> Iterator[NDArray[np.intp]]:
    """In pieces that make about so many pairs."""
    step = max(1, PAIRS // max(1, each))
    for begin in range(0, len(some), step):
        yield some[begin : begin + step]


class _Grid:
    """Cells around points that ask, each with the nearest cell that has samples."""

    def __init__(self, samples: _Samples, points: NDArray[np.float32], reach: float) -> None:
        self.samples = samples
        low, high = points.min(0).astype(np.float64), points.max(0).astype(np.float64)
        # Samples as far as reach count, with a cell to spare.
        size = CELL
        while np.prod((high - low + 2 * reach) / size + 4) > MOST_CELLS:
            size *= 1.2
        self.size, self.low = size, low - reach - 1.5 * size
        self.shape = tuple(int(n) for n in np.ceil((high + reach + 1.5 * size - self.low) / size) + 1)
        within = (
            (samples.places >= self.low) & (samples.places < self.low + size * np.array(self.shape))
        ).all(1)
        numbers = np.flatnonzero(within)
        cells = self._cell(np.floor((samples.places[numbers] - self.low) / size).astype(np.int32))
        order = np.argsort(cells, kind="stable")
        self.sorted = numbers[order].astype(np.int32)
        self.there, self.begin, self.count = np.unique(cells[order], return_index=True, return_counts=True)
        self.way = self._ways(int(np.ceil(reach / size)) + 1)

    def _cell(self, at: NDArray[np.int32]) -> NDArray[np.int32]:
        flat: NDArray[np.int32] = (at[..., 0] * self.shape[1] + at[..., 1]) * self.shape[2] + at[..., 2]
        return flat

    def _ways(self, cells: int) -> NDArray[np.int32]:
        """Of each cell, the number of the nearest that has samples, -1 where none is within so many."""
        none = np.int16(np.iinfo(np.int16).max // 2)
        square = np.full(self.shape, none, np.int16)
        number = np.full(self.shape, -1, np.int32)
        square.reshape(-1)[self.there] = 0
        number.reshape(-1)[self.there] = np.arange(len(self.there))
        for axis in range(3):
            was, whose = np.moveaxis(square.copy(), axis, 0), np.moveaxis(number.copy(), axis, 0)
            now, who = np.moveaxis(square, axis, 0), np.moveaxis(number, axis, 0)
            for step in range(1, min(cells, self.shape[axis] - 1) + 1):
                for to, of in (
                    (slice(step, None), slice(None, -step)),
                    (slice(None, -step), slice(step, None)),
                ):
                    other = was[of] + np.int16(step * step)
                    nearer = other < now[to]
                    np.copyto(now[to], other, where=nearer)
                    np.copyto(who[to], whose[of], where=nearer)
        return number.reshape(-1)

    def nearest(self, points: NDArray[np.float32]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int32]]]:
        """Samples that are nearest to points or nearly so: a few of each at most, one of a cell. (n,):
        numbers of points, in order; and of samples."""
        at = np.floor((points - self.low) / self.size - 0.5).astype(np.int32)
        corners = np.stack(
            [self._cell(at + np.array((i, j, k), np.int32)) for i in (0, 1) for j in (0, 1) for k in (0, 1)],
            1,
        )
        ways = np.sort(self.way[corners], 1)
        ways[:, 1:][ways[:, 1:] == ways[:, :-1]] = -1
        asking = np.flatnonzero(ways.max(1) >= 0)
        for some in _pieces(asking, 24):
            row, column = np.nonzero(ways[some] >= 0)
            cell = ways[some[row], column]
            which, pair = _spread(self.begin[cell], self.count[cell])
            sample, point = self.sorted[which], some[row[pair]]
            square = _square(self.samples.places[sample] - points[point])
            best = _least(pair, square)
            owner, far = some[row], np.sqrt(square[best])
            first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
            least = np.repeat(np.minimum.reduceat(far, first), np.diff(np.r_[first, len(owner)]))
            near = far <= least + NEARLY * self.size
            yield owner[near], sample[best[near]]


def _spread(begin: NDArray[Any], count: NDArray[Any]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Every number of some ranges, one range after the other, and of which range each is."""
    whose = np.repeat(np.arange(len(count)), count)
    ends = np.cumsum(count)
    return np.arange(len(whose)) - (ends - count)[whose] + begin[whose], whose


def _least(owner: NDArray[np.intp], value: NDArray[np.float32]) -> NDArray[np.intp]:
    """Where the least value of each owner stands. Owners are in order, and each has some."""
    first = np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]])
    least = np.minimum.reduceat(value, first)
    where = np.flatnonzero(value == np.repeat(least, np.diff(np.r_[first, len(owner)])))
    # Of several the first.
    return where[np.flatnonzero(np.r_[True, owner[where][1:] != owner[where][:-1]])]


def _square(way: NDArray[np.float32]) -> NDArray[np.float32]:
    square: NDArray[np.float32] = np.einsum("ij,ij->i", way, way)
    return square


class _Ring:
    """The triangles around each corner."""

    def __init__(self, faces: NDArray[np.int32], vertices: int) -> None:
        corners = faces.reshape(-1)
        self.faces = (np.argsort(corners, kind="stable") // 3).astype(np.int32)
        self.count = np.bincount(corners, minlength=vertices)
        self.begin = np.cumsum(self.count) - self.count

    def around(self, vertex: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.intp]]:
        """The triangles around these corners, and around which of them each is."""
        which, whose = _spread(self.begin[vertex], self.count[vertex])
        return self.faces[which], whose


def _walked(
    vertices: NDArray[np.float32],
    faces: NDArray[np.int32],
    points: NDArray[np.float32],
    owner: NDArray[np.intp],
    vertex: NDArray[np.int32],
    face: NDArray[np.int32],
) -> tuple[NDArray[np.float32], NDArray[np.int32], NDArray[np.float32]]:
    """From corners, or triangles, of points to the nearest triangle: how far, which, and where on it; inf and
    -1 for a point that has none."""
    ring = _Ring(faces, len(vertices))
    square = np.full(len(points), np.inf, np.float32)
    best = np.full(len(points), -1, np.int32)
    weights = np.zeros((len(points), 3), np.float32)

    def tried(whose: NDArray[np.intp], which: NDArray[np.int32]) -> NDArray[np.intp]:
        """The points that a triangle of these is nearer to. Each point's stand together."""
        far, where = _on_triangle(points[whose], *(vertices[faces[which, k]] for k in range(3)))
        at = _least(whose, far)
        at = at[far[at] < square[whose[at]]]
        square[whose[at]], best[whose[at]], weights[whose[at]] = far[at], which[at], where[at]
        return whose[at]

    def tried_around(whose: NDArray[np.intp], corner: NDArray[np.int32]) -> NDArray[np.intp]:
        """The same of all triangles around corners."""
        nearer = [np.empty(0, np.intp)]
        for some in _pieces(np.arange(len(whose)), AROUND):
            which, of = ring.around(corner[some])
            nearer.append(tried(whose[some[of]], which))
        return np.unique(np.concatenate(nearer))

    amid, corner = np.flatnonzero(vertex < 0), np.flatnonzero(vertex >= 0)
    for some in _pieces(amid, 1):
        tried(owner[some], face[some])
    tried_around(owner[corner], vertex[corner])
    moving = np.unique(owner)
    for _ in range(STEPS):
        # On an edge or at a corner the next triangle may be nearer.
        edge = moving[(weights[moving] <= 0).any(1)]
        row, column = np.nonzero(weights[edge] > 0)
        moving = tried_around(edge[row], faces[best[edge[row]], column])
        if not len(moving):
            break
    # Of large triangles rounding leaves too much in the squares.
    place = sum(weights[:, k, None] * vertices[faces[best, k]] for k in range(3))
    return np.where(best < 0, np.inf, np.sqrt(_square(points - place))), best, weights


def _on_triangle(
    point: NDArray[np.float32], a: NDArray[np.float32], b: NDArray[np.float32], c: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The square of the distance of each point (n, 3) from its triangle, and the weights (n, 3) of the
    triangle's corners at the nearest point. An edge or a corner has weights of exactly zero."""
    ab, ac, ap = b - a, c - a, point - a
    long, wide, both = _square(ab), _square(ac), np.einsum("ij,ij->i", ab, ac)
    along, across = np.einsum("ij,ij->i", ab, ap), np.einsum("ij,ij->i", ac, ap)
    third = long + wide - 2 * both
    with np.errstate(divide="ignore", invalid="ignore"):
        area = long * wide - both * both
        v, w = (wide * along - both * across) / area, (long * across - both * along) / area
        inside = (v > 0) & (w > 0) & (v + w < 1)
        on_ab = np.clip(np.nan_to_num(along / long), 0, 1)
        on_ac = np.clip(np.nan_to_num(across / wide), 0, 1)
        on_bc = np.clip(np.nan_to_num((across - along - both + long) / third), 0, 1)
    none = np.zeros_like(v)
    where = np.stack([np.where(inside, v, none), np.where(inside, w, none)])
    far = _far(where[0], where[1], along, across, long, wide, both)
    far[~inside] = np.inf
    for one, other in ((on_ab, none), (none, on_ac), (1 - on_bc, on_bc)):
        edge = _far(one, other, along, across, long, wide, both)
        nearer = ~inside & (edge < far)
        far = np.where(nearer, edge, far)
        where = np.where(nearer, np.stack([one, other]), where)
    weights = np.stack([1 - where[0] - where[1], *where], 1)
    # What rounding leaves of the third corner on the edge across from it.
    weights[~inside & (np.abs(weights[:, 0]) < 1e-6), 0] = 0
    return np.maximum(far + _square(ap), 0), weights


def _far(
    v: NDArray[np.float32],
    w: NDArray[np.float32],
    along: NDArray[np.float32],
    across: NDArray[np.float32],
    long: NDArray[np.float32],
    wide: NDArray[np.float32],
    both: NDArray[np.float32],
) -> NDArray[np.float32]:
    """The square of the distance from a + v ab + w ac, less that from a."""
    far: NDArray[np.float32] = v * v * long + 2 * v * w * both + w * w * wide - 2 * (v * along + w * across)
    return far
