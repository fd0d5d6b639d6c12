"""Pictures of half cells in no time, for what moves: an upper half in every cell, each pixel in the nearest
colour that there is. What stays is drawn by `half`, ten times as long for a third of the bytes."""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from dentui.terminal.pictures import palette
from dentui.terminal.pictures.palette import Bytes
from dentui.terminal.profile import Colours
from dentui.terminal.xterm import FIRST

Numbers = NDArray[np.int32]
UPPER_HALF = "▀"
FINE = 3
"""Bits of a sample that are left out where all colours are there: steps of eight are not seen in motion, and
neighbours that have become equal cost nothing."""
STEPS = 32
"""Steps of a sample for which the nearest of few colours is looked up."""


def draw(pixels: Bytes, colours: Colours) -> Numbers:
    """Numbers of the colours above and below in each cell, (rows, columns, 2), of (2 * rows, columns, 3)."""
    rows, columns = pixels.shape[0] // 2, pixels.shape[1]
    if colours is Colours.TRUE:
        coarse = (pixels >> FINE << FINE).astype(np.int32)
        found = coarse[..., 0] << 16 | coarse[..., 1] << 8 | coarse[..., 2]
    else:
        steps = (pixels >> 3).astype(np.intp)
        found = _nearest()[steps[..., 0], steps[..., 1], steps[..., 2]]
    made: Numbers = found.reshape(rows, 2, columns).transpose(0, 2, 1)
    return made


@lru_cache(4096)
def code(number: int, colours: Colours) -> str:
    """SGR parameters of a colour as `draw` numbers it, behind the 3 of text or the 4 of the ground."""
    if colours is Colours.TRUE:
        return f"8;2;{number >> 16};{number >> 8 & 255};{number & 255}"
    return f"8;5;{number}"


@cache
def _nearest() -> Numbers:
    """Number of the nearest of the 240 colours for each step of red, green and blue."""
    step = (np.arange(STEPS) * (256 // STEPS) + 128 // STEPS).astype(np.uint8)
    samples = palette.lab(np.stack(np.meshgrid(step, step, step, indexing="ij"), axis=-1).reshape(-1, 3))
    known = palette.many().lab
    # The nearest is where x.y - y.y / 2 is greatest.
    half = (known**2).sum(axis=1) / 2
    found = np.concatenate([(part @ known.T - half).argmax(axis=1) for part in np.split(samples, 8)])
    return (found + FIRST).astype(np.int32).reshape(STEPS, STEPS, STEPS)
