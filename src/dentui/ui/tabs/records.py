"""Records: the visits of a patient, newest first, and which of them are shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.finding import Filters
from dentui.domain.patients import PatientChart, RecordLine
from dentui.errors import DentuiError
from dentui.ui.keys import RECORDS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.filter import RangeSheet, range_words
from dentui.ui.tabs.base import Tab
from dentui.ui.text import number
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.table import RecordTable
from dentui.ui.work import Load, Workplace


class RecordsTab(Tab):
    """The visits (S32, S33)."""

    PLACE = RECORDS
    BINDINGS = RECORDS.bindings

    def __init__(self, work: Workplace, chart: PatientChart, records: Sequence[RecordLine]) -> None:
        super().__init__(id="records")
        self.work = work
        self.chart = chart
        self.range = Filters()
        self.table = RecordTable()
        self.words = Words(classes="words")
        self._first = records
        self._loading: Load[tuple[RecordLine, ...]] = Load(work)

    @property
    def focus_target(self) -> Widget:
        return self.table

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        self._show(self._first, anew=True)

    def show(self, chart: PatientChart) -> None:
        self.chart = chart

    def action_new(self) -> None:
        self.work.flow(self._record(None))

    def action_open(self) -> None:
        record = self.table.row_at_cursor
        if record is not None:
            self.work.flow(self._record(record))

    async def _record(self, record: RecordLine | None) -> None:
        from dentui.ui.sheets import opening

        try:
            saved = await opening.record(self.app, self.work, self.chart, record)
        except DentuiError as error:
            self._refused(error)
            return
        if saved:
            done = "The new record" if record is None else "The record"
            self.post_message(self.Said(f"{done} is saved. z takes it back."))

    def action_filter(self) -> None:
        self.work.flow(self._filter())

    async def _filter(self) -> None:
        chosen = await ask(self.app, self.work, RangeSheet(self.range))
        if chosen is not None and chosen != self.range:
            self.range = chosen
            self.load(anew=True)

    def action_reset(self) -> None:
        if self.range != Filters():
            self.range = Filters()
            self.load(anew=True)

    @property
    def busy(self) -> bool:
        """Whether other records are still to come."""
        return self._loading.busy

    async def settled(self) -> None:
        """Return when what was asked is shown."""
        await self._loading.settled()

    def follow(self) -> None:
        """Fetch the same records again; the one under the cursor stays where it is."""
        self.load(anew=False)

    def load(self, *, anew: bool) -> None:
        """Fetch the records of the range."""
        desk, range_ = self.work.desk, self.range

        def fetch() -> tuple[RecordLine, ...]:
            return desk.patients.records(desk.actor, self.chart.uuid, range_.visited_from, range_.visited_to)

        self._loading.start(fetch, lambda records: self._show(records, anew=anew), self._refused)

    def _show(self, records: Sequence[RecordLine], *, anew: bool) -> None:
        at = self.table.row_at_cursor
        found = len(records)
        self.table.tell("No visit in these days." if self.range != Filters() else "No visit is recorded yet.")
        if anew or at is None:
            self.table.fill(records, 0, found)
        else:
            now = next((row for row, record in enumerate(records) if record.uuid == at.uuid), None)
            self.table.refill(records, 0, found, now)
        words = range_words(self.range.visited_from, self.range.visited_to)
        count = f" {number(found)} {'visit' if found == 1 else 'visits'} "
        self.words.show([(f" {words or 'all visits'}", "loud" if words else "quiet")], [(count, "loud")])

    def _refused(self, error: DentuiError) -> None:
        self.post_message(self.Refused(error))
