"""Administrators keep the labs by keys."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.labs import LabInput
from dentui.domain.work import WorkKind
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_a_lab_is_added_changed_withdrawn_and_offered_again(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    labs = elsewhere.desk.labs
    async with open_desk(settings) as desk:
        await desk.see("308 found")
        await desk.press("ctrl+g", "b")
        await desk.see("There is no lab yet", "0 labs")
        await desk.press("n", "f2")
        await desk.see("The lab's name is missing")
        await desk.press(
            *"Huber", "tab", *"Seestrasse 1", "tab", *"Frau Huber", "tab", "c", "tab", *"Zirconia"
        )
        await desk.press("f2")
        await desk.see("Saved.", "1 offered in cases", "Crown Zirconia")
        (lab,) = labs.all(elsewhere.actor)
        assert lab.form == LabInput("Huber", "Seestrasse 1", "Frau Huber", WorkKind.CROWN, "Zirconia")
        await desk.press("enter", "end", *" AG", "f2")
        await desk.see("Huber AG")
        await desk.press("space")
        await desk.see("withdrawn", "0 offered in cases")
        assert labs.offered(elsewhere.actor) == ()
        await desk.press("space")
        await desk.see("Offered again.", "1 offered in cases")


async def test_two_desks_that_change_a_lab_see_each_others_change(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    labs = elsewhere.desk.labs
    key = labs.add(elsewhere.actor, LabInput("Huber"))
    async with open_desk(settings) as desk:
        await desk.see("308 found")
        await desk.press("ctrl+g", "b")
        await desk.see("1 lab")
        await desk.press("enter", "end", *" AG")
        labs.edit(elsewhere.actor, key, 1, LabInput("Huber", contact="Frau Huber"))
        await desk.press("f2")
        await desk.see("Changed meanwhile", "Frau Huber")
        await desk.press("f2")
        await desk.see("Saved.")
        (lab,) = labs.all(elsewhere.actor)
        assert (lab.name, lab.contact) == ("Huber AG", "Frau Huber")
