"""The one way from stored text to the screen, and the filter that stands behind it.

Whatever a person or a file supplied goes through `plain` (or a function here that calls it) and
reaches a widget as plain characters, `Content` or a `Segment`; never as markup. Should a string
slip past, `Sieve` takes what a terminal would obey out of every line that is drawn.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache

from rich.cells import cell_len, get_character_cell_size
from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from dentui.domain.cleaning import clean
from dentui.domain.patients import Mark
from dentui.terminal.xterm import NUMBERS
from dentui.ui.ascii import in_ascii

NOT_RECORDED = "not recorded"
ELLIPSIS = "…"
JOINED = 8
"""Code points that are seldom more in a cell: letters and what stands over them, families of emoji."""
REPLACEMENT = "\ufffd"


def plain(text: str) -> str:
    """Stored text as one line that can be shown: every character that a terminal would obey, or
    that would hide or turn others, is U+FFFD. As long as the text, code point by code point."""
    return clean(text)


def lines(text: str) -> list[str]:
    """Stored text of several lines, each ready to be shown."""
    return [plain(line.expandtabs(4)) for line in text.splitlines()]


def one_line(text: str) -> str:
    """Stored text of several lines as one."""
    return " / ".join(line.strip() for line in lines(text) if line.strip())


def recorded(text: str) -> str:
    """A fact, or the words for its absence."""
    return one_line(text) or NOT_RECORDED


def content(text: str, style: str = "") -> Content:
    """Stored text for a widget that takes Content."""
    return Content("\n".join(lines(text))).stylize(style) if style else Content("\n".join(lines(text)))


def day(value: date | None) -> str:
    """A day as this desk writes it: 31.10.2026."""
    return f"{value.day:02}.{value.month:02}.{value.year:04}" if value else NOT_RECORDED


def moment(value: datetime) -> str:
    """A visiting time: 31.10.2026 14:05."""
    return f"{day(value)} {value:%H:%M}"


def number(value: int) -> str:
    """A number with its thousands apart: 900,000."""
    return f"{value:,}"


def width(text: str) -> int:
    """Cells that a line takes."""
    return len(text) if text.isascii() else cell_len(text)


def cut(text: str, cells: int) -> str:
    """A line in exactly so many cells: filled with spaces, or cut with an ellipsis. A wide
    character is never cut in half."""
    if cells <= 0:
        return ""
    taken = width(text)
    if taken <= cells:
        return text + " " * (cells - taken)
    kept, used = _fit(text, cells - 1)
    return text[:kept] + ELLIPSIS + " " * (cells - 1 - used)


def _fit(text: str, cells: int) -> tuple[int, int]:
    """How many code points of a text fit into the cells, and how many cells they take."""
    if text.isascii():
        return cells, cells
    used = 0
    for index, char in enumerate(text):
        size = get_character_cell_size(char)
        if used + size > cells:
            return index, used
        used += size
    return len(text), used


def wrap(text: str, cells: int, most: int | None = None) -> list[str]:
    """A line in pieces of at most so many cells, broken at spaces where there are any; `most`: no more pieces
    than that are wanted."""
    pieces: list[str] = []
    rest = text.rstrip()
    while cells > 0 and len(pieces) != most and not _takes(rest, cells):
        kept = max(_fit(rest, cells)[0], 1)
        space = rest.rfind(" ", 1, kept + 1)
        end = space if space > 0 else kept
        pieces.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return pieces if len(pieces) == most else [*pieces, rest]


def pieces(text: str, cells: int) -> list[str]:
    """A line in pieces of as many cells as there are, broken wherever one is full."""
    found = []
    while cells > 0 and text:
        kept = max(_fit(text, cells)[0], 1)
        found.append(text[:kept])
        text = text[kept:]
    return found


def _takes(text: str, cells: int) -> bool:
    """Whether a line takes no more cells than that; of a long one only the beginning is looked at. What is
    joined takes fewer than its characters."""
    return _fit(text, cells)[0] >= len(text) or (len(text) < JOINED * cells and width(text) <= cells)


def marked(text: str, cells: int, marks: Iterable[tuple[int, int]]) -> list[tuple[str, bool]]:
    """A cleaned line cut to its cells, in pieces: text, and whether the find text matched it."""
    whole = cut(text, cells)
    kept = len(whole) if width(text) <= cells else len(whole.rstrip(" ")) - 1
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in sorted(marks):
        start, end = max(start, at), min(end, kept, len(text))
        if start >= end:
            continue
        if start > at:
            pieces.append((whole[at:start], False))
        pieces.append((whole[start:end], True))
        at = end
    if at < len(whole):
        pieces.append((whole[at:], False))
    return pieces


def marks_of(marks: Iterable[Mark], column: str) -> list[tuple[int, int]]:
    """Where the find text matched this column."""
    return [(mark.start, mark.end) for mark in marks if mark.column == column]


class Sieve(LineFilter):
    """The last thing before the line: takes out of it what a terminal would obey.

    It works on what is drawn, whatever widget drew it: control characters become U+FFFD, links
    and clickable actions go. With `ascii_only`, every byte sent is below 0x80.
    """

    def __init__(self, ascii_only: bool = False) -> None:
        super().__init__()
        self.ascii_only = ascii_only

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line without what does harm; `background` plays no part."""
        if all(self._harmless(segment) for segment in segments):
            return segments
        return [segment if self._harmless(segment) else self._harmed(segment) for segment in segments]

    def _harmless(self, segment: Segment) -> bool:
        text, style, control = segment
        if control:
            return True
        if style is not None and (style.link is not None or style.meta):
            return False
        return text.isprintable() and (text.isascii() or not self.ascii_only)

    def _harmed(self, segment: Segment) -> Segment:
        text, style, _ = segment
        if not text.isprintable():
            text = "".join(char if _shown(char) else REPLACEMENT for char in text)
        if self.ascii_only:
            text = in_ascii(text)
        return Segment(text, _inert(style) if style is not None else None)


