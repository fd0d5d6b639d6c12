"""A picture in a widget, drawn as the terminal's profile says; an icon and words for what has none.

Pixels (sixel, kitty) come from textual_image, which asks the terminal things where its packages are imported:
what is wanted of it is loaded late and without a terminal.
"""

from __future__ import annotations

import re
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
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
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.images import ImageType, Raster
from dentui.domain.sight import Sight
from dentui.terminal.around import cell_pixels
from dentui.terminal.cells import Picture
from dentui.terminal.pictures.view import Box, Room, plain, seen
from dentui.terminal.profile import Pictures, Profile
from dentui.ui.line import Line, number_of, shows
from dentui.ui.text import ELLIPSIS, cut, lines, width, wrap
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from PIL.Image import Image

    from dentui.terminal.pictures.drawing import Drawn

ICONS = {
    ImageType.CBCT: (" ┌─────┐", "┌┴────┐│", "│     ├┘", "└─────┘ "),
    ImageType.OTHER: ("┌────┐", "│ ── │", "│ ── │", "└────┘"),
}
"""Of the types that have no picture."""
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
class Shown:
    """A picture that is ready to be drawn."""

    size: Size
    """Cells."""
    rows: tuple[Strip, ...]
    """Of characters."""
    picture: Picture | None = None
    """Of pixels, where the terminal can show them."""
    over: tuple[Strip, ...] = ()
    """Cells that show that picture."""


