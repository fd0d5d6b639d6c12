"""The keys of links to reports: asked for, shown as a QR code, listed."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, WALK
from dentui.ui.keys.sheets import FORM

LINK = Place(
    "link",
    "When a QR code is asked for",
    (
        Key("save", ("enter", "f2", "ctrl+s"), "QR code", "make the link and show its QR code", rank=0),
        *(key for key in FORM.keys if key.action not in ("save", "app.focus_next")),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", rank=2),
    ),
)

CODE = Place(
    "code",
    "When a QR code is shown",
    (
        Key("cancel", ("escape",), "Back", "take the code off the screen; it is not shown again", rank=0),
        Key(
            "copy", ("c",), "Copy", "write a copy of the PDF with this code, for the patient, to your outbox"
        ),
        Key("png", ("p",), "PNG", "write the code as a picture to your outbox"),
        Key("text", ("t",), "Link", "show the link as text to type, or the code again"),
        Key("swap", ("i",), "Swap", "swap light and dark, where there are no colours", rank=2),
        *IN_SHEETS,
    ),
)

LINKS = Place(
    "links",
    "Links to a report",
    (
        Key("cancel", ("escape",), "Back", "go back", rank=0),
        Key("revoke", ("f4", "delete"), "Revoke", "end the link: it opens nothing any more"),
        Key("code", ("s",), "QR code", "make another link and show its QR code"),
        Key("refresh", ("f5",), "Again", "ask the register again", shown=False),
        Key("", WALK, "Move", "walk the links", shown=False),
        *IN_SHEETS,
    ),
)
