"""The cases of the institution at a desk: found, filtered, led on, taken back."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from dentui.config import Settings
from dentui.domain.cases import CaseAction, CaseInput, CaseState, MoveInput, Scheme, steps_of
from dentui.domain.labs import LabInput
from dentui.ui.screens.cases import CasesScreen
from dentui.ui.sheets.case_move import LABELS, Besides
from tests.casework import CROWN
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere

SOON = date.today() + timedelta(days=20)
LATE = date.today() - timedelta(days=2)


@pytest.fixture
def lab(elsewhere: Elsewhere) -> int:
    return elsewhere.desk.labs.add(elsewhere.actor, LabInput("Huber & Töchter"))


def sent(elsewhere: Elsewhere, lab: int, of: str, due: date = SOON) -> UUID:
    """A case that was sent, by another desk."""
    desk, uuid = elsewhere.desk, uuid4()
    form = CaseInput(None, elsewhere.actor.person_id, lab, due, (CROWN,), "As before")
    desk.cases.send(elsewhere.actor, uuid4(), elsewhere.uuid(of), uuid, 0, form)
    return uuid


def move(elsewhere: Elsewhere, case: UUID, action: CaseAction, said: MoveInput | None = None) -> None:
    desk = elsewhere.desk
    version = desk.cases.open(elsewhere.actor, case).row.version
    desk.cases.move(elsewhere.actor, uuid4(), case, version, action, said)


def state(elsewhere: Elsewhere, case: UUID) -> CaseState:
    return elsewhere.desk.cases.open(elsewhere.actor, case).row.state


async def open_cases(desk: Desk) -> CasesScreen:
    """The list, out of the menu of the desk, with its rows."""
    await desk.see("308 found")
    await desk.press("ctrl+g", "c")
    await desk.until(lambda: isinstance(desk.app.screen, CasesScreen))
    screen = desk.app.screen
    assert isinstance(screen, CasesScreen)
    await desk.until(lambda: screen._shown is not None and not screen._finding.busy)
    return screen


async def test_an_institution_without_cases_says_how_one_begins(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.see("There is no case yet", "0 found")


async def test_cases_are_found_by_patient_number_and_lab_and_what_is_late_is_seen(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    sent(elsewhere, lab, "4711")
    sent(elsewhere, lab, "Zbrzezny", LATE)
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.see("2 found", "!! ")
        number = f"C-{date.today().year}-00001"
        await desk.press(*number.lower())
        await desk.see("1 found", number)
        await desk.press("escape", *"huber")
        await desk.see("2 found")
        await desk.press("escape", *"nobody")
        await desk.see("No case matches", "0 found")
        await desk.press("escape", "down", "l")
        await desk.see("1 found", "under way, due until")
        await desk.miss(number)
        await desk.press("f4")
        await desk.see("2 found")


async def test_a_case_is_led_on_and_taken_back(settings: Settings, elsewhere: Elsewhere, lab: int) -> None:
    case = sent(elsewhere, lab, "4711")
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.press("enter")
        await desk.see("C-", "sent", "Crown 16", "Huber", "lab confirms", "Time line")
        await desk.press("r")
        await desk.see("Reason*")
        await desk.press("enter")
        await desk.see("The reason is missing")
        assert state(elsewhere, case) is CaseState.SENT
        await desk.press(*"margin unclear", "enter")
        await desk.see("is rejected by the lab. z takes it back.")
        assert state(elsewhere, case) is CaseState.REJECTED
        await desk.press("enter")
        await desk.see("(margin unclear) Anna")
        await desk.press("pagedown", "escape", "down", "z")
        await desk.see("Take this back?")
        await desk.press("y")
        await desk.see("Undone")
        assert state(elsewhere, case) is CaseState.SENT


async def test_what_another_desk_did_meanwhile_is_shown_before_anything_is_done(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    case = sent(elsewhere, lab, "4711")
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.press("enter")
        await desk.see("lab confirms")
        move(elsewhere, case, CaseAction.CONFIRM)
        await desk.press("space", "enter")
        await desk.see("confirmed", "shipped by lab")
        assert state(elsewhere, case) is CaseState.CONFIRMED
        await desk.press("escape")


async def test_the_cases_of_a_patient_stand_in_the_chart(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    case = sent(elsewhere, lab, "4711", LATE)
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("7")
        await desk.see("[7 Cases]", "1 under way, 1 late", "1 case", "!! ")
        await desk.press("enter")
        await desk.see("late by 2 days", "lab confirms")
        await desk.press("space", "enter")
        await desk.see("is confirmed by the lab")
        assert state(elsewhere, case) is CaseState.CONFIRMED
        await desk.press("6")
        await desk.see("confirmed a case")


def archives(settings: Settings) -> list[str]:
    return sorted(path.name for path in (settings.home / "outbox").rglob("*.zip"))


async def test_a_case_is_written_for_the_lab_from_list_sheet_and_chart_and_overwrites_nothing(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    sent(elsewhere, lab, "4711")
    number = f"C-{date.today().year}-00001"
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.press("down", "d")
        await desk.see(f"ZIP for the lab: {number}", "Ready", "sftp", f"{number}.zip")
        await desk.press("escape", "enter")
        await desk.see("lab confirms", "write ZIP for lab")
        await desk.press("w", "enter")
        await desk.see("Ready", f"{number}_2.zip")
        await desk.press("escape")
        await desk.see("write ZIP for lab")
        await desk.press("escape", "o")
        await desk.see("[1 Records]")
        await desk.press("7")
        await desk.see("[7 Cases]", number)
        await desk.press("d")
        await desk.see("Ready", f"{number}_3.zip")
        await desk.press("escape", "6")
        await desk.see("[6 History]")
    assert archives(settings) == [f"{number}{n}.zip" for n in ("", "_2", "_3")]


async def test_a_case_that_is_not_sent_is_not_written_and_is_offered_when_it_is(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    form = CaseInput(None, elsewhere.actor.person_id, lab, SOON, (CROWN,), "As before")
    elsewhere.desk.cases.keep(elsewhere.actor, uuid4(), elsewhere.uuid("4711"), uuid4(), form)
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.press("down", "d")
        await desk.see("has no number yet: send it first")
        await desk.press("enter")
        await desk.see("send", "cancel")
        assert "ZIP for lab" not in desk.text()
        await desk.press("s", "enter")
        await desk.see("is sent", "write the ZIP for the lab now")
        await desk.press("enter")
        await desk.see("Ready")
        await desk.press("escape")
        await desk.see("is sent. z takes it back.")
    assert archives(settings) == [f"C-{date.today().year}-00001.zip"]


async def test_the_chart_of_a_case_is_a_key_away_and_back(
    settings: Settings, elsewhere: Elsewhere, lab: int
) -> None:
    sent(elsewhere, lab, "4711")
    async with open_desk(settings) as desk:
        await open_cases(desk)
        await desk.press("down", "o")
        await desk.see("[1 Records]", "Smith, Anna")
        await desk.press("escape")
        await desk.see("1 found", "C-")


@pytest.mark.parametrize("state", [*CaseState])
def test_every_step_has_a_letter_of_its_own(state: CaseState) -> None:
    for scheme in (None, *Scheme):
        labels = [LABELS[step.action] for step in steps_of(state, scheme)] + [each.value for each in Besides]
        assert len({label[0] for label in labels}) == len(labels)
