"""What is shown in a window that is too small."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from dentui.ui.keys import SMALL
from dentui.ui.text import content
from dentui.ui.whole import Whole
from dentui.ui.widgets.status import KeyBar
from dentui.ui.work import Workplace


class SmallScreen(Whole, ModalScreen[None]):
    """Says what to do, and shows nothing of the desk."""

    AUTO_FOCUS = ""
    PLACE = SMALL
    BINDINGS = SMALL.bindings

    def __init__(self, work: Workplace, least: tuple[int, int]) -> None:
        """`least`: columns and rows that are needed."""
        super().__init__()
        self.work = work
        self._least = least
        self._words = Static()

    def compose(self) -> ComposeResult:
        yield self._words
        yield KeyBar()

    def on_mount(self) -> None:
        self.work.gate.begin()

    def on_resize(self) -> None:
        size, (columns, rows) = self.app.size, self._least
        now = f"Too small: {size.width}x{size.height}. dentui needs {columns}x{rows}."
        self._words.update(content(f"{now} Make the window larger: all is kept as it is."))
