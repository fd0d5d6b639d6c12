"""The cell diff, held against terminals that get the whole screen each time."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from dentui.terminal.cells import Cell, Cells, Picture, Pictured, Run
from dentui.terminal.pens import PLAIN, Pen, pen

COLUMNS, ROWS = 24, 5
PENS = [
    PLAIN,
    pen(background="44"),
    pen(frozenset({"1"}), "38;5;208", "44"),
    pen(frozenset({"7"})),
    pen(frozenset({"4"}), "", "44"),
]
CHARS = [*"  ab", "é", "│", "м", "e\u0301", "中", "山"]
Text = list[tuple[str, Pen]]


def cells(text: Text) -> list[Cell]:
    made: list[Cell] = []
    for char, how in text:
        if char in "中山":
            made += [(char, how, 2), ("", how, 0)]
        else:
            made.append((char, how.blank if char == " " else how, 1))
    return made


def line(text: str, how: Pen = PLAIN) -> list[Cell]:
    return cells([(char, how) for char in text])


class Emulator:
    """A terminal that obeys."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self.screen.reset_mode(pyte.modes.DECAWM)
        self.stream = pyte.Stream(self.screen)

    def shows(self) -> list[list[tuple[object, ...]]]:
        """What is seen of each cell: of a blank only its background and what underlines or reverses it."""

        def seen(char: pyte.screens.Char) -> tuple[object, ...]:
            visible = char.underscore or char.reverse
            ink = (char.fg, char.bold) if char.data != " " or visible else ()
            return (char.data, char.bg, char.underscore, char.reverse, *ink)

        return [[seen(self.screen.buffer[y][x]) for x in range(COLUMNS)] for y in range(ROWS)]


def known(erases: bool = True) -> Cells:
    made = Cells(erases=erases)
    made.forget(COLUMNS, ROWS)
    return made


texts = some.lists(
    some.tuples(some.sampled_from(CHARS), some.sampled_from(PENS)), min_size=1, max_size=COLUMNS
) | some.builds(
    lambda char, how, n: [(char, how)] * n,
    some.sampled_from(CHARS),
    some.sampled_from(PENS),
    some.integers(6, 24),
)
runs = some.tuples(some.integers(-1, ROWS), some.integers(0, COLUMNS), texts.map(cells))


@settings(max_examples=300)
@given(some.booleans(), some.lists(some.lists(runs, max_size=4), min_size=1, max_size=5))
def test_what_is_sent_shows_the_same_as_all_of_it_sent_anew(erases: bool, updates: list[list[Run]]) -> None:
    blank: list[Run] = [(y, 0, line(" " * COLUMNS)) for y in range(ROWS)]
    diff, terminal = known(erases), Emulator()
    terminal.stream.feed(diff.changes(blank))
    so_far = list(blank)
    for update in updates:
        terminal.stream.feed(diff.changes(update))
        so_far += update
        anew, whole = known(erases=False), Emulator()
        for run in so_far:
            anew.changes([run])
        rows: list[Run] = [
            (y, 0, [cell or (" ", PLAIN, 1) for cell in row]) for y, row in enumerate(anew._shown)
        ]
        whole.stream.feed(known(erases=False).changes(rows))
        assert terminal.shows() == whole.shows()
        assert diff.changes(update) == ""


@given(some.lists(runs, max_size=3), some.integers(0, ROWS - 1), some.integers(0, COLUMNS - 1))
def test_the_cursor_is_left_where_it_is_wanted(update: list[Run], y: int, x: int) -> None:
    terminal = Emulator()
    terminal.stream.feed(known().changes(update, cursor=(y, x)))
    assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (y, x)


def test_nothing_is_sent_where_nothing_changed() -> None:
    diff = known()
    diff.changes([(0, 0, line("Keller"))], cursor=(0, 6))
    assert diff.changes([(0, 0, line("Keller"))], cursor=(0, 6)) == ""


def test_a_letter_costs_a_letter() -> None:
    diff = known()
    diff.changes([(1, 0, line("Keller  "))], cursor=(1, 6))
    assert diff.changes([(1, 0, line("Kellera "))], cursor=(1, 7)) == "a"


@pytest.mark.parametrize(
    ("old", "new", "sent"),
    [
        ("abcdefgh", "Xbcdefgh", "\rX"),
        ("abcdefgh", "XbcdeXgh", "\rXbcdeX"),  # four letters again are no longer than a move over them
        ("abcdefghijkl", "XbcdefghijkX", "\rX\x1b[10CX"),
    ],
)
def test_moves_are_the_shortest(old: str, new: str, sent: str) -> None:
    diff = known()
    diff.changes([(2, 0, line(old))])
    assert diff.changes([(2, 0, line(new))]) == sent


def test_blanks_are_erased_only_where_the_terminal_gives_them_their_background() -> None:
    ground = pen(background="44")
    for erases, sent in ((True, "\x1b[K"), (False, " " * COLUMNS)):
        diff = known(erases)
        assert diff.changes([(0, 0, line(" " * COLUMNS, ground))]).endswith(sent)


def test_blanks_are_erased_behind_text_of_the_terminals_own_colours_too() -> None:
    assert known().changes([(0, 0, line("ab c".ljust(COLUMNS)))]).endswith("ab c\x1b[K")


def test_underlined_blanks_are_written() -> None:
    underlined = pen(frozenset({"4"}))
    assert known().changes([(0, 0, line(" " * COLUMNS, underlined))]).endswith(" " * COLUMNS)


