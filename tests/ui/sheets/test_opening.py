"""Taking back from the list, where the change may be of anybody."""

from __future__ import annotations

from dentui.config import Settings
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_undo_from_the_list_takes_back_at_once_what_was_just_done_there(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "f7", "i", "f2")
        await desk.see("is open for Müller, Jürg. F8 takes it back.", "1 open")
        await desk.press("f8")
        await desk.see("Undone: opening the scan ticket, which is cancelled now, Müller, Jürg.")
        await desk.miss("1 open")


async def test_undo_from_the_list_names_a_change_of_elsewhere_and_asks(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    elsewhere.edit("muller", email="old@example.org")
    async with open_desk(settings) as desk:
        await desk.press("tab", *"zb")
        await desk.see("Take this back?", "The edit (e-mail), Müller, Jürg, today at ", "Enter leave it")
        await desk.press("enter")
        await desk.miss("Take this back?")
        assert "Undone" not in desk.text()
        assert elsewhere.chart("muller").email == "old@example.org"
        await desk.press("f8")
        await desk.say_yes()
        await desk.see("Undone: the edit (e-mail), Müller, Jürg.")
    assert elsewhere.chart("muller").email == ""


async def test_undo_asks_again_once_the_sentence_is_gone(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "f7", "i", "f2")
        await desk.see("is open for Müller, Jürg. F8 takes it back.")
        await desk.press("backspace")
        await desk.miss("takes it back")
        await desk.press("f8")
        await desk.see("Take this back?", "Opening the scan ticket, Müller, Jürg, today at")
