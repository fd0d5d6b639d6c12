"""Find, new patient with a ticket, detail: at every terminal, in every locale, with and without colours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.pty.desk import KEYS, Desk

TERMS = ("linux", "vt100", "vt220", "xterm", "xterm-256color", "screen", "tmux")
LOCALES = ("C.UTF-8", "C")
MONO = ("vt100", "vt220")
"""Terminals that never had colours."""
SGR = re.compile(rb"\x1b\[([0-9;:]*)m")
ATTRIBUTES = frozenset((0, 1, 4, 7, 22, 24, 27))
"""Bold, underline, reverse, and what takes them off."""
VT100 = frozenset((0, 1, 4, 7))
"""Of these what a VT100 knows."""
GIVEN_BACK = b"\x1b[?1049l\x1b[?25h\x1b[?1004l"
"""What is sent last: the main screen, its cursor, and no word of the window's focus any more."""
CONSOLE = {"F1": b"\x1b[[A", "F2": b"\x1b[[B", "F3": b"\x1b[[C", "F4": b"\x1b[[D"}
"""What the Linux console sends for them."""


@dataclass(frozen=True)
class Place:
    """A terminal as its environment describes it."""

    term: str
    locale: str
    colourless: bool

    def __str__(self) -> str:
        return f"{self.term}, {self.locale}{', NO_COLOR' if self.colourless else ''}"

    @property
    def environment(self) -> dict[str, str]:
        """What is set there."""
        return {
            "TERM": self.term,
            "LANG": self.locale,
            "LC_ALL": "",
            "COLORTERM": "",
            **({"NO_COLOR": "1"} if self.colourless else {}),
        }


PLACES = tuple(Place(*place) for place in product(TERMS, LOCALES, (False, True)))


def codes(sent: bytes) -> set[int]:
    """Every code of every change of attributes and colours."""
    return {int(code) for found in SGR.findall(sent) for code in re.split(rb"[;:]", found) if code}


def work_at(place: Place, home: Path) -> None:
    """Work at this terminal and leave. Raises AssertionError where something does not come, or comes that
    this terminal cannot show. The home is the filled one, which this changes."""
    ascii_only = place.locale == "C"
    with Desk(home, environment=place.environment) as desk:

        def press(*names: str) -> None:
            for name in names:
                console = CONSOLE.get(name) if place.term == "linux" else None
                desk.send(console or KEYS.get(name) or name.encode())

        desk.see("308 found", "F1 Keys")
        press("muller")
        desk.see("Muller, Jurg" if ascii_only else "Müller, Jürg", "1 found")
        press("Enter")
        desk.see("[1 Records]", "male")
        press("F1")
        desk.see("Esc")
        desk.quiet()
        press("Esc")
        desk.quiet()
        press("Esc")
        desk.see("1 found")
        desk.quiet()
        press("Esc")
        desk.see("308 found")
        press("keller anna", "F6", "f", "Enter", "12031990", "Enter", "0791234567", "F7", "i", "Enter")
        press("orth", "Enter", "imp", "F2")
        desk.see("Keller, Anna", "Saved as chart 309. T-000002 is open.", "born 12.03.1990", "+41791234567")
        press("F10")
        assert desk.wait(20) == 0
        sent = desk.sent
    if ascii_only:
        assert max(sent) < 0x80
    if place.colourless or place.term in MONO:
        assert codes(sent) <= (VT100 if place.term == "vt100" else ATTRIBUTES)
    else:
        assert codes(sent) - ATTRIBUTES, "colours are shown"
    assert sent.endswith(GIVEN_BACK)
