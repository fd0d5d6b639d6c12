"""`dentui terminal`: what is decided, tried out and kept."""

from __future__ import annotations

import json
import os
import signal
import sys
import termios
from pathlib import Path

import pytest

from dentui.terminal.card import SIGNS
from dentui.terminal.desks import read_desks
from tests.pty.desk import Desk
from tests.test_main import dentui

SIXEL = b"\x1b[?62;4c"
PLAIN = b"\x1b[?62c"


@pytest.fixture
def desk_home(tmp_path: Path) -> Path:
    """A demonstration home of Anna's."""
    home = tmp_path / "home"
    home.mkdir()
    (home / "dentui.toml").write_text('demonstration = true\noperator = "anna"\n', "utf-8")
    return home


def answer(desk: Desk, answers: bytes) -> None:
    """Be the terminal that is asked."""
    desk.answers = False
    desk.read(20, lambda: b"\x1b[c" in desk.sent)
    desk.send(answers)


def test_the_decision_and_why_without_a_terminal(desk_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "vt100")
    monkeypatch.setenv("LANG", "C")
    monkeypatch.delenv("LC_ALL", raising=False)
    said = dentui("terminal", "--line", "ssh", home=desk_home).stdout.splitlines()
    assert said[0] == "terminal   vt100, for anna"
    assert "encoding   ascii    LANG is C" in said
    assert "colours    mono     TERM is vt100, which has no colours" in said
    assert "line       ssh      set by --line" in said
    answer = json.loads(dentui("terminal", "--json", home=desk_home).stdout)
    assert answer["encoding"] == {"value": "ascii", "why": "LANG is C"}
    assert (answer["terminal"], answer["operator"], answer["complaint"]) == ("vt100", "anna", None)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--colours", "pink"), "dentui: --colours has to be mono, 16, 256 or true. Mend it."),
        (("--keys",), "dentui: Keys are tested at a terminal. Start it there, without a pipe."),
    ],
)
def test_a_refusal_is_one_sentence(desk_home: Path, words: tuple[str, ...], sentence: str) -> None:
    refused = dentui("terminal", *words, home=desk_home)
    assert (refused.returncode, refused.stderr) == (1, sentence + "\n")


def test_what_means_nothing_is_refused_by_every_command(desk_home: Path) -> None:
    refused = dentui("doctor", "--encoding", "ebcdic", home=desk_home)
    sentence = "dentui: --encoding has to be utf-8 or ascii. Mend it."
    assert (refused.returncode, refused.stderr) == (1, sentence + "\n")


