"""F9: a curtain over everything at once, and everything as it was when it is lifted."""

from __future__ import annotations

import asyncio
import threading

import pytest

from dentui.config import Settings
from dentui.services.charts import Charts
from dentui.services.patients import Patients
from dentui.ui.screens.curtain import CurtainScreen
from dentui.ui.screens.patient import PatientScreen
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

HIDDEN = "Hidden. F9 shows the desk again."


async def hidden(desk: Desk) -> str:
    """Wait for the curtain; no name is before it."""
    text = await desk.see(HIDDEN)
    for name in ("Smith", "Crowd", "O'Brien", "Müller", "+41"):
        assert name not in text
    return text


async def steady(desk: Desk) -> str:
    """What is drawn when it does not change any more."""
    before = ""
    while not before or before != desk.text():
        before = desk.text()
        await asyncio.sleep(0.2)
    return before


async def test_the_curtain_hides_the_list_and_gives_it_back_with_its_cursor(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.press("left")
        before = await steady(desk)
        await desk.press("f9")
        text = await hidden(desk)
        assert text.splitlines()[0].strip() == "Practice"
        await desk.press("f9")
        await desk.see("Smith, Anna")
        assert desk.text() == before
        # The cursor is before the i.
        await desk.type("t")
        await desk.until(lambda: desk.list.box.value == "smti")


@pytest.mark.parametrize("lift", ["f9", "escape"])
async def test_a_half_filled_form_is_as_it_was(settings: Settings, lift: str) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"Zorn", "f6")
        await desk.at("given")
        await desk.press(*"Mar")
        await desk.see("Mar")
        before = await steady(desk)
        await desk.press("f9")
        await hidden(desk)
        await desk.press(lift)
        await desk.until(lambda: desk.text() == before)
        await desk.type("ia")
        await desk.see("Maria")


@pytest.mark.parametrize("way", [("f1",), ("f3",), ("down",), ("s", "m", "i", "enter")], ids=str)
async def test_it_comes_over_help_sheets_list_and_chart(settings: Settings, way: tuple[str, ...]) -> None:
    async with open_desk(settings) as desk:
        await desk.idle()
        bare = desk.text()
        await desk.press(*way)
        await desk.until(lambda: desk.text() != bare)
        await desk.idle()
        before = await steady(desk)
        await desk.press("f9")
        await hidden(desk)
        await desk.press("f9")
        await desk.until(lambda: desk.text() == before)


async def test_other_keys_and_pastes_do_nothing_and_are_not_typed_below(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.press("f9")
        await hidden(desk)
        await desk.press(*"thq", "enter", "f10", "q", "f1", "ctrl+g", "tab", "backspace")
        await desk.paste("pasted")
        await desk.pilot.pause()
        assert isinstance(desk.app.screen, CurtainScreen)
        await desk.press("f9")
        await desk.see("Smith, Anna")
        assert desk.list.box.value == "smi"


async def test_it_does_not_wait_for_a_flow_and_what_the_flow_shows_stays_below(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = threading.Event(), threading.Event()
    real = Patients.chart

    def slow(self: Patients, *arguments: object) -> object:
        asked.set()
        assert go_on.wait(20)
        return real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Patients, "chart", slow)
    async with open_desk(settings) as desk:
        await desk.find("anna smith")
        await desk.press("enter")
        await desk.until(asked.is_set)
        # The flow holds the keys: 4 waits, the curtain does not.
        await desk.press("4", "f9")
        await hidden(desk)
        go_on.set()
        await desk.until(lambda: isinstance(desk.app.desk_stack[-1], PatientScreen))
        await desk.pilot.pause()
        await hidden(desk)
        await desk.press("f9")
        await desk.see("[4 Info]", "Smith, Anna")


async def test_what_is_closed_meanwhile_is_closed_below(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = threading.Event(), threading.Event()
    real = Charts.enter

    def slow(self: Charts, *arguments: object) -> object:
        asked.set()
        assert go_on.wait(20)
        return real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Charts, "enter", slow)
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"12031990", "f2")
        await desk.until(asked.is_set)
        await desk.press("f9")
        await hidden(desk)
        go_on.set()
        await desk.until(lambda: isinstance(desk.app.desk_stack[-1], PatientScreen))
        assert "Keller" not in await hidden(desk)
        await desk.press("f9")
        await desk.see("Keller, Anna", "Saved as chart")


async def test_keys_before_it_arrive_and_the_page_of_keys_can_do_it(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"smi", "f9")
        await hidden(desk)
        await desk.press("f9")
        await desk.see("Smith, Anna")
        # It overtook two letters, which are typed when it is lifted.
        await desk.until(lambda: desk.list.box.value == "smi")
        await desk.press("f1")
        await desk.see("Does")
        await desk.press(*"hide")
        await desk.see("hide everything")
        await desk.press("enter")
        await hidden(desk)
        await desk.press("f9")
        await desk.see("Smith, Anna")


async def test_what_other_desks_change_behind_it_is_there_when_it_is_lifted(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.press("f9")
        await hidden(desk)
        elsewhere.edit("anna smith", given="Annabel")
        await desk.until(lambda: desk.app._changed_below)
        await desk.press("f9")
        await desk.see("Smith, Annabel")
