"""The surface where rays meet a model: its normal and its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dentui.media.lighting import textured
from dentui.media.models.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Corners = NDArray[np.int32]
    """(k, 3): numbers of vertices."""
    Weights = NDArray[np.float32]
    """(k, 3): how much of each is in a point."""

IVORY = np.array([244, 236, 220], np.float32)
"""What has no colour of its own."""


class Surface:
    """A model, laid out for picking a few thousand faces out of a million."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._faces = _wide(model.faces)
        self._normals = _wide(model.normals)

    def corners(self, faces: NDArray[np.int32]) -> Corners:
        """(k, 3): of some faces."""
        return self._faces.take(faces).view(np.int32).reshape(-1, 4)[:, :3]

    def normals(self, corners: Corners, weights: Weights, inside: NDArray[np.bool_]) -> NDArray[np.float32]:
        """(k, 3), of length one: of points in faces, on the side that is seen."""
        around = self._normals.take(corners).view(np.float32).reshape(-1, 3, 4)[..., :3]
        normals: NDArray[np.float32] = np.einsum("kci,kc->ki", around, weights)
        length = np.sqrt(np.einsum("ki,ki->k", normals, normals))
        # Scans are shells: both sides are lit.
        scale = np.where(inside, np.float32(-1), np.float32(1)) / np.maximum(length, np.float32(1e-12))
        normals *= scale[:, None]
        return normals

    def colours(
        self, paint: NDArray[np.uint8] | None, corners: Corners, weights: Weights
    ) -> NDArray[np.float32]:
        """(k, 3), or (3,) where all are the same, 0 to 255."""
        model = self._model
        if paint is None and model.texture is not None and model.uv is not None:
            return textured(model.texture, np.einsum("kci,kc->ki", model.uv[corners], weights))
        colours = model.colours if paint is None else paint
        if colours is None:
            return IVORY
        mixed: NDArray[np.float32] = np.einsum("kci,kc->ki", colours[corners].astype(np.float32), weights)
        return mixed


def _wide(values: NDArray[np.int32] | NDArray[np.float32]) -> NDArray[np.complex128]:
    """Rows of three as single values of 16 bytes, of which numpy takes some four times as fast."""
    wide = np.zeros((len(values), 4), values.dtype)
    wide[:, :3] = values
    return wide.view(np.complex128).ravel()
