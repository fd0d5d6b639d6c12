"""What this machine's terminfo says of a terminal."""

from __future__ import annotations

import curses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a terminal can do beside showing characters."""

    colours: int
    """How many; 0 for none."""
    attributes: frozenset[str]
    """Of bold, underline and reverse those that it has."""


ATTRIBUTES = {"bold": "bold", "underline": "smul", "reverse": "rev"}
"""Attributes that dentui uses, and how terminfo calls them."""


def capabilities(term: str | None) -> Capabilities | None:
    """What a terminal of this name can do; None where this machine does not know it."""
    if not _is_known(term):
        return None
    return Capabilities(
        max(0, curses.tigetnum("colors")),
        frozenset(name for name, entry in ATTRIBUTES.items() if curses.tigetstr(entry)),
    )


def erases_with_background(term: str | None) -> bool:
    """Whether what is erased takes the background's colour (bce). False where the terminal is not known."""
    return _is_known(term) and curses.tigetflag("bce") == 1


def takes_off_singly(term: str | None) -> bool:
    """Whether an attribute can be taken off alone (SGR 22 to 29). That came with the VT220: a VT100 takes off
    all of them. False where the terminal is not known."""
    return _is_known(term) and b"24" in (curses.tigetstr("rmul") or b"")


def _is_known(term: str | None) -> bool:
    """Whether curses has read its entry: the first that it finds stays for the whole run."""
    if not term:
        return False
    try:
        # The number is that of a file that is asked for its speed; nothing is written to it.
        curses.setupterm(term, 2)
    except (curses.error, ValueError):
        # ValueError: a name in bytes that are no text.
        return False
    return True
