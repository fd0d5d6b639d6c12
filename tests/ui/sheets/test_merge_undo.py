"""Taking a merge back, and making it again."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from dentui.config import Settings
from dentui.domain.merging import Merge
from dentui.domain.tickets import TicketKind
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere

BORN = date(1990, 3, 12)


@pytest.fixture
def charts(elsewhere: Elsewhere) -> tuple[UUID, UUID, UUID]:
    """Three charts, numbered from 309 on; the second has a ticket."""
    found = tuple(
        elsewhere.enter(family, given, birth_date=BORN, mobile=mobile)
        for family, given, mobile in (
            ("Keller", "Anna", ""), ("Keller", "Ana", "+41791112233"), ("Keler", "Anna", ""),
        )
    )  # fmt: skip
    elsewhere.open_ticket("chart 310")
    return found[0], found[1], found[2]


@pytest.fixture
def merge(elsewhere: Elsewhere, charts: tuple[UUID, UUID, UUID]) -> Merge:
    """The second is merged into the first."""
    return elsewhere.merge(*charts[:2])


def is_merged(elsewhere: Elsewhere, patient: UUID) -> bool:
    return elsewhere.desk.patients.chart(elsewhere.actor, patient).merged


async def test_z_after_a_merge_shows_what_comes_back_and_takes_it_back(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    async with open_desk(settings) as desk:
        await desk.find("keller")
        await desk.press("f8")
        await desk.see(
            "Take back the merge of", "(Anna)", "chart 310", "Keller, Ana gets back: 1 scan ticket",
            "Fields as before, of chart 309, Keller, Anna", "Mobile", "(empty)", "(was made: +41791112233)",
        )  # fmt: skip
        await desk.press("f2")
        await desk.see("Taken back: 1 chart merged into Keller, Anna.")
        assert "Keller, Anna" in desk.line_at_cursor()
    assert not is_merged(elsewhere, merge.others[0].uuid)
    assert elsewhere.stored("chart 309")["mobile"] == ""


async def test_esc_changes_nothing(settings: Settings, elsewhere: Elsewhere, merge: Merge) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f8")
        await desk.see("Take back the merge of")
        await desk.press("escape")
        await desk.miss("Take back the merge of")
    assert is_merged(elsewhere, merge.others[0].uuid)


async def test_z_again_offers_the_merge_again(settings: Settings, elsewhere: Elsewhere, merge: Merge) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("z")
        await desk.see("Take back the merge of")
        await desk.press("f2")
        await desk.see("F8 offers the merge again.")
        await desk.press("z")
        await desk.see(
            "Merge 1 chart again?", "Keller, Ana (chart 310) into", "Moves: 1 scan ticket.", "Mobile",
            "leave it",
        )  # fmt: skip
        await desk.press("y")
        await desk.see("Merged 1 chart into Keller, Anna. F8 takes it back.")
        assert is_merged(elsewhere, merge.others[0].uuid)
        await desk.press("z")
        await desk.see("Take back the merge of")


async def test_where_the_dates_of_birth_differ_by_now_the_name_is_typed_before_it_is_made_again(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("z")
        await desk.see("Take back the merge of")
        await desk.press("f2")
        await desk.see("F8 offers the merge again.")
        elsewhere.edit("chart 310", birth_date=date(1960, 1, 1))
        await desk.press("z")
        await desk.see("Merge 1 chart again?")
        await desk.press("y")
        await desk.see("patient's name: Keller, Anna")
        await desk.press("enter")
        await desk.miss("main patient's name")
        assert not is_merged(elsewhere, merge.others[0].uuid)
        await desk.press("z")
        await desk.see("Merge 1 chart again?")
        await desk.press("y")
        await desk.see("patient's name: Keller, Anna")
        await desk.press(*"keller anna", "enter")
        await desk.see("Merged 1 chart into Keller, Anna.")


async def test_after_another_change_z_is_about_that_one(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("z")
        await desk.see("Take back the merge of")
        await desk.press("f2")
        await desk.see("F8 offers the merge again.")
        await desk.press("e", "down", "down", *"Maria", "f2")
        await desk.see("Saved.", "Keller, Anna Maria")
        await desk.press("z")
        await desk.see("Undone: the edit")


@pytest.mark.parametrize("chart", ["chart 309", "chart 310"])
async def test_the_history_of_either_patient_takes_it_back_and_makes_it_again(
    settings: Settings, elsewhere: Elsewhere, merge: Merge, chart: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart(chart)
        await desk.press("6")
        await desk.see("[6 History]", "merged")
        await desk.press("enter")
        await desk.see("Take back the merge of")
        await desk.press("f2")
        await desk.see("Taken back: 1 chart merged into Keller, Anna.", "took back: merged")
        assert not is_merged(elsewhere, merge.others[0].uuid)
        while "(taken back)" not in desk.line_at_cursor() and "merged" not in desk.line_at_cursor()[20:50]:
            await desk.press("down")
            await desk.idle()
        await desk.press("enter")
        await desk.see("Merge 1 chart again?")
        await desk.press("y")
        await desk.see("Merged 1 chart into Keller, Anna.")
    assert is_merged(elsewhere, merge.others[0].uuid)


async def test_what_was_changed_since_is_kept_unless_space_gives_it_back(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    elsewhere.edit("chart 309", mobile="+41799999999")
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        await desk.press("z")
        await desk.see(
            "Changed since the merge: kept, unless Space says otherwise", "(•) keep", "( ) give back",
            "now     +41799999999", "before  (empty)",
        )  # fmt: skip
        await desk.press("f2")
        await desk.see("Take this merge back?", "1 kept, 0 given back.", "Enter leave it")
        await desk.press("enter")
        await desk.miss("Take this merge back?")
        assert is_merged(elsewhere, merge.others[0].uuid)
        await desk.press("right", "space")
        await desk.see("(•) give back")
        await desk.press("f2")
        await desk.see("0 kept, 1 given back.")
        await desk.press("y")
        await desk.see("Taken back: 1 chart")
    assert elsewhere.stored("chart 309")["mobile"] == ""


async def test_what_was_made_since_stays_and_is_listed(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    elsewhere.open_ticket("chart 309", TicketKind.INTRAORAL)
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("6", "end", "up", "up", "enter")
        await desk.idle()
        if "Take back the merge" not in desk.text():
            await desk.press("escape", "home", "down", "enter")
        await desk.see(
            "Take back the merge of", "Made since, so it stays with chart 309", "in all", "1 scan ticket"
        )
        await desk.press("f2")
        await desk.see("Taken back: 1 chart")
    assert len(elsewhere.tickets("chart 309")) == 1


async def test_another_desks_change_while_it_is_looked_at_is_shown_before_anything_is_done(
    settings: Settings, elsewhere: Elsewhere, merge: Merge
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 309")
        await desk.press("z")
        await desk.see("Take back the merge of")
        elsewhere.edit("chart 309", mobile="+41799999999")
        await desk.press("f2")
        await desk.see("Another desk has changed the main patient", "(•) keep")
        await desk.press("f2")
        await desk.see("Take this merge back?")
        await desk.press("y")
        await desk.see("Taken back: 1 chart")
    assert elsewhere.stored("chart 309")["mobile"] == "+41799999999"


async def test_a_merge_that_another_one_blocks_leads_to_that_one(
    settings: Settings, elsewhere: Elsewhere, merge: Merge, charts: tuple[UUID, UUID, UUID]
) -> None:
    later = elsewhere.merge(charts[2], charts[0])
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        await desk.press("6")
        await desk.see("[6 History]", "merged into another")
        await desk.press("enter")
        await desk.see("Another merge comes first.", "chart #311", "y show that one")
        await desk.press("y")
        await desk.see("Take back the merge of", "Keller, Anna gets back")
        await desk.press("f2")
        await desk.see("Taken back: 1 chart merged into Keler, Anna.")
        assert not is_merged(elsewhere, later.others[0].uuid)
        await desk.press("enter")
        await desk.see("Keller, Ana gets back")
        await desk.press("f2")
        await desk.see("Taken back: 1 chart merged into Keller, Anna.")
    assert not is_merged(elsewhere, charts[1])
