"""Samples made fewer: as many as a picture of a given size needs, averaged and never picked, in any depth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from dentui.domain.images import Raster
from dentui.domain.sight import WIDEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

DEEPEST = 65535
MOST_SKEWED = 20.0
"""Ratio of a pixel's sides beyond which the file is not believed."""


def size_within(width: int, height: int, largest: int, aspect: float = 1.0) -> tuple[int, int]:
    """Width and height of a picture with square pixels, none larger than `largest`.

    `aspect` is how high a pixel of the source is by its width. A picture grows only to make its pixels
    square."""
    if not 1 / MOST_SKEWED <= aspect <= MOST_SKEWED:
        aspect = 1.0
    wide, high = (float(width), height * aspect) if aspect >= 1 else (width / aspect, float(height))
    scale = min(1.0, largest / max(wide, high))
    return max(1, round(wide * scale)), max(1, round(high * scale))


def fitted(samples: NDArray[Any], width: int, height: int) -> NDArray[np.float32]:
    """Grey samples (rows, columns) as (height, width)."""
    from PIL import Image

    rows, columns = samples.shape
    if (rows, columns) == (height, width):
        return samples.astype(np.float32)
    few = _boxed(samples, max(1, rows // (2 * height)), max(1, columns // (2 * width)))
    picture = Image.fromarray(np.ascontiguousarray(few, dtype=np.float32))
    return np.asarray(picture.resize((width, height), Image.Resampling.BILINEAR))


def _boxed(samples: NDArray[Any], down: int, across: int) -> NDArray[Any]:
    """Means of boxes. Rows that do not fill a box at the end are left out."""
    if down == across == 1:
        return samples
    rows, columns = samples.shape[0] // down, samples.shape[1] // across
    whole = samples[: rows * down, : columns * across]
    total = np.float32 if samples.dtype.kind == "f" else np.int64 if samples.dtype.itemsize > 2 else np.int32
    # Down first: that adds whole rows, which lie together in memory.
    sums = whole.reshape(rows, down, columns * across).sum(axis=1, dtype=total)
    means: NDArray[Any] = sums.reshape(rows, columns, across).sum(axis=2, dtype=np.float32) / (down * across)
    return means


def grey_raster(samples: NDArray[Any], low: float, high: float, deep: bool) -> Raster:
    """Samples (rows, columns) from 0 on as they are shown between `low` and `high`; `deep` with 16 bits, else
    8."""
    most = DEEPEST if deep else 255
    whole = np.clip(np.rint(samples), 0, most).astype("<u2" if deep else "u1")
    black, white = (round(min(max(end, -WIDEST), WIDEST)) for end in (low, high))
    rows, columns = whole.shape
    return Raster(columns, rows, "I;16" if deep else "L", whole.tobytes(), black, max(black + 1, white))


def percentiles(samples: NDArray[Any], left_out: NDArray[np.bool_] | None = None) -> tuple[float, float]:
    """Where black and white stand when nobody says it: nearly all samples in between."""
    step = max(1, samples.size // 500_000)
    some = samples.reshape(-1)[::step]
    if left_out is not None:
        some = some[~left_out.reshape(-1)[::step]]
    some = some[np.isfinite(some)] if some.dtype.kind == "f" else some
    if not some.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(some, (0.5, 99.5)))
    if low == high:
        low, high = float(some.min()), float(some.max())
    return low, max(high, low + 1)
