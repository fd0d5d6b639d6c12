"""A menu: a line for each thing to do, each with its letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.ui.text import cut, plain

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Line(Generic[V]):
    """One thing to do."""

    value: V
    letter: str
    label: str


class Menu(Widget, Generic[V], can_focus=True):
    """Lines to choose from: a letter does its line at once."""

    COMPONENT_CLASSES = {"menu--letter", "menu--pointed"}

    class Chosen(Message):
        """A line was chosen by its letter."""

    def __init__(self, lines: Sequence[Line[V]]) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self._at = 0

    @property
    def chosen(self) -> V:
        """What the pointer is at."""
        return self._lines[self._at].value

    def move(self, way: int) -> None:
        """Go so many lines down; at an end, on to the other."""
        self._at = (self._at + way) % len(self._lines)
        self.refresh()
        if isinstance(self.parent, Widget):
            # The line and not all of it, which may be longer than the window.
            top = self.virtual_region.y + self.gutter.top + self._at
            self.parent.scroll_to_region(Region(0, top, 1, 1), animate=False)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines)

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        if y >= len(self._lines):
            return Strip.blank(cells, self.rich_style)
        line, pointed = self._lines[y], y == self._at
        style = letter = self.rich_style
        if pointed:
            style = letter = style + self.get_component_rich_style("menu--pointed")
        else:
            letter += self.get_component_rich_style("menu--letter")
        segments = [
            Segment(" ▸ " if pointed else "   ", style),
            Segment(f"{line.letter}  ", letter),
            Segment(cut(plain(line.label), max(1, cells - 6)), style),
        ]
        return Strip(segments).adjust_cell_length(cells, style)

    def on_key(self, event: events.Key) -> None:
        letter = (event.character or "").casefold()
        for index, line in enumerate(self._lines):
            if line.letter == letter:
                self._at = index
                event.stop()
                event.prevent_default()
                self.post_message(self.Chosen())
                return
