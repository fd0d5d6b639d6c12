"""What was typed and not saved comes back as it was, where it was, and only when it is wanted."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dentui.config import Settings
from dentui.store.drafts import DeskFolder
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.sheets.drafts import DraftsSheet
from dentui.ui.sheets.form import FormSheet
from tests.kept import kept
from tests.ui.desk import PATIENCE, Desk, open_desk
from tests.ui.elsewhere import Elsewhere


def form_of(desk: Desk) -> list[str]:
    """The form's side of the screen, without what lies under it."""
    assert desk.field
    return [line.partition("█")[2] for line in desk.text().splitlines()]


async def go_on(desk: Desk) -> None:
    """Go on with the first form that is offered."""
    await desk.until(lambda: isinstance(desk.app.screen, DraftsSheet))
    await desk.press("enter")
    await desk.until(lambda: desk.field)
    await desk.idle()


# Every form


@dataclass(frozen=True)
class Typing:
    """How a form is opened and typed into, and how it is offered."""

    name: str
    keys: tuple[str, ...]
    offered: str
    field: str
    chart: str = ""


FORMS = (
    Typing(
        "new patient",
        (*"keller anna", "f6", "f", "enter", *"1203", "enter", *"079 1", "f7", "i", "enter", *"orth", "enter",
         *"che", "down", "down", *"left", "enter", *"side"),
        "New patient, Keller, Anna",
        "ticket_note",
    ),
    Typing(
        "edit patient",
        ("e", "end", *" [/b]", *["down"] * 4, "end", "backspace", "backspace", *["down"] * 6, "enter",
         *"knocks", "up", "up"),
        "Edit patient, Smith, Anna",
        "address",
        "4711",
    ),
    Typing("new ticket", ("t", "f", "enter", *"imp", "down", "down", "down", *"both"),
           "New scan ticket, Smith, Anna", "note", "4711"),
    Typing("edit ticket", ("5", "enter", "e", "f2", "f", "enter", "delete"),
           "Edit scan ticket, Smith, Anna", "case_type_id", "4711"),
    Typing("move ticket", ("5", "enter", "c", *"did not co"), "Scan ticket, Smith, Anna", "reason", "4711"),
    Typing("new record", ("n", *"Check", "enter", *["backspace"] * 3, "enter", *"ort"),
           "New record, Smith, Anna", "case_type_id", "4711"),
    Typing("edit record", ("enter", "end", *" again", "enter", "end", "backspace"),
           "Edit record, Smith, Anna", "visiting_time", "4711"),
    Typing("new case type", ("ctrl+g", "t", "n", *"vene"), "New case type, vene", "name"),
    Typing("rename visit type", ("ctrl+g", "t", "tab", "down", "enter", "end", *"s", "down", *"x"),
           "Rename visit type, orthodonticss", "place"),
)  # fmt: skip


@pytest.mark.parametrize("typing", FORMS, ids=lambda typing: typing.name)
async def test_every_form_comes_back_as_it_was(settings: Settings, home: Path, typing: Typing) -> None:
    # All of it is seen, wherever a smaller window would have scrolled to.
    async with open_desk(settings, size=(80, 40)) as desk:
        if typing.chart:
            await desk.chart(typing.chart)
        await desk.press(*typing.keys)
        await desk.at(typing.field)
        await desk.idle()
        left = form_of(desk)
    assert len(kept(home)) == 1
    async with open_desk(settings) as desk:
        await desk.see("Unfinished", typing.offered, "typed")
        await go_on(desk)
        await desk.at(typing.field)
        assert desk.app.focused is not None
        assert desk.app.focused.region.bottom <= 23
        await desk.pilot.resize_terminal(80, 40)
        await desk.until(lambda: form_of(desk) == left)
        await desk.press("escape")
        await desk.see("What you typed is not saved.")
        await desk.press("y")
        await desk.miss("What you typed is not saved.")
        await desk.idle()
    assert kept(home) == []


