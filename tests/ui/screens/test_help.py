"""F1: the keys of this place, and any action by its name."""

from __future__ import annotations

from dentui.config import Settings
from dentui.ui.keys import EVERYWHERE, FIND, PATIENT, PATIENTS
from dentui.ui.sheets.filter import FilterSheet
from tests.ui.desk import open_desk


async def test_f1_shows_the_keys_of_the_place_it_was_pressed_in(settings: Settings) -> None:
    async with open_desk(settings, size=(120, 30)) as desk:
        await desk.press("f1")
        text = await desk.see("of the place you came from")
        for place in (FIND, PATIENTS, EVERYWHERE):
            for key in place.keys:
                assert key.names in text
                assert key.tells in text
        await desk.press("escape", *"muller", "enter", "f1")
        await desk.see(*(key.tells for key in PATIENT.keys))


async def test_an_action_is_found_by_a_word_and_done(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f1", *"case types", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, FilterSheet))


async def test_what_no_key_does_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f1", *"qqq")
        await desk.see("No key does that here.")
        await desk.press("enter", "escape")
        await desk.until(lambda: desk.app.screen is desk.list)
