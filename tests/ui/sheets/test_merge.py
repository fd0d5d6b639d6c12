"""The merge drawer, and what is shown before charts are merged."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from dentui.config import Settings
from tests.ui.conftest import NASTY
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

BORN = date(1990, 3, 12)
PHONE = "+41791112233"


@pytest.fixture
def kellers(elsewhere: Elsewhere) -> tuple[UUID, UUID, UUID]:
    """Three charts of one person; the first is the one that is kept."""
    return (
        elsewhere.enter("Keller", "Anna", birth_date=BORN, mobile=PHONE, allergies="penicillin"),
        elsewhere.enter("Keller", "Ana", birth_date=BORN, mobile=PHONE, allergies="latex", note="by train"),
        elsewhere.enter("Keler", "Anna", birth_date=BORN, mobile=PHONE, email="anna@example.org"),
    )


async def open_drawer(desk: Desk, text: str = "keller anna") -> None:
    """The drawer for the first of the found, its likely doubles listed."""
    await desk.find(text)
    await desk.press("ctrl+f")
    await desk.see("Merge into", "likely double")
    await desk.miss("looking for likely doubles")
    await desk.idle()


async def open_check(desk: Desk) -> None:
    """Both likely doubles chosen, and what merging them does."""
    await open_drawer(desk)
    await desk.press("space", "space", "f2")
    await desk.see("Merge 2 charts into Keller, Anna", "nothing is merged yet")


async def test_likely_doubles_are_listed_best_first_with_the_reason(
    settings: Settings, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings, size=(140, 24)) as desk:
        await open_drawer(desk)
        text = await desk.see(
            "Merge into Keller, Anna", "chart 309, born 12.03.1990, +41791112233", "2 likely doubles",
            "0 chosen",
        )  # fmt: skip
        rows = [line for line in text.splitlines() if "[ ]" in line]
        assert ["Keller, Ana" in rows[0] or "Keler, Anna" in rows[0], len(rows)] == [True, 2]
        assert all("same phone" in row for row in rows)


async def test_three_charts_become_one_and_the_list_points_at_it(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_check(desk)
        await desk.press("f2")
        await desk.see("? Merge 2 charts into this one?", "Enter merge nothing")
        await desk.press("y")
        await desk.see("Merged 2 charts into Keller, Anna. F8 takes it back.")
        assert "▸ Keller, Anna" in desk.line_at_cursor()
        await desk.press("escape")
        text = await desk.find("chart 310")
        assert "Keller, Ana" in desk.line_at_cursor()
        assert "→ merged" in text
    assert elsewhere.desk.patients.chart(elsewhere.actor, kellers[0]).merged_here == 2
    assert all(elsewhere.desk.patients.chart(elsewhere.actor, other).merged for other in kellers[1:])


async def test_the_second_question_is_answered_with_no_by_default(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_check(desk)
        await desk.press("f2", "enter")
        await desk.idle()
        await desk.miss("Merge 2 charts into this one?")
        await desk.see("nothing is merged yet")
    assert elsewhere.merges(kellers[0]) == ()


async def test_what_moves_and_what_the_main_patient_has_afterwards_is_shown_and_chosen(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_check(desk)
        await desk.see(
            "moves in all", "Keller, Ana: ", "Note", "by train", "fills gap (#310)", "anna@example.org",
            "fills gap (#311)", "penicillin / latex", "joined", "or  Keler (#311)",
            "or  penicillin (main), latex (#310)",
        )  # fmt: skip
        assert "‹ Keller ›" in desk.line_of("Family name")
        await desk.press("right")
        await desk.see("‹ Keler ›")
        await desk.press("down", "right", "f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("Merged 2 charts into Keler, Ana.")
    stored = elsewhere.stored("chart 309")
    assert (stored["family"], stored["given"]) == ("Keler", "Ana")
    assert (stored["note"], stored["allergies"]) == ("by train", "penicillin\nlatex")


async def test_letters_find_by_name_or_contact_and_space_is_typed_after_them(
    settings: Settings, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.type("muller jurg")
        await desk.see("Find  muller jurg", "1 found", "Müller, Jürg")
        await desk.press("enter")
        await desk.see("1 chosen", "[x]  Müller, Jürg")
        await desk.press(*["backspace"] * 11, *"4711")
        await desk.see("1 found", "[ ]  Smith, Anna", "+41791234711")
        await desk.press("down", "space")
        await desk.see("2 chosen", "[x]  Smith, Anna")
        await desk.press(*["backspace"] * 4)
        await desk.see("2 likely doubles")


async def test_who_was_chosen_is_taken_off_one_by_one_or_all_at_once_and_brought_back(
    settings: Settings, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.press("space", "space", "f4")
        await desk.see("0 chosen", "Nobody is chosen now. F8 brings them back.")
        await desk.press("f8")
        await desk.see("2 chosen")
        await desk.press("tab", "delete")
        await desk.see("1 chosen")
        await desk.press("tab", "up", "up", "space")
        await desk.idle()
        await desk.see("chosen")


async def test_a_drawer_that_is_closed_asks_nothing_and_one_key_brings_its_chosen_back(
    settings: Settings, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.press("space", "space", "tab", "x")
        await desk.miss("Merge into")
        await desk.press("ctrl+f")
        await desk.see("0 chosen", "2 charts chosen before: F8 brings them back.")
        await desk.press("f8")
        await desk.see("2 chosen")
        await desk.press("escape")
        await desk.miss("Merge into")


async def test_one_of_the_chosen_can_become_the_main_patient(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.type("chart 310")
        await desk.see("1 found", "[ ]  Keller, Ana")
        await desk.press("f6")
        await desk.see("Merge into Keller, Ana", "1 chosen", "The main patient is another one now.")
        await desk.press("f2")
        await desk.see("Merge 1 chart into Keller, Ana")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("Merged 1 chart into Keller, Ana.")
        assert "Keller, Ana" in desk.line_at_cursor()
    assert elsewhere.desk.patients.chart(elsewhere.actor, kellers[0]).merged_into is not None


async def test_the_main_patient_and_a_merged_profile_cannot_be_chosen(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    elsewhere.merge(kellers[0], kellers[1])
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.type("chart 309")
        await desk.see("main Keller, Anna")
        await desk.press("enter")
        await desk.see("That is the main patient.")
        await desk.press(*["backspace"] * 2, *"10")
        await desk.see("→    Keller, Ana", "→ merged")
        await desk.press("enter")
        await desk.see("That profile is merged already.", "0 chosen")


async def test_where_the_date_of_birth_differs_the_name_is_typed_without_case_and_accents(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    main = elsewhere.enter("Künzli", "Zoë", birth_date=BORN, mobile=PHONE)
    elsewhere.enter("Künzli", "Zoe", birth_date=date(1990, 12, 3), mobile=PHONE)
    async with open_desk(settings) as desk:
        await open_drawer(desk, "chart 309")
        await desk.press("space", "f2")
        await desk.see("nothing is merged yet")
        await desk.press("f2")
        await desk.see("type the", "Künzli, Zoë")
        await desk.type("kunzli")
        await desk.press("enter")
        await desk.see("That is another name.")
        await desk.press(*" zoe", "enter")
        await desk.see("Merged 1 chart into Künzli, Zoë.")
    assert len(elsewhere.merges(main)) == 1


async def test_where_nothing_is_typed_nothing_is_merged(settings: Settings, elsewhere: Elsewhere) -> None:
    main = elsewhere.enter("Künzli", "Zoë", birth_date=BORN, mobile=PHONE)
    elsewhere.enter("Künzli", "Zoe", birth_date=date(1990, 12, 3), mobile=PHONE)
    async with open_desk(settings) as desk:
        await open_drawer(desk, "chart 309")
        await desk.press("space", "f2")
        await desk.see("nothing is merged yet")
        await desk.press("f2", "enter")
        await desk.idle()
        await desk.miss("main patient's name, or nothing")
    assert elsewhere.merges(main) == ()


async def test_a_change_of_another_desk_is_told_and_what_was_picked_stays(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_check(desk)
        await desk.press("right")
        await desk.see("‹ Keler ›")
        elsewhere.edit("chart 309", landline="+41443334400")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("nothing is merged yet", "‹ Keler ›", "! ")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("Merged 2 charts into Keler, Anna.")
    assert elsewhere.stored("chart 309")["landline"] == "+41443334400"


async def test_one_who_was_merged_by_another_desk_meanwhile_is_marked_and_the_others_stay_chosen(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.press("space", "space")
        await desk.see("2 chosen")
        elsewhere.merge(elsewhere.uuid("4711"), kellers[1])
        await desk.press("f2")
        await desk.see("! Keller, Ana", "2 chosen", "merged into another already")
        await desk.press("tab")
        await desk.idle()
        while "Keller, Ana" not in desk.line_of("│▸"):
            await desk.press("down")
            await desk.idle()
        await desk.press("delete")
        await desk.see("1 chosen")
        await desk.press("f2")
        await desk.see("Merge 1 chart into Keller, Anna")


async def test_nobody_is_merged_where_nobody_is_chosen(settings: Settings, kellers: tuple[UUID, ...]) -> None:
    async with open_desk(settings) as desk:
        await open_drawer(desk)
        await desk.press("f2")
        await desk.see("Nobody is chosen yet")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)], ids=str)
async def test_a_hostile_name_is_only_a_name(
    settings: Settings, elsewhere: Elsewhere, size: tuple[int, int]
) -> None:
    elsewhere.enter(NASTY, "[/x]", note="[red]x[/red]")
    async with open_desk(settings, size=size) as desk:
        await desk.find("obrien")
        await desk.press("ctrl+f")
        await desk.see("Merge into O'Brien", "likely double")
        await desk.type("obrien")
        await desk.see("2 found")
        await desk.press("down", "enter", "f2")
        await desk.see("Merge 1 chart into O'Brien")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("Merged 1 chart into O'Brien")


async def test_the_detail_screen_merges_too_and_stays_where_it_is(
    settings: Settings, kellers: tuple[UUID, ...]
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("m")
        await desk.see("2 likely doubles")
        await desk.press("space", "space", "f2")
        await desk.see("nothing is merged yet")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see(
            "Merged 2 charts into Keller, Anna. F8 takes it back.", "[1 Records]", "penicillin / latex"
        )
