"""What stands for a character where only ASCII may be sent."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import _border, scrollbar

import dentui.ui
from dentui.ui.ascii import in_ascii
from dentui.ui.text import plain


def signs_of(file: Path) -> set[str]:
    """Characters beyond ASCII in the texts of a module."""
    texts = (
        node.value for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Constant)
    )
    beyond = {char for text in texts if isinstance(text, str) for char in text if not char.isascii()}
    # Letters stand in what is said about them.
    return {char for char in beyond if not char.isalpha()}


@given(st.text(max_size=40))
def test_it_takes_the_same_cells(text: str) -> None:
    shown = plain(text)
    assert in_ascii(shown).isascii()
    assert cell_len(in_ascii(shown)) == cell_len(shown)


def test_every_sign_of_ours_has_one_that_means_the_same() -> None:
    files = [file for file in Path(dentui.ui.__file__).parent.rglob("*.py") if file.name != "ascii.py"]
    # The last is kitty's place of a picture, which no terminal of letters gets.
    signs = {sign for file in files for sign in signs_of(file)} - {"\ufffd", "\u200c", "\u200d", "\U0010eeee"}
    assert "▸" in signs
    assert {sign for sign in signs if in_ascii(sign) == "?"} == set()


def test_lines_blocks_and_dots_have_one_too() -> None:
    drawn = [chr(code) for code in (*range(0x2500, 0x25A0), *range(0x2800, 0x2900))]
    borders = {
        char for name in _border.BORDER_CHARS.values() for row in name for text in row for char in text
    }
    bars = {
        char
        for bar in (*scrollbar.ScrollBarRender.VERTICAL_BARS, *scrollbar.ScrollBarRender.HORIZONTAL_BARS)
        for char in bar
    }
    assert {sign for sign in (*drawn, *borders, *bars) if in_ascii(sign) == "?"} == set()


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("Müller, Jürg", "Muller, Jurg"),
        ("Ångström Æsa Øystein Łukasz ß", "Angstrom Asa Oystein Lukasz s"),
        ("Анна Серге́евна Жданова, Ёлка", "Anna Sergeevna Zdanova, Elka"),
        ("Αθηνά Ψαρρού", "Atina Parroy"),
        ("e\u0301", "e"),
        ("王小明", "??????"),
        ("１２Ａ", "1 2 A "),
        ("10² ½", "10? ?"),
        ("“Zoë’s” – 5\u00a0€", '"Zoe\'s" - 5 E'),
        ("┌─┬┐│└┘", "+-+" + "+|++"),
        ("▸ ▾ ‹ › • ✓ █ ▌ …", "> v < > * x # | ~"),
    ],
)
def test_names_lose_their_accents_and_numbers_stay_what_they_are(text: str, ascii_text: str) -> None:
    assert in_ascii(text) == ascii_text
