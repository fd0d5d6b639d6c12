"""A profile that was merged into another, on the list and on the detail screen."""

from __future__ import annotations

from uuid import UUID

import pytest

from dentui.config import Settings
from tests.ui.conftest import NASTY
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


@pytest.fixture
def merged(elsewhere: Elsewhere) -> tuple[UUID, UUID]:
    """Chart 310 is merged into chart 309."""
    main, other = elsewhere.enter("Keller", "Anna"), elsewhere.enter("Keller", "Ana", note="by train")
    elsewhere.merge(main, other)
    return main, other


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)], ids=str)
async def test_the_list_marks_it_by_word_and_shape(
    settings: Settings, merged: tuple[UUID, UUID], size: tuple[int, int]
) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.find("chart 310")
        assert "Keller, Ana" in desk.line_at_cursor()
        assert "→ merged" in desk.line_at_cursor()


async def test_the_glance_says_into_whom(settings: Settings, merged: tuple[UUID, UUID]) -> None:
    async with open_desk(settings, size=(200, 60)) as desk:
        await desk.find("chart 310")
        await desk.see("into Keller, Anna (chart 309)")


async def test_its_banner_leads_to_the_main_patient(settings: Settings, merged: tuple[UUID, UUID]) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        await desk.see(
            "→ MERGED.", "read-only", "it was merged into Keller, Anna (chart", "309). o opens that."
        )
        await desk.press("o")
        await desk.see("chart 309", "[1 Records]")
        await desk.miss("MERGED")
        await desk.press("escape")
        await desk.see("Find  chart 310")


@pytest.mark.parametrize("key", ["e", "t", "f7", "m", "n", "f6"])
async def test_keys_that_change_are_refused_with_the_way_to_the_main_patient(
    settings: Settings, merged: tuple[UUID, UUID], key: str
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        await desk.press(key)
        await desk.see("! This profile is read-only: it was merged into Keller, Anna (chart 309).")
        assert "F2 Save" not in desk.text()


async def test_the_main_patient_tells_who_was_merged_and_one_key_opens_them(
    settings: Settings, elsewhere: Elsewhere, merged: tuple[UUID, UUID]
) -> None:
    async with open_desk(settings, size=(80, 40)) as desk:
        await desk.chart("chart 309")
        await desk.press("4")
        await desk.see("Merged into it  Keller, Ana (chart 310): o opens it")
        elsewhere.merge(merged[0], elsewhere.enter(NASTY, "[/x]"))
        await desk.see("O'Brien [/b] [@click=app.quit], [/x] (chart 311)", "o opens them")
        await desk.press("o")
        await desk.see("Merged into this patient", "b  chart 310: Keller, Ana", "a  chart 311: O'Brien")
        await desk.press("b")
        await desk.see("→ MERGED.")


async def test_a_chart_that_was_never_merged_says_so(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("o")
        await desk.see("This chart was not merged with another one.")


async def test_what_another_desk_merges_is_seen_on_the_open_chart(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    main, other = elsewhere.enter("Keller", "Anna"), elsewhere.enter("Keller", "Ana")
    async with open_desk(settings) as desk:
        await desk.chart("chart 310")
        elsewhere.take_back(elsewhere.merge(main, other))
        elsewhere.merge(main, other)
        await desk.see("→ MERGED.")
