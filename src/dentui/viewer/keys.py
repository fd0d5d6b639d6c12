"""The keys of the model preview, once: what they do, the footer and the page of keys come from here. Names
are those of terminal.keys; a letter acts with and without Caps Lock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    """What a key does."""

    TURN_LEFT = "turn left"
    TURN_RIGHT = "turn right"
    TURN_UP = "turn up"
    TURN_DOWN = "turn down"
    PAN_LEFT = "pan left"
    PAN_RIGHT = "pan right"
    PAN_UP = "pan up"
    PAN_DOWN = "pan down"
    CLOSER = "closer"
    FARTHER = "farther"
    FRONT = "front"
    BACK = "back"
    LEFT = "left"
    RIGHT = "right"
    UPPER = "upper"
    LOWER = "lower"
    FIT = "fit"
    NEXT = "next"
    BEFORE = "before"
    HIDE = "hide"
    ALONE = "alone"
    FAINTER = "fainter"
    OPEN = "open"
    CLOSE = "close"
    SECTION = "section"
    DEEPER = "deeper"
    SHALLOWER = "shallower"
    DISTANCE = "distance"
    ANGLE = "angle"
    LABEL = "label"
    MAP = "map"
    MARKS = "marks"
    GO = "go"
    DROP = "drop"
    WIDE = "wide"
    SAVE = "save"
    OUTSIDE = "outside"
    HELP = "help"
    REDRAW = "redraw"
    ENTER = "enter"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Key:
    """What one action answers to, and how it is called."""

    act: Act
    keys: tuple[str, ...]
    """The one to show comes first."""
    label: str = ""
    """For the footer; "" where it has no room for it."""
    tells: str = ""
    """What it does; "" where the line before says it too."""
    shown: str = ""
    """How the keys are written where several lines are told as one."""
    rank: int = 1
    """Where the footer has little room, what has a higher rank goes first, and 0 last."""


LOOKING: Sequence[Key] = (
    Key(Act.LEAVE, ("Esc", "q", "Ctrl+C"), "Back", "go back to where you came from", rank=0),
    Key(
        Act.TURN_LEFT,
        ("←",),
        "Turn",
        "turn the models; held down they go on turning",
        "← → ↑ ↓",
        rank=1,
    ),
    Key(Act.TURN_RIGHT, ("→",)),
    Key(Act.TURN_UP, ("↑",)),
    Key(Act.TURN_DOWN, ("↓",)),
    Key(Act.CLOSER, ("+", "="), "Zoom", "look from closer or from farther away", "+ -", rank=1),
    Key(Act.FARTHER, ("-", "_")),
    Key(
        Act.PAN_LEFT,
        ("h", "Shift+←"),
        "",
        "move the picture to the left, down, up, to the right",
        "h j k l, Shift+←",
    ),
    Key(Act.PAN_DOWN, ("j", "Shift+↓")),
    Key(Act.PAN_UP, ("k", "Shift+↑")),
    Key(Act.PAN_RIGHT, ("l", "Shift+→")),
    Key(
        Act.FRONT,
        ("1",),
        "Views",
        "look from front, back, left, right, onto the upper teeth, onto the lower",
        "1 to 6",
        rank=1,
    ),
    Key(Act.BACK, ("2",)),
    Key(Act.LEFT, ("3",)),
    Key(Act.RIGHT, ("4",)),
    Key(Act.UPPER, ("5",)),
    Key(Act.LOWER, ("6",)),
    Key(Act.FIT, ("0",), "Fit", "show all that is not hidden as large as there is room", rank=3),
    Key(Act.NEXT, ("Tab", "PgDn"), "Next", "go to the next model of the list", rank=2),
    Key(Act.BEFORE, ("Shift+Tab", "PgUp"), "", "go to the model before"),
    Key(Act.HIDE, ("Space",), "Hide", "hide the model marked ▸, or show it", rank=1),
    Key(Act.ALONE, ("v",), "Alone", "show the model marked ▸ alone, or all again", rank=3),
    Key(Act.FAINTER, ("o",), "Opacity", "let one see through the model marked ▸, in steps", rank=3),
    Key(Act.OPEN, ("b",), "Open bite", "move the jaws apart, in steps", rank=3),
    Key(Act.CLOSE, ("c",), "", "move the jaws together again"),
    Key(Act.SECTION, ("s",), "Section", "cut across, from side to side, from front to back, or not", rank=3),
    Key(Act.DEEPER, (".", ":"), "", "move the cut through the models", ". ,"),
    Key(Act.SHALLOWER, (",", ";")),
    Key(Act.DISTANCE, ("d",), "Distance", "measure between two points", rank=2),
    Key(Act.ANGLE, ("a",), "Angle", "measure the angle at the second of three points", rank=4),
    Key(
        Act.MAP,
        ("m",),
        "Occlusion",
        "colour both jaws by how near they come to each other, in steps of 0.1 mm, or not",
        rank=3,
    ),
    Key(Act.LABEL, ("n",), "Label", "set a label with a comment on a point", rank=2),
    Key(Act.MARKS, ("e",), "Marks", "list labels and measurements: change their words, remove them", rank=4),
    Key(
        Act.GO,
        ("t",),
        "To mark",
        "turn the next label or measurement towards you, and show its words",
        rank=4,
    ),
    Key(Act.DROP, ("Del",), "", "remove the one that t went to"),
    Key(Act.WIDE, ("w",), "", "show the picture alone, without the list, or both"),
    Key(Act.SAVE, ("p", "F2"), "Picture", "save the picture into your outbox", rank=4),
    Key(Act.OUTSIDE, ("x",), "", "open the models in the program that the settings name"),
    Key(Act.REDRAW, ("F5", "Ctrl+L"), "", "draw the screen anew"),
    Key(Act.HELP, ("F1", "?"), "Keys", "show this page", rank=0),
)
POINTING: Sequence[Key] = (
    Key(Act.LEAVE, ("Esc", "q", "Ctrl+C"), "Stop", "stop without measuring", rank=0),
    Key(Act.ENTER, ("Enter", "Space"), "Set point", "set the point under the cross", rank=0),
    Key(Act.TURN_LEFT, ("←",), "Move", "move the cross", "← → ↑ ↓", rank=0),
    Key(Act.TURN_RIGHT, ("→",)),
    Key(Act.TURN_UP, ("↑",)),
    Key(Act.TURN_DOWN, ("↓",)),
    Key(
        Act.PAN_LEFT,
        ("h", "Shift+←"),
        "Turn",
        "turn the models under the cross",
        "h j k l",
        rank=2,
    ),
    Key(Act.PAN_DOWN, ("j", "Shift+↓")),
    Key(Act.PAN_UP, ("k", "Shift+↑")),
    Key(Act.PAN_RIGHT, ("l", "Shift+→")),
    Key(Act.CLOSER, ("+", "="), "Zoom", "", "+ -", rank=1),
    Key(Act.FARTHER, ("-", "_")),
    Key(Act.HELP, ("F1", "?"), "Keys", "", rank=1),
)
"""While points are set. The other keys of looking act as well."""
IN_MARKS: Sequence[Key] = (
    Key(Act.LEAVE, ("Esc", "q", "e", "Ctrl+C"), "Back", "", rank=0),
    Key(Act.TURN_UP, ("↑", "Shift+Tab"), "Move", "", "↑ ↓", rank=1),
    Key(Act.TURN_DOWN, ("↓", "Tab")),
    Key(Act.ENTER, ("Enter",), "Change words", "", rank=0),
    Key(Act.HIDE, ("Del", "r"), "Remove", "", "r", rank=0),
    Key(Act.GO, ("t",), "Turn to it", "", rank=1),
)
IN_HELP: Sequence[Key] = (
    Key(Act.LEAVE, ("Esc", "q", "F1", "?", "Ctrl+C"), "Back", "", rank=0),
    Key(Act.TURN_UP, ("↑", "PgUp"), "Scroll", "", "↑ ↓", rank=1),
    Key(Act.TURN_DOWN, ("↓", "PgDn", "Space", "Enter")),
)


def act_of(name: str, keys: Sequence[Key]) -> Act | None:
    """What the key of that name does there; None for nothing."""
    small = name.lower() if len(name) == 1 else name
    return next((key.act for key in keys if small in key.keys), None)


def shown(key: Key) -> str:
    """How a key is written."""
    return key.shown or key.keys[0]
