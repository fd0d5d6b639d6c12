"""Filters in words, and periods as days."""

from __future__ import annotations

from datetime import date

import pytest

from dentui.config import Settings
from dentui.domain.finding import Filters
from dentui.domain.patients import Gender
from dentui.domain.types import CaseType
from dentui.ui.sheets.filter import FilterSheet, Period, days_of, range_words, words_of
from tests.ui.desk import Desk, open_desk

TYPES = (CaseType(1, "implant"), CaseType(2, "orthodontics"), CaseType(3, "check-up"))


def test_filters_read_as_a_sentence_would() -> None:
    filters = Filters(
        date(2026, 10, 1), date(2026, 10, 31), frozenset({1, 2}), frozenset({Gender.FEMALE, Gender.OTHER})
    )
    assert (
        words_of(filters, TYPES) == "visited 01.10.2026–31.10.2026, implant or orthodontics, female or other"
    )
    assert words_of(Filters(), TYPES) == ""


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 10, 1), None, "visited since 01.10.2026"),
        (None, date(2026, 10, 1), "visited until 01.10.2026"),
        (date(2026, 10, 1), date(2026, 10, 1), "visited on 01.10.2026"),
        (None, None, ""),
    ],
)
def test_a_range_is_put_into_words(first: date | None, last: date | None, words: str) -> None:
    assert range_words(first, last) == words


@pytest.mark.parametrize(
    ("period", "days"),
    [
        ("today", (date(2026, 2, 12), date(2026, 2, 12))),
        ("week", (date(2026, 2, 9), date(2026, 2, 15))),
        ("month", (date(2026, 2, 1), date(2026, 2, 28))),
        ("any", (None, None)),
    ],
)
def test_a_period_is_its_first_and_last_day(period: Period, days: tuple[date | None, date | None]) -> None:
    assert days_of(period, date(2026, 2, 12)) == days


async def test_a_period_is_chosen_by_its_first_letter_and_fills_the_days(settings: Settings) -> None:
    before = date.today()
    async with open_desk(settings) as desk:
        await desk.press("f3", "m")
        await desk.see("(•) month", "= ")
        sheet = desk.app.screen
        assert isinstance(sheet, FilterSheet)
        days = (sheet.first.read(), sheet.last.read())
        # A month may end while the test runs.
        assert days in [days_of("month", day) for day in (before, date.today())]


async def test_a_letter_that_several_begin_with_walks_them_and_space_chooses(settings: Settings) -> None:
    types = (CaseType(1, "Orthodontics"), CaseType(2, "Other"), CaseType(3, "Implant"))
    async with open_desk(settings) as desk:
        await desk.app.push_screen(FilterSheet(Filters(), types))
        await desk.press("tab", "tab", "tab", "o")
        assert "[x]" not in await desk.see("▸[ ] Other", "Space chooses")
        await desk.press("o", "i")
        await desk.see("▸[x] Implant")
        assert "[x] O" not in await desk.miss("Space chooses")
        await desk.press("o", "space")
        await desk.see("▸[x] Orthodontics")


async def test_a_date_is_shown_as_it_is_understood(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "tab", *"31102026")
        await desk.see("= Saturday 31.10.2026")


async def test_days_in_the_wrong_order_are_refused_at_the_field(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "tab", *"02102026", "tab", *"01102026", "f2")
        await desk.see("! This day lies before the first one.")
        sheet = desk.app.screen
        assert isinstance(sheet, FilterSheet)
        assert desk.app.focused is sheet.last.input


async def test_what_is_filtered_stands_in_the_sheet_again(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "t", "tab", "tab", "tab", "o", "tab", "f", "enter")
        await desk.see("orthodontics, female")
        await desk.press("f3")
        await desk.see("(•) today", "[x] orthodontics", "[x] female", "[ ] male")
        await desk.press("f4", "enter")
        await desk.see("308 found")


async def test_up_and_down_leave_a_choice_at_its_edge_and_a_field_at_once(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "down")
        sheet = await _sheet(desk)
        await desk.until(lambda: desk.app.focused is sheet.first.input)
        await desk.press("down", "down")
        await desk.until(lambda: desk.app.focused is sheet.types)
        await desk.press("up", "up", "up")
        await desk.until(lambda: desk.app.focused is sheet.period)


@pytest.mark.parametrize("size", [(80, 24), (60, 24)])
async def test_the_footer_has_the_keys_of_the_sheet_and_no_others(
    settings: Settings, size: tuple[int, int]
) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.press("f3")
        await _sheet(desk)
        footer = (await desk.see("Enter Apply")).splitlines()[-1]
        assert footer.startswith(" Space Choose  Enter Apply  Esc Back  ")
        assert "F4 Reset" in footer
        assert footer.endswith("F1 Keys")
        assert "Open" not in footer


async def _sheet(desk: Desk) -> FilterSheet:
    await desk.until(lambda: isinstance(desk.app.screen, FilterSheet) and desk.app.focused)
    assert isinstance(desk.app.screen, FilterSheet)
    return desk.app.screen
