"""The fields of forms, each by its keys."""

from __future__ import annotations

import pytest

from dentui.config import Settings
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_up_and_down_leave_a_note_at_its_first_and_last_line_only(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.edit("4711", note="one\ntwo\nthree")
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 11)
        await desk.at("note")
        for way, field in (
            ("up", "note"),
            ("up", "note"),
            ("up", "address"),
            ("down", "note"),
            ("down", "note"),
            ("down", "note"),
            ("down", "allergies"),
        ):
            await desk.press(way)
            await desk.idle()
            assert desk.field == field


async def test_up_and_down_leave_a_choice_and_the_arrows_beside_walk_it(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "down", "down")
        await desk.at("gender")
        await desk.press("right", "right", "space")
        await desk.see("▸(•) other")
        await desk.press("down")
        await desk.at("birth_date")
        await desk.press("up", "up")
        await desk.at("other")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1203", "1203           …"),
        ("120390", "120390         = Mon 12.03.1990"),
        ("1990-03-12", "1990-03-12     = Mon 12.03.1990"),
        ("31022020", "31022020       no such day"),
        ("31.12.2099", "31.12.2099     in the future"),
        ("1.1.1850", "1.1.1850       too long ago"),
        ("3 März 1985", "3 März 1985    not a date"),
    ],
)
async def test_a_date_is_shown_as_it_is_understood(settings: Settings, typed: str, shown: str) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("e", *["down"] * 4, *typed)
        await desk.see(f"Date of birth   {shown}")


async def test_of_a_long_note_the_beginning_is_shown_until_it_is_gone_into(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.edit("4711", note="\n".join(f"line {n}" for n in range(1_000)))
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.see("Note            line 0", "line 1  ", "…", "Oral habits     clenches")
        await desk.press(*["down"] * 11, "!")
        await desk.see("line 999!")
        await desk.press("f2")
        await desk.see("Saved.")
    assert elsewhere.stored("4711")["note"].endswith("line 998\nline 999!")


async def test_a_line_of_a_note_is_emptied_by_the_keys_that_empty_a_field(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("e", *["down"] * 11, *"one", "enter", *"two", "ctrl+u", *"three", "ctrl+a", "ctrl+k")
        await desk.press(*"four", "f2")
        await desk.see("Saved.", "one / four")


async def test_a_letter_that_nothing_begins_with_is_not_taken_and_backspace_takes_one_back(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("t", "enter", "i")
        await desk.see("‹ implant ›", "1/3")
        await desk.press("x", "m")
        await desk.see("‹ implant ›")
        await desk.press("backspace", "backspace", "o")
        await desk.see("‹ orthodontics ›", "2/3")


@pytest.mark.parametrize("key", ["backspace", "delete"])
async def test_none_can_be_chosen_without_a_key_that_some_terminals_lack(
    settings: Settings, key: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("t", "enter", "i", "m", "backspace", "backspace")
        await desk.see("‹ implant ›", "1/3")
        await desk.idle()
        await desk.press(key)
        await desk.see("–/3")


async def test_nobody_can_be_without_a_responsible_member(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "up")
        await desk.at("responsible_id")
        await desk.press("delete", "backspace")
        await desk.idle()
        await desk.see("‹ Berta ›")


async def test_what_another_desk_chose_of_a_list_that_has_grown_is_kept(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    from sqlalchemy import insert

    from dentui.store import tables

    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("enter", "end", *" ours")
        await desk.see("Edit record", "Visit ours")
        with elsewhere.database.engine.begin() as connection:
            connection.execute(
                insert(tables.case_type), {"id": 14, "institution_id": 1, "name": "denture", "position": 9}
            )
        elsewhere.edit_record(elsewhere.records("muller")[0], case_type_id=14)
        await desk.press("f2")
        await desk.see("yours   Visit ours", "theirs  new, not in this list yet")
        await desk.press("f2")
        await desk.see("The record is saved.", "denture", "Visit ours")


async def test_in_a_smaller_window_the_field_and_what_is_wrong_with_it_are_seen_whole(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller", "f6", "f2")
        await desk.see("! The gender is missing. Choose one; unknown\n", "is one of them.")
        await desk.pilot.resize_terminal(40, 12)
        await desk.see("( ) unknown", "! The gender is missing. Choose one;", "unknown is one of them.")
        await desk.pilot.resize_terminal(80, 24)
        await desk.see("! The gender is missing. Choose one; unknown\n", "is one of them.\n")


async def test_what_is_typed_into_stays_in_sight_when_the_window_becomes_small(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 9, *"999")
        await desk.see("Insurance card", "999")
        await desk.pilot.resize_terminal(60, 12)
        await desk.until(lambda: "Family name" not in desk.text() and "999" in desk.text())
