"""The one question to a terminal, at a real one that answers well, late, half, in nonsense, or not at all."""

from __future__ import annotations

import json
import signal
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.terminal.probe import DEADLINES, Answer, understood, why_not
from dentui.terminal.profile import Line, Profile, Surroundings
from tests.pty.desk import PATIENCE, Desk

PROGRAM = """
import json, os, sys
from dentui.terminal import probe
from dentui.terminal.keyboard import Keyboard
from dentui.terminal.profile import Line
probe.DEADLINES[Line.LOCAL] = float(sys.argv[1])
with Keyboard(0) as keyboard:
    print("asking", flush=True)
    answer = probe.ask(keyboard, 1, Line.LOCAL)
values = [answer.kitty, answer.version, answer.attributes, answer.whole, answer.typed.decode()]
print("answer", json.dumps(values), flush=True)
"""
SILENT = 2.0
"""Seconds: what is typed at once comes within them also where the machine is busy."""
KITTY = b"\x1b_Gi=31;OK\x1b\\"
VERSION = b"\x1bP>|kitty(0.32.2)\x1b\\"
ATTRIBUTES = b"\x1b[?62;4;22c"


def asked(respond: Callable[[Desk], None], *, within: float = PATIENCE) -> list[Any]:
    """What is understood at a terminal that responds so: kitty, version, attributes, whole, typed. `within`:
    seconds after which it has not answered."""
    with Desk(Path(), str(within), program=[sys.executable, "-c", PROGRAM]) as desk:
        desk.answers = False
        before = termios.tcgetattr(desk._line)
        desk.read(20, lambda: b"\x1b[c" in desk.sent)
        respond(desk)
        desk.read(20, lambda: b"answer [" in desk.sent and desk.sent.endswith(b"]\r\n"))
        assert desk.wait(20) == 0
        assert termios.tcgetattr(desk._line) == before
        return list(json.loads(desk.sent.rpartition(b"answer ")[2]))


def test_a_terminal_that_answers_is_understood() -> None:
    assert asked(lambda desk: desk.send(KITTY + VERSION + ATTRIBUTES)) == [
        True, "kitty(0.32.2)", [62, 4, 22], True, "",
    ]  # fmt: skip


def test_what_is_typed_between_the_answers_is_kept() -> None:
    def respond(desk: Desk) -> None:
        desk.send(b"s" + ATTRIBUTES[:4])
        time.sleep(0.02)
        desk.send(ATTRIBUTES[4:])

    assert asked(respond) == [False, "", [62, 4, 22], True, "s"]


def test_one_that_does_not_answer_is_not_waited_for() -> None:
    assert asked(lambda desk: desk.send(b"smith"), within=SILENT) == [False, "", [], False, "smith"]


def test_over_ssh_an_answer_may_take_longer() -> None:
    assert DEADLINES[Line.SSH] >= 3 * DEADLINES[Line.LOCAL]


def test_half_an_answer_is_none_and_is_not_typed() -> None:
    assert asked(lambda desk: desk.send(ATTRIBUTES[:5] + b"smith"), within=SILENT) == [
        False,
        "",
        [],
        False,
        "smith",
    ]


def test_nonsense_is_handed_on() -> None:
    assert asked(lambda desk: desk.send(b"\x1b[A\xc3\xbc\x1bOP"), within=SILENT) == [
        False, "", [], False, "\x1b[Aü\x1bOP",
    ]  # fmt: skip


def test_an_interrupt_gives_the_terminal_back() -> None:
    with Desk(Path(), str(PATIENCE), program=[sys.executable, "-c", PROGRAM]) as desk:
        desk.answers = False
        before = termios.tcgetattr(desk._line)
        desk.read(20, lambda: b"\x1b[c" in desk.sent)
        desk.send(b"\x03")
        assert desk.wait(20) == -signal.SIGINT
        assert termios.tcgetattr(desk._line) == before


@pytest.mark.parametrize(
    ("came", "pictures"),
    [
        (KITTY + VERSION + ATTRIBUTES, "kitty"),
        (KITTY + b"\x1bP>|kitty(0.26.5)\x1b\\\x1b[?62;c", None),
        (KITTY + b"\x1bP>|kitty(0.28)\x1b\\\x1b[?62;c", "kitty"),
        (KITTY + b"\x1bP>|WezTerm 2024\x1b\\" + ATTRIBUTES, "sixel"),
        (b"\x1b_Gi=31;ENOTSUP\x1b\\" + VERSION + b"\x1b[?62c", None),
        (b"\x1b[?64;1;2;4;6c", "sixel"),
        (b"\x1b[?1;44c", None),
        (b"", None),
    ],
    ids=range(8),
)
def test_pictures_are_what_the_answers_are_worth(came: bytes, pictures: str | None) -> None:
    answer = understood(came)
    assert answer.pictures is None if pictures is None else answer.pictures and answer.pictures[0] == pictures
    assert answer.typed == b""


TYPED = st.text(st.characters(exclude_characters="\x1b", codec="utf-8"), max_size=6).map(str.encode)


@given(st.lists(TYPED, min_size=4, max_size=4))
def test_what_was_typed_comes_out_letter_by_letter(typed: list[bytes]) -> None:
    answers = (KITTY, VERSION, ATTRIBUTES, b"")
    came = b"".join(keys + answer for keys, answer in zip(typed, answers, strict=True))
    assert understood(came).typed == b"".join(typed)


@given(st.binary(max_size=60))
def test_whatever_comes_is_understood(came: bytes) -> None:
    assert isinstance(understood(came), Answer)


@pytest.mark.parametrize(
    ("environ", "line", "told", "asks"),
    [
        ({"TERM": "xterm-256color"}, Line.LOCAL, frozenset(), True),
        ({"TERM": "foot"}, Line.SSH, frozenset(), True),
        ({"TERM": "xterm-256color"}, Line.TMUX, frozenset(), False),
        ({"TERM": "xterm-256color"}, Line.SCREEN, frozenset(), False),
        ({"TERM": "xterm-256color"}, Line.MOSH, frozenset(), False),
        ({"TERM": "xterm-256color"}, Line.LOCAL, frozenset({"pictures"}), False),
        ({"TERM": "linux"}, Line.LOCAL, frozenset(), False),
        ({"TERM": "vt220"}, Line.SSH, frozenset(), False),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, Line.LOCAL, frozenset(), False),
        ({}, Line.LOCAL, frozenset(), False),
    ],
    ids=str,
)
def test_a_terminal_is_asked_only_where_that_can_tell_something(
    environ: dict[str, str], line: Line, told: frozenset[str], asks: bool
) -> None:
    assert (why_not(Surroundings(environ), Profile(line=line), told) == "") is asks
