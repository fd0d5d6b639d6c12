"""The 240 colours of xterm that are the same everywhere: a cube of six by six by six, and 24 greys."""

from __future__ import annotations

CUBE = (0, 95, 135, 175, 215, 255)
FIRST = 16
"""Number of the first of them; those before it every terminal has its own of."""
COLOURS = (
    *((red, green, blue) for red in CUBE for green in CUBE for blue in CUBE),
    *((8 + 10 * step,) * 3 for step in range(24)),
)
"""Red, green and blue of each."""
NUMBERS = {colour: number for number, colour in enumerate(COLOURS, FIRST)}
"""What SGR 38;5 calls a colour that is exactly one of them."""
