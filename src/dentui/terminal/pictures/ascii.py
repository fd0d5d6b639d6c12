"""Pictures of ASCII characters: a ramp of tones, at an edge what has its shape. Light on dark."""

from __future__ import annotations

from functools import cache

import numpy as np

from dentui.terminal.pictures.palette import Bytes, Floats
from dentui.terminal.pictures.tones import evened

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
RAMP = {
    " ": "00000000", ".": "00004422", "-": "00006600", ",": "000044a3", ":": "00654422", "~": "0041ce00",
    ";": "006544a3", "*": "22ji1100", "+": "0087ii00", "=": "00dddd00", "x": "00ddii43", "n": "00iiii33",
    "o": "00hhkk55", "%": "80obaq05", "a": "00chos75", "X": "66hikk33", "$": "13pgcu67", "O": "99kkll55",
    "&": "97o3nw67", "#": "35orto32", "@": "25mqqnc9",
}  # fmt: skip
"""Characters that look even, and how much of each eighth of a cell they cover, two beside each other and four
below: sixtieths in DIGITS, from DejaVu Sans Mono in 48 points. Other fonts differ in the last digit. Digits
are not among them, nor the signs of `viewer.overlay`: what stands on a picture is told from it, without
colours too."""
EDGES = {
    "'": "22550000", "`": "81110000", '"': "55bb0000", "_": "000000ff", "/": "052gh190", "\\": "50i13f08",
    "|": "33878787", "(": "06c6f329", ")": "606b3fa1", "<": "00bffe00", ">": "00fbff00", "^": "44cc0000",
    "L": "60l0o679", "J": "790j6k93", "T": "gga9a922", "Y": "66jja922",
}  # fmt: skip
"""Characters that stand only at edges."""
WHITE = 0.30
"""Part of a cell that is covered where the picture is white: no character covers more."""
GAMMA = 1.2
EDGE = 0.07
"""How much the eighths of a cell have to differ (standard deviation) to be one."""
SHAPE = 0.5
"""How much its shape counts there, beside the tone."""


@cache
def _glyphs() -> tuple[str, Floats, Floats]:
    """The characters that are drawn with, (n,) their tone and (n, 8) how far each eighth differs from it."""
    inks = RAMP | EDGES
    digits = [DIGITS.index(digit) for ink in inks.values() for digit in ink]
    eighths = np.array(digits, np.float32).reshape(-1, 8) / 60
    tone = eighths.mean(axis=1)
    return "".join(inks), tone, eighths - tone[:, None]


def draw(pixels: Bytes) -> list[str]:
    """The rows of a picture of two by four pixels a cell, (4 * rows, 2 * columns) grey or with 3 samples."""
    light = evened(pixels) ** GAMMA * WHITE
    rows, columns = light.shape[0] // 4, light.shape[1] // 2
    wanted = light.reshape(rows, 4, columns, 2).transpose(0, 2, 1, 3).reshape(rows * columns, 8)
    chars, tone, shape = _glyphs()
    mean = wanted.mean(axis=1)[:, None]
    far = (mean - tone) ** 2 * 8 + SHAPE * ((shape**2).sum(axis=1) - 2 * (wanted - mean) @ shape.T)
    far[wanted.std(axis=1) < EDGE, len(RAMP) :] = np.inf
    best = far.argmin(axis=1).reshape(rows, columns)
    return ["".join(chars[cell] for cell in row) for row in best.tolist()]
