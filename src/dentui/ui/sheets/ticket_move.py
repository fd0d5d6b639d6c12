"""An open scan ticket whole, and what can be done with it: start, complete, cancel with a reason, change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from textual import on
from textual.binding import Binding
from textual.widget import Widget

from dentui.domain.drafts import Draft, Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.tickets import (
    KIND_WORDS,
    LONGEST_REASON,
    MOVES,
    TicketLine,
    TicketState,
    ticket_number,
)
from dentui.errors import Conflict, DentuiError, Invalid
from dentui.ui.keys import TICKET_MOVE
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import lines, moment, recorded
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField, TextBox
from dentui.ui.work import Workplace

LABELS = {
    TicketState.STARTED: "start",
    TicketState.COMPLETED: "done: complete",
    TicketState.CANCELLED: "cancel",
}
"""Each begins with another letter, which chooses it."""
CHANGE = "change"
"""Answered where the ticket's own form is wanted."""


class _MoveBox(ChoiceBox[str]):
    """Enter does what is chosen."""

    BINDINGS = [Binding("enter", "screen.save", "Do it", show=False)]


class _ReasonBox(TextBox):
    """The last field: Enter does it."""

    BINDINGS = [Binding("enter", "screen.save", "Do it", show=False)]


class TicketMoveSheet(FormSheet[TicketState, str]):
    """Answers the state in which the ticket is now, or CHANGE."""

    PLACE = TICKET_MOVE
    BINDINGS = TICKET_MOVE.bindings

    def __init__(self, work: Workplace, ticket: TicketLine, patient: UUID) -> None:
        """`patient`: whose ticket it is."""
        super().__init__(work)
        self._ticket, self._patient = ticket, patient
        self._version = ticket.version
        options = [Option(state.value, LABELS[state]) for state in MOVES[ticket.state]]
        self.move = _MoveBox("state", "What is done", [*options, Option(CHANGE, "edit")], required=True)
        self.reason = _ReasonBox("reason", "Reason", required=True, most=LONGEST_REASON + 1)
        self.reason.display = False
        self._reason = ""

    def heading(self) -> tuple[str, str]:
        return heading(self._ticket), "* required"

    def body(self) -> Iterable[Widget]:
        yield Facts(ticket_facts(self._ticket), whole=True)
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return self.move, self.reason

    @on(FormField.Edited)
    def _chosen(self) -> None:
        if self._cancels and not self.reason.display:
            self.reason.display = True
            self.set_focus(self.reason)
        self.reason.display = self._cancels

    def subject(self) -> Subject:
        return Subject(Kind.MOVE_TICKET, self._ticket.uuid, self._patient, self._version)

    def resume(self, draft: Draft) -> None:
        super().resume(draft)
        self.reason.display = self._cancels

    @property
    def _cancels(self) -> bool:
        return self.move.value == TicketState.CANCELLED.value

    def action_save(self) -> None:
        if self.move.value == CHANGE:
            self.dismiss(CHANGE)
        else:
            super().action_save()

    def read(self) -> TicketState:
        if self.move.value is None:
            raise Invalid("Choose what is done with the ticket, by its first letter.", field="state")
        self._reason = self.reason.read()
        return TicketState(self.move.value)

    def keep(self, form: TicketState) -> str:
        desk = self.work.desk
        desk.charts.move_ticket(
            desk.actor, self.save_id, self._ticket.uuid, self._version, form, self._reason
        )
        return form.value

    def refused(self, error: DentuiError) -> None:
        super().refused(error)
        if isinstance(error, Conflict) and isinstance(error.theirs, Theirs):
            # Whoever goes on now has read how it stands.
            self._version = error.theirs.version

    def resolve(self, error: Conflict, theirs: Theirs, form: TicketState) -> None:
        self.refused(error)


def heading(ticket: TicketLine) -> str:
    """Its number and its state."""
    return f"{ticket_number(ticket.number)}, {ticket.state.value}"


def ticket_facts(ticket: TicketLine) -> list[Fact]:
    """All of a ticket."""
    facts = [
        Fact("Scan", KIND_WORDS[ticket.kind], wide=True),
        Fact("Case type", recorded(ticket.case_type), wide=True),
        Fact("Visit type", recorded(ticket.visit_type), wide=True),
        Fact("Doctor", recorded(ticket.doctor), wide=True),
        Fact("Information", "\n".join(lines(ticket.note)) or "none", wide=True),
        Fact("Opened", f"{moment(ticket.opened)} {recorded(ticket.opened_by)}", wide=True),
    ]
    if ticket.changed != ticket.opened:
        facts.append(Fact(ticket.state.value.capitalize(), moment(ticket.changed), wide=True))
    if ticket.reason:
        facts.append(Fact("Reason", recorded(ticket.reason), wide=True))
    return facts
