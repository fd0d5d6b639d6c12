"""The surface where rays meet models: its normal and its colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from dentui.media.models.model import Model

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Weights = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]

IVORY = np.array([244, 236, 220], np.float32)
"""What has no colour of its own."""


def normals_of(
    model: Model, corners: NDArray[np.int32], weights: Weights, inside: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """(k, 3), of length one, towards who looks: of points between three vertices each (k, 3)."""
    normals = _between(model.normals, corners, weights)
    length = np.sqrt(np.einsum("ij,ij->i", normals, normals))
    # Scans are shells: both sides are lit.
    scale = np.where(inside, np.float32(-1), np.float32(1)) / np.maximum(length, np.float32(1e-12))
    normals *= scale[:, None]
    return normals


def colours_of(
    model: Model, paint: NDArray[np.uint8] | None, corners: NDArray[np.int32], weights: Weights
) -> NDArray[np.float32]:
    """(k, 3), or (3,) where all are the same, 0 to 255."""
    if paint is None and model.texture is not None and model.uv is not None:
        return _textured(model.texture, _between(model.uv, corners, weights))
    colours = model.colours if paint is None else paint
    if colours is None:
        return IVORY
    return _between(colours, corners, weights)


def _between(
    values: NDArray[np.float32] | NDArray[np.uint8], corners: NDArray[np.int32], weights: Weights
) -> NDArray[np.float32]:
    total = values.take(corners[:, 0], axis=0) * weights[0][:, None]
    for corner in (1, 2):
        total += values.take(corners[:, corner], axis=0) * weights[corner][:, None]
    return total


def _textured(texture: NDArray[np.uint8], uv: NDArray[np.float32]) -> NDArray[np.float32]:
    """Between the four pixels around each place; what lies outside begins again at the other side."""
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
