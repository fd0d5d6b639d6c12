"""What the tabs with image data have in common: what is done with what is under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol
from uuid import UUID

from textual import on

from dentui.domain.images import PREVIEWED, ImageItem, ImageType, Raster
from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError, Forbidden
from dentui.ui.models import can_lend
from dentui.ui.sheets.base import ask
from dentui.ui.tabs.album import Album
from dentui.ui.tabs.base import Tab
from dentui.ui.widgets.bands import Bands
from dentui.ui.widgets.drawings import draw_ahead
from dentui.ui.widgets.images import Shot, has_models, is_stack, shots_of
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.status import KeyBar
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.widgets.unscrolled import Unscrolled
from dentui.ui.work import Workplace

ITEM_KEYS = frozenset(("enter", "space", "delete", *"dsvwy", *"DSVWY"))
"""Keys that do something with what is under the cursor."""
OF_AN_ITEM = frozenset(("open", "download", "slices", "model", "correct", "remove", "choose"))
"""Actions about what is under the cursor."""


class Viewer(Protocol):
    """Who shows image data over the whole screen. Steps of a flow."""

    async def zoom(
        self, album: Album, record: UUID, kind: ImageType, at: UUID, left: Callable[[Shot], None]
    ) -> None:
        """Zoom a file; the others of its record and type are gone through from there. `left` is told the one
        at which that ends."""

    async def models(self, album: Album, item: ImageItem) -> None:
        """Turn, measure and label the models of a scan. Raises DentuiError."""

    async def slices(self, album: Album, item: ImageItem) -> None:
        """Look at the slices of a CBCT."""


class SeeingTab(Tab, Unscrolled):
    """A tab with image data."""

    work: Workplace
    chart: PatientChart
    album: Album
    viewer: Viewer
    tiles: Tiles

    @property
    def item_at_cursor(self) -> ImageItem | None:
        """The item under the cursor, None where there is none."""
        tile = self.tiles.tile_at_cursor
        return None if tile is None else self.album.contents.item(tile.key)

    def waits_for_album(self, key: str, also: Collection[str]) -> bool:
        """Whether a key waits for the image data: at first also these, which walk it; later only what does
        something with it, which may have become something else."""
        return self.album.busy and (key in ITEM_KEYS or (key in also and not self.album.known))

    def album_came(self) -> None:
        """Show what is in the album now."""
        raise NotImplementedError

    async def draw_ahead(self, pictures: Sequence[Raster]) -> None:
        """Draw the first page of the tab with all image data, which stands in the same place as this one."""
        sizes = [len(each.items) for each in self.album.contents.records if each.items]
        size = self.size
        if self.is_attached and size.height > 1:
            room = Bands(sizes, size.width, size.height - 1, labels=True).picture
            await draw_ahead(self.work, self.app, pictures, room)

    def on_unmount(self) -> None:
        self.album.leave(self)
        self.album.thumbnails.want((), self.tiles.put)

    def album_refused(self, error: DentuiError) -> None:
        """Let the screen say it."""
        if self.display:
            self.post_message(self.Refused(error))

    @on(Tiles.Sighted)
    def want_thumbnails(self) -> None:
        """Have the pictures that are in sight."""
        if self.display:
            self.album.thumbnails.want(self.tiles.wanted, self.tiles.put)

    def why_not_image(self, action: str) -> str:
        """Why something cannot be done with what is under the cursor, "" where it can."""
        item = self.item_at_cursor
        if action not in OF_AN_ITEM:
            return ""
        if item is None:
            return "There is no image data here."
        if action == "slices" and not is_stack(item):
            return "Only a CBCT has slices to look at."
        if action == "model" and not has_models(item):
            return "Only scans have models to turn."
        if action == "model" and not can_lend(self.app._driver):
            return "Models turn at a terminal, and there is none here."
        if action in ("correct", "remove") and self.chart.merged:
            return read_only_words(self.chart)
        return ""

    def see(self, action: str) -> None:
        """Do one of these with what is under the cursor; say why it cannot be done."""
        item, why_not = self.item_at_cursor, self.why_not_image(action)
        if item is None or why_not:
            self.post_message(self.Refused(Forbidden(why_not)))
        elif action == "slices":
            self.work.flow(self.viewer.slices(self.album, item))
        elif action == "correct":
            self.work.flow(self._correct(item))
        elif action == "remove":
            self.work.flow(self._remove(item))
        elif action == "model" or (action == "open" and has_models(item) and can_lend(self.app._driver)):
            self.work.flow(self._models(item), may_give_up=False)
        elif action == "open" and item.type in PREVIEWED and shots_of((item,), item.type):
            tile = self.tiles.tile_at_cursor
            at = tile.picture if tile is not None and tile.picture else item.uuid
            self.work.flow(self.viewer.zoom(self.album, item.record, item.type, at, self._go_to))
        else:
            self.work.flow(self._download(item))

    def _go_to(self, shot: Shot) -> None:
        """Put the cursor where that is shown: some have a tile for each file, others one for each item."""
        self.tiles.go_to(shot.item.uuid)
        self.tiles.go_to(shot.file.uuid)

    async def _models(self, item: ImageItem) -> None:
        try:
            await self.viewer.models(self.album, item)
        except DentuiError as error:
            self.post_message(self.Refused(error))

    async def _download(self, item: ImageItem) -> None:
        from dentui.ui.sheets.download import download

        await download(self.app, self.work, item)

    async def _correct(self, item: ImageItem) -> None:
        from dentui.ui.sheets.correct import correct
        from dentui.ui.sheets.form import saved_words

        try:
            saved = await correct(self.app, self.work, item, self.album.contents.records)
        except DentuiError as error:
            self.post_message(self.Refused(error))
            return
        if saved is not None:
            self.post_message(self.Said(saved_words(saved, "The image data is corrected.")))

    async def _remove(self, item: ImageItem) -> None:
        from dentui.ui.sheets.remove import REMOVED, RemoveSheet

        if await ask(self.app, self.work, RemoveSheet(self.work, item)):
            self.post_message(self.Said(REMOVED))

    def tell_keys(self) -> None:
        """What can be done may be other things by now."""
        if self.is_attached:
            for bar in self.screen.query(KeyBar):
                bar.follow()

    def items_of(self, record: UUID) -> Sequence[ImageItem]:
        """The image data of a record."""
        return self.album.contents.of_record(record)
