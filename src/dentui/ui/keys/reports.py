"""The keys of health checking reports: from what is chosen for one to its pages."""

from __future__ import annotations

from dentui.domain.finding_chart import CALLED, LETTERS
from dentui.domain.findings import FindingKind, Surface
from dentui.ui.key import Key, Place
from dentui.ui.keys.cases import ATTACH, WALK_TEETH
from dentui.ui.keys.everywhere import IN_SHEETS, WALK
from dentui.ui.keys.sheets import FORM

_BACK = Key("cancel", ("escape",), "Back", "go back", rank=0)
_CODE = Key("code", ("s",), "QR", "show a QR code that opens the report on the patient's phone")
_LINKS = Key(
    "links", ("l",), "Links", "show the links to the report, how often they were opened; end them", rank=2
)
_SIDES = {
    Surface.MESIAL: "mesial",
    Surface.OCCLUSAL: "occlusal or incisal",
    Surface.DISTAL: "distal",
    Surface.BUCCAL: "buccal or labial",
    Surface.LINGUAL: "lingual or palatal",
}

REPORT_IMAGES = Place(
    "report images",
    "When image data is chosen for a report",
    (
        Key("apply", ("enter", "f2", "ctrl+s"), "Go on", "make the report of what is chosen", rank=0),
        Key("cancel", ("escape",), "Back", "make no report; what is chosen stays chosen", rank=0),
        Key("choose", ("space",), "Choose", "choose it, or drop it: of each type from one record only"),
        Key("again", ("r", "f5"), "Regenerate", "make expired previews anew, and go on", rank=2),
        *(key for key in ATTACH.keys if key.action not in ("apply", "cancel", "choose")),
    ),
)

REPORT_SETTINGS = Place(
    "report settings",
    "In the settings of a report",
    (
        Key("save", ("f2", "ctrl+s"), "Start", "begin the report, or take its settings", rank=0),
        Key(
            "letterhead",
            ("f3",),
            "Letterhead",
            "change what stands at the top of all reports; administrators",
            rank=2,
        ),
        *(key for key in FORM.keys if key.action != "save"),
    ),
)

REPORT_FORM = Place(
    "report form",
    "In the editor of a report",
    (
        Key("publish", ("f2", "ctrl+s"), "Publish", "publish the report under a number, for good", rank=0),
        Key("keep", ("f6",), "Keep", "keep the report unfinished, to be gone on with", rank=0),
        Key("preview", ("f5",), "Preview", "see the pages as they will be printed", rank=1),
        Key("snippet", ("f7",), "Text", "put a ready text into assessment or advice", rank=2),
        Key("settings", ("f3",), "Settings", "change title, language, paper, who signs", rank=2),
        *(key for key in FORM.keys if key.action != "save"),
    ),
)

FINDINGS = Place(
    "findings",
    "On the chart of findings",
    (
        *(
            Key(
                f"find('{kind.value}')",
                (LETTERS[kind],),
                str(kind).capitalize(),
                f"write down {CALLED.get(kind, kind)} at the tooth, or at all marked; again: how far",
                shown=False,
            )
            for kind in FindingKind
        ),
        *(
            Key(
                f"side('{side.value}')",
                (side.lower(),),
                word.split()[0].capitalize(),
                f"the finding is {word}, or is not",
                shown=False,
            )
            for side, word in _SIDES.items()
        ),
        Key("note", ("e",), "Note", "write a note on the finding", rank=4),
        Key(
            "take_off",
            ("x", "backspace", "delete"),
            "Remove",
            "remove the finding, or all of the tooth",
            rank=2,
        ),
        Key("mark", ("space",), "Mark", "mark the tooth, or mark it no more", rank=3),
        Key("undo", ("z", "f8"), "Undo", "take back the last change on the chart", rank=3),
        Key("unmark", ("f4",), "Mark none", "mark no tooth any more", shown=False),
        Key("change_teeth", ("k",), "Milk teeth", "show milk teeth, or permanent ones again", rank=4),
        *WALK_TEETH,
    ),
)

