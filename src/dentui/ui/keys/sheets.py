"""The keys of sheets, forms and fields."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, MENU_OF_DESK

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
        Key("", ("down", "up", "pagedown", "pageup"), "Scroll", "show what is further down or up"),
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
        Key("leave", ("f10",), "Leave", "leave dentui; the form is kept and offered again", shown=False),
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
        Key(
            "compare",
            ("f3",),
            "Compare",
            "compare what is typed with the patient who may be the same person",
            shown=False,
        ),
    ),
)

UPDATE = Place(
    "update",
    "When a chart is updated with what was typed for a new patient",
    (
        *FORM.keys,
        Key("take", ("f3",), "Take typed", "put what was typed into this field, or what the chart had"),
    ),
)

FIELD = Place(
    "field",
    "When a field of a patient is edited in its line",
    (
        Key(
            "save",
            ("enter", "f2", "ctrl+s"),
            "Save",
            "save it; in a note F2 does, and Enter begins a line",
            rank=0,
        ),
        *(key for key in FORM.keys if key.action not in ("save", "app.focus_next", "app.focus_previous")),
    ),
)

TICKET_MOVE = Place(
    "ticket",
    "When something is done with a scan ticket",
    (
        Key("save", ("enter", "f2", "ctrl+s"), "Do it", "do what is chosen", rank=0),
        *(key for key in FORM.keys if key.action not in ("save", "app.focus_next")),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", rank=2),
    ),
)

REMOVE_IMAGES = Place(
    "remove images",
    "When image data is removed",
    (
        Key("save", ("enter", "f2", "ctrl+s"), "Remove", "remove it for this reason", rank=0),
        *TICKET_MOVE.keys[1:],
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
        Key(
            "",
            ("backspace", "delete"),
            "None",
            "choose none; Backspace takes back letters first",
            shown=False,
        ),
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
