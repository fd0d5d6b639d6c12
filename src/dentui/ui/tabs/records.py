"""Records: the visits of a patient, newest first, and which of them are shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from dentui.domain.finding import Filters
from dentui.domain.patients import PatientChart, RecordLine
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import RECORDS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.filter import RangeSheet, range_words
from dentui.ui.tabs.table import TableTab
from dentui.ui.text import number
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.table import RecordTable
from dentui.ui.work import Workplace


class RecordsTab(TableTab[RecordLine]):
    """The visits (S32, S33)."""

    PLACE = RECORDS
    BINDINGS = RECORDS.bindings

    def __init__(self, work: Workplace, chart: PatientChart, records: Sequence[RecordLine]) -> None:
        super().__init__(work, chart, RecordTable(), "records")
        self.range = Filters()
        self._first = records

    def on_mount(self) -> None:
        self.put(self._first, anew=True)

    @property
    def record_at_cursor(self) -> UUID | None:
        row = self.table.row_at_cursor
        return None if row is None else row.uuid

    def point(self, record: UUID) -> None:
        self.point_at = record

    def action_new(self) -> None:
        self.work.flow(self._record(None))

    async def open(self, row: RecordLine) -> None:
        await self._record(row)

    async def _record(self, record: RecordLine | None) -> None:
        from dentui.ui.sheets import opening
        from dentui.ui.sheets.form import saved_words

        if self.chart.merged:
            self.refused(Forbidden(read_only_words(self.chart)))
            return

        try:
            saved = await opening.record(self.app, self.work, self.chart, record)
        except DentuiError as error:
            self.refused(error)
            return
        if saved is not None:
            self.point_at = saved if isinstance(saved, UUID) else None
            done = "The new record is saved." if record is None else "The record is saved."
            self.post_message(self.Said(saved_words(saved, done)))

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

    def fetch(self) -> Callable[[], Sequence[RecordLine]]:
        desk, patient, range_ = self.work.desk, self.chart.uuid, self.range
        return lambda: desk.patients.records(desk.actor, patient, range_.visited_from, range_.visited_to)

    def key_of(self, row: RecordLine) -> UUID:
        return row.uuid

    def tell(self, rows: Sequence[RecordLine]) -> None:
        self.table.tell(
            "No visit in these days."
            if self.range != Filters()
            else "No visit is recorded yet. n enters one."
        )
        words = range_words(self.range.visited_from, self.range.visited_to)
        count = f" {number(len(rows))} {'visit' if len(rows) == 1 else 'visits'} "
        self.words.show([(f" {words or 'all visits'}", "loud" if words else "quiet")], [(count, "loud")])
