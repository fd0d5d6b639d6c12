"""The slices of a CBCT in three planes, one slice of each at a time: the volume is never in memory."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from dentui.domain.images import ImageItem, Raster
from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError
from dentui.ui.keys import SLICES, WALKING
from dentui.ui.screens.light import LIGHT_KEYS, LightScreen
from dentui.ui.tabs.album import NO_PICTURE, Album
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.images import is_stack
from dentui.ui.widgets.preview import Preview
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace

PLANES = ("axial", "coronal", "sagittal")
OF_THE_SLICE = LIGHT_KEYS | WALKING
"""Keys that wait for the first slice of a plane."""
LARGEST = 768
"""Pixels of the longer side of a slice."""
BESIDE = 90
"""Columns from which the three planes stand beside each other."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A slice as it came: its number from 0 on, and how many there are."""

    raster: Raster
    index: int
    count: int


class Plane(Vertical):
    """One plane: its name and slice in words, and the slice."""

    def __init__(self, work: Workplace, name: str) -> None:
        super().__init__(classes="plane")
        self.plane = name
        self.words = Words()
        self.picture = Preview(work)
        self.raster: Raster | None = None
        self.index: int | None = None
        """None for the one in the middle."""
        self.count = 0
        self.alone = False
        """Whether there is no room for the other planes."""

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.picture

    def tell(self, *, active: bool) -> None:
        """Say which slice this is; the plane that the arrows move stands in brackets, where it is alone among
        the others."""
        place = f" {number((self.index or 0) + 1)} of {number(self.count)}" if self.count else " …"
        parts = []
        for name in PLANES if self.alone else (self.plane,):
            words, opened = name.capitalize(), active and name == self.plane
            if name == self.plane:
                words += place
            parts.append((f"[{words}]" if opened else f" {words} ", "key" if opened else "quiet"))
        self.words.show(parts)


class SlicesScreen(LightScreen):
    """A CBCT, slice by slice."""

    PLACE = SLICES
    BINDINGS = SLICES.bindings

    def __init__(self, work: Workplace, chart: PatientChart, album: Album, item: ImageItem) -> None:
        super().__init__(work, chart, album)
        self._item = item
        self._planes = {name: Plane(work, name) for name in PLANES}
        self._loads: dict[str, Load[Slice]] = {name: Load(work, every=True) for name in PLANES}
        self._active = PLANES[0]
        self.caption = Words(id="caption")
        self._stop = threading.Event()

    def body(self) -> Iterable[Widget]:
        yield Horizontal(*self._planes.values(), id="planes")
        yield self.caption

    def waits(self, key: str) -> bool:
        return key in OF_THE_SLICE and not self._planes[self._active].count and self._loads[self._active].busy

    async def settle(self) -> None:
        await self._loads[self._active].settled()

    def on_unmount(self) -> None:
        self._stop.set()
        super().on_unmount()

    def on_mount(self) -> None:
        item = self._item
        taken = moment(item.taken) if item.taken else ""
        device = plain(item.device.name) if item.device else ""
        self._what = ", ".join(
            filter(None, (taken, device, files_words(len(item.files)), bytes_words(item.size)))
        )
        self.title_bar.show(self.chart.name, "CBCT", f"chart {self.chart.chart_number}")
        self._show_planes()

    def on_resize(self) -> None:
        self._show_planes()

    def _show_planes(self) -> None:
        """All three where there is room, else the one that is active; fetch what is not here."""
        beside = self.app.size.width >= BESIDE
        for name, plane in self._planes.items():
            plane.display = beside or name == self._active
            plane.alone = not beside
            plane.tell(active=name == self._active)
            if plane.display and not plane.count and not self._loads[name].busy:
                plane.picture.wait()
                self._fetch(name)
        self._tell()

    def _fetch(self, name: str) -> None:
        desk, item, index, stop = self.work.desk, self._item.uuid, self._planes[name].index, self._stop

        def told(part: float) -> None:
            # In the thread that waits for it.
            self.call_later(self._show_progress, name, part)

        self._loads[name].start(
            lambda: Slice(*desk.images.slice(desk.actor, item, name, index, LARGEST, told, stop)),
            lambda slice_: self._put(name, slice_),
            lambda error: self._not_shown(name, error),
        )

    def _show_progress(self, name: str, part: float) -> None:
        """All slices have to be read once before one across them can be shown."""
        plane = self._planes[name]
        if plane.raster is None:
            plane.picture.wait(f"Reading the series: {part:.0%}")

    def _put(self, name: str, slice_: Slice) -> None:
        plane = self._planes[name]
        # A key that is held down may have counted on.
        plane.index = slice_.index if plane.index is None else plane.index
        plane.count = slice_.count
        self.start_light(slice_.raster)
        plane.raster = slice_.raster
        plane.picture.show(slice_.raster, self.sight)
        plane.tell(active=name == self._active)
        self._tell()
        self.key_bar.follow()

    def _not_shown(self, name: str, error: DentuiError) -> None:
        self._planes[name].picture.tell(NO_PICTURE)
        self.refused(error)

    def album_came(self) -> None:
        """Another desk may have said that it is something else."""
        item = self.album.contents.item(self._item.uuid)
        if item is None or not is_stack(item):
            self.leave_saying("That CBCT is not here any more: look at the tabs again.")
        else:
            self._item = item

    def light_changed(self) -> None:
        for plane in self._planes.values():
            if plane.raster is not None:
                plane.picture.show(plane.raster, self.sight)
        self._tell()

    def _tell(self) -> None:
        self.caption.show([(f" {self._what}", "")], [(f" {self.sight_words()} ", "quiet")])

    # Keys

    def action_slice(self, way: int) -> None:
        plane = self._planes[self._active]
        if plane.count:
            self._go(max(0, min((plane.index or 0) + way, plane.count - 1)))

    def action_end(self, way: int) -> None:
        plane = self._planes[self._active]
        if plane.count:
            self._go(plane.count - 1 if way > 0 else 0)

    def _go(self, index: int) -> None:
        plane = self._planes[self._active]
        if index != plane.index:
            # Counted on at once, so that a key that is held down goes on while slices come.
            plane.index = index
            plane.tell(active=True)
            self._fetch(self._active)

    def action_plane(self, name: str) -> None:
        self._active = name
        self._show_planes()

    def action_other(self) -> None:
        self.action_plane(PLANES[(PLANES.index(self._active) + 1) % len(PLANES)])

    def action_download(self) -> None:
        self.work.flow(self.download(self._item))

    def action_facts(self) -> None:
        self.work.flow(self.tell_facts(self._item, self._item.files[0]))