def test_behind_a_wide_character_the_cursor_is_placed_anew() -> None:
    sent = known().changes([(0, 0, cells([("中", PLAIN), ("a", PLAIN)]))])
    assert sent.endswith("中\x1b[1;3Ha"), sent


def test_behind_the_last_column_the_cursor_is_placed_anew() -> None:
    diff = known()
    diff.changes([(0, COLUMNS - 1, line("x"))])
    assert diff.changes([], cursor=(0, 0)) == "\x1b[H"


def test_what_lies_outside_is_left_out() -> None:
    assert known().changes([(-1, 0, line("a")), (ROWS, 0, line("b")), (0, COLUMNS, line("c"))]) == ""


def test_blanks_on_another_ground_leave_the_colour_of_the_text() -> None:
    one, other = (pen(foreground="38;5;196", background=f"48;5;{ground}") for ground in (17, 18))
    sent = known().changes([(0, 0, cells([("a", one), (" ", other), ("b", other)]))])
    assert sent.endswith("a\x1b[48;5;18m b")


def test_braille_takes_one_cell_and_the_cursor_is_not_placed_behind_it() -> None:
    assert known().changes([(0, 0, line("⣿⡇⠁"))]).endswith("⣿⡇⠁")


# Pictures

SIXEL = Picture("\x1bPq#0;2;0;0;0~-~\x1b\\", columns=4, rows=2)


def framed(diff: Cells, label: str, picture: Picture | None = SIXEL, top: int = 1, left: int = 2) -> str:
    """Draw a label and below it a picture, or the blanks where it was."""
    return diff.changes([(0, 0, line(label)), *under(picture, top, left)])


def under(picture: Picture | None, top: int = 1, left: int = 2) -> list[Run]:
    return [
        (top + row, left, Pictured.under(picture, row, 4, PLAIN) if picture else line("    "))
        for row in range(2)
    ]


def test_a_picture_is_sent_once_and_not_again_where_its_label_changes() -> None:
    diff = known()
    assert framed(diff, "upper").count(SIXEL.text) == 1
    assert SIXEL.text not in framed(diff, "lower")


def test_a_picture_that_a_sheet_covers_in_part_is_sent_when_the_sheet_closes() -> None:
    diff = known()
    framed(diff, "upper")
    assert SIXEL.text not in diff.changes([(2, 0, line("a sheet"))])
    # Only the row that the sheet has left is drawn again.
    assert diff.changes([(2, 0, line("  ")), under(SIXEL)[1]]).endswith(SIXEL.text)


@pytest.mark.parametrize("covered", [(1, 2), (1, 5), (2, 3)])
def test_a_picture_that_comes_under_a_sheet_waits_for_its_end(covered: tuple[int, int]) -> None:
    diff = known()
    sheet: Run = (*covered, line("x"))
    assert SIXEL.text not in diff.changes([*under(SIXEL), sheet])
    assert diff.changes(under(SIXEL)).endswith(SIXEL.text)


def test_a_sheet_over_a_picture_is_drawn_on_while_the_picture_stays() -> None:
    diff = known()
    diff.changes([*under(SIXEL), (1, 2, line("x"))])
    assert SIXEL.text not in diff.changes([(1, 2, line("y"))])


def test_a_picture_that_goes_leaves_none_of_its_cells() -> None:
    diff = known()
    framed(diff, "upper")
    assert framed(diff, "upper", None).count("    ") == 2, "both its rows are written"


def test_another_picture_at_the_same_place_is_sent_over_blanks() -> None:
    diff = known()
    framed(diff, "upper")
    other = Picture("\x1bPq#1~\x1b\\", columns=4, rows=2)
    sent = framed(diff, "upper", other)
    assert sent.count("    ") == 2
    assert sent.endswith(other.text)


def test_a_picture_that_moved_is_sent_again() -> None:
    diff = known()
    framed(diff, "upper")
    assert framed(diff, "upper", top=2, left=3).endswith(SIXEL.text)


def test_a_picture_is_sent_again_where_nothing_is_known_of_the_screen() -> None:
    diff = known()
    framed(diff, "upper")
    diff.forget(COLUMNS, ROWS)
    assert framed(diff, "upper").endswith(SIXEL.text)


@pytest.mark.parametrize(("top", "left"), [(ROWS - 1, 2), (ROWS - 2, 2), (1, COLUMNS - 3), (-1, 2)])
def test_a_picture_that_is_not_whole_above_the_last_row_is_not_sent(top: int, left: int) -> None:
    assert SIXEL.text not in framed(known(), "upper", top=top, left=left)


def test_a_cell_under_a_picture_is_no_bridge() -> None:
    diff = known()
    diff.changes([(0, 0, line("abcdefgh")), (0, 3, Pictured.under(dot := Picture("*", 1, 1), 0, 1, PLAIN))])
    assert diff.changes([(0, 2, line("X")), (0, 4, line("X"))]).endswith("X\x1b[CX"), dot


def test_what_characters_refer_to_is_sent_before_them_and_once() -> None:
    data = Picture("\x1b_Gdata\x1b\\", columns=1, rows=1, refers=True)
    diff = known()
    run: Run = (0, 0, Pictured(data, line("ab")))
    sent = diff.changes([run])
    assert sent.startswith(data.text)
    assert sent.endswith("ab")
    diff.changes([(0, 0, line("xy"))])
    assert data.text not in diff.changes([run])
    diff.forget(COLUMNS, ROWS)
    assert data.text in diff.changes([run])