GUMS = Place(
    "gums",
    "In the gum scores",
    (
        *(
            Key(f"score('{score}')", (score.lower(),), score, f"score the sextant {score}", shown=False)
            for score in ("0", "1", "2", "3", "4", "X")
        ),
        Key("", (), "0-4 x", "score the sextant, and go to the next one"),
        Key("furcate", ("f",), "Furcation", "a furcation is involved, or is not; * does it too"),
        Key("clear", ("backspace", "delete"), "Clear", "take the score back"),
        Key("undo", ("z", "f8"), "Undo", "take back the last change of the scores"),
        Key("step(1)", ("right",), "Next", "go to the next sextant", shown=False),
        Key("step(-1)", ("left",), "Before", "go to the sextant before", shown=False),
        Key(
            "across(1)", ("down",), "Lower", "go to the lower jaw, from there to the next field", shown=False
        ),
        Key(
            "across(-1)", ("up",), "Upper", "go to the upper jaw, from there to the field before", shown=False
        ),
    ),
)

REPORT_PICTURES = Place(
    "report pictures",
    "In the pictures of a report",
    (
        Key("place", ("space",), "Put in or out", "put the picture into the report, or leave it out"),
        Key("caption", ("e",), "Caption", "write what stands below the picture"),
        Key("move(-1)", ("p",), "Earlier", "print it before the one above", rank=2),
        Key("move(1)", ("n",), "Later", "print it after the one below", rank=2),
        Key("undo", ("z", "f8"), "Undo", "bring back the pictures as they were before", rank=2),
        Key("walk(1)", ("down",), "Down", "go to the next one, from the last to the next field", shown=False),
        Key(
            "walk(-1)", ("up",), "Up", "go to the one before, from the first to the field before", shown=False
        ),
    ),
)

REPORT_LINE = Place(
    "report settings line",
    "At the line of the settings",
    (Key("screen.settings", ("space", "e"), "Change", "change the settings of the report"),),
)

TEXT = Place(
    "text of one line",
    "When a line of text is asked for",
    (
        Key("apply", ("enter", "f2", "ctrl+s"), "Take", "take it", rank=0),
        Key("cancel", ("escape",), "Back", "leave it as it was", rank=0),
        *IN_SHEETS,
    ),
)

PAGES = Place(
    "pages",
    "Pages of a report",
    (
        Key("cancel", ("escape",), "Back", "go back", rank=0),
        Key("step(1)", ("n", "pagedown"), "Next page", "show the next page"),
        Key("step(-1)", ("p", "pageup"), "Page before", "show the page before"),
        Key("zoom(1)", ("i", "+", "="), "In", "zoom in"),
        Key("zoom(-1)", ("o", "-"), "Out", "zoom out"),
        Key("whole", ("0",), "Whole", "show the whole page", rank=2),
        Key("pan(0, 1)", ("down",), "Down", "show what is further down; then the next page", shown=False),
        Key("pan(0, -1)", ("up",), "Up", "show what is further up; then the page before", shown=False),
        Key("pan(1, 0)", ("right",), "Pan", "show what is further to the right", shown=False),
        Key("pan(-1, 0)", ("left",), "Left", "show what is further to the left", shown=False),
        *IN_SHEETS,
    ),
)

REPORTS = Place(
    "reports",
    "Reports of a patient",
    (
        Key("open", ("enter",), "Open", "show the report's details; go on with one that is unfinished"),
        Key("view", ("v",), "Pages", "see the pages of a published report"),
        Key("download", ("d",), "Download", "write the PDF to your outbox, and say how to fetch it"),
        _CODE,
        _LINKS,
        Key("correct", ("y",), "Correct", "begin a correction that takes the report's place", rank=2),
        Key(
            "revoke",
            ("f4", "delete"),
            "Revoke",
            "withdraw a published report; discard an unfinished one",
            rank=2,
        ),
        Key("", WALK, "Move", "walk the reports", shown=False),
    ),
)

REPORT = Place(
    "report",
    "When a report is shown",
    (
        Key("view", ("enter", "v"), "Pages", "see its pages; go on with one that is unfinished", rank=0),
        _BACK,
        Key("download", ("d",), "Download", "write the PDF to your outbox, and say how to fetch it"),
        _CODE,
        _LINKS,
        Key("correct", ("y",), "Correct", "begin a correction that takes its place"),
        Key("revoke", ("f4", "delete"), "Revoke", "withdraw it; discard one that is unfinished"),
        Key("", ("down", "up", "pagedown", "pageup"), "More", "show what is further down or up", shown=False),
        *IN_SHEETS,
    ),
)