async def test_what_comes_back_is_saved_as_it_would_have_been(
    settings: Settings, home: Path, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"1203", "f7", "i", "enter", *"orth")
        await desk.see("orthodontics")
        await desk.idle()
    async with open_desk(settings) as desk:
        await go_on(desk)
        while desk.field != "birth_date":
            await desk.press("up")
            await desk.idle()
        await desk.press("end", *"1990", "f2")
        await desk.see("Saved as chart 309. T-000002 is open.", "Keller, Anna", "born 12.03.1990")
        await desk.idle()
    assert kept(home) == []
    (ticket,) = elsewhere.tickets("keller anna")
    assert (ticket.kind, ticket.case_type) == ("intraoral", "orthodontics")


async def test_leaving_changes_nothing_in_what_is_kept(settings: Settings, home: Path) -> None:
    """The focus goes from field to field once more while the screens are taken down."""
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"1203", "f7", "i", "enter", *"orth")
        await desk.see("orthodontics")
        await desk.idle()
        keeper = desk.app.work.keeper
        assert keeper is not None
        keeper.flush(PATIENCE)
        (before,) = [file.read_bytes() for file in kept(home)]
    assert [file.read_bytes() for file in kept(home)] == [before]
    assert b'"cursor": "case_type_id"' in before


async def test_an_untouched_form_leaves_nothing_and_one_that_was_saved_neither(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "x", "backspace", "down")
        await desk.at("other")
    assert kept(home) == []
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "end", "e")
        await desk.until(lambda: kept(home))
        await desk.press("f2")
        await desk.see("Saved.")
        await desk.until(lambda: not kept(home))


async def test_another_desks_change_meanwhile_is_a_conflict_as_ever(
    settings: Settings, home: Path, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", "down", "end", *"bell")
        await desk.see("Annabell")
        await desk.idle()
    elsewhere.edit("4711", given="Annaika", allergies="latex")
    async with open_desk(settings) as desk:
        await go_on(desk)
        await desk.see("Given name      Annabell")
        await desk.press("f2")
        await desk.see("Changed meanwhile", "yours   Annabell", "theirs  Annaika")
        await desk.press("y", "f2")
        await desk.see("Smith, Annabell", "ALLERGIES: latex", "Saved.")
    assert kept(home) == []
    stored = elsewhere.stored("4711")
    assert (stored["given"], stored["allergies"], stored["note"]) == ("Annabell", "latex", "comes by train")


async def test_text_comes_back_letter_by_letter_and_is_cleaned_for_the_screen_only(
    settings: Settings, home: Path, elsewhere: Elsewhere
) -> None:
    nasty = "王小明 👩‍⚕️ [/b] \x1b]0;owned\x07 علی‌رضا \u202eabc"
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("e", *["down"] * 2)
        await desk.at("other")
        await desk.paste(nasty)
        await desk.press(*["down"] * 9)
        await desk.at("note")
        await desk.paste(f"\r\n{nasty}")
        await desk.idle()
    (before,) = [file.read_bytes() for file in kept(home)]
    async with open_desk(settings) as desk:
        await go_on(desk)
        assert "\x1b" not in desk.text()
        assert "\u202e" not in desk.text()
        assert before.split(b'"cursor"')[0] == kept(home)[0].read_bytes().split(b'"cursor"')[0]
        await desk.press("f2")
        await desk.see("Saved.")
    meant = "王小明 👩‍⚕️ [/b] ]0;owned علی‌رضا abc"
    stored = elsewhere.stored("4711")
    assert (stored["other"], stored["note"]) == (meant, f"comes by train\n{meant}")


async def test_several_are_a_list_and_each_line_is_whole(settings: Settings, home: Path) -> None:
    for who in ("anna", "bert", "carl"):
        async with open_desk(settings) as desk:
            if not await left_alone(desk):
                await desk.idle()
            await desk.press(*f"keller {who}", "f6", "f", "down")
            await desk.at("birth_date")
    async with open_desk(settings) as desk:
        for size in ((80, 24), (60, 20)):
            await desk.pilot.resize_terminal(*size)
            text = await desk.see("Unfinished", "These forms were left before they were saved.")
            lines = [line for line in text.splitlines() if "New patient, Keller" in line]
            assert ["Carl" in lines[0], "Bert" in lines[1], "Anna" in lines[2]] == [True] * 3
            assert all(line.rstrip()[-3] == ":" for line in lines)
            assert "▸" in lines[0]
        await desk.press("down", "enter")
        await desk.see("New patient", "Given name      Bert")
    assert len(kept(home)) == 3


async def left_alone(desk: Desk) -> bool:
    """Leave what is offered; answers whether anything was."""
    for _ in range(40):
        if isinstance(desk.app.screen, DraftsSheet):
            await desk.press("escape")
            await desk.miss("Unfinished")
            return True
        await asyncio.sleep(0.01)
    return False


# Typed ahead, later, thrown away


@pytest.fixture
async def unfinished(settings: Settings, home: Path) -> Path:
    """A new patient was left unfinished; its file."""
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"1203")
        await desk.see("1203  ")
        await desk.idle()
    (file,) = kept(home)
    return file


