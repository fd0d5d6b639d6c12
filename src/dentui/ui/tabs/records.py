"""Records: the visits of a patient, newest first, and which of them are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.finding import Filters
from dentui.domain.patients import RecordLine
from dentui.errors import DentuiError
from dentui.ui.keys import RECORDS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.filter import RangeSheet, range_words
from dentui.ui.tabs.base import Tab
from dentui.ui.text import number
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.table import RecordTable
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk


class RecordsTab(Tab):
    """The visits (S32, S33)."""

    PLACE = RECORDS
    BINDINGS = RECORDS.bindings

    def __init__(self, work: Workplace, patient: UUID, records: Sequence[RecordLine]) -> None:
        super().__init__(id="records")
        self.work = work
        self.patient = patient
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
            return _records(desk, self.patient, range_)

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


def _records(desk: Desk, patient: UUID, range_: Filters) -> tuple[RecordLine, ...]:
    return desk.patients.records(desk.actor, patient, range_.visited_from, range_.visited_to)
