"""One field of a chart, edited in its own line of the Info tab (S53)."""

from __future__ import annotations

from textual import events
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding

from dentui.domain.patients import PatientChart
from dentui.domain.people import Lists
from dentui.ui.keys import FIELD
from dentui.ui.sheets.base import Fields
from dentui.ui.sheets.patient import EditPatientSheet
from dentui.ui.widgets.facts import Spot
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.notes import NoteArea
from dentui.ui.widgets.status import KeyBar
from dentui.ui.work import Workplace

LEAST = 36
"""Columns that a field takes, with its label, where the terminal has them."""
BARS = 2
"""Rows at the foot: what is said, and the keys."""


class Line(Fields):
    """Where the field stands: as many rows as what was there, or as it needs."""

    def on_resize(self) -> None:
        super().on_resize()
        if isinstance(self.screen, EditFieldSheet):
            self.screen.place()


class EditFieldSheet(EditPatientSheet):
    """The form of a patient's data with one field in sight, over what was read of it. The others are as they
    were, unless another desk changed them meanwhile."""

    PLACE = FIELD
    # Before the field's own, which would go to the next one.
    BINDINGS = [*FIELD.bindings, Binding("enter", "enter", show=False, priority=True)]

    def __init__(self, work: Workplace, lists: Lists, chart: PatientChart, spot: Spot) -> None:
        super().__init__(work, lists, chart)
        self.spot, self._cursor = spot, spot.field
        for field in self.fields():
            field.styles.display = "block" if field.field == spot.field else "none"
        self.line = Line(*self._seen, classes="in-place")

    @property
    def _seen(self) -> list[FormField]:
        return [field for field in self.fields() if field.shown]

    def compose(self) -> ComposeResult:
        yield self.line
        yield self.status
        yield KeyBar()

    def on_mount(self) -> None:
        self.spot.moved.subscribe(self, self._moved)
        self.place()

    def on_resize(self, event: events.Resize) -> None:
        self.place()

    def _moved(self, _: None) -> None:
        self.place()

    def place(self) -> None:
        """Lay the line over what stands there, and no further down than the screen goes."""
        columns, rows = self.app.size.width, max(1, self.app.size.height - BARS)
        spot, styles = self.spot.region(), self.line.styles
        left = max(0, min(spot.x, columns - LEAST))
        least = min(spot.height, rows)
        styles.width, styles.min_height, styles.max_height = columns - left, least, rows
        styles.offset = (left, max(0, min(spot.y, rows - max(least, self.line.size.height))))

    def action_enter(self) -> None:
        """Save it; in a note Enter begins a new line."""
        if isinstance(self.focused, NoteArea):
            raise SkipAction
        self.action_save()
