"""Image data side by side, by sections with a label each: thumbnails, or an icon and words. Only what is in
sight is drawn, and only that is asked for; `put` brings it, whenever it comes. Pictures are no widgets of
their own: to lay out and draw twenty of those takes as long as all the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from dentui.domain.images import Raster
from dentui.ui.text import ELLIPSIS, cut, width, wrap
from dentui.ui.widgets.bands import Bands, Row
from dentui.ui.widgets.drawings import Drawings
from dentui.ui.widgets.painting import Shown
from dentui.ui.widgets.rows import POINTER
from dentui.ui.widgets.unscrolled import Unscrolled
from dentui.ui.work import Workplace

LABELLED = 5
"""Rows of a tile from which one of them is its caption."""
KEPT = 300
"""Sections and tiles that are kept as they were made."""
EDGE = "┃"
"""Stands along the tile under the cursor, which is seen by its shape."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing to see. Texts are ready to be shown."""

    key: UUID
    caption: str
    picture: UUID | None = None
    """The file that is shown; None for words in its place."""
    words: Sequence[str] = ()
    """What stands in the place of a picture."""
    icon: Sequence[str] = ()
    """Lines that stand over the words, where there is room."""
    chosen: bool | None = None
    """Whether it is chosen; None where that is not to be told."""


