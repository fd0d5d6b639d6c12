"""F1: the keys of this place, and any action by its name."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from textual.screen import Screen

from dentui.config import Settings
from dentui.ui.key import Place
from dentui.ui.keys import DESK, EVERYWHERE, FIND, FORM, PATIENT, PATIENTS, PLACES
from dentui.ui.screens.people import PeopleScreen
from dentui.ui.sheets.filter import FilterSheet
from dentui.ui.sheets.palette import KeyRow, PaletteSheet, folded, rows_of
from dentui.ui.sheets.patient import EditPatientSheet
from tests.ui.desk import Desk, open_desk


async def palette(desk: Desk) -> PaletteSheet:
    """Open it, and wait until it stands there."""
    await desk.press("f1")
    await desk.until(lambda: isinstance(desk.app.screen, PaletteSheet))
    sheet = desk.app.screen
    assert isinstance(sheet, PaletteSheet)
    return sheet


async def test_f1_shows_the_keys_of_the_place_it_was_pressed_in(settings: Settings) -> None:
    async with open_desk(settings, size=(120, 60)) as desk:
        await desk.press("f1")
        keys = [
            (place.names(key, in_field=True), key.tells)
            for place in (FIND, PATIENTS, EVERYWHERE, DESK)
            for key in place.keys
        ]
        await desk.see("of the place you came from", *(words for key in keys for words in key))
        await desk.press("escape", *"muller", "enter", "f1")
        await desk.see(*(key.tells for key in PATIENT.keys))


async def test_an_action_is_found_by_a_word_and_done(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+p", *"genders", "backspace", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, FilterSheet))


async def test_what_another_place_does_is_found_with_where_and_does_nothing_here(settings: Settings) -> None:
    async with open_desk(settings, size=(120, 40)) as desk:
        await desk.chart("muller")
        await desk.press("f1", *"new patient")
        await desk.see("(not now) enter a new patient", "Patient list, n or F6: enter a new patient.")
        await desk.press("enter")
        await desk.see("! This key acts there, and not where you came from.")
        assert "New record" not in desk.text()


async def test_what_no_key_does_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f1", *"qqq")
        await desk.see("No key does that here.")
        await desk.press("enter", "escape")
        await desk.until(lambda: desk.app.screen is desk.list)


@pytest.mark.parametrize("text", ["TÏCKET", "scan new", "new scan", "order", "tick"])
async def test_neither_case_nor_accents_nor_the_order_of_words_matters(settings: Settings, text: str) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"smi")
        await desk.see(" 2 found")
        await desk.press("f1", *text, "enter")
        await desk.see("Create a scan ticket", "Smith, Anna")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_every_key_is_found_by_its_name_and_by_what_it_does(place: Place) -> None:
    sheet = PaletteSheet(())
    for key in place.keys:
        row = KeyRow(sheet, place, key)
        for text in (key.label, key.tells, " ".join(reversed(key.tells.upper().split()))):
            assert row.fits(folded(text).split()) is not None, text
        assert row.fits(folded(key.label).split()) == 0, key.label
        assert row.fits(["qqq"]) is None, key.label


async def _everywhere(desk: Desk) -> None:
    """Through the places that can be come to; at each stop what F1 does is what the key does."""
    stops: list[tuple[str, ...]] = [
        (),
        ("down",),
        ("f3",),
        ("escape", "enter"),
        *((tab,) for tab in "456"),
        ("1", "e"),
        ("tab", "x", "escape"),
        ("y", "t"),
        ("escape", "ctrl+g"),
        ("e",),
        ("enter",),
        ("escape", "escape", "ctrl+g", "t"),
    ]
    for keys in stops:
        await desk.press(*keys)
        await desk.idle()
        before = desk.app.screen
        shown = {(row.node, row.key): row for row in rows_of(before)}
        sheet = await palette(desk)
        for row in sheet._all:
            assert (row.node, row.key) in shown
            if row.place is DESK or not row.key.action:
                continue
            for pressed in row.key.keys:
                (binding,) = row.node._bindings.get_bindings_for_key(pressed)
                assert binding.action == row.key.action
        await desk.press("escape")
        await desk.until(partial(_is_shown, desk, before))


def _is_shown(desk: Desk, screen: Screen[object]) -> bool:
    return desk.app.screen is screen


async def test_what_f1_does_is_what_the_key_does_in_every_place(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711")
        await desk.idle()
        await _everywhere(desk)


@pytest.mark.parametrize(
    ("place", "words"), [(FORM, "save it"), (FORM, "lock the desk"), (FORM, "next field")]
)
async def test_it_opens_over_a_form_and_leaves_what_was_typed(
    settings: Settings, place: Place, words: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x", "f1", *words)
        await desk.until(lambda: isinstance(desk.app.screen, PaletteSheet))
        await desk.see(words)
        await desk.press("escape")
        await desk.see("Edit patient", "Smithx")


async def test_ctrl_p_is_free_in_every_sort_of_field(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"zorn", "f6", "f7")
        await desk.see("Create a scan ticket as well")
        seen = set()
        for _ in range(20):
            await desk.idle()
            seen.add(type(desk.app.focused).__name__)
            form = desk.app.screen
            await desk.press("ctrl+p")
            await desk.until(lambda: isinstance(desk.app.screen, PaletteSheet))
            await desk.press("escape")
            await desk.until(partial(_is_shown, desk, form))
            await desk.press("tab")
        assert {"NoteArea", "PickBox"} <= seen
        assert len(seen) > 4


async def test_a_form_is_saved_from_there(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x", "ctrl+p", *"store", "enter")
        await desk.see("Smithx, Anna", "Saved.")


async def test_what_cannot_be_done_now_says_why(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"qqqqqq")
        await desk.see(" 0 found")
        await desk.press("f1", *"ticket")
        await desk.see("(not now) create a scan ticket")
        await desk.press("enter")
        await desk.see("! There is no patient in the list")
        assert isinstance(desk.app.screen, PaletteSheet)


async def test_a_member_reads_why_the_menus_lines_are_not_theirs(settings: Settings) -> None:
    async with open_desk(replace(settings, operator="berta")) as desk:
        await desk.press("f1", *"people", "enter")
        await desk.see("! Only an administrator of the institution can.")


async def test_a_line_of_the_desks_menu_is_done_by_its_name(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f1", *"users", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, PeopleScreen))
        await desk.press("f1", *"log out", "enter")
        await desk.see("Signed out.")


async def test_of_one_institution_there_is_no_other(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f1", *"switch", "enter")
        await desk.see("! You work in this institution only.")


async def test_in_a_question_the_first_line_is_no(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x", "escape", "f1", "enter")
        await desk.idle()
        assert isinstance(desk.app.screen, EditPatientSheet)
        await desk.see("Edit patient", "Smithx")
