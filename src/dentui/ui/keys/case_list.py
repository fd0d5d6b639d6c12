"""The keys of the lists of cases, of leading a case on, and of the labs."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, WALK
from dentui.ui.keys.sheets import FORM

_EXPORT = "write the case as a ZIP for the lab to your outbox"

CASES = Place(
    "cases",
    "Cases of the institution",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter",), "Open", "show the case whole, and do the next step"),
        Key("filter", ("f", "f3"), "Filter", "narrow by state, type, lab, doctor and time"),
        Key("reset", ("x", "f4"), "Reset", "drop every filter and the find text"),
        Key("find", ("slash",), "Find", "go to the find box", rank=2),
        Key("chart", ("o", "f7"), "Chart", "open the chart of the case's patient", rank=2),
        Key("export", ("d", "f2"), "ZIP", _EXPORT, rank=2),
        Key("late", ("l", "f6"), "Late", "show what is late only, or all again", rank=2),
        Key("undo", ("z", "f8"), "Undo", "take back your last change of anybody, after a question", rank=3),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the cases", shown=False),
    ),
)

CASES_OF_PATIENT = Place(
    "patient's cases",
    "Cases of a patient",
    (
        Key("open", ("enter",), "Open", "show the case whole, and do the next step"),
        Key("export", ("d",), "ZIP", _EXPORT, rank=2),
        Key("", WALK, "Move", "walk the cases", shown=False),
    ),
)

CASE_MOVE = Place(
    "case step",
    "When something is done with a case",
    (
        Key("save", ("enter", "f2", "ctrl+s"), "Do it", "do what is chosen", rank=0),
        *(key for key in FORM.keys if key.action not in ("save", "app.focus_next")),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", rank=2),
        Key("page(1)", ("pagedown",), "Scroll", "show what is further down", rank=2),
        Key("page(-1)", ("pageup",), "Before", "show what is further up", shown=False),
    ),
)

CASE_FILES = Place(
    "case files",
    "Files of a case",
    (
        Key(
            "see", ("enter",), "See", "show it among the image data of the chart, to zoom and turn it", rank=0
        ),
        Key("download", ("d",), "Download", "write the files to your outbox, and say how to fetch them"),
        Key("cancel", ("escape",), "Back", "go back", rank=0),
        Key("", WALK, "Move", "walk the files", shown=False),
        *IN_SHEETS,
    ),
)

LABS = Place(
    "labs",
    "Labs of the institution",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter", "e"), "Edit", "change a lab's name, address, contact and default work"),
        Key("new", ("n", "f6"), "New", "add a lab"),
        Key("withdraw", ("space", "delete"), "Withdraw or offer", "offer a lab no more, or offer it again"),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the labs", shown=False),
    ),
)

SNIPPETS = Place(
    "snippets",
    "Ready texts",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter", "e"), "Edit", "change a text, its name, or what it is for"),
        Key("new", ("n", "f6"), "New", "add a ready text"),
        Key("remove", ("f4", "delete"), "Remove", "remove a ready text; what was written with it stays"),
        Key("undo", ("z", "f8"), "Undo", "bring back the text that was removed last", rank=2),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the texts", shown=False),
    ),
)

SNIPPET_CHOICE = Place(
    "ready text",
    "When a ready text is put in",
    (
        Key("choose", ("enter", "f2"), "Put in", "put in the text marked ▸", rank=0),
        Key("new", ("f6",), "New", "add a ready text, and put it in"),
        Key("cancel", ("escape",), "Back", "put nothing in", rank=0),
        Key("move(1)", ("down", "tab"), "Next", "go to the next text", shown=False),
        Key("move(-1)", ("up", "shift+tab"), "Before", "go to the text before", shown=False),
        Key("", (), "its letter", "put it in at once", shown=False),
        *IN_SHEETS,
    ),
)

CASE_FIND = Place(
    "case find",
    "Find box of the cases",
    (
        Key("screen.open", ("enter",), "Open", "open the case marked ▸"),
        Key("screen.to_list", ("down", "tab"), "List", "go to the list", rank=2),
        Key(
            "screen.leave_find", ("escape",), "Back", "empty the find box; from an empty one go back", rank=0
        ),
    ),
)
