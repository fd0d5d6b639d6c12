"""The desk's menu: what is about the operator and not about a patient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.people import Place
from dentui.ui.keys import MENU
from dentui.ui.sheets.base import Sheet
from dentui.ui.text import content
from dentui.ui.widgets.menu import Line, Menu

V = TypeVar("V")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Doing(StrEnum):
    """What the operator can do at the desk."""

    LOCK = "lock"
    PEOPLE = "people"
    TYPES = "types"
    SWITCH = "switch"
    PASSWORD = "password"  # noqa: S105 - the name of a line
    PIN = "pin"
    SIGN_OUT = "sign out"


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
    operator: str, institution: str, *, demonstration: bool, several: bool, administers: bool
) -> MenuSheet[Doing]:
    """The menu of somebody who works in one or in several institutions, and may administer this one."""
    lines = [Line(Doing.LOCK, "l", "Lock now")]
    if administers:
        lines += [
            Line(Doing.PEOPLE, "e", "People, login names and first passwords"),
            Line(Doing.TYPES, "t", "Case types and visit types"),
        ]
    if several:
        lines.append(Line(Doing.SWITCH, "i", "Work in another institution"))
    if not demonstration:
        lines += [
            Line(Doing.PASSWORD, "p", "Change your password"),
            Line(Doing.PIN, "n", "Change your PIN"),
        ]
    lines.append(Line(Doing.SIGN_OUT, "o", "Sign out"))
    return MenuSheet("Desk", f"{operator}, {institution}", lines)


def places_menu(places: Sequence[Place]) -> MenuSheet[Place]:
    """Of several institutions the one to work in."""
    lines = [Line(place, letter, place.institution) for letter, place in zip(LETTERS, places, strict=False)]
    return MenuSheet("Where do you work now?", "Each institution has patients of its own.", lines)
