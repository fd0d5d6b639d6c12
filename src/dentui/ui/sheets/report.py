"""A report whole (S51): what it says, its time line, what took the place of what."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from textual.containers import VerticalScroll
from textual.widget import Widget

from dentui.domain.reports import Report, ReportRow, ReportState
from dentui.ui.keys.reports import REPORT
from dentui.ui.sheets.base import Sheet
from dentui.ui.widgets.facts import Facts
from dentui.ui.widgets.reports import number_words, report_facts


class Wanted(Enum):
    """What is to be done with a report."""

    VIEW = "view"
    EDIT = "edit"
    DOWNLOAD = "download"
    CODE = "code"
    LINKS = "links"
    CORRECT = "correct"
    REVOKE = "revoke"


def why_not(row: ReportRow | None, action: str, read_only: str = "") -> str:
    """Why an action cannot be done with a report, "" where it can; `read_only`: why nothing is changed."""
    if row is None:
        return "There is no report here." if action in {"open", *(each.value for each in Wanted)} else ""
    unfinished = row.state is ReportState.UNFINISHED
    if action == "download" and unfinished:
        return "It has no PDF before it is published. Enter goes on with it, F2 publishes it."
    if action == "links" and unfinished:
        return "It has no links before it is published. Enter goes on with it, F2 publishes it."
    if action in ("code", "correct", "revoke") and read_only:
        return read_only
    if action == "code" and row.state is not ReportState.PUBLISHED:
        if unfinished:
            return "It has no code before it is published. Enter goes on with it, F2 publishes it."
        return f"It is {row.state.value}: only a report that is in force is handed out."
    if action == "correct" and row.state is not ReportState.PUBLISHED:
        if unfinished:
            return "It is not published yet: Enter goes on with it."
        return "Only a report that is in force is corrected. Create a new one with r."
    if action == "revoke" and row.state in (ReportState.SUPERSEDED, ReportState.REVOKED):
        return f"It is {row.state.value} already."
    return ""


class ReportSheet(Sheet[Wanted]):
    """Answers what is to be done with it."""

    PLACE = REPORT
    BINDINGS = REPORT.bindings

    def __init__(self, report: Report, read_only: str = "") -> None:
        super().__init__()
        self._report, self._read_only = report, read_only
        self._page = VerticalScroll(Facts(report_facts(report), whole=True))

    def heading(self) -> tuple[str, str]:
        row = self._report.row
        return f"Report {number_words(row)}, {row.state.value}", ""

    def body(self) -> Iterable[Widget]:
        yield self._page

    def on_mount(self) -> None:
        self.set_focus(self._page)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        return why_not(self._report.row, action, self._read_only)

    def action_view(self) -> None:
        unfinished = self._report.row.state is ReportState.UNFINISHED and not self._read_only
        self.dismiss(Wanted.EDIT if unfinished else Wanted.VIEW)

    def _want(self, wanted: Wanted) -> None:
        if not self.why_not(wanted.value):
            self.dismiss(wanted)

    def action_download(self) -> None:
        self._want(Wanted.DOWNLOAD)

    def action_code(self) -> None:
        self._want(Wanted.CODE)

    def action_links(self) -> None:
        self._want(Wanted.LINKS)

    def action_correct(self) -> None:
        self._want(Wanted.CORRECT)

    def action_revoke(self) -> None:
        self._want(Wanted.REVOKE)
