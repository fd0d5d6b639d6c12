"""Pictures of pixels as strings for the terminal: sixels (DEC STD 070, chapter 9) and kitty's protocol."""

from __future__ import annotations

import re
import zlib
from base64 import b64encode

import numpy as np
from PIL import Image

from dentui.terminal.pictures.palette import Bytes

BAND = 6
"""Rows of pixels that a sixel draws at once."""
COLOURS = 96
END = "\x1b\\"
CHUNK = 4096
"""Bytes of base64 in one command of kitty's protocol."""
_LONG = re.compile(r"(.)\1{3,}")


def sixel(rgb: Bytes, colours: int = COLOURS) -> str:
    """A picture, (h, w, 3), in at most so many colours of its own."""
    height, width = rgb.shape[:2]
    flat = Image.fromarray(rgb).quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    index = np.asarray(flat)
    table = np.array(flat.getpalette(), np.uint16).reshape(-1, 3)
    used = np.flatnonzero(np.bincount(index.ravel(), minlength=len(table)))
    # All defined before the first is used: to some terminals a definition does not choose the colour as well.
    defined = "".join(
        "#{};2;{};{};{}".format(number, *((table[number] * 100 + 127) // 255)) for number in used
    )
    bands = (_band(index[top : top + BAND]) for top in range(0, height, BAND))
    return f'\x1bP0;0;0q"1;1;{width};{height}{defined}{"-".join(bands)}{END}'


def _band(index: Bytes) -> str:
    here = np.unique(index)
    bits = (1 << np.arange(len(index), dtype=np.uint8))[:, None]
    signs = ((index[None] == here[:, None, None]) * bits).sum(axis=1, dtype=np.uint8) + np.uint8(63)
    rows = (
        f"#{number}{_LONG.sub(_repeat, row.tobytes().decode('ascii').rstrip('?'))}"
        for number, row in zip(here.tolist(), signs, strict=True)
    )
    return "$".join(rows)


def _repeat(found: re.Match[str]) -> str:
    return f"!{len(found[0])}{found[1]}"


def kitty(rgb: Bytes, ident: int, columns: int, rows: int) -> str:
    """A picture, (h, w, 3), over so many cells from the cursor on, in the place of the one of that number.

    It lies above what is written: below it (z=-1) kitty 0.26 gives all cells other colours."""
    height, width = rgb.shape[:2]
    data = b64encode(zlib.compress(np.ascontiguousarray(rgb).tobytes(), 1)).decode()
    first = f"a=T,f=24,o=z,s={width},v={height},i={ident},p=1,c={columns},r={rows},C=1,"
    return "".join(
        f"\x1b_G{'' if start else first}q=2,m={int(start + CHUNK < len(data))};"
        f"{data[start : start + CHUNK]}{END}"
        for start in range(0, len(data), CHUNK)
    )


def kitty_gone(ident: int) -> str:
    """What takes that picture away."""
    return f"\x1b_Ga=d,d=I,i={ident},q=2{END}"
