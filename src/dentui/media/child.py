"""Processes that read files for the desk: whatever a file does to one, the desk goes on.

Media files come from strangers, and the libraries that read them take gigabytes, hang or crash on files made
for it. So they run in a process with limits of memory, processor time and clock, which is warm for the next
file and is given back after a rest. That it died is an answer about the file it read.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, cast

from dentui.domain.limits import GB, MB, Limits
from dentui.errors import Cancelled, Unavailable, Unreadable
from dentui.media.jobs import Answer
from dentui.media.reasons import DAMAGED
from dentui.media.wire import HEAD, RESTED, lengths, packed

AT_ONCE = 2
"""Processes: one that reads what is added, one for what is on the screen."""
REST = 120.0
"""Seconds without a file after which a process is given back."""
LOOKS = 0.05
"""Seconds between two looks whether somebody wants to stop."""
_START = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[2]); from dentui.media.worker import main; main()"
)
_ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    # Threads of a mathematics library take address space and help nothing here.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    # Memory that is freed goes back, else many large files look like one that is too large; but not every
    # array of numpy by itself: that took twice as long.
    "MALLOC_TRIM_THRESHOLD_": "64000000",
    "MALLOC_MMAP_THRESHOLD_": "8000000",
    "MALLOC_ARENA_MAX": "1",
}


class Children:
    """A few such processes, started when they are needed. Threads may ask at once."""

    def __init__(self, limits: Limits, at_once: int = AT_ONCE, rest: float = REST) -> None:
        self.limits = limits
        self._rest = rest
        self._room = threading.Semaphore(at_once)
        self._lock = threading.Lock()
        self._idle: list[_Child] = []
        self._closed = False

    def run(
        self, job: str, asked: Mapping[str, Any], stop: threading.Event | None = None, seconds: float = 0
    ) -> Answer:
        """Have a job (`jobs.py`) done, within `seconds` or the limit of one file.

        Raises Unreadable where it found the file bad, died of it or took too much; Cancelled when `stop` is
        set meanwhile; Unavailable where no such process can run on this machine."""
        request = packed([job, dict(asked)])
        while not self._room.acquire(timeout=LOOKS):
            _heed(stop)
        try:
            return self._answer(request, time.monotonic() + (seconds or self.limits.seconds), stop)
        finally:
            self._room.release()

    def close(self) -> None:
        """End the processes that are idle; one at work ends when it has answered."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _answer(self, request: bytes, until: float, stop: threading.Event | None) -> Answer:
        while True:
            child = self._take()
            fresh = child.jobs == 0
            try:
                answer = child.ask(request, until, stop)
            except _Rested:
                continue
            except _Spent as error:
                # What was read before may have left something behind: a file is judged by a fresh process.
                if fresh:
                    raise Unreadable(error.sentence) from None
                continue
            finally:
                self._give_back(child)
            return answer

    def _take(self) -> _Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        child = _Child(self.limits, self._rest)
        threading.Thread(target=self._see_off, args=(child,), name="reader's end", daemon=True).start()
        return child

    def _see_off(self, child: _Child) -> None:
        """Once it has ended, resting: leave nothing of it behind, neither a zombie nor pipes."""
        child.wait()
        with self._lock:
            if child not in self._idle:
                return
            self._idle.remove(child)
        child.end()

    def _give_back(self, child: _Child) -> None:
        with self._lock:
            if not child.ended and not self._closed:
                self._idle.append(child)
                return
        child.end()


class _Rested(Exception):
    """It had been given back before it was asked."""


