"""Draws models by the rays through each pixel: what each meets, how it is lit, what shines through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dentui.errors import Unavailable
from dentui.media.lighting import LIGHTS, light_of
from dentui.media.models.camera import Camera
from dentui.media.models.embree import embree
from dentui.media.models.model import Model
from dentui.media.models.packets import EmbreeEngine
from dentui.media.models.rays import BEHIND, Band, Engine, Hits
from dentui.media.models.scene import Drawn, Look, Section
from dentui.media.models.surface import colours_of, normals_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYERS = 8
"""Surfaces behind one another that are looked through."""
OPAQUE = 0.995
APART = 2e-3
"""Millimetres behind a surface from which the next one is looked for."""
TILE = 4
INSIDE = np.array([168, 92, 84], np.float32)
"""What a cut lets see of a surface's inner side."""


class Caster:
    """Models that are drawn again and again."""

    def __init__(self, models: Sequence[Model]) -> None:
        """Takes about 0.1 s for 250,000 triangles. Raises MemoryError."""
        self.models = tuple(models)
        self._bounds = [model.bounds for model in self.models]
        library = embree()
        if library is None:
            raise Unavailable("Models cannot be drawn here: embreex is missing.")
        self._engine: Engine = EmbreeEngine(library, self.models)

    def draw(
        self,
        camera: Camera,
        width: int,
        height: int,
        looks: Sequence[Look],
        section: Section | None = None,
        samples: int = 1,
    ) -> Drawn:
        """A picture of so many pixels, with one look for each model and so many rays for each pixel: 1, 4, 9,
        16."""
        side = max(1, math.isqrt(samples))
        rgb = np.empty((height, width, 3), np.uint8)
        depth = np.empty((height, width), np.float32)
        model = np.empty((height, width), np.int16)
        pixel = camera.height / height / side
        x = (np.arange(width * side) + 0.5 - width * side / 2) * pixel
        y = (height * side / 2 - np.arange(height * side) - 0.5) * pixel
        back = self._back(camera, looks)
        for top, bottom in self._bands(width, height, side):
            band = Band(camera, x, y[top * side : bottom * side], back)
            into = rgb[top:bottom], depth[top:bottom], model[top:bottom]
            self._draw(band, looks, section, side, into)
        offsets = tuple(np.asarray(look.offset, np.float32) for look in looks)
        return Drawn(rgb, depth, model, camera, offsets, (side // 2 + 0.5) / side - 0.5)

    def _back(self, camera: Camera, looks: Sequence[Look]) -> float:
        """How far in front of the camera's centre everything ends, in mm."""
        towards, ends = camera.rotation[2], [0.0]
        for (low, high), look in zip(self._bounds, looks, strict=True):
            middle, half = (low + high) / 2 + look.offset - camera.centre, (high - low) / 2
            ends.append(float(towards @ middle + np.abs(towards) @ half))
        return max(ends) + BEHIND

    def _bands(self, width: int, height: int, side: int) -> list[tuple[int, int]]:
        rows = max(TILE, self._engine.rays_at_once // (width * side * side) // TILE * TILE)
        return [(top, min(top + rows, height)) for top in range(0, height, rows)]

    def _draw(
        self,
        band: Band,
        looks: Sequence[Look],
        section: Section | None,
        side: int,
        into: tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int16]],
    ) -> None:
        rgb, depth, model = into
        engine = self._engine
        engine.aim(band)
        near, far = _kept(section, band, engine) if section else (None, None)
        which = [
            (number, np.asarray(look.offset, np.float32))
            for number, look in enumerate(looks)
            if look.shown and look.opacity > 0
        ]
        hits = engine.cast(near, far, which)
        away = np.full(engine.rays, np.inf, np.float32)
        away[hits.ray] = hits.distance - np.float32(band.back)
        number = np.full(engine.rays, -1, np.int16)
        number[hits.ray] = hits.model
        light = self._lit(hits, band, looks, section is not None)
        if self._solid(looks):
            seen = np.zeros((engine.rays, 3), np.uint8)
            seen[hits.ray] = np.minimum(light, 255)
        else:
            seen = self._through(hits, light, band, looks, section is not None, which, far)
        middle = side // 2
        depth[:] = engine.laid(away)[middle::side, middle::side]
        model[:] = engine.laid(number)[middle::side, middle::side]
        picture = engine.laid(seen)
        if side > 1:
            height, width = rgb.shape[:2]
            picture = picture.reshape(height, side, width, side, 3).mean(axis=(1, 3), dtype=np.float32) + 0.5
        rgb[:] = picture.astype(np.uint8)

    @staticmethod
    def _solid(looks: Sequence[Look]) -> bool:
        return all(look.opacity >= OPAQUE for look in looks if look.shown)

    def _through(
        self,
        hits: Hits,
        light: NDArray[np.float32],
        band: Band,
        looks: Sequence[Look],
        cut: bool,
        which: Sequence[tuple[int, NDArray[np.float32]]],
        far: NDArray[np.float32] | None,
    ) -> NDArray[np.uint8]:
        """With what shines through: each layer, by how much of it those before let through."""
        rays = self._engine.rays
        opacity = np.array([look.opacity for look in looks], np.float32)
        seen = np.zeros((rays, 3), np.float32)
        left = np.ones(rays, np.float32)
        for _ in range(LAYERS):
            share = left[hits.ray] * opacity[hits.model]
            seen[hits.ray] += light * share[:, None]
            left[hits.ray] -= share
            on = left[hits.ray] > 1 - OPAQUE
            if not on.any():
                break
            near = np.full(rays, np.inf, np.float32)
            near[hits.ray[on]] = hits.distance[on] + np.float32(APART)
            hits = self._engine.cast(near, far, which)
            light = self._lit(hits, band, looks, cut)
        return np.minimum(seen, 255).astype(np.uint8)

    def _lit(self, hits: Hits, band: Band, looks: Sequence[Look], cut: bool) -> NDArray[np.float32]:
        """(k, 3), 0 to 280: the light from each hit."""
        light = np.empty((len(hits.ray), 3), np.float32)
        cosines = (LIGHTS @ band.camera.rotation).T.astype(np.float32)
        for number, model in enumerate(self.models):
            some = slice(None) if len(self.models) == 1 else np.flatnonzero(hits.model == number)
            faces = hits.face[some]
            if not len(faces):
                continue
            corners = model.faces.take(faces, axis=0)
            u, v, inside = hits.u[some], hits.v[some], hits.inside[some]
            weights = 1 - u - v, u, v
            normals = normals_of(model, corners, weights, inside)
            colours = colours_of(model, looks[number].paint, corners, weights)
            if cut:
                colours = np.where(inside[:, None], INSIDE, colours)
            light[some] = colours * light_of(normals @ cosines)[:, None]
        return light


def _kept(
    section: Section, band: Band, engine: Engine
) -> tuple[NDArray[np.float32] | None, NDArray[np.float32] | None]:
    """Where rays begin and end that see only what lies behind a plane."""
    normal = np.asarray(section.normal, np.float64)
    normal = normal / np.linalg.norm(normal)
    right, up, towards = band.camera.rotation @ normal
    x, y = engine.planes()
    above = (band.begin - section.point) @ normal + x * right + y * up
    if abs(towards) < 1e-9:
        return None, np.where(above > 0, -np.inf, np.inf).astype(np.float32)
    meets = (above / towards).astype(np.float32)
    return (np.maximum(meets, 0), None) if towards > 0 else (None, meets)
