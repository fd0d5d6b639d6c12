"""Signing in at a real terminal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.clinics import ADMINISTRATOR
from tests.pty.desk import Desk
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture
from tests.ui.people import PASSWORD, People


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    copy = Path(shutil.copytree(filled_home, tmp_path / "home"))
    People(copy)
    return copy


def test_a_password_signs_in_and_never_comes_onto_the_line(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("Sign in", "Login name")
        desk.type(f"anna\r{PASSWORD}")
        desk.see("•" * len(PASSWORD))
        desk.press("Enter")
        desk.see("308 found", "Signed in as Anna.")
        desk.send(b"\x07l")
        desk.see("Locked.")
        desk.type(f"{PASSWORD}\r")
        desk.see("308 found")
        assert not [word for word in ("four", "easy", PASSWORD) if word.encode() in desk.sent]


def test_whose_seat_is_taken_away_while_the_desk_is_locked_shows_no_name_for_a_moment(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("Sign in")
        desk.type(f"anna\r{PASSWORD}\r")
        desk.see("308 found")
        desk.type("smith anna\r")
        desk.see("[1 Records]", "penicillin")
        desk.send(b"\x07l")
        desk.see("Locked.")
        desk.quiet()
        before = len(desk.sent)
        People(home).take_away(ADMINISTRATOR)
        desk.type(f"{PASSWORD}\r")
        desk.see("Login name", "You work in no institution any more.")
        desk.quiet()
        assert not [word for word in (b"Smith", b"Anna", b"penicillin") if word in desk.sent[before:]]


def test_what_one_copies_is_sent_to_no_terminal_and_the_next_one_cannot_paste_it(home: Path) -> None:
    copy, paste = b"\x1b[1;2H\x03", b"\x16"
    with Desk(home) as desk:
        desk.see("Sign in")
        desk.type(f"anna\r{PASSWORD}\r")
        desk.see("308 found")
        desk.type("smith")
        desk.send(copy + b"\x1b[F" + paste)
        desk.see("Find  smithsmith")
        desk.send(b"\x07o")
        desk.see("Signed out.", "Login name")
        desk.send(paste + b"berta")
        desk.see("Login name      berta")
        assert b"\x1b]52" not in desk.sent


def test_nothing_is_sent_while_nobody_signs_in(home: Path) -> None:
    with Desk(home) as desk:
        desk.see("Sign in", "Login name")
        desk.quiet()
        assert desk.read(2.5) == 0
        desk.press("F10")
        assert desk.wait(10) == 0


def test_a_new_clinic_is_made_at_a_terminal(tmp_path: Path) -> None:
    with Desk(tmp_path / "new", loads=True) as desk:
        desk.see("A new clinic", "Esc Leave")
        desk.quiet()
        assert desk.read(2.5) == 0
        desk.type(f"Practice\r\rAnna Keller\r\r{PASSWORD}\r{PASSWORD}\x13")
        desk.see("0 found", "Signed in as Anna Keller.")
