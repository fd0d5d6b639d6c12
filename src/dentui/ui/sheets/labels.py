"""The records that have image data, by their labels, to go to one of them (S47)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.images import RecordImages
from dentui.ui.keys import LABELS
from dentui.ui.sheets.base import Drawer, Sheet
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.images import how_much
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable


class LabelTable(RowTable[RecordImages]):
    """A label a row: visiting time, name, how much of what."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        time = 16
        rest = cells - time - 2
        name = max(8, rest * 2 // 5)
        return [
            ColumnPlan("time", "Visiting time", time),
            ColumnPlan("name", "Record", name),
            ColumnPlan("amount", "Image data", max(8, rest - name)),
        ]

    def cells_of(self, row: RecordImages, columns: list[ColumnPlan]) -> list[Cell]:
        record = row.record
        return [Cell(moment(record.visiting_time)), Cell(plain(record.name)), Cell(how_much(row.items))]


class LabelsSheet(Sheet[UUID]):
    """Answers the record to go to."""

    PLACE = LABELS
    BINDINGS = LABELS.bindings
    TITLE = "Go to a record"

    def __init__(self, records: Sequence[RecordImages], at: UUID | None) -> None:
        """`at`: where the cursor stands first."""
        super().__init__()
        self._records, self._first = records, at
        self._table = LabelTable()

    def heading(self) -> tuple[str, str]:
        count = len(self._records)
        return self.TITLE, f"{number(count)} {'record' if count == 1 else 'records'}"

    def box(self) -> Vertical:
        return Drawer()

    def body(self) -> Iterable[Widget]:
        yield self._table

    def on_mount(self) -> None:
        at = next((row for row, each in enumerate(self._records) if each.record.uuid == self._first), 0)
        self._table.refill(self._records, 0, len(self._records), at)
        self.set_focus(self._table)

    def action_choose(self) -> None:
        row = self._table.row_at_cursor
        if row is not None:
            self.dismiss(row.record.uuid)
