"""The tooth chart on the screen: it shows a chart, and tells what each key made of it. A field of a form as
well, whose value is the work."""

from __future__ import annotations

import json
from collections.abc import Callable

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.actions import SkipAction
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.drafts import Typed
from dentui.domain.teeth import Jaw, Numbering, jaw, listed
from dentui.domain.tooth_chart import ToothChart, chart_of
from dentui.domain.work import (
    Work,
    WorkKind,
    Works,
    summary,
    work_at,
    works_from_json,
    works_to_json,
)
from dentui.errors import Invalid
from dentui.terminal.tooth_chart import ROWS, Role, draw, fits_wide, legend
from dentui.ui.keys.cases import TOOTH_CHART
from dentui.ui.text import cut, plain, width, wrap
from dentui.ui.widgets.form import FormField

_STYLES = {
    Role.OUTLINE: "outline",
    Role.SIDE: "outline",
    Role.NUMBER: "number",
    Role.CURSOR: "cursor",
    Role.MARKED: "marked",
    Role.WORK: "work",
}


class ToothChartView(Widget, can_focus=True):
    """Sixteen teeth a jaw, a line about the one at the cursor, and what the signs mean."""

    PLACE = TOOTH_CHART
    BINDINGS = TOOTH_CHART.bindings
    COMPONENT_CLASSES = {
        *(f"teeth--{name}" for name in {*_STYLES.values()}),
        *("teeth--line", "teeth--wrong"),
    }

    class Changed(Message):
        """The person changed the chart; `works`: whether the work on it is another now."""

        def __init__(self, view: ToothChartView, chart: ToothChart, *, works: bool) -> None:
            super().__init__()
            self.view, self.chart, self.works = view, chart, works

    class DetailWanted(Message):
        """Material and shade of the work at a tooth are to be changed."""

        def __init__(self, view: ToothChartView, works: Works) -> None:
            super().__init__()
            self.view, self.works = view, works

    def __init__(self, chart: ToothChart) -> None:
        super().__init__()
        self._chart = chart
        self.usual: Callable[[WorkKind], tuple[str | None, str | None]] = lambda _: (None, None)
        """Material and shade that new work of a kind begins with."""

    @property
    def chart(self) -> ToothChart:
        """The chart that is shown."""
        return self._chart

    def show(self, chart: ToothChart) -> None:
        """Show this chart."""
        self._chart = chart
        self._point()
        self.refresh()

    def _become(self, chart: ToothChart) -> None:
        before, self._chart = self._chart, chart
        self._point()
        self.refresh()
        if chart != before:
            self.post_message(self.Changed(self, chart, works=chart.works != before.works))

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

    def action_order(self, kind: str) -> None:
        self._become(self._chart.order(WorkKind(kind), *self.usual(WorkKind(kind))))

    def action_pontic(self) -> None:
        self._become(self._chart.pontic())

    def action_take_off(self) -> None:
        self._become(self._chart.take_off())

    def action_undo(self) -> None:
        self._become(self._chart.undo())

    def action_mark(self) -> None:
        self._become(self._chart.mark())

    def action_mark_step(self, way: int) -> None:
        self._become(self._chart.mark_step(way))

    def action_range(self) -> None:
        self._become(self._chart.mark_range())

    def action_unmark(self) -> None:
        self._become(self._chart.unmark())

    def action_renumber(self) -> None:
        self._become(self._chart.renumber())

    def action_change_teeth(self) -> None:
        self._become(self._chart.change_teeth())

    def action_step(self, way: int) -> None:
        self._become(self._chart.step(way))

    def action_end(self, way: int) -> None:
        self._become(self._chart.step_end(way))

    def action_across(self, way: int) -> None:
        """To the other jaw; where there is none in that direction, the keys of what stands around act."""
        if (jaw(self._chart.cursor) is Jaw.UPPER) != (way > 0):
            raise SkipAction
        self._become(self._chart.across())

    def action_detail(self) -> None:
        here = work_at(self._chart.works, self._chart.cursor)
        if here:
            self.post_message(self.DetailWanted(self, here))
        else:
            self._become(self._chart.refuse("No work is here yet. Order it first, such as c for a crown."))

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isascii() and event.character.isdigit():
            event.stop()
            event.prevent_default()
            self._become(self._chart.type(event.character))

    # Drawing

    @property
    def _ascii(self) -> bool:
        return bool(getattr(self.app, "ascii_only", False))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return ROWS + 1 + (2 if fits_wide(width) else 3)

    def render_line(self, y: int) -> Strip:
        cells, base = self.size.width, self.rich_style
        if y < ROWS:
            pieces = draw(self._chart, cells, ascii_only=self._ascii, cursor=self.has_focus)[y]
            segments = [Segment(piece.text, self._style(_STYLES[piece.role])) for piece in pieces]
        elif y == ROWS:
            segments = [Segment(cut(plain(self._line), cells), self._style("line"))]
        else:
            segments = self._below(y - ROWS - 1, cells)
        return Strip(segments).adjust_cell_length(cells, base)

    @property
    def _line(self) -> str:
        if self.has_focus:
            return self._chart.line
        return summary(self._chart.works, self._chart.numbering) or "No work is ordered yet."

    def _below(self, line: int, cells: int) -> list[Segment]:
        """What the last key did, else what the signs mean."""
        said = self._chart.said if self.has_focus else ""
        if said:
            told = wrap(plain(said), cells)
            kind = "wrong" if self._chart.refused else "line"
            return [Segment(told[line], self._style(kind))] if line < len(told) else []
        hidden = self._chart.hidden
        if hidden and line == (1 if fits_wide(cells) else 2):
            which = "permanent" if self._chart.milk else "milk"
            teeth = listed(hidden, self._chart.numbering)
            return [
                Segment(
                    cut(f"Work also at {which} teeth: {teeth}. k shows them.", cells), self._style("line")
                )
            ]
        return [Segment(each, self._style(kind)) for each, kind in self._legend(cells)[line]]

    def _legend(self, cells: int) -> list[list[tuple[str, str]]]:
        rows: list[list[tuple[str, str]]] = [[]]
        used = 0
        for sign, word in legend(ascii_only=self._ascii):
            taken = width(sign) + len(word) + 3
            if used + taken - 2 > cells:
                rows.append([])
                used = 0
            rows[-1] += [(sign, "work"), (f" {word}  ", "outline")]
            used += taken
        return [*rows, [], [], []]

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(f"teeth--{name}")


