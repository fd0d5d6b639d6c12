"""Light on meshes: strong from above at the left, soft from the front, and a highlight between the two."""

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
    """How bright each place is, 0 to 1.1, by the cosines (..., 3) of its normal to each of LIGHTS."""
    key, fill, half = (np.maximum(towards[..., which], 0) for which in range(3))
    shine = half * half
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
