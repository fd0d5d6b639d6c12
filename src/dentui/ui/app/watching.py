"""Following what other desks do: a thread waits for their changes, and the screens load anew."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.crash import write_crash_log
from dentui.errors import DentuiError
from dentui.ui.app.room import RoomApp
from dentui.ui.screens.base import DeskScreen

if TYPE_CHECKING:
    from dentui.services.desk import Desk

WATCH = 1.0
"""Seconds after which the watch looks whether it is still wanted."""
VIEWS = 30.0
"""Seconds after which it is looked again whether patients have opened their reports."""
REST = 0.25
"""Seconds between two changes that are shown: many desks must not keep this one painting."""
LOOK = 0.02
"""Seconds between two looks whether a flow still works."""
SHOWN = 0.05
"""Seconds in which what a flow came to is painted, once it works no more."""
LONGEST = 0.5
"""Seconds that a change waits for a flow at most: other desks' changes come within two."""


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
        failing, due = False, time.monotonic() + VIEWS
        while self._is_at(desk):
            try:
                if time.monotonic() >= due:
                    due = time.monotonic() + VIEWS
                    desk.links.take_in()
                changed = desk.register.wait_for_change(WATCH)
            except Exception as error:
                # A register that is being closed under the watch is no fault, and one that is refused is told
                # of by the next question.
                if not (failing or isinstance(error, DentuiError)) and self._is_at(desk):
                    write_crash_log(self.settings.home, error)
                failing = True
                time.sleep(WATCH)
                continue
            # Nobody has looked while it failed.
            if (changed or failing) and self._is_at(desk):
                self._let_flow_end()
                self.call_later(self._changed)
                time.sleep(REST)
            failing = False

    def _let_flow_end(self) -> None:
        """What changed is often what was just saved here, and has its answer with it: asking once more would
        only make the person wait for that."""
        waited = 0.0
        while self.work.gate.held and waited < LONGEST:
            time.sleep(LOOK)
            waited += LOOK
        if waited:
            time.sleep(SHOWN)

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
