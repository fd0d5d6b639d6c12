"""The keys of what stands before the desk: curtain, lock, sign-in, the first start."""

from __future__ import annotations

from dentui.ui.key import Key, Place

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
