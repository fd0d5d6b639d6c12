"""The lock: nobody's name while nobody is there, and the work as it was for who comes back."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.errors import Unavailable
from dentui.services import hashing
from dentui.services.patients import Patients
from dentui.services.sign_in import SignIn
from dentui.ui.screens.lock import LockScreen
from dentui.ui.screens.patient import PatientScreen
from dentui.ui.screens.sign_in import SignInScreen
from tests.clinics import ADMINISTRATOR
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.people import PASSWORD, PIN, People


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real hashes, but small ones."""
    monkeypatch.setattr(hashing, "LARGE", (1, 64))


@pytest.fixture
def people(home: Path) -> People:
    return People(home)


async def sign_in(desk: Desk) -> None:
    """Anna comes to the desk."""
    await desk.press(*"anna", "enter", *PASSWORD, "enter")
    await desk.see("308 found")


async def locked(desk: Desk) -> str:
    """Wait for the lock; no patient's name is before it."""
    text = await desk.see("Locked")
    for name in ("Smith", "Crowd", "O'Brien", "Müller", "+41"):
        assert name not in text
    return text


async def lock(desk: Desk) -> str:
    await desk.press("ctrl+g")
    await desk.see("Lock now")
    await desk.press("l")
    return await locked(desk)


async def test_the_desk_locks_itself_when_no_key_comes(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        desk.app.lock_seconds = 0.3
        desk.app.watch_idle()
        text = await locked(desk)
        assert "Locked after 10 minutes without a key." in text
        assert "Anna works here" in text
        await desk.press(*PASSWORD, "enter")
        await desk.see("308 found", "O'Brien")
        # And again.
        await locked(desk)


@pytest.mark.parametrize("way", [("ctrl+g", "l"), ("ctrl+p", *"lock now", "enter")], ids=str)
async def test_a_register_that_does_not_answer_keeps_no_desk_from_being_locked(
    people: People, monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    def refuse(*_: object) -> None:
        raise Unavailable("The register does not answer.")

    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        monkeypatch.setattr(SignIn, "places", refuse)
        await desk.press(*way)
        await locked(desk)


async def test_it_never_locks_where_the_settings_say_so(people: People) -> None:
    async with open_desk(replace(people.settings, lock_after=0), ready=False) as desk:
        await sign_in(desk)
        assert desk.app.lock_seconds == 0
        assert desk.app._idle is None


async def test_a_key_keeps_it_open(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        app = desk.app
        before, app.lock_seconds = app._last_key, 3_600.0
        await desk.press("down")
        await desk.until(lambda: app._last_key > before)
        # The time is over that ran before the key.
        app._look_at_idle()
        await desk.idle()
        assert not app.covered
        assert app._idle is not None
        app.lock_seconds = 0.1
        app._look_at_idle()
        await locked(desk)


async def test_the_unfinished_form_is_as_it_was_with_its_cursor(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.press(*"Zorn", "f6")
        await desk.at("given")
        await desk.press(*"Mra", "left", "left")
        await desk.see("Mra")
        text = await lock(desk)
        assert "F10 leaves dentui; what is unfinished here is offered at the next start." in " ".join(
            text.split()
        )
        await desk.press(*PASSWORD, "enter")
        await desk.see("New patient", "Zorn", "Mra")
        await desk.at("given")
        await desk.press("a", "delete", "delete", "r")
        await desk.see("Mar")


async def test_a_wrong_secret_is_refused_at_the_field_which_is_emptied(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await lock(desk)
        await desk.press(*"wrong", "enter")
        await desk.see("! ", "Try again")
        screen = desk.app.screen
        assert isinstance(screen, LockScreen)
        assert screen.box.value == ""
        assert screen.focused is screen.box
        await desk.press(*PASSWORD, "enter")
        await desk.see("308 found")


async def test_what_is_typed_is_not_shown_and_reaches_nothing_below(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.find("smi")
        await lock(desk)
        await desk.press(*"nfqt", "f3", "f6", "f9", "f1", "ctrl+g", "escape", "tab", "down")
        await desk.paste("pasted")
        text = await desk.see("Locked", "•" * len("nfqtpasted"))
        assert "nfqt" not in text
        assert "pasted" not in text
        # What is typed behind the right secret is gone with the lock.
        await desk.press(*["backspace"] * 12, *PASSWORD, "enter", *"xyz")
        await desk.see("Smith, Anna")
        await desk.idle()
        assert desk.list.box.value == "smi"
        assert len(desk.app.desk_stack) == 1


async def test_a_pin_unlocks_where_there_is_one(people: People) -> None:
    people.give(ADMINISTRATOR, PIN, "PIN")
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await lock(desk)
        await desk.see("PIN")
        await desk.press(*PIN, "enter")
        await desk.see("308 found")


async def test_a_demonstration_clinic_says_that_enter_unlocks_it(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        text = await lock(desk)
        assert "This is a demonstration clinic: Enter unlocks it." in " ".join(text.split())
        await desk.press("enter")
        await desk.see("308 found")


async def test_f10_leaves(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await lock(desk)
        await desk.press("f10")
        await desk.until(lambda: desk.app._exit)
        assert desk.app.return_code == 0


async def test_it_waits_for_a_flow_that_works_and_comes_before_the_next_key(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, asked = threading.Event(), threading.Event()
    real = Patients.chart

    def slow(self: Patients, *arguments: object) -> object:
        asked.set()
        assert go_on.wait(20)
        return real(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Patients, "chart", slow)
    async with open_desk(settings) as desk:
        await desk.find("anna smith")
        await desk.press("enter")
        await desk.until(asked.is_set)
        await desk.press("4")
        desk.app.lock_seconds = 0.2
        desk.app.watch_idle()
        await desk.until(lambda: desk.app._lock_wanted)
        assert not desk.app.covered
        # The curtain does not wait for it, and is no way around it.
        await desk.press("f9")
        await desk.see("Hidden.")
        go_on.set()
        await locked(desk)
        assert isinstance(desk.app.desk_stack[-1], PatientScreen)
        desk.app.lock_seconds = 0
        await desk.press("enter")
        await desk.see("[4 Info]")


async def test_it_comes_over_the_curtain_too(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f9")
        await desk.see("Hidden.")
        desk.app.lock_seconds = 0.2
        desk.app.watch_idle()
        await locked(desk)
        desk.app.lock_seconds = 0
        await desk.press("f9", "enter")
        await desk.see("308 found")


async def test_what_other_desks_change_meanwhile_is_followed(people: People, elsewhere: Elsewhere) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.find("smi")
        await lock(desk)
        elsewhere.edit("anna smith", given="Annabel")
        await desk.press(*PASSWORD, "enter")
        await desk.see("Smith, Annabel")


async def test_who_is_no_member_any_more_comes_to_the_sign_in(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await lock(desk)
        people.take_away(ADMINISTRATOR)
        await desk.press(*PASSWORD, "enter")
        await desk.see("Sign in", "You work in no institution any more.")
        assert isinstance(desk.app.screen, SignInScreen)
        assert len(desk.app.desk_stack) == 1


async def test_a_long_name_and_a_small_terminal(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await lock(desk)
        await desk.see("Enter Unlock", "F10 Leave")
