"""QR codes (ISO/IEC 18004): the modules of a text, as large or as strong as there is room for, and as PNG.

The modules come from the qrcode library, which brings Pillow: both are imported where they are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from itertools import takewhile
from typing import Any

from dentui.domain.images import Raster
from dentui.errors import Invalid

QUIET = 4
"""Light modules on each side of a code (ISO/IEC 18004, 6.3.8)."""
LEVELS = "LMQH"
"""Of error correction: 7, 15, 25 and 30 % of a code may be hidden."""
ALONE = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
"""Characters that take 5.5 bits each, where others take 8."""
LEAST_APART = 6
"""So many of them at the end are shorter as a part of their own."""
PIXELS = 10
"""Of a module's side in a PNG."""
TOO_LONG = "The link is too long for a QR code. Shorten the address of the share, then make another link."


@dataclass(frozen=True)
class Code:
    """A code: its modules row by row from the top, True for dark, without the quiet zone."""

    modules: tuple[tuple[bool, ...], ...]
    level: str
    """Of LEVELS."""

    @property
    def side(self) -> int:
        """Modules of a side, with the quiet zone."""
        return len(self.modules) + 2 * QUIET

    @cached_property
    def rows(self) -> tuple[tuple[bool, ...], ...]:
        """The modules with the quiet zone."""
        beside, blank = (False,) * QUIET, ((False,) * self.side,) * QUIET
        return (*blank, *((*beside, *row, *beside) for row in self.modules), *blank)


def codes_of(text: str) -> tuple[Code, ...]:
    """The codes of a text, the strongest and largest first, of each size the strongest. Takes some 40 ms: not
    for the event loop. Raises Invalid for a text that is in no code."""
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_H, ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q
    from qrcode.exceptions import DataOverflowError

    made: list[Code] = []
    numbers = (ERROR_CORRECT_L, ERROR_CORRECT_M, ERROR_CORRECT_Q, ERROR_CORRECT_H)
    for level, number in reversed(tuple(zip(LEVELS, numbers, strict=True))):
        drawn: Any = QRCode(error_correction=number, border=0)
        for part in _parts(text):
            drawn.add_data(part)
        try:
            drawn.best_fit()
        except (DataOverflowError, ValueError):
            continue
        if made and drawn.version * 4 + 17 == len(made[-1].modules):
            continue
        drawn.make(fit=False)
        made.append(Code(tuple(tuple(map(bool, row)) for row in drawn.modules), level))
    if not made:
        raise Invalid(TOO_LONG)
    return tuple(made)


def strongest(codes: tuple[Code, ...], room: int) -> Code | None:
    """The strongest with at most so many modules a side, its quiet zone counted; None where none fits."""
    return next((code for code in codes if code.side <= room), None)


def raster_of(code: Code, pixels: int = PIXELS) -> Raster:
    """A code as a picture in grey, so many pixels a module."""
    lines = (b"".join((b"\0" if dark else b"\xff") * pixels for dark in row) * pixels for row in code.rows)
    return Raster(code.side * pixels, code.side * pixels, "L", b"".join(lines))


def png_of(code: Code) -> bytes:
    """A code as a PNG in black and white."""
    from PIL import Image

    raster = raster_of(code)
    written = BytesIO()
    image = Image.frombytes("L", (raster.width, raster.height), raster.data)
    image.convert("1").save(written, "PNG", optimize=True)
    return written.getvalue()


def _parts(text: str) -> list[Any]:
    """What is encoded: the end of the text by itself where that is shorter."""
    from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, QRData

    apart = len(list(takewhile(ALONE.__contains__, reversed(text))))
    if apart < LEAST_APART:
        apart = 0
    parts = ((text[: len(text) - apart], MODE_8BIT_BYTE), (text[len(text) - apart :], MODE_ALPHA_NUM))
    return [QRData(part, mode=mode) for part, mode in parts if part]
