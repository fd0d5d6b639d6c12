"""A picture turned by quarters, as a person said that it stands upright."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dentui.domain.images import SAMPLES, Raster

_PIXEL = {1: "u1", 2: "<u2", 3: "V3"}
"""numpy's name for a pixel of so many bytes."""


def turned(raster: Raster, quarters: int) -> Raster:
    """The same picture, turned so many quarters to the right. One that is broken stays as it is."""
    pixel = SAMPLES.get(raster.mode, 0)
    if not quarters % 4 or not pixel or len(raster.data) != pixel * raster.width * raster.height:
        return raster
    pixels = np.frombuffer(raster.data, _PIXEL[pixel]).reshape(raster.height, raster.width)
    moved = np.ascontiguousarray(np.rot90(pixels, -quarters))
    return replace(raster, width=moved.shape[1], height=moved.shape[0], data=moved.tobytes())
