"""What a screen with pictures has in common: how dark, how hard, how large, and which part of them."""

from __future__ import annotations

from dataclasses import replace

from dentui.domain.images import ImageFile, ImageItem, Raster
from dentui.domain.patients import PatientChart
from dentui.domain.sight import Sight
from dentui.errors import DentuiError, Forbidden, NotFound
from dentui.ui.screens.base import DeskScreen
from dentui.ui.tabs.album import Album
from dentui.ui.work import Workplace

LIGHT_KEYS = frozenset(
    (*"01234iIoOvVxX", "plus", "minus", "equals_sign", "left", "right", "up", "down"),
)
"""Keys that say how a picture is seen: they wait for it."""


class LightScreen(DeskScreen):
    """A screen with pictures that are all seen in the same light."""

    def __init__(self, work: Workplace, chart: PatientChart, album: Album) -> None:
        super().__init__(work)
        self.chart, self.album = chart, album
        self._first: Sight | None = None
        """How the picture comes; None while there is none."""
        self.sight = Sight()

    # It follows the album that it shows something of

    def on_screen_resume(self) -> None:
        """Whether it is there still, is looked at when it has come up, and again after anything above it."""
        if self not in self.album.readers:
            self.album.read_by(self)
        elif self.album.known:
            self.album_came()

    def on_unmount(self) -> None:
        self.album.leave(self)

    def album_came(self) -> None:
        """Something else may be in the album."""
        raise NotImplementedError

    def album_refused(self, error: DentuiError) -> None:
        """Nothing of who is out of the operator's reach now is shown any longer."""
        if isinstance(error, (NotFound, Forbidden)):
            self.leave_saying("")

    def leave_saying(self, sentence: str) -> None:
        """Leave, because what is shown is gone; not from under a sheet."""
        if self.is_active:
            self.app.call_later(self._leave, sentence)

    async def _leave(self, sentence: str) -> None:
        if not self.is_active:
            return
        self.work.gate.forget()
        await self.app.pop_screen()
        below = self.app.screen
        if sentence and isinstance(below, DeskScreen):
            below.status.say(sentence, bad=True)

    async def action_back(self) -> None:
        await self.app.pop_screen()

    async def download(self, item: ImageItem) -> None:
        """Write an item to the outbox. Step of a flow."""
        from dentui.ui.sheets.download import download

        await download(self.app, self.work, item)

    async def tell_facts(self, item: ImageItem, file: ImageFile) -> None:
        """Show all that a file says. Step of a flow."""
        from dentui.ui.sheets.dicom_facts import show_facts

        try:
            await show_facts(self.app, self.work, item, file)
        except DentuiError as error:
            self.refused(error)

    # How it is looked at

    def light_changed(self) -> None:
        """It is to be seen in another way now: show it so, and say so."""
        raise NotImplementedError

    def restart_light(self) -> None:
        """Another picture comes: nothing is known of it yet."""
        self._first = None
        self.sight = Sight()

    def start_light(self, raster: Raster) -> None:
        """A picture came: it is seen as its file says, unless a person changed that already."""
        first = Sight(low=raster.low, high=raster.high)
        if self._first is None:
            self.sight = first
        self._first = first

    def sight_words(self) -> str:
        """What differs from how it came. Samples are not told: a file's own numbers, such as Hounsfield
        units, are other ones than those of its raster."""
        first, sight = self._first, self.sight
        if first is None:
            return ""
        brightness, contrast = sight.compared(first)
        words = (
            f"{sight.zoom:.0%}" if sight.zoom > 1 else "",
            f"brightness {brightness:+.0%}" if brightness else "",
            f"contrast {contrast:+.0%}" if contrast else "",
            "inverted" if sight.inverted else "",
        )
        return ", ".join(word for word in words if word)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "reset" and self.sight == self._first:
            return "It is shown as it was at first."
        if action.startswith("pan") and self.sight.zoom <= 1:
            return "All of it is in sight."
        return ""

    def _see(self, sight: Sight) -> None:
        if self._first is None or sight == self.sight:
            return
        self.sight = sight
        self.light_changed()
        self.key_bar.follow()

    def action_zoom(self, way: int) -> None:
        self._see(self.sight.zoomed(way))

    def action_pan(self, right: int, down: int) -> None:
        self._see(self.sight.panned(right, down))

    def action_light(self, way: int) -> None:
        self._see(self.sight.brighter(way))

    def action_contrast(self, way: int) -> None:
        self._see(self.sight.harder(way))

    def action_invert(self) -> None:
        self._see(replace(self.sight, inverted=not self.sight.inverted))

    def action_reset(self) -> None:
        if self._first is not None:
            self._see(self._first)
