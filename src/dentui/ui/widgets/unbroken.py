"""A text that is to be copied: it goes on in the next row where a row is full, and at no space before."""

from __future__ import annotations

from rich.segment import Segment
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.ui.text import cut, pieces


class Unbroken(Widget):
    """Such a text, from the first cell to the last."""

    def __init__(self) -> None:
        super().__init__()
        self._text = ""

    def show(self, text: str) -> None:
        """Show a text that is ready to be shown."""
        self._text = text
        self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(pieces(self._text, width)))

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        rows = pieces(self._text, cells)
        return Strip([Segment(cut(rows[y] if y < len(rows) else "", cells), self.rich_style)], cells)
