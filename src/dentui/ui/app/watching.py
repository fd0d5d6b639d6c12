"""Following what other desks do: a thread waits for their changes, and the screens load anew."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.errors import DentuiError
from dentui.ui.app.room import RoomApp
from dentui.ui.screens.base import DeskScreen

if TYPE_CHECKING:
    from dentui.services.desk import Desk

WATCH = 1.0
"""Seconds after which the watch looks whether it is still wanted."""
REST = 0.25
"""Seconds between two changes that are shown: many desks must not keep this one painting."""


class WatchingApp(RoomApp):
    """An app that notices what other desks commit."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._changed_below = False

    def watch_changes(self, desk: Desk) -> None:
        """Watch for as long as the operator is at this desk."""
        threading.Thread(target=self._watch, args=(desk,), name="watch", daemon=True).start()

    def _watch(self, desk: Desk) -> None:
        """In a thread: tell the screens when somebody committed something."""
        while self._is_at(desk):
            try:
                changed = desk.register.wait_for_change(WATCH)
            except DentuiError:
                # The next question will say so; this only must not run hot.
                time.sleep(WATCH)
                continue
            except Exception:
                # A register that is being closed under the watch is no fault.
                if not self._is_at(desk):
                    return
                raise
            if changed and self._is_at(desk):
                self.call_later(self._changed)
                time.sleep(REST)

    def _is_at(self, desk: Desk) -> bool:
        work = self.work
        return not self.left and work.ready and work.desk is desk

    def _changed(self) -> None:
        if self.covered:
            self._changed_below = True
            return
        for screen in self.desk_stack:
            if isinstance(screen, DeskScreen):
                screen.register_changed()

    def uncovered(self) -> None:
        super().uncovered()
        if self._changed_below:
            self._changed_below = False
            self._changed()
