"""Administrators keep the people of their institution by keys."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from dentui.config import Settings
from dentui.domain.actors import Role
from dentui.domain.people import PersonInput, PersonLine
from dentui.services.people import People
from dentui.store import indexing, tables
from dentui.store.database import Database
from dentui.ui.screens.people import PeopleScreen
from tests.clinics import ADMINISTRATOR
from tests.ui.conftest import LONG, NASTY, settings_of
from tests.ui.desk import Desk, open_desk

PASSWORD = "four quiet herons wade"


async def open_people(desk: Desk) -> PeopleScreen:
    """The people on the screen."""
    screen = PeopleScreen(desk.app.work)
    await desk.app.push_screen(screen)
    await desk.until(lambda: not screen._loading.busy)
    return screen


def everyone(home: Path) -> dict[str, PersonLine]:
    """What the register has, by name."""
    database = Database(settings_of(home))
    try:
        return {line.name: line for line in People(database).everyone(ADMINISTRATOR)}
    finally:
        database.close()


def change(home: Path, name: str, form: PersonInput) -> None:
    """Another desk changes somebody."""
    database = Database(settings_of(home))
    try:
        known = {line.name: line.uuid for line in People(database).everyone(ADMINISTRATOR)}
        if name in known:
            People(database).edit(ADMINISTRATOR, known[name], form)
        else:
            People(database).add(ADMINISTRATOR, uuid4(), form)
    finally:
        database.close()


async def test_the_menu_of_the_desk_leads_administrators_to_people_and_types(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g", "e")
        await desk.see("3 people", "Berta")
        await desk.press("ctrl+g", "t")
        await desk.see("[Case types]", "implant")
        # One takes the place of the other.
        await desk.press("escape")
        await desk.see("308 found")
    async with open_desk(replace(settings, operator="berta")) as desk:
        await desk.press("ctrl+g")
        await desk.see("Lock now")
        assert "People" not in desk.text()


async def test_a_person_is_added_by_keys_and_the_cursor_goes_there(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.see("3 people", "Anna", "Berta", "Carlo")
        await desk.press(
            "n", *"Eva Huber", "enter", *"eva", "enter", "a", "enter", "y", "enter", *PASSWORD, "f2"
        )
        await desk.see("Saved.", "4 people")
        await desk.until(lambda: "Eva Huber" in desk.line_at_cursor())
    eva = everyone(home)["Eva Huber"]
    assert (eva.login, eva.role, eva.doctor) == ("eva", Role.ADMINISTRATOR, True)
    assert eva.signs_in_with == ("password",)


async def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("f6", *"Eva", "enter", *"berta", "f2")
        await desk.see("! That login name is taken.", "Eva", "berta")
        assert desk.field == "login"


async def test_who_has_a_login_name_already_is_added_by_it(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("n", "up", "h", "enter")
        await desk.at("login")
        await desk.miss("New password")
        await desk.press(*"nobody", "f2")
        await desk.see("! Nobody has that login name.")
        await desk.press(*["backspace"] * 6, *"dora", "f2")
        await desk.see("Saved.", "4 people")
    assert not everyone(home)["Dora"].ours


async def test_of_who_works_elsewhere_too_only_role_and_doctor_are_changed(
    settings: Settings, home: Path
) -> None:
    database = Database(settings)
    People(database).add_existing(ADMINISTRATOR, "dora", Role.MEMBER, False)
    database.close()
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("end", "enter")
        await desk.see("Works for another institution as well")
        assert "New password" not in desk.text()
        await desk.press("a", "f2")
        await desk.see("Saved.")
    assert everyone(home)["Dora"].role is Role.ADMINISTRATOR


async def test_enter_typed_ahead_of_the_rows_opens_the_person(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.app.push_screen(PeopleScreen(desk.app.work))
        await desk.press("down", "enter")
        await desk.see("Edit person", "Berta")


async def test_removing_asks_and_enter_leaves_everything_as_it_is(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("end", "delete")
        await desk.see("Remove this person?", "Carlo can open nothing here")
        await desk.press("enter")
        await desk.miss("Remove this person?")
        assert "Carlo" in everyone(home)
        await desk.press("delete")
        await desk.say_yes()
        await desk.see("Removed.", "2 people")
    assert "Carlo" not in everyone(home)


async def test_a_removal_that_takes_long_is_not_given_up_by_escape(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on, remove = threading.Event(), threading.Event(), People.remove

    def remove_slowly(self: People, *who: Any) -> None:
        asked.set()
        goes_on.wait(20)
        remove(self, *who)

    monkeypatch.setattr(People, "remove", remove_slowly)
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("down", "down", "delete")
        await desk.see("Remove this person?")
        await desk.say_yes()
        await desk.until(asked.is_set)
        monkeypatch.setattr("dentui.ui.work.PATIENCE", 0.0)
        await desk.press("escape")
        await desk.until(lambda: desk.app.work.gate.waiting)
        goes_on.set()
        await desk.until(lambda: "Carlo" not in everyone(home))
        assert "Given up." not in desk.text()


async def test_the_cursor_goes_to_a_person_also_when_people_come_who_were_asked_for_before(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        screen = await open_people(desk)
        before = tuple(everyone(home).values())
        change(home, "Eva", PersonInput("Eva", Role.MEMBER, doctor=False))
        now = everyone(home)
        screen._point_at = now["Eva"].uuid
        screen.fetched(before)
        screen.fetched(tuple(now.values()))
        assert screen.table.row_at_cursor is not None
        assert screen.table.row_at_cursor.name == "Eva"


async def test_nobody_removes_themselves(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("f4")
        await desk.see("! You cannot remove yourself.")


async def test_who_has_patients_hands_them_over(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("down", "delete")
        await desk.see("responsible member of 308", "Taken over by", "F2 Save", "F2 saves")
        await desk.press("f2")
        await desk.see("! Choose who takes the patients over")
        await desk.press("c", "f2")
        await desk.see("Removed; 308 patients were taken over.")
    assert everyone(home)["Carlo"].patients == 308
    database = Database(settings)
    assert database.system(indexing.differences) == []
    database.close()


async def test_another_desks_change_shows_with_the_cursor_unmoved(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("down")
        await desk.until(lambda: "Berta" in desk.line_at_cursor())
        change(home, "Aaron", PersonInput("Aaron", "aaron"))
        await desk.see("4 people", "Aaron")
        assert "Berta" in desk.line_at_cursor()


async def test_a_conflict_shows_both_and_keeps_the_password_that_was_typed(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await open_people(desk)
        await desk.press("down", "enter")
        await desk.at("name")
        change(home, "Berta", PersonInput("Berta B.", "berta"))
        await desk.press("end", *"!", "down", "down", "down", "down", *PASSWORD, "f2")
        await desk.see("What is to stay?", "Berta!", "Berta B.")
        assert "New password" not in desk.text()
        await desk.press("t", "f2")
        await desk.see("Saved.")
    berta = everyone(home)["Berta B."]
    assert berta.signs_in_with == ("password",)


async def test_a_right_taken_away_empties_the_open_screen(settings: Settings, home: Path) -> None:
    change(home, "Berta", PersonInput("Berta", "berta", Role.ADMINISTRATOR))
    async with open_desk(replace(settings, operator="berta")) as desk:
        await open_people(desk)
        await desk.see("Carlo")
        change(home, "Berta", PersonInput("Berta", "berta"))
        await desk.see("! Only an administrator may see and change the people")
        await desk.miss("Carlo")


async def test_members_get_the_refusal_and_go_back(settings: Settings) -> None:
    async with open_desk(replace(settings, operator="berta")) as desk:
        await open_people(desk)
        text = await desk.see("! Only an administrator may see and change the people")
        assert "Carlo" not in text
        await desk.press("escape")
        await desk.see("308 found")


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40)])
async def test_long_and_hostile_names_are_shown_as_text(
    size: tuple[int, int], settings: Settings, home: Path
) -> None:
    for name, login in ((NASTY, "nasty"), (LONG, "long")):
        change(home, name, PersonInput(name, login))
    database = Database(settings)
    database.system(
        lambda connection: connection.execute(
            update(tables.person).where(tables.person.c.id == 3).values(name="\x1b[31mCarlo\x07")
        ),
        writes=True,
    )
    database.close()
    async with open_desk(settings, size=size) as desk:
        await open_people(desk)
        text = await desk.see("O'Brien [/b]", "Wolfeschlegel", "\ufffd[31mCarlo", "Login", "Role")
        assert "\x1b" not in text
        await desk.press("home", "enter")
        await desk.see("Edit person", "\ufffd[31mCarlo")
