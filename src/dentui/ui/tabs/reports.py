"""Reports: the health checking reports of a patient (S50, S51)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from textual import on
from textual.message import Message

from dentui.domain.links import ReportLink, ReportLinks
from dentui.domain.patients import PatientChart
from dentui.domain.reports import LONGEST, ReportRow, ReportState
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys.reports import REPORTS
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.report import Wanted, why_not
from dentui.ui.tabs.table import TableTab
from dentui.ui.text import moment, width
from dentui.ui.widgets.links import links_words
from dentui.ui.widgets.merging import read_only_words
from dentui.ui.widgets.reports import ReportTable, amount_words, number_words
from dentui.ui.widgets.rows import RowTable
from dentui.ui.work import Workplace

OF_ROW = frozenset(key for each in REPORTS.keys for key in each.keys)
"""Keys that are about a report."""


class Listed(list[ReportRow]):
    """Reports with the links to them."""

    __slots__ = ("links",)
    links: ReportLinks


class ReportsTab(TableTab[ReportRow]):
    """The reports, the newest first."""

    PLACE = REPORTS
    BINDINGS = REPORTS.bindings
    foremost: tuple[str, ...] = ("report",)
    """Actions that the footer always has room for, while somebody is here."""

    class EditWanted(Message):
        """A report is to be gone on with."""

        def __init__(self, report: UUID) -> None:
            super().__init__()
            self.report = report

    def __init__(self, work: Workplace, chart: PatientChart) -> None:
        super().__init__(work, chart, ReportTable(), "reports")
        self._rows: Sequence[ReportRow] = ()

    def point(self, report: UUID) -> None:
        """Go to this report when it is there."""
        self.point_at = report

    def fetch(self) -> Callable[[], Sequence[ReportRow]]:
        desk, patient = self.work.desk, self.chart.uuid

        def found() -> Sequence[ReportRow]:
            rows = Listed(desk.reports.of_patient(desk.actor, patient))
            shared = any(row.number for row in rows)
            rows.links = desk.links.of_patient(desk.actor, patient) if shared else ReportLinks()
            return rows

        return found

    def key_of(self, row: ReportRow) -> UUID:
        return row.uuid

    def tell(self, rows: Sequence[ReportRow]) -> None:
        self.table.tell("No report yet." + ("" if self.chart.merged else " r creates one."))
        self._rows = rows
        self._tell_words()

    @on(RowTable.Moved)
    def _tell_words(self) -> None:
        """How many there are, and how the links to the one under the cursor stand."""
        rows, at = self._rows, self.table.row_at_cursor
        links = self._links_of(at) if at is not None else ()
        noun = "report" if len(rows) == 1 else "reports"
        opened = links_words(links, datetime.now())
        counted = f" {len(rows)} {noun} "
        told = f" {amount_words(rows)}" + (f"; {opened}" if opened else "")
        if opened and width(told) + width(counted) > self.words.size.width > 0:
            # How many there are the list shows too.
            told = f" {opened}"
        self.words.show([(told, "quiet")], [(counted, "loud")])

    def _links_of(self, row: ReportRow) -> Sequence[ReportLink]:
        links = self._rows.links if isinstance(self._rows, Listed) else ReportLinks()
        return [link for link in links if link.report == row.uuid]

    def waits(self, key: str) -> bool:
        # All of its keys are about the row under the cursor.
        return self.busy and key.lower() in OF_ROW

    @property
    def _read_only(self) -> str:
        return read_only_words(self.chart) if self.chart.merged else ""

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        return why_not(self.table.row_at_cursor, action, self._read_only)

    async def open(self, row: ReportRow) -> None:
        from dentui.ui.sheets.report import ReportSheet

        desk = self.work.desk
        try:
            report = await self.work.hands.run(lambda: desk.reports.open(desk.actor, row.uuid))
        except DentuiError as error:
            self.refused(error)
            return
        if report.row.state is ReportState.UNFINISHED and not self._read_only:
            self.post_message(self.EditWanted(row.uuid))
            return
        wanted = await ask(self.app, self.work, ReportSheet(report, self._read_only))
        if wanted is not None:
            await self._do(wanted, report.row)

    # What is done with one

    def action_view(self) -> None:
        self._begin(Wanted.VIEW)

    def action_download(self) -> None:
        self._begin(Wanted.DOWNLOAD)

    def action_code(self) -> None:
        self._begin(Wanted.CODE)

    def action_links(self) -> None:
        self._begin(Wanted.LINKS)

    def action_correct(self) -> None:
        self._begin(Wanted.CORRECT)

    def action_revoke(self) -> None:
        self._begin(Wanted.REVOKE)

    def _begin(self, wanted: Wanted) -> None:
        row, refusal = self.table.row_at_cursor, self.why_not(wanted.value)
        if row is None or refusal:
            self.refused(Forbidden(refusal))
        else:
            self.work.flow(self._do(wanted, row))

    async def _do(self, wanted: Wanted, row: ReportRow) -> None:
        try:
            if wanted is Wanted.EDIT:
                self.post_message(self.EditWanted(row.uuid))
            elif wanted is Wanted.VIEW:
                await self._view(row)
            elif wanted is Wanted.DOWNLOAD:
                await self._download(row)
            elif wanted in (Wanted.CODE, Wanted.LINKS):
                await self._share(wanted, row)
            elif wanted is Wanted.CORRECT:
                await self._correct(row)
            elif row.state is ReportState.UNFINISHED:
                await self._discard(row)
            else:
                await self._revoke(row)
        except DentuiError as error:
            self.refused(error)
            self.follow()

    async def _view(self, row: ReportRow) -> None:
        from dentui.ui.sheets.pages import PagesSheet

        desk = self.work.desk
        if row.state is ReportState.UNFINISHED:
            report = await self.work.hands.run(lambda: desk.reports.open(desk.actor, row.uuid))
            sheet = PagesSheet(
                self.work,
                "Preview of an unfinished report",
                lambda page, largest, stop: desk.reports.preview(
                    desk.actor, row.uuid, report.form, page, largest, stop
                ),
            )
        else:
            sheet = PagesSheet(
                self.work,
                f"Report {number_words(row)}, {row.state.value}",
                lambda page, largest, _: desk.reports.page(desk.actor, row.uuid, page, largest),
            )
        await ask(self.app, self.work, sheet)

    async def _download(self, row: ReportRow) -> None:
        from dentui.ui.sheets.download import DownloadSheet

        desk = self.work.desk
        heading = f"Download: report {number_words(row)}"
        await ask(
            self.app,
            self.work,
            DownloadSheet(
                self.work, heading, lambda told, stop: desk.reports.download(desk.actor, row.uuid, told, stop)
            ),
        )

    async def _share(self, wanted: Wanted, row: ReportRow) -> None:
        from dentui.ui.sheets.link_opening import hand_out, show_links

        if wanted is Wanted.CODE:
            made = await hand_out(self.app, self.work, row)
        else:
            made = None
            await show_links(self.app, self.work, row, self._read_only)
            # What was said of a link may not hold any more.
            self.post_message(self.Told(""))
        self.follow()
        if made is not None:
            self.post_message(
                self.Told(f"The link works until {moment(made.until)}. l shows the links, F4 there ends it.")
            )

    async def _correct(self, row: ReportRow) -> None:
        reason = await self._reason(
            f"Correct report {number_words(row)}",
            "What changes",
            "Say in a few words what is corrected.",
        )
        if reason is None:
            return
        desk, save, correction = self.work.desk, uuid4(), uuid4()
        await self.work.finish(lambda: desk.reports.correct(desk.actor, save, row.uuid, correction, reason))
        self.follow(saved=True)
        self.post_message(self.EditWanted(correction))

    async def _revoke(self, row: ReportRow) -> None:
        from dentui.ui.sheets.confirm import ConfirmSheet

        reason = await self._reason(
            f"Revoke report {number_words(row)}", "Reason", "Say in a few words why it is revoked."
        )
        if reason is None:
            return
        question = ConfirmSheet(
            self.work,
            f"Revoke report {number_words(row)}? It cannot be taken back.",
            [
                (
                    "It stays in the list as revoked, with its reason and its PDF. "
                    "A mistake in it is corrected, not revoked: go back, and correct it."
                ),
                "Links to it end: codes that were handed out open nothing any more.",
            ],
            yes="revoke it",
            no="leave it in force",
        )
        if not await ask(self.app, self.work, question):
            return
        desk, save = self.work.desk, uuid4()

        def revoke() -> str:
            desk.reports.revoke(desk.actor, save, row.uuid, row.version, reason)
            return desk.links.left()

        left = await self.work.finish(revoke)
        self.post_message(self.Said(f"{number_words(row)} is revoked. {left}".rstrip()))

    async def _discard(self, row: ReportRow) -> None:
        from dentui.ui.sheets.confirm import ConfirmSheet

        question = ConfirmSheet(
            self.work,
            "Discard this unfinished report?",
            ["z brings it back."],
            yes="discard it",
            no="keep it",
        )
        if not await ask(self.app, self.work, question):
            return
        desk, save = self.work.desk, uuid4()
        await self.work.finish(lambda: desk.reports.discard(desk.actor, save, row.uuid, row.version))
        self.post_message(self.Said("The unfinished report is discarded. z brings it back."))

    async def _reason(self, title: str, label: str, needed: str) -> str | None:
        from dentui.ui.sheets.one_line import LineSheet

        return await ask(self.app, self.work, LineSheet(title, label, "", LONGEST["reason"], needed=needed))
