"""A case for the lab, written at the keyboard: from the chosen image data, from a row, and gone on with."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from dentui.config import Settings
from dentui.domain.cases import CaseInput, CaseRow, CaseState
from dentui.domain.images import ImageType
from dentui.domain.labs import LabInput
from dentui.domain.people import PersonInput
from dentui.domain.snippets import SnippetInput
from dentui.domain.work import Work, WorkKind, bridge
from dentui.ui.screens.case import KEPT, CaseForm, Kept, case_words, edit_case
from dentui.ui.sheets.drafts import DraftsSheet
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured, photo

CROWN = Work(WorkKind.CROWN, (16,), material="Zirconia")


@pytest.fixture(autouse=True)
def _lab(elsewhere: Elsewhere) -> None:
    """One lab, for crowns of zirconia, and one doctor."""
    desk = elsewhere.desk
    desk.people.add(elsewhere.actor, uuid4(), PersonInput("Weber", doctor=True))
    desk.labs.add(elsewhere.actor, LabInput("North", work_kind=WorkKind.CROWN, material="Zirconia"))
    desk.snippets.add(elsewhere.actor, SnippetInput(text="Call before it is shipped."))


def cases(elsewhere: Elsewhere, text: str) -> tuple[CaseRow, ...]:
    return elsewhere.desk.cases.of_patient(elsewhere.actor, elsewhere.uuid(text))


async def form(desk: Desk) -> None:
    await desk.until(lambda: isinstance(desk.app.screen, CaseForm))
    await desk.see("F2 Send")


async def test_what_is_chosen_among_the_images_is_sent_in_ten_control_keys(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    item = pictured.add("4711", ImageType.FACIAL_IMAGE, {"smile.jpg": photo(1)}, "Visit 10")
    async with open_desk(settings) as desk:
        await desk.find("4711")
        control = ["enter", "2", "space", "c", "enter", "enter", "enter", "enter", "c", "f2"]
        keys = iter(control)
        await desk.press(next(keys))
        await desk.see("[1 Records]")
        await desk.press(next(keys))
        await desk.see("Visit 10", "smile")
        await desk.press(next(keys), next(keys))
        await form(desk)
        await desk.see("1 attached", "!! ALLERGIES: penicillin", "Lab               North")
        await desk.press("o", next(keys), next(keys), next(keys), *"31122030", next(keys))
        await desk.press(*"16", next(keys))
        await desk.see("16  upper right first molar: crown, Zirconia")
        await desk.press(next(keys))
        await desk.until(lambda: not isinstance(desk.app.screen, CaseForm) or desk.field == "doctor_id")
        await desk.see("is sent", "write the ZIP for the lab now")
        await desk.press("escape")
        await desk.see("is sent. z takes it back.", "Nothing chosen.")
        assert len(control) == 10
    (row,) = cases(elsewhere, "4711")
    assert (row.state, row.works, row.attachments) == (CaseState.SENT, (CROWN,), 1)
    there = elsewhere.desk.cases.open(elsewhere.actor, row.uuid)
    assert [each.uuid for each in there.attachments] == [item.uuid]


async def test_from_a_row_it_is_kept_unfinished_and_refusals_keep_what_was_typed(
    settings: Settings, elsewhere: Elsewhere, pictured: Pictured
) -> None:
    for visit in ("Visit 10", "Visit 9"):
        pictured.add("4711", ImageType.FACIAL_IMAGE, {f"{visit}.jpg": photo(len(visit))}, visit)
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.press(*"4711", "ctrl+n")
        await form(desk)
        await desk.press("f2")
        await desk.see("! The case was not sent: no work is ordered.")
        await desk.at("works")
        await desk.press(*"24", "space", *"26", "b", "e")
        await desk.see("Material and shade", "Usual: Zirconia")
        await desk.press(*"PFM", "enter", *"A3", "enter")
        await desk.see("26  upper left first molar: abutment of bridge 24-26")
        await desk.press("f7")
        await desk.see("Ready texts")
        await desk.press("enter")
        await desk.press("down", "down", "tab")
        await desk.until(lambda: desk.field == "attachments")
        await desk.press("space")
        await desk.see("0 chosen")
        await desk.press("space", "tab", "space")
        await desk.see("place of the item of another record (Facial image).")
        await desk.press("enter")
        await desk.see("1 attached")
        await desk.press("f6")
        await desk.see("The case is kept unfinished.")
        (row,) = cases(elsewhere, "4711")
        assert (row.number, row.works) == (None, (bridge((24, 25, 26), "PFM", "A3"),))
        there = elsewhere.desk.cases.open(elsewhere.actor, row.uuid)
        assert there.instructions == "Call before it is shipped."
        assert [each.files[0].name for each in there.attachments] == ["Visit 9.jpg"]


async def test_a_case_that_another_desk_changed_is_told_field_by_field(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    desk_there, actor = elsewhere.desk, elsewhere.actor
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "ctrl+n")
        await form(desk)
        await desk.press("f6")
        await desk.see("The case is kept unfinished.")
        (row,) = cases(elsewhere, "4711")
        outcomes: list[object] = []

        async def edit() -> None:
            outcomes.append(await edit_case(desk.app, desk.app.work, row.uuid))

        desk.app.work.flow(edit())
        await form(desk)
        theirs = CaseInput(lab_id=1, instructions="theirs", works=(Work(WorkKind.CROWN, (11,)),))
        desk_there.cases.edit(actor, uuid4(), row.uuid, row.version, theirs)
        await desk.press("enter", "enter", "enter", "enter", *"36", "i", "f6")
        await desk.see("Crown 11", "Inlay 36")
        await desk.press("y", "f2")
        await desk.until(lambda: outcomes)
        assert outcomes == [KEPT]
        (kept,) = cases(elsewhere, "4711")
        assert (kept.number, kept.lab, [work.kind for work in kept.works]) == (None, "North", ["inlay"])
        assert case_words(KEPT) == "The case is kept unfinished. z takes it back."


async def test_of_a_case_that_is_sent_only_the_due_date_can_be_changed(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    desk_there, actor, uuid = elsewhere.desk, elsewhere.actor, uuid4()
    doctor = desk_there.charts.lists(actor).doctors[0].id
    sent = CaseInput(doctor_id=doctor, lab_id=1, due=date(2030, 1, 2), works=(CROWN,))
    desk_there.cases.send(actor, uuid4(), elsewhere.uuid("4711"), uuid, 0, sent)
    async with open_desk(settings) as desk:
        await desk.find("4711")
        outcomes: list[object] = []

        async def edit() -> None:
            outcomes.append(await edit_case(desk.app, desk.app.work, uuid))

        desk.app.work.flow(edit())
        await form(desk)
        assert "crown" not in desk.text()
        await desk.press("home", *["delete"] * 10, *"03012030", "f2")
        await desk.until(lambda: outcomes)
        assert outcomes == [Kept.DUE]
    assert cases(elsewhere, "4711")[0].due == date(2030, 1, 3)


async def test_how_teeth_are_numbered_is_remembered(settings: Settings) -> None:
    for asked, number in (("w", "3"), ("", "3"), ("w", "16")):
        async with open_desk(settings) as desk:
            await desk.press(*"4711", "ctrl+n")
            await form(desk)
            await desk.press("f2")
            await desk.at("works")
            await desk.press(*asked, *number)
            await desk.see(f"{number}  upper right first molar")
            await desk.press("escape")


async def test_what_was_typed_comes_back_after_the_line_dropped(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "ctrl+n")
        await form(desk)
        await desk.press("o", "enter", "enter", "enter", "enter", *"37", "c")
        await desk.see("37  lower left second molar: crown")
        await desk.press("f10")
        await desk.until(lambda: not desk.app.is_running)
    async with open_desk(settings, ready=False) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, DraftsSheet))
        await desk.see("New case for the lab")
        await desk.press("enter")
        await form(desk)
        await desk.see("orthodontics", "37  lower left second molar: crown, Zirconia")
        await desk.press("f6")
        await desk.see("The case is kept unfinished.")
    assert [work.teeth for work in cases(elsewhere, "4711")[0].works] == [(37,)]


@pytest.mark.parametrize(("years", "tooth", "other"), [(3, "51", "permanent"), (7, "11", "milk")])
async def test_the_chart_of_a_small_child_begins_with_milk_teeth_and_names_the_key_for_the_others(
    settings: Settings, elsewhere: Elsewhere, years: int, tooth: str, other: str
) -> None:
    today = date.today()
    elsewhere.edit("muller", birth_date=date(today.year - years, 1, 1))
    async with open_desk(settings) as desk:
        await desk.find("muller")
        await desk.press("down", "C")
        await form(desk)
        screen = desk.app.screen
        assert isinstance(screen, CaseForm)
        assert str(screen._works.chart.cursor) == tooth
        await desk.see(f"k {other} teeth")
