"""What charts of teeth have in common on the screen: walking, marking, and how they are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.teeth import Jaw, jaw, listed
from dentui.domain.teeth_walk import TeethWalk
from dentui.terminal.tooth_chart import ROWS, Piece, Role
from dentui.ui.text import cut, plain, width, wrap

C = TypeVar("C", bound=TeethWalk)

_STYLES = {
    Role.OUTLINE: "outline",
    Role.SIDE: "outline",
    Role.NUMBER: "number",
    Role.CURSOR: "cursor",
    Role.MARKED: "marked",
    Role.WORK: "work",
}


class TeethView(Widget, Generic[C], can_focus=True):
    """Sixteen teeth a jaw, a line about the one at the cursor, and what the signs mean. A subclass says what
    is on the teeth."""

    COMPONENT_CLASSES = {
        *(f"teeth--{name}" for name in {*_STYLES.values()}),
        *("teeth--line", "teeth--wrong"),
    }
    WHAT = ""
    """What is on the teeth, in a word."""

    def __init__(self, chart: C) -> None:
        super().__init__()
        self._chart = chart
        self._drawn: tuple[tuple[object, ...], Sequence[Sequence[Piece]]] = ((), ())
        """The rows of the chart, and what they were drawn of."""
        self._base = Style()

    # What a subclass says

    def pieces(self, columns: int, *, ascii_only: bool, cursor: bool) -> Sequence[Sequence[Piece]]:
        """The rows of the chart."""
        raise NotImplementedError

    def signs(self, *, ascii_only: bool) -> Sequence[tuple[str, str]]:
        """Signs, and what each means."""
        raise NotImplementedError

    def line(self) -> str:
        """What is said below the teeth: of the tooth at the cursor, else of all."""
        raise NotImplementedError

    def hidden(self) -> tuple[int, ...]:
        """Teeth with something on them that are not shown now."""
        raise NotImplementedError

    def said(self) -> str:
        """What stands below that instead of the legend."""
        return self._chart.said

    def changed(self, before: C, after: C) -> None:
        """The person made another chart of it."""
        raise NotImplementedError

    # What is shown

    @property
    def chart(self) -> C:
        """The chart that is shown."""
        return self._chart

    def show(self, chart: C) -> None:
        """Show this chart."""
        self._chart = chart
        self._point()
        self.refresh()

    def become(self, chart: C) -> None:
        """Show what a key made of it, and tell."""
        before, self._chart = self._chart, chart
        self._point()
        self.refresh()
        if chart != before:
            self.changed(before, chart)

    def _point(self) -> None:
        """The terminal's cursor stands at the line about the tooth, which a screen reader then reads."""
        if self.has_focus and self.is_attached:
            self.app.cursor_position = Offset(self.content_region.x, self.content_region.y + ROWS)

    def on_focus(self) -> None:
        self._point()
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # What the keys do

    def action_mark(self) -> None:
        self.become(self._chart.mark())

    def action_mark_step(self, way: int) -> None:
        self.become(self._chart.mark_step(way))

    def action_range(self) -> None:
        self.become(self._chart.mark_range())

    def action_unmark(self) -> None:
        self.become(self._chart.unmark())

    def action_renumber(self) -> None:
        self.become(self._chart.renumber())

    def action_change_teeth(self) -> None:
        self.become(self._chart.change_teeth())

    def action_step(self, way: int) -> None:
        self.become(self._chart.step(way))

    def action_end(self, way: int) -> None:
        self.become(self._chart.step_end(way))

    def action_across(self, way: int) -> None:
        """To the other jaw; where there is none in that direction, the keys of what stands around act."""
        if (jaw(self._chart.cursor) is Jaw.UPPER) != (way > 0):
            raise SkipAction
        self.become(self._chart.across())

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isascii() and event.character.isdigit():
            event.stop()
            event.prevent_default()
            self.become(self._chart.type(event.character))

    # Drawing

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii_only", False))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return ROWS + 1 + len(self._legend(width))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its style is put together of all that it stands in, whenever it is asked for."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def _rows(self, cells: int) -> Sequence[Sequence[Piece]]:
        of = (self._chart, cells, self._ascii, self.has_focus)
        if self._drawn[0] != of:
            self._drawn = of, self.pieces(cells, ascii_only=self._ascii, cursor=self.has_focus)
        return self._drawn[1]

    def render_line(self, y: int) -> Strip:
        cells, base = self.size.width, self._base
        if y < ROWS:
            pieces = self._rows(cells)[y]
            segments = [Segment(piece.text, self._style(_STYLES[piece.role])) for piece in pieces]
        elif y == ROWS:
            segments = [Segment(cut(plain(self.line()), cells), self._style("line"))]
        else:
            segments = self._below(y - ROWS - 1, cells)
        return Strip(segments).adjust_cell_length(cells, base)

    def _below(self, line: int, cells: int) -> list[Segment]:
        """What the last key did, else what the signs mean."""
        said = self.said() if self.has_focus else ""
        if said:
            told = wrap(plain(said), cells)
            kind = "wrong" if self._chart.refused else "line"
            return [Segment(told[line], self._style(kind))] if line < len(told) else []
        hidden, legend = self.hidden(), self._legend(cells)
        if hidden and line == len(legend) - 1:
            which = "permanent" if self._chart.milk else "milk"
            teeth = listed(hidden, self._chart.numbering)
            sentence = f"{self.WHAT} also at {which} teeth: {teeth}. k shows them."
            return [Segment(cut(sentence, cells), self._style("line"))]
        # While the size changes there may be a line more than the legend needs.
        return [Segment(each, self._style(kind)) for each, kind in legend[line]] if line < len(legend) else []

    def _legend(self, cells: int) -> list[list[tuple[str, str]]]:
        rows: list[list[tuple[str, str]]] = [[]]
        used = 0
        for sign, word in self.signs(ascii_only=self._ascii):
            taken = width(sign) + len(word) + 3
            if used + taken - 2 > cells:
                rows.append([])
                used = 0
            rows[-1] += [(sign, "work"), (f" {word}  ", "outline")]
            used += taken
        sign, word = "k", "permanent teeth" if self._chart.milk else "milk teeth"
        if used + len(sign) + len(word) + 1 <= cells:
            # Where there is room: a row more would take it from what stands around.
            rows[-1] += [(sign, "work"), (f" {word}", "outline")]
        return rows

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"teeth--{name}")
