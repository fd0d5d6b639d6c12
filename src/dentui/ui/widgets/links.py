"""Links to reports as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dentui.domain.links import ReportLink, opened_words
from dentui.ui.text import moment, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING


class LinkTable(RowTable[ReportLink]):
    """The links of a report, the newest first. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        columns = [
            ColumnPlan("made", "Made", 16),
            ColumnPlan("until", "Until", 16),
            ColumnPlan("state", "State", 8),
        ]
        rest = cells - sum(column.width + 1 for column in columns)
        if rest >= 60:
            columns.append(ColumnPlan("by", "By", 20))
            rest -= 21
        return [*columns, ColumnPlan("opened", "Opened", max(8, rest))]

    def cells_of(self, row: ReportLink, columns: list[ColumnPlan]) -> list[Cell]:
        most = "" if row.most is None else f" (of {row.most})"
        texts = {
            "made": moment(row.made),
            "until": moment(row.until),
            "state": row.state.value,
            "by": plain(row.made_by),
            "opened": opened_words(row, datetime.now()) + most,
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]


def links_words(links: Sequence[ReportLink], now: datetime) -> str:
    """How a report's links stand, all together, and how often it was opened by them; "" where there is
    none."""
    if not links:
        return ""
    works = sum(link.works for link in links)
    noun = "links work" if works > 1 else "link works"
    seen = [link for link in links if link.last_view is not None]
    if not seen:
        return f"{works or 'no'} {noun}, not opened yet"
    if len(seen) == 1:
        return f"{works or 'no'} {noun}, {opened_words(seen[0], now)}"
    last = max(seen, key=lambda link: (link.last_view, link.views))
    total = sum(link.views for link in seen)
    when = opened_words(last, now).rpartition(", ")[2].removeprefix("last ")
    return f"{works or 'no'} {noun}, opened {total} times, last {when}"
