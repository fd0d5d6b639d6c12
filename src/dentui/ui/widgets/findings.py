"""What was found at teeth and gums, as fields of a report."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.segment import Segment
from textual import events
from textual.actions import SkipAction
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.drafts import Typed
from dentui.domain.finding_chart import FindingChart, chart_of
from dentui.domain.findings import (
    FindingKind,
    Findings,
    Gums,
    Surface,
    checked_gums,
    findings_from_json,
    findings_to_json,
    summary,
)
from dentui.domain.gum_chart import FURCATION, HALF, GumChart, gums_told
from dentui.domain.teeth import Numbering
from dentui.errors import Invalid
from dentui.terminal.finding_chart import draw, legend
from dentui.terminal.tooth_chart import Piece
from dentui.ui.keys.reports import FINDINGS, GUMS
from dentui.ui.text import cut
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.teeth import TeethView


class FindingsBox(FormField, TeethView[FindingChart]):
    """The findings of a report on its teeth. In a draft they are the text of their JSON."""

    PLACE = FINDINGS
    BINDINGS = FINDINGS.bindings
    WHAT = "Findings"

    class NoteWanted(Message):
        """A note on the finding that is open is to be written."""

    def __init__(
        self, field: str, label: str, findings: Findings, numbering: Numbering, *, young: bool = False
    ) -> None:
        """`young`: where nothing was found yet it begins with milk teeth."""
        super().__init__(chart_of(findings, numbering, young=young))
        self.called(field, label)
        self._young = young
        self._given = findings

    @property
    def findings(self) -> Findings:
        """What was found."""
        return self.chart.findings

    def number_as(self, numbering: Numbering) -> None:
        """Write the teeth's numbers as the report does."""
        if numbering is not self.chart.numbering:
            self.show(self.chart.renumber().unmark())

    # What the keys do

    def action_find(self, kind: str) -> None:
        self.become(self._chart.find(FindingKind(kind)))
        if kind == FindingKind.OTHER.value and self._chart.open and not self._chart.note:
            # A finding of no kind says nothing without words.
            self.post_message(self.NoteWanted())

    def action_side(self, side: str) -> None:
        self.become(self._chart.side(Surface(side)))

    def action_note(self) -> None:
        self.become(self._chart.begun())
        if self._chart.open is not None:
            self.post_message(self.NoteWanted())

    def action_take_off(self) -> None:
        self.become(self._chart.take_off())

    def action_undo(self) -> None:
        self.become(self._chart.undo())

    # Drawing

    def pieces(self, columns: int, *, ascii_only: bool, cursor: bool) -> Sequence[Sequence[Piece]]:
        return draw(self._chart, columns, ascii_only=ascii_only, cursor=cursor)

    def signs(self, *, ascii_only: bool) -> Sequence[tuple[str, str]]:
        return legend(ascii_only=ascii_only)

    def line(self) -> str:
        if self.has_focus:
            return self._chart.line
        return summary(self.findings, self._chart.numbering) or "Nothing was found yet."

    def said(self) -> str:
        return self._chart.said or self._chart.hint

    def hidden(self) -> tuple[int, ...]:
        return self._chart.hidden

    def changed(self, before: FindingChart, after: FindingChart) -> None:
        if after.findings != before.findings:
            self.hush()
            self.post_message(self.Edited(self))

    # As a field

    def put(self, value: Findings) -> None:
        self._given = value
        self.show(chart_of(value, self.chart.numbering, young=self._young))

    @property
    def touched(self) -> bool:
        return self.findings != self._given

    def typed(self) -> Typed:
        return json.dumps(findings_to_json(self.findings))

    def retype(self, value: Typed) -> None:
        try:
            findings = findings_from_json(json.loads(value)) if isinstance(value, str) else None
        except (Invalid, ValueError, RecursionError):
            return
        if findings is not None:
            self._chart = chart_of(findings, self.chart.numbering, young=self._young)

    def words(self, value: Findings) -> str:
        return summary(value, self.chart.numbering) or "nothing found"

    def _make_room(self) -> None:
        self.styles.padding = (0, 0, len(self._told()), 0)
        self.refresh(layout=True)

    def _beside(self, strip: Strip, y: int, crop: Region) -> Strip:
        return strip  # The chart takes the whole width, and needs no label.


SEXTANTS = ("right", "front", "left")


class GumBox(FormField, Widget, can_focus=True):
    """The gum scores, a row for each jaw and one that says what they mean."""

    PLACE = GUMS
    BINDINGS = GUMS.bindings
    COMPONENT_CLASSES = {"gums--cursor", "gums--score", "gums--words"}

    def __init__(self, field: str, label: str, gums: Gums) -> None:
        super().__init__()
        self.called(field, label)
        self._given = gums
        self._chart = GumChart(gums)

    @property
    def gums(self) -> Gums:
        """The scores."""
        return self._chart.scores

    def _become(self, chart: GumChart) -> None:
        before, self._chart = self._chart, chart
        self.refresh()
        if chart.scores != before.scores:
            self.hush()
            self.post_message(self.Edited(self))

    def action_score(self, score: str) -> None:
        self._become(self._chart.score(score))

    def action_furcate(self) -> None:
        self._become(self._chart.furcate())

    def action_clear(self) -> None:
        self._become(self._chart.clear())

    def action_undo(self) -> None:
        self._become(self._chart.undo())

    def action_step(self, way: int) -> None:
        self._go(self._chart.step(way) or self._chart)

    def action_across(self, way: int) -> None:
        there = self._chart.across(way)
        if there is None:
            raise SkipAction
        self._go(there)

    def _go(self, chart: GumChart) -> None:
        self._chart = chart
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        if event.character == FURCATION:
            event.stop()
            event.prevent_default()
            self.action_furcate()

    # Drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 3

    def render_line(self, y: int) -> Strip:
        cells, base = self.size.width, self.rich_style
        words = base + self.get_component_rich_style("gums--words")
        if y > 1:
            told = self._chart.meaning if self.has_focus else "0 to 4, * furcation, X fewer than two teeth"
            return Strip([Segment(cut(told, cells), words)]).adjust_cell_length(cells, base)
        segments = [Segment("upper  " if y == 0 else "lower  ", words)]
        for place, name in enumerate(SEXTANTS):
            which = y * HALF + place
            score = self._chart.scores[which] or "–"
            pointed = self.has_focus and which == self._chart.at
            kind = "gums--cursor" if pointed else "gums--score"
            shown = f"[{score}]" if pointed else f" {score} "
            segments.append(Segment(f"{name} ", words))
            segments.append(Segment(shown.ljust(5), base + self.get_component_rich_style(kind)))
            segments.append(Segment(" ", base))
        return Strip(segments).adjust_cell_length(cells, base)

    # As a field

    def put(self, value: Gums) -> None:
        self._given = value
        self._chart = GumChart(value)
        self.refresh()

    @property
    def touched(self) -> bool:
        return self.gums != self._given

    def typed(self) -> Typed:
        return ",".join(self.gums)

    def retype(self, value: Typed) -> None:
        if isinstance(value, str):
            try:
                self._chart = GumChart(checked_gums(value.split(",")))
            except Invalid:
                return

    def words(self, value: Gums) -> str:
        return gums_told(value)
