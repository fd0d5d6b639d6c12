"""The Info tab: a field is edited where it stands, by the rules of the sheet (S53)."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from dentui.config import Settings
from dentui.domain.forms import LIMITS
from dentui.ui.screens.patient import PatientScreen
from dentui.ui.sheets.field import EditFieldSheet
from dentui.ui.tabs.info import FIELDS
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


async def field(desk: Desk, name: str) -> None:
    """Open this field in its line."""
    await desk.press("4")
    await desk.see("Basic information", "▸Family name")
    await desk.press(*["down"] * FIELDS.index(name), "enter")
    await desk.until(lambda: isinstance(desk.app.screen, EditFieldSheet))
    await desk.at(name)


def rows(text: str, words: str) -> list[int]:
    """Rows in which these words stand."""
    return [row for row, line in enumerate(text.split("\n")) if words in line]


def place(text: str, words: str) -> tuple[int, int]:
    """Row and column of the only place where these words stand."""
    (row,) = rows(text, words)
    return row, text.split("\n")[row].index(words)


async def test_a_field_is_edited_in_its_line_and_taken_back(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("4")
        before = await desk.see("Basic information", "▸Family name")
        await field(desk, "given")
        after = await desk.see("Enter Save", "Esc Back")
        for words in ("Given name      Anna", "Other names  ", "Date of birth", "E-mail          anna@"):
            assert place(after, words) == place(before, words)
        await desk.type("bell")
        await desk.press("enter")
        await desk.see("Saved. z takes it back.", "▸Given name", "Annabell")
        await desk.press("z")
        await desk.until(lambda: elsewhere.chart("4711").given == "Anna")
    assert elsewhere.chart("4711").family == "Smith"


def _line(desk: Desk) -> Region:
    sheet = desk.app.screen
    assert isinstance(sheet, EditFieldSheet)
    return sheet.line.region


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (40, 12), (160, 50)])
async def test_every_field_opens_over_what_was_read_of_it(settings: Settings, size: tuple[int, int]) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.chart("4711")
        await desk.press("4")
        await desk.until(lambda: isinstance(desk.app.screen, PatientScreen))
        for name in FIELDS:
            await desk.press("enter")
            await desk.at(name)
            sheet = desk.app.screen
            assert isinstance(sheet, EditFieldSheet)
            await desk.until(lambda: _line(desk).bottom <= size[1] - 2)
            there, line = sheet.spot.region(), _line(desk)
            assert line.right == size[0], name
            assert line.y <= there.y < line.bottom, name
            assert line.height >= min(there.height, size[1] - 2), name
            await desk.press("escape", "down")
            await desk.until(lambda: isinstance(desk.app.screen, PatientScreen))


async def test_a_note_takes_lines_and_is_saved_by_f2_in_a_small_window(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press("4")
        await desk.see("▸Family name")
        await desk.press("end")
        await desk.see("▸Oral habits")
        await desk.press("enter")
        await desk.at("oral_habits")
        await desk.see("Enter New line", "F2 Save")
        await desk.type(" [/b]")
        await desk.press("enter")
        await desk.type("at night")
        await desk.press("f2")
        await desk.see("▸Oral habits", "clenches [/b]", "at night")
    assert elsewhere.chart("4711").oral_habits == "clenches [/b]\nat night"


async def test_a_choice_is_saved_by_enter(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, "gender")
        before = elsewhere.chart("4711").gender
        await desk.press("right", "space", "enter")
        await desk.see("Saved. z takes it back.", "▸Gender")
    assert elsewhere.chart("4711").gender is not before


async def test_enter_on_what_was_not_changed_goes_back(settings: Settings, elsewhere: Elsewhere) -> None:
    version = elsewhere.chart("4711").version
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, "mobile")
        await desk.press("enter")
        await desk.see("Nothing was changed.", "▸Mobile")
    assert elsewhere.chart("4711").version == version


async def test_what_cannot_be_is_refused_at_the_field_and_stays(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, "email")
        await desk.type("@@")
        await desk.press("enter")
        await desk.see("! That is no e-mail address.", "anna@example.org@@")
        await desk.press("escape")
        await desk.say_yes()
    assert elsewhere.chart("4711").email == "anna@example.org"


async def test_a_refusal_is_read_in_the_last_rows_too(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 14)) as desk:
        await desk.chart("4711")
        await desk.press("4")
        await desk.see("▸Family name")
        await desk.press("end", "enter")
        await desk.at("oral_habits")
        await desk.paste("x" * (LIMITS["oral_habits"] + 1))
        await desk.press("f2")
        text = await desk.see("! ", "F2 Save", "characters")
        assert text.split("\n")[-2].strip() == "" or "characters" not in text.split("\n")[-2]
        await desk.at("oral_habits")


async def test_the_line_follows_what_another_desk_and_the_window_move(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, "email")
        await desk.type("x")
        row, _ = place(await desk.see("anna@example.orgx"), "E-mail          anna")
        elsewhere.edit("4711", family="Smith of the very long name that takes some rows of its own here")
        await desk.see("of its own here", "anna@example.orgx")
        await desk.until(lambda: rows(desk.text(), "E-mail          anna") == [row + 3])
        await desk.pilot.resize_terminal(60, 20)
        text = await desk.see("E-mail          anna@example.orgx", "Enter Save")
        assert place(text, "E-mail          anna")[1] == 1
        await desk.press("enter")
        await desk.see("yours   anna@example.orgx", "Family name      ( ) yours  ▸(•) theirs")
        await desk.press("f2")
        await desk.see("Saved. z takes it back.")
    chart = elsewhere.chart("4711")
    assert (chart.email, chart.family[:13]) == ("anna@example.orgx", "Smith of the ")


async def test_another_desks_change_of_the_same_field_is_told(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, "given")
        await desk.type("bell")
        elsewhere.edit("4711", given="Annika", note="theirs")
        await desk.press("enter")
        await desk.see("yours   Annabell", "theirs  Annika")
        await desk.press("y", "f2")
        await desk.see("Saved. z takes it back.")
    chart = elsewhere.chart("4711")
    assert (chart.given, chart.note) == ("Annabell", "theirs")
