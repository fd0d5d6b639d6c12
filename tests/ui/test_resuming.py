"""Unfinished forms and who comes to the desk: theirs alone, kept over sign-out, lock and crash, no secret in
any."""

from __future__ import annotations

from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.services import hashing
from dentui.ui.app import DeskApp
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.sheets.patient import PatientSheet
from dentui.ui.widgets.form import PickBox
from tests.clinics import ADMINISTRATOR, MEMBER
from tests.kept import kept
from tests.ui.desk import Desk, open_desk
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


async def type_patient(desk: Desk, family: str = "keller") -> None:
    """Begin a new patient."""
    await desk.see("308 found")
    await desk.press(*f"{family} maria", "f6", "f", "enter", *"1203")
    await desk.at("birth_date")
    await desk.see("1203  ")


async def see_sentence(desk: Desk, sentence: str) -> str:
    """Wait until it stands there, in as many rows as it takes; answers the screen's text in one."""
    await desk.until(lambda: sentence in " ".join(desk.text().split()))
    return " ".join(desk.text().split())


async def test_signing_out_keeps_an_unfinished_form_for_who_typed_it(people: People, home: Path) -> None:
    people.give(MEMBER, ANOTHER)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await type_patient(desk)
        await menu(desk, "o")
        await desk.see("Signed out.", "Login name")
        text = await see_sentence(
            desk, "What you typed in New patient is kept and offered when you sign in again."
        )
        assert "Keller" not in text
        await sign_in(desk, "berta", ANOTHER)
        await desk.see("all your patients", "Signed in as Berta.")
        await desk.idle()
        assert isinstance(desk.app.screen, PatientsScreen)
        await menu(desk, "o")
        await desk.see("Signed out.")
        await sign_in(desk)
        await desk.see("Unfinished", "New patient, Keller, Maria")
        await desk.press("enter")
        await desk.see("Given name      Maria", "1203")
    assert len(kept(home)) == 1


async def test_signing_out_keeps_nothing_of_what_was_drawn(people: People) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        app, line = desk.app, desk.app.line
        assert line is not None

        def drawn() -> str:
            """All that is kept of it; under the pilot nothing is drawn before it is asked for."""
            line.update(app._whole(app.screen), (80, 24), (0, 0))
            return " ".join(segment.text for segment in line._made)

        await sign_in(desk)
        await type_patient(desk)
        assert "keller maria" in drawn()
        await menu(desk, "o")
        await desk.see("Signed out.", "Login name")
        await desk.until(lambda: not app._batch_count)
        assert [word for word in ("keller", "maria", "Keller", "Maria", "1203") if word in drawn()] == []


async def test_it_waits_in_the_institution_where_it_was_typed(people: People) -> None:
    people.join(ADMINISTRATOR)
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("Where do you work now?")
        await desk.press("a")
        await type_patient(desk)
        await menu(desk, "i")
        await desk.see("a  Elsewhere")
        await desk.press("a")
        await desk.see("You work at Elsewhere now.", "0 found")
        await see_sentence(
            desk, "What you typed in New patient is kept and offered when you work at Practice again."
        )
        await desk.idle()
        assert isinstance(desk.app.screen, PatientsScreen)
        await menu(desk, "i")
        await desk.see("a  Practice")
        await desk.press("a")
        await desk.see("Unfinished", "New patient, Keller, Maria")


async def test_a_seat_that_is_taken_away_leaves_the_form_for_when_it_is_given_back(
    people: People, home: Path
) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await type_patient(desk)
        await desk.press(*"1990")
        await desk.see("12031990")
        await desk.idle()
        people.take_away(ADMINISTRATOR)
        await desk.press("f2")
        await desk.see("Sign in", "Login name")
    (file,) = kept(home)
    assert b"12031990" in file.read_bytes()


async def test_a_locked_desk_keeps_it_and_says_so(people: People, home: Path) -> None:
    people.give(ADMINISTRATOR, PIN, "PIN")
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await type_patient(desk)
        await menu(desk, "l")
        await desk.see("Locked.", "offered at the next start")
        await desk.until(lambda: kept(home))
        await desk.press("f10")
        await desk.until(lambda: desk.app._exit)
        assert desk.app.farewell == "What you typed in New patient is kept and offered at the next start."
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("Unfinished", "New patient, Keller, Maria")


