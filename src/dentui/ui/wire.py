"""Between Textual and the line: the terminal is taken over, written to, and given back.

The driver of Textual 8.2 ends the program at the first byte that is no UTF-8, and leaves on the
screen what stood there. Private names of that version are used; pyproject.toml pins it.
"""

from __future__ import annotations

import os
import selectors
import termios
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from time import monotonic, sleep

from textual._ansi_sequences import SYNC_END
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from dentui.terminal.flow import flow_control
from dentui.terminal.pace import Pace
from dentui.ui.parser import ESC, DeskParser
from dentui.ui.writer import DeskWriter

LAST_ANSWERS = 1.0
"""Seconds that leaving may take for the terminal's answers."""

AS_DRAWN = f"\x0f{ESC}(B{ESC}[r{ESC}[?7l{ESC}[?2004h"
"""Letters and no lines (SI, G0), all rows may scroll, none goes on in the next, pastes have an end."""


def blank(rows: int) -> str:
    """What takes every character off the screen, row by row. ESC[2J would do it at once, and in PuTTY,
    Windows Terminal and tmux move all of it into the scroll-back."""
    erased = "".join(f"{ESC}[{row};1H{ESC}[2K" for row in range(1, rows + 1))
    return f"{ESC}[0m{erased}{ESC}[H"


