"""A test card: lines that show what a terminal can do, each with the words what should be seen.

A terminal that takes single bytes for characters obeys some between 0x80 and 0x9f, and behind some waits for
the end of a string. So none of these signs has such a byte: no right corner of a box, no sharp s.
"""

from __future__ import annotations

from collections.abc import Iterator

from dentui.terminal.profile import Colours, Profile

LABEL = 13
SAMPLE = 28
OFF = "\x1b[m"
SIGNS = (
    ("Letters", "ä ö ü é è ñ å ç", "letters with dots and accents"),
    ("Signs", "▸ … – • ‹ ›", "triangle, three dots, dash, dot, < >"),
    ("Lines", "├──┬──┼──┤", "one thin line with three crossings"),
    ("Blocks", "█ ▌ ▄ ▀ ░ ▒", "whole, left, lower, upper, two greys"),
    ("Braille", "⠁ ⠃ ⠇ ⣿", "one dot, two, three, eight"),
    ("Wide", "中文王|", "three Chinese characters and a bar"),
    ("", "......|", "... which stands above this bar"),
)


def card(profile: Profile, *, signs: bool) -> Iterator[str]:
    """The lines; `signs`: also what is not ASCII."""
    if signs:
        for label, sample, words in SIGNS:
            wide = 3 if "中" in sample else 0
            yield _line(label, sample, len(sample) + wide, words)
    else:
        yield _line("Letters", "", 0, "only ASCII is sent: accents are left out")
    if profile.colours is Colours.MONO:
        yield _line("Colours", "", 0, f"none: {profile.why.get('colours', 'mono')}")
    else:
        for label, codes, words in (
            ("16 colours", _sixteen(), "sixteen colours, two of them grey"),
            ("256 colours", _many(), "from black to white in even steps"),
            ("True colour", _true(), "from blue to red without steps"),
        ):
            yield _line(label, "".join(f"\x1b[{code}m " for code in codes) + OFF, len(codes), words)
    for name, code in (("Bold", "1"), ("Underline", "4"), ("Reverse", "7")):
        if name.lower() in profile.attributes:
            yield _line(
                name, f"\x1b[{code}m{name.lower()}{OFF} plain", len(name) + 6, f"the first word {_SEEN[name]}"
            )


_SEEN = {"Bold": "stronger or brighter", "Underline": "underlined", "Reverse": "dark on light"}


def _line(label: str, sample: str, cells: int, words: str) -> str:
    return f"  {label:{LABEL}}{sample}{' ' * max(1, SAMPLE - cells)}{words}"


def _sixteen() -> list[str]:
    return [*(str(40 + colour) for colour in range(8)), *(str(100 + colour) for colour in range(8))]


def _many() -> list[str]:
    return [f"48;5;{grey}" for grey in range(232, 256)]


def _true() -> list[str]:
    return [f"48;2;{step * 11};60;{253 - step * 11}" for step in range(24)]
