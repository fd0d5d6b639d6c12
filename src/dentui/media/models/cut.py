"""The line along which a plane cuts models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dentui.media.models.model import Model
from dentui.media.models.scene import Drawn, Look, Section

if TYPE_CHECKING:
    from numpy.typing import NDArray

LINE = np.array([255, 214, 64], np.uint8)
HIDES = 1.5
"""Pixels that a surface may lie in front of the line and not hide it: the line is its edge."""


class Cut:
    """Lines of some models. A plane's are kept: the models turn, and it stays."""

    def __init__(self, models: Sequence[Model]) -> None:
        self._models = tuple(models)
        self._kept: dict[int, tuple[tuple[float, ...], NDArray[np.float64]]] = {}

    def draw(self, drawn: Drawn, looks: Sequence[Look], section: Section) -> None:
        """Into a picture, where nothing hides it."""
        height, width = drawn.depth.shape
        pixel = drawn.camera.height / height
        for number, look in enumerate(looks):
            if not look.shown or look.opacity <= 0:
                continue
            ends = self._ends(number, look, section)
            seen = drawn.camera.seen(ends + look.offset, width, height)
            # As many points on each piece as it has pixels.
            steps = np.ceil(np.abs(seen[:, 1, :2] - seen[:, 0, :2]).max(axis=1)).astype(np.int64) + 1
            which = np.repeat(np.arange(len(seen)), steps)
            place = (np.arange(len(which)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[which]
            points = seen[which, 0] + place[:, None] * (seen[which, 1] - seen[which, 0])
            columns, rows = np.round(points[:, :2]).astype(np.int64).T
            within = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
            columns, rows, away = columns[within], rows[within], points[within, 2]
            free = away <= drawn.depth[rows, columns] + HIDES * pixel
            drawn.rgb[rows[free], columns[free]] = LINE

    def _ends(self, number: int, look: Look, section: Section) -> NDArray[np.float64]:
        """(k, 2, 3): both ends of the piece in each triangle that is cut, in the model's coordinates."""
        point = np.asarray(section.point, np.float64) - look.offset
        normal = np.asarray(section.normal, np.float64)
        plane = (*normal, float(normal @ point))
        kept = self._kept.get(number)
        if kept is None or kept[0] != plane:
            kept = self._kept[number] = plane, _pieces(self._models[number], point, normal)
        return kept[1]


def _pieces(model: Model, point: NDArray[np.float64], normal: NDArray[np.float64]) -> NDArray[np.float64]:
    height = model.vertices @ normal.astype(np.float32) - np.float32(normal @ point)
    above = height > 0
    sides = above.take(model.faces).sum(axis=1)
    corners = model.faces[(sides == 1) | (sides == 2)]
    high = height[corners].astype(np.float64)
    # The corner that is alone on its side comes first: both sides that meet there are cut.
    on = above[corners]
    alone = np.argmax(on == (on.sum(axis=1) == 1)[:, None], axis=1)
    order = (alone[:, None] + np.arange(3)) % 3
    corners, high = (np.take_along_axis(some, order, axis=1) for some in (corners, high))
    points = model.vertices[corners].astype(np.float64)
    share = (high[:, :1] / (high[:, :1] - high[:, 1:]))[..., None]
    ends: NDArray[np.float64] = points[:, :1] + share * (points[:, 1:] - points[:, :1])
    return ends
