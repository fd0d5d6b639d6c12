"""A picture made ready for a widget, as the terminal's profile says: in characters, or in pixels.

Pixels (sixel, kitty) come from textual_image, which asks the terminal things where its packages are imported:
what is wanted of it is loaded late and without a terminal.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import count
from random import randrange
from typing import TYPE_CHECKING

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.geometry import Size
from textual.strip import Strip

from dentui.domain.images import Raster
from dentui.domain.sight import Sight
from dentui.terminal.around import cell_pixels
from dentui.terminal.cells import Picture
from dentui.terminal.pictures.painted import Painted, columns
from dentui.terminal.pictures.view import Box, Room, seen
from dentui.terminal.profile import Pictures, Profile
from dentui.ui.line import Line, number_of, shows

if TYPE_CHECKING:
    from PIL.Image import Image

    from dentui.terminal.pictures.drawing import Drawn

NO_PICTURES = "This terminal is set to show no pictures."
CELL = (8, 16)
"""Pixels of a cell where the terminal does not say: a picture that is smaller than its cells does no harm."""
BAND = 6
"""Rows of pixels that a sixel draws at once."""
SIXEL_HEAD = re.compile(r'("[\d;]+)')
"""Raster attributes, behind which the picture begins."""
SIXEL_COLOUR = re.compile(r"#(\d+);2;\d+;\d+;\d+")
CHUNK = 4096
"""Bytes of base64 in one command of kitty's protocol."""
END = "\x1b\\"
PLACEHOLDER = "\U0010eeee"
_ids = count(randrange(1 << 8, 1 << 23))


@dataclass(frozen=True, slots=True)
class Canvas:
    """What a picture is drawn for."""

    profile: Profile
    finished: bool = False
    """Whether its cells go to the terminal as they are drawn: what is sent goes through our own cells."""
    cell: tuple[int, int] | None = None
    """Width and height of a cell in pixels, where pictures are to be made of pixels; that needs our cells."""


def canvas_of(app: App[object]) -> Canvas:
    """What this app's pictures are drawn for now."""
    profile = getattr(app, "profile", None)
    profile = profile if isinstance(profile, Profile) else Profile()
    finished = isinstance(getattr(app, "line", None), Line) and not app.is_headless
    pixels = finished and profile.pictures in (Pictures.SIXEL, Pictures.KITTY)
    return Canvas(profile, finished, (cell_pixels() or CELL) if pixels else None)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that is ready to be shown."""

    canvas: Canvas
    size: Size
    """Cells."""
    rows: tuple[Strip, ...]
    """Of characters."""
    painted: Painted | None = None
    """What these rows name, where they are cells that are finished."""
    picture: Picture | None = None
    """Of pixels, where the terminal can show them."""
    over: tuple[Strip, ...] = ()
    """Cells that show that picture."""

    def line(self, y: int, size: tuple[int, int], base: Style, *, whole: bool) -> list[Segment]:
        """A row of a widget of so many columns and rows that has the picture in its middle. `whole`: all rows
        of the widget are in sight, and none is the screen's last: else half a sixel would be sent."""
        room, rows = size
        strips = self.over if self.picture is not None and (whole or self.picture.refers) else self.rows
        row = y - (rows - self.size.height) // 2
        if not 0 <= row < len(strips):
            return [Segment(" " * room, base)]
        left = (room - self.size.width) // 2
        segments = [_on(base, segment) for segment in strips[row]]
        if left < 0:
            return list(Strip(segments, self.size.width).crop(0, room))
        right = room - left - self.size.width
        sides = [Segment(" " * left, base)] * bool(left), [Segment(" " * right, base)] * bool(right)
        return [*sides[0], *segments, *sides[1]]


def prepare() -> None:
    """Import what draws, which takes longer than to draw a page with it."""
    import dentui.terminal.pictures.drawing  # noqa: F401


def draw(raster: Raster, sight: Sight, room: Room, canvas: Canvas) -> Shown:
    """A picture that is ready to be shown. Takes up to 40 ms, with pixels more: not for the event loop.

    Raises Invalid for a raster that is none."""
    from dentui.terminal.pictures.drawing import draw as draw_characters

    profile, cell = canvas.profile, canvas.cell
    if cell and profile.pictures is Pictures.KITTY:
        # There are marks for so many columns and rows.
        most = len(_diacritics())
        room = Room(min(room.columns, most), min(room.rows, most), room.aspect)
    drawn = draw_characters(raster, sight, room, profile)
    painted = drawn.painted(profile.colours) if canvas.finished else None
    size, rows = Size(drawn.columns, drawn.rows), strips(drawn) if painted is None else _named(painted, drawn)
    if cell is None:
        return Shown(canvas, size, rows, painted)
    encode = _kitty if profile.pictures is Pictures.KITTY else _sixel
    picture, over = encode(raster, sight, seen(sight, raster.width, raster.height, room), cell)
    return Shown(canvas, size, rows, painted, picture, over)


