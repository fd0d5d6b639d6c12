"""What can be done with an open ticket."""

from __future__ import annotations

import pytest

from dentui.config import Settings
from dentui.domain.tickets import TicketState
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


async def tickets(desk: Desk) -> None:
    """Go to the tickets of Anna Smith."""
    await desk.chart("4711")
    await desk.press("5")
    await desk.see("[5 Tickets]", "▸ T-000001 scheduled")


@pytest.mark.parametrize(("letter", "state"), [("s", "started"), ("d", "completed")])
async def test_a_letter_starts_or_completes_a_ticket(
    settings: Settings, elsewhere: Elsewhere, letter: str, state: str
) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("enter", letter, "f2")
        await desk.see(f"T-000001 is {state}. z takes it back.", f"T-000001 {state}")
        await desk.press("z")
        await desk.see("Undone: ", "T-000001 scheduled")
    assert elsewhere.tickets("4711")[0].state == "scheduled"


async def test_enter_does_what_is_chosen_and_after_the_reason_cancels(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("enter", "s")
        await desk.see("(•) start", "Enter Do it")
        await desk.press("enter")
        await desk.see("T-000001 is started.")
        await desk.press("enter", "c")
        await desk.at("reason")
        await desk.press(*"moved away", "enter")
        await desk.see("T-000001 is cancelled.")
    assert elsewhere.tickets("4711")[0].reason == "moved away"


async def test_a_ticket_is_cancelled_with_a_reason_only(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("enter")
        await desk.see(
            "T-000001, scheduled", "What is done*", "( ) start", "( ) done: complete", "( ) cancel"
        )
        assert "Reason" not in desk.text()
        await desk.press("c")
        await desk.at("reason")
        await desk.press("f2")
        await desk.see("! The reason is missing.", "Reason*")
        await desk.at("reason")
        await desk.press(*"did not come", "f2")
        await desk.see("T-000001 is cancelled. z takes it back.", "(did not come)")
    (ticket,) = elsewhere.tickets("4711")
    assert (ticket.state, ticket.reason) == ("cancelled", "did not come")


async def test_something_has_to_be_chosen(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("enter", "f2")
        await desk.see("! Choose what is done with the ticket, by its", "first letter.")
        await desk.at("state")


async def test_a_closed_ticket_is_shown_and_enter_closes_it(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.move(elsewhere.tickets("4711")[0], TicketState.CANCELLED, "did not come")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5", "enter")
        await desk.see("T-000001, cancelled", "Reason       did not come")
        assert "Save" not in desk.text()
        await desk.press("enter")
        await desk.see("[5 Tickets]", "0 open")


async def test_another_desk_was_faster(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("enter")
        await desk.see("T-000001, scheduled")
        elsewhere.move(elsewhere.tickets("4711")[0], TicketState.CANCELLED, "moved away")
        await desk.press("s", "f2")
        await desk.see("! Another desk has changed T-000001 meanwhile", "it is cancelled", "Nothing was")
        await desk.press("f2")
        await desk.see("! T-000001 is cancelled: it cannot be started")
        await desk.press("escape")
        await desk.say_yes()
        await desk.see("[5 Tickets]", "T-000001 cancelled")
    assert elsewhere.tickets("4711")[0].reason == "moved away"


async def test_undo_of_an_open_ticket_cancels_it_and_its_number_stays(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await tickets(desk)
        await desk.press("t", "f", "f2")
        await desk.see("T-000002 is open. z takes it back.", "T-000002 scheduled")
        await desk.press("z")
        await desk.see("Undone: opening the scan ticket, which is cancelled now", "T-000002 cancelled")
    assert [ticket.number for ticket in elsewhere.tickets("4711")] == [1, 2]
