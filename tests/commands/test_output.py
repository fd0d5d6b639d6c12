"""What commands write is cut by the terminal's cells, cleaned, and never in anybody's way."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.commands.output import Column, ProgressBar, cell_width, cut, fitted, print_json, print_table
from dentui.domain.cleaning import clean


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


NAME, PHONE, NOTE = Column("Name", 8), Column("Phone"), Column("Note", 4)


def test_a_table_takes_the_room_it_has() -> None:
    rows = [["Name", "Note"], ["Keller, Anna", "a long note that has no room"], ["王芳", "x"]]
    assert fitted([NAME, NOTE], rows, 30) == [
        "Name          Note",
        "Keller, Anna  a long note tha…",
        "王芳          x",
    ]


def test_where_there_is_no_room_the_last_columns_go_and_none_is_cut_that_must_not() -> None:
    rows = [["Name", "Phone", "Note"], ["Keller, Anna Maria", "+41791234567", "x" * 20]]
    assert fitted([NAME, PHONE, NOTE], rows, 30)[1] == "Keller, …  +41791234567  xxxx…"
    assert fitted([NAME, PHONE, NOTE], rows, 24)[1] == "Keller, A…  +41791234567"
    assert fitted([NAME, PHONE, NOTE], rows, 12)[1] == "Keller, Ann…"


def test_a_column_that_holds_nothing_is_left_out() -> None:
    assert fitted([NAME, PHONE], [["Name", "Phone"], ["Keller", ""]], 80) == ["Name", "Keller"]


@given(
    st.lists(
        st.tuples(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30)), min_size=1, max_size=5
    ),
    st.integers(1, 120),
)
def test_no_line_is_wider_than_the_terminal(rows: list[tuple[str, ...]], width: int) -> None:
    cleaned = [[clean(cell) for cell in row] for row in rows]
    assert all(cell_width(line) <= width for line in fitted([NAME, PHONE, NOTE], cleaned, width))


def test_wide_characters_are_cut_at_whole_cells() -> None:
    assert cut("王小明", 6) == "王小明"
    assert cut("王小明", 5) == "王小…"
    assert cut("王小明", 4) == "王…"


def test_a_table_for_a_program_is_whole_and_clean(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([NAME, NOTE], [["O'Brien [/b]\x1b[2J", "a\tb\n" + "x" * 300]])
    assert capsys.readouterr().out == "Name\tNote\nO'Brien [/b]�[2J\ta�b�" + "x" * 300 + "\n"


@given(st.text())
def test_json_is_ascii_whatever_it_holds(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        written = io.StringIO()
        patch.setattr("sys.stdout", written)
        print_json({"text": text})
    assert written.getvalue().isascii()
    assert written.getvalue()[:-1].isprintable() or "\x7f" in text
    assert json.loads(written.getvalue())["text"] == text


def test_progress_shows_on_a_terminal_and_takes_its_line_away() -> None:
    screen = Screen()
    with ProgressBar({"reading": "Reading"}, screen) as progress:
        progress("reading", 50, 100)
    assert screen.getvalue() == "\rReading [###############...............]  50%\x1b[K\r\x1b[K"


def test_progress_says_nothing_where_there_is_no_terminal() -> None:
    stream = io.StringIO()
    with ProgressBar({}, stream) as progress:
        progress("reading", 50, 100)
    assert stream.getvalue() == ""


def test_progress_is_sparing_with_the_line() -> None:
    screen = Screen()
    with ProgressBar({}, screen) as progress:
        for done in range(10_000):
            progress("reading", done, 10_000)
    assert screen.getvalue().count("\r") < 10
