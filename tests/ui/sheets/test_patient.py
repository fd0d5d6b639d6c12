"""New patient and Edit patient, as a receptionist has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dentui.config import Settings
from dentui.store import counters
from dentui.ui.screens.patient import PatientScreen
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere

# New patient: what the find text tells already


@pytest.mark.parametrize(
    ("text", "shown", "at"),
    [
        ("keller anna", ("Family name*    Keller", "Given name      Anna"), "gender"),
        ("Keller, Anna", ("Family name*    Keller", "Given name      Anna"), "gender"),
        ("von gunten", ("Family name*    von Gunten",), "given"),
        ("079 123 45 67", ("Family name*\n", "Mobile          079 123 45 67"), "family"),
        ("12031990", ("Family name*\n", "12031990       = Mon 12.03.1990"), "family"),
        ("anna@example.com", ("Family name*\n", "E-mail          anna@example.com"), "family"),
        ("王大", ("Family name*    王", "Given name      大"), "gender"),
        ("O'Brien [/b]", ("Family name*    O'Brien", "Given name      [/b]"), "gender"),
    ],
)
async def test_the_find_text_fills_the_form(
    settings: Settings, text: str, shown: tuple[str, ...], at: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*text, "f6")
        await desk.see("New patient", *(words.rstrip("\n") for words in shown))
        assert all(words in desk.text() for words in shown)
        await desk.at(at)


async def test_from_an_empty_find_box_it_is_asked_to_search_first(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f6")
        await desk.see("Type the name first: perhaps the patient is here already.", "F6 again")
        assert desk.app.screen is desk.list
        assert desk.app.focused is desk.list.box
        await desk.press("f6")
        await desk.see("New patient")
        await desk.at("family")


async def test_n_in_the_list_asks_to_search_too_and_typing_ends_the_question(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down", "n")
        await desk.see("Type the name first")
        assert desk.app.focused is desk.list.box
        await desk.press("x", "backspace", "f6")
        await desk.see("Type the name first")
        assert desk.app.screen is desk.list


@pytest.mark.parametrize("key", ["f4", "escape", "down"])
async def test_the_question_to_search_first_goes_with_the_next_key(settings: Settings, key: str) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f6")
        await desk.see("Type the name first")
        await desk.press(key)
        await desk.miss("Type the name first")
        await desk.press("f6")
        await desk.see("Type the name first")
        assert desk.app.screen is desk.list


async def test_a_new_patient_is_saved_and_the_chart_opens(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"12031990", "enter", *"079 123 45 67", "f2")
        await desk.see("Keller, Anna", "born 12.03.1990", "Saved as chart 309.", "+41791234567")
        assert elsewhere.chart("keller anna").responsible == "Anna"
        await desk.press("escape")
        await desk.see(" 1 found", "Keller, Anna")


async def test_a_chart_number_is_said_as_it_is_found(settings: Settings, elsewhere: Elsewhere) -> None:
    with elsewhere.database.engine.begin() as connection:
        counters.go_on(connection, 1, "chart", 1800)
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f2")
        await desk.see("Saved as chart 1801.")


async def test_names_that_were_found_in_the_wrong_order_are_swapped_by_one_key(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"anna keller", "f6")
        await desk.see("Family name*    Anna", "Given name      Keller", "F6 Swap names")
        await desk.press("f6")
        await desk.see("Family name*    Keller", "Given name      Anna", "Names swapped.")
        await desk.press("f")
        await desk.miss("Names swapped.")


async def test_f7_is_in_sight_beside_an_error_and_leaves_the_cursor_where_it_is(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.press(*"keller", "f6")
        await desk.at("given")
        await desk.press("f2")
        await desk.see("! The gender is missing", "[ ] Create a scan ticket as well")
        await desk.press("f7")
        await desk.at("kind")
        await desk.press("f7")
        await desk.at("gender")
        await desk.press("f7")
        await desk.at("kind")
        desk.app.action_focus_previous()
        field = desk.field
        await desk.press("f7")
        await desk.see("[ ] Create")
        assert desk.field == field


async def test_a_ticket_as_last_time_is_told_beside_its_key_in_the_room_there_is(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("t", "i", "f2")
        await desk.see("T-000002")
        await desk.press("escape")
        await desk.press("slash", *"newcomer", "f6")
        await desk.at("given")
        await desk.press("f7")
        await desk.see("[x] Create a scan ticket, as last time", " F7")
        await desk.press("f7")
        await desk.see("[ ] Create a scan ticket as well")


# What is wrong


async def test_required_fields_are_named_and_the_cursor_goes_to_what_is_missing(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller", "f6")
        await desk.see("* required", "Family name*", "Gender*")
        await desk.press("f2")
        await desk.see("! The gender is missing.")
        await desk.at("gender")
        await desk.press("f")
        await desk.miss("! The gender is missing.")


@pytest.mark.parametrize(
    ("keys", "words", "at"),
    [
        (("f", "enter", *"31022026"), "! There is no such day in the calendar.", "birth_date"),
        (("f", "down", "down", *"nobody"), "! A phone number has digits.", "mobile"),
        (("f", *["down"] * 4, *"anna@"), "! That is no e-mail address.", "email"),
    ],
)
async def test_an_error_stands_at_its_field_and_the_cursor_goes_there(
    settings: Settings, keys: tuple[str, ...], words: str, at: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller", "f6")
        await desk.at("given")
        await desk.press("down", "down", *keys, "f2")
        await desk.see(words)
        await desk.at(at)
        label, below = (
            desk.line_of({"birth_date": "Date of birth", "mobile": "Mobile", "email": "E-mail"}[at]),
            words,
        )
        lines = desk.text().splitlines()
        assert below[:20] in lines[lines.index(label) + 1]


async def test_errors_come_in_the_order_of_the_fields_and_none_stays_that_is_mended(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f6", "f6")
        await desk.at("family")
        await desk.press(*["down"] * 4, *"31022020", "down", "down", "f", "down", *"31022020", "f2")
        await desk.see("! A name is missing.")
        await desk.miss("! There is no such day")
        await desk.at("family")
        await desk.press("k", "f2")
        await desk.see("! The gender is missing.")
        await desk.press("f", "f2")
        await desk.see("! There is no such day")
        await desk.at("birth_date")
        await desk.press(*["backspace"] * 8, "f2")
        await desk.see("! A phone number has digits.")
        await desk.miss("! There is no such day")
        await desk.at("landline")
        await desk.press("backspace", "f2")
        await desk.see("! That is no e-mail address.")
        await desk.at("email")


async def test_the_cursor_is_always_in_view_on_the_way_down_and_up(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        for way, count in (("down", 16), ("up", 16)):
            for _ in range(count):
                await desk.press(way)
                await desk.idle()
                focused = desk.app.focused
                assert focused is not None
                region = focused.region
                assert desk.app.screen.region.contains_region(region), (desk.field, region)
                assert focused.parent is not None
                assert region.y >= 1
                assert region.bottom <= 19, (desk.field, region)


# Leaving


async def test_escape_without_changes_leaves_at_once(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.press("escape")
        await desk.see("[1 Records]", "10 visits")


@pytest.mark.parametrize("answer", ["enter", "escape"])
async def test_escape_with_changes_asks_and_enter_and_escape_keep_them(
    settings: Settings, answer: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.press("end", "x", "escape")
        await desk.see("What you typed is not saved.", "go on typing", "y throw it away")
        await desk.press(answer)
        await desk.see("Family name*    Smithx")
        await desk.at("family")
        await desk.press("end", "y")
        await desk.see("Smithxy")


async def test_y_throws_away_what_was_typed(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.press("end", "x", "escape")
        await desk.see("What you typed is not saved.")
        await desk.press("y")
        await desk.see("[1 Records]", "10 visits")
    assert elsewhere.stored("4711")["version"] == 1


# Saving


async def test_an_edit_shows_at_once_and_says_how_to_take_it_back(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.press("down", "end", *"bell", "f2")
        await desk.see("Smith, Annabell", "Saved. z takes it back.")
        await desk.press("z")
        await desk.see("Undone: the edit (given name, former name), Smith, Anna.")
        await desk.see("Smith, Anna  ")
    assert elsewhere.stored("4711")["given"] == "Anna"


async def test_three_presses_make_one_patient(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f2", "f2", "f2")
        await desk.see("Saved as chart 309.")
        await desk.idle()
        # The keys that were too many open nothing, and what was said stands.
        assert isinstance(desk.app.screen, PatientScreen)
        assert "Saved as chart 309." in desk.text()
    assert elsewhere.found("keller anna") == ["Keller, Anna"]


async def test_a_patient_with_a_ticket_is_entered_in_one_go(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f7", "i", "enter", *"orth", "f2")
        await desk.see("Saved as chart 309. T-000002 is open.", "1 open")
    (ticket,) = elsewhere.tickets("keller anna")
    assert (ticket.kind, ticket.case_type) == ("intraoral", "orthodontics")


async def test_a_ticket_that_is_refused_leaves_no_patient_and_one_that_is_left_out_none(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f7", "f2")
        await desk.see("! Choose what is to be scanned")
        await desk.at("kind")
        assert elsewhere.found("keller anna") == []
        await desk.press("f7")
        await desk.see("[ ] Create a scan ticket as well")
        await desk.at("gender")
        await desk.press("f2")
        await desk.see("Saved as chart 309.", "none open")
    assert elsewhere.tickets("keller anna") == ()


async def test_what_was_not_touched_is_saved_letter_by_letter(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    before = elsewhere.stored("obrien")
    async with open_desk(settings) as desk:
        await desk.chart("obrien")
        await desk.press("e")
        await desk.see("Edit patient", "�[31mnuts", "[2J[b]bold[/b]")
        await desk.at("family")
        await desk.press(*["down"] * 6)
        await desk.at("landline")
        await desk.press(*"044 333 44 55", "f2")
        await desk.see("Saved.", "+41443334455")
    after = elsewhere.stored("obrien")
    assert after.pop("landline") == "+41443334455"
    assert before.pop("landline") == ""
    assert after.pop("version") == before.pop("version") + 1
    assert after == before


async def test_walking_through_every_field_touches_none(settings: Settings, elsewhere: Elsewhere) -> None:
    before = elsewhere.stored("obrien")
    async with open_desk(settings) as desk:
        await desk.chart("obrien")
        await desk.press("e")
        await desk.at("family")
        await desk.press(*["tab"] * 16, "escape")
        await desk.see("[1 Records]")
        await desk.idle()
        assert "not saved" not in desk.text()
    assert elsewhere.stored("obrien") == before


async def test_only_an_administrator_names_the_responsible_member(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.see("Oral habits", "Responsible*      Berta")
    async with open_desk(replace(settings, operator="berta")) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.see("Oral habits")
        await desk.idle()
        assert "Responsible" not in desk.text()


async def test_an_administrator_gives_a_patient_to_another_member(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e")
        await desk.at("family")
        await desk.press("up")
        await desk.at("responsible_id")
        await desk.press("c", "f2")
        await desk.see("Saved.")
    assert elsewhere.chart("4711").responsible == "Carlo"


async def test_a_members_new_patient_is_their_own(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(replace(settings, operator="berta")) as desk:
        await desk.press(*"keller anna", "f6", "f", "f2")
        await desk.see("Saved as chart 309.")
    assert elsewhere.chart("keller anna").responsible == "Berta"
