"""QR codes read back by Debian's zbar, from pictures and from the cells of a terminal."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pyte
import pytest

NEEDS_ZBAR = pytest.mark.skipif(shutil.which("zbarimg") is None, reason="zbar is not installed")
HALF = 8
"""Pixels of a cell's width, and of half its height."""
DARK, LIGHT = ("a0a0a0", "101010"), ("202020", "f0f0f0")
"""Text and ground of a terminal where nothing says otherwise."""
NAMED = {"black": 0, "brightwhite": 255, "white": 170}


def decoded(picture: bytes, folder: Path) -> str:
    """What zbar reads in the bytes of a picture; "" for nothing."""
    (file := folder / "code.picture").write_bytes(picture)
    command = ["zbarimg", "--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", str(file)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode in (0, 4), answer.stderr
    return answer.stdout.removesuffix("\n")


def photographed(screen: pyte.Screen, own: tuple[str, str] = DARK) -> bytes:
    """What a terminal shows, as PGM: blanks and halves of cells as they are, other characters as blocks in
    the colour of their text. `own`: the terminal's colours where none are sent."""
    rows: list[bytes] = []
    for y in range(screen.lines):
        upper, lower = bytearray(), bytearray()
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            front, back = (_grey(said, own[at]) for at, said in enumerate((cell.fg, cell.bg)))
            if cell.reverse:
                front, back = back, front
            upper += bytes([back if cell.data in (" ", "▄") else front] * HALF)
            lower += bytes([back if cell.data in (" ", "▀") else front] * HALF)
        rows += [bytes(upper)] * HALF + [bytes(lower)] * HALF
    return b"P5 %d %d 255\n" % (screen.columns * HALF, screen.lines * 2 * HALF) + b"".join(rows)


def _grey(said: str, own: str) -> int:
    colour = own if said == "default" else said
    if not set(colour) <= set("0123456789abcdef"):
        return NAMED.get(colour, 128)
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return round(0.3 * red + 0.59 * green + 0.11 * blue)
