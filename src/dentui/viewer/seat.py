"""The terminal while a preview has it: taken over, read, written to as fast as the line takes it, and given
back whatever happens."""

from __future__ import annotations

import os
import select
import signal
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from dentui.terminal.cells import Cells, Run
from dentui.terminal.keyboard import Keyboard
from dentui.terminal.keys import KeyNames
from dentui.terminal.pace import Pace
from dentui.terminal.profile import Line, Profile
from dentui.terminal.terminfo import erases_with_background, takes_off_singly

ESC = "\x1b"
TAKE = f"{ESC}[?1049h\x0f{ESC}(B{ESC}[r{ESC}[?7l{ESC}[?25l{ESC}[?2004h"
"""The other screen; letters and no lines, all rows may scroll, none goes on in the next, no cursor, pastes
have an end."""
GIVE = f"{ESC}[?7h{ESC}[?2004l{ESC}[?25h{ESC}[?1049l"
LAST_WORDS = 1.0
"""Seconds that giving the terminal back may take."""
PIECE = 4096
LOOK = 0.1
"""Seconds after which is looked whether an answer of the terminal is overdue."""


class Seat:
    """A terminal, to be used in a `with`."""

    def __init__(self, profile: Profile, term: str, handles: tuple[int, int] = (0, 1)) -> None:
        self._handle, self._output = handles
        self._keyboard = Keyboard(self._handle)
        self._direct = _open_beside(self._output)
        self.names = KeyNames(0.1 if profile.line is Line.LOCAL else 0.25)
        self.pace = Pace() if profile.line in (Line.SSH, Line.MOSH) else None
        self.cells = Cells(erases=erases_with_background(term), single_off=takes_off_singly(term))
        self.resized = True
        """Whether the window may have another size, or shows something else than what was sent."""
        self._left = b""
        self._also: list[int] = []
        self._stop = False
        self._wake = os.pipe()
        self._handlers: dict[int, Any] = {}
        self._former_wakeup = -1

    def __enter__(self) -> Seat:
        self._keyboard.__enter__()
        for end in self._wake:
            os.set_blocking(end, False)
        self._former_wakeup = signal.set_wakeup_fd(self._wake[1], warn_on_full_buffer=False)
        for number, handler in (
            (signal.SIGWINCH, self._on_size),
            (signal.SIGCONT, self._on_continue),
            (signal.SIGTSTP, self._on_stop),
        ):
            self._handlers[number] = signal.signal(number, handler)
        self._take()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._give()
        finally:
            for number, handler in self._handlers.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(self._former_wakeup)
            self._keyboard.__exit__()
            for end in (*self._wake, *((self._direct,) if self._direct != self._output else ())):
                os.close(end)

    def leave_with(self, handle: int | None) -> None:
        """Leave as soon as whoever holds the other end of this socket is gone."""
        self._also = [] if handle is None else [handle]

    # Waiting

    def wake(self) -> None:
        """Have `wait` return: another thread has something."""
        with suppress(OSError):
            os.write(self._wake[1], b"\0")

    def wait(self, seconds: float | None) -> list[str]:
        """Names of keys that came, after so many seconds at the latest, or when something else has to be
        looked at. Raises EOFError where the line is gone."""
        ends = [end for end in (seconds, self._patience()) if end is not None]
        wanted = [self._direct] if self._left else []
        watched = [self._handle, self._wake[0], *self._also]
        ready, free, _ = select.select(watched, wanted, [], min(ends) if ends else None)
        if any(handle in ready for handle in self._also) and self._is_alone():
            raise EOFError
        if self._wake[0] in ready:
            with suppress(BlockingIOError):
                while os.read(self._wake[0], PIECE):
                    pass
        if free:
            self._write_on()
        if self._handle in ready:
            self._read()
        elif self.names.deadline is not None and time.monotonic() >= self.names.deadline:
            self.names.over()
        if self.pace is not None:
            for _ in range(self.names.taken):
                self.pace.answer()
            self.pace.look()
        self.names.taken = 0
        if self._stop:
            self._rest()
        came, self.names.ready = self.names.ready, []
        return came

    def _is_alone(self) -> bool:
        """Whether who holds the other end is gone: what comes may be an answer that another thread waits
        for."""
        poll = select.poll()
        for handle in self._also:
            poll.register(handle, select.POLLRDHUP)
        return bool(poll.poll(0))

    def _patience(self) -> float | None:
        ends = [LOOK] if self.pace is not None and self.pace.is_asking() else []
        if self.names.deadline is not None:
            ends.append(max(0.0, self.names.deadline - time.monotonic()))
        return min(ends) if ends else None

    def _read(self) -> None:
        try:
            data = os.read(self._handle, PIECE)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        self.names.feed(data)

    # Showing

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        with suppress(OSError):
            columns, rows = os.get_terminal_size(self._output)
            if columns and rows:
                return columns, rows
        return 80, 24

    @property
    def is_free(self) -> bool:
        """Whether the line takes more."""
        return not self._left and not (self.pace is not None and self.pace.tell_when_free(self.wake))

    def show(self, runs: Sequence[Run], cursor: tuple[int, int] | None = None) -> str:
        """What has to be sent so that this stands there."""
        return self.cells.changes(runs, cursor)

    def send(self, text: str) -> None:
        """Send that, as soon as the line takes it."""
        data = text.encode(errors="replace")
        if self.pace is not None and data:
            data += self.pace.send(len(data)).encode()
        self._left += data
        self._write_on()

    def _write_on(self) -> None:
        while self._left:
            try:
                self._left = self._left[os.write(self._direct, self._left[:PIECE]) :]
            except BlockingIOError:
                return
            except OSError as error:
                self._left = b""
                raise EOFError from error

    # Taking over and giving back

    def _take(self) -> None:
        mode = termios.tcgetattr(self._handle)
        # Ctrl+C would end whoever started us as well.
        mode[3] &= ~termios.ISIG
        termios.tcsetattr(self._handle, termios.TCSANOW, mode)
        self._left = b""
        self.send(TAKE)
        self.resized = True

    def _give(self) -> None:
        """Nothing of a patient stays on a terminal that has no other screen."""
        _, rows = self.size
        erased = "".join(f"{ESC}[{row};1H{ESC}[2K" for row in range(1, max(rows, self.cells.rows) + 1))
        # CAN ends a sequence that was cut off.
        self._left = f"\x18{ESC}[0m{erased}{ESC}[H{GIVE}".encode()
        end = time.monotonic() + LAST_WORDS
        with suppress(EOFError):
            while self._left and (left := end - time.monotonic()) > 0:
                select.select([], [self._direct], [], left)
                self._write_on()
            self._hear_out(end)

    def _hear_out(self, end: float) -> None:
        """An answer that comes later would be typed into the shell."""
        while self.pace is not None and self.pace.is_asking() and (left := end - time.monotonic()) > 0:
            if select.select([self._handle], [], [], left)[0]:
                self._read()
                for _ in range(self.names.taken):
                    self.pace.answer()
                self.names.taken = 0

    def _rest(self) -> None:
        """Stopped by a signal: the terminal is the shell's until we go on."""
        self._stop = False
        self._give()
        self._keyboard.__exit__()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, self._on_stop)
        self._keyboard.__enter__()
        self._take()

    def _on_size(self, _: int, __: FrameType | None) -> None:
        self.resized = True

    def _on_continue(self, _: int, __: FrameType | None) -> None:
        # After a SIGSTOP nobody gave anything back: what others wrote meanwhile is painted over.
        self.resized = True

    def _on_stop(self, _: int, __: FrameType | None) -> None:
        self._stop = True


def _open_beside(output: int) -> int:
    """The same terminal, opened once more: only so can it be told not to block here and to block there. The
    handle itself where that cannot be, as after su, when it belongs to somebody else."""
    with suppress(OSError):
        return os.open(os.ttyname(output), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    return output


def is_terminal() -> bool:
    """Whether somebody sits there."""
    return sys.stdin.isatty() and sys.stdout.isatty()
