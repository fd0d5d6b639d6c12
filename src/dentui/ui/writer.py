"""Writing to the terminal, as soon as it takes anything and never so that a key waits for it."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from textual.drivers._writer_thread import WriterThread


class DeskWriter(WriterThread):
    """Textual's writer that survives a line that is gone, since the program still has to leave, and writes
    a frame at once where the line takes it: the thread would have to be waited for."""

    alive = True
    """Whether what comes is written; else it is taken and dropped."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self._lock = threading.Lock()
        # Under the lock.
        self._under_way = 0
        """Texts that the thread has still to write."""
        self._left = b""
        """What the line did not take of the one before: it may begin with a part of a character."""
        self._on_free: Callable[[], None] | None = None
        self._direct = _open_beside(file)

    def write(self, text: str) -> None:
        """Have it written by the thread."""
        with self._lock:
            self._under_way += 1
        super().write(text)

    def write_now(self, text: str) -> None:
        """Write it here as far as the line takes it and nothing waits; the rest is the thread's."""
        with self._lock:
            if direct := not self._under_way and self._direct is not None:
                self._left = self._write_direct(text.encode(errors="replace"))
        if not direct:
            self.write(text)
        elif self._left:
            self.write("")

    def _write_direct(self, data: bytes) -> bytes:
        """Answers what the line did not take."""
        if not self.alive or self._direct is None:
            return b""
        try:
            return data[os.write(self._direct, data) :]
        except BlockingIOError:
            return data
        except OSError:
            self.alive = False
            return b""

    def tell_when_free(self, told: Callable[[], None]) -> bool:
        """Whether the line has still to take what it was given: then `told` is called when it has, in the
        writer's thread."""
        with self._lock:
            behind = self.is_behind
            self._on_free = told if behind else None
        return behind

    @property
    def is_behind(self) -> bool:
        """Whether the line has still to take what it was given."""
        return self.alive and self._under_way > 0

    def run(self) -> None:
        """Write until told to stop; once the line is gone, take and drop."""
        while (text := self._queue.get()) is not None:
            if self.alive:
                try:
                    self._write_left()
                    self._file.write(text)
                    if self._queue.qsize() == 0:
                        self._file.flush()
                except OSError:
                    self.alive = False
            with self._lock:
                self._under_way -= 1
                told = None
                if not self._under_way or not self.alive:
                    told, self._on_free = self._on_free, None
            if told is not None:
                told()
        if self.alive:
            with suppress(OSError):
                self._file.flush()

    def _write_left(self) -> None:
        with self._lock:
            left, self._left = self._left, b""
        while left:
            left = left[os.write(self._file.fileno(), left) :]

    def stop(self) -> None:
        """Stop the thread, and block until it finished."""
        super().stop()
        with self._lock:
            direct, self._direct = self._direct, None
        if direct is not None:
            os.close(direct)


def _open_beside(file: IO[str]) -> int | None:
    """The same terminal, opened once more: only so can it be told not to block here and to block there. None
    where it can't be, as after su, when it belongs to somebody else."""
    with suppress(OSError):
        return os.open(os.ttyname(file.fileno()), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    return None
