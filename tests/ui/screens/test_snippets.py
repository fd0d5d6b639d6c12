"""Ready texts are kept by keys, and put into the instructions of a case."""

from __future__ import annotations

from dentui.config import Settings
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.ui.screens.case import CaseForm
from dentui.ui.sheets.drafts import DraftsSheet
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_a_text_is_added_changed_removed_and_brought_back(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    texts, actor = elsewhere.desk.snippets, elsewhere.actor
    async with open_desk(settings) as desk:
        await desk.see("308 found")
        await desk.press("ctrl+g", "r")
        await desk.see("There is no ready text yet. n adds one.", "0 texts")
        await desk.press("n")
        await desk.see("New ready text", "(•) instructions of a case")
        await desk.press("f2")
        await desk.see("The text is missing")
        await desk.press(*"Clean between the teeth [/b]", "shift+tab", "shift+tab", "a", "f2")
        await desk.see("Saved.", "report advice", "1 text", "Clean between the teeth [/b]")
        (there,) = texts.all(actor)
        assert there.form == SnippetInput(
            SnippetKind.ADVICE, "Clean between the teeth [/b]", "Clean between the teeth [/b]"
        )
        await desk.press("enter", "tab", "end", *"!", "f2")
        await desk.see("Saved.", "teeth [/b]!")
        await desk.press("f4")
        await desk.see("is removed", "0 texts")
        assert texts.all(actor) == ()
        await desk.press("z")
        await desk.see("It is back.", "1 text")
        assert [each.name for each in texts.all(actor)] == ["Clean between the teeth [/b]!"]


async def test_two_desks_that_change_a_text_see_each_others_change(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    texts, actor = elsewhere.desk.snippets, elsewhere.actor
    made = texts.add(actor, SnippetInput(SnippetKind.FINDINGS, "Tartar", "Tartar"))
    async with open_desk(settings) as desk:
        await desk.see("308 found")
        await desk.press("ctrl+g", "r")
        await desk.see("1 text")
        await desk.press("enter", "tab", "end", *" below")
        texts.edit(actor, made, 1, SnippetInput(SnippetKind.FINDINGS, "Tartar", "Tartar everywhere"))
        await desk.press("f2")
        await desk.see("Changed meanwhile", "Tartar everywhere")
        await desk.press("f2")
        await desk.see("Saved.")
    (there,) = texts.all(actor)
    assert (there.name, there.text) == ("Tartar below", "Tartar everywhere")


async def test_a_key_puts_one_into_the_instructions_and_one_that_is_missing_is_added_there(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.desk.snippets.add(elsewhere.actor, SnippetInput(SnippetKind.ADVICE, "Floss", "Floss daily."))
    async with open_desk(settings) as desk:
        await desk.press(*"4711", "ctrl+n")
        await desk.until(lambda: isinstance(desk.app.screen, CaseForm))
        await desk.see("F2 Send")
        await desk.press("f7")
        await desk.see("Ready texts", "There is none yet. F6 adds one.")
        assert "Floss" not in desk.text()
        await desk.press("f6")
        await desk.see("New ready text")
        await desk.press("tab", "tab", *"Call first.", "f2")
        await desk.until(lambda: isinstance(desk.app.screen, CaseForm))
        await desk.press("f7")
        await desk.see("a  Call first.")
        await desk.press("a")
        await desk.until(lambda: isinstance(desk.app.screen, CaseForm))
        await desk.press("f6")
        await desk.see("kept unfinished")
    (row,) = elsewhere.desk.cases.of_patient(elsewhere.actor, elsewhere.uuid("4711"))
    assert elsewhere.desk.cases.open(elsewhere.actor, row.uuid).instructions == "Call first.\nCall first."


async def test_a_text_and_a_lab_that_were_not_saved_come_back(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.see("308 found")
        await desk.press("ctrl+g", "r", "n", "tab", *"Half typed")
        await desk.see("Half typed")
        await desk.press("f10")
        await desk.until(lambda: not desk.app.is_running)
    async with open_desk(settings, ready=False) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, DraftsSheet))
        await desk.see("New ready text", "Half typed")
        await desk.press("enter")
        await desk.see("New ready text", "Half typed")
        await desk.press("tab", *"whole", "f2")
        await desk.see("Saved.")
        await desk.press("ctrl+g", "b", "n", *"Huber")
        await desk.see("New lab", "Huber")
        await desk.press("f10")
        await desk.until(lambda: not desk.app.is_running)
    async with open_desk(settings, ready=False) as desk:
        await desk.until(lambda: isinstance(desk.app.screen, DraftsSheet))
        await desk.see("New lab", "Huber")
        await desk.press("enter")
        await desk.see("Address")
        await desk.press("f2")
        await desk.see("Saved.")
    assert [each.name for each in elsewhere.desk.snippets.all(elsewhere.actor)] == ["Half typed"]
    assert [each.name for each in elsewhere.desk.labs.all(elsewhere.actor)] == ["Huber"]
