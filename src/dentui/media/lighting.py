"""Light on meshes, strong from above at the left, soft from the front, and a highlight between the two; and
the pictures that lie on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _unit(x: float, y: float, z: float) -> NDArray[np.float32]:
    vector = np.array([x, y, z])
    unit: NDArray[np.float32] = (vector / np.linalg.norm(vector)).astype(np.float32)
    return unit


KEY = _unit(-0.42, 0.55, 0.72)
FILL = _unit(0, 0, 1)
HALF = _unit(*(KEY + FILL))
"""Right, up, and towards who looks."""
LIGHTS = np.stack([KEY, FILL, HALF])


def light_of(towards: NDArray[np.float32]) -> NDArray[np.float32]:
    """How bright each place is, 0 to 1.1, by the cosines (3, ...) of its normal to each of LIGHTS."""
    key, fill, half = np.maximum(towards, 0)
    shine: NDArray[np.float32] = half * half
    shine *= shine
    shine *= shine
    # To the 40th: a wet tooth.
    eighth = shine.copy()
    shine *= shine
    shine *= shine
    shine *= eighth
    shine *= 0.12
    key *= 0.55
    fill *= 0.33
    shine += key
    shine += fill
    shine += 0.10
    return shine


def textured(texture: NDArray[np.uint8], uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """(k, 3): the colours of a picture (h, w, 3) at places (k, 2), where 0, 0 is its left bottom corner,
    mixed of the four pixels around each. What lies outside begins again at the other side."""
    height, width = texture.shape[:2]
    x = (uv[:, 0] % 1) * width - 0.5
    y = (1 - uv[:, 1] % 1) * height - 0.5
    left, top = np.floor(x).astype(np.intp), np.floor(y).astype(np.intp)
    x, y = (x - left)[:, None], (y - top)[:, None]
    columns, rows = (left % width, (left + 1) % width), (top % height, (top + 1) % height)
    upper = texture[rows[0], columns[0]] * (1 - x) + texture[rows[0], columns[1]] * x
    lower = texture[rows[1], columns[0]] * (1 - x) + texture[rows[1], columns[1]] * x
    mixed: NDArray[np.float32] = (upper * (1 - y) + lower * y).astype(np.float32)
    return mixed
