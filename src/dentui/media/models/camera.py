"""From where models are looked at: an orthographic camera, as millimetres on the picture are the same
everywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Turn = NDArray[np.float64]
    """(3, 3): rows point to the right, up, and towards who looks, in the models' coordinates."""

MARGIN = 0.06
"""Of the picture's size, around what is fitted."""
NEAREST, FARTHEST = 0.01, 1e7
"""Millimetres from top to bottom between which a picture is zoomed."""


@dataclass(frozen=True, slots=True, eq=False)
class Camera:
    """A point that is looked at, how the models are turned, and how much of them is seen."""

    centre: NDArray[np.float64]
    """(3,), in mm: what lies in the middle of the picture."""
    rotation: Turn
    height: float
    """Millimetres from the top of the picture to its bottom."""

    @classmethod
    def fit(cls, bounds: ArrayLike, aspect: float, rotation: Turn | None = None) -> Self:
        """That shows a box, (2, 3), whole in a picture `aspect` times as wide as high."""
        turn = np.eye(3) if rotation is None else np.asarray(rotation, np.float64)
        low, high = np.asarray(bounds, np.float64)
        # How far a turned box reaches: its half sides, each by how much it points there.
        right, up, _ = np.abs(turn) @ (high - low)
        height = max(up, right / aspect) * (1 + 2 * MARGIN)
        return cls((low + high) / 2, turn, min(max(height, NEAREST), FARTHEST))

    def turned(self, right: float, up: float) -> Self:
        """With the models turned to the right and up under the eye, in radians: 0.1 to the right moves what
        is near to the right."""
        across = _about(1, right)
        over = _about(0, -up)
        turn = over @ across @ self.rotation
        # Thousands of turns would let it drift from what a rotation is.
        towards = turn[2] / np.linalg.norm(turn[2])
        along = turn[0] - towards * (turn[0] @ towards)
        along /= np.linalg.norm(along)
        return replace(self, rotation=np.stack([along, np.cross(towards, along), towards]))

    def panned(self, x: float, y: float) -> Self:
        """With the models moved on the picture: to the right and up, in parts of its height."""
        moved = self.height * (x * self.rotation[0] + y * self.rotation[1])
        return replace(self, centre=self.centre - moved)

    def zoomed(self, factor: float) -> Self:
        """With everything so many times as large."""
        return replace(self, height=min(max(self.height / factor, NEAREST), FARTHEST))

    def ray(self, x: float, y: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What lies behind a point of the picture, in mm to the right and up from its middle: a point in the
        plane through the centre, from which depth is counted, and the direction away from who looks."""
        return self.centre + x * self.rotation[0] + y * self.rotation[1], -self.rotation[2]

    def place(self, column: float, row: float, width: int, height: int) -> tuple[float, float]:
        """x and y, as `ray` takes them, of a pixel's centre, counted from the left and the top."""
        pixel = self.height / height
        return (column + 0.5 - width / 2) * pixel, (height / 2 - row - 0.5) * pixel

    def seen(self, points: ArrayLike, width: int, height: int) -> NDArray[np.float64]:
        """(n, 3): column and row of the pixel that each point (n, 3) falls into, pixels' centres at whole
        numbers, and its depth in mm."""
        turned = (np.asarray(points, np.float64) - self.centre) @ self.rotation.T
        pixel = self.height / height
        return np.stack(
            [
                turned[..., 0] / pixel + width / 2 - 0.5,
                height / 2 - 0.5 - turned[..., 1] / pixel,
                -turned[..., 2],
            ],
            axis=-1,
        )


def _about(axis: int, angle: float) -> Turn:
    """A turn counter-clockwise about an axis that points at who looks."""
    cosine, sine = math.cos(angle), math.sin(angle)
    turn = np.eye(3)
    one, other = [place for place in range(3) if place != axis]
    sign = -1 if axis == 1 else 1
    turn[one, one] = turn[other, other] = cosine
    turn[one, other], turn[other, one] = -sign * sine, sign * sine
    return turn
