"""What a terminal sends: keys come through, its own talk does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from dentui.ui.parser import DeskParser, is_meant


def heard(*pieces: str) -> list[Message]:
    """The messages that these pieces make, arriving one after the other."""
    parser = DeskParser()
    return [message for piece in pieces for message in parser.feed(piece)]


def keys(*pieces: str) -> list[str]:
    return [message.key for message in heard(*pieces) if isinstance(message, events.Key)]


ANSWERS = [
    "\x1b[?62;22c",  # what are you
    "\x1b[>41;354;0c",
    "\x1b[24;80R",  # where is the cursor
    "\x1b[0n",
    "\x1b[8;24;80t",
    "\x1b[?2026;2$y",
    "\x1b[4;2$y",
    "\x1b[?0u",  # kitty keyboard
    "\x1b[?1;0;256S",
    "\x1b[>4;1m",
    "\x1b]11;rgb:1c1c/1c1c/1c1c\x1b\\",  # the background colour
    "\x1b]11;rgb:1c1c/1c1c/1c1c\x07",
    "\x1bP>|XTerm(388)\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b[I",
    "\x1b[O",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_of_the_terminal_is_not_typed(answer: str) -> None:
    assert keys("a" + answer + "b") == ["a", "b"]


@pytest.mark.parametrize("answer", ANSWERS)
def test_nor_is_one_that_comes_in_pieces(answer: str) -> None:
    assert keys("a", *answer, "b") == ["a", "b"]


@given(st.lists(st.sampled_from([*ANSWERS, "x", "\x1b[A", "é", "\x1bOP", "\x1b[15~", "\t"]), max_size=8))
def test_keys_between_answers_keep_their_order(pieces: list[str]) -> None:
    names = {"x": "x", "\x1b[A": "up", "é": "é", "\x1bOP": "f1", "\x1b[15~": "f5", "\t": "tab"}
    expected = [names[piece] for piece in pieces if piece in names]
    assert keys("".join(pieces)) == expected
    assert keys(*pieces) == expected


def test_keys_of_old_terminals_come_through() -> None:
    assert keys("\x1b[[A\x1b[[E\x1bOP\x1b[11~\x1b[21~\x1b[Z\x1bOA\x1b[5~\x1b[1~") == [
        "f1", "f5", "f1", "f1", "f10", "shift+tab", "up", "pageup", "home",
    ]  # fmt: skip


def test_a_key_that_comes_in_two_pieces_is_one_key() -> None:
    assert keys("\x1b", "[", "5", "~") == ["pageup"]


def test_escape_alone_is_a_key_after_its_time() -> None:
    parser = DeskParser()
    assert list(parser.feed("\x1b")) == []
    parser._deadline = 0.0
    assert [message.key for message in parser.tick() if isinstance(message, events.Key)] == ["escape"]
    assert parser.wait is None


def test_an_answer_whose_end_never_comes_is_dropped() -> None:
    parser = DeskParser()
    assert list(parser.feed("\x1b]11;rgb:")) == []
    parser._deadline = 0.0
    assert list(parser.tick()) == []
    assert [m.key for m in parser.feed("a") if isinstance(m, events.Key)] == ["a"]


def test_enter_typed_before_the_terminal_was_taken_over_is_enter() -> None:
    assert keys("a\n") == ["a", "enter"]


def test_a_paste_is_one_text_with_its_lines() -> None:
    [paste] = [m for m in heard("\x1b[200~one\ntwo\x1b[201~") if isinstance(m, events.Paste)]
    assert paste.text == "one\ntwo"


def test_what_is_meant_is_known() -> None:
    assert is_meant("\x1b[A")
    assert is_meant("\x1b[200~")
    assert not is_meant("\x1b[?1;2c")


@pytest.mark.parametrize(
    "inside",
    [
        "\x1b[31m",
        "\x1b[A",
        "\x1bOP",
        "\x1b",
        "\x1b\x1b",
        "\x1b[20",
        "\x1b[200~",
        "\x1b]0;owned",
        "\x1b]0;owned\x07",
    ],
)
def test_a_paste_is_text_up_to_its_end_whatever_is_in_it(inside: str) -> None:
    sent = f"\x1b[200~one {inside}\rq\x1b[201~x"
    for pieces in ([sent], [*sent]):
        paste, key = heard(*pieces)
        assert isinstance(paste, events.Paste)
        assert paste.text.startswith("one ")
        assert paste.text.endswith("\rq")
        assert "\x1b" not in paste.text
        assert isinstance(key, events.Key)
        assert key.key == "x"


def test_the_end_of_a_paste_may_come_late() -> None:
    parser = DeskParser()
    assert [*parser.feed("\x1b[200~one\x1b")] == []
    assert parser.wait is None
    assert [*parser.tick()] == []
    [paste] = parser.feed("[201~")
    assert isinstance(paste, events.Paste)
    assert paste.text == "one"
