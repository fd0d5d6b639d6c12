"""A choice among a few things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.ui.keys import CHOICES
from dentui.ui.text import cut, plain, width

V = TypeVar("V")


@dataclass(frozen=True)
class Option(Generic[V]):
    """One thing to choose."""

    value: V
    label: str


class Choices(Widget, Generic[V], can_focus=True):
    """A few things to choose from, side by side as far as they fit: one of them, or several.

    Space chooses; a first letter chooses the one that begins with it. Where several do, it goes to
    the next of them, and `Pointed` says so."""

    PLACE = CHOICES
    COMPONENT_CLASSES = {"choices--pointed"}

    class Changed(Message):
        """Something was chosen or dropped by the person."""

        def __init__(self, choices: Choices[Any]) -> None:
            super().__init__()
            self.choices = choices

        @property
        def control(self) -> Choices[Any]:
            return self.choices

    class Pointed(Message):
        """A letter that several begin with went to one of them, and chose none."""

        def __init__(self, choices: Choices[Any]) -> None:
            super().__init__()
            self.choices = choices

        @property
        def control(self) -> Choices[Any]:
            return self.choices

    def __init__(
        self,
        options: Sequence[Option[V]],
        chosen: Sequence[V] = (),
        *,
        several: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self.options = tuple(options)
        self.several = several
        self.chosen: list[V] = list(chosen)
        self._at = next((i for i, option in enumerate(self.options) if option.value in self.chosen), 0)

    @property
    def value(self) -> V | None:
        """What is chosen, where one can be."""
        return self.chosen[0] if self.chosen else None

    def choose(self, values: Sequence[V]) -> None:
        """Choose just these, without telling anybody."""
        self.chosen = list(values)
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        per_row = self._per_row(width)
        return max(1, -(-len(self.options) // per_row))

    def _per_row(self, cells: int) -> int:
        return max(1, cells // self._cell)

    @property
    def _cell(self) -> int:
        return max((width(plain(option.label)) for option in self.options), default=0) + 6

    def render_line(self, y: int) -> Strip:
        cells, base, per_row = self.size.width, self.rich_style, self._per_row(self.size.width)
        segments: list[Segment] = []
        for index in range(y * per_row, min((y + 1) * per_row, len(self.options))):
            option = self.options[index]
            pointed = self.has_focus and index == self._at
            mark = "x" if option.value in self.chosen else " "
            box = f"[{mark}]" if self.several else f"({'•' if mark == 'x' else ' '})"
            style = base + self.get_component_rich_style("choices--pointed") if pointed else base
            text = f"{'▸' if pointed else ' '}{box} {plain(option.label)}"
            segments.append(Segment(cut(text, self._cell - 1), style))
            segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(cells, base)

    def on_key(self, event: events.Key) -> None:
        steps = {"left": -1, "right": 1}
        if event.key in steps:
            self._go(self._at + steps[event.key])
        elif event.key in ("up", "down"):
            if not self._walk(1 if event.key == "down" else -1):
                return
        elif event.key == "space":
            self._toggle()
        elif event.character and event.character.isalnum():
            self._letter(event.character.casefold())
        else:
            return
        event.stop()
        event.prevent_default()

    def _walk(self, way: int) -> bool:
        """Go a row up or down; answers whether there is one."""
        per_row = self._per_row(self.size.width)
        row, last = self._at // per_row + way, (len(self.options) - 1) // per_row
        if not 0 <= row <= last:
            return False
        self._go(min(self._at + way * per_row, len(self.options) - 1))
        return True

    def _go(self, index: int) -> None:
        if 0 <= index < len(self.options):
            self._at = index
            self.refresh()

    def _letter(self, letter: str) -> None:
        fitting = [i for i, option in enumerate(self.options) if option.label.casefold().startswith(letter)]
        if not fitting:
            return
        self._go(next((i for i in fitting if i > self._at), fitting[0]))
        if len(fitting) == 1:
            self._toggle()
        else:
            self.post_message(self.Pointed(self))

    def _toggle(self) -> None:
        if not self.options:
            return
        value = self.options[self._at].value
        if not self.several:
            self.chosen = [value]
        elif value in self.chosen:
            self.chosen.remove(value)
        else:
            self.chosen.append(value)
        self.refresh()
        self.post_message(self.Changed(self))
