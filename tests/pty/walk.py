"""A walk through every screen, for what has to be true on all of them."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.pty.desk import Desk
from tests.ui.people import PASSWORD, People

STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("signing in", ("anna", "Enter", PASSWORD, "Enter"), "308 found"),
    ("a row down", ("Down", "Down"), "2 of 308"),
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
    ("a question", ("Esc",), "y "),
    ("thrown away", ("y",), "[6 History]"),
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
    ("thrown away too", ("Esc", "y"), "Find"),
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
    desk.see("Sign in", "Login name")
    desk.quiet()
    seen = {"the sign-in": desk.text()}
    for name, keys, words in STEPS:
        for key in keys:
            desk.press(key)
        desk.see(words)
        # Esc and what follows at once would be another key.
        desk.read(0.15 if keys[-1] == "Esc" else 0.03)
        seen[name] = desk.text()
    return seen
