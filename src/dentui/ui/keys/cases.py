"""The keys of cases for the lab: the tooth chart, and the form around it."""

from __future__ import annotations

from dentui.domain.work import KIND_WORDS, PONTIC, SIGNS, WorkKind
from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS
from dentui.ui.keys.sheets import FORM

_TELLS = {
    WorkKind.BRIDGE: "order a bridge from the first marked tooth to the last, or to the cursor",
    WorkKind.ALIGNER: "order an aligner for the jaw, or for the marked teeth",
    WorkKind.DENTURE: "order a denture for the jaw, or for the marked teeth",
    WorkKind.INLAY: "order an inlay",
    WorkKind.IMPLANT: "order work on an implant, beneath a crown or a bridge",
    WorkKind.OTHER: "order other work; its material says what",
}

WALK_TEETH = (
    Key("step(1)", ("right",), "Next", "go to the next tooth of the jaw", shown=False),
    Key("step(-1)", ("left",), "Before", "go to the tooth before", shown=False),
    Key("mark_step(1)", ("j", "shift+right"), "Mark on", "mark this tooth and the next", shown=False),
    Key(
        "mark_step(-1)",
        ("h", "shift+left"),
        "Mark back",
        "mark this tooth and the one before",
        shown=False,
    ),
    Key("across(1)", ("down",), "Lower", "go to the lower jaw, from there to the next field", shown=False),
    Key("across(-1)", ("up",), "Upper", "go to the upper jaw, from there to the field before", shown=False),
    Key("end(-1)", ("home",), "First", "go to the last tooth at the patient's right", shown=False),
    Key("end(1)", ("end",), "Last", "go to the last tooth at the patient's left", shown=False),
    Key("", (), "its number", "go to that tooth", shown=False),
)
"""How a chart of teeth is walked and marked, whatever is written on it."""

TOOTH_CHART = Place(
    "tooth chart",
    "On the tooth chart",
    (
        *(
            Key(
                f"order('{kind}')",
                (SIGNS[kind].lower(),),
                KIND_WORDS[kind],
                _TELLS.get(kind, f"order a {kind} for each marked tooth, or for the one at the cursor"),
                rank=2,
            )
            for kind in WorkKind
        ),
        Key(
            "pontic",
            (PONTIC.lower(),),
            "Pontic",
            "make teeth of a bridge pontics, or abutments again",
            rank=2,
        ),
        Key("detail", ("e",), "Material", "give the work here its material and shade"),
        Key("mark", ("space",), "Mark", "mark the tooth, or mark it no more"),
        Key("range", ("g",), "Range", "mark all from the nearest marked tooth to the cursor", rank=3),
        Key("take_off", ("backspace", "delete"), "Take off", "take the uppermost work off the tooth"),
        Key("undo", ("z", "f8"), "Undo", "take back the last change on the chart"),
        Key("unmark", ("x", "f4"), "Mark none", "mark no tooth any more", shown=False),
        Key("renumber", ("w",), "FDI/Universal", "write the teeth's numbers in the other way", rank=3),
        Key("change_teeth", ("k",), "Milk teeth", "show milk teeth, or permanent ones again", rank=3),
        *WALK_TEETH,
    ),
)

CASE_FORM = Place(
    "case form",
    "In the form of a case",
    (
        Key("send", ("f2", "ctrl+s"), "Send", "send the case to the lab; of a sent one, save it", rank=0),
        Key("keep", ("f6",), "Keep", "keep the case unfinished, to be sent later", rank=0),
        Key("snippet", ("f7",), "Text", "put a ready text into the instructions", rank=1),
        *(key for key in FORM.keys if key.action != "save"),
    ),
)

ATTACHMENTS = Place(
    "attachments",
    "In the attachments of a case",
    (
        Key("attach", ("space", "a"), "Attach", "choose image data to attach, or to drop"),
        Key("detach", ("backspace", "delete"), "Drop", "attach the one under the cursor no more"),
        Key("step(1)", ("right",), "Next", "go to the next one", shown=False),
        Key("step(-1)", ("left",), "Before", "go to the one before", shown=False),
        Key("undo", ("z", "f8"), "Undo", "bring back what was attached before", shown=False),
    ),
)

ATTACH = Place(
    "attach",
    "When image data is chosen for a case",
    (
        Key("apply", ("enter", "f2", "ctrl+s"), "Attach", "attach what is chosen", rank=0),
        Key("cancel", ("escape",), "Back", "go back, and attach what was attached before", rank=0),
        Key("choose", ("space",), "Choose", "choose it, or drop it: of each type from one record only"),
        Key("step(1)", ("right",), "Next", "go to the next one", shown=False),
        Key("step(-1)", ("left",), "Before", "go to the one before", shown=False),
        Key("section(1)", ("tab",), "Next record", "go to the next record", rank=3),
        Key("section(-1)", ("shift+tab",), "Record before", "go to the record before", shown=False),
        Key("down(1)", ("down",), "Down", "go one row down", shown=False),
        Key("down(-1)", ("up",), "Up", "go one row up", shown=False),
        Key("page(1)", ("pagedown",), "Page down", "go one page down", shown=False),
        Key("page(-1)", ("pageup",), "Page up", "go one page up", shown=False),
        *IN_SHEETS,
    ),
)

WORK_DETAIL = Place(
    "work detail",
    "When material and shade are typed",
    (
        Key("apply", ("f2", "ctrl+s"), "Take", "give the work this material and shade", rank=0),
        Key("cancel", ("escape",), "Back", "leave it as it was", rank=0),
        Key("app.focus_next", ("tab", "down"), "Next", "go to the next field", rank=2),
        Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False),
        *IN_SHEETS,
    ),
)
