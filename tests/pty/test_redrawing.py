"""The screen is drawn anew where it may show something else: when asked, after a stop, in another size."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte
import pytest

from tests.pty.desk import PATIENCE, Desk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture


def come(desk: Desk, holds: Callable[[], bool]) -> None:
    """Wait until it holds, and see that it stays so."""
    desk.read(PATIENCE, holds)
    desk.quiet()
    assert holds(), desk.text()


def wiped(desk: Desk) -> str:
    """Something else writes over the whole screen."""
    before = desk.text()
    desk.screen.erase_in_display(2)
    return before


def test_ctrl_l_draws_everything_anew(desk: Desk) -> None:
    before = wiped(desk)
    desk.send(b"\x0c")
    come(desk, lambda: desk.text() == before)


def test_ctrl_l_sets_what_a_terminal_forgets_or_noise_has_changed(desk: Desk) -> None:
    before = wiped(desk)
    desk.screen.set_margins(5, 10)
    desk.screen.set_mode(pyte.modes.DECAWM)
    begin = len(desk.sent)
    desk.send(b"\x0c")
    come(desk, lambda: desk.text() == before)
    set_first, _, drawn = desk.sent[begin:].partition(b"Practice")
    assert drawn
    for what in (b"\x0f", b"\x1b(B", b"\x1b[r", b"\x1b[?7l", b"\x1b[?2004h", b"\x1b[?25l"):
        assert what in set_first, what


def stopped(desk: Desk) -> bool:
    """Whether the program stands still."""
    return Path(f"/proc/{desk.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_after_a_stop_everything_is_drawn_anew(desk: Desk) -> None:
    desk.type("smi")
    desk.see("Smith, Anna")
    desk.quiet()
    before = desk.text()
    os.kill(desk.pid, signal.SIGTSTP)
    desk.read(PATIENCE, lambda: stopped(desk))
    desk.quiet()
    wiped(desk)
    os.kill(desk.pid, signal.SIGCONT)
    come(desk, lambda: desk.text() == before)


STOPPED_WHILE_IT_WRITES = """
import os, signal
import dentui.ui.writer as writer

write = writer.DeskWriter._write_direct

def stop_and_write(self, data):
    if b"Filter patients" in data:
        os.kill(os.getpid(), signal.SIGTSTP)
    return write(self, data)

writer.DeskWriter._write_direct = stop_and_write
"""


def test_a_stop_in_the_middle_of_a_frame_waits_for_its_end(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "sitecustomize.py").write_text(STOPPED_WHILE_IT_WRITES)
    source = Path(__file__).resolve().parents[2] / "src"
    with Desk(filled_home, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{source}"}) as desk:
        desk.see("308 found")
        desk.send(b"\x1bOR")
        desk.read(PATIENCE, lambda: stopped(desk))
        assert stopped(desk)
        assert b"Filter patients" in desk.sent


def test_after_a_stop_that_nobody_is_told_of_too_and_keys_are_read_once(desk: Desk) -> None:
    def threads() -> int:
        return len([*Path(f"/proc/{desk.pid}/task").iterdir()])

    desk.type("smi")
    desk.see("Smith, Anna")
    desk.quiet()
    before, reading = desk.text(), threads()
    os.kill(desk.pid, signal.SIGSTOP)
    wiped(desk)
    os.kill(desk.pid, signal.SIGCONT)
    come(desk, lambda: desk.text() == before)
    assert threads() == reading


def resize(desk: Desk, rows: int, columns: int) -> None:
    fcntl.ioctl(desk._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def test_another_size_is_drawn_anew(desk: Desk) -> None:
    for rows, columns in ((20, 60), (40, 132), (24, 80)):
        desk.screen.resize(rows, columns)
        wiped(desk)
        resize(desk, rows, columns)
        come(desk, lambda: "308 found" in desk.text() and "F1 Keys" in desk.text().splitlines()[-1])


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8, 16, 32])
def test_a_window_made_smaller_and_larger_at_once_is_drawn_anew(desk: Desk, milliseconds: int) -> None:
    for _ in range(3):
        before = wiped(desk)
        resize(desk, 20, 60)
        time.sleep(milliseconds / 1000)
        resize(desk, 24, 80)
        come(desk, lambda: desk.text() == before)  # noqa: B023


def test_the_setting_switches_it_off(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, environment={"DENTUI_CELL_DIFF": "0"}) as desk:
        desk.see("308 found")
        desk.quiet()
        begin, row = len(desk.sent), desk.text().splitlines()[4].strip()[:8].encode()
        desk.send(b"\x1b[B")
        desk.read(PATIENCE, lambda: row in desk.sent[begin:])
        assert row in desk.sent[begin:], "the row comes whole"


def test_a_line_that_stalls_gets_fewer_frames_and_the_last_one_whole(desk: Desk) -> None:
    """A pseudo-terminal takes some tens of kilobytes that nobody reads; 300 pages are more."""
    desk.send(b"\x1b[B")
    desk.see("1 of 308")
    begin = len(desk.sent)
    for _ in range(150):
        desk.send(b"\x1b[6~\x1b[5~")
        time.sleep(0.02)
    desk.type("/smith, p")
    desk.see("Smith, Peter", "1 found")
    desk.quiet()
    assert len(desk.sent) - begin < 50_000
    before = wiped(desk)
    desk.send(b"\x0c")
    come(desk, lambda: desk.text() == before)


def test_what_lies_under_a_sheet_is_there_after_the_line_was_busy(desk: Desk) -> None:
    desk.send(b"\x1bOR")
    desk.see("Filter patients")
    desk.quiet()
    before = wiped(desk)
    desk.send(b"\x0c")
    come(desk, lambda: desk.text() == before)
    for _ in range(60):
        # More than is taken of a terminal that nobody reads.
        desk.send(b"\x0c")
        time.sleep(0.02)
    desk.quiet()
    assert desk.text() == before


def test_what_a_full_line_did_not_take_comes_with_the_next_part_of_the_screen(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    with Desk(
        tmp_path,
        program=[sys.executable, "-m", "tests.pty.held_app"],
        environment={"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"},
    ) as desk:
        desk.see("the first", "the second")
        desk.press("f", "1")
        desk.quiet()
        assert "the first" in desk.text()
        desk.press("e", "2")
        desk.see("1 is new", "2 is new")
