"""Pictures of Braille dots, two by four a cell: the finest without colours. Lit dots are light."""

from __future__ import annotations

import numpy as np
from PIL import Image

from dentui.terminal.pictures.palette import Bytes
from dentui.terminal.pictures.tones import evened

EMPTY = 0x2800
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
"""Bits of a character by row and column (Unicode, Braille Patterns)."""
GAMMA = 1.1
"""Dots beside dark ones look brighter than they are many."""


def draw(pixels: Bytes) -> list[str]:
    """The rows of a picture of two by four pixels a cell, (4 * rows, 2 * columns) grey or with 3 samples."""
    light = (evened(pixels) ** GAMMA * 255).astype(np.uint8)
    # Floyd and Steinberg 1976.
    lit = np.asarray(Image.fromarray(light).convert("1"))
    rows, columns = lit.shape[0] // 4, lit.shape[1] // 2
    cells = (lit.reshape(rows, 4, columns, 2) * DOTS[:, None]).sum(axis=(1, 3))
    # A space is one byte.
    return ["".join(chr(EMPTY + cell) if cell else " " for cell in row) for row in cells.tolist()]
