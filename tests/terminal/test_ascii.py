"""ASCII for what is no ASCII, where no screen counts the cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.terminal.ascii import sign_for, speak_ascii


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [("Müller, Jürg …", "Muller, Jurg ~"), ("王小明 e\u0301", "?????? e"), ("Ａ10²", "A 10?")],
)
def test_it_can_be_asked_for_as_an_encoding(text: str, ascii_text: str) -> None:
    assert text.encode("ascii", speak_ascii()).decode() == ascii_text


@given(st.characters(codec="utf-8"))
def test_every_character_has_one_sign_that_can_be_seen(char: str) -> None:
    sign = sign_for(char)
    assert sign.isascii()
    assert sign.isprintable()
    assert len(sign) == 1
