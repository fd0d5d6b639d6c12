"""The ready texts of an institution as a table."""

from __future__ import annotations

from dentui.domain.snippets import Snippet, SnippetKind
from dentui.ui.text import one_line, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable

KINDS = {
    SnippetKind.INSTRUCTIONS: "case instructions",
    SnippetKind.FINDINGS: "report findings",
    SnippetKind.ADVICE: "report advice",
}


class SnippetTable(RowTable[Snippet]):
    """They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        kind, name = 17, min(40, max(12, cells // 4))
        return [
            ColumnPlan("kind", "For", kind),
            ColumnPlan("name", "Name", name),
            ColumnPlan("text", "Text", max(8, cells - kind - name - 2)),
        ]

    def cells_of(self, row: Snippet, columns: list[ColumnPlan]) -> list[Cell]:
        return [Cell(KINDS[row.kind]), Cell(plain(row.name)), Cell(one_line(row.text))]