async def test_no_secret_is_ever_kept(people: People, home: Path) -> None:
    secrets = (PASSWORD, ANOTHER, "horses eat green apples", "719204")
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await desk.see("308 found")
        await menu(desk, "p")
        await desk.press(*PASSWORD, "down", *ANOTHER, "down", *ANOTHER)
        await desk.idle()
        await desk.press("escape")
        await desk.say_yes()
        await menu(desk, "n")
        await desk.press(*PASSWORD, "down", *"719204")
        await desk.idle()
        await desk.press("escape")
        await desk.say_yes()
        await menu(desk, "e")
        await desk.see("3 people")
        await desk.press("n", *"Eva", "enter", *"eva", "enter", "a", "enter", "y", "enter")
        await desk.press(*"horses eat green apples")
        await desk.at("password")
        assert desk.app.work.keeper is not None
        desk.app.work.keeper.flush(10)
        await desk.press("escape")
        await desk.say_yes()
        # Beside a form that is kept.
        await desk.press("escape")
        await type_patient(desk)
        await menu(desk, "l")
        await desk.see("Locked.")
        await desk.press(*PASSWORD)
    files = [file for file in home.rglob("*") if file.is_file() and "register" not in file.name]
    assert len(kept(home)) == 1
    texts = b" ".join(file.read_bytes() for file in files)
    assert [secret for secret in secrets if secret.encode() in texts] == []


async def test_a_fault_keeps_the_form_and_says_so_and_its_log_has_nothing_of_it(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(self: PatientSheet[object]) -> None:
        typed = self.lines["given"].value
        raise RuntimeError(f"cannot swap {typed}")

    monkeypatch.setattr("dentui.ui.sheets.patient.NewPatientSheet.action_swap", fail)
    app = DeskApp(settings)

    async def meet_the_fault() -> None:
        async with app.run_test() as pilot:
            desk = Desk(app, pilot)
            await type_patient(desk, "zorn")
            await desk.press("f6")
            await desk.until(lambda: app.farewell)

    with pytest.raises(RuntimeError, match="cannot swap"):
        await meet_the_fault()
    assert "What you typed in New patient is kept and offered at the next start." in app.farewell
    (log,) = (home / "log").iterdir()
    said = capsys.readouterr()
    told = f"{log.read_text('utf-8')} {app.farewell} {said.out} {said.err}".casefold()
    assert [word for word in ("zorn", "maria", "1203") if word in told.replace(str(log).casefold(), "")] == []
    monkeypatch.undo()
    async with open_desk(settings) as desk:
        await desk.see("Unfinished", "New patient, Zorn, Maria")
        await desk.press("enter")
        await desk.see("Given name      Maria", "1203")


def type_unheard(app: DeskApp, given: str) -> None:
    """Type something that the form has not been told of yet."""
    sheet = app.screen
    assert isinstance(sheet, PatientSheet)
    sheet.lines["given"].value = given


async def test_a_seat_that_is_taken_away_keeps_what_the_fields_hold(people: People, home: Path) -> None:
    async with open_desk(people.settings, ready=False) as desk:
        await sign_in(desk)
        await type_patient(desk)

        async def leave() -> None:
            type_unheard(desk.app, "Marianne")
            await desk.app._leave_desk(desk.app.work, "You are no member any more.", True)

        desk.app.call_later(leave)
        await desk.see("You are no member any more.", "Login name")
    (file,) = kept(home)
    assert b"Marianne" in file.read_bytes()


async def test_a_fault_keeps_what_the_fields_hold(settings: Settings, home: Path) -> None:
    app = DeskApp(settings)

    def fail() -> None:
        type_unheard(app, "Marianne")
        raise RuntimeError("a fault of ours")

    async def meet_the_fault() -> None:
        async with app.run_test() as pilot:
            await type_patient(Desk(app, pilot))
            app.call_later(fail)
            await Desk(app, pilot).until(lambda: app.farewell)

    with pytest.raises(RuntimeError, match="a fault of ours"):
        await meet_the_fault()
    (file,) = kept(home)
    assert b"Marianne" in file.read_bytes()


async def test_a_form_that_is_broken_itself_hides_no_fault(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: PatientSheet[object]) -> None:
        monkeypatch.setattr(PatientSheet, "touched", property(lambda _: 1 // 0))
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("dentui.ui.sheets.patient.NewPatientSheet.action_swap", fail)
    app = DeskApp(settings)

    async def meet_the_fault() -> None:
        async with app.run_test() as pilot:
            desk = Desk(app, pilot)
            await type_patient(desk)
            await desk.press("f6")
            await desk.until(lambda: app.farewell)

    with pytest.raises(RuntimeError, match="a fault of ours"):
        await meet_the_fault()
    assert app.farewell.startswith("Something went wrong that dentui did not expect.")
    assert len(list((home / "log").iterdir())) == 1
    assert len(kept(home)) == 1


async def test_a_panic_does_the_same(settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: PickBox, y: int) -> None:
        raise RuntimeError("cannot draw Zorn")

    app = DeskApp(settings)

    async def meet_the_fault() -> None:
        async with app.run_test() as pilot:
            desk = Desk(app, pilot)
            await type_patient(desk, "zorn")
            monkeypatch.setattr(PickBox, "render_line", fail)
            app.panic("Zorn, Maria")
            await desk.until(lambda: app.farewell)

    with pytest.raises(RuntimeError):
        await meet_the_fault()
    assert "What you typed in New patient is kept and offered at the next start." in app.farewell
    (log,) = (home / "log").iterdir()
    assert "zorn" not in log.read_text("utf-8").casefold()
    assert len(kept(home)) == 1
