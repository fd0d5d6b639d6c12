"""What comes from a terminal and goes to it, besides keys and pictures."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.pty.desk import Desk
from tests.pty.matrix import GIVEN_BACK
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture

LATE_ANSWERS = (
    b"\x1b[?62;22c\x1b[24;80R\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\\x1b[?2026;2$y\x1b[?0u\x1bP>|XTerm(388)\x1b\\"
)


def test_one_wrong_byte_does_not_end_the_program(desk: Desk) -> None:
    desk.send(b"sm\xffi\xe9")
    desk.see(" Find  smi\n", "Smith, Anna")


@pytest.mark.parametrize(
    ("first", "then"), [(b"\xff\xfe", b"smi"), (b"\xc3", b"\xbc"), (b"\xe5\x88", b"\x98"), (b"\xff", b"s")]
)
def test_a_read_of_half_a_character_or_none_does_not_end_the_program(
    desk: Desk, first: bytes, then: bytes
) -> None:
    desk.send(first)
    desk.read(0.3)
    desk.send(then)
    desk.see(f" Find  {(first + then).decode('utf-8', 'ignore')}")


def test_esc_and_the_keys_behind_it_arrive_in_one_packet(desk: Desk) -> None:
    desk.send(b"smi\r")
    desk.see("[1 Records]", "Smith, Anna")
    desk.send(b"\x1bPeter")
    desk.see(" Find  Peter")
    for letter in b"P", b"X", b"N":
        desk.send(b"zz\x1b" + letter + b"tto")
        desk.see(f" Find  {letter.decode()}tto\n")


def test_late_answers_of_the_terminal_are_not_typed(desk: Desk) -> None:
    desk.send(b"s" + LATE_ANSWERS + b"mi")
    desk.see(" Find  smi\n", " 2 found")


def test_an_answer_in_pieces_is_not_typed_either(desk: Desk) -> None:
    for at in range(0, len(LATE_ANSWERS), 5):
        desk.send(LATE_ANSWERS[at : at + 5])
        desk.read(0.02)
    desk.type("smi")
    desk.see(" Find  smi\n", " 2 found")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((), "308 found"),
        (("Down", "Down"), "2 of 308"),
        (("s", "m", "Enter"), "Visit 10"),
        (("F3",), "Filter patients"),
        (("F1",), "open the patient"),
    ],
    ids=str,
)
def test_nothing_is_sent_while_nobody_does_anything(desk: Desk, keys: tuple[str, ...], words: str) -> None:
    desk.press(*keys)
    desk.see(words)
    desk.quiet()
    assert desk.read(2.5) == 0


def test_the_nasty_patient_is_harmless_on_the_list_and_on_the_chart(desk: Desk) -> None:
    desk.see("O'Brien [/b] [@click=…", "�[5n")
    before = len(desk.sent)
    desk.type("obrien\r4")
    desk.see("[4 Info]", "O'Brien [/b] [@click=app.quit]", "�]0;owned", "[b]bold[/b]")
    sent = desk.sent[before:]
    assert b"\x1b]" not in sent
    assert b"\x1b[2J" not in sent
    assert b"\x1b[5n" not in sent


@pytest.mark.parametrize("loads", [False, True])
def test_the_screen_is_given_back_on_leaving(filled_home: Path, loads: bool) -> None:  # noqa: F811
    with Desk(filled_home, loads=loads) as desk:
        desk.see("308 found")
        desk.quiet()
        attributes = termios.tcgetattr(desk._line)
        assert not attributes[3] & termios.ECHO
        desk.press("F10")
        assert desk.wait(10) == 0
        assert desk.sent.endswith(GIVEN_BACK)


def test_no_key_and_no_screen_is_written_down(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    environment = {
        "TEXTUAL": "devtools,debug",
        "TEXTUAL_DEBUG": "1",
        "TEXTUAL_LOG": "textual.log",
        "TEXTUAL_SCREENSHOT": "1",
        "TEXTUAL_SCREENSHOT_LOCATION": str(tmp_path),
    }
    program = ["sh", "-c", 'cd "$0" && "$@"', str(tmp_path), sys.executable, "-m", "dentui"]
    with Desk(filled_home, "--home", str(filled_home), program=program, environment=environment) as desk:
        desk.see("308 found")
        desk.type("smi")
        desk.see("Smith, Anna")
        desk.read(1.5)
        desk.press("F10")
        assert desk.wait(20) == 0
    assert [*tmp_path.iterdir()] == []


def test_a_terminal_whose_name_is_no_text_is_a_terminal(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, environment={"TERM": "\udcff\udcfe"}) as desk:
        desk.see("308 found", "Muller")
        desk.press("F10")
        assert desk.wait(20) == 0
        assert b"went wrong" not in desk.sent


def test_the_start_asks_the_terminal_one_thing(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, loads=True) as desk:
        desk.see("308 found")
        desk.quiet()
    assert re.findall(rb"\x1b\[\??[0-9;]*(?:\$p|[cn])", desk.sent) == [b"\x1b[?2026$p"]


SERIAL = """
import os
os.ttyname = lambda _: "/dev/ttyS-nowhere"
"""


@pytest.mark.parametrize("serial", [True, False])
def test_what_a_serial_terminal_sends_to_get_less_saves_nothing(
    filled_home: Path,  # noqa: F811
    tmp_path: Path,
    serial: bool,
) -> None:
    if serial:
        (tmp_path / "sitecustomize.py").write_text(SERIAL)
    home = Path(shutil.copytree(filled_home, tmp_path / "home"))
    source = Path(__file__).resolve().parents[2] / "src"
    with Desk(home, environment={"PYTHONPATH": f"{tmp_path}{os.pathsep}{source}"}) as desk:
        desk.see("308 found")
        assert bool(termios.tcgetattr(desk._line)[0] & termios.IXON) is serial
        desk.type("keller anna")
        desk.press("F6")
        desk.see("New patient")
        desk.type("f")
        desk.see("(•) female")
        desk.send(b"\x13\x11")
        if serial:
            desk.quiet()
            assert "Saved" not in desk.text()
            desk.press("F2")
        desk.see("Saved as chart 309.")


def test_what_is_typed_behind_the_last_key_does_no_harm(desk: Desk) -> None:
    desk.press("F10", "a", "b", "Enter", "Down")
    assert desk.wait(10) == 0
    assert b"went wrong" not in desk.sent


def test_a_hang_up_ends_the_program(filled_home: Path) -> None:  # noqa: F811
    with Desk(filled_home, loads=True) as desk:
        desk.see("308 found")
        desk.hang_up()
        # Which of the two is seen first, the end of the line or its signal.
        assert desk.wait(20) in (1, 128 + signal.SIGHUP)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_the_program_and_gives_the_screen_back(desk: Desk, number: signal.Signals) -> None:
    os.kill(desk.pid, number)
    assert desk.wait(5) == 128 + number
    assert b"\x1b[?1049l" in desk.sent


def test_a_signal_ends_a_program_whose_line_takes_nothing(desk: Desk) -> None:
    # Nobody reads the line any more; the keys make it full.
    for _ in range(300):
        desk.press("Down", "Up", "PgDn", "PgUp")
    os.kill(desk.pid, signal.SIGTERM)
    for _ in range(100):
        time.sleep(0.05)
        if desk.ended():
            return
    pytest.fail("it is still there")


def test_a_damaged_register_is_one_sentence_and_a_way_on(filled_home: Path, tmp_path: Path) -> None:  # noqa: F811
    home = tmp_path / "home"
    shutil.copytree(filled_home, home)
    good = (home / "register.db").read_bytes()
    (home / "register.db").write_bytes(b"this is no register" * 1000)
    with Desk(home) as desk:
        desk.type("smi")
        desk.see("The register cannot be used", "Try again", "Leave")
        (home / "register.db").write_bytes(good)
        desk.type("r")
        desk.see(" 2 found", "Smith, Anna")


def test_a_missing_register_can_be_left(tmp_path: Path) -> None:
    (tmp_path / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "utf-8")
    with Desk(tmp_path) as desk:
        desk.see("There is no register", "Try again")
        desk.type("q")
        assert desk.wait(10) == 0


@pytest.mark.parametrize(
    "environment",
    [{"TERM": "linux"}, {"TERM": "vt100"}, {"NO_COLOR": "1"}, {"TERM": "xterm", "COLORTERM": ""}],
    ids=str,
)
def test_the_cursor_is_seen_without_colours(filled_home: Path, environment: dict[str, str]) -> None:  # noqa: F811
    with Desk(filled_home, environment=environment) as desk:
        desk.see("308 found")
        desk.press("Down", "Down")
        desk.see("▸ Wolfesch")