def strips(drawn: Drawn) -> tuple[Strip, ...]:
    """Its rows for Textual."""
    return tuple(
        Strip([Segment(text, _style(front, back)) for text, front, back in line], drawn.columns)
        for line in drawn.lines
    )


def _named(painted: Painted, drawn: Drawn) -> tuple[Strip, ...]:
    """Rows for Textual that only say which cells stand there."""
    number, text = number_of(painted), columns(drawn.columns)
    return tuple(Strip([Segment(text, shows(number, row))], drawn.columns) for row in range(drawn.rows))


def _on(base: Style, segment: Segment) -> Segment:
    """A piece of a picture on what it stands on, of which nothing is seen where it has colours of its own."""
    text, style, _ = segment
    if style is not None and style.color is not None and style.bgcolor is not None:
        return segment
    return Segment(text, base if style is None else base + style)


@lru_cache(256)
def _style(front: tuple[int, int, int] | None, back: tuple[int, int, int] | None) -> Style:
    return Style(color=front and _colour(front), bgcolor=back and _colour(back))


@lru_cache(256)
def _colour(triplet: tuple[int, int, int]) -> Color:
    return Color.from_rgb(*triplet)


def _sixel(
    raster: Raster, sight: Sight, box: Box, cell: tuple[int, int]
) -> tuple[Picture, tuple[Strip, ...]]:
    """The picture for a terminal with sixel, drawn over blanks."""
    from textual_image._sixel import image_to_sixels

    # In whole bands: a part of one may reach beyond the picture's last row.
    image = _image(raster, sight, box, box.columns * cell[0], max(box.rows * cell[1] // BAND, 1) * BAND)
    # Behind the last band the cursor would go on to a row below, and a terminal may scroll.
    text = _defined_first(image_to_sixels(image).removesuffix(END).removesuffix("-") + END)
    picture = Picture(text, box.columns, box.rows)
    number, blank = number_of(picture), " " * box.columns
    return picture, tuple(Strip([Segment(blank, shows(number, row))], box.columns) for row in range(box.rows))


def _defined_first(sixels: str) -> str:
    """The same with all colours defined before the first is used: to some terminals, xterm among them, a
    definition does not choose the colour as well, whatever DEC says."""
    head, raster, body = SIXEL_HEAD.split(sixels, 1)
    defined = "".join(found[0] for found in SIXEL_COLOUR.finditer(body))
    return head + raster + defined + SIXEL_COLOUR.sub(r"#\1", body)


def _kitty(
    raster: Raster, sight: Sight, box: Box, cell: tuple[int, int]
) -> tuple[Picture, tuple[Strip, ...]]:
    """The picture for kitty, with the characters that stand for its cells (Unicode placeholders)."""
    marks = _diacritics()
    png = BytesIO()
    _image(raster, sight, box, box.columns * cell[0], box.rows * cell[1]).save(png, "png", compress_level=2)
    data, ident = b64encode(png.getvalue()).decode(), next(_ids) & 0xFFFFFF
    text = "".join(
        f"\x1b_G{f'a=T,U=1,i={ident},f=100,c={box.columns},r={box.rows},' if not start else ''}"
        f"q=2,m={int(start + CHUNK < len(data))};{data[start : start + CHUNK]}{END}"
        for start in range(0, len(data), CHUNK)
    )
    picture = Picture(text, box.columns, box.rows, refers=True)
    number, colour = (
        number_of(picture),
        Style(color=Color.from_rgb(ident >> 16, ident >> 8 & 255, ident & 255)),
    )
    rows = (
        "".join(PLACEHOLDER + marks[row] + marks[column] for column in range(box.columns))
        for row in range(box.rows)
    )
    return picture, tuple(
        Strip([Segment(text, colour + shows(number, row))], box.columns) for row, text in enumerate(rows)
    )


def _image(raster: Raster, sight: Sight, box: Box, width: int, height: int) -> Image:
    from PIL.Image import fromarray

    from dentui.terminal.pictures.pixels import pixels

    return fromarray(pixels(raster, sight, box, width, height)).convert("RGB")


@cache
def _diacritics() -> str:
    """The marks by which kitty counts rows and columns."""
    with _no_terminal():
        from textual_image.renderable.tgp import _NUMBER_TO_DIACRITIC
    return "".join(map(chr, _NUMBER_TO_DIACRITIC))


@contextmanager
def _no_terminal() -> Iterator[None]:
    """For as long as textual_image's renderers are imported: they ask the terminal what it can."""
    stdout = sys.__stdout__
    vars(sys)["__stdout__"] = None
    try:
        yield
    finally:
        vars(sys)["__stdout__"] = stdout
