"""The list of the register's doubles."""

from __future__ import annotations

from dataclasses import replace
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
def kellers(elsewhere: Elsewhere) -> tuple[UUID, UUID]:
    """Charts 309 and 310, of one person."""
    first = elsewhere.enter("Keller", "Anna", birth_date=BORN, mobile=PHONE)
    return first, elsewhere.enter("Keller", "Ana", birth_date=BORN, mobile=PHONE)


async def open_doubles(desk: Desk) -> None:
    """The list, when the whole register was gone through."""
    await desk.press("ctrl+g", "d")
    await desk.see("Doubles", "the whole register was gone through")


async def test_the_menu_of_the_desk_leads_there_and_the_search_goes_on_by_itself(
    settings: Settings, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings, size=(140, 24)) as desk:
        await open_doubles(desk)
        await desk.see("Keller, Anna 309", "Keller, Ana 310", "almost certain", "same phone")
        await desk.press("escape")
        await desk.see("310 found")


async def test_where_there_is_none_that_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("No doubles were found.", "0 pairs")
        await desk.press("m")
        await desk.see("! There is no pair in this list.")


async def test_m_opens_the_drawer_with_both_and_z_takes_the_merge_back(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("Keller, Anna 309")
        await desk.press("m")
        await desk.see("Merge into Keller, Anna", "1 chosen", "Keller, Ana")
        await desk.press("f2")
        await desk.see("nothing is merged yet")
        await desk.press("f2")
        await desk.see("merge nothing")
        await desk.press("y")
        await desk.see("Merged 1 chart into Keller, Anna.", "0 pairs")
        await desk.press("z")
        await desk.see("Take back the merge of")
        await desk.press("f2")
        await desk.see("Taken back: 1 chart")
    assert not elsewhere.desk.patients.chart(elsewhere.actor, kellers[1]).merged


async def test_two_who_are_not_the_same_person_are_marked_and_one_key_takes_that_back(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("Keller, Anna 309")
        await desk.press("n")
        await desk.see("– not the same", "n again takes that back.")
        await desk.miss("m Merge")
        assert len(elsewhere.desk.doubles.dismissed(elsewhere.actor, kellers[0])) == 1
        await desk.press("m")
        await desk.see("! These two were said not to be the same person")
        await desk.press("n")
        await desk.see("perhaps the same person again", "almost certain")
    assert elsewhere.desk.doubles.dismissed(elsewhere.actor, kellers[0]) == ()


async def test_the_history_of_either_takes_it_back_later(
    settings: Settings, elsewhere: Elsewhere, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("Keller, Anna 309")
        await desk.press("n")
        await desk.see("– not the same")
        await desk.press("escape")
        await desk.chart("chart 310")
        await desk.press("6")
        await desk.see("said: not the same")
        await desk.press("enter")
        await desk.see("Perhaps the same person after all?", "chart 309 is another")
        await desk.press("y")
        await desk.see("These two are perhaps the same person again.")
    assert elsewhere.desk.doubles.dismissed(elsewhere.actor, kellers[0]) == ()


async def test_enter_shows_the_two_side_by_side(settings: Settings, kellers: tuple[UUID, UUID]) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("Keller, Anna 309")
        await desk.press("enter")
        await desk.see("Is this one person?", "Chart 309", "Chart 310", "<> Keller, Ana", "=  12.03.1990")
        await desk.press("n")
        await desk.see("– not the same")
        await desk.press("enter")
        await desk.see("Is this one person?")
        await desk.press("escape")
        await desk.miss("Is this one person?")


async def test_an_administrator_says_whether_members_are_told(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await open_doubles(desk)
        await desk.see("Members are not told of doubles they cannot see")
        await desk.press("s")
        await desk.see("Members are told from now on.", "Members are told of")
        assert elsewhere.desk.doubles.tells(elsewhere.actor)
        await desk.press("s")
        await desk.see("Members are not told any more.")
    async with open_desk(replace(settings, operator="berta")) as desk:
        await open_doubles(desk)
        assert "Members are" not in desk.text()
        await desk.press("s")
        await desk.see("! Only an administrator")


async def test_a_member_sees_pairs_of_own_patients_only(
    settings: Settings, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(replace(settings, operator="carlo")) as desk:
        await open_doubles(desk)
        await desk.see("0 pairs")
        assert "Keller" not in desk.text()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)], ids=str)
async def test_a_hostile_name_is_only_a_name(
    settings: Settings, elsewhere: Elsewhere, size: tuple[int, int]
) -> None:
    for given in ("[/x]", "[/x]"):
        elsewhere.enter(NASTY, given, birth_date=BORN, mobile=PHONE)
    async with open_desk(settings, size=size) as desk:
        await open_doubles(desk)
        await desk.see("O'Brien [/b]")
        await desk.press("enter")
        await desk.see("Is this one person?", "O'Brien [/b]")
        await desk.press("m")
        await desk.see("Merge into O'Brien [/b]", "1 chosen")


async def test_the_list_stands_while_the_search_goes_on_and_keys_wait_for_nothing(
    settings: Settings, kellers: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "d")
        await desk.see("Doubles", "Members are")
        await desk.press("escape")
        await desk.see("310 found")
        await desk.press("ctrl+g", "d")
        await desk.see("Keller, Anna 309")