class Series:
    """Tiles that are made when they are looked at."""

    def __init__(self, keys: Sequence[UUID], make: Callable[[int], Tile]) -> None:
        """`keys` of all; `make` makes the one of a number, from 0 on."""
        self._keys, self._make = keys, make
        self._made: dict[int, Tile] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, number: int) -> Tile:
        tile = self._made.get(number)
        if tile is None:
            if len(self._made) > KEPT:
                self._made.clear()
            tile = self._made[number] = self._make(number)
        return tile

    def find(self, key: UUID) -> int | None:
        """Number of the tile with this key."""
        return next((number for number, each in enumerate(self._keys) if each == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together under a label. Texts are ready to be shown."""

    key: UUID
    label: str
    amount: str
    tiles: Series


class Sections:
    """Sections that are made when they are looked at: here none, or one that is there already."""

    def __init__(self, one: Section | None = None) -> None:
        self._one = one

    @property
    def sizes(self) -> Sequence[int]:
        """Tiles of each section."""
        return () if self._one is None else (len(self._one.tiles),)

    def make(self, number: int) -> Section:
        """A section."""
        if self._one is None:
            raise IndexError(number)
        return self._one

    def find(self, key: UUID) -> tuple[int, int] | None:
        """Number of the section that has a tile, and the tile's in it."""
        number = None if self._one is None else self._one.tiles.find(key)
        return None if number is None else (0, number)

    def section_of(self, key: UUID) -> int | None:
        """Number of a section."""
        return 0 if self._one is not None and self._one.key == key else None


class Tiles(Unscrolled, can_focus=True):
    """Tiles in bands, and a cursor over them."""

    COMPONENT_CLASSES = {"tiles--label", "tiles--quiet", "tiles--cursor", "tiles--chosen"}

    class Moved(Message):
        """The cursor came to another tile."""

    class Sighted(Message):
        """Other pictures are in sight than before."""

    def __init__(self, work: Workplace, *, labels: bool = True) -> None:
        super().__init__()
        self._work = work
        self._labels = labels
        self._sections = Sections()
        self._made: dict[int, Section] = {}
        self._bands = Bands((), 1, 1, labels=labels)
        self._at = self._top = 0
        self._told = ""
        self._view: list[Row] = []
        self._drawings = Drawings(work, self._refresh_pictures)
        self._whole = True
        self._styles: dict[str, Style] = {}
        self._texts: dict[int, Sequence[str]] = {}
        """What stands in the place of pictures, by the tile's number; like the styles for one drawing."""

    # What is in it

    def show(self, sections: Sections) -> None:
        """Show these; the tile under the cursor stays under it, or what comes in its place."""
        before, at = self.tile_at_cursor, self._at
        self._sections = sections
        self._made.clear()
        self._count()
        now = sections.find(before.key) if before is not None else None
        if now is not None:
            at = self._bands.in_section(now[0])[now[1]]
        self._at = max(0, min(at, self._bands.tiles - 1))
        self._see()
        self.post_message(self.Moved())

    def tell(self, sentence: str) -> None:
        """Say this where there is no tile."""
        if sentence != self._told:
            self._told = sentence
            self.refresh()

    def __len__(self) -> int:
        return self._bands.tiles

    def __bool__(self) -> bool:
        return True

    @property
    def tile_at_cursor(self) -> Tile | None:
        """The tile under the cursor, None where there is none."""
        return self._tile(self._at) if self._bands.tiles else None

    @property
    def section_at_cursor(self) -> Section | None:
        """The section that the cursor is in, None where there is no tile."""
        return self._section(self._bands.section_of(self._at)) if self._bands.tiles else None

    @property
    def at(self) -> int:
        """Number of the tile under the cursor among all of them, from 0 on."""
        return self._at

    @property
    def place(self) -> tuple[int, int]:
        """Which tile of its section the cursor is at, from 1 on, and how many these are."""
        if not self._bands.tiles:
            return 0, 0
        tiles = self._bands.in_section(self._bands.section_of(self._at))
        return self._at - tiles.start + 1, len(tiles)

    def _section(self, number: int) -> Section:
        section = self._made.get(number)
        if section is None:
            if len(self._made) > KEPT:
                self._made.clear()
            section = self._made[number] = self._sections.make(number)
        return section

    def _tile(self, number: int) -> Tile:
        section = self._bands.section_of(number)
        return self._section(section).tiles[number - self._bands.in_section(section).start]

    # Moving

    def go_to(self, key: UUID) -> None:
        """Put the cursor at a tile."""
        found = self._sections.find(key)
        if found is not None:
            self._go(self._bands.in_section(found[0])[found[1]])

    def go_to_section(self, key: UUID) -> bool:
        """Put the cursor at the first tile of a section, and its label at the top; answers whether there is
        one."""
        number = self._sections.section_of(key)
        tiles = self._bands.in_section(number) if number is not None else range(0)
        if tiles:
            self._top = self._bands.band_of(tiles[0])
            self._go(tiles[0], again=True)
        return bool(tiles)

    def step(self, way: int) -> bool:
        """Go to the next tile or the one before; answers whether there is one."""
        if not 0 <= self._at + way < self._bands.tiles:
            return False
        self._go(self._at + way)
        return True

    def step_down(self, bands: int) -> None:
        """Go so many bands down."""
        if self._bands.tiles:
            self._go(self._bands.beside(self._at, bands))

    def step_page(self, way: int) -> None:
        """Go a page down or up."""
        self.step_down(way * self._bands.page(self._top))

    def step_section(self, way: int) -> bool:
        """Go to the first tile of the next section, or of the one before; answers whether there is one."""
        if not self._bands.tiles:
            return False
        here = self._bands.in_section(self._bands.section_of(self._at))
        tile = here.stop if way > 0 else here.start - 1
        if not 0 <= tile < self._bands.tiles:
            return False
        tile = self._bands.in_section(self._bands.section_of(tile)).start
        self._top = self._bands.band_of(tile)
        self._go(tile)
        return True

    def step_end(self, way: int) -> None:
        """Go to the last tile, or to the first one."""
        if self._bands.tiles:
            self._go(self._bands.tiles - 1 if way > 0 else 0)

    def _go(self, number: int, *, again: bool = False) -> None:
        if number == self._at and not again:
            return
        self._at = number
        self._see()
        self.post_message(self.Moved())

    # Pictures

    @property
    def wanted(self) -> list[UUID]:
        """Files of the pictures in sight, those nearest to the cursor first."""
        seen = sorted(self._seen, key=lambda number: abs(number - self._at))
        return list(dict.fromkeys(file for number in seen if (file := self._tile(number).picture)))

    @property
    def _seen(self) -> list[int]:
        return [number for row in self._view for number in row.tiles]

    def put(self, file: UUID, picture: Raster | str) -> None:
        """Take the picture of a file, or a sentence that says why there is none."""
        # It may come after the chart was left.
        if self.is_attached:
            self._drawings.put(file, picture)

    @property
    def _room(self) -> tuple[int, int]:
        """Columns and rows that there are for a picture."""
        return max(1, self._bands.tile_columns - 2), self._bands.tile_rows - self._captioned

    @property
    def _captioned(self) -> bool:
        return self._bands.tile_rows >= LABELLED

    def _refresh_pictures(self, files: Collection[UUID]) -> None:
        """Draw the cells of these anew, and nothing else."""
        columns, rows = self._room
        places = [
            Region(region.x + 1, region.y, columns, rows)
            for number, region in self._regions()
            if self._tile(number).picture in files
        ]
        if places:
            self.refresh(*places)

    async def settled(self) -> None:
        """Return when no picture that came is to be drawn any more."""
        await self._drawings.settled()

    # Where it stands

    def on_mount(self) -> None:
        self._drawings.open(self.app)

    def on_unmount(self) -> None:
        self._drawings.close()

    def _size_updated(
        self, size: Size, virtual_size: Size, container_size: Size, layout: bool = True
    ) -> bool:
        resized = super()._size_updated(size, virtual_size, container_size, layout)
        if resized:
            # Before the first paint in this size: where the event comes, all would be drawn twice.
            self._count()
            self._look_around()
        return resized

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_show(self) -> None:
        self.post_message(self.Sighted())

    def _count(self) -> None:
        """Count anew, for other tiles or another size."""
        self._bands = Bands(
            self._sections.sizes, self.size.width, max(1, self.size.height), labels=self._labels
        )
        self._top = max(0, min(self._top, len(self._bands) - 1))

    def _see(self) -> None:
        """Bring the cursor into sight, and show what is in sight."""
        self._look_around()
        self.refresh()

    def _look_around(self) -> None:
        if self._bands.tiles and self.size.height:
            self._top = self._bands.top_for(self._at, self._top)
            self._view = self._bands.view(self._top)
        else:
            self._view = []
        if not self._drawings.want(self.wanted, self._room):
            self.post_message(self.Sighted())

    def _regions(self) -> list[tuple[int, Region]]:
        """Numbers of the tiles in sight, and where each stands."""
        cells = self._bands.tile_columns
        return [
            (number, Region(column * cells, row.y, cells, row.height))
            for row in self._view
            for column, number in enumerate(row.tiles)
        ]

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawings.follow_profile()

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its rows; pictures of pixels only where all of them are in sight, as of a `Preview`."""
        whole = crop.size == self.size and self.region.bottom < self.screen.size.height
        if whole != self._whole:
            self._whole = whole
            self._styles_cache.clear()
        # Asked for once in a drawing: all that lies below is gone through for a style.
        self._styles.clear()
        self._texts.clear()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if not self._bands.tiles:
            told = wrap(self._told, cells - 4)
            text = f"  {told[y - 1]}" if 0 < y <= len(told) else ""
            return Strip([Segment(cut(text, cells), self._base)], cells)
        row = next((row for row in self._view if row.y <= y < row.y + row.height), None)
        if row is None:
            return Strip.blank(cells, self._base)
        if not row.tiles:
            return self._label(row.section, cells)
        segments: list[Segment] = []
        base = self._base
        for number in row.tiles:
            segments += self._line_of(number, y - row.y, row.height, base)
        return Strip(segments).adjust_cell_length(cells, base).simplify()

    def _label(self, number: int, cells: int) -> Strip:
        section, here = self._section(number), number == self._bands.section_of(self._at)
        sign = POINTER if here else " "
        room = max(cells // 2, cells - width(section.label) - 4) - 1
        amount = cut(section.amount, max(0, min(width(section.amount), room)))
        label = cut(f"{sign} {section.label}", cells - width(amount) - 1)
        return Strip(
            [Segment(label, self._style("label")), Segment(f" {amount}", self._style("quiet"))]
        ).adjust_cell_length(cells, self._base)

    def _line_of(self, number: int, y: int, rows: int, base: Style) -> list[Segment]:
        """A line of a tile: beside its picture, of its words, or its caption."""
        tile, at_cursor, cells = self._tile(number), number == self._at, self._bands.tile_columns
        caption = self._captioned
        style = self._style("cursor") if at_cursor and self.has_focus else base
        edge = Segment(EDGE if at_cursor else " ", self._style("chosen") if at_cursor else base)
        if caption and y == rows - 1:
            mark = "" if tile.chosen is None else "[x] " if tile.chosen else "[ ] "
            sign = POINTER if at_cursor else " "
            text = cut(f"{sign}{mark}{tile.caption}", cells - 1)
            return [Segment(text, style), Segment(" ", base)]
        room, inside = rows - caption, cells - 2
        shown = None if tile.picture is None else self._drawings.of(tile.picture)
        if isinstance(shown, Shown):
            return [edge, *shown.line(y, self._room, base, whole=self._whole), Segment(" ", base)]
        lines = self._texts.get(number)
        if lines is None:
            told = tile.words if tile.picture is None else (shown if isinstance(shown, str) else ELLIPSIS,)
            lines = self._texts[number] = self._written(tile, told, inside, room)
        line = y - max(0, room - len(lines)) // 2
        text = lines[line] if 0 <= line < len(lines) else ""
        text = " " * (max(0, inside - width(text)) // 2) + text
        return [edge, Segment(cut(text, inside), self._style("quiet")), Segment(" ", base)]

    def _written(self, tile: Tile, told: Sequence[str], cells: int, rows: int) -> Sequence[str]:
        """The lines that stand in the place of a picture, as many as there is room for."""
        lines = [piece for line in told for piece in wrap(line, cells)][:rows]
        if len(tile.icon) + len(lines) <= rows:
            lines = [*tile.icon, *lines]
        return ["[x]", *lines] if tile.chosen and not self._captioned else lines

    @property
    def _base(self) -> Style:
        style = self._styles.get("")
        if style is None:
            style = self._styles[""] = self.rich_style
        return style

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(f"tiles--{name}")
        return style
