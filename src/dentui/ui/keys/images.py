"""The keys of image data: its tabs, looking at it, getting it, and the devices that it comes from."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, MENU_OF_DESK, WALK

_DOWNLOAD = Key("download", ("d",), "Download", "write the files to your outbox, and say how to fetch them")
_SLICES = Key("slices", ("s",), "Slices", "look at the slices of a CBCT", rank=2)
_MODEL = Key("model", ("v",), "Model", "turn, measure and label the models of a scan", rank=2)
_PUT_RIGHT = "correct type, record, what each file shows, day and device"
_CORRECT = Key("correct", ("y",), "Correct", _PUT_RIGHT, rank=2)
_REMOVE = Key("remove", ("w", "delete"), "Remove", "remove what was filed for nothing, with a reason", rank=3)
_OPEN = Key(
    "open", ("enter",), "Open", "turn a scan, zoom a picture; CBCT and other data is downloaded at once"
)
_BACK = Key("back", ("escape",), "Back", "go back", rank=0)

IMAGES = Place(
    "images",
    "Image data of a patient",
    (
        _OPEN,
        Key(
            "choose",
            ("space",),
            "Choose",
            "choose for a case or a report, or drop: of each type from one record only",
        ),
        Key("labels", ("l",), "Go to", "show the records that have image data, and go to one", rank=2),
        _DOWNLOAD,
        _SLICES,
        _MODEL,
        _CORRECT,
        _REMOVE,
        Key("none", ("x", "f4"), "Drop all", "choose nothing any more", rank=2),
        Key("done", ("escape",), "Done", "end choosing; what was chosen stays chosen", shown=False),
        Key("section(1)", ("tab", "]"), "Next record", "go to the next record", rank=3),
        Key(
            "section(-1)",
            ("shift+tab", "["),
            "Record before",
            "go to the record before",
            shown=False,
        ),
        Key("step(1)", ("right",), "Next", "go to the next one", rank=4),
        Key("step(-1)", ("left",), "Before", "go to the one before", shown=False),
        Key("down(1)", ("down",), "Down", "go one row down", shown=False),
        Key("down(-1)", ("up",), "Up", "go one row up", shown=False),
        Key("page(1)", ("pagedown",), "Page down", "go one page down", shown=False),
        Key("page(-1)", ("pageup",), "Page up", "go one page up", shown=False),
        Key("end(-1)", ("home",), "First", "go to the newest", shown=False),
        Key("end(1)", ("end",), "Last", "go to the oldest", shown=False),
    ),
)

IN_RECORD = Place(
    "in record",
    "Image data in a record",
    (
        _OPEN,
        Key("types(1)", ("tab",), "Next type", "go to the next type; after the last leave the record"),
        Key("types(-1)", ("shift+tab",), "Type before", "go to the type before", shown=False),
        _DOWNLOAD,
        _SLICES,
        _MODEL,
        _CORRECT,
        _REMOVE,
        Key("step(1)", ("right",), "Next", "go to the next one", rank=4),
        Key("step(-1)", ("left",), "Before", "go to the one before", shown=False),
        Key("record(1)", ("down",), "Down", "go to the record below", shown=False),
        Key("record(-1)", ("up",), "Up", "go to the record above", shown=False),
        Key("leave", ("escape",), "Records", "go back to the records", rank=0),
    ),
)

LABELS = Place(
    "labels",
    "When a record is picked to go to",
    (
        Key("choose", ("enter", "f2"), "Go there", "go to the image data of the record marked ▸", rank=0),
        Key("cancel", ("escape",), "Back", "close the list", rank=0),
        Key("", WALK, "Move", "walk the records", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

_LIGHT = (
    Key("light(-1)", ("1",), "Darker", "show it darker", rank=3),
    Key("light(1)", ("2",), "Brighter", "show it brighter", rank=2),
    Key("contrast(-1)", ("3",), "Softer", "show it with less contrast", rank=3),
    Key("contrast(1)", ("4",), "Harder", "show it with more contrast", rank=3),
    Key("invert", ("v",), "Invert", "show black as white", rank=3),
    Key("reset", ("0", "x"), "Reset", "show it as it was at first", rank=2),
)
_FACTS = Key("facts", ("f3", "f"), "DICOM", "show everything that the DICOM file says", rank=2)

ZOOM = Place(
    "zoom",
    "When a picture is zoomed",
    (
        Key("back", ("escape",), "Exit", "leave the picture", rank=0),
        _DOWNLOAD,
        Key("step(1)", ("n", "pagedown"), "Next", "show the next one of the collection"),
        Key("step(-1)", ("p", "pageup"), "Previous", "show the one before"),
        Key("zoom(1)", ("i", "+", "="), "In", "zoom in"),
        Key("zoom(-1)", ("o", "-"), "Out", "zoom out"),
        Key("pan(1, 0)", ("right",), "Pan", "show what is further to the right", rank=4),
        Key("pan(-1, 0)", ("left",), "Left", "show what is further to the left", shown=False),
        Key("pan(0, 1)", ("down",), "Down", "show what is further down", shown=False),
        Key("pan(0, -1)", ("up",), "Up", "show what is further up", shown=False),
        *_LIGHT,
        _FACTS,
        Key("turn(1)", ("k",), "Turn", "turn it a quarter to the right; that is kept", rank=3),
        Key("turn(-1)", ("j",), "Turn back", "turn it a quarter to the left; that is kept", shown=False),
        Key("correct", ("e", "y"), "Correct", _PUT_RIGHT, rank=3),
        _REMOVE,
        Key("again", ("r", "f5"), "Regenerate", "make the preview anew that has expired", shown=False),
    ),
)

SLICES = Place(
    "slices",
    "Slices of a CBCT",
    (
        Key("back", ("escape",), "Exit", "leave the slices", rank=0),
        Key("slice(1)", ("down", "right"), "Next slice", "show the next slice"),
        Key("slice(-1)", ("up", "left"), "Slice before", "show the slice before", shown=False),
        Key("slice(10)", ("pagedown",), "Ten on", "go ten slices on", shown=False),
        Key("slice(-10)", ("pageup",), "Ten back", "go ten slices back", shown=False),
        Key("end(-1)", ("home",), "First", "show the first slice", shown=False),
        Key("end(1)", ("end",), "Last", "show the last slice", shown=False),
        Key("plane('axial')", ("a",), "Axial", "show slices from below to above"),
        Key("plane('coronal')", ("c",), "Coronal", "show slices from front to back"),
        Key("plane('sagittal')", ("s",), "Sagittal", "show slices from side to side"),
        Key("other", ("tab",), "Next plane", "go to the next plane", shown=False),
        _DOWNLOAD,
        *_LIGHT,
        _FACTS,
    ),
)

DOWNLOAD = Place(
    "download",
    "When something is downloaded",
    (
        Key(
            "cancel", ("escape", "enter"), "Back", "go back; what is still being written is given up", rank=0
        ),
        *IN_SHEETS,
    ),
)

DICOM_FACTS = Place(
    "dicom facts",
    "When a DICOM file is read",
    (
        Key("open", ("enter",), "Whole", "show the element marked ▸ whole", rank=0),
        Key("cancel", ("escape", "f3"), "Back", "go back", rank=0),
        Key("", WALK, "Move", "walk the elements", shown=False),
        *IN_SHEETS,
    ),
)

DEVICES = Place(
    "devices",
    "Devices of the institution",
    (
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("open", ("enter", "e"), "Edit", "say whether it is a third party's, and authorised for reports"),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the devices", shown=False),
    ),
)
