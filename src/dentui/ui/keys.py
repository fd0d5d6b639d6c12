"""Every key, by the place where it acts. The footer, the F1 page, docs/keys.md and the bindings
themselves come from here, so that they cannot tell different things.

A key stands here when what it does exists. Letters act outside fields; what a letter does has a
function key too, because in a field the letter is typed.
"""

from __future__ import annotations

from dentui.ui.key import Key, Place

WALKING = frozenset(["up", "down", "pageup", "pagedown", "home", "end"])
"""Keys that walk rows."""

KEYS = "show the keys of this place, and find any action by its name"
MENU_OF_DESK = "lock, sign out, unfinished forms, password, people, types"
_WALK = ("up", "down", "pageup", "pagedown", "home", "end")

EVERYWHERE = Place(
    "everywhere",
    "Everywhere",
    (
        Key("keys", ("f1", "ctrl+p"), "Keys", KEYS, rank=0),
        Key("leave", ("q", "f10"), "Leave", "leave dentui", rank=0),
        Key("redraw", ("ctrl+r", "ctrl+l"), "Redraw", "draw the whole screen anew", shown=False),
        Key("hide", ("f9",), "Hide", "hide everything at once; F9 shows it again", shown=False),
        Key("menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

DESK = Place(
    "desk",
    "Menu of the desk",
    (
        Key("errand('lock')", ("l",), "Lock now", "lock the desk"),
        Key("errand('people')", ("e",), "People, login names and first passwords", "show who works here"),
        Key("errand('types')", ("t",), "Case types and visit types", "show the case types and visit types"),
        Key("errand('switch')", ("i",), "Work in another institution", "go on in another institution"),
        Key("errand('password')", ("p",), "Change your password", "take another password"),
        Key("errand('pin')", ("n",), "Change your PIN", "take another PIN"),
        Key("errand('unfinished')", ("u",), "Unfinished forms", "go on with what was typed and not saved"),
        Key("errand('sign out')", ("o",), "Sign out", "end your work here; somebody else can sign in"),
    ),
    behind="Ctrl+G",
)

IN_SHEETS = (
    Key("app.keys", ("f1", "ctrl+p"), "Keys", KEYS, rank=0),
    Key("app.redraw", ("ctrl+r", "ctrl+l"), "Redraw", "draw the whole screen anew", shown=False),
    Key("app.hide", ("f9",), "Hide", "hide everything at once; F9 shows it again", shown=False),
)
"""What a sheet has of the keys that are everywhere."""

PATIENTS = Place(
    "patients",
    "Patient list",
    (
        Key("find", ("slash",), "Find", "go to the find box"),
        Key("new", ("n", "f6"), "New", "enter a new patient"),
        Key("ticket", ("t", "f7"), "Ticket", "create a scan ticket for the patient marked ▸"),
        Key("filter", ("f", "f3"), "Filter", "filter by visiting time, case types and gender"),
        Key("reset", ("x", "f4"), "Reset", "drop every filter and the find text"),
        Key("undo", ("z", "f8"), "Undo", "take back your last change", shown=False),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
    ),
)

FIND = Place(
    "find",
    "Find box",
    (
        Key("screen.open", ("enter",), "Open", "open the patient marked ▸ as soon as the results are in"),
        Key("screen.to_list", ("down", "tab"), "List", "go to the list"),
        Key("screen.empty_find", ("escape",), "Clear", "empty the find box", shown=False),
    ),
)

LIST = Place(
    "list",
    "In the list",
    (
        Key("screen.open", ("enter",), "Open", "open the patient"),
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
        Key("edit", ("e",), "Edit", "edit the patient's data"),
        Key("ticket", ("t", "f7"), "Ticket", "create a scan ticket"),
        Key("undo", ("z", "f8"), "Undo", "take back your last change of this patient"),
        Key("tab(1)", ("1",), "Records", "show the records", shown=False),
        Key("tab(2)", ("2",), "Images", "show the image data", shown=False),
        Key("tab(3)", ("3",), "Reports", "show the reports", shown=False),
        Key("tab(4)", ("4",), "Info", "show basic and clinical information", shown=False),
        Key("tab(5)", ("5",), "Tickets", "show the scan tickets", shown=False),
        Key("tab(6)", ("6",), "History", "show what was changed, by whom", shown=False),
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
        Key("open", ("enter",), "Rename", "rename the record, or change its time, type and doctor"),
        Key("new", ("n", "f6"), "New", "make a record by hand"),
        Key("filter", ("f", "f3"), "Filter", "show the visits of a range of days only", rank=2),
        Key("reset", ("x", "f4"), "All visits", "show all visits again", shown=False),
        Key("", _WALK, "Move", "walk the records", shown=False),
    ),
)

TICKETS = Place(
    "tickets",
    "Scan tickets of a patient",
    (
        Key("open", ("enter",), "Open", "start, complete, cancel or change the ticket"),
        Key("", _WALK, "Move", "walk the tickets", shown=False),
    ),
)

HISTORY = Place(
    "history",
    "History of a patient",
    (
        Key("open", ("enter",), "Open", "show the change whole"),
        Key("", _WALK, "Move", "walk the changes", shown=False),
    ),
)

PEOPLE = Place(
    "people",
    "People of the institution",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter", "e"), "Edit", "change a person, or give them another password"),
        Key("new", ("n", "f6"), "New", "add a person"),
        Key("remove", ("delete",), "Remove", "take away a person's place in the institution"),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", _WALK, "Move", "walk the people", shown=False),
    ),
)

TYPES = Place(
    "types",
    "Case types and visit types",
    (
        Key("open", ("enter", "e"), "Edit", "rename a type, or give it another place in the list"),
        Key("new", ("n", "f6"), "New", "add a type"),
        Key("retire", ("space", "delete"), "Retire", "offer a type no more, or offer it again"),
        Key("other", ("tab", "shift+tab", "right", "left"), "Other", "show the other list", rank=2),
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", _WALK, "Move", "walk the types", shown=False),
    ),
)

INFO = Place(
    "info",
    "Information about a patient",
    (Key("", ("down", "up", "pagedown", "pageup"), "More", "show what is further down or up"),),
)

SHEET = Place(
    "sheet",
    "In a sheet",
    (
        Key("apply", ("enter", "f2", "ctrl+s"), "Apply", "take what was chosen and close the sheet", rank=0),
        Key("cancel", ("escape",), "Back", "close the sheet and change nothing", rank=0),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", rank=2),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
        Key("reset", ("f4",), "Reset", "empty every field of the sheet"),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

FACTS = Place(
    "facts",
    "When something is shown whole",
    (
        Key("cancel", ("escape", "enter"), "Back", "go back", rank=0),
        Key("", ("down", "up", "pagedown", "pageup"), "More", "show what is further down or up"),
        *IN_SHEETS,
    ),
)

FORM = Place(
    "form",
    "In a form",
    (
        Key("save", ("f2", "ctrl+s"), "Save", "save it and close the form", rank=0),
        Key(
            "cancel",
            ("escape",),
            "Back",
            "close the form; what was typed is not thrown away without asking",
            rank=0,
        ),
        Key("app.focus_next", ("enter", "tab", "down"), "Next", "go to the next field", rank=2),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

NEW_PATIENT = Place(
    "new patient",
    "In the form of a new patient",
    (
        *FORM.keys,
        Key("ticket", ("f7",), "Ticket", "open a scan ticket as well, or leave it"),
        Key("swap", ("f6",), "Swap names", "family name and given name change places"),
    ),
)

NOTES = Place(
    "notes",
    "In a note",
    (Key("", ("enter",), "New line", "begin a new line"),),
)

PICK = Place(
    "pick",
    "In a field that picks from a list",
    (
        Key("", (), "its letters", "go to what begins with them", shown=False),
        Key("", ("right", "left"), "Other", "go to the next one or to the one before"),
        Key("", ("delete",), "None", "choose none", shown=False),
    ),
)

CONFLICT = Place(
    "conflict",
    "When another desk changed the same",
    (
        Key("save", ("f2", "ctrl+s"), "Save so", "save what is chosen here", rank=0),
        Key("cancel", ("escape",), "Back", "go back to the form; nothing is saved", rank=0),
        Key("app.focus_next", ("enter", "tab", "down"), "Next", "go to the next field", rank=2),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
        *IN_SHEETS,
    ),
)

CONFIRM = Place(
    "confirm",
    "When something is asked",
    (
        Key("no", ("enter", "escape"), "No", "leave everything as it is", rank=0),
        Key("yes", ("y",), "Yes", "do it", rank=0),
        *IN_SHEETS,
    ),
)

CHOICES = Place(
    "choices",
    "In a choice",
    (
        Key("", ("space",), "Choose", "choose or drop the one that is marked ▸"),
        Key(
            "",
            ("up", "down", "left", "right"),
            "Move",
            "go to another one, at the edge to a field",
            shown=False,
        ),
        Key("", (), "its first letter", "choose it; if several begin so, go to the next", shown=False),
    ),
)

NOTICE = Place(
    "notice",
    "When the register cannot be used",
    (
        Key("again", ("r", "f5"), "Try again", "try again", rank=0),
        Key("app.leave", ("q", "f10"), "Leave", "leave dentui", rank=0),
        *IN_SHEETS,
    ),
)

MENU = Place(
    "menu",
    "In a menu",
    (
        Key("choose", ("enter", "f2"), "Do it", "do what is marked ▸", rank=0),
        Key("cancel", ("escape",), "Back", "close the menu", rank=0),
        Key("move(1)", ("down", "tab"), "Next", "go to the next line", shown=False),
        Key("move(-1)", ("up", "shift+tab"), "Before", "go to the line before", shown=False),
        Key("", (), "its letter", "do it at once", shown=False),
        *IN_SHEETS,
    ),
)

DRAFTS = Place(
    "drafts",
    "When forms were left unfinished",
    (
        Key("go_on", ("enter", "f2"), "Go on", "go on with the form marked ▸, as it was typed", rank=0),
        Key("cancel", ("escape",), "Later", "leave them; they are offered again at the next start", rank=0),
        Key("throw_away", ("f4", "delete"), "Throw away", "throw the form marked ▸ away, after a question"),
        Key("move(1)", ("down", "tab"), "Next", "go to the next line", shown=False),
        Key("move(-1)", ("up", "shift+tab"), "Before", "go to the line before", shown=False),
        *IN_SHEETS,
    ),
)

CURTAIN = Place(
    "curtain",
    "When everything is hidden",
    (Key("app.lift", ("f9", "escape"), "Show", "show the desk again, as it was"),),
)

SMALL = Place(
    "small",
    "When the window is too small",
    (Key("app.leave", ("f10",), "Leave", "leave dentui", rank=0),),
)

LOCK = Place(
    "lock",
    "When the desk is locked",
    (
        Key("submit", ("enter", "f2"), "Unlock", "unlock the desk"),
        Key(
            "app.leave",
            ("f10",),
            "Leave",
            "leave dentui; an unfinished form is kept and offered again",
            rank=0,
        ),
        Key("app.redraw", ("ctrl+r", "ctrl+l"), "Redraw", "draw the whole screen anew", shown=False),
    ),
)

SIGN_IN = Place(
    "sign in",
    "At the sign-in",
    (
        Key("submit", ("enter", "f2", "ctrl+s"), "Sign in", "sign in; before the last field: go to the next"),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", shown=False),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
    ),
)

SETUP = Place(
    "setup",
    "At the first start of a clinic",
    (
        Key("submit", ("f2", "ctrl+s"), "Make it", "make the register and sign in", rank=0),
        Key("cancel", ("escape",), "Leave", "leave dentui; nothing is made", rank=0),
        Key("app.focus_next", ("enter", "tab", "down"), "Next", "go to the next field", rank=2),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
    ),
)

PALETTE = Place(
    "keys",
    "On the page of keys",
    (
        Key("run", ("enter",), "Do it", "do what is marked ▸", rank=0),
        Key("move(-1)", ("up", "shift+tab"), "Up", "one line up", shown=False),
        Key("move(1)", ("down", "tab"), "Down", "one line down", shown=False),
        Key("page(-1)", ("pageup",), "Page up", "one page up", shown=False),
        Key("page(1)", ("pagedown",), "Page down", "one page down", shown=False),
        Key("cancel", ("escape", "f1", "ctrl+p"), "Back", "go back", rank=0),
        *IN_SHEETS[1:],
    ),
)

PLACES = (
    *(EVERYWHERE, DESK, FIND, LIST, PATIENTS, PATIENT, RECORDS, TICKETS, HISTORY, INFO, PEOPLE, TYPES),
    *(SHEET, FACTS, FORM, NEW_PATIENT, NOTES, PICK, CONFLICT, CONFIRM, CHOICES, NOTICE),
    *(MENU, DRAFTS, CURTAIN, SMALL, LOCK, SIGN_IN, SETUP, PALETTE),
)


def page() -> str:
    """docs/keys.md."""
    parts = [
        "# Keys",
        "",
        "Made by `python -m dentui.ui.keys > docs/keys.md` from `src/dentui/ui/keys.py`; a test compares.",
        "Letters act outside fields; in a field use the function key. Every key here is one that",
        "all terminals send, or stands beside one that is.",
    ]
    for place in PLACES:
        parts += ["", f"## {place.title}", "", "| key | does |", "| --- | --- |"]
        parts += [f"| {place.names(key)} | {key.tells} |" for key in place.keys]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(page(), end="")
