"""What all forms do: they close only when what was typed is saved, and lose none of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

import pytest

from dentui.config import Settings
from dentui.domain.patients import PatientInput
from dentui.store import engine
from dentui.ui.screens.patient import PatientScreen
from dentui.ui.sheets.patient import EditPatientSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

NOTES = ("address", "note", "allergies", "past_medical_history", "oral_habits")


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Another desk writes, and does not come to an end."""
    # With the same library: two in one process do not see each other's locks.
    other = engine.sqlite_module().connect(str(home / "register.db"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@contextmanager
def taken_away(home: Path) -> Iterator[None]:
    """The register is not there any more."""
    away = home / "away"
    away.mkdir()
    for file in home.glob("register.db*"):
        file.rename(away / file.name)
    try:
        yield
    finally:
        for file in away.iterdir():
            file.rename(home / file.name)


@pytest.mark.parametrize("fault", [locked, taken_away], ids=lambda fault: fault.__name__)
async def test_what_was_typed_stays_when_the_register_cannot_be_used_and_is_saved_after_it(
    settings: Settings,
    home: Path,
    elsewhere: Elsewhere,
    monkeypatch: pytest.MonkeyPatch,
    fault: object,
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"12031990", "tab", *"0791234567")
        await desk.press(*["down"] * 6, *"knocks", "enter", *"twice")
        await desk.see("knocks", "twice")
        with fault(home):  # type: ignore[operator]
            await desk.press("f2")
            await desk.see("! ", "New patient")
            await desk.idle()
            await desk.miss("Saving")
            assert desk.field == "note"
            await desk.see(
                "Family name*    Keller", "Given name      Anna", "(•) female", "12031990", "0791234567",
                "knocks", "twice",
            )  # fmt: skip
            await desk.press("!")
        await desk.see("twice!")
        await desk.press("f2")
        await desk.see("Saved as chart 309.")
    stored = elsewhere.stored("keller anna")
    assert (stored["note"], stored["mobile"]) == ("knocks\ntwice!", "+41791234567")


async def test_what_was_typed_stays_after_a_field_is_refused(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 5, *["backspace"] * 12, *"117", "down", "down")
        await desk.at("email")
        await desk.press("end", "@", "f2")
        await desk.see("! That is no e-mail address.", "Mobile          117", "anna@example.org@")
        await desk.at("email")


@pytest.mark.parametrize(
    "keys",
    [("e",), ("enter",), ("5", "enter", "e", "f2")],
    ids=["patient", "record", "ticket"],
)
@pytest.mark.parametrize("typed", [(), ("end", "x", "backspace")], ids=["untouched", "typed and deleted"])
async def test_saving_what_was_not_changed_says_so_and_writes_nothing(
    settings: Settings, elsewhere: Elsewhere, keys: tuple[str, ...], typed: tuple[str, ...]
) -> None:
    before = elsewhere.history("4711")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press(*keys)
        await desk.see("F2 Save", "* required")
        await desk.press(*(["tab"] * 4 if "5" in keys else []), *typed, "f2")
        text = await desk.see("Nothing was changed.")
        assert "takes it back" not in text
    assert elsewhere.history("4711") == before


async def test_f10_leaves_a_form_that_is_kept(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("e", *"x", "f10")
        await desk.until(lambda: desk.app._exit)
        assert "is kept and offered" in desk.app.farewell


async def test_f10_does_not_leave_what_is_not_kept(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "e", "n", *"Dora", "f10")
        await desk.see("! This form is not kept: F2 saves it")
        assert not desk.app._exit


async def test_three_presses_save_once(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("t", "i", "f2", "f2", "f2")
        await desk.see("T-000002 is open.")
        await desk.idle()
    assert [ticket.number for ticket in elsewhere.tickets("4711")] == [2, 1]


async def test_keys_behind_a_refusal_land_nowhere(settings: Settings, elsewhere: Elsewhere) -> None:
    """They were meant for the chart that would have opened."""
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 7, "end", "@", "f2", "t", "i", "f2")
        await desk.see("! That is no e-mail address.")
        await desk.idle()
        await desk.see("anna@example.org@\n")
        assert desk.field == "email"
    assert len(elsewhere.tickets("4711")) == 1


async def test_keys_behind_a_date_that_is_none_land_nowhere(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"31022026", "f2", *"1234")
        await desk.see("! There is no such day")
        await desk.idle()
        assert desk.field == "birth_date"
        await desk.see("Date of birth   31022026       no such day")


async def test_keys_behind_a_save_come_to_the_chart_in_order(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f2", "t", "f", "down", *"check", "f2", "5")
        await desk.see("[5 Tickets]", "Keller, Anna", "T-000002 scheduled Face Scan")
    assert [ticket.case_type for ticket in elsewhere.tickets("keller anna")] == ["check-up"]


@pytest.mark.parametrize("seed", range(4))
async def test_a_burst_of_keys_fills_a_form_as_slow_typing_does(
    settings: Settings, elsewhere: Elsewhere, seed: int
) -> None:
    chosen = random.Random(seed)
    keys = ["e"]
    for _ in range(40):
        keys += chosen.choice(
            (["down"], ["up"], ["tab"], ["shift+tab"], ["enter"], ["left"], ["home"], ["end"], ["backspace"],
             ["f1", "escape"], list("abc"), list("12"), ["space"])
        )  # fmt: skip
    typed: list[str] = []
    for slow in (True, False):
        # What the first desk left unfinished would be told of at the second.
        rmtree(settings.home / "drafts", ignore_errors=True)
        async with open_desk(settings) as desk:
            await desk.chart("4711")
            for key in keys:
                await desk.press(key)
                if slow:
                    await desk.idle()
            await desk.idle()
            typed.append(desk.text())
    assert typed[0] == typed[1]
    assert elsewhere.stored("4711")["version"] == 1


async def test_an_error_at_the_last_field_is_seen_whole(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f7", "i", *["down"] * 4)
        await desk.at("ticket_note")
        await desk.paste("x" * 2_001)
        await desk.press(*["up"] * 12)
        await desk.press("f2")
        await desk.see("! The information is too long: at most 2,000", "characters. Shorten it.")
        await desk.at("ticket_note")


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
@pytest.mark.parametrize("field", NOTES)
async def test_a_note_that_is_too_long_is_refused_where_the_cursor_then_is(
    settings: Settings, size: tuple[int, int], field: str
) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * (10 if field == "address" else 11))
        for _ in range(max(0, NOTES.index(field) - 1)):
            await desk.press("tab")
        await desk.at(field)
        await desk.paste("word " * 2_100)
        await desk.press("f2")
        await desk.see("is too long: at", "Shorten it.")
        assert desk.field == field


async def test_pasted_lines_become_one_in_a_line_and_stay_lines_in_a_note(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 2)
        await desk.at("other")
        await desk.paste("Maria\r\nLuise\n")
        await desk.see("Other names     Maria Luise")
        await desk.press(*["down"] * 9)
        await desk.at("note")
        await desk.paste("\r\nby car\x1b[31m\ttoo")
        await desk.press("f2")
        await desk.see("Saved.")
    stored = elsewhere.stored("4711")
    assert (stored["other"], stored["note"]) == ("Maria Luise", "comes by train\nby car[31m too")


async def test_what_is_pasted_into_a_line_that_is_too_short_is_refused_in_words(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.paste("y" * 5_000)
        await desk.press("f2")
        await desk.see("! The family name is too long: at most 200", "characters. Shorten it.")


async def test_f1_tells_the_keys_of_the_form_and_leaves_it_as_it_is(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "x", "f1")
        await desk.see("save it and close the form", "In a form")
        await desk.press("escape")
        await desk.see("Edit patient", "Family name*    Smithx")
        await desk.at("family")
        await desk.press("f1", *"save", "enter")
        await desk.see("Saved.", "Smithx, Anna")


async def test_a_form_stays_as_it_is_while_other_desks_write(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 11, *" now")
        await desk.at("note")
        await desk.see("comes by train now")
        before = form_of(desk)
        elsewhere.edit("muller", allergies="latex")
        elsewhere.open_ticket("4711")
        elsewhere.edit("4711", landline="+41443330000", allergies="latex")
        await desk.until(lambda: "+41443330000" in str(desk.app.screen_stack[1].chart))  # type: ignore[attr-defined]
        await desk.idle()
        assert form_of(desk) == before
        await desk.press("!")
        await desk.see("comes by train now!")


def form_of(desk: Desk) -> list[str]:
    """The form's side of the screen, without the chart that lies under it."""
    assert desk.field
    return [line[30:] for line in desk.text().splitlines()]


async def test_enter_goes_from_field_to_field_and_begins_a_line_in_a_note(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        order = [
            "family", "given", "other", "gender", "birth_date", "mobile", "landline", "email", "id_number",
            "insurance_number", "address",
        ]  # fmt: skip
        for field in order:
            await desk.at(field)
            await desk.press("enter")
        await desk.idle()
        assert desk.field == "address"
        await desk.see("Enter New line  F2 Save  Esc Back  Tab Next")
        for field in (*NOTES[1:], "responsible_id", "family"):
            await desk.press("tab")
            await desk.at(field)


def test_the_form_of_a_patient_has_every_field_of_the_register() -> None:
    from dataclasses import fields

    from dentui.ui.sheets.patient import LINES, NOTES

    shown = {name for name, _ in (*LINES, *NOTES)} | {"gender", "birth_date", "responsible_id"}
    assert shown == {field.name for field in fields(PatientInput)}


async def test_a_form_that_is_given_up_just_when_it_comes_does_not_stay(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        paint = desk.app.work.paint

        given_up = asyncio.Event()

        async def give_up_and_paint() -> None:
            give_up = desk.app.work.gate.give_up
            if give_up is not None and isinstance(desk.app.screen, EditPatientSheet):
                give_up()
                given_up.set()
            await paint()

        desk.app.work.paint = give_up_and_paint
        await desk.press("e")
        await given_up.wait()
        desk.app.work.paint = paint
        await desk.until(lambda: isinstance(desk.app.screen, PatientScreen))
        await desk.idle()
        await desk.press("e")
        await desk.see("Edit patient", "F2 Save")
