"""Tickets: the scan tickets of a patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from dentui.domain.patients import PatientChart
from dentui.domain.tickets import OPEN, TicketLine, ticket_number
from dentui.errors import DentuiError
from dentui.ui.keys import TICKETS
from dentui.ui.sheets.base import ask
from dentui.ui.tabs.table import TableTab
from dentui.ui.widgets.tickets import TicketTable
from dentui.ui.work import Workplace


class TicketsTab(TableTab[TicketLine]):
    """The tickets, the open ones first."""

    PLACE = TICKETS
    BINDINGS = TICKETS.bindings

    def __init__(self, work: Workplace, chart: PatientChart) -> None:
        super().__init__(work, chart, TicketTable(), "tickets")

    def fetch(self) -> Callable[[], Sequence[TicketLine]]:
        desk, patient = self.work.desk, self.chart.uuid
        return lambda: desk.charts.tickets(desk.actor, patient)

    def key_of(self, row: TicketLine) -> UUID:
        return row.uuid

    def tell(self, rows: Sequence[TicketLine]) -> None:
        self.table.tell("No scan ticket yet. t creates one.")
        open_ones = sum(ticket.state in OPEN for ticket in rows)
        noun = "ticket" if len(rows) == 1 else "tickets"
        self.words.show([(f" {open_ones} open", "quiet")], [(f" {len(rows)} {noun} ", "loud")])

    async def open(self, row: TicketLine) -> None:
        from dentui.ui.sheets.facts import FactsSheet
        from dentui.ui.sheets.form import saved_words
        from dentui.ui.sheets.opening import open_ticket
        from dentui.ui.sheets.ticket_move import CHANGE, TicketMoveSheet, heading, ticket_facts

        if row.state not in OPEN:
            await ask(self.app, self.work, FactsSheet(heading(row), ticket_facts(row)))
            return
        done = await ask(self.app, self.work, TicketMoveSheet(self.work, row, self.chart.uuid))
        saved: object = done
        if done == CHANGE:
            try:
                saved, done = await open_ticket(self.app, self.work, self.chart, row), "changed"
            except DentuiError as error:
                self.refused(error)
                return
        if saved is not None:
            self.post_message(self.Said(saved_words(saved, f"{ticket_number(row.number)} is {done}.")))
