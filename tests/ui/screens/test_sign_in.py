"""Signing in at the screen, the desk's menu, and going from the desk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widget import Widget
from textual.widgets import Input

from dentui.config import Settings
from dentui.services import hashing
from dentui.services.sign_in import open_sign_in
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.screens.sign_in import SignInScreen
from tests.clinics import ADMINISTRATOR, MEMBER, at, patient, visit
from tests.ui.conftest import settings_of
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.people import PASSWORD, PIN, People

ANOTHER = "candles burn at both ends"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes, but small ones."""
    monkeypatch.setattr(hashing, "LARGE", (1, 64))


@pytest.fixture
def people(home: Path) -> People:
    return People(home)


async def sign_in(desk: Desk, login: str = "anna", secret: str = PASSWORD) -> None:
    await desk.press(*login, "enter", *secret, "enter")


async def menu(desk: Desk, letter: str) -> None:
    """Choose from the desk's menu."""
    await desk.press("ctrl+g")
    await desk.see("Lock now")
    await desk.press(letter)


def everything(desk: Desk) -> str:
    """What any widget of any screen holds."""

    def held(widget: Any) -> str:
        return " ".join(str(value) for value in vars(widget).values())

    widgets: list[Widget] = [
        widget for screen in desk.app.desk_stack for widget in [screen, *screen.walk_children(Widget)]
    ]
    return " ".join(held(widget) for widget in widgets)


# Coming