class _Spent(Exception):
    """It died, or has no memory left."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class _Child:
    """One process. To be used by one thread at a time."""

    def __init__(self, limits: Limits, rest: float) -> None:
        self.jobs = 0
        self.ended = False
        self._ready = False
        self._limits = limits
        modules = [str(Path(folder).absolute()) for folder in sys.path if folder]
        try:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-S", "-B", "-c", _START),
                    *(json.dumps(asdict(limits)), json.dumps(modules), str(rest)),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                env=_ENVIRONMENT,
                # Keys and the end of a terminal's line are the desk's affair.
                start_new_session=True,
            )
        except OSError as error:
            raise Unavailable(
                f"Files cannot be read now: no process can be started ({error.strerror}). "
                "Close what is not needed, then try again."
            ) from error
        self._pipes = cast("tuple[IO[bytes], IO[bytes]]", (self._process.stdin, self._process.stdout))
        self._to, self._from = (pipe.fileno() for pipe in self._pipes)
        os.set_blocking(self._to, False)

    def ask(self, request: bytes, until: float, stop: threading.Event | None) -> Answer:
        """Its answer. Raises as `Children.run`, and _Rested and _Spent."""
        try:
            if not self._ready:
                self._ready = self._message(until, stop)[0] == "ready"
            self._send(request, until, stop)
            said, data = self._message(until, stop)
            answer = Answer(said.get("value"), data)
        except _End:
            raise self._death() from None
        except (ValueError, AttributeError):
            self.end()
            raise Unreadable(DAMAGED) from None
        except BaseException:
            self.end()
            raise
        self.jobs += 1
        if "value" in said:
            return answer
        if "memory" in said:
            self.end()
            raise _Spent(_memory(self._limits))
        if "unreadable" in said:
            raise Unreadable(str(said["unreadable"]))
        raise Unreadable(DAMAGED, fault=str(said.get("fault")))

    def wait(self) -> None:
        """Until it has ended. Whoever uses it takes it out of the table of processes: `end`."""
        with contextlib.suppress(ChildProcessError):
            os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)

    def end(self) -> None:
        """End it, whatever it is at, and wait for that."""
        if self.ended:
            return
        self.ended = True
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes:
            pipe.close()

    def _message(self, until: float, stop: threading.Event | None) -> tuple[Any, bytes]:
        text, data = lengths(self._read(HEAD.size, until, stop))
        return json.loads(self._read(text, until, stop)), self._read(data, until, stop)

    def _send(self, request: bytes, until: float, stop: threading.Event | None) -> None:
        left = memoryview(request)
        while left:
            self._wait(self._to, select.POLLOUT, until, stop)
            try:
                left = left[os.write(self._to, left) :]
            except BrokenPipeError:
                raise _End from None

    def _read(self, size: int, until: float, stop: threading.Event | None) -> bytes:
        read = bytearray(size)
        left = memoryview(read)
        while left:
            self._wait(self._from, select.POLLIN, until, stop)
            got = os.readv(self._from, [left])
            if not got:
                raise _End
            left = left[got:]
        return bytes(read)

    def _wait(self, handle: int, event: int, until: float, stop: threading.Event | None) -> None:
        poll = select.poll()
        poll.register(handle, event)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise Unreadable(
                    f"The file was given up on after {self._limits.seconds} s. It can be kept as other data."
                )
            if poll.poll(1000 * (min(LOOKS, left) if stop else left)):
                return
            _heed(stop)

    def _death(self) -> Exception:
        """Why it gave no answer."""
        code = self._process.wait()
        self.end()
        if code == RESTED:
            return _Rested()
        if code == -signal.SIGXCPU:
            return Unreadable(
                f"The file was given up on after {self._limits.computing} s of computing. "
                "It can be kept as other data."
            )
        if self._ready:
            return _Spent("The file ends the program that reads it. It can be kept as other data.")
        return Unavailable(
            f"Files cannot be read now: the process that reads them does not start ({code}). "
            "Run dentui doctor, which says what is wrong with this machine."
        )


class _End(Exception):
    """Nothing more comes from it."""


def _memory(limits: Limits) -> str:
    size = f"{limits.memory / GB:.2g} GB" if limits.memory >= GB else f"{limits.memory // MB} MB"
    return f"The file needs more than {size} of memory to be read. It can be kept as other data."


def _heed(stop: threading.Event | None) -> None:
    if stop and stop.is_set():
        raise Cancelled("Stopped. Nothing was taken in.")
