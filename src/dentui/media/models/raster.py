"""The engine that asks every triangle which pixels it covers: with numpy alone, where there is no Embree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.media.models.model import Model
from dentui.media.models.rays import Band, Engine, Hits
from dentui.media.rastering import CHUNK, LOW, Boxes

if TYPE_CHECKING:
    from numpy.typing import NDArray


class RasterEngine(Engine):
    """Goes through all triangles for each picture: a jaw of 250,000 takes a few tenths of a second."""

    rays_at_once = 400_000
    unit = 0

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = tuple(models)

    def aim(self, band: Band) -> None:
        """Take these rays."""
        self._band = band
        self._pixel = band.pixel

    @property
    def rays(self) -> int:
        """How many they are."""
        return len(self._band.x) * len(self._band.y)

    def planes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """x and y of each ray."""
        y, x = np.meshgrid(self._band.y, self._band.x, indexing="ij")
        return x.ravel().astype(np.float32), y.ravel().astype(np.float32)

    def cast(
        self,
        near: NDArray[np.float32] | None,
        far: NDArray[np.float32] | None,
        which: Sequence[tuple[int, NDArray[np.float32]]],
    ) -> Hits:
        """What rays meet first."""
        seen = {number: self._seen(number, offset) for number, offset in which}
        deepest = max((float(-points[:, 2].min()) for points in seen.values() if len(points)), default=0) + 1
        window = self._window(near, far, deepest)
        width, height = len(self._band.x), len(self._band.y)
        buffer = np.zeros(self.rays, np.uint64)
        firsts = np.cumsum([0, *(len(self._models[number].faces) for number, _ in which)])
        for (number, _), first in zip(which, firsts, strict=False):
            points = seen[number] + np.array([0, 0, deepest], np.float32)
            faces = self._models[number].faces
            for start in range(0, len(faces), CHUNK):
                corners = points[faces[start : start + CHUNK]]
                Boxes.of(corners, width, height).put(buffer, int(first) + start, deepest, window)
        ray = np.flatnonzero(buffer)
        found = (buffer[ray] & LOW).astype(np.int64)
        place = np.searchsorted(firsts, found, side="right") - 1
        return self._hits(ray, place, (found - firsts[place]).astype(np.int32), which, seen)

    def laid(self, values: NDArray[Any]) -> NDArray[Any]:
        """As they stand on the picture."""
        return values.reshape(len(self._band.y), len(self._band.x), *values.shape[1:])

    def _seen(self, number: int, offset: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, 3) of each vertex: pixels from the left and the top, and minus the distance from where rays
        begin, in mm."""
        band = self._band
        seen = (self._models[number].vertices - (band.begin - offset).astype(np.float32)) @ (
            band.camera.rotation.T.astype(np.float32)
        )
        seen[:, 0] = (seen[:, 0] - np.float32(band.x[0])) / self._pixel
        seen[:, 1] = (np.float32(band.y[0]) - seen[:, 1]) / self._pixel
        return seen

    def _window(
        self, near: NDArray[np.float32] | None, far: NDArray[np.float32] | None, deepest: float
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        if near is None and far is None:
            return None
        nowhere = np.full(self.rays, -np.inf, np.float32)
        least = nowhere if far is None else np.float32(deepest) - far
        return least, -nowhere if near is None else np.float32(deepest) - near

    def _hits(
        self,
        ray: NDArray[np.intp],
        place: NDArray[np.intp],
        face: NDArray[np.int32],
        which: Sequence[tuple[int, NDArray[np.float32]]],
        seen: dict[int, NDArray[np.float32]],
    ) -> Hits:
        """Where in its triangle each pixel lies."""
        y, x = np.divmod(ray, len(self._band.x))
        corners = np.empty((len(ray), 3, 3), np.float32)
        model = np.empty(len(ray), np.int16)
        for number, (name, _) in enumerate(which):
            some = place == number
            corners[some] = seen[name][self._models[name].faces[face[some]]]
            model[some] = name
        a, b = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
        over, down = x - corners[:, 0, 0], y - corners[:, 0, 1]
        area = a[:, 0] * b[:, 1] - b[:, 0] * a[:, 1]
        u = np.clip((over * b[:, 1] - b[:, 0] * down) / area, 0, 1).astype(np.float32)
        v = np.clip((a[:, 0] * down - over * a[:, 1]) / area, 0, 1).astype(np.float32)
        v = np.minimum(v, 1 - u)
        distance = -(corners[:, 0, 2] + u * a[:, 2] + v * b[:, 2])
        # Rows go down, so what is counter-clockwise has a negative area.
        return Hits(ray, model, face, u, v, area > 0, distance)
