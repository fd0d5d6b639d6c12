"""What the rays of a picture see: the surface that each meets, how it is lit, what shines through it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.media.lighting import LIGHTS, light_of
from dentui.media.models.camera import Camera
from dentui.media.models.model import Model
from dentui.media.models.rays import BEHIND, Band, Engine, Hits
from dentui.media.models.scene import Look, Section
from dentui.media.models.surface import Surface

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Which = Sequence[tuple[int, NDArray[np.float32]]]
    Part = tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.int16]]
    """Of some rows: colours (h, w, 3), depth (h, w), model (h, w)."""

LAYERS = 8
"""Surfaces behind one another that are looked through."""
OPAQUE = 0.995
APART = 2e-3
"""Millimetres behind a surface from which the next one is looked for."""
INSIDE = np.array([168, 92, 84], np.float32)
"""What a cut lets see of a surface's inner side."""


class Gone(Exception):
    """Who paints in another process does not answer."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """What is asked for."""

    camera: Camera
    width: int
    height: int
    looks: tuple[Look, ...]
    section: Section | None
    samples: int

    @property
    def side(self) -> int:
        """Rays beside one another in a pixel."""
        return max(1, math.isqrt(self.samples))

    @property
    def aside(self) -> float:
        """Pixels to the right of their middles, and below, where depth is measured."""
        return (self.side // 2 + 0.5) / self.side - 0.5


class Painter:
    """Paints rows of pictures of some models."""

    def __init__(self, models: Sequence[Model], engine: Engine) -> None:
        self._surfaces = [Surface(model) for model in models]
        self._engine = engine
        self._bounds = [model.bounds for model in models]

    def share(self, view: View, number: int, of: int) -> NDArray[np.intp]:
        """The rows of one of so many who paint a picture together: as much work for each."""
        rows = np.arange(view.height)
        unit = self._engine.unit
        part: NDArray[np.intp] = (
            rows[rows // unit % of == number] if unit else np.array_split(rows, of)[number]
        )
        return part

    def paint(self, view: View, rows: NDArray[np.intp]) -> Part:
        """Some rows of a picture, which are `share`'s, or all."""
        part = (
            np.empty((len(rows), view.width, 3), np.uint8),
            np.empty((len(rows), view.width), np.float32),
            np.empty((len(rows), view.width), np.int16),
        )
        side, unit = view.side, max(1, self._engine.unit)
        pixel = view.camera.height / view.height / side
        x = (np.arange(view.width * side) + 0.5 - view.width * side / 2) * pixel
        back = self._back(view)
        step = max(1, self._engine.rays_at_once // (view.width * side * side) // unit) * unit
        for top in range(0, len(rows), step):
            fine = (rows[top : top + step, None] * side + np.arange(side)).ravel()
            y = (view.height * side / 2 - fine - 0.5) * pixel
            self._paint(view, Band(view.camera, x, y, pixel, back), [some[top : top + step] for some in part])
        return part

    def _back(self, view: View) -> float:
        """How far in front of the camera's centre everything ends, in mm."""
        towards, ends = view.camera.rotation[2], [0.0]
        for (low, high), look in zip(self._bounds, view.looks, strict=True):
            middle, half = (low + high) / 2 + look.offset - view.camera.centre, (high - low) / 2
            ends.append(float(towards @ middle + np.abs(towards) @ half))
        return max(ends) + BEHIND

    def _paint(self, view: View, band: Band, into: Sequence[NDArray[Any]]) -> None:
        rgb, depth, model = into
        engine, side = self._engine, view.side
        engine.aim(band)
        near, far = _kept(view.section, band, engine) if view.section else (None, None)
        which = [
            (number, np.asarray(look.offset, np.float32))
            for number, look in enumerate(view.looks)
            if look.shown and look.opacity > 0
        ]
        hits = engine.cast(near, far, which)
        away = np.full(engine.rays, np.inf, np.float32)
        away[hits.ray] = hits.distance - np.float32(band.back)
        number = np.full(engine.rays, -1, np.int16)
        number[hits.ray] = hits.model
        light = self._lit(hits, view)
        if all(look.opacity >= OPAQUE for look in view.looks if look.shown):
            seen = np.zeros((engine.rays, 3), np.uint8)
            seen[hits.ray] = np.minimum(light, 255)
        else:
            seen = self._through(hits, light, view, which, far)
        middle = side // 2
        depth[:] = engine.laid(away)[middle::side, middle::side]
        model[:] = engine.laid(number)[middle::side, middle::side]
        picture = engine.laid(seen)
        if side > 1:
            height, width = depth.shape
            picture = picture.reshape(height, side, width, side, 3).mean(axis=(1, 3), dtype=np.float32) + 0.5
        rgb[:] = picture.astype(np.uint8)

    def _through(
        self,
        hits: Hits,
        light: NDArray[np.float32],
        view: View,
        which: Which,
        far: NDArray[np.float32] | None,
    ) -> NDArray[np.uint8]:
        """With what shines through: each layer, by how much of it those before let through."""
        rays = self._engine.rays
        opacity = np.array([look.opacity for look in view.looks], np.float32)
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
            light = self._lit(hits, view)
        return np.minimum(seen, 255).astype(np.uint8)

    def _lit(self, hits: Hits, view: View) -> NDArray[np.float32]:
        """(k, 3), 0 to 280: the light from each hit."""
        light = np.empty((len(hits.ray), 3), np.float32)
        lights = (LIGHTS @ view.camera.rotation).astype(np.float32)
        for number, surface in enumerate(self._surfaces):
            some = slice(None) if len(self._surfaces) == 1 else np.flatnonzero(hits.model == number)
            faces = hits.face[some]
            if not len(faces):
                continue
            corners = surface.corners(faces)
            u, v, inside = hits.u[some], hits.v[some], hits.inside[some]
            weights = np.stack([1 - u - v, u, v])
            cosines = surface.cosines(corners, weights, inside, lights)
            colours = surface.colours(view.looks[number].paint, corners, weights)
            if view.section:
                colours = np.where(inside[:, None], INSIDE, colours)
            light[some] = colours * light_of(cosines)[:, None]
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
