"""Two labels over a line that can be full: python -m tests.pty.held_app"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from dentui.ui.app.showing import ShowingApp
from dentui.ui.theme import styles
from dentui.ui.wire import DeskDriver


class HeldDriver(DeskDriver):
    """A line that is full for as long as it is told to, and tells nobody when it is free again."""

    full = False

    def wait_for_line(self, told: Callable[[], None]) -> bool:
        return self.full or super().wait_for_line(told)


class HeldApp(ShowingApp):
    """1 and 2 change the labels, f fills the line, e empties it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("1", "change(0)", ""),
        ("2", "change(1)", ""),
        ("f", "fill(True)", ""),
        ("e", "fill(False)", ""),
    ]

    def __init__(self) -> None:
        super().__init__(driver_class=HeldDriver, css_path=[*styles()])
        self.draw_cells()
        self.labels = [Static("the first"), Static("the second")]

    def compose(self) -> ComposeResult:
        yield from self.labels

    def action_change(self, number: int) -> None:
        self.labels[number].update(f"{number + 1} is new")

    def action_fill(self, full: bool) -> None:
        assert isinstance(self._driver, HeldDriver)
        self._driver.full = full


if __name__ == "__main__":
    HeldApp().run(mouse=False)
    sys.exit(0)