class Preview(Widget):
    """Shows a raster in the room that there is, or says in words what is to be said in its place."""

    COMPONENT_CLASSES = {"preview--words", "preview--icon", "preview--wrong"}

    def __init__(self, work: Workplace, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._drawing: Load[Shown] = Load(work, work.brush, every=True)
        self._raster: Raster | None = None
        self._sight: Sight | None = None
        self._shown: Shown | None = None
        self._drawn_for: object = None
        self._whole = True
        self._words: tuple[str, ...] = ()
        self._icon: Sequence[str] = ()
        self._kind = "words"

    def wait(self, words: str = ELLIPSIS) -> None:
        """The picture is still to come."""
        self._say((), words, "words")

    def tell(self, words: str, kind: ImageType | None = None) -> None:
        """There is no picture: words, below the icon of a type that has none."""
        self._say(ICONS.get(kind, ()) if kind else (), words, "words")

    def refuse(self, sentence: str) -> None:
        """The picture cannot be shown; a sentence why."""
        self._say((), sentence, "wrong")

    def show(self, raster: Raster, sight: Sight | None = None) -> None:
        """Show a picture, or what of it is to be in sight. What was shown stays until it is drawn."""
        self._raster, self._sight = raster, sight
        self._drawn_for = None
        self._draw()

    def _say(self, icon: Sequence[str], words: str, kind: str) -> None:
        self._drawing.stop()
        self._raster = self._shown = self._drawn_for = None
        self._icon, self._words, self._kind = icon, tuple(lines(words)), kind
        self.refresh()

    @property
    def _profile(self) -> Profile:
        profile = getattr(self.app, "profile", None)
        return profile if isinstance(profile, Profile) else Profile()

    def _draw(self) -> None:
        """Have the picture drawn, where that is not done already for this size and this terminal."""
        raster = self._raster
        if raster is None or not self.size or not self.is_attached:
            return
        profile = self._profile
        if profile.pictures is Pictures.OFF:
            self._shown = None
            self._icon, self._words, self._kind = (), (NO_PICTURES,), "words"
            self.refresh()
            return
        cell = None
        if profile.pictures in (Pictures.SIXEL, Pictures.KITTY) and self._has_line:
            cell = cell_pixels() or CELL
        wanted = (self.size, profile, cell)
        if wanted != self._drawn_for:
            self._drawn_for = wanted
            sight, room = self._sight or plain(raster), Room(*self.size, profile.aspect)
            self._drawing.start(lambda: draw(raster, sight, room, profile, cell), self._take, self._refused)

    @property
    def _has_line(self) -> bool:
        """Whether what is sent goes through our own cells: pictures of pixels need it."""
        return isinstance(getattr(self.app, "line", None), Line) and not self.app.is_headless

    def _take(self, shown: Shown) -> None:
        self._shown = shown
        self.refresh()

    def _refused(self, error: Exception) -> None:
        self.refuse(str(error))

    def on_mount(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def on_unmount(self) -> None:
        self._drawing.stop()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_mounted:
            # Somebody else works here, whose terminal shows other pictures.
            self._draw()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its rows. A sixel only where all of them are in sight and none is the screen's last: half a picture
        cannot be sent, and behind that row all would scroll."""
        whole = crop.size == self.size and self.region.bottom < self.screen.size.height
        if whole != self._whole:
            self._whole = whole
            self._styles_cache.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """A row of the picture, or of what is said in its place."""
        base, (columns, rows) = self.rich_style, self.size
        if self._shown is None:
            return self._words_line(y, base)
        shown = self._shown
        pixels = shown.picture is not None and (self._whole or shown.picture.refers)
        strips = shown.over if pixels else shown.rows
        row = y - (rows - shown.size.height) // 2
        if not 0 <= row < len(strips):
            return Strip.blank(columns, base)
        left = (columns - shown.size.width) // 2
        segments = [_on(base, segment) for segment in strips[row]]
        if left < 0:
            return Strip(segments, shown.size.width).crop(0, columns)
        blanks = Segment(" " * left, base), Segment(" " * (columns - left - shown.size.width), base)
        return Strip([blanks[0], *segments, blanks[1]], columns)

    def _words_line(self, y: int, base: Style) -> Strip:
        columns, rows = self.size
        words = [piece for line in self._words for piece in wrap(line, columns)] if columns else []
        icon = self._icon if len(self._icon) + len(words) <= rows else ()
        said = [*((line, "icon") for line in icon), *((line, self._kind) for line in words)]
        row = y - max((rows - len(said)) // 2, 0)
        if not 0 <= row < len(said):
            return Strip.blank(columns, base)
        text, kind = said[row]
        text = " " * ((columns - width(text)) // 2) + text
        return Strip(
            [Segment(cut(text, columns), self.get_component_rich_style(f"preview--{kind}"))], columns
        )


def draw(
    raster: Raster, sight: Sight, room: Room, profile: Profile, cell: tuple[int, int] | None = None
) -> Shown:
    """A picture that is ready to be shown. `cell`: width and height of a cell in pixels where the terminal is
    to show pixels. Takes up to 40 ms, with pixels more: not for the event loop. Raises Invalid for a raster
    that is none."""
    from dentui.terminal.pictures.drawing import draw as draw_characters

    if cell and profile.pictures is Pictures.KITTY:
        # There are marks for so many columns and rows.
        most = len(_diacritics())
        room = Room(min(room.columns, most), min(room.rows, most), room.aspect)
    drawn = draw_characters(raster, sight, room, profile)
    size, rows = Size(drawn.columns, drawn.rows), strips(drawn)
    if cell is None:
        return Shown(size, rows)
    encode = _kitty if profile.pictures is Pictures.KITTY else _sixel
    picture, over = encode(raster, sight, seen(sight, raster.width, raster.height, room), cell)
    return Shown(size, rows, picture, over)


def strips(drawn: Drawn) -> tuple[Strip, ...]:
    """Its rows for Textual."""
    return tuple(
        Strip([Segment(text, _style(front, back)) for text, front, back in line], drawn.columns)
        for line in drawn.lines
    )


def _on(base: Style, segment: Segment) -> Segment:
    """A piece of a picture on what it stands on, of which nothing is seen where it has colours of its own."""
    text, style, _ = segment
    if style is not None and style.color is not None and style.bgcolor is not None:
        return segment
    return Segment(text, base if style is None else base + style)


@lru_cache(4096)
def _style(front: tuple[int, int, int] | None, back: tuple[int, int, int] | None) -> Style:
    return Style(color=front and _colour(front), bgcolor=back and _colour(back))


@lru_cache(1024)
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
