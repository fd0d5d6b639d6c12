"""After the program is left nothing of a patient is on the screen, in the title or in the scroll-back,
also on terminals that have no alternate screen."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyte
import pytest

from tests.pty.desk import PATIENCE, Desk
from tests.pty.tmux import TMUX, Tmux
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture

PATIENTS = ("Smith", "Crowd", "Müller", "Wolfesch", "O'Brien", "Huber", "penicillin", "4711")
NAMES = (*PATIENTS, "Anna", "Practice")
TITLE = re.compile(rb"\x1b\][012];")


class OldTerminal(Desk):
    """A desk at a terminal without an alternate screen, which keeps what scrolls off it."""

    def __init__(self, home: Path, environment: dict[str, str] | None = None) -> None:
        super().__init__(home, environment=environment)
        self.screen: pyte.HistoryScreen = pyte.HistoryScreen(
            self.screen.columns, self.screen.lines, history=5_000
        )
        self._stream = pyte.ByteStream(self.screen)

    def everything(self) -> str:
        """What is on the screen and above it."""
        above = [
            "".join(line[x].data for x in range(self.screen.columns)) for line in self.screen.history.top
        ]
        return "\n".join([*above, self.text()])


@pytest.fixture
def old(filled_home: Path) -> Iterator[OldTerminal]:  # noqa: F811
    desk = OldTerminal(filled_home)
    with desk:
        desk.see("308 found", "Smith, Anna")
        # The chart, a sheet over it, the keys: all that shows names.
        desk.type("smith anna\r")
        desk.see("[1 Records]", "penicillin")
        desk.quiet()
        yield desk


def by_key(desk: Desk) -> None:
    desk.press("F10")


def by_letter(desk: Desk) -> None:
    desk.type("q")


def by_term(desk: Desk) -> None:
    os.kill(desk.pid, signal.SIGTERM)


def by_hang_up_signal(desk: Desk) -> None:
    os.kill(desk.pid, signal.SIGHUP)


WAYS: tuple[Callable[[Desk], None], ...] = (by_key, by_letter, by_term, by_hang_up_signal)


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_no_name_is_left_on_a_terminal_without_an_alternate_screen(
    old: OldTerminal, leave: Callable[[Desk], None]
) -> None:
    assert "Smith" in old.everything()
    leave(old)
    assert old.wait(10) >= 0
    assert not [name for name in NAMES if name in old.everything()]


def test_what_is_blanked_is_not_moved_into_the_scroll_back(old: OldTerminal) -> None:
    old.press("F10")
    assert old.wait(10) == 0
    # PuTTY, Windows Terminal and tmux keep what these erase; a title outlives the program.
    assert b"\x1b[2J" not in old.sent
    assert b"\x1b[J" not in old.sent
    assert not TITLE.search(old.sent)


def test_no_name_is_left_where_the_line_took_nothing_for_a_while(old: OldTerminal) -> None:
    # Nobody reads the line any more and the keys make it full; the program is forced to end.
    for _ in range(300):
        old.press("Right", "Left", "4", "1")
    os.kill(old.pid, signal.SIGTERM)
    end = time.monotonic() + PATIENCE
    while not old.ended():
        assert time.monotonic() < end
        time.sleep(0.05)
    old.quiet()
    assert not [name for name in NAMES if name in old.everything()]


CRASHING = """
import dentui.ui.screens.patient as patient

def crash(self):
    raise RuntimeError(f"cannot edit {self.chart.name}")

patient.PatientScreen.action_edit = crash
"""


HANGING = """
import time
import dentui.ui.screens.patient as patient

