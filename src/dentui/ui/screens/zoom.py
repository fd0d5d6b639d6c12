"""A picture over the whole screen, and those that belong with it one after the other (S39, S40, S49)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from textual.widget import Widget

from dentui.domain.images import TYPE_WORDS, ImageType, Raster
from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError
from dentui.ui.keys import ZOOM
from dentui.ui.screens.light import LIGHT_KEYS, LightScreen
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.form import saved_words
from dentui.ui.tabs.album import NO_PICTURE, Album
from dentui.ui.text import moment, number, plain, width
from dentui.ui.widgets.amounts import bytes_words
from dentui.ui.widgets.images import BY_FILES, Shot, file_words, shots_of
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.preview import Preview
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace

LARGEST = 2048
"""Pixels of the longer side: more than any terminal shows, for zooming in."""
OF_THE_PICTURE = LIGHT_KEYS | {*"dDrR", "f5", *"jJkKwW", "delete"}
"""Keys that wait until it is known what is shown."""
EXPIRED = "The temporary preview file has been expired. r regenerates it."
"""S21, in the words of the web page."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The preview of a file; None where its temporary file has expired."""

    file: UUID
    raster: Raster | None


class ZoomScreen(LightScreen):
    """One file of a collection: all that can be seen of a type in a record."""

    PLACE = ZOOM
    BINDINGS = ZOOM.bindings

    def __init__(
        self,
        work: Workplace,
        chart: PatientChart,
        album: Album,
        record: UUID,
        kind: ImageType,
        at: UUID,
        left: Callable[[Shot], None],
    ) -> None:
        """`at`: the file that is shown first, or the item whose first one is. `left` is told the last one."""
        super().__init__(work, chart, album)
        self._left = left
        self._record, self._kind = record, kind
        self._shots = self._collection()
        self._at = next(
            (number for number, shot in enumerate(self._shots) if at in (shot.file.uuid, shot.item.uuid)), 0
        )
        self.picture = Preview(work, classes="zoomed")
        self.caption = Words(id="caption")
        self._loading: Load[Seen] = Load(work)
        self._raster: Raster | None = None
        self._expired = False

    def body(self) -> Iterable[Widget]:
        yield self.picture
        yield self.caption

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self._show_words()

    def _collection(self) -> tuple[Shot, ...]:
        return shots_of(self.album.contents.of_record(self._record), self._kind)

    @property
    def shot(self) -> Shot | None:
        """What is shown, None where it is gone."""
        return self._shots[self._at] if self._at < len(self._shots) else None

    # What is shown

    def waits(self, key: str) -> bool:
        return key in OF_THE_PICTURE and self._loading.busy

    async def settle(self) -> None:
        await self._loading.settled()

    def album_came(self) -> None:
        """Another desk, or a correction here, may have changed what is in the collection."""
        before, self._shots = self.shot, self._collection()
        files = [shot.file.uuid for shot in self._shots]
        if not files:
            self.leave_saying("None of these is here any more: look at the tabs again.")
        elif before is not None and before.file.uuid in files:
            self._at = files.index(before.file.uuid)
            if before.file.turned != self._shots[self._at].file.turned:
                self._show()
            self._show_words()
        else:
            self._at = min(self._at, len(files) - 1)
            self.status.say("That one is not among these any more: this is the next one.", bad=True)
            self._show()

    def _show(self) -> None:
        """Fetch what the cursor is at; what was there before goes at once."""
        shot = self.shot
        if shot is None:
            return
        self.restart_light()
        self._raster, self._expired = None, False
        self._show_words()
        self.picture.wait()
        desk, item, file = self.work.desk, shot.item.uuid, shot.file.uuid

        def fetch() -> Seen:
            if desk.images.expired(desk.actor, (item,)):
                return Seen(file, None)
            return Seen(file, desk.images.preview(desk.actor, file, LARGEST))

        self._loading.start(fetch, self._put, self._not_shown)

    def _put(self, seen: Seen) -> None:
        if seen.raster is None:
            self._expired = True
            self.picture.refuse(EXPIRED)
        else:
            self._raster = seen.raster
            self.start_light(seen.raster)
            self.picture.show(seen.raster, self.sight)
        self._show_words()
        self.key_bar.follow()

    def _not_shown(self, error: DentuiError) -> None:
        self.picture.tell(NO_PICTURE)
        self.refused(error)

    def light_changed(self) -> None:
        if self._raster is not None:
            self.picture.show(self._raster, self.sight)
        self._show_words()

    def _show_words(self) -> None:
        shot = self.shot
        if shot is None:
            return
        which = f"{number(self._at + 1)} of {number(len(self._shots))}"
        chart = f"chart {self.chart.chart_number}"
        place = f"{TYPE_WORDS[self._kind]} {which}"
        self.title_bar.show(self.chart.name, f"{place}: {file_words(shot.file)}", chart)
        # A long name leaves no room for it.
        cut = width(f"  {plain(self.chart.name)}  {place} {chart} ") > self.app.size.width
        right = ", ".join(filter(None, (self.sight_words(), which if cut else "")))
        self.caption.show([(f" {caption_words(shot)}", "")], [(f" {right} ", "quiet")])

    # Keys

    async def action_back(self) -> None:
        await super().action_back()
        if self.shot is not None:
            self._left(self.shot)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "step(1)" and self._at + 1 >= len(self._shots):
            return "This is the last one."
        if action == "step(-1)" and self._at == 0:
            return "This is the first one."
        if action in ("correct", "remove", "turn(1)", "turn(-1)") and self.chart.merged:
            return read_only_words(self.chart)
        if action.startswith("turn") and self._kind not in BY_FILES:
            return "Only photos and X-rays are turned by quarters: v turns a scan."
        if action == "again" and not self._expired:
            return "This preview has not expired."
        return super().why_not(action)

    def action_step(self, way: int) -> None:
        why_not = self.why_not(f"step({way})")
        self.status.say(why_not)
        if not why_not:
            self._at += way
            self._show()

    def action_again(self) -> None:
        shot = self.shot
        if shot is not None and self._expired:
            self.work.flow(self._regenerate(shot))
        else:
            self._show()

    async def _regenerate(self, shot: Shot) -> None:
        desk = self.work.desk
        try:
            await self.work.hands.run(lambda: desk.images.regenerate(desk.actor, (shot.item.uuid,)))
        except DentuiError as error:
            self.refused(error)
            return
        self.status.say("")
        self._show()

    def action_download(self) -> None:
        if self.shot is not None:
            self.work.flow(self.download(self.shot.item))

    def action_facts(self) -> None:
        if self.shot is not None:
            self.work.flow(self.tell_facts(self.shot.item, self.shot.file))

    def action_correct(self) -> None:
        why_not = self.why_not("correct")
        if why_not:
            self.status.say(why_not, bad=True)
        elif self.shot is not None:
            self.work.flow(self._correct(self.shot))

    def action_turn(self, way: int) -> None:
        why_not = self.why_not(f"turn({way})")
        self.status.say(why_not, bad=bool(why_not))
        if not why_not and self.shot is not None:
            self.work.flow(self._turn(self.shot, way))

    async def _turn(self, shot: Shot, way: int) -> None:
        desk, save, turned = self.work.desk, uuid4(), (shot.file.turned + way) % 4
        try:
            await self.work.hands.run(
                lambda: desk.images.turn(desk.actor, save, shot.item.uuid, shot.file.uuid, turned)
            )
        except DentuiError as error:
            self.refused(error)
            return
        self.album.follow()
        # The next turn is one of what is seen then.
        await self.album.settled()

    def action_remove(self) -> None:
        why_not = self.why_not("remove")
        if why_not:
            self.status.say(why_not, bad=True)
        elif self.shot is not None:
            self.work.flow(self._remove(self.shot))

    async def _remove(self, shot: Shot) -> None:
        from dentui.ui.sheets.remove import RemoveSheet

        if await ask(self.app, self.work, RemoveSheet(self.work, shot.item)):
            self.album.follow()

    async def _correct(self, shot: Shot) -> None:
        from dentui.ui.sheets.correct import correct

        try:
            saved = await correct(self.app, self.work, shot.item, self.album.contents.records)
        except DentuiError as error:
            self.refused(error)
            return
        if saved is not None:
            self.status.say(saved_words(saved, "The image data is corrected."))
            self.album.follow()


def caption_words(shot: Shot) -> str:
    """When, with what, how large: what is known of it, what matters most first."""
    item, facts = shot.item, shot.file.facts
    taken = facts.taken or item.taken
    wide, high, gaps = facts.width, facts.height, facts.spacing[:2]
    if shot.file.turned % 2:
        wide, high, gaps = high, wide, gaps[::-1]
    spacing = " x ".join(f"{gap:g}" for gap in gaps)
    words = (
        moment(taken) if taken else "",
        plain(item.device.name) if item.device else "",
        f"{wide} x {high}" if wide else "",
        f"{number(facts.triangles)} triangles" if facts.triangles else "",
        f"{spacing} mm" if spacing else "",
        bytes_words(shot.file.size),
    )
    return ", ".join(word for word in words if word)
