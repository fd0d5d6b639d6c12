"""Likely doubles while a new patient is typed, and an existing chart that is used instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from dentui.config import Settings
from dentui.store import tables
from dentui.store.database import Unit
from tests.clinics import ADMINISTRATOR
from tests.ui.conftest import NASTY
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.sheets.test_form import taken_away

BORN = date(1990, 3, 12)
PHONE = "+41791112233"


@pytest.fixture
def keller(elsewhere: Elsewhere) -> UUID:
    """Somebody who is here already, as chart 309."""
    return elsewhere.enter("Keller", "Anna", birth_date=BORN, mobile=PHONE, address="Seestrasse 5")


async def type_new(desk: Desk, text: str = "kellr anna", born: str = "12031990") -> None:
    """The form of a new patient, with a name and a date of birth."""
    await desk.find(text)
    await desk.press("f6")
    await desk.see("New patient")
    await desk.press("f", "enter", *born, "enter")
    await desk.idle()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)], ids=str)
async def test_who_may_be_here_already_is_told_without_moving_the_fields(
    settings: Settings, keller: UUID, size: tuple[int, int]
) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.find("kellr anna")
        await desk.press("f6")
        await desk.see("New patient")
        before = [line for line, text in enumerate(desk.text().splitlines()) if "Mobile" in text]
        await desk.press("f", "enter", *"12031990")
        await desk.see("Here already? Keller, Anna", "F3 compares", "12.03.1990", PHONE)
        after = [line for line, text in enumerate(desk.text().splitlines()) if "Mobile" in text]
        assert before == after


async def test_nothing_is_asked_while_the_fields_say_too_little(settings: Settings, keller: UUID) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f6", "f6")
        await desk.see("New patient")
        await desk.press(*"kel", "f3")
        await desk.see("Nobody who was found so far")
        assert "Here already?" not in desk.text()


async def test_typed_and_existing_stand_side_by_side(settings: Settings, keller: UUID) -> None:
    async with open_desk(settings) as desk:
        await type_new(desk)
        await desk.see("Here already?")
        await desk.press("f3")
        await desk.see(
            "Is this one person?", "Typed now", "Chart 309", "Kellr, Anna", "<> Keller, Anna",
            "=  12.03.1990", "Seestrasse 5", PHONE,
        )  # fmt: skip
        await desk.press("escape")
        await desk.see("New patient", "Here already?")


async def test_an_existing_chart_is_used_with_what_was_typed_offered_field_by_field(
    settings: Settings, elsewhere: Elsewhere, keller: UUID
) -> None:
    async with open_desk(settings) as desk:
        await type_new(desk)
        await desk.press("down", "down", *"anna@example.net")
        await desk.see("Here already?")
        await desk.press("f3")
        await desk.see("Is this one person?")
        await desk.press("f2")
        await desk.see("Edit patient", "→ typed Kellr: F3 takes it", "→ typed now; the chart had nothing")
        await desk.see("Family name*    Keller", "E-mail          anna@example.net")
        await desk.press("f3")
        await desk.see("was Keller: F3 brings it back")
        await desk.press("f3")
        await desk.see("→ typed Kellr: F3 takes it")
        await desk.press("f2")
        await desk.see("Saved. z takes it back.", "Keller, Anna", "chart 309", "[1 Records]")
    stored = elsewhere.stored("chart 309")
    assert (stored["family"], stored["email"], stored["mobile"]) == ("Keller", "anna@example.net", PHONE)
    assert elsewhere.count() == 309


async def test_a_ticket_that_was_ordered_in_the_form_goes_along(
    settings: Settings, elsewhere: Elsewhere, keller: UUID
) -> None:
    async with open_desk(settings) as desk:
        await type_new(desk, "keller anna")
        await desk.press("f7", "i", "enter", *"orth", "enter", "enter", "enter", *"upper jaw")
        await desk.see("Here already?", "upper jaw")
        await desk.press("f3")
        await desk.see("Is this one person?")
        await desk.press("f2")
        await desk.see("Create a scan ticket", "chart 309", "(•) Intraoral", "orthodontics", "upper jaw")
        await desk.press("f2")
        await desk.see("Nothing was changed on this chart. T-000002 is open.")
    (ticket,) = elsewhere.tickets("chart 309")
    assert (ticket.case_type, ticket.note) == ("orthodontics", "upper jaw")


async def test_who_is_not_the_same_person_is_not_shown_any_more_in_this_form(
    settings: Settings, elsewhere: Elsewhere, keller: UUID
) -> None:
    async with open_desk(settings) as desk:
        await type_new(desk, "keller anna")
        await desk.see("Here already?")
        await desk.press("f3")
        await desk.see("Is this one person?")
        await desk.press("n")
        await desk.miss("Is this one person?")
        await desk.miss("Here already?")
        await desk.press(*"0791112233")
        await desk.idle()
        assert "Here already?" not in desk.text()
        await desk.press("f2")
        await desk.see("Saved as chart 310.")
    assert elsewhere.count() == 310


async def test_of_several_each_is_compared(settings: Settings, elsewhere: Elsewhere, keller: UUID) -> None:
    elsewhere.enter("Keller", "Ana", birth_date=BORN, mobile=PHONE)
    async with open_desk(settings) as desk:
        await type_new(desk, "keller anna")
        await desk.see("2: F3 compares")
        await desk.press("f3")
        await desk.see("Chart 309, 1/2 →")
        await desk.press("right")
        await desk.see("Chart 310, 2/2 →")
        await desk.press("n")
        await desk.miss("/2 →")
        await desk.see("Chart 3")
        await desk.press("n")
        await desk.see("New patient")


async def test_a_member_is_told_to_ask_where_the_institution_wants_it(
    settings: Settings, elsewhere: Elsewhere, keller: UUID
) -> None:
    def tell(unit: Unit) -> None:
        unit.connection.execute(update(tables.institution).values(tells_of_doubles=True))
        unit.audit("for a test", None)

    elsewhere.database.write(ADMINISTRATOR, tell)
    async with open_desk(replace(settings, operator="carlo")) as desk:
        await desk.type("keller anna")
        await desk.press("f6")
        await desk.see("New patient")
        await desk.press("f", "enter", *"12031990", "enter", *"0791112233")
        await desk.see("! A patient like this may already exist: ask an", "administrator.")
        assert "Keller, Anna  " not in desk.text()
        assert PHONE not in desk.text()


async def test_doubles_that_cannot_be_looked_for_hold_up_no_letter_and_are_said_quietly(
    settings: Settings, home: Path, keller: UUID
) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.press("f6", "f6")
        await desk.see("New patient")
        with taken_away(home):
            await desk.press(*"keller", "down", *"anna", "down", "down", "f", "enter", *"12031990")
            await desk.see(
                "Likely doubles cannot be looked for now. Go on", "typing: the next letter tries again.",
                "Given name      anna", "12031990",
            )  # fmt: skip
            assert " ! " not in desk.text()
            await desk.press("down", *"0791112233")
            await desk.see("0791112233", "New patient")
        await desk.press("down", *"044")
        await desk.see("Here already? Keller, Anna")
        await desk.miss("cannot be looked for")


async def test_a_hostile_name_is_only_a_name(settings: Settings, elsewhere: Elsewhere) -> None:
    elsewhere.enter(NASTY, "[/x]", birth_date=BORN, address="[b]street[/b]\nx", email="x@example.org")
    async with open_desk(settings) as desk:
        await type_new(desk, "obrien [/b] [@click=app.quit], [/x]")
        await desk.see("Here already? O'Brien")
        await desk.press("f3")
        await desk.see("[b]street[/b]", "O'Brien [/b]")
        await desk.press("f2")
        await desk.see("Edit patient")
