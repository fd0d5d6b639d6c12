"""Reports as a table and in words."""

from __future__ import annotations

from collections.abc import Sequence

from dentui.domain.findings import summary
from dentui.domain.gum_chart import gums_told
from dentui.domain.report_words import WORDS
from dentui.domain.reports import (
    LANGUAGE_WORDS,
    Report,
    ReportAction,
    ReportMove,
    ReportRow,
    ReportState,
)
from dentui.ui.text import day, lines, moment, one_line, plain, recorded
from dentui.ui.widgets.amounts import bytes_words
from dentui.ui.widgets.facts import Fact
from dentui.ui.widgets.images import how_much
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

ACTION_WORDS = {
    ReportAction.MAKE: "begun",
    ReportAction.EDIT: "changed",
    ReportAction.DISCARD: "discarded",
    ReportAction.PUBLISH: "published",
    ReportAction.SUPERSEDE: "superseded",
    ReportAction.REVOKE: "revoked",
}


def number_words(row: ReportRow) -> str:
    """The report's number; one that was not published has none."""
    return "not published" if row.number is None else str(row.number)


def title_words(row: ReportRow) -> str:
    """Its title, or the usual one of its language."""
    return one_line(row.title) or WORDS[row.language].title


def state_words(row: ReportRow) -> str:
    """Where it stands, and what took its place."""
    if row.superseded_by is not None:
        return f"superseded by {row.superseded_by}"
    return row.state.value


def _corrects(row: ReportRow) -> str:
    """Before the title of a correction that is not published: which report it is about."""
    unfinished = row.state is ReportState.UNFINISHED
    return f"corrects {row.supersedes}: " if unfinished and row.supersedes is not None else ""


class ReportTable(RowTable[ReportRow]):
    """The reports of a patient, the newest first."""

    def plan(self, cells: int) -> list[ColumnPlan]:
        columns = {"number": ("Report", 14), "date": ("Date", 10), "state": ("State", 11)}
        rest = cells - sum(width + 1 for _, width in columns.values()) - 1
        if rest >= 36:
            author = min(24, rest // 3)
            columns["author"] = ("Author", author)
            rest -= author + 1
        if rest >= 60:
            columns["state"] = ("State", 28)
            rest -= 17
        columns["title"] = ("Title", max(8, rest))
        order = ("number", "date", "state", "author", "title")
        return [ColumnPlan(key, *columns[key]) for key in order if key in columns]

    def cells_of(self, row: ReportRow, columns: list[ColumnPlan]) -> list[Cell]:
        wide = any(column.key == "state" and column.width > 20 for column in columns)
        texts = {
            "number": number_words(row),
            "date": day(row.published or row.made),
            "state": state_words(row) if wide else row.state.value,
            "author": plain(row.author),
            "title": _corrects(row) + title_words(row),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]


def amount_words(rows: Sequence[ReportRow]) -> str:
    """How many there are, and of which kind."""
    told = [
        f"{count} {state.value}"
        for state in ReportState
        if (count := sum(row.state is state for row in rows))
    ]
    return ", ".join(told)


def move_words(move: ReportMove) -> str:
    """A step of the time line in a line."""
    reason = f" ({one_line(move.reason)})" if move.reason else ""
    return f"{moment(move.at)} {ACTION_WORDS[move.action]}{reason} {recorded(move.person)}"


def report_facts(report: Report) -> list[Fact]:
    """All of a report."""
    row, form = report.row, report.form
    chain = [
        f"takes the place of {row.supersedes}" if row.supersedes else "",
        f"superseded by {row.superseded_by}" if row.superseded_by else "",
    ]
    size = f"{row.pages} {'page' if row.pages == 1 else 'pages'}, {bytes_words(row.size)}"
    placed = len(form.pictures)
    facts = [
        Fact("State", ", ".join(filter(None, (row.state.value, *chain))), wide=True),
        *([Fact("Reason", "\n".join(lines(report.reason)), wide=True)] if report.reason else []),
        Fact("Title", title_words(row), wide=True),
        Fact("Language", LANGUAGE_WORDS[row.language]),
        Fact("PDF", size if row.pages else "none before it is published"),
        Fact("Signed by", recorded(row.doctor)),
        Fact("Author", recorded(row.author)),
        Fact("Findings", plain(summary(form.findings, form.settings.numbering)) or "none", wide=True),
        Fact("Gums (BPE)", gums_told(form.gums), wide=True),
        Fact("Assessment", "\n".join(lines(form.assessment)) or "none", wide=True),
        Fact("Advice", "\n".join(lines(form.advice)) or "none", wide=True),
        Fact("Image data", how_much(report.items) or "none", wide=True),
        Fact("Pictures", str(placed) if placed else "none", wide=True),
        Fact("Time line", "", heading=True),
    ]
    return facts + [Fact("", move_words(move), wide=True) for move in reversed(report.moves)]
