"""Reports: the health checking reports of a patient."""

from __future__ import annotations

from textual.app import ComposeResult

from dentui.ui.tabs.base import Tab
from dentui.ui.widgets.status import Words


class ReportsTab(Tab):
    """Says what is there: nothing yet."""

    def __init__(self) -> None:
        super().__init__(id="reports")

    def compose(self) -> ComposeResult:
        words = Words(classes="words")
        words.show([(" No report yet.", "quiet")])
        yield words
