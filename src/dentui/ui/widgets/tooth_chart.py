"""The tooth chart on the screen: it shows a chart, and tells what each key made of it. A field of a form as
well, whose value is the work."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from dentui.domain.drafts import Typed
from dentui.domain.teeth import Numbering
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
from dentui.terminal.tooth_chart import Piece, draw, legend
from dentui.ui.keys.cases import TOOTH_CHART
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.teeth import TeethView


class ToothChartView(TeethView[ToothChart]):
    """The work of a case on its teeth."""

    PLACE = TOOTH_CHART
    BINDINGS = TOOTH_CHART.bindings
    WHAT = "Work"

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
        super().__init__(chart)
        self.usual: Callable[[WorkKind], tuple[str | None, str | None]] = lambda _: (None, None)
        """Material and shade that new work of a kind begins with."""

    # What the keys do

    def action_order(self, kind: str) -> None:
        self.become(self._chart.order(WorkKind(kind), *self.usual(WorkKind(kind))))

    def action_pontic(self) -> None:
        self.become(self._chart.pontic())

    def action_take_off(self) -> None:
        self.become(self._chart.take_off())

    def action_undo(self) -> None:
        self.become(self._chart.undo())

    def action_detail(self) -> None:
        here = work_at(self._chart.works, self._chart.cursor)
        if here:
            self.post_message(self.DetailWanted(self, here))
        else:
            self.become(self._chart.refuse("No work is here yet. Order it first, such as c for a crown."))

    # Drawing

    def pieces(self, columns: int, *, ascii_only: bool, cursor: bool) -> Sequence[Sequence[Piece]]:
        return draw(self._chart, columns, ascii_only=ascii_only, cursor=cursor)

    def signs(self, *, ascii_only: bool) -> Sequence[tuple[str, str]]:
        return legend(ascii_only=ascii_only)

    def line(self) -> str:
        if self.has_focus:
            return self._chart.line
        return summary(self._chart.works, self._chart.numbering) or "No work is ordered yet."

    def hidden(self) -> tuple[int, ...]:
        return self._chart.hidden

    def changed(self, before: ToothChart, after: ToothChart) -> None:
        self.post_message(self.Changed(self, after, works=after.works != before.works))


class ToothChartBox(FormField, ToothChartView):
    """The work of a case as a field of its form. In a draft it is the text of its JSON."""

    def __init__(
        self, field: str, label: str, works: Works, numbering: Numbering, *, young: bool = False
    ) -> None:
        """`young`: where no work is there yet it begins with milk teeth."""
        super().__init__(chart_of(works, numbering, young=young))
        self.called(field, label)
        self._young = young
        self._given = works

    @property
    def works(self) -> Works:
        """The work that is ordered."""
        return self.chart.works

    def detail(self, work: Work, material: str | None, shade: str | None) -> None:
        """Give one of its works this material and shade."""
        self.become(self.chart.alter(work, material, shade))

    def put(self, value: Works) -> None:
        self._given = value
        self.show(chart_of(value, self.chart.numbering, young=self._young))

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
        self._chart = chart_of(works, self.chart.numbering, young=self._young)

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
