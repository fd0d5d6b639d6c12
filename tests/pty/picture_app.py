"""A screen with a picture, and a sheet that covers a part of it: python -m tests.pty.picture_app"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from dentui.config import Settings
from dentui.terminal.around import look_around
from dentui.terminal.profile import decide
from dentui.ui.app.showing import ShowingApp
from dentui.ui.theme import styles
from dentui.ui.widgets.preview import Preview
from dentui.ui.wire import DeskDriver
from dentui.ui.work import Workplace
from tests.pictures import PHOTOS, raster


class Sheet(ModalScreen[None]):
    """Ten rows over the middle of the picture."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("x", "app.pop_screen", ""),
        ("l", "app.anew", ""),
        ("p", "app.next", ""),
        ("t", "app.label", ""),
    ]

    def compose(self) -> ComposeResult:
        sheet = Static("a sheet")
        sheet.styles.width, sheet.styles.height, sheet.styles.background = 40, 10, "#303030"
        self.styles.align = ("center", "middle")
        self.styles.background = "transparent"
        yield sheet


class PictureApp(ShowingApp):
    """s opens the sheet, x closes it, p shows another picture, l draws all anew, t changes the label, j
    scrolls."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("s", "sheet", ""),
        ("p", "next", ""),
        ("l", "anew", ""),
        ("t", "label", ""),
        ("j", "down", ""),
    ]

    def __init__(self) -> None:
        super().__init__(driver_class=DeskDriver, css_path=[*styles()])
        self.draw_cells()
        self.show_as(decide(look_around()))
        self.preview = Preview(Workplace(Settings(home=Path(), database="sqlite://")))
        self.label = Static("the first")
        self.shown = 0

    def compose(self) -> ComposeResult:
        yield self.label
        with VerticalScroll():
            yield self.preview
            yield Static("below\n" * 30)

    def on_mount(self) -> None:
        self.preview.styles.height = 20
        self.preview.show(raster(PHOTOS[0]))

    def action_sheet(self) -> None:
        self.push_screen(Sheet())

    def action_next(self) -> None:
        self.shown += 1
        self.preview.show(raster(PHOTOS[self.shown % 2]))

    def action_anew(self) -> None:
        self.draw_anew()

    def action_label(self) -> None:
        self.label.update("another")

    def action_down(self) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=1, animate=False)


if __name__ == "__main__":
    # As the program sets them before Textual is there.
    assert os.environ["TEXTUAL_ANIMATIONS"] == "none"
    PictureApp().run(mouse=False)
    sys.exit(0)
