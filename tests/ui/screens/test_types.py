"""Administrators keep case types and visit types by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from dentui.config import Settings
from dentui.domain.types import TypeInput, TypeKind
from dentui.services.types import TypeLists
from dentui.store.database import Database
from dentui.ui.screens.types import TypesScreen
from tests.clinics import ADMINISTRATOR
from tests.ui.conftest import settings_of
from tests.ui.desk import Desk, open_desk


async def open_types(desk: Desk) -> TypesScreen:
    """The types on the screen, with their counts."""
    screen = TypesScreen(desk.app.work)
    await desk.app.push_screen(screen)
    await desk.until(lambda: not screen._loading.busy and not screen._counting.busy)
    return screen


def names(home: Path, kind: TypeKind) -> list[str]:
    """What the register has; the retired ones in brackets."""
    database = Database(settings_of(home))
    try:
        lines = TypeLists(database).lines(ADMINISTRATOR, kind)
    finally:
        database.close()
    return [f"({line.name})" if line.retired else line.name for line in lines]


async def test_the_lists_show_how_many_records_have_each(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.see("[Case types]", "implant")
        assert desk.line_of("implant").split()[-2:] == ["offered", "9"]
        await desk.press("tab")
        await desk.see("[Visit types]")
        await desk.press("left")
        await desk.see("[Case types]")


async def test_a_type_is_added_at_its_place(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("right", "n", *"emergency", "enter", *"2", "f2")
        await desk.see("Saved.")
        await desk.until(lambda: "2 emergency" in desk.line_at_cursor())
    assert names(home, TypeKind.VISIT) == ["implant", "emergency", "orthodontics", "check-up"]
    assert names(home, TypeKind.CASE) == ["implant", "orthodontics", "check-up"]


async def test_a_type_is_renamed_and_its_filter_has_the_new_name(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("enter", "end", *"s", "f2")
        await desk.see("Saved.", "implants")
        await desk.press("escape", "f3")
        await desk.see("Case type of that visit", "implants")


async def test_a_name_that_is_there_is_refused_at_its_field(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("n", *"IMPLANT", "f2")
        await desk.see("! There is a case type of that name")
        await desk.press("down")
        await desk.at("place")
        await desk.press("f2")
        await desk.at("name")


async def test_a_place_that_is_no_number_is_refused_at_its_field(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("n", *"crown", "enter", *"x", "f2")
        await desk.see("! The place in the list is a number from 1 on.")
        assert desk.field == "place"


async def test_space_retires_and_brings_back(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("space")
        await desk.see("Retired: no form offers it any more")
        await desk.until(lambda: "retired" in desk.line_at_cursor())
        assert names(home, TypeKind.CASE) == ["orthodontics", "check-up", "(implant)"]
        await desk.press("space")
        await desk.see("Offered again.")
        await desk.until(lambda: "1 implant" in desk.line_at_cursor())
    assert names(home, TypeKind.CASE) == ["implant", "orthodontics", "check-up"]


async def test_another_desks_change_shows_with_the_cursor_unmoved(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_types(desk)
        await desk.press("down")
        await desk.until(lambda: "orthodontics" in desk.line_at_cursor())
        database = Database(settings)
        TypeLists(database).add(ADMINISTRATOR, TypeKind.CASE, TypeInput("a [/b] new one", 1))
        database.close()
        await desk.see("1 a [/b] new one")
        assert "3 orthodontics" in desk.line_at_cursor()


async def test_members_get_the_refusal(settings: Settings) -> None:
    async with open_desk(replace(settings, operator="berta"), size=(60, 20)) as desk:
        await open_types(desk)
        text = await desk.see("! Only an administrator may see and change the lists")
        assert "implant" not in text
