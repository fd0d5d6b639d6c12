"""The Info tab: a field is edited where it stands, by the rules of the sheet (S53)."""

from __future__ import annotations

from dentui.config import Settings
from dentui.ui.sheets.patient import EditFieldSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


async def field(desk: Desk, downs: int) -> None:
    """Open the field that is so far down."""
    await desk.press("4")
    await desk.see("Basic information", "▸Family name")
    await desk.press(*["down"] * downs, "enter")
    await desk.until(lambda: isinstance(desk.app.screen, EditFieldSheet))


async def test_a_field_is_edited_there_and_taken_back(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, 1)
        text = await desk.see("Edit patient", "Given name      Anna")
        assert "E-mail          " not in text.partition("Edit patient")[2].partition("\n")[0]
        await desk.at("given")
        await desk.type("bell")
        await desk.press("f2")
        await desk.see("Saved. z takes it back.", "▸Given name", "Annabell")
        await desk.press("z")
        await desk.until(lambda: elsewhere.chart("4711").given == "Anna")
    assert elsewhere.chart("4711").family == "Smith"


async def test_clinical_information_is_edited_in_a_small_window(
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
        await desk.type(" [/b] at night")
        await desk.press("f2")
        await desk.see("▸Oral habits", "clenches [/b] at night")
    assert elsewhere.chart("4711").oral_habits == "clenches [/b] at night"


async def test_what_cannot_be_is_refused_at_the_field_and_stays(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, 9)
        await desk.at("email")
        await desk.type("@@")
        await desk.press("f2")
        await desk.see("! That is no e-mail address.", "anna@example.org@@")
        await desk.press("escape")
        await desk.say_yes()
    assert elsewhere.chart("4711").email == "anna@example.org"


async def test_another_desks_change_of_the_same_field_is_told(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await field(desk, 1)
        await desk.type("bell")
        elsewhere.edit("4711", given="Annika", note="theirs")
        await desk.press("f2")
        await desk.see("yours   Annabell", "theirs  Annika")
        await desk.press("y", "f2")
        await desk.see("Saved. z takes it back.")
    chart = elsewhere.chart("4711")
    assert (chart.given, chart.note) == ("Annabell", "theirs")
