"""A walk through every screen, for what has to be true on all of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.pty.desk import PATIENCE, Desk
from tests.ui.conftest import settings_of
from tests.ui.elsewhere import Elsewhere
from tests.ui.people import PASSWORD, People

MEANWHILE = "meanwhile"
"""Instead of a key: now another desk changes the patient with everything."""
STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("signing in", ("anna", "Enter", PASSWORD, "Enter"), "308 found"),
    ("a letter", ("m",), " Find  m"),
    ("another one", ("u",), " Find  mu"),
    ("nobody found", ("q", "q"), "muqq"),
    ("the find text gone", ("Esc",), "308 found"),
    ("a row down", ("Down", "Down"), "2 of 308"),
    ("a page down", ("PgDn",), "of 308"),
    ("the last row", ("End",), "308 of 308"),
    ("a row up from there", ("Up",) * 20, "288 of 308"),
    ("the first row", ("Home",), "1 of 308"),
    ("the filter", ("F3",), "Filter"),
    ("back from it", ("Esc",), "308 found"),
    ("the page of keys", ("F1",), "Esc"),
    ("back from the keys", ("Esc",), "308 found"),
    ("the desk's menu", ("\x07",), "Sign out"),
    ("the people", ("e",), "Login"),
    ("back from the people", ("Esc",), "308 found"),
    ("the types", ("\x07", "t"), "offered"),
    ("back from the types", ("Esc",), "308 found"),
    ("a patient with everything", ("/", "4711", "Enter"), "[1 Records]"),
    ("images", ("2",), "[2 Images]"),
    ("reports", ("3",), "[3 Reports]"),
    ("info", ("4",), "[4 Info]"),
    ("tickets", ("5",), "[5 Tickets]"),
    ("history", ("6",), "[6 History]"),
    ("editing", ("e",), "Edit patient"),
    ("a wrong date", ("Down",) * 4 + ("9", "9", "F2"), "! "),
    ("a question", ("Esc",), " y "),
    ("thrown away", ("y",), "[6 History]"),
    ("editing again", ("e",), "Edit patient"),
    ("what another desk changed too", (*("Down",) * 8, "End", "x", MEANWHILE, "F2"), "penicillin, latex"),
    ("back from the conflict", ("Esc",), "Another desk has changed"),
    ("a question about both", ("Esc",), " y "),
    ("thrown away again", ("y",), "[6 History]"),
    ("a ticket", ("t",), "Create a scan ticket"),
    ("back from the ticket", ("Esc",), "[6 History]"),
    ("the list", ("Esc",), "1 found"),
    ("the nasty patient", ("Esc", "obrien", "Enter"), "[1 Records]"),
    ("info of theirs", ("4",), "[4 Info]"),
    ("the list again", ("Esc", "Esc"), "found"),
    ("a new patient", ("Esc", "\u738b", "F6"), "New patient"),
    ("accents in fields", ("J\u00fcrg", "Enter", "Enter"), "New patient"),
    ("what is missing", ("F2",), "! "),
    ("a note", (*("Down",) * 8, "\u00fcber", "Enter", "\u738b"), "ber"),
    ("a last question", ("Esc",), " y "),
    ("thrown away too", ("y",), "Find"),
    ("the curtain", ("F9",), "F9"),
    ("the curtain gone", ("F9",), "Find"),
    ("the lock", ("\x07", "l"), "Locked"),
    ("unlocked", (PASSWORD, "Enter"), "Find"),
    ("drawn anew", ("\x0c",), "Find"),
    ("signed out", ("\x07", "o"), "Signed out"),
)


def real_home(filled: Path, folder: Path) -> Path:
    """A copy of the filled home at which one signs in, with an umlaut in its path."""
    home = Path(shutil.copytree(filled, folder / "h\u00f6me"))
    People(home)
    return home


def walk(desk: Desk) -> dict[str, str]:
    """Go there, step by step; answers the text of each step's screen."""
    return {name: desk.text() for name in stepping(desk)}


def _follows(text: str) -> bool:
    """Whether the screen below the form shows what the other desk saved, in the head and in the tab."""
    return "penicillin, la" in text and "Nothing was changed" not in text


def stepping(desk: Desk) -> Iterator[str]:
    """Go there; answers the name of each step when its screen stands."""
    desk.see("Sign in", "Login name")
    desk.quiet()
    yield "the sign-in"
    for name, keys, words in STEPS:
        for key in keys:
            if key == MEANWHILE:
                other = Elsewhere(settings_of(desk.home))
                other.edit("4711", allergies="penicillin, latex")
                other.close()
                desk.read(PATIENCE, lambda: _follows(desk.text()))
            else:
                desk.press(key)
        desk.see(words)
        # Esc and what follows at once would be another key.
        desk.read(0.15 if keys[-1] == "Esc" else 0.03)
        yield name