def test_what_the_options_say_is_kept_for_the_operator_and_can_be_forgotten(
    desk_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    saved = dentui("terminal", "--save", "--encoding", "UTF8", "--colours", "mono", home=desk_home)
    assert "Saved for anna at xterm: encoding utf-8, colours mono." in saved.stdout
    assert read_desks(desk_home).chosen == {"anna": {"xterm": {"encoding": "utf-8", "colours": "mono"}}}
    assert "colours    mono     saved for this desk" in dentui("terminal", home=desk_home).stdout
    assert "Forgotten for anna at xterm." in dentui("terminal", "--forget", home=desk_home).stdout
    assert "Nothing was saved" in dentui("terminal", "--forget", home=desk_home).stdout
    assert read_desks(desk_home).chosen == {}


def test_where_nobody_is_named_it_is_kept_for_everybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    dentui("terminal", "--save", "--colours", "16", home=tmp_path)
    dentui("terminal", "--save", "--colours", "256", "--login", "Otto", home=tmp_path)
    assert read_desks(tmp_path).chosen == {
        "": {"xterm": {"colours": "16"}},
        "otto": {"xterm": {"colours": "256"}},
    }


def test_the_card_is_shown_and_keys_are_named(desk_home: Path) -> None:
    with Desk(desk_home, "terminal", "--missing", rows=40) as desk:
        before = termios.tcgetattr(desk._line)
        answer(desk, PLAIN)
        desk.see("encoding   utf-8    LANG is C.UTF-8", "ä ö ü", "letters with dots and accents", "q end")
        desk.type("k")
        desk.see("Press keys")
        desk.press("F2", "PgDn", "Down")
        desk.send(b"\x13")
        desk.see("  F2\n", "  PgDn\n", "  ↓\n", "  Ctrl+S\n")
        desk.press("Esc", "Esc")
        text = desk.see("Not seen: F1, F3")
        assert "Ctrl+S" not in text[text.index("Not seen") :]
        desk.type("q")
        assert desk.wait(20) == 0
        assert termios.tcgetattr(desk._line) == before


def test_what_is_seen_is_asked_and_kept(desk_home: Path) -> None:
    with Desk(desk_home, "terminal", rows=40) as desk:
        answer(desk, SIXEL)
        desk.see("pictures   sixel    the terminal says that it has sixel", "q end")
        desk.type("anny")
        desk.see("Save ascii and 256 for anna at xterm-256color?")
        desk.type("yq")
        assert desk.wait(20) == 0
    assert read_desks(desk_home).saved("anna", "xterm-256color") == {
        "encoding": "ascii",
        "colours": "256",
        "pictures": "sixel",
    }


@pytest.mark.parametrize("back", ["Esc", "q", "F10"])
def test_a_question_can_be_left_and_nothing_is_kept(desk_home: Path, back: str) -> None:
    with Desk(desk_home, "terminal", rows=40) as desk:
        answer(desk, PLAIN)
        desk.see("q end")
        desk.type("a")
        desk.see("y or n")
        desk.press("y", back)
        desk.see("Nothing was saved.")
        desk.type("q")
        assert desk.wait(20) == 0
    assert not (desk_home / "desks.json").exists()


@pytest.mark.parametrize("end", ["interrupt", "signal"])
def test_whatever_ends_it_the_terminal_is_as_it_was(desk_home: Path, end: str) -> None:
    with Desk(desk_home, "terminal", "--keys") as desk:
        before = termios.tcgetattr(desk._line)
        answer(desk, PLAIN)
        desk.see("Press keys")
        if end == "interrupt":
            desk.send(b"\x03")
            assert desk.wait(20) == 130
        else:
            os.kill(desk.pid, signal.SIGTERM)
            assert desk.wait(20) == 128 + signal.SIGTERM
        assert termios.tcgetattr(desk._line) == before


def test_what_was_typed_ahead_is_for_the_menu_and_no_answer_is_a_key(desk_home: Path) -> None:
    with Desk(desk_home, "terminal", rows=40) as desk:
        answer(desk, b"k" + PLAIN + b"x\x1b[?1;2cq")
        desk.see("Press keys", "  x\n", "1 keys arrived")


def test_what_is_typed_while_it_asks_is_for_the_shell_or_is_said_to_be_lost(desk_home: Path) -> None:
    command = '"$0" -m dentui --home "$1" terminal --save --colours 16; read -r line; echo "got $line."'
    with Desk(desk_home, program=["sh", "-c", command, sys.executable, str(desk_home)]) as desk:
        answer(desk, b"hel" + PLAIN + b"lo\r")
        desk.see("Saved for anna")
        desk.read(1, lambda: "got" in desk.text() or "type it again" in desk.text())
        if "type it again" in desk.text():
            desk.type("hello\r")
        desk.see("got hello.")


def test_where_ascii_was_said_the_card_is_ascii(desk_home: Path) -> None:
    with Desk(desk_home, "terminal", "--encoding", "ascii", "--colours", "mono", rows=40) as desk:
        answer(desk, PLAIN)
        desk.see("only ASCII is sent", "none: set by --colours", "q end")
        assert max(desk.sent) < 0x80
        assert b"\x1b[4" not in desk.sent.replace(b"\x1b[4m", b"")


def test_no_sign_of_the_card_is_an_order_to_a_terminal_of_single_bytes() -> None:
    strings = {0x90, 0x98, 0x9B, 0x9D, 0x9E, 0x9F}
    assert {sample for _, sample, _ in SIGNS if strings & set(sample.encode())} == set()


def test_a_desk_takes_what_was_kept_for_it(desk_home: Path) -> None:
    from dentui.__main__ import main

    assert main(["demo", "--home", str(desk_home / "demo"), "--patients", "20"]) == 0
    assert main(["terminal", "--home", str(desk_home / "demo"), "--save", "--encoding", "ascii"]) == 0
    with Desk(desk_home / "demo", environment={"TERM": os.environ.get("TERM", "")}) as desk:
        desk.see("20 found", "ASCII: no accents")
        desk.quiet()
        assert max(desk.sent) < 0x80
