"""What is seen of models, and what comes of drawing them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from dentui.media.models.camera import Camera

if TYPE_CHECKING:
    from numpy.typing import NDArray


def _nowhere() -> NDArray[np.float32]:
    return np.zeros(3, np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """How one model is shown."""

    shown: bool = True
    opacity: float = 1.0
    """0 to 1."""
    offset: NDArray[np.float32] = field(default_factory=_nowhere)
    """(3,), in mm: how far it stands from where its file has it, as when a bite is opened."""
    paint: NDArray[np.uint8] | None = None
    """(n, 3): a colour of each vertex instead of the model's own, for instance of an occlusion map."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A plane that models are cut at: what lies on the side that its normal points to is taken away."""

    point: NDArray[np.float64]
    """(3,), in mm, in the coordinates that models have after their offsets."""
    normal: NDArray[np.float64]
    """(3,), of any length but zero."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """A picture, and what stands where on it."""

    rgb: NDArray[np.uint8]
    """(h, w, 3)."""
    depth: NDArray[np.float32]
    """(h, w): mm from the plane through the camera's centre to the nearest surface, away from who looks; inf
    where there is none."""
    model: NDArray[np.int16]
    """(h, w): the number of the nearest model, -1 where there is none."""
    camera: Camera
    offsets: tuple[NDArray[np.float32], ...]
    """Of each model when it was drawn."""
    aside: float = 0.0
    """Pixels to the right of their middles, and below, where depth was measured."""

    def point(self, x: int, y: int) -> tuple[int, NDArray[np.float64]] | None:
        """The model at a pixel, counted from the left and the top, and the point (3,) of its surface in its
        own coordinates; None where there is nothing."""
        height, width = self.model.shape
        if not (0 <= x < width and 0 <= y < height) or self.model[y, x] < 0:
            return None
        which = int(self.model[y, x])
        origin, direction = self.camera.ray(*self.camera.place(x + self.aside, y + self.aside, width, height))
        return which, origin + float(self.depth[y, x]) * direction - self.offsets[which]
