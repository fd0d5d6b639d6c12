"""The scan tickets of a patient as a table."""

from __future__ import annotations

from dentui.domain.tickets import KIND_WORDS, TicketLine, ticket_number
from dentui.ui.text import moment, one_line, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING


class TicketTable(RowTable[TicketLine]):
    """The open ones first, each by newest. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        wanted = (
            ("number", "Ticket", 8),
            ("state", "State", 9),
            ("kind", "Scan", 10),
            ("opened", "Opened", 16),
            ("type", "Case type", 12),
        )
        columns: list[ColumnPlan] = []
        for key, label, cells_of in wanted:
            if cells - cells_of - 1 >= 12 or len(columns) < 2:
                columns.append(ColumnPlan(key, label, cells_of))
                cells -= cells_of + 1
        visit = 12 if cells >= 44 else 0
        doctor = min(24, cells // 2) if cells >= 28 else 0
        for key, label, cells_of in (("visit", "Visit", visit), ("doctor", "Doctor", doctor)):
            if cells_of:
                columns.append(ColumnPlan(key, label, cells_of))
                cells -= cells_of + 1
        return [*columns, ColumnPlan("note", "Information", max(cells, 4))]

    def cells_of(self, row: TicketLine, columns: list[ColumnPlan]) -> list[Cell]:
        reason = f"({one_line(row.reason)}) " if row.reason else ""
        texts = {
            "number": ticket_number(row.number),
            "state": row.state.value,
            "kind": KIND_WORDS[row.kind],
            "opened": moment(row.opened),
            "type": plain(row.case_type),
            "visit": plain(row.visit_type),
            "doctor": plain(row.doctor),
            "note": reason + one_line(row.note),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]
