"""Images: all image data of a patient, by record, the newest first (S42-S49)."""

from __future__ import annotations

from uuid import UUID

from textual import on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.choosing import Choice
from dentui.domain.images import TYPE_WORDS
from dentui.domain.patients import PatientChart
from dentui.errors import Forbidden
from dentui.ui.keys import IMAGES, WALKING
from dentui.ui.sheets.base import ask
from dentui.ui.tabs.album import Album
from dentui.ui.tabs.seeing import SeeingTab, Viewer
from dentui.ui.text import number
from dentui.ui.widgets.images import RecordSections, adding_words, type_count_words
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.work import Workplace

CHOOSING = "Space chooses, Esc ends it. "
WALKS = WALKING | {"left", "right", "tab", "shift+tab", "[", "]", "l", "L"}
"""Keys that walk the image data."""


class ImagesTab(SeeingTab):
    """All of it under the labels of its records, and what is chosen of it for a case."""

    PLACE = IMAGES
    BINDINGS = IMAGES.bindings

    def __init__(self, work: Workplace, chart: PatientChart, album: Album, viewer: Viewer) -> None:
        super().__init__(id="images")
        self.work, self.chart, self.album, self.viewer = work, chart, album, viewer
        self.words = Words(classes="words")
        self.tiles = Tiles(work)
        self.choice = Choice()
        """What is chosen for a case; it stays when choosing is over (S44)."""
        self.choosing = False
        self._point_at: UUID | None = None

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.tiles

    def on_mount(self) -> None:
        self.tiles.tell("Asking the register …")
        self.album.read_by(self)

    @property
    def focus_target(self) -> Widget:
        return self.tiles

    @property
    def busy(self) -> bool:
        return self.album.busy

    def waits(self, key: str) -> bool:
        return self.waits_for_album(key, WALKS)

    async def settled(self) -> None:
        await self.album.settled()

    def show(self, chart: PatientChart) -> None:
        self.chart = chart

    @property
    def record_at_cursor(self) -> UUID | None:
        section = self.tiles.section_at_cursor
        return None if section is None else section.key

    def point(self, record: UUID) -> None:
        self._point_at = record

    # What is shown

    def album_came(self) -> None:
        self.choice = self.choice.among(self.album.contents.item)
        self.tiles.tell(f"No image data yet.{adding_words(self.chart)}")
        self._show()
        if self._point_at is not None and self.tiles.go_to_section(self._point_at):
            self._point_at = None

    def _show(self) -> None:
        self.tiles.show(RecordSections(self.album.contents.records, self.choice, choosing=self.choosing))
        self._tell()

    @on(Tiles.Moved)
    def _tell(self) -> None:
        """Say what is chosen, and where one is."""
        count = len(self.choice)
        what = ", ".join(map(type_count_words, self.choice.counts))
        left = [(f" {number(count)} chosen. ", "loud") if count else (" Nothing chosen. ", "quiet")]
        if self.choosing:
            left.append((CHOOSING, ""))
        left.append((what, "loud"))
        items = len(self.album.contents)
        noun = "item" if items == 1 else "items"
        place = f" {number(self.tiles.at + 1)} of" if items > 1 else ""
        self.words.show(left, [(place, "quiet"), (f" {number(items)} {noun} ", "loud")])
        self.tell_keys()

    # Moving

    def action_step(self, way: int) -> None:
        if not len(self.tiles):
            # There is nothing to walk here: the arrows go on to the next tab.
            raise SkipAction
        self.tiles.step(way)

    def action_down(self, way: int) -> None:
        self.tiles.step_down(way)

    def action_page(self, way: int) -> None:
        self.tiles.step_page(way)

    def action_end(self, way: int) -> None:
        self.tiles.step_end(way)

    def action_section(self, way: int) -> None:
        self.tiles.step_section(way)

    def action_labels(self) -> None:
        if len(self.tiles):
            self.work.flow(self._labels())

    async def _labels(self) -> None:
        from dentui.ui.sheets.labels import LabelsSheet

        section = self.tiles.section_at_cursor
        records = [images for images in self.album.contents.records if images.items]
        chosen = await ask(self.app, self.work, LabelsSheet(records, section.key if section else None))
        if chosen is not None:
            self.tiles.go_to_section(chosen)

    # Choosing

    def action_choose(self) -> None:
        item = self.item_at_cursor
        if item is None:
            return
        if self.chart.merged:
            self.post_message(self.Refused(Forbidden(read_only_words(self.chart))))
            return
        self.choice, replaced = self.choice.turn(item)
        self.choosing = True
        self._show()
        if replaced:
            what = "item" if replaced == 1 else f"{number(replaced)} items"
            self.post_message(
                self.Told(
                    f"Of each type all comes from one record: this takes the place of the {what} of another "
                    f"record ({TYPE_WORDS[item.type]})."
                )
            )

    def action_done(self) -> None:
        if not self.choosing:
            raise SkipAction
        self.choosing = False
        self._show()

    def action_none(self) -> None:
        self.drop_choice()

    def drop_choice(self) -> None:
        """Choose nothing any more."""
        self.take_choice(Choice())

    def take_choice(self, choice: Choice) -> None:
        """Have this chosen."""
        self.choice = choice
        if self.is_attached:
            self._show()

    # What is done with it

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "none":
            return "" if len(self.choice) else "Nothing is chosen."
        if action in ("labels", "section(1)", "step(1)") and not len(self.tiles):
            return "There is no image data here."
        return self.why_not_image(action)

    def action_open(self) -> None:
        self.see("open")

    def action_download(self) -> None:
        self.see("download")

    def action_slices(self) -> None:
        self.see("slices")

    def action_model(self) -> None:
        self.see("model")

    def action_correct(self) -> None:
        self.see("correct")

    def action_remove(self) -> None:
        self.see("remove")
