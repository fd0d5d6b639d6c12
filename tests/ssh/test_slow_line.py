"""A walk-in patient over SSH at 64 kbit/s, 300 ms there and back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dentui.services.demo import make_demo
from dentui.terminal import pace
from tests.pty.desk import KEYS, PATIENCE, Desk
from tests.pty.test_models import arch
from tests.ssh.server import Sshd, dentui, start_sshd
from tests.ssh.slow import SlowLine

QUERY = pace.QUERY.encode()
KILOBYTE = 1_000
PATIENTS = 400
RATE = 64_000 // 8
DELAY = 0.15
"""Seconds each way."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration clinic, whose patients have names of all kinds."""
    home = tmp_path_factory.mktemp("demonstration") / "home"
    make_demo(home, patients=PATIENTS)
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture
def line(home: Path, tmp_path: Path) -> Iterator[tuple[SlowLine, Sshd]]:
    """The line, and the sshd at its end."""
    server = start_sshd(tmp_path / "sshd")
    server.let_in("anna", dentui(home))
    slow = SlowLine(server.port, bytes_a_second=RATE, delay=DELAY)
    yield slow, Sshd(server.folder, slow.port, server.process)
    slow.close()
    server.stop()


def hand(desk: Desk, *words: str) -> None:
    """Type at the pace of somebody who knows the keys and does not wait for the screen."""
    for word in words:
        for key in [word] if word in KEYS else word:
            desk.press(key) if key in KEYS else desk.type(key)
            desk.read(0.1)


def test_a_walk_in_patient_with_a_ticket_takes_less_than_30_kb_in_all(line: tuple[SlowLine, Sshd]) -> None:
    slow, server = line
    with server.desk("anna") as desk:
        desk.see("360 found")
        hand(desk, "keller anna", "F6", "f", "Enter", "12031990", "Enter", "0791234567", "F7", "i", "Enter")
        hand(desk, "orth", "Enter", "imp", "F2")
        desk.see("Keller, Anna", "Saved as chart", "is open.", "born 12.03.1990", "+41791234567")
        time.sleep(2 * DELAY)
        desk.quiet()
        down = slow.down
    # With all of SSH's own: its keys, and what it puts around every packet.
    assert down < 30 * KILOBYTE
    assert down < 24 * KILOBYTE


def test_a_key_that_is_held_down_leaves_nothing_behind_that_would_take_seconds(
    line: tuple[SlowLine, Sshd],
) -> None:
    _, server = line
    with server.desk("anna") as desk:
        desk.see("360 found")
        desk.press("Down")
        desk.see("1 of 360")
        begin = len(desk.sent)
        for _ in range(90):
            desk.press("Down")
            desk.read(1 / 30)
        released = len(desk.sent)
        desk.see("91 of 360")
        while desk.read(1.0):
            pass
    everything, behind = len(desk.sent) - begin, len(desk.sent) - released
    # Without the terminal's answers: 103 kB in all, and 12 seconds of them behind the last key.
    assert behind < 8 * KILOBYTE
    assert everything < 40 * KILOBYTE


def test_a_terminal_that_never_answers_is_drawn_on_all_the_same(line: tuple[SlowLine, Sshd]) -> None:
    _, server = line
    with server.desk("anna") as desk:
        desk.answers = False
        desk.see("360 found")
        desk.press("Down")
        for row in range(20):
            desk.press("PgUp" if row % 2 else "PgDn")
            desk.read(0.05)
        desk.type("/keller")
        desk.see(" Find  keller")


@pytest.mark.parametrize("pages", [1, 12])
def test_an_answer_that_comes_late_is_not_typed_into_the_shell(
    pages: int,
    line: tuple[SlowLine, Sshd],
    home: Path,
    tmp_path: Path,
) -> None:
    _, server = line
    shell = tmp_path / "shell"
    shell.write_text(
        f"{dentui(home)}\nIFS= read -r -s -t 2 -n 1 left\nprintf 'left over: %q.\\n' \"$left\"\n", "utf-8"
    )
    server.let_in("shell", f"bash {shell}")
    with server.desk("shell") as desk:
        desk.see("360 found")
        desk.press("Down")
        desk.see("1 of 360")
        desk.quiet()
        asked = desk.sent.count(QUERY)
        for _ in range(pages):
            desk.press("PgDn")
            desk.read(0.02)
        # The key to leave overtakes the terminal's answer to the page.
        desk.read(1.6 * DELAY)
        desk.press("F10")
        desk.see("left over: ''.")
        assert desk.sent.count(QUERY) > asked


def test_a_jaw_that_is_turned_over_a_slow_line_is_drawn_as_well_as_can_be_at_last(
    line: tuple[SlowLine, Sshd], home: Path, tmp_path: Path
) -> None:
    """Of three seconds of a held key few pictures are sent, and the last one is that of a line without
    delay."""
    _, server = line
    jaw = str(arch(tmp_path / "UpperJaw.stl", upper=True))
    server.let_in("jaw", dentui(home, "mesh", jaw))
    turns = 60

    def turned(desk: Desk) -> str:
        desk.see("Upper jaw", "Turn")
        desk.read(PATIENCE, lambda: "▐" in desk.text())
        begin = len(desk.sent)
        for _ in range(turns):
            desk.press("Right")
            desk.read(1 / 20)
        behind = len(desk.sent)
        while desk.read(1.5):
            pass
        figures.append((behind - begin, len(desk.sent) - behind))
        return desk.text()

    figures: list[tuple[int, int]] = []
    with server.desk("jaw") as desk:
        over_the_line = turned(desk)
    with Desk(home, "mesh", jaw) as desk:
        at_once = turned(desk)
    while_held, behind = figures[0]
    assert over_the_line == at_once
    assert "▐" in at_once, "while a key is held all cells are upper halves"
    # At home it is 258 kB.
    assert while_held < 3 * RATE
    # What is on its way then, and the last picture whole.
    assert behind < 2 * RATE
