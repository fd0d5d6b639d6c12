"""The links of a report: how they stand, how often they were opened, and their end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.links import STATE_WORDS, ReportLink, ReportLinks
from dentui.domain.reports import ReportRow
from dentui.errors import DentuiError
from dentui.ui.keys.links import LINKS
from dentui.ui.sheets.base import Drawer, Sheet, ask
from dentui.ui.sheets.report import why_not
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.links import LinkTable
from dentui.ui.widgets.reports import number_words
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import KeyBar, StatusLine, Words
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

OUTDATED = "outdated: it asks for a date of birth that the chart does not have any more"


class LinksSheet(Sheet[bool]):
    """Answers True where another one is to be made."""

    PLACE = LINKS
    BINDINGS = LINKS.bindings

    def __init__(self, work: Workplace, row: ReportRow, links: ReportLinks, read_only: str) -> None:
        """`read_only`: why nothing is changed, "" where it can be."""
        super().__init__()
        self.work = work
        self._row, self._links, self._read_only = row, links, read_only
        self._table = LinkTable()
        self._table.tell("No link yet. s makes one and shows its QR code.")
        self._about = Words(classes="words")
        self._status = StatusLine()
        self._loading: Load[ReportLinks] = Load(work)

    def box(self) -> Vertical:
        return Drawer()

    def heading(self) -> tuple[str, str]:
        count = len(self._links)
        return (
            f"Links to report {number_words(self._row)}",
            f"{number(count)} {'link' if count == 1 else 'links'}",
        )

    def body(self) -> Iterable[Widget]:
        yield self._table

    def foot(self) -> Iterable[Widget]:
        yield self._about
        yield self._status

    def on_mount(self) -> None:
        self._table.fill(self._links.links, 0, len(self._links))
        self.set_focus(self._table)
        self._tell_trouble()

    @on(RowTable.Moved)
    def _tell(self) -> None:
        link = self._table.row_at_cursor
        if link is not None:
            said = OUTDATED if link.works and link.outdated else STATE_WORDS[link.state]
            self._about.show(
                [(f" {said[:1].upper()}{said[1:]}", "")], [(f"made by {plain(link.made_by)} ", "quiet")]
            )
        for bar in self.query(KeyBar):
            bar.follow()

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action == "code":
            return why_not(self._row, "code", self._read_only)
        if action == "revoke":
            link = self._table.row_at_cursor
            if link is None:
                return "There is no link here."
            if not link.can_be_revoked:
                return f"It opens nothing any more: {STATE_WORDS[link.state]}."
        return ""

    def action_code(self) -> None:
        if refusal := self.why_not("code"):
            self._status.say(refusal, bad=True)
        else:
            self.dismiss(True)

    def action_refresh(self) -> None:
        desk, report = self.work.desk, self._row.uuid
        self._loading.start(lambda: desk.links.of_report(desk.actor, report), self._put, self._refused)

    def _put(self, links: ReportLinks) -> None:
        at = self._table.row_at_cursor
        now = next((row for row, each in enumerate(links) if at is not None and each.uuid == at.uuid), None)
        self._links = links
        self._table.refill(links.links, 0, len(links), now)
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        """Why it is not known how they stand."""
        trouble = self._links.trouble
        self._status.say(f"{trouble} F4 still revokes links." if trouble else "", bad=bool(trouble))

    def _refused(self, error: DentuiError) -> None:
        self._status.say(str(error), bad=True)

    def action_revoke(self) -> None:
        link = self._table.row_at_cursor
        refusal = self.why_not("revoke")
        if link is None or refusal:
            self._status.say(refusal, bad=True)
        else:
            self.work.flow(self._revoke(link))

    async def _revoke(self, link: ReportLink) -> None:
        from dentui.ui.sheets.confirm import ConfirmSheet

        desk = self.work.desk
        question = ConfirmSheet(
            self.work,
            f"Revoke the link that was made {moment(link.made)}?",
            ["Its code opens nothing any more, nor does it on paper. This is for good; another can be made."],
            yes="revoke it",
            no="let it work",
        )
        if not await ask(self.app, self.work, question):
            return
        try:
            left = await self.work.finish(lambda: _ended(desk, link.uuid))
            # Before the next key, which may be about it.
            self._put(await self.work.hands.run(lambda: desk.links.of_report(desk.actor, self._row.uuid)))
        except DentuiError as error:
            self._refused(error)
        else:
            self._status.say(f"The link is revoked. {left}".rstrip(), bad=bool(left))


def _ended(desk: Desk, link: UUID) -> str:
    """Revoke a link; what is still to be done of it."""
    desk.links.end(desk.actor, link)
    return desk.links.left()
