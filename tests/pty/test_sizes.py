"""At a real terminal: 60x20 is usable, 200x60 is used well, and a window changes while something is open."""

from __future__ import annotations

import fcntl
import os
import signal
import struct
import termios
from collections.abc import Sequence
from pathlib import Path

from tests.pty.desk import PATIENCE, Desk
from tests.ui.conftest import filled_home, home  # noqa: F401 - fixtures

SCREENS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (("4711",), ("Smith, Anna", "1 found", "1 of 1", "Enter Open", "F6 New", "F1 Keys", "F10 Leave")),
    (("F3",), ("Filter patients", "From", "To", "Case type", "Gender", "Enter Apply", "Esc Back", "F1 Keys")),
    (("F1",), ("Keys", "Find", "take what was chosen", "Enter Do it", "Esc Back")),
    (("Esc", "Esc", "Enter"), ("[1 Records]", "History", "Cases", "ALLERGIES: penicillin", "Mobile")),
    (("4",), ("[4 Info]", "Basic information", "Family name", "Esc Back", "F1 Keys")),
    (("5",), ("[5 Tickets]", "T-000001", "Enter Open", "F1 Keys")),
    (("6",), ("[6 History]", "F1 Keys")),
    (("e",), ("Edit patient", "Family name*", "Date of birth", "F2 Save", "Esc Back", "F1 Keys")),
    (("x", "Esc"), ("What you typed is not saved.", "Enter go on typing", "y throw it away", "Enter No")),
    (("y", "t"), ("Create a scan ticket", "Intraoral", "Doctor", "F2 Save", "Esc Back", "F1 Keys")),
    (("Esc", "1", "n"), ("New record", "Visiting time*", "F2 Save", "Esc Back", "F1 Keys")),
    (("Esc", "\x07"), ("Lock now", "Sign out", "Enter Do it", "Esc Back", "F1 Keys")),
    (("e",), ("People", "Berta", "n New", "Esc Back", "F1 Keys")),
    (("\x07", "t"), ("[Case types]", "implant", "n New", "Esc Back", "F1 Keys")),
    (
        ("Esc", "Esc", "Esc", "Esc", "4711", "\x06"),
        ("Merge into Smith, Anna", "chart 1", "0 chosen", "Esc Exit"),
    ),
    (("peter", "Enter"), ("1 found", "[x] Smith, Peter", "1 chosen", "F2 Confirm", "F1 Keys")),
    (
        ("F2",),
        ("Merge 1 chart into Smith, Anna", "moves in all", "Gender", "F2 Merge", "Esc Back", "F1 Keys"),
    ),
    (("F2",), ("Merge 1 chart into this one?", "y merge", "Enter No")),
    (("y", "F8"), ("Take back the merge of", "gets back", "F2 Take back", "Esc Back", "F1 Keys")),
    (("Esc", "\x07", "d"), ("Doubles", "gone through", "pairs", "Esc Back", "F1 Keys")),
    (
        ("Esc", "Esc", "smith anna", "F6", "f", "Enter", "12031985"),
        ("New patient", "Here already?", "F3 compares"),
    ),
    (
        ("F3",),
        ("Is this one person?", "Typed now", "Chart 1", "F2 Use this chart", "n Not the same", "Esc Back"),
    ),
    (("n",), ("New patient", "F2 Save")),
    (("Esc", "y"), ("found",)),
    (("Esc", "Esc", "chart 2", "Enter"), ("MERGED.", "o opens that", "[1 Records]")),
]


def resize(desk: Desk, columns: int, rows: int) -> None:
    """Make the window another size, as a terminal does."""
    desk.screen.resize(rows, columns)
    fcntl.ioctl(desk._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.kill(desk.pid, signal.SIGWINCH)
    desk.quiet()


def see(desk: Desk, words: Sequence[str]) -> None:
    """Wait until all of these stand there, however many spaces are between them."""
    desk.read(30.0, lambda: all(word in " ".join(desk.text().split()) for word in words))
    text = " ".join(desk.text().split())
    missing = [word for word in words if word not in text]
    assert not missing, f"{missing} did not come; the screen was\n{desk.text()}"


def test_in_60_columns_and_20_rows_every_screen_has_its_essential_words_and_keys(
    home: Path,  # noqa: F811
) -> None:
    with Desk(home, columns=60, rows=20) as desk:
        desk.see("308 found")
        for keys, words in SCREENS:
            for key in keys:
                desk.press(key)
                if key == "Esc":
                    # Else it is half of another key.
                    desk.quiet()
            see(desk, words)


def test_a_wide_terminal_shows_more_columns_and_a_glance_beside_the_list(home: Path) -> None:  # noqa: F811
    with Desk(home, columns=200, rows=60) as desk:
        desk.see("308 found", "Born", "Chart", "Landline", "│")
        desk.type("4711")
        desk.see("Smith, Anna", "756.1111.2222.33", "Bahnhofstrasse 1", "Enter opens the chart")
        assert "penicillin" not in desk.text()
        desk.press("Enter")
        desk.see("[1 Records]", "ALLERGIES: penicillin", "ID number")


def test_a_form_is_as_it_was_after_the_window_was_too_small(home: Path) -> None:  # noqa: F811
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711\r")
        desk.see("[1 Records]")
        desk.type("e")
        desk.see("Edit patient")
        desk.type("x")
        desk.see("Smithx")
        desk.quiet()
        before = desk.screen.display
        for columns, rows in ((30, 8), (1, 1), (132, 43)):
            resize(desk, columns, rows)
        desk.see("Edit patient")
        resize(desk, 30, 8)
        desk.see("Too small: 30x8.")
        assert "Smith" not in desk.text()
        resize(desk, 80, 24)
        desk.read(PATIENCE, lambda: desk.screen.display == before)
        assert desk.screen.display == before


def test_escape_and_enter_in_one_go_throw_nothing_away(home: Path) -> None:  # noqa: F811
    with Desk(home) as desk:
        desk.see("308 found")
        desk.type("4711\re")
        desk.see("Edit patient")
        desk.type("zz")
        desk.quiet()
        for _ in range(3):
            desk.send(b"\x1b\r")
            desk.quiet()
            assert "Edit patient" in desk.text()
