"""What finds which triangle a ray meets first, and the picture's rays in the order in which it does so."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.media.models.camera import Camera

if TYPE_CHECKING:
    from numpy.typing import NDArray

BEHIND = 1.0
"""Millimetres that rays begin in front of everything."""


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Rows of a picture, and the rays through their pixels: parallel, from a plane in front of everything."""

    camera: Camera
    x: NDArray[np.floating[Any]]
    """(w,), in mm from the picture's middle to the right: where the pixels' centres are."""
    y: NDArray[np.floating[Any]]
    """(h,), upwards."""
    pixel: float
    """Millimetres from one pixel to the next."""
    back: float
    """Millimetres from the plane through the camera's centre to where rays begin."""

    @property
    def begin(self) -> NDArray[np.float64]:
        """(3,): where the ray in the middle begins."""
        begin: NDArray[np.float64] = self.camera.centre + self.back * self.camera.rotation[2]
        return begin


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """What rays met first, for those that met something."""

    ray: NDArray[np.intp]
    """(k,): the rays' numbers, in the engine's order."""
    model: NDArray[np.int16]
    """(k,)."""
    face: NDArray[np.int32]
    """(k,): of the model."""
    u: NDArray[np.float32]
    """(k,): how much of the face's second corner is in the point; v of the third, the rest of the first."""
    v: NDArray[np.float32]
    inside: NDArray[np.bool_]
    """(k,): the face is seen from behind."""
    distance: NDArray[np.float32]
    """(k,): mm from where the ray begins."""


class Engine(ABC):
    """Casts the rays of a band at models."""

    rays_at_once: int
    """So many in a band are best."""
    unit: int
    """Rows that stay together where the rows of a band need not be neighbours; 0 where they must be."""

    @abstractmethod
    def aim(self, band: Band) -> None:
        """Take these rays."""

    @property
    @abstractmethod
    def rays(self) -> int:
        """How many they are, with those that only fill the last row or column up."""

    @abstractmethod
    def planes(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """x and y of each ray on the picture, in mm, in the engine's order."""

    @abstractmethod
    def cast(
        self,
        near: NDArray[np.float32] | None,
        far: NDArray[np.float32] | None,
        which: Sequence[tuple[int, NDArray[np.float32]]],
    ) -> Hits:
        """What rays meet first of some models, each with its offset. They look from `near` to `far`, in mm
        from their beginnings, one number for each ray: nowhere, where far is less. None is from the beginning
        and for ever."""

    @abstractmethod
    def laid(self, values: NDArray[Any]) -> NDArray[Any]:
        """(h, w, ...): values (rays, ...) as they stand on the picture."""
