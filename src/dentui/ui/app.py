"""The app: it opens the register after the first paint, passes keys on one at a time, watches what
other desks do, and leaves in an orderly way whatever happens."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from textual import events
from textual.app import App
from textual.filter import LineFilter
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from dentui.config import Settings
from dentui.crash import write_crash_log
from dentui.errors import DentuiError, Unavailable
from dentui.ui.keys import EVERYWHERE
from dentui.ui.screens.base import DeskScreen
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.text import Sieve, plain
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.status import nodes_of
from dentui.ui.wire import DeskDriver
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk
    from dentui.ui.screens.help import KeyRow

WATCH = 1.0
"""Seconds after which the watch for other desks' changes looks whether the program leaves."""
REST = 0.25
"""Seconds between two changes that are shown: many desks must not keep this one painting."""
LEAVE_WITHIN = 0.8
"""Seconds that an orderly end may take when the line is gone."""
FENCE_WATCH = 0.5
"""Seconds after which it is looked whether a key's widget is still there."""
CRASHED = 1


class Fence(Message, bubble=True):
    """Follows a key along its way: when it has come up to the app, so has the key."""

    def __init__(self, number: int, last: bool) -> None:
        super().__init__()
        self.number = number
        self.last = last


class DeskApp(App[int], inherit_bindings=False):
    """The patient desk."""

    TITLE = "dentui"
    PLACE = EVERYWHERE
    BINDINGS = EVERYWHERE.bindings
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = None

    def __init__(self, settings: Settings) -> None:
        super().__init__(driver_class=DeskDriver, css_path=[*styles()])
        self.register_theme(DARK)
        self.theme = DARK.name
        self.settings = settings
        self.work = Workplace(settings)
        self.work.on_fault = self._handle_exception
        self.work.gate.on_free = self._keys_free
        self.work.paint = self.paint
        self.work.on_slow = self._say_slow
        self.work.on_given_up = self._say_given_up
        self._sieve = Sieve()
        self._fence_number = 0
        self._fence_watch: asyncio.TimerHandle | None = None
        self._ending = False
        self.farewell = ""
        """What is said on the terminal after the screen is gone."""

    # Starting and ending

    def get_default_screen(self) -> Screen[None]:
        """The patient list is there from the first paint on."""
        return PatientsScreen(self.work)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's own, and behind them ours."""
        return [*super().get_line_filters(), self._sieve]

    def on_ready(self) -> None:
        # The first paint is out. The register's libraries take longer to import than Textual.
        self.work.spawn(self._open())

    async def _open(self) -> None:
        while (desk := await self._try_to_open()) is None:
            self.work.opened.clear()
        self.work.open(desk)
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.desk_opened()
        threading.Thread(target=self._watch, args=(desk,), name="watch", daemon=True).start()
        await self.work.hands.run(_import_the_rest)
        # See __main__. What the start made is there to stay: the collector need not look at it.
        gc.freeze()
        gc.enable()

    async def _try_to_open(self) -> Desk | None:
        """The desk, or None where it was refused and the person wants another try."""
        try:
            return await self.work.hands.run(lambda: _open_desk(self.settings))
        except DentuiError as error:
            from dentui.ui.sheets.base import ask
            from dentui.ui.sheets.notice import NoticeSheet

            # What was typed ahead was meant for a list; here a letter could leave.
            self.work.refuse()
            self.work.gate.forget()
            await ask(self, self.work, NoticeSheet(str(error)))
            return None

    def _watch(self, desk: Desk) -> None:
        """In a thread: tell the screens when somebody committed something."""
        while not self._ending:
            try:
                changed = desk.register.wait_for_change(WATCH)
            except DentuiError:
                # The next question will say so; this only must not run hot.
                time.sleep(WATCH)
                continue
            except Exception:
                # A register that is being closed under the watch is no fault.
                if self._leaving():
                    return
                raise
            if changed and not self._ending:
                self.call_later(self._changed)
                time.sleep(REST)

    def _leaving(self) -> bool:
        return self._ending

    def _changed(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.register_changed()

    async def on_unmount(self) -> None:
        self._ending = True
        self.work.stop()
        if self.work.ready:
            # In a thread and not for long: a register that hangs must not keep the program.
            register = self.work.desk.register
            closing = threading.Thread(target=register.close, daemon=True)
            closing.start()
            await asyncio.sleep(0)
            closing.join(0.3)

    def leave_on_signals(self) -> None:
        """Take SIGHUP (the line is gone) and SIGTERM from now on."""
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, self._told_to_leave)

    def _told_to_leave(self, number: int, _: object) -> None:
        """SIGHUP or SIGTERM: leave within a second, also where the line takes nothing any more and
        the event loop stands still."""

        def insist() -> None:
            time.sleep(LEAVE_WITHIN)
            if isinstance(self._driver, DeskDriver):
                self._driver.give_back()
            os._exit(128 + number)

        threading.Thread(target=insist, daemon=True).start()
        if self._loop is not None:
            self._loop.call_soon_threadsafe(lambda: self.exit(return_code=128 + number))

    def action_leave(self) -> None:
        self.exit(0)

    def _say_slow(self, may_give_up: bool) -> None:
        screen = self.screen
        if self.work.gate.held and isinstance(screen, DeskScreen):
            screen.status.say("Waiting for the register …" + (" Esc gives up." if may_give_up else ""))

    def _say_given_up(self) -> None:
        screen = self.screen
        if isinstance(screen, DeskScreen):
            screen.status.say("Given up.")

    # A fault of ours

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print local variables, and with them patients. One neutral sentence, and a
        private log of where it happened."""
        self._return_code = CRASHED
        if self._exception is None:
            log = write_crash_log(self.settings.home, error)
            where = f" What is known about it, without patient data, is in {plain(str(log))}." if log else ""
            self.farewell = (
                "Something went wrong that dentui did not expect. Start it again, and look whether what you "
                f"did last was saved.{where}"
            )
            # Textual's tests wait for these two.
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """As above; what was to be printed could hold patient data."""
        error = sys.exc_info()[1]
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError())

    # Keys, one at a time

    async def on_event(self, event: events.Event) -> None:
        """Keys and pastes wait for their turn; everything else goes on as Textual has it."""
        if isinstance(event, events.InputEvent) and (self._exit or not self._screen_stack):
            # Typed after the last key: there is no screen any more that it could be for.
            return
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            escape = isinstance(event, events.Key) and event.key == "escape"
            self.work.gate.take(event, escape=escape)
            await self._next_key()
            return
        await super().on_event(event)

    async def _next_key(self) -> None:
        event = self.work.gate.next() if self._screen_stack and not self._exit else None
        if event is None:
            return
        screen = self.screen
        if isinstance(screen, DeskScreen) and isinstance(event, events.Key) and screen.waits(event.key):
            self.work.flow(self._dispatch_when_settled(screen, event))
        else:
            await self._dispatch(event)

    async def _dispatch(self, event: events.Event) -> None:
        await super().on_event(event)
        self._send_fence(last=False)

    async def _dispatch_when_settled(self, screen: DeskScreen, event: events.Event) -> None:
        try:
            await screen.settle()
        except asyncio.CancelledError:
            self.work.gate.free()
            raise
        await self._dispatch(event)

    def _send_fence(self, *, last: bool) -> None:
        if not self._screen_stack:
            return
        target = self.focused or self.screen
        self._fence_number += 1
        if not target.post_message(Fence(self._fence_number, last)):
            self.post_message(Fence(self._fence_number, last))
        self._watch_fence(target)

    def _watch_fence(self, target: MessagePump) -> None:
        """Where a widget goes away with the fence in its queue, keys must go on all the same."""
        if self._fence_watch is not None:
            self._fence_watch.cancel()
        self._fence_watch = asyncio.get_running_loop().call_later(FENCE_WATCH, self._look_at_fence, target)

    def _look_at_fence(self, target: MessagePump) -> None:
        if target.is_running:
            self._watch_fence(target)
        else:
            self.post_message(Fence(self._fence_number, last=True))

    async def on_fence(self, fence: Fence) -> None:
        if fence.number != self._fence_number:
            return
        if not fence.last:
            # What the key set off (a change told, a focus asked for) is behind the first fence.
            self._send_fence(last=True)
            return
        if self._fence_watch is not None:
            self._fence_watch.cancel()
            self._fence_watch = None
        self.work.gate.free()
        if not self._screen_stack:
            return
        if self.work.gate.waiting:
            await self._next_key()
        else:
            await self.paint()

    def _keys_free(self) -> None:
        if not self._ending:
            self.call_later(self._next_key)

    async def paint(self) -> None:
        """Paint now what is to be painted: the frame timer would let an answer lie for a frame."""
        # What was changed tells its widget, and that the screen.
        for _ in range(3):
            await asyncio.sleep(0)
        screen = self.screen
        if screen.is_current and not self._batch_count and not self._ending:
            screen._on_timer_update()

    @property
    def _background_screens(self) -> list[Screen[object]]:
        """Screens that can be seen under the uppermost. Textual also counts and composes the one
        that an opaque screen hides."""
        return super()._background_screens if self.screen.is_modal else []

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing: there is no mouse here, and old terminals print the sequence."""

    # Actions of every place

    async def action_keys(self) -> None:
        from dentui.ui.screens.help import HelpScreen, KeyRow

        screen = self.screen
        rows = [KeyRow(node, place, key) for node, place in nodes_of(screen) for key in place.keys]
        with self.batch_update():
            await self.push_screen(HelpScreen(rows), self._do)

    async def _do(self, row: KeyRow | None) -> None:
        if row is not None:
            await self.run_action(row.key.action, row.node)

    def action_redraw(self) -> None:
        self.screen.refresh(layout=True)


def _open_desk(settings: Settings) -> Desk:
    from dentui.services.desk import open_desk

    return open_desk(settings)


def _import_the_rest() -> None:
    """In a thread, once the list stands: the first Enter should not wait for an import."""
    import dentui.ui.screens.help
    import dentui.ui.screens.patient
    import dentui.ui.sheets.filter
    import dentui.ui.sheets.patient
    import dentui.ui.sheets.record
    import dentui.ui.sheets.ticket_move  # noqa: F401


def run(settings: Settings) -> int:
    """Open the desk's screen; answers the exit status when it is left. Raises Unavailable where
    there is no terminal."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise Unavailable(
            "The screen needs a terminal to read keys from and to draw on. Commands do without: dentui --help"
        )
    # Queries run in threads: a key must not wait 5 ms (Python's own figure) for its turn.
    sys.setswitchinterval(0.001)
    app = DeskApp(settings)
    app.leave_on_signals()
    app.run(mouse=False)
    if app.farewell:
        print(f"dentui: {app.farewell}", file=sys.stderr)
    return app.return_code or 0
