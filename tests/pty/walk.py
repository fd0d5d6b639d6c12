"""A walk through every screen, for what has to be true on all of them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from dentui.domain.images import ImageType
from tests.pty.desk import PATIENCE, Desk
from tests.ui.conftest import settings_of
from tests.ui.elsewhere import Elsewhere
from tests.ui.people import PASSWORD, People
from tests.ui.pictured import Pictured, dicom, scan, series

MEANWHILE = "meanwhile"
"""Instead of a key: now another desk changes the patient with everything."""
STEPS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("signing in", ("anna", "Enter", PASSWORD, "Enter"), "308 found"),
    ("a letter", ("m",), " 2 found"),
    ("another one", ("u",), " 1 found"),
    ("nobody found", ("q", "q"), " 0 found"),
    ("the find text gone", ("Esc",), "308 found"),
    ("a row down", ("Down", "Down"), " 2 of 308"),
    ("a page down", ("PgDn",), " 20 of 308"),
    ("the last row", ("End",), "308 of 308"),
    ("a row up from there", ("Up",) * 20, "288 of 308"),
    ("the first row", ("Home",), " 1 of 308"),
    ("the filter", ("F3",), "Filter patients"),
    ("back from it", ("Esc",), "308 found"),
    ("the page of keys", ("F1",), "open the patient"),
    ("back from the keys", ("Esc",), "308 found"),
    ("the desk's menu", ("\x07",), "Sign out"),
    ("the people", ("e",), "carlo"),
    ("back from the people", ("Esc",), "308 found"),
    ("the types", ("\x07", "t"), "offered"),
    ("back from the types", ("Esc",), "308 found"),
    ("the devices", ("\x07", "v"), "Testray"),
    ("back from the devices", ("Esc",), "308 found"),
    ("the doubles", ("\x07", "d"), "No doubles were found."),
    ("back from the doubles", ("Esc",), "308 found"),
    ("a patient with everything", ("/", "4711", "Enter"), "Visit 10"),
    ("images", ("2",), "No image data"),
    ("reports", ("3",), "No report"),
    ("info", ("4",), "Former phones"),
    ("tickets", ("5",), "T-000001"),
    ("history", ("6",), "0 changes"),
    ("editing", ("e",), "Responsible*"),
    ("a wrong date", ("Down",) * 4 + ("9", "9", "F2"), "That is not a date"),
    ("a question", ("Esc",), "throw it away"),
    ("thrown away", ("y",), "0 changes"),
    ("editing again", ("e",), "Responsible*"),
    ("what another desk changed too", (*("Down",) * 8, "End", "x", MEANWHILE, "F2"), "penicillin, latex"),
    ("back from the conflict", ("Esc",), "Another desk has changed"),
    ("a question about both", ("Esc",), "throw it away"),
    ("thrown away again", ("y",), "1 change"),
    ("a ticket", ("t",), "not chosen"),
    ("back from the ticket", ("Esc",), "1 change"),
    ("the list", ("Esc",), " 1 found"),
    ("the nasty patient", ("Esc", "obrien", "Enter"), "31.10.2026"),
    ("a record's image data", ("Tab",), "Esc Records"),
    ("its next type", ("Tab",), "[X-ray]"),
    ("a picture zoomed", ("Enter",), "0.1 x 0.1 mm"),
    ("brighter", ("2",), "brightness +10%"),
    ("what DICOM says", ("F3",), "Modality"),
    ("back from DICOM", ("Esc",), "brightness +10%"),
    ("a correction", ("e",), "Correct image data"),
    ("back from the correction", ("Esc",), "brightness +10%"),
    ("back in the record", ("Esc",), "[X-ray]"),
    ("image data", ("2",), "Space Choose"),
    ("one chosen", (" ",), "1 chosen"),
    ("the labels", ("l",), "Go to a record"),
    ("back from the labels", ("Esc",), "1 chosen"),
    ("a CBCT in slices", ("Right", "Right", "s"), "Next slice"),
    ("back from the slices", ("Esc",), "1 chosen"),
    ("other data downloaded", ("Right", "Enter"), "Ready:"),
    ("back from the download", ("Esc",), "1 chosen"),
    ("info of theirs", ("4",), "Former phones"),
    ("the list again", ("Esc", "Esc"), "308 found"),
    ("the merge drawer", ("obrien", "\x06"), "Merge into O'Brien"),
    ("one of the found chosen", ("wolfesch", "Enter"), "1 chosen"),
    ("among the chosen", ("Tab",), "Take off"),
    ("what merging does", ("F2",), "nothing is merged yet"),
    ("the question before it", ("F2",), "merge nothing"),
    ("merged", ("y",), "Merged 1 chart into O'Brien"),
    ("a merged profile", ("Esc", "chart 7", "Enter"), "MERGED"),
    ("its main patient", ("o", "4"), "Merged into it"),
    ("what an undo brings back", ("z",), "Take back the merge"),
    ("taken back", ("F2",), "Taken back"),
    ("the list after that", ("Esc", "Esc"), "308 found"),
    ("who is typed again", ("smith anna", "F6", "f", "Enter", "12031985"), "Here already?"),
    ("what differs", ("Enter", "0790000000"), "0790000000"),
    ("side by side", ("F3",), "Is this one person?"),
    ("the chart that is used", ("F2",), "F3 takes it"),
    ("what was typed taken", ("F3",), "F3 brings it back"),
    ("and not taken", ("F3", "Esc"), "Nothing was changed on this chart."),
    ("the list after the chart", ("Esc", "Esc"), "308 found"),
    ("a new patient", ("Esc", "\u738b", "F6"), "Swap names"),
    ("accents in fields", ("J\u00fcrg", "Enter", "Enter"), "Space Choose"),
    ("what is missing", ("F2",), "is one of them"),
    ("a note", (*("Down",) * 8, "\u00fcber", "Enter", "\u738b"), "Enter New line"),
    ("a last question", ("Esc",), "throw it away"),
    ("thrown away too", ("y",), " 1 found"),
    ("the curtain", ("F9",), "Hidden."),
    ("the curtain gone", ("F9",), " 1 found"),
    ("the lock", ("\x07", "l"), "Locked."),
    ("unlocked", (PASSWORD, "Enter"), " 1 found"),
    ("drawn anew", ("\x0c",), " 1 found"),
    ("signed out", ("\x07", "o"), "Signed out"),
)


def real_home(filled: Path, folder: Path) -> Path:
    """A copy of the filled home at which one signs in, with an umlaut in its path and image data of the nasty
    patient."""
    home = Path(shutil.copytree(filled, folder / "h\u00f6me"))
    scanner = Elsewhere(settings_of(home))
    pictured = Pictured(scanner, folder / "scanner")
    pictured.add("brien", ImageType.INTRAORAL_SCAN, {"upper.stl": scan(), "lower.stl": scan(9)})
    pictured.add("brien", ImageType.X_RAY, {"\x1b[2Jpan.dcm": dicom()})
    pictured.add("brien", ImageType.CBCT, series())
    pictured.add("brien", ImageType.OTHER, {"[b]letter.txt": b"Dear colleague"})
    scanner.close()
    People(home)
    return home


def walk(desk: Desk) -> dict[str, str]:
    """Go there, step by step; answers the text of each step's screen."""
    return {name: desk.text() for name in stepping(desk)}


def _follows(text: str) -> bool:
    """Whether the screen below the form shows what the other desk saved, in the head and in the tab."""
    return "penicillin, la" in text and "Nothing was changed" not in text


def draws(text: str) -> bool:
    """Whether a picture is still to come: a sign of waiting stands where it will be."""
    return any(re.fullmatch(r"[^\w]?\s*(…|\.\.\.)(\s+(…|\.\.\.))*\s*", line) for line in text.splitlines())


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
        desk.read(PATIENCE, lambda: not draws(desk.text()))
        # Esc and what follows at once would be another key.
        desk.read(0.15 if keys[-1] == "Esc" else 0.03)
        yield name
