"""Tiles as the lines of a widget, a row of them at a time: beside each other their pictures, words and
captions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from dentui.ui.text import ELLIPSIS, cut, width, wrap
from dentui.ui.widgets.bands import Bands
from dentui.ui.widgets.painting import Shown
from dentui.ui.widgets.rows import POINTER
from dentui.ui.widgets.sections import Section, Tile

EDGE = "┃"
"""Stands along the tile under the cursor, which is seen by its shape."""


@dataclass(frozen=True, slots=True)
class Look:
    """How tiles are drawn."""

    base: Style
    label: Style
    quiet: Style
    cursor: Style
    """Of the caption under the cursor."""
    chosen: Style
    """Of the edge beside it."""
    cells: int
    """Of a line."""
    bands: Bands
    whole: bool
    """Whether pictures of pixels may be shown."""


@dataclass(frozen=True, slots=True)
class Label:
    """The line over a section."""

    section: Section
    at_cursor: bool
    """Whether the cursor is in it."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A tile as it is to be seen now."""

    tile: Tile
    at_cursor: bool
    shown: Shown | str | None
    """Its picture, or why there is none; None where it is still to come, or there is none to come."""


Seen = Label | tuple[Stand, ...]
"""What is to be seen in a row."""


class Mosaic:
    """Rows as they were drawn last: most stay as they are when something changes."""

    def __init__(self) -> None:
        self._look: Look | None = None
        self._drawn: dict[Hashable, tuple[Seen, Sequence[Strip]]] = {}

    def lines(self, look: Look, rows: Iterable[tuple[Hashable, Seen]]) -> list[Strip]:
        """The lines of these rows, each with what it is known by."""
        before = self._drawn if look == self._look else {}
        self._look, self._drawn = look, {}
        lines: list[Strip] = []
        for place, seen in rows:
            drawn = before.get(place)
            if drawn is None or drawn[0] != seen:
                made = (_label(look, seen),) if isinstance(seen, Label) else _beside(look, seen)
                drawn = seen, made
            self._drawn[place] = drawn
            lines += drawn[1]
        return lines


def _label(look: Look, label: Label) -> Strip:
    sign, section = POINTER if label.at_cursor else " ", label.section
    room = max(look.cells // 2, look.cells - width(section.label) - 4) - 1
    amount = cut(section.amount, max(0, min(width(section.amount), room)))
    text = cut(f"{sign} {section.label}", look.cells - width(amount) - 1)
    segments = [Segment(text, look.label), Segment(f" {amount}", look.quiet)]
    return Strip(segments).adjust_cell_length(look.cells, look.base)


def _beside(look: Look, stands: Sequence[Stand]) -> Sequence[Strip]:
    """The lines of tiles that stand beside each other."""
    left = look.cells - len(stands) * look.bands.tile_columns
    rest = [Segment(" " * left, look.base)] if left else []
    lines = zip(*(_lines(look, stand) for stand in stands), strict=True)
    return [Strip([*chain.from_iterable(line), *rest], look.cells) for line in lines]


def _lines(look: Look, stand: Stand) -> list[list[Segment]]:
    """The lines of a tile: its edge, its picture or what stands in the place of that, and its caption."""
    base, (inside, rows) = look.base, look.bands.picture
    edge = Segment(EDGE, look.chosen) if stand.at_cursor else Segment(" ", base)
    end = Segment(" ", base)
    if isinstance(stand.shown, Shown):
        shown = stand.shown
        lines = [[edge, *shown.line(y, (inside, rows), base, whole=look.whole), end] for y in range(rows)]
    else:
        written = _written(look, stand.tile, stand.shown)
        above = max(0, rows - len(written)) // 2
        lines = [[edge, Segment(" " * (inside + 1), base)]] * rows
        for y, text in enumerate(written[: rows - above], above):
            text = " " * (max(0, inside - width(text)) // 2) + text
            lines[y] = [edge, Segment(cut(text, inside), look.quiet), end]
    if look.bands.captioned:
        tile, sign = stand.tile, POINTER if stand.at_cursor else " "
        mark = "" if tile.chosen is None else "[x] " if tile.chosen else "[ ] "
        text = cut(f"{sign}{mark}{tile.caption}", look.bands.tile_columns - 1)
        lines.append([Segment(text, look.cursor if stand.at_cursor else base), end])
    return lines


def _written(look: Look, tile: Tile, shown: str | None) -> Sequence[str]:
    """What stands in the place of a picture, as many lines as there is room for."""
    columns, rows = look.bands.picture
    told = tile.words if tile.picture is None else (ELLIPSIS if shown is None else shown,)
    lines = [piece for line in told for piece in wrap(line, columns)][:rows]
    if len(tile.icon) + len(lines) <= rows:
        lines = [*tile.icon, *lines]
    return ["[x]", *lines] if tile.chosen and not look.bands.captioned else lines
