"""The register cannot be used: one sentence, and a way on."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Static

from dentui.ui.keys import NOTICE
from dentui.ui.sheets.over import Over
from dentui.ui.text import content
from dentui.ui.widgets.status import KeyBar, Words


class NoticeSheet(Over[bool]):
    """Answers True for another try. Leaving is the app's own action."""

    AUTO_FOCUS = ""
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = NOTICE
    BINDINGS = NOTICE.bindings

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        title.show([(" ! The register cannot be used", "alarm")])
        with Vertical(classes="notice"):
            yield title
            yield Static(content(self._sentence), classes="sentence")
        yield KeyBar()

    def action_again(self) -> None:
        self.dismiss(True)
