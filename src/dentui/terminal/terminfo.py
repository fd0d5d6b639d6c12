"""What this machine's terminfo says of a terminal."""

from __future__ import annotations

import curses


def erases_with_background(term: str | None) -> bool:
    """Whether what is erased takes the background's colour (bce). False where the terminal is not known."""
    if not term:
        return False
    try:
        # The number is that of a file that is asked for its speed; nothing is written to it.
        curses.setupterm(term, 2)
    except curses.error:
        return False
    return curses.tigetflag("bce") == 1
