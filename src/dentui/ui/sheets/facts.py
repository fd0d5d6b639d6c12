"""A sheet that only shows: facts, whole, in a page that scrolls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.containers import VerticalScroll
from textual.widget import Widget

from dentui.ui.keys import FACTS
from dentui.ui.sheets.base import Sheet
from dentui.ui.widgets.facts import Fact, Facts


class FactsSheet(Sheet[None]):
    """Shows facts until it is closed."""

    PLACE = FACTS
    BINDINGS = FACTS.bindings

    def __init__(self, title: str, facts: Sequence[Fact]) -> None:
        super().__init__()
        self._title = title
        self._page = VerticalScroll(Facts(facts, whole=True))

    def heading(self) -> tuple[str, str]:
        return self._title, ""

    def body(self) -> Iterable[Widget]:
        yield self._page

    def on_mount(self) -> None:
        self.set_focus(self._page)
