"""Grey for a picture that is drawn with few tones: contrast evened out by tile, edges kept."""

from __future__ import annotations

import numpy as np
from PIL import Image

from dentui.terminal.pictures.palette import Bytes, Floats

LIGHT = np.array([0.2126, 0.7152, 0.0722], np.float32)
"""Weights of red, green and blue (ITU-R BT.709)."""
TILES = (6, 9)
"""Rows and columns of tiles."""
DARKEST, LIGHTEST = 3, 97
"""Percentiles of a tile that become black and white, as far as `EVENED` goes."""
EVENED = 0.95
LEAST = 36.0
"""Of 255: a tile that spans less is not spread any further, else noise would be seen."""
SHARPENED = 1.0


def evened(pixels: Bytes) -> Floats:
    """Grey from 0 to 1 of a picture, (height, width) or (height, width, 3)."""
    grey: Floats = pixels.astype(np.float32) if pixels.ndim == 2 else pixels @ LIGHT
    low, high = _limits(grey)
    low *= EVENED
    high = 255 - (255 - high) * EVENED
    spread = (grey - low) / (high - low)
    sharp: Floats = spread + SHARPENED * (spread - _blurred(spread))
    return np.clip(sharp, 0, 1)


def _limits(grey: Floats) -> tuple[Floats, Floats]:
    """For every pixel what is dark and what is light around it."""
    height, width = grey.shape
    rows, columns = (min(count, size) for count, size in zip(TILES, grey.shape, strict=True))
    dark, light = np.empty((2, rows, columns), np.float32)
    for row, band in enumerate(np.array_split(grey, rows)):
        for column, tile in enumerate(np.array_split(band, columns, axis=1)):
            low, high = np.percentile(tile, (DARKEST, LIGHTEST))
            missing = max(LEAST - (high - low), 0.0) / 2
            dark[row, column] = max(low - missing, 0)
            light[row, column] = min(high + missing, 255)
    smooth = (
        np.asarray(Image.fromarray(limit).resize((width, height), Image.Resampling.BILINEAR))
        for limit in (dark, light)
    )
    low, high = (limit.astype(np.float32) for limit in smooth)
    return low, high


def _blurred(grey: Floats) -> Floats:
    """Mean of three by three."""
    padded = np.pad(grey, 1, "edge")
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    mean: Floats = (rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:]) / 9
    return mean
