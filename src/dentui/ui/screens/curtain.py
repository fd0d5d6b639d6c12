"""The curtain: F9 hides everything at once while somebody looks over the desk."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from dentui.ui.keys import CURTAIN
from dentui.ui.text import content
from dentui.ui.whole import Whole
from dentui.ui.widgets.status import KeyBar, TitleBar


class CurtainScreen(Whole, ModalScreen[None]):
    """Says how to get the desk back, and no more. Its keys wait for nothing; the app has them."""

    AUTO_FOCUS = ""
    PLACE = CURTAIN
    BINDINGS = CURTAIN.bindings

    def __init__(self, institution: str) -> None:
        super().__init__()
        self._institution = institution
        self._title_bar = TitleBar()

    def compose(self) -> ComposeResult:
        yield self._title_bar
        yield Static(content("Hidden. F9 shows the desk again."), classes="cover")
        yield KeyBar()

    def on_mount(self) -> None:
        self._title_bar.show(self._institution or "dentui")
