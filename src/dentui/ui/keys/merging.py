"""The keys of merging: the drawer, what is shown before, taking back, likely doubles."""

from __future__ import annotations

from dentui.ui.key import Key, Place
from dentui.ui.keys.everywhere import IN_SHEETS, MENU_OF_DESK, WALK

_NEXT = Key("app.focus_next", ("enter", "tab", "down"), "Next", "go to the next field", rank=2)
_BEFORE = Key("app.focus_previous", ("shift+tab", "up"), "Before", "go to the field before", shown=False)

MERGE = Place(
    "merge",
    "When charts are merged",
    (
        Key("confirm", ("f2", "ctrl+s"), "Confirm", "show what merging does, before it is done", rank=0),
        Key("cancel", ("escape", "x"), "Exit", "close the drawer and merge nothing", rank=0),
        Key("main", ("f6",), "Main", "make the patient marked ▸ the main one"),
        Key("clear", ("f4",), "Clear all", "take off all that were chosen, without asking"),
        Key("bring_back", ("f8", "z"), "Bring back", "choose again those who were taken off last", rank=2),
        Key("refresh", ("f5",), "Again", "look for likely doubles again", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

MERGE_FIND = Place(
    "merge find",
    "In the find field of a merge",
    (
        Key("screen.choose", ("enter",), "Choose", "choose the patient marked ▸, or take them off"),
        Key("", (), "Space", "choose as Enter does, unless letters were typed just now", shown=False),
        Key("screen.move(-1)", ("up",), "Up", "one patient up", shown=False),
        Key("screen.move(1)", ("down",), "Down", "one patient down", shown=False),
        Key("screen.page(-1)", ("pageup",), "Page up", "one page up", shown=False),
        Key("screen.page(1)", ("pagedown",), "Page down", "one page down", shown=False),
        Key("app.focus_next", ("tab",), "Chosen", "go to those who were chosen", rank=2),
    ),
)

CHOSEN = Place(
    "chosen",
    "Among those chosen for a merge",
    (
        Key("screen.take_off", ("enter", "space", "delete"), "Take off", "take off the one marked ▸"),
        Key("app.focus_next", ("tab", "shift+tab"), "Find", "go back to the find field"),
        Key("", WALK, "Move", "walk those who were chosen", shown=False),
    ),
)

MERGE_CHECK = Place(
    "merge check",
    "Before charts are merged",
    (
        Key("save", ("f2", "ctrl+s"), "Merge", "merge them so, after one more question", rank=0),
        Key("cancel", ("escape",), "Back", "go back to the drawer; nothing is merged", rank=0),
        _NEXT,
        _BEFORE,
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

NAME_CHECK = Place(
    "name check",
    "When a name is typed before a merge",
    (
        Key(
            "yes", ("enter", "f2", "ctrl+s"), "Merge", "merge, where the name is typed; else nothing", rank=0
        ),
        Key("no", ("escape",), "No", "leave everything as it is", rank=0),
        *IN_SHEETS,
    ),
)

UNDO_MERGE = Place(
    "undo merge",
    "Before a merge is taken back",
    (
        Key("save", ("f2", "ctrl+s"), "Take back", "take the merge back as it is shown", rank=0),
        Key("cancel", ("escape",), "Back", "go back; nothing is changed", rank=0),
        _NEXT,
        _BEFORE,
        Key("page(1)", ("pagedown",), "Scroll", "show what is further down", rank=2),
        Key("page(-1)", ("pageup",), "Page up", "show what is further up", shown=False),
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

_NOT_SAME = Key("not_same", ("n",), "Not the same", "say that they are not the same person")
_BACK = Key("cancel", ("escape",), "Back", "go back", rank=0)
_PAGES = (
    Key("page(1)", ("pagedown", "down"), "Scroll", "show what is further down", rank=2),
    Key("page(-1)", ("pageup", "up"), "Page up", "show what is further up", shown=False),
)

COMPARE_TYPED = Place(
    "compare typed",
    "When a typed patient is compared with a chart",
    (
        Key(
            "use",
            ("f2", "ctrl+s"),
            "Use this chart",
            "close the form and go on with this chart; what was typed is offered as updates",
            rank=0,
        ),
        _NOT_SAME,
        _BACK,
        Key("step(1)", ("right", "tab"), "Next", "show the next one", rank=2),
        Key("step(-1)", ("left", "shift+tab"), "Before", "show the one before", shown=False),
        *_PAGES,
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

COMPARE_PAIR = Place(
    "compare pair",
    "When two charts are compared",
    (
        Key("merge", ("m",), "Merge", "merge the two charts", rank=0),
        _NOT_SAME,
        _BACK,
        *_PAGES,
        *IN_SHEETS,
        Key("app.menu", ("ctrl+g",), "Desk", MENU_OF_DESK, shown=False),
    ),
)

REVIEW = Place(
    "review",
    "Doubles of the register",
    (
        Key("open", ("enter",), "Compare", "show the two charts side by side"),
        Key("merge", ("m",), "Merge", "merge the two charts"),
        Key("not_same", ("n",), "Not the same", "say that they are two persons; again: take that back"),
        Key("undo", ("z", "f8"), "Undo", "take back your last change", shown=False),
        Key(
            "tells",
            ("s",),
            "Tell members",
            "tell members, or no more, that there may be a patient whom they cannot see",
            rank=3,
        ),
        Key("back", ("escape",), "Back", "go back", rank=0),
        Key("refresh", ("f5",), "Again", "ask the register again, and go on searching it", shown=False),
        Key("", WALK, "Move", "walk the pairs", shown=False),
    ),
)
