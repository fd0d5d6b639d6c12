"""Bytes of a keyboard as names of keys."""

from __future__ import annotations

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from dentui.terminal.keys import NEEDED, KeyNames
from dentui.ui.key import SAFE, name_of


def names(*pieces: bytes) -> list[str]:
    """What these bytes are, piece by piece as they come."""
    keys = KeyNames(0.1)
    for piece in pieces:
        keys.feed(piece)
    keys.over()
    return keys.ready


def test_keys_are_called_as_the_screen_calls_them() -> None:
    safe = {
        sequence: name_of(meant[0])
        for sequence, meant in ANSI_SEQUENCES_KEYS.items()
        if isinstance(meant, tuple) and len(meant) == 1 and meant[0] in SAFE
    }
    # Esc and another key in one packet are two keys at this desk.
    safe = {sequence: name for sequence, name in safe.items() if sequence not in ("\x1b\x1b", "\x1b\t")}
    assert len(safe) > 40
    wrong = {sequence: (names(sequence.encode()), name) for sequence, name in safe.items()}
    assert {repr(sequence): pair for sequence, pair in wrong.items() if pair[0] != [pair[1]]} == {}


def test_every_safe_key_that_is_no_letter_is_needed() -> None:
    assert set(NEEDED) == {name_of(key) for key in SAFE if not (len(key) == 1 and key.isalnum())}


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ((b"\x1b", b"[5", b"~a"), ["PgUp", "a"]),
        ((b"\x1b\x1b",), ["Esc", "Esc"]),
        ((b"\x1bq",), ["Esc", "q"]),
        ((b"\xc3", b"\xbc \x13\r\x7f",), ["ü", "Space", "Ctrl+S", "Enter", "Backspace"]),
        ((b"\x1b[?62;4c\x1bP>|kitty\x1b\\x\x1b_Gi=31;OK\x1b\\",), ["x"]),
        ((b"\x1b[34~",), ["another key (ESC [ 3 4 ~)"]),
        ((b"\x1b[[A\x1bOA",), ["F1", "↑"]),
        ((b"\x1b",), ["Esc"]),
    ],
    ids=str,
)  # fmt: skip
def test_sequences_come_in_pieces_and_answers_are_no_keys(
    pieces: tuple[bytes, ...], expected: list[str]
) -> None:
    assert names(*pieces) == expected
