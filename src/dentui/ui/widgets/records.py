"""The records of a patient as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from dentui.domain.images import ImageItem
from dentui.domain.patients import RecordLine
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.images import how_much
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

ENOUGH_DATA = 16
"""Cells from which it is said what image data there is, and not only how much."""


class RecordTable(RowTable[RecordLine]):
    """The records of a patient, newest first. They are few: all of them are here."""

    def __init__(self) -> None:
        self._items_of: Callable[[UUID], Sequence[ImageItem]] = lambda _: ()
        super().__init__()

    def know(self, items_of: Callable[[UUID], Sequence[ImageItem]]) -> None:
        """Show what image data each record has; until then nothing is said about that."""
        self._items_of = items_of
        self._repaint()

    def plan(self, cells: int) -> list[ColumnPlan]:
        time, kind = 16, 13
        rest = cells - time - 1 - kind - 1
        if rest < 30:
            return [ColumnPlan("time", "Visiting time", time), ColumnPlan("type", "Case type", kind),
                    ColumnPlan("name", "Record", max(8, rest))]  # fmt: skip
        visit, data = (13, 4) if rest >= 44 else (0, 0)
        rest -= visit + 1 + data + 1 if visit else 0
        doctor = min(28, rest // 2)
        name = min(40, rest - doctor - 1)
        more = rest - doctor - 1 - name - 1
        columns = [
            ColumnPlan("time", "Visiting time", time),
            ColumnPlan("name", "Record", name),
            ColumnPlan("type", "Case type", kind),
            ColumnPlan("visit", "Visit", visit),
            ColumnPlan("doctor", "Doctor", doctor),
            ColumnPlan("data", "Data", 0 if more >= ENOUGH_DATA else data, to_right=True),
            ColumnPlan("what", "Image data", data + 1 + more if more >= ENOUGH_DATA else 0),
        ]
        return [column for column in columns if column.width]

    def cells_of(self, row: RecordLine, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "time": moment(row.visiting_time),
            "name": plain(row.name),
            "type": plain(row.case_type),
            "visit": plain(row.visit_type),
            "doctor": plain(row.doctor),
        }
        items = self._items_of(row.uuid)
        texts |= {"data": number(len(items)) if items else "", "what": how_much(items)}
        return [Cell(texts[column.key] or NOTHING) for column in columns]
