"""The engine that casts rays with Embree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.media.models.embree import (
    DIRECTION,
    FACE,
    FAR,
    GEOMETRY,
    NEAR,
    NONE,
    NORMAL,
    ORIGIN,
    PACKET,
    ROWS,
    TILE,
    Embree,
    Packets,
    Tree,
    U,
    V,
)
from dentui.media.models.model import Model
from dentui.media.models.rays import Band, Engine, Hits

if TYPE_CHECKING:
    from numpy.typing import NDArray


class EmbreeEngine(Engine):
    """A tree for each model, and packets that are squares of four by four pixels."""

    rays_at_once = 40_000
    unit = TILE

    def __init__(self, library: Embree, models: Sequence[Model]) -> None:
        self._library = library
        self._trees = [Tree(library, model.vertices, model.faces) for model in models]
        self._bounds = [model.bounds for model in models]
        self._packets = Packets(0)

    def aim(self, band: Band) -> None:
        """Take these rays."""
        self._band = band
        self._down, self._across = -(-len(band.y) // TILE), -(-len(band.x) // TILE)
        count = self._down * self._across
        if len(self._packets.values) != count:
            self._packets = Packets(count)
        self._x = _filled(band.x, self._across).reshape(1, self._across, 1, TILE)
        self._y = _filled(band.y, self._down).reshape(self._down, 1, TILE, 1)
        direction = -band.camera.rotation[2].astype(np.float32)
        self._packets.values[:, DIRECTION : DIRECTION + 3] = direction[:, None]

    @property
    def rays(self) -> int:
        """How many they are."""
        return self._down * self._across * PACKET

    def planes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """x and y of each ray."""
        shape = self._down, self._across, TILE, TILE
        x, y = (np.broadcast_to(side, shape).astype(np.float32) for side in (self._x, self._y))
        return x.ravel(), y.ravel()

    def cast(
        self,
        near: NDArray[np.float32] | None,
        far: NDArray[np.float32] | None,
        which: Sequence[tuple[int, NDArray[np.float32]]],
    ) -> Hits:
        """What rays meet first."""
        values, numbers = self._packets.values, self._packets.numbers
        values[:, NEAR] = 0 if near is None else near.reshape(-1, PACKET)
        values[:, FAR] = np.inf if far is None else far.reshape(-1, PACKET)
        model = np.full((len(values), PACKET), -1, np.int16)
        looks: NDArray[np.bool_] | None = None
        if near is not None or far is not None:
            looks = np.any(values[:, NEAR] < values[:, FAR], axis=1)
        for number, offset in which:
            rows, packets = self._where(number, offset)
            if looks is not None:
                packets = packets[looks[packets]]
            if not len(packets):
                continue
            self._begin(offset, rows)
            of_rows = slice(rows.start * self._across, rows.stop * self._across)
            numbers[of_rows, GEOMETRY] = NONE
            self._packets.cast(self._library, self._trees[number].scene, packets)
            model[of_rows][numbers[of_rows, GEOMETRY] != NONE] = number
        return self._hits(model)

    def laid(self, values: NDArray[Any]) -> NDArray[Any]:
        """As they stand on the picture."""
        down, across, rest = self._down, self._across, values.shape[1:]
        tiles = values.reshape(down, across, TILE, TILE, *rest).swapaxes(1, 2)
        return tiles.reshape(down * TILE, across * TILE, *rest)[: len(self._band.y), : len(self._band.x)]

    def _where(self, number: int, offset: NDArray[np.float32]) -> tuple[slice, NDArray[np.intp]]:
        """The rows of packets, and the packets, in which the box around a model lies."""
        rotation = self._band.camera.rotation
        low, high = self._bounds[number] + offset - self._band.camera.centre
        middle, half = rotation @ ((low + high) / 2), np.abs(rotation) @ ((high - low) / 2)
        found = []
        for axis, sides, packets in ((1, -self._y.ravel(), self._down), (0, self._x.ravel(), self._across)):
            centre = -middle[1] if axis == 1 else middle[0]
            begin, end = np.searchsorted(sides, (centre - half[axis], centre + half[axis]))
            found.append(slice(max(0, int(begin) // TILE), min(packets, -(-int(end) // TILE))))
        rows, columns = found
        firsts = np.arange(rows.start, rows.stop)[:, None] * self._across
        return rows, (firsts + np.arange(columns.start, columns.stop)).ravel()

    def _begin(self, offset: NDArray[np.float32], rows: slice) -> None:
        rotation = self._band.camera.rotation
        begin = self._band.begin - offset
        tiles = self._packets.values.reshape(self._down, self._across, ROWS, TILE, TILE)[rows]
        for axis in range(3):
            across = (begin[axis] + self._x * rotation[0, axis]).astype(np.float32)
            np.add(
                across, (self._y[rows] * rotation[1, axis]).astype(np.float32), out=tiles[:, :, ORIGIN + axis]
            )

    def _hits(self, model: NDArray[np.int16]) -> Hits:
        values, numbers = self._packets.values, self._packets.numbers
        ray = np.flatnonzero(model >= 0)
        towards = self._band.camera.rotation[2].astype(np.float32)
        facing = values[:, NORMAL] * towards[0]
        for axis in (1, 2):
            facing += values[:, NORMAL + axis] * towards[axis]
        face = numbers[:, FACE].ravel()[ray].view(np.int32)
        u, v, distance = (values[:, part].ravel()[ray] for part in (U, V, FAR))
        return Hits(ray, model.ravel()[ray], face, u, v, facing.ravel()[ray] < 0, distance)


def _filled(places: NDArray[np.floating[Any]], packets: int) -> NDArray[np.floating[Any]]:
    """With the last place again and again, until packets are full."""
    return np.append(places, np.full(packets * TILE - len(places), places[-1]))
