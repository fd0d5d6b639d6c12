"""How a report looks: its measures and colours, and the parts that stand in several places of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from dentui.domain.report_words import Words
from dentui.domain.reports import Paper as Size
from dentui.media.flow import Block
from dentui.media.lettering import BLACK, Colour, Paper, rightwards

SIZES = {Size.A4: (210.0, 297.0), Size.LETTER: (215.9, 279.4)}
"""Width and height in millimetres: ISO 216 and ANSI/ASME Y14.1."""
LEFT, TOP, BOTTOM = 18.0, 16.0, 19.0
"""Margins; the right one is as the left."""
ACCENT: Colour = (13, 82, 102)
GREY: Colour = (88, 97, 105)
RULE: Colour = (200, 207, 212)
PANEL: Colour = (242, 245, 247)
BODY, SMALL, HEADING, TITLE = 9.5, 7.8, 11.5, 20.0
"""Sizes of letters, in points."""
LINE = 4.75
"""From one line of the text to the next, in millimetres."""
UNDER = 0.74
"""Where in its line a text stands."""
SECTION = 7.5
"""Above a heading."""
_MARK = re.compile(r"(\d{1,3}[.)、]|[-–•*])\s+(?=\S)")
_ASIDE = 1.6
"""Between a number or a bullet and its text."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What sections are written with."""

    paper: Paper
    words: Words
    width: float
    """Of what is written, in millimetres."""

    @property
    def right(self) -> float:
        """The end of the lines."""
        return LEFT + self.width


@dataclass(frozen=True, slots=True)
class Style:
    """Letters of one kind."""

    points: float = BODY
    bold: bool = False
    colour: Colour = BLACK
    line: float = LINE

    def wrap(self, sheet: Sheet, text: str, width: float) -> list[str]:
        """The text in lines."""
        self.set(sheet)
        return sheet.paper.lines(text, width)

    def set(self, sheet: Sheet) -> None:
        """Write so from here on."""
        sheet.paper.face(self.points, bold=self.bold, colour=self.colour)

    def put(
        self, sheet: Sheet, lines: Sequence[str], left: float, top: float, width: float, align: str = "S"
    ) -> float:
        """Lines below one another; answers where they end."""
        self.set(sheet)
        for line in lines:
            sheet.paper.put(left, top + UNDER * self.line, line, width, align)
            top += self.line
        return top


TEXT = Style()
STRONG = Style(bold=True)
NOTE = Style(SMALL, colour=GREY, line=3.9)
LABEL = Style(7.2, colour=GREY, line=3.6)


def heading(sheet: Sheet, text: str) -> Block:
    """Of a section: it never stands alone at the foot of a page."""
    style = Style(HEADING, bold=True, colour=ACCENT, line=5.6)
    paper = sheet.paper
    shown = style.wrap(sheet, text, sheet.width)

    def draw(top: float) -> None:
        paper.set_y(top)
        paper.start_section(text)
        with paper.tagged("H2"):
            end = style.put(sheet, shown, LEFT, top, sheet.width)
        with paper.aside():
            paper.rule(LEFT, end + 0.9, sheet.width, RULE)

    return Block(5.6 * len(shown) + 3.2, draw, bound=True, gap=SECTION)


def prose(sheet: Sheet, text: str, style: Style = TEXT) -> list[Block]:
    """Paragraphs that may go on on the next page, never with one line alone. What is numbered or has a bullet
    stands to the right of it."""
    style.set(sheet)
    written: list[tuple[str, str, float]] = []
    for paragraph in text.strip("\n").split("\n"):
        mark = _MARK.match(paragraph)
        sign = mark.group().rstrip() if mark and not rightwards(paragraph) else ""
        aside = sheet.paper.width(sheet.paper.shown(sign)) + _ASIDE if sign else 0.0
        rest = paragraph[mark.end() :] if sign and mark else paragraph
        for number, line in enumerate(style.wrap(sheet, rest, sheet.width - aside)):
            written.append(("" if number else sheet.paper.shown(sign), line, aside))
    return [
        Block(
            style.line if line else style.line * 0.55,
            partial(_prose_line, sheet, style, sign, line, aside),
            bound=_bound([line for _, line, _ in written], number),
        )
        for number, (sign, line, aside) in enumerate(written)
    ]


def _prose_line(sheet: Sheet, style: Style, sign: str, line: str, aside: float, top: float) -> None:
    if not line and not sign:
        return
    with sheet.paper.tagged("P"):
        style.put(sheet, [sign], LEFT, top, sheet.width, "L")
        style.put(sheet, [line], LEFT + aside, top, sheet.width - aside)


def _bound(lines: Sequence[str], number: int) -> bool:
    """Whether a line stays with the next, as the first two of a paragraph do and the last two."""
    after = [*lines[number + 1 : number + 3], "", ""]
    if not lines[number] or not after[0]:
        return False
    return number == 0 or not lines[number - 1] or not after[1]
