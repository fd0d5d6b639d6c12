"""Image data is chosen for a case that is being written: all of the patient's, record by record (S43-S45)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.choosing import Choice
from dentui.domain.images import TYPE_WORDS, ImageItem, RecordImages
from dentui.ui.keys.cases import ATTACH
from dentui.ui.sheets.base import Drawer, Sheet
from dentui.ui.tabs.album import Thumbnails
from dentui.ui.text import number
from dentui.ui.widgets.images import RecordSections, type_count_words
from dentui.ui.widgets.status import StatusLine
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.work import Workplace


class AttachSheet(Sheet[Choice]):
    """Answers what is chosen."""

    PLACE = ATTACH
    BINDINGS = ATTACH.bindings
    TITLE = "Attach image data"

    def __init__(
        self, work: Workplace, records: Sequence[RecordImages], thumbnails: Thumbnails, choice: Choice
    ) -> None:
        super().__init__()
        self._records, self._thumbnails, self._choice = records, thumbnails, choice
        self._items: dict[UUID, ImageItem] = {item.uuid: item for each in records for item in each.items}
        self._tiles = Tiles(work)
        self._status = StatusLine()

    def box(self) -> Vertical:
        return Drawer()

    def body(self) -> Iterable[Widget]:
        return (self._tiles,)

    def foot(self) -> Iterable[Widget]:
        yield self._status

    def on_mount(self) -> None:
        self._tiles.tell("This patient has no image data yet. Add some on the chart, with u.")
        self._show()
        self.set_focus(self._tiles)

    def on_unmount(self) -> None:
        self._thumbnails.want((), self._tiles.put)

    def _show(self, said: str = "") -> None:
        self._tiles.show(RecordSections(self._records, self._choice, choosing=True))
        what = ", ".join(map(type_count_words, self._choice.counts))
        self._status.say(said or f"{number(len(self._choice))} chosen{': ' if what else ''}{what}")

    @on(Tiles.Sighted)
    def _want(self) -> None:
        self._thumbnails.want(self._tiles.wanted, self._tiles.put)

    def action_choose(self) -> None:
        tile = self._tiles.tile_at_cursor
        item = None if tile is None else self._items.get(tile.key)
        if item is None:
            return
        self._choice, replaced = self._choice.turn(item)
        self._show(replaced_words(item, replaced) if replaced else "")

    def action_apply(self) -> None:
        self.dismiss(self._choice)

    def action_step(self, way: int) -> None:
        self._tiles.step(way)

    def action_down(self, way: int) -> None:
        self._tiles.step_down(way)

    def action_page(self, way: int) -> None:
        self._tiles.step_page(way)

    def action_section(self, way: int) -> None:
        self._tiles.step_section(way)


def replaced_words(item: ImageItem, replaced: int) -> str:
    """What is said where an item takes the place of those of another record (S45)."""
    what = "item" if replaced == 1 else f"{number(replaced)} items"
    return (
        f"Of each type all comes from one record: this takes the place of the {what} of another record "
        f"({TYPE_WORDS[item.type]})."
    )