class Mono(LineFilter):
    """Takes the colours away and tells by attributes what they told, as far as the terminal has them: what is
    lighter than its text becomes reverse."""

    def __init__(self, attributes: frozenset[str]) -> None:
        super().__init__()
        self.attributes = attributes

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line without colours; `background` plays no part."""
        return [
            Segment(text, _mono(style, self.attributes)) if style is not None and not control else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


class Exact(LineFilter):
    """Keeps the colours that a terminal of 256 has: Rich takes others for some, and grey for pale ones."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same line with their numbers; `background` plays no part."""
        return [
            Segment(text, _exact(style)) if style is not None and not control else segment
            for segment in segments
            for text, style, control in (segment,)
        ]


@lru_cache(4096)
def _exact(style: Style) -> Style:
    numbers = [
        NUMBERS.get(colour.triplet) if colour is not None and colour.triplet else None
        for colour in (style.color, style.bgcolor)
    ]
    if numbers == [None, None]:
        return style
    front, back = (None if number is None else RichColor.from_ansi(number) for number in numbers)
    return style + Style(color=front, bgcolor=back)


@lru_cache(1024)
def _mono(style: Style, attributes: frozenset[str]) -> Style:
    back, text = style.bgcolor, style.color
    lighter = back is not None and text is not None and _lightness(back) > _lightness(text)
    return Style(
        bold=("bold" in attributes and style.bold) or None,
        underline=("underline" in attributes and style.underline) or None,
        reverse=("reverse" in attributes and lighter != bool(style.reverse)) or None,
    )


def _lightness(colour: RichColor) -> float:
    red, green, blue = colour.get_truecolor()
    return 0.3 * red + 0.59 * green + 0.11 * blue


def _shown(char: str) -> bool:
    """Whether a character may be sent that Python calls unprintable: spaces, the joiners that are
    spelling in some scripts, and what is newer than this Python's tables."""
    return char.isprintable() or char in "\u200c\u200d" or unicodedata.category(char) in ("Zs", "Cn")


@lru_cache(1024)
def _inert(style: Style) -> Style:
    return style.clear_meta_and_links()
