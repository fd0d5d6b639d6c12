"""The surface where rays meet a model: its normal and its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dentui.media.lighting import textured
from dentui.media.models.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Corners = NDArray[np.int32]
    """(3, k): numbers of vertices."""
    Weights = NDArray[np.float32]
    """(3, k): how much of each is in a point."""

IVORY = np.array([244, 236, 220], np.float32)
"""What has no colour of its own."""


class Surface:
    """A model, laid out for picking a few thousand faces out of a million."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._faces = _wide(model.faces)
        self._normals = _wide(model.normals)

    def corners(self, faces: NDArray[np.int32]) -> Corners:
        """(3, k): of some faces."""
        return np.ascontiguousarray(self._faces.take(faces).view(np.int32).reshape(-1, 4).T[:3])

    def cosines(
        self, corners: Corners, weights: Weights, inside: NDArray[np.bool_], lights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """(3, k): of the normals of points in faces, on the side that is seen, to each of the lights (3, 3),
        in the model's coordinates."""
        around = self._normals.take(corners).view(np.float32).reshape(3, -1, 4)
        planes = np.ascontiguousarray(around.transpose(0, 2, 1)[:, :3])
        normals = planes[0] * weights[0]
        for corner in (1, 2):
            planes[corner] *= weights[corner]
            normals += planes[corner]
        cosines: NDArray[np.float32] = lights @ normals
        length = np.sqrt(np.square(normals, out=normals).sum(axis=0))
        # Scans are shells: both sides are lit.
        cosines /= np.where(inside, np.float32(-1), np.float32(1)) * np.maximum(length, np.float32(1e-12))
        return cosines

    def colours(
        self, paint: NDArray[np.uint8] | None, corners: Corners, weights: Weights
    ) -> NDArray[np.float32]:
        """(k, 3), or (3,) where all are the same, 0 to 255."""
        model = self._model
        if paint is None and model.texture is not None and model.uv is not None:
            return textured(model.texture, _between(model.uv, corners, weights))
        colours = model.colours if paint is None else paint
        return IVORY if colours is None else _between(colours, corners, weights)


def _between(
    values: NDArray[np.float32] | NDArray[np.uint8], corners: Corners, weights: Weights
) -> NDArray[np.float32]:
    mixed: NDArray[np.float32] = np.einsum("cki,ck->ki", values[corners].astype(np.float32), weights)
    return mixed


def _wide(values: NDArray[np.int32] | NDArray[np.float32]) -> NDArray[np.complex128]:
    """Rows of three as single values of 16 bytes, of which numpy takes some four times as fast."""
    wide = np.zeros((len(values), 4), values.dtype)
    wide[:, :3] = values
    return wide.view(np.complex128).ravel()