patient.PatientScreen.action_edit = lambda self: time.sleep(600)
"""


def test_no_name_is_left_where_the_program_stands_still(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "sitecustomize.py").write_text(HANGING)
    source = Path(__file__).resolve().parents[2] / "src"
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    old = OldTerminal(home, {"PYTHONPATH": f"{tmp_path}{os.pathsep}{source}"})
    with old:
        old.see("308 found")
        old.type("smith anna\r")
        old.see("[1 Records]", "penicillin")
        old.type("e")
        old.quiet()
        os.kill(old.pid, signal.SIGTERM)
        assert old.wait(10) == 128 + signal.SIGTERM
        assert not [name for name in NAMES if name in old.everything()]
        # A terminal that shows frames whole may have been in the middle of one.
        _, cut, blanked = old.sent.rpartition(b"\x18")
        assert cut
        assert blanked.startswith(b"\x1b[?2026l\x1b[0m\x1b[1;1H\x1b[2K")


def test_no_name_is_left_after_a_fault(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    (tmp_path / "sitecustomize.py").write_text(CRASHING)
    source = Path(__file__).resolve().parents[2] / "src"
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    old = OldTerminal(home, {"PYTHONPATH": f"{tmp_path}{os.pathsep}{source}"})
    with old:
        old.see("308 found")
        old.type("smith anna\r")
        old.see("[1 Records]", "penicillin")
        old.type("e")
        assert old.wait(10) == 1
        assert "Something went wrong that dentui did not expect." in old.text()
        assert not [name for name in NAMES if name in old.everything()]


def test_no_name_is_left_after_a_window_was_made_larger(old: OldTerminal) -> None:
    import fcntl
    import struct
    import termios

    fcntl.ioctl(old._line, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
    old.screen.resize(40, 100)
    old.quiet()
    old.press("F10")
    assert old.wait(10) == 0
    assert not [name for name in NAMES if name in old.everything()]


# Covered


def test_behind_the_curtain_and_the_lock_there_is_no_name(old: OldTerminal) -> None:
    for hide, show in ((b"\x1b[20~", b"\x1b[20~"), (b"\x07l", b"\r")):
        before = len(old.sent)
        old.send(hide)
        old.see("Hidden." if show != b"\r" else "Locked.")
        old.quiet()
        assert not [name for name in PATIENTS if name in old.everything()]
        assert not TITLE.search(old.sent[before:])
        assert b"\x1b[2J" not in old.sent[before:]
        assert old.read(2.5) == 0, "it writes while nobody does anything"
        old.send(show)
        old.see("[1 Records]", "penicillin")


@pytest.mark.parametrize("hide", [b"\x1b[20~", b"\x07l"], ids=["curtain", "lock"])
def test_no_name_is_left_after_a_covered_desk_was_ended(old: OldTerminal, hide: bytes) -> None:
    old.send(hide)
    old.see("Hidden." if hide == b"\x1b[20~" else "Locked.")
    old.quiet()
    os.kill(old.pid, signal.SIGTERM)
    assert old.wait(10) == 128 + signal.SIGTERM
    assert not [name for name in NAMES if name in old.everything()]


def test_no_name_is_left_after_a_sheet_was_ended(old: OldTerminal) -> None:
    old.type("e")
    old.see("Edit patient", "Smith")
    old.quiet()
    os.kill(old.pid, signal.SIGHUP)
    assert old.wait(10) == 128 + signal.SIGHUP
    assert not [name for name in NAMES if name in old.everything()]


# A real tmux


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if TMUX is None:
        pytest.skip("tmux IS NOT INSTALLED: what a real terminal keeps in its scroll-back was not looked at")
    server = Tmux(tmp_path, alternate_screen=False)
    yield server
    server.close()


@pytest.mark.parametrize("way", ["key", "TERM", "HUP"])
def test_no_name_is_left_in_tmux_without_an_alternate_screen(
    tmux: Tmux,
    filled_home: Path,  # noqa: F811
    way: str,
) -> None:
    source = Path(__file__).resolve().parents[2] / "src"
    command = shlex.join([sys.executable, "-m", "dentui", "--home", str(filled_home)])
    tmux.type(f"clear; PYTHONPATH={shlex.quote(str(source))} {command}; echo left with $?", "Enter")
    tmux.see("308 found", "Smith, Anna")
    tmux.type("s", "m", "i", "Enter")
    tmux.see("[1 Records]", "penicillin")
    tmux.type("F1")
    tmux.see("Does")
    tmux.type("Escape")
    tmux.see("[1 Records]", "penicillin")
    if way == "key":
        tmux.type("F10")
    else:
        os.kill(tmux.pid(), signal.Signals[f"SIG{way}"])
    kept = tmux.see("left with ")
    assert not [name for name in NAMES if name in kept + tmux.title()]
