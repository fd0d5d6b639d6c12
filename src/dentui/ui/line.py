"""What Textual draws, as cells: from its updates of the screen to the fewest bytes on the line.

Private names of Textual 8.2 are used here, as in `wire`; pyproject.toml pins that version.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import count
from weakref import WeakValueDictionary

from rich.cells import split_graphemes
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from dentui.terminal.cells import CERTAIN, Cell, Cells, Picture, Pictured, Run, Singles
from dentui.terminal.pens import PLAIN, Pen, pen
from dentui.terminal.pictures.painted import Painted

ATTRIBUTES = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
"""SGR codes in the order of the bits of a style."""
BOLD, BLACK_INK = "1", "30"
ALONE = CERTAIN | frozenset("…–—‘’“”•▸◂▴▾←↑→↓✓✗")
"""Characters that take one cell each and join with nothing."""
MOST = 4_096
"""Pieces of text whose cells are kept: what is drawn is mostly what was drawn before."""
BLACK = Color(0, 0, 0)
PICTURE = "picture"
"""Key in the meta of a style: the number of a picture, and which of its rows these cells show."""
_pictures: WeakValueDictionary[int, Picture | Painted] = WeakValueDictionary()
_numbers = count(1)


def number_of(picture: Picture | Painted) -> int:
    """A number for a new picture, by which styles name it for as long as somebody holds it."""
    number = next(_numbers)
    _pictures[number] = picture
    return number


def shows(number: int, row: int) -> Style:
    """What is added to the style of cells that show this row of a picture."""
    return Style(meta={PICTURE: (number, row)})


class Line:
    """The line to the terminal: what is on its screen, and what of an update has to be sent."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.known = False
        """Whether it is known what the terminal shows."""
        self._colours: ColorSystem | None = None
        self._filters: Sequence[LineFilter] = ()
        self._made: dict[Segment, Sequence[Cell]] = {}

    def show_as(self, colours: ColorSystem | None, filters: Sequence[LineFilter]) -> None:
        """Draw from now on with these colours, None for none, what these filters let through."""
        self._colours, self._filters = colours, filters
        self.forget_texts()

    def forget_texts(self) -> None:
        """Keep nothing of what was drawn but what the terminal shows now."""
        self._made.clear()

    def forget(self) -> None:
        """Nothing is known of what the terminal shows: the next update has to be of the whole screen."""
        self.known = False

    def update(self, update: CompositorUpdate, size: tuple[int, int], cursor: tuple[int, int]) -> str | None:
        """What to send for this update of a screen of so many columns and rows, with the cursor at (column,
        row); None where an update of the whole screen is needed."""
        whole = isinstance(update, LayoutUpdate) and update.region == (0, 0, *size)
        if size != (self.cells.columns, self.cells.rows):
            self.known = False
        if not self.known:
            if not whole:
                return None
            self.cells.forget(*size)
            self.known = True
        if isinstance(update, LayoutUpdate):
            strips = _of_layout(update)
        elif isinstance(update, ChopsUpdate):
            strips = _of_chops(update)
        else:
            return None
        made = self._made
        if len(made) > MOST:
            made.clear()
        runs: list[Run] = []
        for y, x, strip in strips:
            for segment in strip:
                if segment.control:
                    continue
                cells = made.get(segment)
                if cells is None:
                    cells = self._make(segment)
                runs.append((y, x, cells))
                x += len(cells)
        return self.cells.changes(runs, (cursor[1], cursor[0]))

    def _make(self, segment: Segment) -> Sequence[Cell]:
        """The cells of a piece of text, after the filters: here each is asked once, and not in each frame."""
        if segment.style is not None and (pictured := _pictured(segment, self._colours)):
            # Not kept: with its cells the picture would be.
            return pictured
        pieces = [segment]
        for line_filter in self._filters:
            pieces = line_filter.apply(pieces, _background(segment))
        cells: Sequence[Cell]
        if len(pieces) == 1:
            cells = _cells(pieces[0].text, pieces[0].style, self._colours)
        else:
            cells = [cell for text, style, _ in pieces for cell in _cells(text, style, self._colours)]
        self._made[segment] = cells
        return cells


def _background(segment: Segment) -> Color:
    colour = segment.style.bgcolor if segment.style else None
    return BLACK if colour is None else Color.from_rich_color(colour)


def _of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield y, x, strip
            x += strip.cell_length


def _of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """As Textual cuts them: what begins before its span is drawn from there, what goes beyond is cut."""
    for y, left, right in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is None or x > right or end <= left:
                continue
            yield y, x, strip if left <= x < right and end <= right else strip.crop(0, min(end, right) - x)


def _pictured(segment: Segment, colours: ColorSystem | None) -> Sequence[Cell] | None:
    """The cells of a text that shows a picture, blank where that is gone; None where it shows none."""
    text, style, _ = segment
    number, row = style.meta.get(PICTURE, (0, 0)) if style else (0, 0)
    if not number:
        return None
    picture = _pictures.get(number)
    if isinstance(picture, Painted):
        return picture.part(row, text)
    blank = _alphabet(style, colours).pen.blank
    if picture is None:
        return Singles([(" ", blank, 1)] * segment.cell_length)
    if picture.refers:
        return Pictured(picture, _cells(text, style, ColorSystem.TRUECOLOR))
    return Pictured.under(picture, row, len(text), blank)


class Alphabet(dict[str, Cell]):
    """The cells of single characters as one pen writes them, each made once."""

    def __init__(self, written: Pen) -> None:
        super().__init__()
        self.pen = written

    def __missing__(self, char: str) -> Cell:
        cell = self[char] = (char, self.pen.blank if char == " " else self.pen, 1)
        return cell


def _cells(text: str, style: Style | None, colours: ColorSystem | None) -> Sequence[Cell]:
    alphabet = _alphabet(style, colours)
    if text.isascii() or ALONE.issuperset(text):
        return Singles(map(alphabet.__getitem__, text))
    cells: list[Cell] = []
    for start, end, takes in split_graphemes(text)[0]:
        char = text[start:end]
        if takes == 1 and len(char) == 1:
            cells.append(alphabet[char])
        elif takes:
            cells.append((char, alphabet.pen, takes))
            cells += [("", alphabet.pen, 0)] * (takes - 1)
    return tuple(cells)


@lru_cache(MOST)
def _alphabet(style: Style | None, colours: ColorSystem | None) -> Alphabet:
    return Alphabet(_pen(style, colours) if style else PLAIN)


def _pen(style: Style, colours: ColorSystem | None) -> Pen:
    if colours is None:
        return PLAIN
    on = style._attributes & style._set_attributes
    foreground, background = (
        ";".join(colour.downgrade(colours).get_ansi_codes(foreground=front)) if colour else ""
        for colour, front in ((style.color, True), (style.bgcolor, False))
    )
    attributes = frozenset(code for bit, code in enumerate(ATTRIBUTES) if on & (1 << bit))
    if foreground == BLACK_INK:
        # Terminals that show bold as bright would make it grey: on the cursor's row nobody could read that.
        attributes -= {BOLD}
    # 39 and 49 are the terminal's own.
    return pen(
        attributes,
        foreground.removeprefix("39"),
        background.removeprefix("49"),
    )