async def test_who_types_at_once_is_not_disturbed(settings: Settings, unfinished: Path) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.type("smi")
        await desk.see("Find  smi", "Smith, Anna", "Smith, Peter")
        await desk.see("A form was left unfinished", "Ctrl+G, then u")
        await desk.type("t")
        await desk.see("Find  smit", " 2 found")
        await desk.idle()
        assert "A form was left unfinished" in desk.text()
        assert isinstance(desk.app.screen, PatientsScreen)
        await desk.press("ctrl+g", "u")
        await desk.see("Unfinished", "New patient, Keller, Anna")
        await go_on(desk)
        await desk.see("Family name*    Keller", "1203")


@pytest.mark.parametrize("keys", ["smi", "y", "/4711"])
async def test_letters_typed_into_the_offer_go_to_the_find_box(
    settings: Settings, unfinished: Path, keys: str
) -> None:
    before = unfinished.read_bytes()
    async with open_desk(settings) as desk:
        await desk.see("Unfinished")
        await desk.press(*keys)
        await desk.until(lambda: desk.list.box.value == keys)
        await desk.idle()
        assert isinstance(desk.app.screen, PatientsScreen)
    assert unfinished.read_bytes() == before


async def test_a_paste_into_the_offer_goes_to_the_find_box(settings: Settings, unfinished: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Unfinished")
        await desk.paste("smith")
        await desk.see("Find  smith", "2 found")
    assert unfinished.exists()


async def test_a_name_and_enter_typed_into_the_offer_open_that_patient(
    settings: Settings, unfinished: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Unfinished")
        await desk.press(*"4711", "enter")
        await desk.see("[1 Records]", "Smith, Anna")
    assert unfinished.exists()


async def test_later_means_at_the_next_start_or_by_the_menu(settings: Settings, unfinished: Path) -> None:
    for _ in range(2):
        async with open_desk(settings) as desk:
            await desk.see("Unfinished")
            await desk.press("escape")
            await desk.miss("Unfinished")
            await desk.see("1 unfinished form: Ctrl+G u")
            await desk.press("ctrl+g")
            await desk.see("Unfinished forms")
            await desk.press("u")
            await desk.see("New patient, Keller, Anna")
            # It was asked for: letters do nothing here.
            await desk.press(*"yx", "escape")
            await desk.miss("New patient, Keller, Anna")
            await desk.idle()
            assert desk.list.box.value == ""


async def test_the_menu_has_no_such_line_where_nothing_waits(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("ctrl+g")
        text = await desk.see("Sign out")
        assert "Unfinished" not in text
        await desk.press("escape")
        await desk.press("ctrl+p", *"unfinished", "enter")
        await desk.see("No form of yours is unfinished.")


async def test_a_form_that_is_given_up_while_the_disk_hangs_is_offered_again(
    settings: Settings, unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, goes_on, done = (threading.Event() for _ in range(3))
    take = DeskFolder.take

    def take_slowly(self: DeskFolder, *what: Any) -> bool:
        asked.set()
        goes_on.wait(PATIENCE)
        taken = take(self, *what)
        done.set()
        return taken

    monkeypatch.setattr(DeskFolder, "take", take_slowly)
    async with open_desk(settings) as desk:
        await desk.see("Unfinished", "New patient, Keller, Anna")
        monkeypatch.setattr("dentui.ui.work.PATIENCE", 0.0)
        await desk.press("enter")
        await desk.until(asked.is_set)
        await desk.press("escape")
        await desk.see("Given up.")
        goes_on.set()
        await desk.until(done.is_set)
        await desk.until(unfinished.exists)
        await desk.press("ctrl+g")
        await desk.see("Unfinished forms")
        await desk.press("u")
        await go_on(desk)
        await desk.see("Family name*    Keller", "1203")


async def test_a_form_that_is_given_up_just_when_it_comes_keeps_its_draft(
    settings: Settings, home: Path, unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Unfinished", "New patient, Keller, Anna")
        paint, given_up = desk.app.work.paint, asyncio.Event()

        async def give_up_and_paint() -> None:
            give_up = desk.app.work.gate.give_up
            if give_up is not None and isinstance(desk.app.screen, FormSheet):
                give_up()
                given_up.set()
            await paint()

        monkeypatch.setattr(desk.app.work, "paint", give_up_and_paint)
        await desk.press("enter")
        await given_up.wait()
        monkeypatch.undo()
        await desk.until(lambda: isinstance(desk.app.screen, PatientsScreen))
        await desk.idle()
    assert len(kept(home)) == 1


async def test_it_is_thrown_away_after_a_question_only(settings: Settings, unfinished: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Unfinished")
        for answer in ("enter", "escape"):
            await desk.press("f4")
            await desk.see("Throw this form away?", "y throw it away")
            await desk.press(answer)
            await desk.miss("Throw this form away?")
            await desk.see("Unfinished")
        assert unfinished.exists()
        await desk.press("delete")
        await desk.say_yes()
        await desk.miss("Unfinished")
        await desk.until(lambda: not unfinished.exists())


async def test_with_a_form_open_another_one_has_to_wait(settings: Settings, unfinished: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.see("Unfinished")
        await desk.press("escape", *"4711", "enter")
        await desk.see("[1 Records]")
        await desk.press("e", "end", "x", "ctrl+g", "u")
        await desk.miss("Sign out")
        await desk.idle()
        # In the form's own line: what lies under it is cut off.
        form = desk.app.screen
        assert isinstance(form, FormSheet)
        assert form.status.said == "Something is open. Save or close it first."


async def test_one_that_went_to_another_desk_is_said_so(settings: Settings, unfinished: Path) -> None:
    async with open_desk(settings) as first:
        await first.see("Unfinished")
        async with open_desk(settings) as second:
            await second.see("Unfinished")
            await go_on(second)
            await second.see("1203")
            await first.press("enter")
            await first.see("That form is not here any more: another desk of yours")


async def test_a_second_desk_is_not_offered_what_is_being_typed(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as first:
        await first.press(*"keller anna", "f6", "f")
        await first.until(lambda: kept(home))
        async with open_desk(settings) as second:
            await second.idle()
            assert isinstance(second.app.screen, PatientsScreen)
            await second.press("ctrl+g")
            assert "Unfinished" not in await second.see("Sign out")


# A disk that takes nothing


async def test_a_disk_that_takes_nothing_is_said_and_typing_goes_on(
    settings: Settings, home: Path, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dentui.services import keeping

    monkeypatch.setattr(keeping, "AGAIN", 0.05)
    (home / "drafts").write_text("in the way", "utf-8")
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "enter", *"1203")
        await desk.see("! What you type is not kept for now: the", "Save it soon.")
        await desk.press(*"1990")
        await desk.see("12031990", "What you type is not kept")
        (home / "drafts").unlink()
        await desk.miss("What you type is not kept")
        assert len(kept(home)) == 1
        await desk.press("f2")
        await desk.see("Saved as chart 309.")
    assert elsewhere.count() == 309


async def test_a_disk_that_takes_nothing_keeps_nobody_from_saving_or_leaving(
    settings: Settings, home: Path, elsewhere: Elsewhere
) -> None:
    (home / "drafts").write_text("in the way", "utf-8")
    async with open_desk(settings) as desk:
        await desk.press(*"keller anna", "f6", "f", "f2")
        await desk.see("Saved as chart 309.")
        await desk.press("e", "end", "x")
        await desk.see("What you type is not kept")
        await desk.press("ctrl+g", "l")
        text = await desk.see("Locked.")
        assert "F10 leaves dentui; what is unfinished here is lost then." in " ".join(text.split())
    assert elsewhere.count() == 309
