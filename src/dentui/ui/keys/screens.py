"""The keys of the screens and of their tabs."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import WALK

PATIENTS = Place(
    "patients",
    "Patient list",
    (
        Key("find", ("slash",), "Find", "go to the find box", rank=2),
        Key("new", ("n", "f6"), "New", "enter a new patient"),
        Key("ticket", ("t", "f7"), "Ticket", "create a scan ticket for the patient marked ▸"),
        Key("case", ("c", "ctrl+n"), "Case", "create a case for the lab, of the patient marked ▸", rank=2),
        Key("filter", ("f", "f3"), "Filter", "filter by visiting time, case types and gender"),
        Key("reset", ("x", "f4"), "Reset", "drop every filter and the find text"),
        Key(
            "undo",
            ("z", "f8"),
            "Undo",
            "take back your last change of anybody, after a question",
            shown=False,
        ),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
    ),
)

FIND = Place(
    "find",
    "Find box",
    (
        Key(
            "screen.open",
            ("enter",),
            "Open",
            "open the patient marked ▸; without a find text go to the list",
        ),
        Key("screen.to_list", ("down", "tab"), "List", "go to the list", rank=2),
        Key("screen.merge", ("ctrl+f",), "Merge", "merge charts into the patient marked ▸", rank=2),
        Key("screen.empty_find", ("escape",), "Clear", "empty the find box", shown=False),
    ),
)

LIST = Place(
    "list",
    "In the list",
    (
        Key("screen.open", ("enter",), "Open", "open the patient"),
        Key("screen.merge", ("m",), "Merge", "merge charts into the patient marked ▸", rank=2),
        Key("", ("up", "down"), "Move", "one patient up or down", shown=False),
        Key("", ("pageup", "pagedown"), "Page", "one page up or down", shown=False),
        Key("", ("home", "end"), "Ends", "to the first or the last patient", shown=False),
        Key("screen.find", ("escape",), "Find", "go back to the find box", shown=False),
    ),
)

PATIENT = Place(
    "patient",
    "Patient",
    (
        Key("back", ("escape",), "Back", "go back to the list", rank=0),
        Key("add", ("u",), "Add data", "add image data; dropped files and pasted paths do it too"),
        Key("edit", ("e",), "Edit", "edit the patient's data"),
        Key("ticket", ("t", "f7"), "Ticket", "create a scan ticket"),
        Key("case", ("c", "ctrl+n"), "Case", "create a case for the lab, with what is chosen of the images"),
        Key("report", ("r",), "Report", "create a health checking report of image data"),
        Key("merge", ("m",), "Merge", "merge other charts of the same person into this one", rank=2),
        Key("undo", ("z", "f8"), "Undo", "take back your last change of this patient"),
        Key("other", ("o",), "Other chart", "open the chart that this one was merged with", shown=False),
        Key("tab(1)", ("1",), "Records", "show the records", shown=False),
        Key("tab(2)", ("2",), "Images", "show the image data", shown=False),
        Key("tab(3)", ("3",), "Reports", "show the reports", shown=False),
        Key("tab(4)", ("4",), "Info", "show basic and clinical information", shown=False),
        Key("tab(5)", ("5",), "Tickets", "show the scan tickets", shown=False),
        Key("tab(6)", ("6",), "History", "show what was changed, by whom", shown=False),
        Key("tab(7)", ("7",), "Cases", "show the cases for the lab", shown=False),
        Key("next_tab", ("right",), "Next tab", "show the next tab", rank=3),
        Key("previous_tab", ("left",), "Tab before", "show the tab before", shown=False),
        Key("find", ("slash",), "Find", "go to the find box of the list", rank=2),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
    ),
)

RECORDS = Place(
    "records",
    "Records of a patient",
    (
        Key("open", ("enter",), "Edit record", "rename the record, or change its time, type and doctor"),
        Key("new", ("n", "f6"), "New", "make a record by hand", rank=2),
        Key("filter", ("f", "f3"), "Filter", "show the visits of a range of days only", rank=2),
        Key("reset", ("x", "f4"), "All visits", "show all visits again", shown=False),
        Key("types(1)", ("tab",), "Image data", "go into the record's image data, to its first type"),
        Key("types(-1)", ("shift+tab",), "Record before", "go to the record before", shown=False),
        Key("", WALK, "Move", "walk the records", shown=False),
    ),
)

TICKETS = Place(
    "tickets",
    "Scan tickets of a patient",
    (
        Key("open", ("enter",), "Open", "start, complete, cancel or change the ticket"),
        Key("", WALK, "Move", "walk the tickets", shown=False),
    ),
)

HISTORY = Place(
    "history",
    "History of a patient",
    (
        Key("open", ("enter",), "Open", "show the change whole"),
        Key("", WALK, "Move", "walk the changes", shown=False),
    ),
)

INFO = Place(
    "info",
    "Information about a patient",
    (
        Key("open", ("enter",), "Edit field", "edit the field marked ▸, here"),
        Key("step(1)", ("down",), "Next", "go to the next field", shown=False),
        Key("step(-1)", ("up",), "Before", "go to the field before", shown=False),
        Key("page(1)", ("pagedown",), "Scroll", "show what is further down", rank=3),
        Key("page(-1)", ("pageup",), "Page up", "show what is further up", shown=False),
        Key("end(-1)", ("home",), "First", "go to the first field", shown=False),
        Key("end(1)", ("end",), "Last", "go to the last field", shown=False),
    ),
)

PEOPLE = Place(
    "people",
    "People of the institution",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter", "e"), "Edit", "change a person, or give them another password"),
        Key("new", ("n", "f6"), "New", "add a person"),
        Key("remove", ("f4", "delete"), "Remove", "take away a person's place in the institution"),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the people", shown=False),
    ),
)

TYPES = Place(
    "types",
    "Case types and visit types",
    (
        Key("open", ("enter", "e"), "Edit", "rename a type, or give it another place in the list"),
        Key("new", ("n", "f6"), "New", "add a type"),
        Key("retire", ("space", "delete"), "Retire or offer", "offer a type no more, or offer it again"),
        Key("other", ("tab", "shift+tab", "right", "left"), "Other", "show the other list", rank=2),
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the types", shown=False),
    ),
)