class DeskDriver(LinuxDriver):
    """Textual's driver with that parser and that writer, bytes that are no UTF-8 left out, and nothing
    of a patient left on the screen: a terminal without an alternate one would go on showing it."""

    pace: Pace | None = None
    """Where what waits for the line waits elsewhere than here."""
    last_answers = LAST_ANSWERS
    """Seconds that giving the terminal back may take for its answers."""
    _cursor_shown = _stopped = False
    _waker: tuple[int, int] | None = None
    """A pipe that wakes who reads the terminal: it waits for a tenth of a second at a time."""
    ascii_only = False
    """Whether every byte sent has to be below 0x80. What is drawn is so already; this is for all the rest."""

    def keep_pace(self, wanted: bool) -> None:
        """Ask the terminal from now on how much is under way, or do not."""
        former, self.pace = self.pace, (self.pace or Pace()) if wanted else None
        if former is not None and not wanted:
            former.stop()

    def write(self, data: str) -> None:
        """Write to the terminal."""
        super().write(self._as_sent(data))

    def _as_sent(self, data: str) -> str:
        if self.ascii_only and not data.isascii():
            return data.encode("ascii", "replace").decode()
        return data

    def show_cursor(self, shown: bool) -> None:
        """Show the terminal's own cursor from now on, or hide it."""
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            if self._writer_thread is not None:
                self.write(f"{ESC}[?25{'h' if shown else 'l'}")

    def _sigtstp_application(self, *_: object) -> None:
        # On the loop: what a signal interrupts may have a lock that giving the terminal back waits for.
        self._loop.call_soon_threadsafe(super()._sigtstp_application)

    def _sigcont_application(self, *_: object) -> None:
        if self._must_signal_resume:
            super()._sigcont_application()
        else:
            # Stopped by SIGSTOP, which nobody is told of: the terminal was never given back.
            self._loop.call_soon_threadsafe(self._app.post_message, self.SignalResume())

    def start_application_mode(self) -> None:
        """Take over the terminal."""
        self._stopped = False
        if self._waker is None:
            self._waker = os.pipe()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        stock = self._writer_thread
        if stock is not None and self._file is not None:
            stock.stop()
            self._writer_thread = DeskWriter(self._file)
            self._writer_thread.start()
            if self._cursor_shown:
                self.write(f"{ESC}[?25h")

    def disable_input(self) -> None:
        """Read the terminal no more. Textual waits for who reads it."""
        waker, self._waker = self._waker, None
        if waker is not None:
            os.write(waker[1], b"\0")
        super().disable_input()
        for end in waker or ():
            os.close(end)

    def _patch_iflag(self, attrs: int) -> int:  # type: ignore[override]
        return super()._patch_iflag(attrs) | attrs & flow_control(self.fileno)

    def _query_in_band_window_resize(self) -> None:
        """Nothing: the size is asked of the system, and old terminals print a part of this question."""

    def set_anew(self) -> None:
        """Set what a terminal forgets that is switched off and on, and what noise on the line can change."""
        self.write(f"{AS_DRAWN}{ESC}[?25{'h' if self._cursor_shown else 'l'}")

    def stop_application_mode(self) -> None:
        """Give the terminal back, with nothing on it."""
        if self._stopped:
            return
        self.write(blank(self._rows()))
        self._hear_out()
        super().stop_application_mode()
        self._stopped = True

    @property
    def has_given_back(self) -> bool:
        """Whether the terminal is as it was, and the line has taken all that makes it so."""
        writer = self._writer_thread
        return self._stopped and not (isinstance(writer, DeskWriter) and writer.is_behind)

    def write_frame(self, text: str) -> None:
        """Write what changes the screen, and take note of it."""
        if (pace := self.pace) is not None:
            text += pace.send(len(text.encode()))
        if isinstance(self._writer_thread, DeskWriter):
            self._writer_thread.write_now(self._as_sent(text))
        else:
            self.write(text)

    def _hear_out(self) -> None:
        """An answer that comes later would be typed into the shell."""
        end = monotonic() + self.last_answers
        while (pace := self.pace) is not None and pace.is_asking() and monotonic() < end:
            if self._key_thread is None or not self._key_thread.is_alive():
                return
            sleep(0.005)

    def _answered(self) -> None:
        if (pace := self.pace) is not None:
            pace.answer()

    def wait_for_line(self, told: Callable[[], None]) -> bool:
        """Whether the line has still to take what it was given: then `told` is called when it has, in
        another thread."""
        if (pace := self.pace) is not None and pace.tell_when_free(told):
            return True
        writer = self._writer_thread
        return isinstance(writer, DeskWriter) and writer.tell_when_free(told)

    def size_now(self) -> Size:
        """Columns and rows as the terminal has them now, whatever was told of it."""
        return Size(*self._get_terminal_size())

    def _get_terminal_size(self) -> tuple[int, int]:
        """Columns and rows. The terminal is asked: COLUMNS and LINES, which Python prefers, do not follow a
        window that changes."""
        with suppress(OSError):
            columns, rows = os.get_terminal_size(self._output)
            if columns and rows:
                return columns, rows
        return super()._get_terminal_size()

    def _rows(self) -> int:
        # A window that grew a moment ago has more of them than Textual knows yet.
        return max(self._get_terminal_size()[1], self._app.size.height)

    def give_back(self) -> None:
        """Set the terminal as it was and blank it, where there is no time for more: in a quarter of a second,
        also where the line takes nothing, as far as it ever will."""
        if isinstance(self._writer_thread, DeskWriter):
            self._writer_thread.alive = False
        # CAN ends a sequence that was cut off; the frame that was may be held back until its end comes.
        last = f"\x18{SYNC_END}{blank(self._rows())}"
        last += f"{ESC}[?7h{ESC}[<u{ESC}[?1049l{ESC}[?25h{ESC}[?1004l{ESC}[?2004l"
        written = self._write_beside(last)
        for _ in range(20):
            written.join(0.01)
            if not written.is_alive():
                break
            with suppress(termios.error):
                # What was painted and not taken would come when the line is free again.
                termios.tcflush(self._output, termios.TCOFLUSH)
        else:
            # It may have been written just before it was flushed.
            self._write_beside(last).join(0.05)
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _write_beside(self, text: str) -> threading.Thread:
        """Write at once and not behind what waits, in a thread that may be left alone."""

        def write() -> None:
            data = text.encode()
            with suppress(OSError):
                while data:
                    data = data[os.write(self._output, data) :]

        thread = threading.Thread(target=write, daemon=True)
        thread.start()
        return thread

    @property
    def _output(self) -> int:
        return self._file.fileno() if self._file is not None else self.fileno

    def run_input_thread(self) -> None:
        """Read the terminal until the program leaves or the line is gone."""
        try:
            self._read_terminal()
        except Exception as error:
            # Here and not later: outside this block nobody could say where it happened.
            self._app.call_later(self._app._handle_exception, error)

    def _line_is_gone(self) -> None:
        """In the thread that reads: nothing comes any more, and nobody is there to see anything."""
        told = getattr(self._app, "line_is_gone", None)
        if told is not None:
            told()
        else:
            self._app.call_later(self._app.exit, return_code=1)

    def _read_terminal(self) -> None:
        parser = DeskParser(rxvt=os.environ.get("TERM", "").startswith("rxvt"))
        parser.answered = self._answered
        decode = getincrementaldecoder("utf-8")("ignore").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            if self._waker is not None:
                selector.register(self._waker[0], selectors.EVENT_READ)
            while not self.exit_event.is_set():
                wait = parser.wait
                ready = selector.select(0.1 if wait is None else min(wait, 0.1))
                if any(key.fd == self.fileno for key, _ in ready):
                    try:
                        data = os.read(self.fileno, 4096)
                    except OSError:
                        data = b""
                    if not data:
                        self._line_is_gone()
                        return
                    # All of a packet before any of it is handled: see sheets/confirm.
                    for message in [*parser.feed(decode(data))]:
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
                if (pace := self.pace) is not None:
                    pace.look()
