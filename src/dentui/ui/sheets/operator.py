"""The desk's menu: what is about the operator and not about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.merging import MergedProfile
from dentui.domain.people import Place
from dentui.ui.keys import DESK, MENU
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import content
from dentui.ui.widgets.menu import Line, Menu

V = TypeVar("V")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Doing(StrEnum):
    """What the operator can do at the desk, in the order in which the menu has it."""

    LOCK = "lock"
    CASES = "cases"
    PEOPLE = "people"
    TYPES = "types"
    DEVICES = "devices"
    LABS = "labs"
    TEXTS = "texts"
    SHARE = "share"
    DOUBLES = "doubles"
    SWITCH = "switch"
    PASSWORD = "password"  # noqa: S105 - the name of a line
    PIN = "pin"
    UNFINISHED = "unfinished"
    SIGN_OUT = "sign out"


ON_SCREENS = frozenset(
    (Doing.CASES, Doing.PEOPLE, Doing.TYPES, Doing.DEVICES, Doing.LABS, Doing.TEXTS, Doing.DOUBLES)
)
"""What has a screen of its own."""
AT_ONCE = (Doing.LOCK, Doing.SIGN_OUT)
"""What nothing has to be asked for: also a register that does not answer lets the desk be locked and left."""


class MenuSheet(Sheet[V]):
    """Answers the line that was chosen, None where the person went back."""

    PLACE = MENU
    BINDINGS = MENU.bindings

    def __init__(self, title: str, sentence: str, lines: Sequence[Line[V]]) -> None:
        super().__init__()
        self._title, self._sentence = title, sentence
        self.menu = Menu(lines)

    def heading(self) -> tuple[str, str]:
        return self._title, ""

    def body(self) -> Iterable[Widget]:
        yield Static(content(self._sentence), classes="hint")
        yield self.menu

    def on_mount(self) -> None:
        self.set_focus(self.menu)

    def action_move(self, way: int) -> None:
        self.menu.move(way)

    @on(Menu.Chosen)
    def action_choose(self) -> None:
        self.dismiss(self.menu.chosen)


def operator_menu(
    operator: str,
    institution: str,
    *,
    demonstration: bool,
    several: bool,
    administers: bool,
    unfinished: bool,
) -> MenuSheet[Doing]:
    """The menu of somebody who works in one or in several institutions, may administer this one, and has
    left forms unfinished."""
    keys = {key.action: key for key in DESK.keys}
    lines = [
        Line(doing, keys[errand(doing)].keys[0], keys[errand(doing)].label)
        for doing in Doing
        if not why_not(
            doing,
            demonstration=demonstration,
            several=several,
            administers=administers,
            unfinished=unfinished,
        )
    ]
    return MenuSheet("Desk", f"{operator}, {institution}", lines)


def errand(doing: Doing) -> str:
    """The app's action that does this."""
    return f"errand('{doing}')"


def why_not(doing: Doing, *, demonstration: bool, several: bool, administers: bool, unfinished: bool) -> str:
    """Why the operator cannot do this, "" where they can."""
    if doing in (Doing.PEOPLE, Doing.TYPES, Doing.DEVICES, Doing.LABS, Doing.SHARE) and not administers:
        return "Only an administrator of the institution can. Ask one of them."
    if doing is Doing.SWITCH and not several:
        return "You work in this institution only. An administrator of another one can add you there."
    if doing in (Doing.PASSWORD, Doing.PIN) and demonstration:
        return "In a demonstration clinic nobody has a password or a PIN."
    if doing is Doing.UNFINISHED and not unfinished:
        return "No form of yours is unfinished."
    return ""


def profiles_menu(profiles: Sequence[MergedProfile]) -> MenuSheet[MergedProfile]:
    """Of several profiles that were merged into a patient the one to open."""
    lines = [
        Line(profile, letter, f"chart {profile.chart_number}: {profile.name}")
        for profile, letter in zip(profiles, LETTERS, strict=False)
    ]
    return MenuSheet("Merged into this patient", "They are read-only: what was theirs is here.", lines)


def places_menu(places: Sequence[Place]) -> MenuSheet[Place]:
    """Of several institutions the one to work in."""
    lines = [Line(place, letter, place.institution) for letter, place in zip(LETTERS, places, strict=False)]
    return MenuSheet("Where do you work now?", "Each institution has patients of its own.", lines)
