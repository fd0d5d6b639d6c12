"""A desk in a real pty: bytes in, and what a terminal would show of the bytes out."""

from __future__ import annotations

import atexit
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pyte

from tests.pty.loaded import Loaded

PATIENCE = 30.0
"""Seconds after which what should come is taken for lost: a limit, not a measure."""
QUIET = 0.3
"""Seconds of silence after which an answer is taken for whole."""

KEYS = {
    "Enter": b"\r",
    "Tab": b"\t",
    "Esc": b"\x1b",
    "Up": b"\x1b[A",
    "Down": b"\x1b[B",
    "Right": b"\x1b[C",
    "Left": b"\x1b[D",
    "Backspace": b"\x7f",
    "Delete": b"\x1b[3~",
    "Home": b"\x1b[H",
    "End": b"\x1b[F",
    "PgUp": b"\x1b[5~",
    "PgDn": b"\x1b[6~",
    "F1": b"\x1bOP",
    "F2": b"\x1bOQ",
    "F3": b"\x1bOR",
    "F4": b"\x1bOS",
    "F6": b"\x1b[17~",
    "F7": b"\x1b[18~",
    "F8": b"\x1b[19~",
    "F9": b"\x1b[20~",
    "F10": b"\x1b[21~",
    "Ctrl+F": b"\x06",
    "Ctrl+N": b"\x0e",
}

# What pyte does not know: strings, device queries, kitty's keyboard, synchronised output.
UNKNOWN = re.compile(
    rb"\x1b[P_^X].*?\x1b\\|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[<>=][0-9;:]*[a-zA-Z]"
    rb"|\x1b\[\?[0-9;]*\$p|\x1b\[[0-9;]*t|\x1b\[\?[0-9;]*u",
    re.DOTALL,
)
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<>=:]*|[P_^X\]].*)?\Z", re.DOTALL)


class Screen(pyte.Screen):
    """A terminal's screen that answers what it is asked."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, rows)
        self._answer = answer

    def write_process_input(self, data: str) -> None:
        self._answer(data)


def _computes(pid: int) -> bool:
    """Whether this process or one that it started does something or waits for the processor or a disk."""
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            if (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD":
                return True
            if any(_computes(int(child)) for child in (thread / "children").read_text().split()):
                return True
    return False


def _environ() -> dict[str, str]:
    """What a desk finds in its environment where a test says nothing of it."""
    ours = ("TEXTUAL", "DENTUI", "PYTEST_")
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith(ours)},
        "TERM": "xterm-256color",
        "LANG": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src"),
    }


_running: list[Loaded] = []


def _loaded(environ: dict[str, str]) -> Loaded:
    """The program that was loaded in this environment."""
    if not (_running and _running[-1].is_for(environ)):
        _running.append(Loaded(environ))
        atexit.register(_running[-1].end)
    return _running[-1]


class Desk:
    """`dentui` at a terminal of its own, or another program that leads to one."""

    def __init__(
        self,
        home: Path,
        *arguments: str,
        rows: int = 24,
        columns: int = 80,
        environment: dict[str, str] | None = None,
        program: Sequence[str] | None = None,
        loads: bool = False,
    ) -> None:
        """Where its environment says of the terminal what it says, it is a desk that was loaded before
        (`loaded.py`), unless it has to load all by itself."""
        self.home = home
        self.screen: pyte.Screen = Screen(columns, rows, self._answer)
        self._stream = pyte.ByteStream(self.screen)
        self.answers = True
        """Whether the terminal answers what it is asked, as all of them do."""
        self._tail = b""
        self.sent = b""
        """Every byte that the program wrote."""
        self._line, theirs = pty.openpty()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, size)
        environ = _environ()
        self.status: int | None = None
        self._told = -1
        """From where a desk's exit status comes that was loaded before."""
        said = environment or {}
        if program or loads or not Loaded.can(said):
            words = [*program] if program else [sys.executable, "-m", "dentui", "--home", str(home)]
            # Not pty.fork(): its child can wait for ever for a lock that another thread of ours held.
            begun = subprocess.Popen(
                ["setsid", "--ctty", *words, *arguments],
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env={**environ, **said},
            )
            self.pid = begun.pid
            begun.returncode = 0  # it is waited for here
        else:
            words = ["--home", str(home), *arguments]
            self.pid, self._told = _loaded(environ).start(words, theirs, said)
        os.close(theirs)

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.ended(wait=True)
        self.hang_up()
        if self._told >= 0:
            os.close(self._told)
            self._told = -1

    def resize(self, rows: int, columns: int) -> None:
        """Another size of the window; the program is told."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    # In

    def send(self, data: bytes) -> None:
        """Send bytes as a terminal would."""
        os.write(self._line, data)

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text.encode())

    def press(self, *names: str) -> None:
        """Press keys at once, one after the other."""
        self.send(b"".join(KEYS.get(name) or name.encode() for name in names))

    # Out

    def read(self, limit: float, until: Callable[[], object] | None = None) -> int:
        """Take what comes for so many seconds, or until something is so; answers the bytes."""
        end, count = time.monotonic() + limit, 0
        while (left := end - time.monotonic()) > 0 and not (until and until()):
            if not select.select([self._line], [], [], min(left, 0.05))[0]:
                continue
            try:
                data = os.read(self._line, 1 << 16)
            except OSError:
                break
            if not data:
                break
            count += len(data)
            self.sent += data
            self._feed(data)
        return count

    def _feed(self, data: bytes) -> None:
        data = UNKNOWN.sub(b"", self._tail + data)
        unfinished = UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._tail, data = data[cut:], data[:cut]
        self._stream.feed(data)

    def _answer(self, text: str) -> None:
        with suppress(OSError):
            if self.answers:
                self.send(text.encode())

    def text(self) -> str:
        """What stands on the screen, line by line."""
        # Not pyte's `display`: it fails where one half of a wide character was written over.
        cells = range(self.screen.columns)
        return "\n".join(
            "".join(self.screen.buffer[y][x].data for x in cells).rstrip() for y in range(self.screen.lines)
        )

    def see(self, *words: str) -> str:
        """Wait until all of these stand on the screen."""
        self.read(PATIENCE, lambda: all(word in self.text() for word in words))
        text = self.text()
        assert all(word in text for word in words), f"not all of {words} came; the screen was\n{text}"
        return text

    def quiet(self) -> None:
        """Wait until the program says nothing any more, and computes nothing that it could say."""
        now = silent = time.monotonic()
        end = now + PATIENCE
        while now < end and now - silent < QUIET:
            if self.read(0.05) or _computes(self.pid):
                silent = time.monotonic()
            now = time.monotonic()

    # The end

    def hang_up(self) -> None:
        """The line is gone."""
        if self._line >= 0:
            os.close(self._line)
            self._line = -1

    def ended(self, *, wait: bool = False) -> bool:
        """Whether the program has ended, which can be waited for. `status` is how: -N where signal N did."""
        if self.status is not None:
            return True
        if self._told >= 0:
            if wait or select.select([self._told], [], [], 0)[0]:
                self.status = int(os.read(self._told, 32))
        else:
            pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
            self.status = os.waitstatus_to_exitcode(status) if pid else None
        return self.status is not None

    def wait(self, limit: float) -> int:
        """The exit status, -N where signal N ended it. Raises AssertionError where the program is still there
        after so many seconds."""
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self._line >= 0:
                self.read(0.02)
            else:
                time.sleep(0.02)
            if self.ended() and self.status is not None:
                if self._line >= 0:
                    self.read(0.1)
                return self.status
        raise AssertionError(f"It has not left; the screen was\n{self.text()}")
