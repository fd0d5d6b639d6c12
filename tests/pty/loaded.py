"""Desks for the tests that were loaded before they are started, each in a process of its own.

A program that is started takes half a second of the processor until it has loaded what every desk loads, and
the tests start hundreds. This one loads it once, and forks at each start: what a desk reads, asks, draws and
leaves behind is as ever. Of whether a program loads all that, when, and what it makes of its environment it
tells nothing: what is about that starts a program (`tests/pty/desk.py`).
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import select
import socket
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OF_THE_TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "DENTUI_")
"""Beginnings of what is read of the environment when all is loaded."""
MOST = 1 << 18
"""Bytes of a request at most."""


class Loaded:
    """The program that forks, seen from the tests."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._asks, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._asks.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, MOST)
        handle = theirs.fileno()
        program = [sys.executable, "-m", "tests.pty.loaded", str(handle)]
        self._process = subprocess.Popen(
            program, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, pass_fds=(handle,)
        )
        theirs.close()

    @staticmethod
    def can(said: Mapping[str, str]) -> bool:
        """Whether a desk whose environment says this besides finds it as one does that is loaded there."""
        return all(name.startswith(OF_THE_TERMINAL) and value.isprintable() for name, value in said.items())

    def is_for(self, environment: Mapping[str, str]) -> bool:
        """Whether it was loaded in this environment."""
        return self._environment == environment

    def start(self, words: Sequence[str], terminal: int, said: Mapping[str, str]) -> tuple[int, int]:
        """Start `dentui` with these words at this terminal, of which its environment says this: the id
        of its process, and a handle from which its exit status can be read when it has ended."""
        ended, tells = os.pipe()
        request = json.dumps([str(Path.cwd()), dict(said), *words]).encode()
        socket.send_fds(self._asks, [request], [terminal, tells])
        os.close(tells)
        return int(self._asks.recv(32)), ended

    def end(self) -> None:
        """End it; desks that are still there stay."""
        self._asks.close()
        self._process.wait(30)


def load() -> None:
    """Import what every desk imports, as `python -m dentui` does."""
    from dentui.__main__ import prepare_terminal

    prepare_terminal(os.environ)
    gc.disable()
    import dentui.services.desk
    import dentui.services.sign_in
    import dentui.terminal.deciding
    import dentui.ui.screens.patients
    import dentui.ui.screens.sign_in  # noqa: F401
    from dentui.ui.app import importing

    importing.import_what_comes_next()
    importing.import_covers()
    for name in importing.left():
        import_module(name)


def serve(asks: socket.socket) -> list[str] | None:
    """Fork at each request. Answers in the new process, with the words that it was given; None where nobody
    asks any more."""
    running: dict[int, tuple[int, int]] = {}
    while True:
        ready = select.select([asks.fileno(), *running], [], [])[0]
        for process in running.keys() & ready:
            _tell(process, *running.pop(process))
        if asks.fileno() not in ready:
            continue
        request, handles, *_ = socket.recv_fds(asks, MOST, 2)
        if not request:
            return None
        terminal, tells = handles
        pid = os.fork()
        if not pid:
            folder, said, *words = json.loads(request)
            os.chdir(folder)
            os.environ.update(said)
            asks.close()
            for handle in (tells, *running, *(other for _, other in running.values())):
                os.close(handle)
            sit_down(terminal)
            return list(words)
        os.close(terminal)
        running[os.pidfd_open(pid)] = pid, tells
        asks.send(str(pid).encode())


def _tell(process: int, pid: int, tells: int) -> None:
    """A process has ended: its exit status goes to who started it."""
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(BrokenPipeError):
        os.write(tells, str(status).encode())
    os.close(tells)
    os.close(process)


def sit_down(terminal: int) -> None:
    """This process is at that terminal from here on, as one that was started there."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in range(3):
        os.dup2(terminal, number)
    os.close(terminal)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = _like(getattr(sys, name), number)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _like(old: io.TextIOWrapper, number: int) -> io.TextIOWrapper:
    """What Python makes of this handle at a terminal, where it made the other of one that is none."""
    room = 0 if isinstance(old.buffer, io.RawIOBase) else -1
    raw = open(number, "wb" if number else "rb", buffering=room, closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(
        raw,
        old.encoding,
        old.errors,
        newline="\n",
        line_buffering=not old.write_through,
        write_through=old.write_through,
    )


def main() -> int:
    """Load, then wait for who wants a desk; answers the exit status of the desk that this process became."""
    asks = socket.socket(fileno=int(sys.argv[1]))
    load()
    words = serve(asks)
    if words is None:
        return 0
    from dentui.__main__ import main as desk

    sys.argv = ["dentui", *words]
    return desk()


if __name__ == "__main__":
    sys.exit(main())
