"""The detail screen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from dentui.config import Settings
from dentui.domain.patients import age_on
from dentui.store import tables
from dentui.store.changes import POLL
from dentui.store.database import Database, Unit
from dentui.ui.app import watching
from dentui.ui.screens.patient import PatientScreen
from tests.clinics import ADMINISTRATOR, Clinic, at, patient, visit
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_the_head_has_everything(settings: Settings) -> None:
    age = age_on(date(1985, 3, 12), date.today())
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter")
        await desk.see(
            "Smith, Anna", f"female, {age} years, born 12.03.1985", "!! ALLERGIES: penicillin",
            "+41791234711", "+41443334455", "756.1111.2222.33", "80756000", "anna@example.org", "1 open",
            "Bahnhofstrasse 1 / 8001 Zürich", "comes by train", "implant, orthodontics",
        )  # fmt: skip


async def test_allergies_stand_out_without_colour_too(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter")
        await desk.see("!! ALLERGIES")
        await desk.press("escape", "slash", *["backspace"] * 4, *"muller", "enter")
        await desk.see("Allergies: not recorded")


async def test_the_visits_stand_newest_first_and_a_range_narrows_them(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter")
        text = await desk.see("10 visits", "▸ 03.10.2026 09:30 Visit 10")
        assert text.index("03.10.2026") < text.index("03.09.2026") < text.index("03.08.2026")
        await desk.press("f", "tab", *"03022026", "tab", *"03042026", "enter")
        await desk.see("visited 03.02.2026–03.04.2026", "3 visits", "▸ 03.04.2026")
        await desk.press("x")
        await desk.see("all visits", "10 visits")


async def test_every_tab_says_what_is_there(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter", "2")
        await desk.see("[2 Images]", "No image data")
        await desk.press("right")
        await desk.see("[3 Reports]", "No report")
        await desk.press("right")
        await desk.see("[4 Info]", "Family name     Smith")
        await desk.press("right")
        await desk.see("[5 Tickets]", "1 open", "1 ticket", "T-000001")
        await desk.press("right")
        await desk.see("[6 History]", "0 changes", "Nothing was changed on this chart")
        await desk.press("right")
        await desk.see("[7 Cases]", "0 cases", "No case yet")
        await desk.press("right")
        await desk.see("[1 Records]", "10 visits")
        await desk.press("left")
        await desk.see("[7 Cases]")


async def test_the_info_tab_is_complete(settings: Settings) -> None:
    async with open_desk(settings, size=(80, 50)) as desk:
        await desk.press(*"4711", "enter", "4")
        await desk.see(
            "Basic information", "Family name     Smith", "Given name      Anna", "Gender          female",
            "12.03.1985", "+41791234711", "756.1111.2222.33", "8001 Zürich", "comes by train",
            "Responsible     Berta", "Clinical information", "penicillin", "appendix", "clenches",
        )  # fmt: skip


async def test_the_info_tab_scrolls_at_a_small_terminal(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.press(*"4711", "enter", "4")
        await desk.see("Basic information")
        await desk.press("end")
        await desk.see("Oral habits     clenches")


async def test_the_nasty_patient_is_shown_as_it_is_written(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"obrien", "enter")
        await desk.see(
            "O'Brien [/b] [@click=app.quit]", "!! ALLERGIES: �[31mnuts", "�]0;owned��[2J[b]bold[/b]",
            "�[31m[red]x",
        )  # fmt: skip
        await desk.press("4")
        await desk.see("Family name     O'Brien [/b]", "[@click=app.quit]")


async def test_tab_leads_back_to_the_find_box_too_and_what_is_typed_there_stays(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down")
        await desk.until(lambda: desk.app.focused is desk.list.table)
        await desk.press("enter")
        await desk.see("[1 Records]")
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.list)
        await desk.press("tab", *"mul", "f1", "escape", "l")
        await desk.until(lambda: desk.list.box.value == "mull")


async def test_slash_leads_back_to_the_find_box(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "enter", "slash", "end", "backspace")
        await desk.until(lambda: desk.list.box.value == "471")
        assert desk.app.focused is desk.list.box


async def test_another_desks_change_leaves_the_open_chart_as_it_is(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter")
        await desk.see("1 visit", "Müller, Jürg")
        clinic = Clinic(settings, Database(settings))
        clinic.take_in(patient("Other", "Entirely", records=(visit(at(2026, 11, 1)),)))
        await desk.until(lambda: desk.list._stale)
        await desk.see("1 visit", "Müller, Jürg")
        clinic.database.close()


async def test_rows_that_come_while_the_chart_is_being_left_are_no_fault(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter")
        await desk.see("1 visit", "Müller, Jürg")
        chart = desk.app.desk_stack[-1]
        assert isinstance(chart, PatientScreen)
        # Leaving takes the widgets away one by one; the keys at the foot go before the tabs.
        await chart.key_bar.remove()
        chart.action_refresh()
        await chart.settle()
        await desk.see("1 visit", "Müller, Jürg")


async def test_what_another_desk_writes_into_the_open_chart_shows(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter")
        await desk.see("Müller, Jürg", "Allergies: not recorded")
        clinic = Clinic(settings, Database(settings))

        def write(unit: Unit) -> None:
            unit.connection.execute(
                update(tables.patient).where(tables.patient.c.family == "Müller").values(allergies="latex")
            )
            unit.audit("edit patient", fields=["allergies"])

        clinic.database.write(ADMINISTRATOR, write)
        await desk.see("ALLERGIES: latex")
        await desk.press("4")
        await desk.see("Family name")
        await desk.press("pagedown")
        await desk.see("Allergies", "latex", "Past history")
        clinic.database.close()


async def test_what_comes_while_something_is_saved_here_is_asked_for_behind_it(
    settings: Settings, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LONGEST", 60.0)
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        with desk.app.work.gate.hold():
            elsewhere.edit("muller", allergies="latex")
            # By then the watch has noticed it.
            await asyncio.sleep(4 * POLL)
            assert "latex" not in desk.text()
        await desk.see("ALLERGIES: latex")


async def test_undo_is_refused_with_who_changed_the_same_since(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    other = Elsewhere(replace(settings, operator="berta"))
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("e", *["down"] * 7, *"j@example.org", "f2")
        await desk.see("Saved. z takes it back.", "j@example.org")
        other.edit("muller", email="theirs@example.org")
        await desk.see("theirs@example.org")
        await desk.press("z")
        await desk.see("! This cannot be undone: Berta changed the e-mail at", "edit it by hand")
    assert elsewhere.stored("muller")["email"] == "theirs@example.org"
    other.close()


async def test_another_field_that_was_changed_since_is_no_hindrance(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("e", *["down"] * 7, *"j@example.org", "f2")
        await desk.see("Saved.", "j@example.org")
        other = Elsewhere(replace(settings, operator="berta"))
        other.edit("muller", landline="+41443330000")
        other.close()
        await desk.see("+41443330000")
        await desk.press("f8")
        await desk.see("Undone: the edit (e-mail), Müller, Jürg.", "+41443330000")
    assert elsewhere.stored("muller")["email"] == ""


async def test_nothing_to_undo_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("z")
        await desk.see("There is nothing to undo")


async def test_info_follows_another_desk_and_stays_scrolled(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press("4")
        await desk.see("Basic information")
        await desk.press("end")
        await desk.see("Oral habits     clenches")
        elsewhere.edit("4711", oral_habits="grinds")
        await desk.see("Oral habits     grinds")


@pytest.mark.parametrize("tab", range(1, 8))
async def test_all_tabs_are_named_in_a_narrow_window(settings: Settings, tab: int) -> None:
    names = ("Records", "Images", "Reports", "Info", "Tickets", "History", "Cases")
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.chart("4711")
        await desk.press(str(tab))
        bar = await desk.see(f"[{tab} {names[tab - 1]}]")
        # Without the space, which only the open one has.
        assert all(f"{number}{name}" in bar.replace(" ", "") for number, name in enumerate(names, 1))


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (50, 12)])
async def test_long_allergies_stand_in_as_many_rows_as_they_need(
    settings: Settings, elsewhere: Elsewhere, size: tuple[int, int]
) -> None:
    allergies = "penicillin (anaphylaxis 2019), latex gloves, articaine with adrenaline, nickel"
    elsewhere.edit("4711", allergies=allergies)
    async with open_desk(settings, size=size) as desk:
        await desk.chart("4711")
        text = " ".join((await desk.see("Visit 10")).split())
        assert f"!! ALLERGIES: {allergies}" in text


async def test_a_wide_screen_shows_three_facts_beside_each_other_and_no_line_is_too_wide_to_read(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.edit("4711", note="word " * 100)
    async with open_desk(settings, size=(200, 60)) as desk:
        await desk.chart("4711")
        line = desk.line_of("Mobile")
        assert all(label in line for label in ("Landline", "ID number"))
        await desk.press("4")
        await desk.see("[4 Info]", "Basic information")
        info = desk.text().partition("Basic information")[2]
        assert max(line.count("word") for line in info.splitlines()) == 20
        assert info.count("word") == 100
