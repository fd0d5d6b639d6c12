"""The Tickets tab follows other desks, and stays where it is."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.tickets import TicketState
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_open_tickets_stand_first_with_their_numbers(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.move(elsewhere.tickets("4711")[0], TicketState.COMPLETED)
    elsewhere.open_ticket("4711", note="upper\njaw")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5")
        text = await desk.see("1 open", "2 tickets", "T-000002 scheduled Face Scan", "upper / jaw")
        assert text.index("T-000002") < text.index("T-000001 completed")


async def test_the_cursor_stays_at_its_ticket_when_another_desk_opens_one(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    for _ in range(12):
        elsewhere.open_ticket("4711")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5", *["down"] * 11)
        await desk.until(lambda: "T-000002" in desk.line_at_cursor())
        line = desk.text().splitlines().index(desk.line_at_cursor())
        elsewhere.open_ticket("4711")
        await desk.see("14 open", "14 tickets")
        await desk.idle()
        assert "T-000002" in desk.line_at_cursor()
        assert desk.text().splitlines().index(desk.line_at_cursor()) == line
        await desk.press("home")
        await desk.until(lambda: "T-000014" in desk.line_at_cursor())


async def test_no_ticket_is_said_with_the_key_that_creates_one(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("5")
        await desk.see("No scan ticket yet. t creates one.")
        await desk.press("enter", "t", "i", "f2")
        await desk.see("T-000002 is open.", "▸ T-000002 scheduled")


async def test_keys_typed_before_the_tickets_are_there_wait_for_them(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter", "5", "enter", "c", *"moved", "f2")
        await desk.see("T-000001 is cancelled.", "(moved)")
