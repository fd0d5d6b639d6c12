"""What covers the desk at once: the curtain of the privacy key, and the lock.

Both are modes of Textual, with a stack of screens of their own. What a flow shows or takes away while the
desk is covered happens below, and nothing of it comes into sight before the cover is gone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from textual import events
from textual.await_complete import AwaitComplete
from textual.screen import Screen

from dentui.config import Settings
from dentui.errors import NoMember
from dentui.ui.app.turns import TurnsApp
from dentui.ui.hands import Hands
from dentui.ui.work import Workplace

DESK = "desk"
CURTAIN = "curtain"
LOCK = "lock"


class CoversApp(TurnsApp):
    """An app whose screens can be covered."""

    DEFAULT_MODE = DESK

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.lock_seconds: float = settings.lock_after * 60
        """Seconds without a key after which the desk is locked; 0: never."""
        self._curtain_wanted = False
        self._lock_wanted = False
        self._cover_hands = Hands(1)
        self._last_key = 0.0
        self._idle: asyncio.TimerHandle | None = None
        self._idle_lock = False

    # The stack of the desk

    def get_default_screen(self) -> Screen[Any]:
        screen = self.first_screen()
        # Textual does so for every screen but a mode's first, and looks for it in `switch_screen`.
        screen._push_result_callback(self, None)
        return screen

    def first_screen(self) -> Screen[Any]:
        """What the first paint shows."""
        raise NotImplementedError

    @property
    def desk_stack(self) -> list[Screen[Any]]:
        """The screens of the desk, whether or not they are covered."""
        return self.get_screen_stack(DESK)

    @property
    def covered(self) -> bool:
        """Whether a cover hides the desk."""
        return self.current_mode != DESK

    def told_kept(self, when: str) -> list[str]:
        """A sentence about each open form that is offered again."""
        forms = (screen for screen in self.desk_stack if getattr(screen, "touched", False))
        names = [name for screen in forms if (name := getattr(screen, "kept_as", ""))]
        return [f"What you typed in {name} is kept and offered {when}." for name in names]

    def close_hands(self) -> None:
        """Let the threads go in which services ran."""
        for hands in (self.work.hands, self._cover_hands):
            hands.close()

    def note_forms(self) -> None:
        """Have kept what the open forms hold now."""
        for screen in self.desk_stack:
            if (note := getattr(screen, "note_fields", None)) is not None:
                note()

    @property
    def loses_something(self) -> bool:
        """Whether something was typed that is not kept."""
        return any(
            getattr(screen, "touched", False) and not getattr(screen, "kept_as", "")
            for screen in self.desk_stack
        )

    def push_screen(self, screen: Any, callback: Any = None, *args: Any, **options: Any) -> Any:
        """Always onto the desk: what is shown while it is covered is shown under the cover."""
        return super().push_screen(screen, callback, *args, **{"mode": DESK, **options})

    def pop_screen(self) -> AwaitComplete:
        """Always from the desk."""
        with self._at_the_desk():
            return super().pop_screen()

    def switch_screen(self, screen: Screen[Any] | str) -> AwaitComplete:
        """Always at the desk."""
        with self._at_the_desk():
            return super().switch_screen(screen)

    @contextmanager
    def _at_the_desk(self) -> Iterator[None]:
        mode, self._current_mode = self._current_mode, DESK
        try:
            yield
        finally:
            self._current_mode = mode

    def delay_update(self, delay: float = 0.05) -> None:
        """Not at all: what covers names is painted now."""

    # Covering

    async def take_at_once(self, event: events.Key | events.Paste) -> bool:
        self._last_key = time.monotonic()
        key = event.key if isinstance(event, events.Key) else ""
        if self.current_mode == CURTAIN:
            if key in ("f9", "escape"):
                await self.action_lift()
            return True
        if key == "f9":
            await self.action_hide()
            return True
        return False

    async def action_hide(self) -> None:
        """Draw the curtain, unless something covers the desk already."""
        self._curtain_wanted = not self.covered
        await self._cover_if_wanted()

    async def action_lift(self) -> None:
        """Take the curtain away."""
        if self.current_mode == CURTAIN:
            await self._uncover()

    async def action_lock(self) -> None:
        """Lock the desk; not while a flow works, but as soon as it is done."""
        self._lock_wanted = self.work.ready and self.current_mode != LOCK
        await self._cover_if_wanted()

    async def _cover_if_wanted(self) -> None:
        # A key that is on its way is handled in a moment, and is about what it was pressed for.
        if not self._on_its_way:
            await self.between_keys()

    async def between_keys(self) -> None:
        if self._curtain_wanted:
            self._curtain_wanted = False
            await self._cover(CURTAIN, self._curtain)
        if self._lock_wanted and not self.work.gate.held:
            self._lock_wanted = False
            await self._cover(LOCK, self._lock)

    async def _cover(self, mode: str, make: Callable[[Workplace], Screen[Any]]) -> None:
        # Nobody opens a form behind it; what it was made of does not wait there.
        self.work.ahead.clear()
        self.cover = self.new_work(self._cover_hands)
        screen = make(self.cover)
        self.add_mode(mode, lambda: screen)
        await self._turn_to(mode, screen)

    async def _uncover(self) -> None:
        if self.cover is not None:
            self.cover.stop()
        self.cover = None
        await self._turn_to(DESK, self.desk_stack[-1])
        self.uncovered()
        self._keys_free()

    async def _turn_to(self, mode: str, screen: Screen[Any]) -> None:
        before = self.current_mode
        if DESK not in self._modes:
            # Not when the program starts: Textual would parse all styles once more for it.
            self.add_mode(DESK, self.get_default_screen)
        # The styles are the same; Textual would parse all of them anew.
        screen._css_update_count = self._css_update_count
        await self.switch_mode(mode)
        if before != DESK:
            # Not awaited: it can be the one of the screen that this is about.
            self.remove_mode(before)
        await self.paint()

    def _curtain(self, work: Workplace) -> Screen[Any]:
        from dentui.ui.screens.curtain import CurtainScreen

        return CurtainScreen(self.work.desk.institution if self.work.ready else "")

    def _lock(self, work: Workplace) -> Screen[Any]:
        from dentui.ui.screens.lock import LockScreen

        minutes = self.settings.lock_after if self._idle_lock else 0
        self._idle_lock = False
        return LockScreen(
            work,
            self.work.desk,
            minutes=minutes,
            kept=bool(self.told_kept("")),
            lost=self.loses_something,
            unlocked=self._unlocked,
            no_member=self.taken_away,
        )

    def _unlocked(self) -> None:
        # Not awaited: it ends the work of the lock, and this is part of it.
        self.call_later(self._open_again)

    async def _open_again(self) -> None:
        self._last_key = time.monotonic()
        await self._uncover()
        self.watch_idle()

    def uncovered(self) -> None:
        """The desk is in sight again."""

    def taken_away(self, error: NoMember) -> None:
        """The operator has no place here any more."""

    # Nobody at the desk

    def watch_idle(self) -> None:
        """Lock the desk when no key has come for `lock_seconds`."""
        self.forget_idle()
        if self.lock_seconds > 0 and self.work.ready:
            left = self._last_key + self.lock_seconds - time.monotonic()
            self._idle = asyncio.get_running_loop().call_later(max(0.0, left), self._look_at_idle)

    def forget_idle(self) -> None:
        """Watch no more."""
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def came_back(self, *, nobody: bool) -> None:
        """Another program had the terminal, and has left it; `nobody`: because no key came for so long."""
        self._last_key = time.monotonic()
        if nobody:
            self._idle_lock = True
            self.call_later(self.action_lock)

    def _look_at_idle(self) -> None:
        if self.away:
            # It has a clock of its own, and comes back when nobody is there.
            self._last_key = time.monotonic()
        if time.monotonic() - self._last_key < self.lock_seconds:
            self.watch_idle()
        elif not self.ending:
            self._idle_lock = True
            self.call_later(self.action_lock)
