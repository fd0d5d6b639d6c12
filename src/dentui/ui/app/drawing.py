"""Drawing: what Textual wants shown goes to the terminal as the cells that changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from textual import events
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import CompositorUpdate
from textual.app import App

from dentui.terminal.cells import Cells
from dentui.terminal.terminfo import erases_with_background, takes_off_singly
from dentui.ui.line import Line
from dentui.ui.wire import DeskDriver

if TYPE_CHECKING:
    from textual.screen import Screen


class DrawingApp(App[int], inherit_bindings=False):
    """An app that knows what its terminal shows."""

    line: Line | None = None
    """None where the cell diff is switched off: all that Textual draws goes out as it is."""
    away = False
    """Whether another program has the terminal."""
    _missed = False
    """Whether something was drawn that was not sent, because the line was full."""

    def draw_cells(self) -> None:
        """From now on send only what changed."""
        term = os.environ.get("TERM")
        self.line = Line(Cells(erases=erases_with_background(term), single_off=takes_off_singly(term)))

    def on_mount(self) -> None:
        """A program that was stopped goes on, and something else has used the terminal meanwhile."""
        self.app_resume_signal.subscribe(self, lambda _: self.draw_anew())

    def on_resize(self, event: events.Resize) -> None:
        """What a terminal shows after it was made smaller or larger is its own affair."""
        if isinstance(self._driver, DeskDriver) and (size := self._driver.size_now()) != event.size:
            # Of two changes at once the older can be told last.
            self.post_message(events.Resize(size, size))
        if self.line is None:
            return
        self.line.forget()
        if event.size == (self.line.cells.columns, self.line.cells.rows):
            # Smaller and larger again at once: for Textual nothing may have happened.
            self.screen.refresh(layout=True)

    def _end_batch(self) -> None:
        super()._end_batch()
        if not self._batch_count and self._screen_stack:
            # What changed meanwhile waits for it; Textual wakes the app alone.
            self.screen.check_idle()

    def draw_anew(self) -> None:
        """Send all of the screen: something else may have written on it."""
        if isinstance(self._driver, DeskDriver):
            self._driver.set_anew()
        if self.line is not None:
            self.line.forget()
        self.screen.refresh(layout=True)

    def _line_is_free(self) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._catch_up)

    def _catch_up(self) -> None:
        if not self._missed or not self._running or self._closed or not self._screen_stack:
            return
        screen = self.screen
        if self._batch_count or not screen.outer_size:
            # Nothing is displayed now: it is drawn with what comes next.
            screen.refresh()
        else:
            self._missed = False
            self._display(screen, self._whole(screen))

    def _whole(self, screen: Screen[object]) -> Any:
        """All of the screen, with what is seen under it."""
        return screen._compositor.render_update(full=True, screen_stack=self._background_screens)

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        line, driver = self.line, self._driver
        if self.away:
            self._missed = True
            return
        if line is None or driver is None or not isinstance(renderable, CompositorUpdate):
            if renderable is not None and line is not None:
                line.forget()
            super()._display(screen, renderable)
            return
        if self._batch_count or not self._running or self._closed or self.is_headless:
            self.post_display_hook()
            return
        if isinstance(driver, DeskDriver) and driver.wait_for_line(self._line_is_free):
            # What is not sent now is in the frame that follows: a slow line gets fewer, not later ones.
            self._missed = True
            return
        if self._missed:
            # It may be a part of the screen that comes before whoever waits is told.
            self._missed, renderable = False, self._whole(screen)
        # Not the app's size, which is the terminal's: the screen may not have followed it yet.
        size, cursor = screen.outer_size, screen.outer_size.clamp_offset(self.cursor_position)
        try:
            text = line.update(renderable, (size.width, size.height), (cursor.x, cursor.y))
            if text is None:
                text = line.update(self._whole(screen), (size.width, size.height), (cursor.x, cursor.y))
        except Exception as error:
            self._handle_exception(error)
            return
        self._previous_cursor_position = cursor
        if text:
            if self._sync_available:
                text = f"{SYNC_START}{text}{SYNC_END}"
            if isinstance(driver, DeskDriver):
                driver.write_frame(text)
            else:
                driver.write(text)
        self.post_display_hook()
