"""The app: it leaves in an orderly way whatever happens, tells of a fault of ours, and has the actions of
every place. How its keys come, what covers it, and who comes and goes stand in modules of their own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

from rich.console import RenderableType

from dentui.config import Settings
from dentui.crash import log_faults_of_threads, write_crash_log
from dentui.errors import Unavailable
from dentui.terminal.ascii import write_ascii
from dentui.ui.app.entering import KEEP_WITHIN
from dentui.ui.app.errands import ErrandsApp
from dentui.ui.keys import EVERYWHERE
from dentui.ui.text import plain
from dentui.ui.wire import DeskDriver

if TYPE_CHECKING:
    from dentui.terminal.deciding import Terminal
    from dentui.ui.sheets.palette import KeyRow

LEAVE_WITHIN = 0.7
"""Seconds that an orderly end may take when the line is gone."""
DO_WITHIN = 0.2
"""Seconds of these for the keys that came before."""
HEAR_WITHIN = 0.3
"""And for the terminal's answers."""
CRASHED = LINE_GONE = 1
AT_NEXT_START = "at the next start"


class DeskApp(ErrandsApp):
    """The patient desk."""

    TITLE = "dentui"
    PLACE = EVERYWHERE
    BINDINGS = EVERYWHERE.bindings
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    AUTO_FOCUS = None

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.farewell = ""
        """What is said on the terminal after the screen is gone."""
        self._leaving: asyncio.Task[None] | None = None

    # Leaving

    async def on_unmount(self) -> None:
        self.left = True
        self.forget_idle()
        self.garbage.stop()
        self.work.stop()
        if self.work.keeper is not None:
            self.work.keeper.close(KEEP_WITHIN)
        await self.close_register()
        self.close_hands()

    def leave_on_signals(self) -> None:
        """Take SIGHUP (the line is gone) and SIGTERM from now on."""
        for number in (signal.SIGHUP, signal.SIGTERM):
            signal.signal(number, self._told_to_leave)

    def _told_to_leave(self, number: int, _: object) -> None:
        self._leave_soon(128 + number)

    def line_is_gone(self) -> None:
        self._leave_soon(LINE_GONE)

    def _leave_soon(self, status: int) -> None:
        """SIGHUP, SIGTERM, or the end of the line: leave within a second, with what was typed last on the
        disk, also where the line takes nothing any more and the event loop stands still."""

        def insist() -> None:
            until = time.monotonic() + LEAVE_WITHIN
            if (keeper := self.work.keeper) is not None:
                keeper.flush(LEAVE_WITHIN)
            time.sleep(max(0.0, until - time.monotonic()))
            if isinstance(driver, DeskDriver) and not driver.has_given_back:
                driver.give_back()
            os._exit(status)

        driver = self._driver
        if isinstance(driver, DeskDriver):
            driver.last_answers = HEAR_WITHIN
        threading.Thread(target=insist, daemon=True).start()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin_to_leave, status)

    def _begin_to_leave(self, status: int) -> None:
        self._leaving = asyncio.create_task(self._do_and_leave(status))

    async def _do_and_leave(self, status: int) -> None:
        """What was typed before the line was gone comes first, as far as it waits for no register."""
        gate, until = self.gate, time.monotonic() + DO_WITHIN
        while (gate.waiting or gate.busy) and not gate.held and time.monotonic() < until:
            await asyncio.sleep(0.005)
        self._leave(status)

    def _leave(self, status: int) -> None:
        self.note_forms()
        self.farewell = self.farewell or " ".join(self.told_kept(AT_NEXT_START))
        self.exit(return_code=status)

    def action_leave(self) -> None:
        self._leave(0)

    # A fault of ours

    def _handle_exception(self, error: Exception) -> None:
        """Textual would print local variables, and with them patients. One neutral sentence, and a
        private log of where it happened."""
        self._return_code = CRASHED
        if self._exception is None:
            log = write_crash_log(self.settings.home, error)
            kept = "".join(f" {sentence}" for sentence in self._keep_after_fault())
            where = f" What is known about it, without patient data, is in {plain(str(log))}." if log else ""
            self.farewell = (
                "Something went wrong that dentui did not expect. Start it again, and look whether what you "
                f"did last was saved.{kept}{where}"
            )
            # Textual's tests wait for these two.
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _keep_after_fault(self) -> list[str]:
        """Have kept what was typed; answers what is to be said of it. It may be a form that is broken."""
        told: list[str] = []
        with suppress(Exception):
            self.note_forms()
        if (keeper := self.work.keeper) is not None:
            keeper.flush(KEEP_WITHIN)
        with suppress(Exception):
            told = self.told_kept(AT_NEXT_START)
        return told

    def panic(self, *renderables: RenderableType) -> None:
        """As above; what was to be printed could hold patient data."""
        error = sys.exc_info()[1]
        self._handle_exception(error if isinstance(error, Exception) else RuntimeError())

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing: there is no mouse here, and old terminals print the sequence."""

    # Actions of every place

    async def action_keys(self) -> None:
        from dentui.ui.sheets.palette import PaletteSheet, rows_of

        sheet = PaletteSheet(rows_of(self.screen))
        with self.batch_update():
            await self.push_screen(sheet, self._do)

    async def _do(self, row: KeyRow | None) -> None:
        if row is not None:
            await self.run_action(row.key.action, row.node)

    def action_redraw(self) -> None:
        self.draw_anew()


def run(settings: Settings, terminal: Terminal) -> int:
    """Open the desk's screen at this terminal; answers the exit status when it is left. Raises Unavailable
    where there is none, Invalid for what was said of it and means nothing."""
    if not all(stream is not None and stream.isatty() for stream in (sys.__stdin__, sys.__stderr__)):
        raise Unavailable(
            "The screen needs a terminal to read keys from and to draw on. Commands do without: dentui --help"
        )
    # Queries run in threads: a key must not wait 5 ms (Python's own figure) for its turn.
    sys.setswitchinterval(0.001)
    if isinstance(sys.__stderr__, TextIOWrapper):
        # Textual writes there. What the terminal is sent is decided by its profile and not by Python.
        sys.__stderr__.reconfigure(encoding="utf-8", errors="replace")
    log_faults_of_threads(settings.home)
    app = DeskApp(settings)
    app.use(terminal, settings.operator or settings.key_of)
    app.leave_on_signals()
    try:
        app.run(mouse=False)
    finally:
        if app.ascii_only:
            write_ascii(sys.stderr)
    if app.farewell:
        # The line may be gone, and nobody there to read it.
        with suppress(OSError):
            print(f"dentui: {app.farewell}", file=sys.stderr)
    return app.return_code or 0
