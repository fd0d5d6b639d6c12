"""The pixels of a picture as they are to be seen: a part of it, in a size, brighter or darker."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dentui.domain.images import SAMPLES, Raster
from dentui.domain.sight import Sight
from dentui.errors import Invalid
from dentui.terminal.pictures.palette import Bytes, Floats
from dentui.terminal.pictures.view import Box

BLUNT = 2.0
"""How many times larger than wanted a picture may be when it is first made smaller by whole steps."""


def whole(raster: Raster) -> Image.Image:
    """A raster for Pillow, upright. Raises Invalid where it is no picture: too few bytes, no size, no such
    mode."""
    size = SAMPLES.get(raster.mode, 0) * raster.width * raster.height
    if raster.width < 1 or raster.height < 1 or not size or len(raster.data) < size:
        raise Invalid("The picture is broken and cannot be shown. Download the file to look at it.")
    return Image.frombuffer(raster.mode, (raster.width, raster.height), raster.data, "raw", raster.mode, 0, 1)


def pixels(raster: Raster, sight: Sight, box: Box, width: int, height: int) -> Bytes:
    """What is seen in so many pixels: (height, width) of a grey picture, else (height, width, 3).

    Raises Invalid for a broken raster."""
    image = whole(raster)
    place = (box.left, box.top, box.right, box.bottom)
    if raster.mode == "I;16":
        samples = np.frombuffer(raster.data, "<u2", raster.width * raster.height)
        found = _deep(samples.reshape(raster.height, raster.width), place, width, height)
    else:
        smaller = image.resize((width, height), Image.Resampling.HAMMING, place, BLUNT)
        found = np.asarray(smaller, np.float32)
    return _windowed(found, sight)


def _deep(
    samples: NDArray[np.uint16], place: tuple[float, float, float, float], width: int, height: int
) -> Floats:
    """Samples of 16 bits in another size: Pillow resizes them only as floating point numbers."""
    left, top, right, bottom = place
    step_x = max(int((right - left) / width / BLUNT), 1)
    step_y = max(int((bottom - top) / height / BLUNT), 1)
    x, y = int(left), int(top)
    part = samples[y : int(np.ceil(bottom)), x : int(np.ceil(right))]
    high, wide = part.shape[0] // step_y, part.shape[1] // step_x
    part = part[: high * step_y, : wide * step_x]
    if step_x * step_y > 1:
        total = np.zeros((high, wide), np.uint32)
        for row in range(step_y):
            for column in range(step_x):
                total += part[row::step_y, column::step_x]
        mean = total.astype(np.float32) / (step_x * step_y)
    else:
        mean = part.astype(np.float32)
    image = Image.fromarray(mean)
    limits = (
        min((left - x) / step_x, wide - 1e-3),
        min((top - y) / step_y, high - 1e-3),
        min((right - x) / step_x, wide),
        min((bottom - y) / step_y, high),
    )
    return np.asarray(image.resize((width, height), Image.Resampling.HAMMING, limits), np.float32)


def _windowed(found: Floats, sight: Sight) -> Bytes:
    if (sight.low, sight.high) != (0, 255):
        found = (found - sight.low) * (255 / max(sight.high - sight.low, 1))
    if sight.inverted:
        found = 255 - found
    return (np.clip(found, 0, 255) + 0.5).astype(np.uint8)