async def test_keys_typed_before_the_register_is_open_sign_in(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        text = await desk.see("308 found", "Signed in as Anna.")
        assert "demonstration" not in text


async def test_the_first_paint_asks_and_shows_no_secret(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await desk.see("Sign in", "Login name", "Password", "F10 Leave")
        await desk.press(*"anna", "tab", *"secret words")
        text = await desk.see("•••••")
        assert "secret" not in text


async def test_what_is_typed_ahead_reaches_the_list(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.type("smi")
        await desk.see(" Find  smi", "  2 found", "Smith, Anna")


@pytest.mark.parametrize("login", ["anna", "nobody"])
async def test_a_refusal_stands_at_the_field_and_is_the_same_for_unknown_names(
    people: People, login: str
) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk, login, "wrong words all the way")
        await desk.see("! Login name and password do not fit together.")
        screen = desk.app.screen
        assert isinstance(screen, SignInScreen)
        assert screen.secret.value == ""
        assert screen.login.value == login
        assert screen.focused is screen.secret


async def test_keys_behind_a_refused_password_are_dropped(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk, secret="wrong")
        await desk.press(*"smith", "enter")
        await desk.see("! Login name")
        await desk.pilot.pause()
        screen = desk.app.screen
        assert isinstance(screen, SignInScreen)
        assert screen.secret.value == ""


async def test_refused_attempts_are_told_at_the_next_sign_in(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await desk.press(*"anna", "enter")
        for _ in range(2):
            await desk.press(*"wrong")
            await desk.see("•••••")
            await desk.press("enter")
            await desk.see("! Login name")
        await desk.press(*PASSWORD, "enter")
        await desk.see("Signed in as Anna. 2 attempts were refused since the last time.")


async def test_empty_fields_are_named(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await desk.press("enter", "enter")
        await desk.see("! The login name is missing.")
        await desk.press(*"anna", "enter", "enter")
        await desk.see("! The password is missing.")


async def test_of_several_institutions_one_is_chosen(people: People) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("Where do you work now?", "a  Practice", "b  Elsewhere")
        await desk.press("down", "enter")
        await desk.see("Elsewhere  Patients", "0 found")


async def test_a_given_password_has_to_be_changed_before_anything_else(people: People) -> None:
    people.give(ADMINISTRATOR, temporary=True)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("Change your password", "An administrator gave you this password")
        assert "Smith" not in everything(desk)
        await desk.press(*"short", "enter", *"short", "f2")
        await desk.see("at least 15 characters")
        # What nobody sees is typed anew, not mended.
        await desk.press(*ANOTHER, "enter", *"something else", "f2")
        await desk.see("! What you typed twice is not the same.")
        await desk.at("password")
        await desk.press(*ANOTHER, "enter", *ANOTHER, "f2")
        await desk.see("308 found")
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk, secret=ANOTHER)
        await desk.see("308 found", "Signed in as Anna.")


async def test_who_does_not_change_a_given_password_is_not_signed_in(people: People) -> None:
    people.give(ADMINISTRATOR, temporary=True)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("Change your password")
        await desk.press("escape")
        await desk.see("Nobody is signed in")
        assert not desk.app.work.ready


async def test_an_ssh_key_signs_in_by_itself(people: People) -> None:
    async with open_desk(replace(people.settings, key_of="anna")) as desk:
        await desk.see("308 found", "Signed in as Anna.")


async def test_who_comes_by_a_key_and_works_in_several_places_is_asked(people: People) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(replace(people.settings, key_of="anna"), ready=False) as desk:
        await desk.see("Where do you work now?", "a  Practice", "b  Elsewhere")
        await desk.press("escape")
        await desk.see("Nobody is signed in.", "Your SSH key signs you in as anna: press Enter.")
        await desk.press("enter")
        await desk.see("Where do you work now?")
        await desk.press("a")
        await desk.see("308 found", "Signed in as Anna.")


async def test_who_comes_by_a_key_does_not_found_a_clinic(people: People, home: Path) -> None:
    (home / "register.db").unlink()
    async with open_desk(replace(people.settings, key_of="anna"), ready=False) as desk:
        await desk.see("There is no register", "Try again", "Leave")


async def test_beside_an_ssh_key_only_the_pin_is_asked_for(people: People) -> None:
    people.give(ADMINISTRATOR, PIN, "PIN")
    async with open_desk(replace(people.settings, key_of="anna", pin=True), ready=False) as desk:
        text = await desk.see("Your SSH key says that you are anna.", "PIN")
        assert "Login name" not in text
        await desk.press(*PIN, "enter")
        await desk.see("308 found")


async def test_a_demonstration_clinic_says_that_it_signed_in_by_itself(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Demonstration clinic: signed in as Anna without a password.", "308 found")


# The desk's menu


async def test_another_institution_shows_nothing_of_the_former(people: People) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(replace(people.settings, institution="Practice"), ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await desk.chart("anna smith")
        await menu(desk, "i")
        await desk.see("Where do you work now?", "a  Elsewhere")
        await desk.press("enter")
        await desk.see("Elsewhere  Patients", "0 found", "You work at Elsewhere now.")
        assert "Smith" not in everything(desk)
        assert desk.list.box.value == ""
        # Other desks are followed here as well.
        take_in_elsewhere(people)
        await desk.see("1 found", "Zorn, Maria")


def take_in_elsewhere(people: People) -> None:
    from dentui.store.database import Database
    from tests.clinics import ELSEWHERE, Clinic

    clinic = Clinic(people.settings, Database(people.settings))
    clinic.take_in(patient("Zorn", "Maria", records=(visit(at(2026, 9, 2), 20),)), actor=ELSEWHERE)
    clinic.database.close()


async def test_the_password_is_changed_from_the_menu(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await menu(desk, "p")
        await desk.see("Change your password")
        await desk.press(*"wrong", "enter", *ANOTHER, "enter", *ANOTHER, "f2")
        await desk.see("! That is not what you have now")
        await desk.press(*PASSWORD, "f2")
        await desk.see("Your password is changed.")
    door = open_sign_in(people.settings)
    assert door.sign_in("anna", ANOTHER).name == "Anna"
    door.close()


async def test_a_pin_is_chosen_from_the_menu(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await menu(desk, "n")
        await desk.see("Choose a PIN", "Your password")
        await desk.miss("Change your PIN")
        await desk.press(*PASSWORD, "enter", *"111111", "enter", *"111111", "f2")
        await desk.see("! That PIN is easily guessed.")
        await desk.press(*["backspace"] * 6, *PIN, "enter", *["backspace"] * 6, *PIN, "f2")
        await desk.see("Your PIN is changed.")
        await menu(desk, "n")
        await desk.see("Change your PIN", "PIN now")


async def test_what_is_typed_behind_the_way_to_another_institution_or_out_is_for_there(
    people: People,
) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(people.settings, ready=False) as desk:
        await desk.press(*"anna", "enter", *PASSWORD, "enter")
        await desk.see("Where do you work now?")
        await desk.press("a")
        await desk.see("308 found")
        await desk.press("ctrl+g", "i", "a", *"zorn")
        await desk.see(" Elsewhere  Patients")
        await desk.until(lambda: desk.list.box.value == "zorn")
        await desk.press("ctrl+g", "o", *"berta")
        await desk.see("Signed out.", "Login name      berta")


async def test_signing_out_leaves_nothing_and_the_next_one_signs_in(people: People) -> None:
    people.give(MEMBER, ANOTHER)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await desk.chart("anna smith")
        await menu(desk, "o")
        await desk.see("Signed out.", "Login name")
        assert len(desk.app.desk_stack) == 1
        assert "Smith" not in everything(desk)
        await sign_in(desk, "berta", ANOTHER)
        await desk.see("all your patients", "Signed in as Berta.")


async def test_signing_out_asks_where_something_would_be_lost(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await menu(desk, "p")
        await desk.press(*PASSWORD)
        await menu(desk, "o")
        await desk.see("What you typed is not saved.")
        await desk.press("enter")
        await desk.see("Change your password", "•••")
        await menu(desk, "o")
        await desk.see("What you typed is not saved.")
        await desk.press("y")
        await desk.see("Signed out.")


async def test_a_demonstration_clinic_signs_in_again_on_enter(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await menu(desk, "o")
        await desk.see("Enter signs in again")
        await desk.press("enter")
        await desk.see("308 found", "signed in as Anna without a password.")


# A right taken away


async def test_a_membership_taken_away_works_at_the_next_action(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await desk.chart("anna smith")
        people.take_away(ADMINISTRATOR)
        await desk.press("e")
        await desk.see("Sign in", "! ")
        assert isinstance(desk.app.desk_stack[0], SignInScreen)
        assert "Smith" not in everything(desk)


async def test_it_also_takes_an_open_form_down(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await desk.press(*"keller anna", "f6", "f", "enter", *"12031990")
        await desk.see("Mon 12.03.1990")
        people.take_away(ADMINISTRATOR)
        await desk.press("f2")
        await desk.see("Sign in", "Login name")
        assert len(desk.app.desk_stack) == 1


async def test_a_patient_who_left_the_scope_is_left_for_the_list(people: People, home: Path) -> None:
    people.give(MEMBER, ANOTHER)
    elsewhere = Elsewhere(settings_of(home))
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk, "berta", ANOTHER)
        await desk.see("308 found")
        await desk.chart("anna smith")
        elsewhere.edit("anna smith", responsible_id=ADMINISTRATOR.person_id)
        await desk.see("Patients", "0 found", "! ")
        assert isinstance(desk.app.screen, PatientsScreen)
        assert "penicillin" not in everything(desk)
        await desk.press("f4")
        await desk.see("307 found", "Smith, Peter")
        assert "Smith, Anna" not in desk.text()
    elsewhere.close()


async def test_every_screen_fits_a_small_terminal(people: People) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(people.settings, size=(60, 20), ready=False) as desk:
        await desk.see("Sign in", "Login name", "Password", "F10 Leave")
        await sign_in(desk)
        await desk.see("Where do you work now?", "a  Practice", "b  Elsewhere", "Enter Do it", "Esc Back")
        await desk.press("a")
        await desk.see("308 found")
        await menu(desk, "p")
        await desk.see("Old password*", "New password*", "Once more*", "F2 Save")
        assert isinstance(desk.app.focused, Input)
