"""What is written to a terminal arrives whole and in order, however fast it is read; nobody waits for it."""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import TextIOWrapper

import pytest

from dentui.ui.writer import DeskWriter

FRAME = "".join(f"row {row:05} Zbrzezný 牙科 ▸ … " for row in range(20_000))
"""More than a pseudo-terminal holds, with characters of one to three bytes."""


@dataclass
class Terminal:
    """A terminal and what is read of it."""

    reader: int
    writer: DeskWriter
    read: bytearray = field(default_factory=bytearray)

    def read_until(self, size: int) -> str:
        """Read so many bytes; answers all that was read so far."""
        while len(self.read) < size:
            self.read += os.read(self.reader, 70_001)
        return self.read.decode()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    reader, line = os.openpty()
    tty.setraw(line)
    file = TextIOWrapper(os.fdopen(line, "wb"), encoding="utf-8")
    writer = DeskWriter(file)
    writer.start()
    yield Terminal(reader, writer)
    os.close(reader)
    writer.alive = False
    writer.stop()


def test_what_the_line_takes_is_there_at_once(terminal: Terminal) -> None:
    terminal.writer.write_now("Müller")
    assert os.read(terminal.reader, 100).decode() == "Müller"
    assert not terminal.writer.tell_when_free(lambda: None)


def test_what_it_does_not_take_comes_behind_it_and_in_order(terminal: Terminal) -> None:
    terminal.writer.write_now(FRAME)
    terminal.writer.write("between")
    terminal.writer.write_now(FRAME[::-1])
    wanted = f"{FRAME}between{FRAME[::-1]}"
    assert terminal.read_until(len(wanted.encode())) == wanted


def test_who_asks_is_told_when_the_line_is_free(terminal: Terminal) -> None:
    free = threading.Event()
    terminal.writer.write_now(FRAME)
    assert terminal.writer.tell_when_free(free.set)
    assert not free.is_set()
    terminal.read_until(len(FRAME.encode()))
    assert free.wait(20)
    terminal.writer.write_now("again")
    assert terminal.read_until(len(f"{FRAME}again".encode())).endswith("again")


def test_a_line_that_is_gone_holds_nobody_up(terminal: Terminal) -> None:
    os.close(terminal.reader)
    terminal.writer.write_now("nobody reads this")
    terminal.writer.write_now(FRAME)
    terminal.writer.write("nor this")
    assert not terminal.writer.alive
    assert not terminal.writer.tell_when_free(lambda: None)
    terminal.reader = os.open(os.devnull, os.O_RDONLY)
