"""Image data of the record under the cursor: its types as tabs, the pictures of one of them (S36, S37)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult

from dentui.domain.images import ImageItem, ImageType
from dentui.ui.keys import IN_RECORD
from dentui.ui.text import number, width
from dentui.ui.widgets.backdrop import Pane
from dentui.ui.widgets.images import adding_words, amounts_of, type_count_words, type_tiles
from dentui.ui.widgets.sections import Section, Sections
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.tiles import Tiles

if TYPE_CHECKING:
    from dentui.ui.tabs.records import RecordsTab

NOTHING_THERE = "No image data in this record."
LOADING = "Asking the register …"


class RecordTiles(Tiles):
    """The pictures of a type, with the keys of what is in a record."""

    PLACE = IN_RECORD
    BINDINGS = IN_RECORD.bindings

    def __init__(self, tab: RecordsTab) -> None:
        super().__init__(tab.work, labels=False)
        self._tab = tab

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        return self._tab.why_not_image(action)

    def action_open(self) -> None:
        self._tab.see("open")

    def action_download(self) -> None:
        self._tab.see("download")

    def action_slices(self) -> None:
        self._tab.see("slices")

    def action_model(self) -> None:
        self._tab.see("model")

    def action_correct(self) -> None:
        self._tab.see("correct")

    def action_remove(self) -> None:
        self._tab.see("remove")

    def action_types(self, way: int) -> None:
        self._tab.walk_types(way)

    def action_step(self, way: int) -> None:
        self.step(way)

    def action_record(self, way: int) -> None:
        self._tab.step_record(way)

    def action_leave(self) -> None:
        self._tab.leave_record()


class InRecord(Pane):
    """A line with the types, and the pictures of the one that is open."""

    def __init__(self, tab: RecordsTab) -> None:
        super().__init__(id="in-record")
        self.types = Words(classes="types")
        self.tiles = RecordTiles(tab)
        self._tab = tab
        self._items: Sequence[ImageItem] = ()
        self._amounts: Mapping[ImageType, int] = {}
        self._record: UUID | None = None
        self.kind: ImageType | None = None
        """The type that is open, None where there is none."""

    def on_resize(self) -> None:
        self.tell()

    def compose(self) -> ComposeResult:
        yield self.types
        yield self.tiles

    def show(self, record: UUID | None, items: Sequence[ImageItem], *, known: bool) -> None:
        """Show the image data of a record; the type that was open there stays so."""
        self._amounts = amounts_of(items)
        if record != self._record or self.kind not in self._amounts:
            self.kind = next(iter(self._amounts), None)
        same = (record, items) == (self._record, self._items)
        self._record, self._items = record, items
        self.tiles.tell("" if record is None else self._nothing if known else LOADING)
        if not same:
            self._show_kind()
        self.tell()

    @property
    def _nothing(self) -> str:
        return NOTHING_THERE + adding_words(self._tab.chart)

    def _show_kind(self) -> None:
        if self.kind is None or self._record is None:
            self.tiles.show(Sections())
        else:
            tiles = type_tiles(self._items, self.kind)
            self.tiles.show(Sections(Section(self._record, "", "", tiles)))

    @property
    def kinds(self) -> list[ImageType]:
        """The types of the record, in their order."""
        return list(self._amounts)

    def open(self, kind: ImageType) -> None:
        """Open a type."""
        if kind is not self.kind:
            self.kind = kind
            self._show_kind()
            self.tell()

    def tell(self) -> None:
        """Show which types there are and which is open: in brackets, seen without colours too."""
        at, count = self.tiles.place
        place = f" {number(at)} of {number(count)} " if count > 1 else ""
        parts = [(" ", "")]
        for kind, amount in self._amounts.items():
            words = type_count_words((kind, amount))
            opened = kind is self.kind
            parts.append((f"[{words}]" if opened else f" {words} ", "key" if opened else ""))
        room = self.types.size.width - width(place)
        opened_at = next((at for at, (_, style) in enumerate(parts) if style == "key"), 0)
        # Where not all of them fit, those before the one that is open go first.
        while opened_at > 1 and sum(width(text) for text, _ in parts[: opened_at + 1]) > room:
            parts[:2], opened_at = [("…", "quiet")], opened_at - 1
        self.types.show(parts, [(place, "quiet")] if place else ())
