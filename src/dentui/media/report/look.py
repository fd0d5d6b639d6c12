"""How a report looks: its measures and colours, and the parts that stand in several places of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dentui.domain.report_words import Words
from dentui.domain.reports import Paper as Size
from dentui.media.flow import Block
from dentui.media.lettering import BLACK, Colour, Paper

SIZES = {Size.A4: (210.0, 297.0), Size.LETTER: (215.9, 279.4)}
"""Width and height in millimetres: ISO 216 and ANSI/ASME Y14.1."""
LEFT, TOP, BOTTOM = 18.0, 15.0, 19.0
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


def prose(sheet: Sheet, text: str, style: Style = TEXT, kind: str = "P") -> list[Block]:
    """Paragraphs that may go on on the next page, never with one line alone."""
    lines = style.wrap(sheet, text.strip("\n"), sheet.width)
    blocks = []
    for number, line in enumerate(lines):

        def draw(top: float, line: str = line) -> None:
            if line:
                with sheet.paper.tagged(kind):
                    style.put(sheet, [line], LEFT, top, sheet.width)

        starts = number == 0 or not lines[number - 1]
        ends = number + 1 >= len(lines) or not lines[number + 1]
        before_last = not ends and (number + 2 >= len(lines) or not lines[number + 2])
        blocks.append(
            Block(style.line if line else style.line * 0.55, draw, bound=(starts and not ends) or before_last)
        )
    return blocks
