"""A terminal's keyboard, read key by key; everything is as it was when that is over, whatever ends it."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import sys
import termios
import time
from types import FrameType
from typing import Any

from dentui.terminal.flow import flow_control

_DISABLED = b"\0"
ENDING = (signal.SIGTERM, signal.SIGHUP)


class Keyboard:
    """To be used in a `with`. Meanwhile nothing is echoed, every byte comes at once, Ctrl+S too unless the
    line is a serial one, and Ctrl+C still interrupts."""

    def __init__(self, handle: int) -> None:
        self.handle = handle
        self._before: list[Any] | None = None
        self._handlers: dict[signal.Signals, Any] = {}
        self._given_back = b""

    def __enter__(self) -> Keyboard:
        self._before = termios.tcgetattr(self.handle)
        self._handlers = {number: signal.signal(number, _leave) for number in ENDING}
        mode = termios.tcgetattr(self.handle)
        flow = (termios.IXON | termios.IXOFF) & ~flow_control(self.handle)
        mode[0] &= ~(flow | termios.ICRNL | termios.INLCR | termios.IGNCR)
        mode[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN)
        mode[6][termios.VMIN], mode[6][termios.VTIME] = 1, 0
        for key in (termios.VQUIT, termios.VSUSP):
            mode[6][key] = _DISABLED
        # Not TCSAFLUSH: it would throw away what was typed ahead.
        termios.tcsetattr(self.handle, termios.TCSANOW, mode)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            termios.tcsetattr(self.handle, termios.TCSANOW, self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)

    def read(self, wait: float | None) -> bytes:
        """What has come; b"" where nothing came within so many seconds. Raises EOFError where the line is
        gone."""
        given, self._given_back = self._given_back, b""
        if given:
            return given
        if not select.select([self.handle], [], [], wait)[0]:
            return b""
        try:
            data = os.read(self.handle, 4096)
        except OSError as error:
            raise EOFError from error
        if not data:
            raise EOFError
        return data

    def read_until(self, end: float) -> bytes:
        """What comes before that moment of the monotonic clock; b"" at the latest then."""
        return self.read(max(0.0, end - time.monotonic()))

    def give_back(self, data: bytes) -> None:
        """The next `read` answers this first."""
        self._given_back = data + self._given_back

    @property
    def waiting(self) -> bytes:
        """What was given back and not read again."""
        return self._given_back


def put_back(handle: int, data: bytes) -> bool:
    """Type it on this terminal for whoever reads it next; False where the system does not allow that, which
    newer Linux kernels can be told."""
    try:
        for byte in data:
            fcntl.ioctl(handle, termios.TIOCSTI, bytes([byte]))
    except OSError:
        return False
    return True


def _leave(number: int, _: FrameType | None) -> None:
    """An orderly end, in which the terminal is given back."""
    sys.exit(128 + number)
