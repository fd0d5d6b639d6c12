"""What cannot easily be taken back is never done by a key that may have been typed ahead, or be half of
another: Enter, Esc, Space, Tab. Esc and Enter within the terminal's delay arrive as Enter alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.conflict import ConflictSheet
from dentui.ui.sheets.person import HandOverSheet
from dentui.ui.sheets.ticket_move import TicketMoveSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.screens.test_people import everyone

CARELESS = (
    *(("enter",), ("space",), ("escape", "enter"), ("enter", "enter", "enter")),
    *(("tab", "enter"), ("tab", "space", "enter"), ("right", "enter"), ("f1", "enter"), ("ctrl+p", "enter")),
)


async def carelessly(desk: Desk, sheet: type, *keys: str) -> AsyncIterator[Sequence[str]]:
    """Each of the careless keys in turn, with the sheet that these keys open in front of them. What may be
    left of it afterwards is closed."""
    before = desk.app.screen
    for careless in CARELESS:
        await desk.press(*keys)
        await desk.until(lambda: isinstance(desk.app.screen, sheet))
        await desk.press(*careless)
        await desk.idle()
        yield careless
        for _ in range(3):
            if desk.app.screen is not before:
                asked = isinstance(desk.app.screen, ConfirmSheet) and sheet is not ConfirmSheet
                await desk.press("y" if asked else "escape")
                await desk.idle()
        assert desk.app.screen is before


async def test_a_form_is_not_thrown_away(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x")
        await desk.see("Edit patient", "Smithx")
        async for keys in carelessly(desk, ConfirmSheet, "escape"):
            assert "Smithx" in desk.text(), keys


@pytest.mark.parametrize("behind", [("y",), ("Y",), ("f1", "down", "enter"), ("enter", "y", "y")], ids=str)
async def test_nothing_that_came_with_the_esc_answers_what_it_raises(
    settings: Settings, behind: tuple[str, ...]
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x")
        await desk.see("Edit patient", "Smithx")
        await desk.press("escape", *behind)
        await desk.idle()
        assert "Smithx" in desk.text()


async def test_a_yes_that_was_typed_before_the_question_answers_none(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "e")
        await desk.see("3 people")
        await desk.press("end", "delete", "y")
        await desk.see("Remove this person?")
        await desk.idle()
        assert "Carlo" in everyone(home)
        await desk.press("y")
        await desk.see("Removed.")


async def test_a_paste_answers_no_question(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x", "escape")
        await desk.until(lambda: isinstance(desk.app.screen, ConfirmSheet))
        await desk.paste("y\ny\n")
        await desk.idle()
        assert isinstance(desk.app.screen, ConfirmSheet)


async def test_nobody_is_removed(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "e")
        await desk.see("3 people")
        async for keys in carelessly(desk, ConfirmSheet, "end", "delete"):
            assert "Carlo" in everyone(home), keys


async def test_nobody_is_removed_whose_patients_somebody_has_to_take_over(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "e")
        await desk.see("3 people")
        async for keys in carelessly(desk, HandOverSheet, "home", "down", "delete"):
            assert "Berta" in everyone(home), keys


async def test_no_ticket_is_moved(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("5")
        await desk.see("T-000001 scheduled")
        # Space and then Enter is no slip there: it chooses what is done, does it, and z takes it back.
        for careless in [keys for keys in CARELESS[:6] if keys[-2:] != ("space", "enter")]:
            await desk.press("enter")
            await desk.until(lambda: isinstance(desk.app.screen, TicketMoveSheet))
            await desk.press(*careless)
            await desk.idle()
            assert elsewhere.tickets("4711")[0].state == "scheduled", careless
            await desk.press("escape")
            await desk.idle()
            if isinstance(desk.app.screen, ConfirmSheet):
                await desk.say_yes()
            await desk.press("escape")
            await desk.idle()
            await desk.chart("4711")
            await desk.press("5")
            await desk.see("T-000001 scheduled")


async def test_no_difference_is_decided(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        elsewhere.edit("4711", given="Annika")
        for careless in CARELESS[:6]:
            await desk.press("f2")
            await desk.until(lambda: isinstance(desk.app.screen, ConflictSheet))
            await desk.press(*careless)
            await desk.idle()
            assert elsewhere.stored("4711")["given"] == "Annika", careless
            if isinstance(desk.app.screen, ConflictSheet):
                await desk.press("escape")
                await desk.idle()


async def test_the_first_line_of_the_desks_menu_harms_nothing(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"smi", "ctrl+g", "enter")
        await desk.see("Locked.")
        await desk.press("enter")
        await desk.see(" 2 found")
