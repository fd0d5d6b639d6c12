"""Links to reports as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dentui.domain.links import LinkState, ReportLink, opened_words
from dentui.ui.text import moment, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

OPENED = 32
"""Cells for how often a link was opened."""


class LinkTable(RowTable[ReportLink]):
    """The links of a report, the newest first. They are few: all of them are here."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        columns = [ColumnPlan("until", "Until", 16), ColumnPlan("state", "State", 8)]
        rest = cells - sum(column.width + 1 for column in columns)
        for key, label, width in (("made", "Made", 16), ("by", "By", 20)):
            # How often it was opened is what they are looked at for.
            if rest - width - 1 >= OPENED:
                columns.insert(len(columns) - 2, ColumnPlan(key, label, width))
                rest -= width + 1
        return [*columns, ColumnPlan("opened", "Opened", max(8, rest))]

    def cells_of(self, row: ReportLink, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "made": moment(row.made),
            "until": moment(row.until),
            "state": "outdated" if row.works and row.outdated else row.state.value,
            "by": plain(row.made_by),
            "opened": _often(row, datetime.now()),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]


def _often(link: ReportLink, now: datetime) -> str:
    """How often a link was opened, of how many times."""
    said = opened_words(link, now).removeprefix("opened ")
    if link.most is None:
        return said
    last = said.partition(", ")[2]
    return f"{link.views} of {link.most}" + (f", {last}" if last else "")


def links_words(links: Sequence[ReportLink], now: datetime) -> str:
    """How a report's links stand, all together, and how often it was opened by them; "" where there is
    none."""
    if not links:
        return ""
    works = sum(link.works and not link.outdated for link in links)
    noun = "links work" if works > 1 else "link works"
    if any(link.state is LinkState.UNKNOWN for link in links):
        return "how links stand is not known now, l tells why"
    seen = [link for link in links if link.last_view is not None]
    if not seen:
        return f"{works or 'no'} {noun}, not opened yet"
    if len(seen) == 1:
        return f"{works or 'no'} {noun}, {opened_words(seen[0], now)}"
    last = max(seen, key=lambda link: (link.last_view, link.views))
    total = sum(link.views for link in seen)
    when = opened_words(last, now).rpartition(", ")[2].removeprefix("last ")
    return f"{works or 'no'} {noun}, opened {total} times, last {when}"
