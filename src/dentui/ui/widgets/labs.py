"""The labs of an institution as a table."""

from __future__ import annotations

from dentui.domain.labs import Lab
from dentui.domain.work import KIND_WORDS
from dentui.ui.text import one_line, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING


def default_words(lab: Lab) -> str:
    """What a new work for it begins with."""
    kind = "" if lab.work_kind is None else KIND_WORDS[lab.work_kind]
    return " ".join(text for text in (kind, plain(lab.material), plain(lab.shade)) if text)


class LabTable(RowTable[Lab]):
    """Where cases are sent. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        offered = 9
        rest = cells - offered - 1
        name = max(12, min(40, rest // 2))
        contact = min(40, (rest - name - 1) // 2) if rest - name >= 40 else 0
        work = max(rest - name - 1 - (contact + 1 if contact else 0), 8)
        columns = [
            ColumnPlan("name", "Lab", name),
            ColumnPlan("offered", "Offered", offered),
            ColumnPlan("contact", "Contact", contact),
            ColumnPlan("work", "Default work", work),
        ]
        return [column for column in columns if column.width]

    def cells_of(self, row: Lab, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "name": plain(row.name),
            "offered": "withdrawn" if row.withdrawn else "yes",
            "contact": one_line(row.contact),
            "work": default_words(row),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]
