"""The first start of a clinic, at the screen."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from dentui.config import Settings, read_settings
from dentui.services import hashing
from dentui.ui.screens.setup import SetupScreen, proposed_login
from tests.ui.desk import Desk, open_desk
from tests.ui.people import PASSWORD

LONG = "Zahnarztpraxis Dr. Müller-Lüdenscheidt und Partner AG, Zürich"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes, but small ones."""
    monkeypatch.setattr(hashing, "LARGE", (1, 64))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(home=tmp_path / "new", environ={})


def screen(desk: Desk) -> SetupScreen:
    shown = desk.app.desk_stack[0]
    assert isinstance(shown, SetupScreen)
    return shown


async def fill(desk: Desk, institution: str = LONG, password: str = PASSWORD) -> None:
    await desk.see("A new clinic")
    await desk.press(*institution, "enter", "enter", *"Jürg Österreicher", "enter", "enter")
    await desk.press(*password, "enter", *password)


async def test_it_says_where_and_that_esc_leaves_with_nothing_made(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        text = " ".join((await desk.see("A new clinic", "Esc Leave")).split())
        assert "There is no register yet." in text
        assert "register.db" in text.replace(" ", "")
        assert "Esc leaves and nothing is made." in text
        await desk.press("escape")
        await desk.until(lambda: desk.app._exit)
    assert not settings.home.exists()


async def test_what_is_typed_before_it_is_known_that_there_is_no_register_is_for_the_clinic(
    settings: Settings,
) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.press(*"123456789")
        await desk.see("A new clinic")
        await desk.until(lambda: screen(desk).institution.value == "123456789")
    assert not settings.home.exists()


async def test_a_clinic_is_made_and_its_administrator_signed_in(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await fill(desk)
        await desk.see("jurg.osterreicher")
        await desk.press("f2")
        text = await desk.see("There is no patient in this register yet.", "Signed in as Jürg Österreicher.")
        assert text.startswith(" Zahnarztpraxis Dr. Müller-Lüdenscheidt")
        await desk.see("F6 enters the first one.")
        await desk.press("f6")
        await desk.see("New patient")
        await desk.press("escape")
        # It is a desk like any other.
        await desk.press(*"keller anna", "f6", "f", "enter", *"12031990", "f2")
        await desk.see("Keller, Anna", "Saved as chart")
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o700
    async with open_desk(settings, ready=False) as desk:
        await desk.press(*"jurg.osterreicher", "enter", *PASSWORD, "enter")
        await desk.see("1 found", "Keller, Anna")


async def test_typing_replaces_the_proposed_login(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.see("A new clinic")
        await desk.press("down", "down", *"Anna", "down", *"desk1")
        await desk.until(lambda: screen(desk).login.value == "desk1")


async def test_the_proposed_login_stays_where_it_was_changed(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.see("A new clinic")
        await desk.press("down", "down", *"Anna", "down")
        await desk.until(lambda: screen(desk).login.value == "anna")
        await desk.press("end", *".k", "up", *" Keller")
        await desk.see("Anna Keller", "anna.k")
        await desk.pilot.pause()
        assert screen(desk).login.value == "anna.k"


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("Jürg Österreicher", "jurg.osterreicher"),
        ("Maria del Carmen Müller-Lüdenscheidt", "maria.ludenscheidt"),
        ("Anna", "anna"),
        ("王小明", ""),
        ("  ", ""),
    ],
)
def test_a_login_name_is_made_of_what_a_keyboard_has(name: str, login: str) -> None:
    assert proposed_login(name) == login


async def test_what_is_wrong_stands_at_its_field_and_the_rest_stays(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await fill(desk, password="short")
        await desk.press("f2")
        await desk.see("! A password has at least 15 characters")
        await desk.at("password")
        assert screen(desk).again.value == ""
        assert screen(desk).institution.value == LONG
        await desk.press(*PASSWORD, "enter", *"something else", "f2")
        await desk.see("! The two passwords are not the same.")
        await desk.at("again")
        await desk.press(*PASSWORD, *["up"] * 4, *["backspace"] * 2, *"XX", "f2")
        await desk.see("! The country is written with two letters")
        await desk.at("country")
        assert not settings.home.exists()
        await desk.press(*["backspace"] * 2, *"de", "f2")
        await desk.see("Signed in as Jürg Österreicher.")
        assert desk.app.settings.country == "DE"


async def test_what_was_typed_is_not_thrown_away_without_asking(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.see("A new clinic")
        await desk.press(*"Practice", "escape")
        await desk.see("Leave? No register was made.")
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen is screen(desk))
        assert screen(desk).institution.value == "Practice"


async def test_where_none_can_be_made_it_says_why_and_tries_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    home = tmp_path / "file" / "home"
    async with open_desk(Settings(home, f"sqlite:///{home / 'register.db'}"), ready=False) as desk:
        await desk.see("The register cannot be used", "Try again", "Leave")


async def test_it_fits_a_small_terminal(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20), ready=False) as desk:
        await fill(desk)
        await desk.see("Clinic*", "Password again*", "F2 Make it", "Esc Leave")
