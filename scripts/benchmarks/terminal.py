"""A program in a real pseudo-terminal: keys go in, the time until the last byte of the answer comes out."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

import pyte

ROWS, COLUMNS = 24, 80
QUIET = 0.15
"""Seconds without a byte that end an answer."""
LONGEST = 20.0
"""Seconds after which an answer is taken for lost."""

# What pyte does not know: device queries, kitty's keyboard, synchronised output, OSC, DCS and APC strings.
_STRANGE = re.compile(
    rb"\x1b[P_^X].*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[<>=][0-9;:]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p"
    rb"|\x1b\[[0-9;]*t|\x1b\[\?[0-9;]*u",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<>=:]*|[P_^X\]].*)?\Z", re.DOTALL)


class Terminal:
    """A running program and the screen it draws."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        rows: int = ROWS,
        columns: int = COLUMNS,
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self._tail = b""
        self.started = time.perf_counter()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "", **(environment or {})})
            os.execvp(command[0], list(command))

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for sign in (signal.SIGHUP, signal.SIGKILL):
            try:
                os.kill(self.pid, sign)
                for _ in range(30):
                    if os.waitpid(self.pid, os.WNOHANG)[0]:
                        return
                    time.sleep(0.05)
            except OSError:
                return

    def send(self, keys: str) -> None:
        """Type without waiting."""
        os.write(self.fd, keys.encode())

    def answer(self, keys: str, shows: str = "", quiet: float = QUIET) -> tuple[float, int]:
        """Type, and wait for the answer's end: (milliseconds to its last byte, its bytes), behind which
        nothing comes for so many seconds. With `shows` it does not end before this text is on the screen.
        Raises TimeoutError where that does not come."""
        started = last = time.perf_counter()
        self.send(keys)
        count = 0
        # A terminal shows faster than pyte, which is fed when nothing more comes and not between two reads.
        read = bytearray()
        while True:
            if select.select([self.fd], [], [], quiet)[0]:
                read += os.read(self.fd, 1 << 16)
                last = time.perf_counter()
                continue
            count += len(read)
            self._feed(bytes(read))
            read.clear()
            if not shows or shows in self.text():
                return (last - started) * 1_000, count
            if time.perf_counter() - started > LONGEST:
                raise TimeoutError(f"{shows!r} did not come; the screen shows:\n{self.text()}")

    def wait(self, text: str, limit: float = 30.0) -> float:
        """Milliseconds from the program's start until the text is on the screen."""
        end = time.perf_counter() + limit
        while text not in self.text():
            left = end - time.perf_counter()
            if left <= 0 or not select.select([self.fd], [], [], left)[0]:
                raise TimeoutError(f"{text!r} did not come; the screen shows:\n{self.text()}")
            self._feed(os.read(self.fd, 1 << 16))
        return (time.perf_counter() - self.started) * 1_000

    def first(self, text: str, quiet: float = 1.0) -> int:
        """Bytes from the start until the text stands there and nothing more has come for so many seconds."""
        count = 0
        while True:
            if select.select([self.fd], [], [], quiet)[0]:
                data = os.read(self.fd, 1 << 16)
                count += len(data)
                self._feed(data)
            elif text in self.text():
                return count
            elif time.perf_counter() - self.started > LONGEST:
                raise TimeoutError(f"{text!r} did not come; the screen shows:\n{self.text()}")

    def see(self, *texts: str, limit: float = 30.0) -> str:
        """Which of these texts is the first to stand on the screen; "" for none within so many seconds, and
        for a program that has ended."""
        found: list[str] = []

        def shown() -> bool:
            screen = self.text()
            found[:] = [text for text in texts if text in screen][:1]
            return bool(found)

        self.until(shown, limit)
        return found[0] if found else ""

    def until(self, holds: Callable[[], bool], limit: float = 30.0) -> bool:
        """Whether this holds of the screen within so many seconds."""
        end = time.perf_counter() + limit
        while not holds():
            left = end - time.perf_counter()
            if left <= 0 or not self.take(left):
                return False
        return True

    def take(self, seconds: float) -> bool:
        """Read what the program writes next; False where nothing came for so many seconds, or it ended."""
        if not select.select([self.fd], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self._feed(data)
        return bool(data)

    def idle(self, seconds: float) -> int:
        """Bytes written within so many seconds without a key."""
        end, count = time.perf_counter() + seconds, 0
        while (left := end - time.perf_counter()) > 0 and select.select([self.fd], [], [], left)[0]:
            data = os.read(self.fd, 1 << 16)
            count += len(data)
            self._feed(data)
        return count

    def text(self) -> str:
        """The screen."""
        # Not pyte's `display`: it fails where one half of a wide character was written over.
        cells = range(self.screen.columns)
        return "\n".join(
            "".join(self.screen.buffer[y][x].data for x in cells) for y in range(self.screen.lines)
        )

    def memory(self) -> float:
        """Megabytes (1,000,000 bytes) that the program holds resident."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.pid}/status").read_text("ascii"))
        return int(found[1]) * 1_024 / 1_000_000 if found else 0.0

    def _feed(self, data: bytes) -> None:
        data = _STRANGE.sub(b"", self._tail + data)
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._tail = data[cut:]
        self.stream.feed(data[:cut])


def dentui(home: object, operator: str = "anna") -> list[str]:
    """The command that opens a desk."""
    return [sys.executable, "-m", "dentui", "--home", str(home), "--as", operator]
