"""Tickets: the scan tickets of a patient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.patients import PatientChart
from dentui.domain.tickets import OPEN, TicketLine, ticket_number
from dentui.errors import DentuiError
from dentui.ui.keys import TICKETS
from dentui.ui.sheets.base import ask
from dentui.ui.tabs.base import Tab
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.tickets import TicketTable
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from uuid import UUID


class TicketsTab(Tab):
    """The tickets, the open ones first."""

    PLACE = TICKETS
    BINDINGS = TICKETS.bindings

    def __init__(self, work: Workplace, chart: PatientChart) -> None:
        super().__init__(id="tickets")
        self.work = work
        self.chart = chart
        self.table = TicketTable()
        self.words = Words(classes="words")
        self._loading: Load[tuple[TicketLine, ...]] = Load(work)

    @property
    def focus_target(self) -> Widget:
        return self.table

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        self.follow()

    @property
    def busy(self) -> bool:
        return self._loading.busy

    async def settled(self) -> None:
        await self._loading.settled()

    def follow(self) -> None:
        """Fetch the tickets; the one under the cursor stays where it is."""
        desk, patient = self.work.desk, self.chart.uuid
        self._loading.start(lambda: desk.charts.tickets(desk.actor, patient), self._show, self._refused)

    def _show(self, tickets: tuple[TicketLine, ...]) -> None:
        at = self.table.row_at_cursor
        self.table.tell("No scan ticket yet. t creates one.")
        self.table.refill(tickets, 0, len(tickets), None if at is None else _row_of(tickets, at.uuid))
        open_ones = sum(ticket.state in OPEN for ticket in tickets)
        noun = "ticket" if len(tickets) == 1 else "tickets"
        self.words.show([(f" {open_ones} open", "quiet")], [(f" {len(tickets)} {noun} ", "loud")])

    def show(self, chart: PatientChart) -> None:
        self.chart = chart

    def action_open(self) -> None:
        ticket = self.table.row_at_cursor
        if ticket is not None:
            self.work.flow(self._open(ticket))

    async def _open(self, ticket: TicketLine) -> None:
        from dentui.ui.sheets.facts import FactsSheet
        from dentui.ui.sheets.opening import open_ticket
        from dentui.ui.sheets.ticket_move import CHANGE, TicketMoveSheet, heading, ticket_facts

        if ticket.state not in OPEN:
            await ask(self.app, self.work, FactsSheet(heading(ticket), ticket_facts(ticket)))
            return
        done = await ask(self.app, self.work, TicketMoveSheet(self.work, ticket))
        if done == CHANGE:
            try:
                changed = await open_ticket(self.app, self.work, self.chart, ticket)
            except DentuiError as error:
                self._refused(error)
                return
            done = None if changed is None else "changed"
        if done is not None:
            self.post_message(self.Said(f"{ticket_number(ticket.number)} is {done}. z takes it back."))

    def _refused(self, error: DentuiError) -> None:
        self.post_message(self.Refused(error))


def _row_of(tickets: tuple[TicketLine, ...], wanted: UUID) -> int | None:
    return next((row for row, ticket in enumerate(tickets) if ticket.uuid == wanted), None)
