"""What a terminal sends: keys come through, its own talk does not."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from dentui.ui.parser import LONGEST_PASTE, PASTE_TIME, DeskParser, meant


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
    "\x1b[M",  # F1 of FreeBSD's console; the mouse, which is never asked for
    "\x1b[<0;5;5M",
    "\x1b[48;9999;9999;1;1t",  # the size of the window
    "\x1b[?2048;2$y",
    "\x1b[97;5:3u",  # a key that was let go
    "\x1b[1114112u",  # numbers that are none of a key
    "\x1b[55296u",
    "\x1b[65A",
    "\x1b[25~",
    "\x1b[99999999999999999999u",
    "\x1b[97;1;1114112u",
    "\x1b[97;1;" + ":".join(["97"] * 20) + "u",
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
    assert meant("\x1b[A") == "\x1b[A"
    assert meant("\x1b[200~") == "\x1b[200~"
    assert meant("\x1b[?1;2c") == ""


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
    assert parser.wait is not None
    assert PASTE_TIME - 1 < parser.wait <= PASTE_TIME
    assert [*parser.tick()] == []
    [paste] = parser.feed("[201~")
    assert isinstance(paste, events.Paste)
    assert paste.text == "one"


# Numbers

PARAMETERS = st.text("0123456789:;<=>?", max_size=40)


@given(PARAMETERS, st.text(" !$", max_size=2), st.characters(min_codepoint=0x40, max_codepoint=0x7E))
@example(":", "", "A")
@example("1;:", "", "A")
def test_no_sequence_ends_the_program_or_swallows_the_next_key(
    parameters: str, between: str, final: str
) -> None:
    sent = f"\x1b[{parameters}{between}{final}"
    if sent in ("\x1b[[", "\x1b[200~"):
        return
    for pieces in ([sent, "é"], [*sent, "é"]):
        assert keys(*pieces)[-1] == "é"


@given(st.text(st.sampled_from("\x1b\x1b[]OPMm0123456789;:?<>=uA~tR$y\\\x07\r\x7fxü"), max_size=60))
def test_nothing_that_comes_ends_the_program(sent: str) -> None:
    assert keys(sent + "\x1b[201~\x07") == keys(*sent, "\x1b[201~\x07")


@pytest.mark.parametrize(
    ("sent", "key"),
    [
        ("\x1b[97:65u", "a"),
        ("\x1b[97:65;1u", "a"),
        ("\x1b[97;5:1u", "ctrl+a"),
        ("\x1b[115;5:2u", "ctrl+s"),
        ("\x1b[1;5:1A", "ctrl+up"),
        ("\x1b[1;1:1P", "f1"),
        ("\x1b[13;1:1u", "enter"),
        ("\x1b[57414;1u", "enter"),
        ("\x1b[21;1:1~", "f10"),
        ("\x1b[97;2;65u", "A"),
    ],
)
def test_a_key_is_understood_with_more_than_was_asked_for(sent: str, key: str) -> None:
    assert keys(sent) == [key]


# Esc and what follows it

NAMES = st.from_regex(r"[A-ZÀ-Ö][a-zß-ö' -]{1,12}", fullmatch=True)


@given(NAMES)
def test_esc_and_a_name_in_one_packet_are_esc_and_the_name(name: str) -> None:
    typed = [message.character for message in heard(f"\x1b{name}x") if isinstance(message, events.Key)]
    assert typed == ["\x1b", *name, "x"]


@pytest.mark.parametrize("name", ["Otto", "Oscar", "Owen", "Omar", "Olsen", "O'Brien", "Octavia"])
def test_a_name_with_o_is_no_key_of_the_keypad(name: str) -> None:
    for pieces in ([f"\x1b{name}"], ["\x1b", *name], ["\x1bO", name[1:]]):
        typed = [message.character for message in heard(*pieces) if isinstance(message, events.Key)]
        assert typed == ["\x1b", *name]


def test_rxvt_has_arrows_there() -> None:
    sent = DeskParser(rxvt=True).feed("\x1bOc\x1bOd")
    assert [m.key for m in sent if isinstance(m, events.Key)] == ["ctrl+right", "ctrl+left"]


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("\x1bO\x1b[A", ["escape", "O", "up"]),
        ("\x1bP\x1b[0nx", ["escape", "P", "x"]),
        ("\x1b\x1bx", ["escape", "escape", "x"]),
        ("\x1b[1\rx", ["enter", "x"]),
        ("\x1b[Müx", ["ü", "x"]),
        ("\x1b[[\rx", ["enter", "x"]),
    ],
)
def test_what_ends_a_sequence_before_its_end_is_a_key(sent: str, expected: list[str]) -> None:
    assert keys(sent) == keys(*sent) == expected


# Strings and pastes that never end


@pytest.mark.parametrize(
    ("typed", "key"), [("\r", "enter"), ("\x1b[21~", "f10"), ("\x1b[Z", "shift+tab"), ("\x0c", "ctrl+l")]
)
def test_who_types_into_a_string_that_never_was_one_gets_out(typed: str, key: str) -> None:
    for start in "\x1bP1abc", "\x1b]1a", "\x1bX1":
        assert keys(start + typed + "x") == keys(*start, *typed, "x") == [key, "x"]


def test_letters_do_not_keep_a_string_open() -> None:
    parser = DeskParser()
    assert list(parser.feed("\x1bP1a")) == []
    deadline = parser._deadline
    assert list(parser.feed("b")) == []
    assert parser._deadline == deadline


def test_a_paste_whose_end_never_comes_is_one_after_a_while() -> None:
    parser = DeskParser()
    assert [*parser.feed("\x1b[200~one\x1b")] == []
    parser._deadline = 0.0
    [paste] = parser.tick()
    assert isinstance(paste, events.Paste)
    assert paste.text == "one"
    assert [m.key for m in parser.feed("q") if isinstance(m, events.Key)] == ["q"]


def test_of_a_paste_without_bounds_the_beginning_is_taken() -> None:
    parser = DeskParser()
    assert [*parser.feed("\x1b[200~" + "a" * LONGEST_PASTE)] == []
    assert [*parser.feed("b" * 1000 + "\x1b[A")] == []
    paste, key = parser.feed("\x1b[201~x")
    assert isinstance(paste, events.Paste)
    assert paste.text == "a" * LONGEST_PASTE
    assert isinstance(key, events.Key)
    assert key.key == "x"
