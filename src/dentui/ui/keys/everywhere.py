"""Keys that act wherever one is, and the menu of the desk."""

from __future__ import annotations

from dentui.ui.key import Key, Place

WALKING = frozenset(["up", "down", "pageup", "pagedown", "home", "end"])
"""Keys that walk rows."""

KEYS = "show the keys of this place, and find any action by its name"
MENU_OF_DESK = "cases, forms, labs, people, types, devices, lock, sign out"
WALK = ("up", "down", "pageup", "pagedown", "home", "end")

EVERYWHERE = Place(
    "everywhere",
    "Everywhere",
    (
        Key("keys", ("f1", "ctrl+p"), "Keys", KEYS, rank=0),
        Key("leave", ("q", "f10"), "Leave", "leave dentui", rank=0),
        Key("redraw", ("ctrl+r", "ctrl+l"), "Redraw", "draw the whole screen anew", shown=False),
        Key("hide", ("f9",), "Hide", "hide everything at once; F9 shows it again", shown=False),
        Key("menu", ("ctrl+g",), "Desk", MENU_OF_DESK),
    ),
)

DESK = Place(
    "desk",
    "Menu of the desk",
    (
        Key("errand('lock')", ("l",), "Lock now", "lock the desk"),
        Key("errand('cases')", ("c",), "Cases", "show the cases of the institution"),
        Key("errand('people')", ("e",), "People, login names and first passwords", "show who works here"),
        Key("errand('types')", ("t",), "Case types and visit types", "show the case types and visit types"),
        Key("errand('devices')", ("v",), "Devices", "show the devices that image data comes from"),
        Key("errand('labs')", ("b",), "Labs", "show the labs that cases are sent to"),
        Key("errand('texts')", ("r",), "Ready texts", "show the texts that a key puts in"),
        Key("errand('share')", ("s",), "Address of shared reports", "say where patients reach their reports"),
        Key("errand('doubles')", ("d",), "Doubles", "show the charts that may be of one person"),
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