class ToothChartBox(FormField, ToothChartView):
    """The work of a case as a field of its form. In a draft it is the text of its JSON."""

    def __init__(self, field: str, label: str, works: Works, numbering: Numbering) -> None:
        super().__init__(chart_of(works, numbering))
        self.called(field, label)
        self._given = works

    @property
    def works(self) -> Works:
        """The work that is ordered."""
        return self.chart.works

    def detail(self, work: Work, material: str | None, shade: str | None) -> None:
        """Give one of its works this material and shade."""
        self._become(self.chart.alter(work, material, shade))

    def put(self, value: Works) -> None:
        self._given = value
        self.show(chart_of(value, self.chart.numbering))

    @property
    def touched(self) -> bool:
        return self.works != self._given

    def typed(self) -> Typed:
        return json.dumps(works_to_json(self.works))

    def retype(self, value: Typed) -> None:
        if not isinstance(value, str):
            return
        try:
            works = works_from_json(json.loads(value))
        except (Invalid, ValueError, RecursionError):
            return
        self._chart = chart_of(works, self.chart.numbering)

    def words(self, value: Works) -> str:
        return summary(value, self.chart.numbering) or "no work"

    def on_tooth_chart_view_changed(self, event: ToothChartView.Changed) -> None:
        if event.works:
            self.hush()
            self.post_message(self.Edited(self))

    def _make_room(self) -> None:
        self.styles.padding = (0, 0, len(self._told()), 0)
        self.refresh(layout=True)

    def _beside(self, strip: Strip, y: int, crop: Region) -> Strip:
        return strip  # The chart takes the whole width, and needs no label.
