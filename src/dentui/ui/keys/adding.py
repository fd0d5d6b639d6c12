"""The keys of adding image data: choosing files, and looking over what they were taken for."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, MENU_OF_DESK, WALK

FILES = Place(
    "files",
    "When image data is added: which files",
    (
        Key(
            "look", ("f2", "ctrl+s"), "Look", "look at the files that are marked, or at the one at ▸", rank=0
        ),
        Key("cancel", ("escape",), "Back", "close it and add nothing", rank=0),
        Key(
            "inbox",
            ("f6",),
            "Switch",
            "switch between the inbox, where files sent to you wait, and the folders",
        ),
        Key("mark_all", ("f3",), "All", "mark all that is shown", rank=2),
        Key("unmark", ("f4",), "None", "take every mark off", rank=2),
        Key("refresh", ("f5",), "Again", "read the folder again", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

FILE_LIST = Place(
    "file list",
    "In the list of files",
    (
        Key("screen.mark", ("space",), "Mark", "mark the file or folder, or take its mark off"),
        Key("screen.open", ("enter",), "Open", "go into the folder; at a file as F2"),
        Key("screen.back", ("backspace",), "Up", "take back a letter, or go to the folder above"),
        Key("screen.to_path('')", ("tab", "shift+tab"), "Path", "go to the path, to type it on", rank=2),
        Key("screen.to_path('/')", ("slash",), "From /", "type a path from / on; ~ begins one too", rank=3),
        Key("", (), "its letters", "show only what has them in its name", shown=False),
        Key("", WALK, "Move", "walk the files", shown=False),
    ),
)

PATH = Place(
    "path",
    "In the path of a file",
    (
        Key("screen.go", ("enter",), "Go", "go into the folder, or mark the file"),
        Key("screen.complete", ("tab",), "Complete", "take what is suggested; → takes it too"),
        Key("screen.to_list", ("down", "shift+tab"), "List", "go to the list of files", rank=2),
    ),
)

REVIEW_FILES = Place(
    "review files",
    "When image data is added: what it is",
    (
        Key("save", ("f2", "ctrl+s"), "Save", "add it to the chart", rank=0),
        Key("cancel", ("escape",), "Back", "go back to the files; nothing is added", rank=0),
        Key("into", ("f6",), "Record", "choose the record, or make a new one"),
        Key("keep", ("space",), "Leave out", "leave it out, or add it after all"),
        Key("kind(1)", ("right",), "Other type", "take it for the next type; a file: for what it shows"),
        Key("kind(-1)", ("left",), "Type before", "take it for the type before", shown=False),
        Key(
            "open",
            ("enter",),
            "Change",
            "change type, what it shows, when and with what it was taken",
            rank=2,
        ),
        Key("", WALK, "Move", "walk what was found", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

INTO = Place(
    "into",
    "Among the records that image data can go into",
    (
        Key("screen.take", ("enter",), "Take", "take the record marked ▸; a new one: go to its name"),
        Key("screen.new", ("n", "f6"), "New", "make a new record, and go to its name"),
        Key("", WALK, "Move", "walk the records", shown=False),
    ),
)
