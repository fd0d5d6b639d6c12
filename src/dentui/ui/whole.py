"""How a screen is painted: as a whole, without losing what changed meanwhile, and in short turns of the loop:
to lay out and draw a form takes longer than a key may have to wait.

Private names of Textual 8.2 are used here, as in `wire`; pyproject.toml pins that version.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from textual import events
from textual.geometry import Region, Size
from textual.screen import UPDATE_PERIOD, Screen
from textual.timer import Timer

LONG = 0.004
"""Seconds after which what follows takes another turn of the loop."""

# Textual takes styles and bindings from the first base that is a widget: that has to be the screen itself.
if TYPE_CHECKING:
    _Mixin = Screen[Any]
else:
    _Mixin = object


class Whole(_Mixin):
    """What every screen can do. Mixed in before Textual's."""

    _frames: Timer | None = None
    _lays_out = False

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        if not self.stack_updates:
            # Its styles were applied when it was mounted, a moment ago.
            event.refresh_styles = False

    def _screen_resized(self, size: Size) -> None:
        # When a screen comes up Textual tells it the size that it was just laid out in, and all below it.
        if size != self._compositor.size:
            super()._screen_resized(size)

    async def paint(self) -> None:
        """Paint what is to be painted, now and in one picture. What takes long of that is done in several
        turns of the loop."""
        try:
            if self.is_active and not self.app._batch_count:
                await self._draw()
        finally:
            # Where this is given up, too: what was laid out is not forgotten.
            self._on_timer_update()
            if self._compositor._dirty_regions and self.is_current:
                self._compositor_refresh()

    @property
    def _update_timer(self) -> Timer:
        """Paints at the next frame."""
        if self._frames is None:
            self._frames = self.set_interval(UPDATE_PERIOD, self.paint, name="screen_update", pause=True)
        return self._frames

    async def _on_idle(self, _: events.Idle) -> None:
        if self._compositor._dirty_regions and self.is_current and not self.app._batch_count:
            # What was laid out in a batch.
            self._update_timer.resume()

    async def _draw(self) -> None:
        """Lay out, and have drawn by each widget what it shows: it keeps that until it is painted."""
        turn = time.perf_counter()
        for _ in self._steps():
            if time.perf_counter() - turn >= LONG:
                await asyncio.sleep(0)
                turn = time.perf_counter()

    def _steps(self) -> Iterator[None]:
        compositor = self._compositor
        if self._layout_required or self._scroll_required:
            if self._layout_required and self._repaint_required:
                # Textual would paint what the layout moved, and then all of it once more.
                compositor._dirty_regions.add(self.outer_size.region)
                self._repaint_required = False
            self._lays_out = True
            try:
                self._refresh_layout(scroll=self._scroll_required)
            finally:
                self._lays_out = False
            self._layout_required = self._scroll_required = False
            yield
        dirty = {self.outer_size.region} if self._repaint_required else compositor._dirty_regions
        if not dirty:
            return
        region = Region.from_union(dirty)
        for widget in [*compositor.visible_widgets]:
            # Meanwhile it may have been moved, or taken down.
            place, clip = compositor.visible_widgets.get(widget, (Region(), Region()))
            seen = clip.intersection(place)
            # What lies below a sheet is drawn with it: the sheet itself keeps nothing of that.
            if widget is not self and seen and seen.overlaps(region):
                widget.render_lines(seen.translate(-place.offset))
                yield

    def _compositor_refresh(self) -> None:
        if self._lays_out or self.app._batch_count:
            # Textual would take it for painted.
            return
        # A layout in a batch is painted behind it: Textual would take for painted what changed in between.
        self._compositor.update_widgets(self._dirty_widgets)
        super()._compositor_refresh()
