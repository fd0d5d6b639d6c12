"""A QR code on the terminal: black on white whatever the theme, two modules to a cell, one above the other.

Where only ASCII is sent a module is two blanks beside each other. Black and white every profile has, so that
the filters of the screen bring them to the terminal as they are. Without colours what is light is sent
reversed; which of both is light then, only the person sees.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.media.qr import Code, strongest
from dentui.terminal.profile import Colours, Profile
from dentui.ui.widgets.painting import canvas_of

INK, PAPER = Color.from_rgb(0, 0, 0), Color.from_rgb(255, 255, 255)
STYLES = {
    (front, back): Style(color=PAPER if front else INK, bgcolor=PAPER if back else INK)
    for front in (False, True)
    for back in (False, True)
}
"""By whether text and ground are light."""


def draws(profile: Profile) -> bool:
    """Whether a code can be drawn of characters at all."""
    return not (
        profile.ascii_only and profile.colours is Colours.MONO and "reverse" not in profile.attributes
    )


def room(profile: Profile, columns: int, rows: int) -> int:
    """Modules of a side for which there is room in so many cells; 0 where none can be drawn."""
    if not draws(profile):
        return 0
    return min(columns // 2, rows) if profile.ascii_only else min(columns, rows * 2)


def cells(profile: Profile, side: int) -> Size:
    """What a code of so many modules a side takes."""
    return Size(side * 2, side) if profile.ascii_only else Size(side, (side + 1) // 2)


def strips(code: Code, profile: Profile, *, swapped: bool = False) -> tuple[Strip, ...]:
    """A code in rows of cells, white to the edges of its quiet zone. `swapped`: light and dark change places,
    for a terminal without colours whose ground is light."""
    light = [[dark is swapped for dark in row] for row in code.rows]
    wide = cells(profile, code.side).width
    if profile.ascii_only:
        return tuple(Strip(list(_blanks(row)), wide) for row in light)
    if len(light) % 2:
        light.append([not swapped] * code.side)
    reverses = profile.colours is not Colours.MONO or "reverse" in profile.attributes
    return tuple(
        Strip(list(_halves(list(zip(*pair, strict=True)), reverses)), wide)
        for pair in zip(light[::2], light[1::2], strict=True)
    )


def _blanks(row: list[bool]) -> Iterator[Segment]:
    for light, run in groupby(row):
        yield Segment("  " * len(list(run)), STYLES[not light, light])


def _halves(row: list[tuple[bool, bool]], reverses: bool) -> Iterator[Segment]:
    """Cells of an upper and a lower module. Blanks rather than full blocks, where they can be light: a font
    may leave a gap between blocks."""
    for (upper, lower), run in groupby(row):
        count = len(list(run))
        if upper is not lower:
            yield Segment(("▀" if upper else "▄") * count, STYLES[True, False])
        elif upper and not reverses:
            yield Segment("█" * count, STYLES[True, False])
        else:
            yield Segment(" " * count, STYLES[not upper, upper])


class QrView(Widget):
    """Shows the strongest of some codes that there is room for, and takes as many cells as that needs."""

    def __init__(self) -> None:
        super().__init__()
        self._codes: tuple[Code, ...] = ()
        self._code: Code | None = None
        self._rows: tuple[Strip, ...] = ()
        self._swapped = False

    @property
    def code(self) -> Code | None:
        """The one that is shown."""
        return self._code

    def show(self, codes: tuple[Code, ...], columns: int, rows: int) -> Code | None:
        """Show the strongest of these that fits so many cells; answers it, None where none does."""
        profile = self._profile
        self._codes = codes
        self._code = strongest(codes, room(profile, columns, rows))
        self._draw()
        return self._code

    def swap(self) -> None:
        """Light and dark change places, where there are no colours."""
        self._swapped = not self._swapped
        self._draw()

    @property
    def _profile(self) -> Profile:
        return canvas_of(self.app).profile

    def _draw(self) -> None:
        profile = self._profile
        swapped = self._swapped and profile.colours is Colours.MONO
        self._rows = strips(self._code, profile, swapped=swapped) if self._code else ()
        self.refresh(layout=True)

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return self._rows[0].cell_length if self._rows else 0

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._rows)

    def render_line(self, y: int) -> Strip:
        """A row of the code."""
        if y >= len(self._rows):
            return Strip.blank(self.size.width, self.rich_style)
        return self._rows[y].crop(0, self.size.width)
