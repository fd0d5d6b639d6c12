"""Image data side by side, by sections with a label each: thumbnails, or an icon and words. Only what is in
sight is drawn, and only that is asked for; `put` brings it, whenever it comes. Pictures are no widgets of
their own: to lay out and draw twenty of those takes as long as all the rest."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from rich.segment import Segment
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from dentui.domain.images import Raster
from dentui.ui.text import cut, wrap
from dentui.ui.widgets.bands import Bands, Row
from dentui.ui.widgets.drawings import Drawings
from dentui.ui.widgets.mosaic import Label, Look, Mosaic, Seen, Stand
from dentui.ui.widgets.sections import KEPT, Section, Sections, Tile
from dentui.ui.widgets.unscrolled import Unscrolled
from dentui.ui.work import Workplace


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
        self._mosaic = Mosaic()

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

    def _refresh_pictures(self, files: Collection[UUID]) -> None:
        """Draw the rows anew that these stand in: whole lines, which nobody has to cut. What stands beside
        them there is as it was, and is not sent."""
        places = [
            Region(0, row.y, self.size.width, row.height)
            for row in self._view
            if any(self._tile(number).picture in files for number in row.tiles)
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
        self._mosaic = Mosaic()

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
        if not self._drawings.want(self.wanted, self._bands.picture):
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
        """Its lines, without going through Textual for each: nothing stands around or over them. Pictures of
        pixels only where all of it is in sight, as of a `Preview`."""
        look = self._looks(whole=crop.size == self.size and self.region.bottom < self.screen.size.height)
        rows = (((row.section, row.tiles), self._seen_in(row)) for row in self._view)
        lines = self._mosaic.lines(look, rows) if self._view else self._told_lines(look)
        lines += [Strip.blank(look.cells, look.base)] * (crop.bottom - len(lines))
        lines = lines[crop.y : crop.bottom]
        for each in self.get_line_filters():
            background = self.background_colors[1]
            lines = [line.apply_filter(each, background) for line in lines]
        return lines if crop.width == look.cells else [line.crop(crop.x, crop.right) for line in lines]

    def render_line(self, y: int) -> Strip:
        return self.render_lines(self.size.region)[y]

    def _looks(self, *, whole: bool) -> Look:
        # Asked for once in a drawing: all that lies below is gone through for a style.
        base = self.rich_style
        label, quiet, cursor, chosen = (
            self.get_component_rich_style(f"tiles--{name}") for name in ("label", "quiet", "cursor", "chosen")
        )
        cursor = cursor if self.has_focus else base
        return Look(base, label, quiet, cursor, chosen, self.size.width, self._bands, whole)

    def _seen_in(self, row: Row) -> Seen:
        if not row.tiles:
            return Label(self._section(row.section), row.section == self._bands.section_of(self._at))
        return tuple(self._stand(number) for number in row.tiles)

    def _stand(self, number: int) -> Stand:
        tile = self._tile(number)
        shown = None if tile.picture is None else self._drawings.of(tile.picture)
        return Stand(tile, number == self._at, shown)

    def _told_lines(self, look: Look) -> list[Strip]:
        """What is said where there is no tile, below a blank line."""
        told = ["", *(f"  {line}" for line in wrap(self._told, look.cells - 4))]
        return [Strip([Segment(cut(text, look.cells), look.base)], look.cells) for text in told]
