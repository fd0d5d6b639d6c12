"""Stored text on its way to the screen, and the filter behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from dentui.domain.patients import Mark
from dentui.ui import text
from dentui.ui.text import Exact, Mono, Sieve, cut, marked, wrap

BLACK = Color(0, 0, 0)


@given(st.text(max_size=40), st.integers(0, 30))
def test_a_cut_text_takes_exactly_its_cells(value: str, cells: int) -> None:
    assert cell_len(cut(text.plain(value), cells)) == cells


def test_a_wide_character_is_not_cut_in_half() -> None:
    assert cut("王小明", 5) == "王小…"
    assert cut("王小明", 4) == "王… "
    assert cut("Keller", 4) == "Kel…"


@given(
    st.text(max_size=30),
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4),
)
def test_marks_take_nothing_and_add_nothing(value: str, cells: int, marks: list[tuple[int, int]]) -> None:
    shown = text.plain(value)
    assert "".join(piece for piece, _ in marked(shown, cells, marks)) == cut(shown, cells)


def test_marks_are_where_the_text_matched() -> None:
    assert marked("Schmidt, Anna", 20, [(0, 4), (9, 10)]) == [
        ("Schm", True), ("idt, ", False), ("A", True), ("nna       ", False),
    ]  # fmt: skip


def test_marks_of_a_column_are_its_own() -> None:
    marks = (Mark("name", 0, 3), Mark("phone", 1, 2))
    assert text.marks_of(marks, "phone") == [(1, 2)]


@given(st.text(max_size=60), st.integers(1, 30))
def test_wrapped_pieces_fit_and_lose_no_word(value: str, cells: int) -> None:
    shown = text.plain(value)
    pieces = wrap(shown, cells)
    assert all(cell_len(piece) <= max(cells, 2) for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(shown.split())


@given(st.text(max_size=60), st.integers(1, 30), st.integers(1, 4))
def test_of_a_few_pieces_no_others_are_made(value: str, cells: int, most: int) -> None:
    assert wrap(text.plain(value), cells, most) == wrap(text.plain(value), cells)[:most]


def test_a_long_note_without_spaces_is_measured_once_and_not_at_every_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured = 0

    def count(measure: Callable[[str], int]) -> Callable[[str], int]:
        def counted(part: str) -> int:
            nonlocal measured
            measured += len(part)
            return measure(part)

        return counted

    for name in ("cell_len", "get_character_cell_size"):
        monkeypatch.setattr(text, name, count(getattr(text, name)))
    note = "患者来复查" * 2_000
    pieces = wrap(note, 50)
    assert "".join(pieces) == note
    assert {len(piece) for piece in pieces} == {25}
    assert measured < 30 * len(note)
    measured = 0
    assert wrap(note, 50, 3) == pieces[:3]
    assert measured < 3_000


def test_what_is_missing_is_said() -> None:
    assert text.recorded(" \n ") == "not recorded"
    assert text.day(None) == "not recorded"
    assert text.recorded("Bahnhofstrasse 1\r\n8001 Zürich") == "Bahnhofstrasse 1 / 8001 Zürich"


def test_days_times_and_numbers_read_as_the_desk_writes_them() -> None:
    assert text.day(date(2026, 3, 1)) == "01.03.2026"
    assert text.moment(datetime(2026, 3, 1, 8, 5)) == "01.03.2026 08:05"
    assert text.number(900_000) == "900,000"


@given(st.text(max_size=40))
def test_the_sieve_lets_no_control_character_through(value: str) -> None:
    segments = Sieve().apply([Segment(value, Style(link="x"))], BLACK)
    assert len(segments) == 1
    assert len(segments[0].text) == len(value)
    assert not any(ord(c) < 32 or 127 <= ord(c) < 160 for c in segments[0].text)


def test_the_sieve_takes_links_and_actions_away() -> None:
    style = Style(bold=True, link="https://example.org", meta={"@click": "app.quit"})
    [segment] = Sieve().apply([Segment("x", style)], BLACK)
    assert segment.style is not None
    assert segment.style.bold
    assert segment.style.link is None
    assert not segment.style.meta


def test_the_sieve_leaves_what_is_harmless_as_it_is() -> None:
    segments = [Segment("Łukasz 王", Style(bold=True)), Segment("\x1b[2J", None, [(1,)])]  # type: ignore[list-item]
    assert Sieve().apply(segments, BLACK) is segments


@given(st.text(max_size=40))
def test_only_ascii_is_sent_where_only_ascii_may_be(value: str) -> None:
    shown = text.plain(value)
    [segment] = Sieve(ascii_only=True).apply([Segment(shown)], BLACK)
    assert segment.text.isascii()
    assert cell_len(segment.text) == cell_len(shown)


@pytest.mark.parametrize(("sign", "ascii_sign"), [("▸", ">"), ("…", "~"), ("é", "e"), ("王", "??")])
def test_signs_have_an_ascii_form_of_the_same_width(sign: str, ascii_sign: str) -> None:
    [segment] = Sieve(ascii_only=True).apply([Segment(sign)], BLACK)
    assert segment.text == ascii_sign


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("#000000 on #d0d0d0", "reverse"),
        ("bold #ffffff on #005f87", "bold"),
        ("reverse #ff8787 on #121212", "reverse"),
        ("reverse #000000 on #d0d0d0", ""),
        ("underline italic dim #ffffff", "underline"),
    ],
)
def test_without_colours_what_is_lighter_than_its_text_is_reverse(style: str, shown: str) -> None:
    everything = frozenset(("bold", "underline", "reverse"))
    [segment] = Mono(everything).apply([Segment("x", Style.parse(style))], BLACK)
    assert segment.style == Style.parse(shown)
    [segment] = Mono(frozenset()).apply([Segment("x", Style.parse(style))], BLACK)
    assert segment.style == Style()


def test_without_colours_a_picture_passes() -> None:
    picture = Segment("\x1bPq\x1b\\", Style(meta={"picture": (2, 2)}), [(1,)])  # type: ignore[list-item]
    assert Mono(frozenset()).apply([picture], BLACK) == [picture]


@pytest.mark.parametrize("colour", ["#87875f", "#8787af", "#d0d0d0", "#5f87af", "#121212"])
def test_a_colour_that_256_have_is_sent_as_that_one(colour: str) -> None:
    style = Style.parse(f"bold {colour} on {colour}")
    [segment] = Exact().apply([Segment("x", style)], BLACK)
    assert segment.style is not None
    assert segment.style.bold
    for kept in (segment.style.color, segment.style.bgcolor):
        assert kept is not None
        assert kept.downgrade(ColorSystem.EIGHT_BIT).get_truecolor().hex == colour


def test_another_colour_is_left_to_rich() -> None:
    style = Style.parse("#123456")
    assert Exact().apply([Segment("x", style)], BLACK) == [Segment("x", style)]
