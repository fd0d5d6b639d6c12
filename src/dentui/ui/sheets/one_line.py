"""A line of text that is asked for: a note on a finding, a caption, a reason."""

from __future__ import annotations

from collections.abc import Iterable

from textual.binding import Binding
from textual.widget import Widget

from dentui.ui.keys.reports import TEXT
from dentui.ui.sheets.base import Sheet
from dentui.ui.widgets.form import TextBox


class _LineBox(TextBox):
    BINDINGS = [Binding("enter", "screen.apply", "Take", show=False)]


class LineSheet(Sheet[str]):
    """Answers the text."""

    PLACE = TEXT
    BINDINGS = TEXT.bindings

    def __init__(self, title: str, label: str, text: str, most: int, *, needed: str = "") -> None:
        """`needed`: what is said where nothing was typed, where something has to be."""
        super().__init__()
        self._title, self._needed = title, needed
        self._box = _LineBox("text", label, text, most=most, required=bool(needed))

    def heading(self) -> tuple[str, str]:
        return self._title, ""

    def body(self) -> Iterable[Widget]:
        yield self._box

    def on_mount(self) -> None:
        self.set_focus(self._box)
        self._box.action_end()

    def action_apply(self) -> None:
        text = self._box.read().strip()
        if self._needed and not text:
            self._box.complain(self._needed)
        else:
            self.dismiss(text)
