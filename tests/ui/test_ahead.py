"""Forms that were made while nobody typed: opened where they are still what they would be made of now."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.screen import Screen

from dentui.config import Settings
from dentui.domain.tickets import KIND_WORDS, TicketKind
from dentui.ui.ahead import Ahead, Form
from dentui.ui.sheets.opening import edit_patient_form, new_patient_form, ticket_form
from tests.ui.desk import Desk, open_desk
from tests.ui.elsewhere import Elsewhere


def ready(desk: Desk, recipe: Any) -> Screen[Any] | None:
    """The form of this kind that stands ready."""
    return desk.app.work.ahead._ready.get(recipe, (None, None))[1]


async def when_ready(desk: Desk, recipe: Any) -> Screen[Any]:
    await desk.until(lambda: ready(desk, recipe))
    form = ready(desk, recipe)
    assert form is not None
    return form


async def open_edit_and_go_back(desk: Desk) -> None:
    await desk.press("e")
    await desk.see("Edit patient", "Müller")
    await desk.press("escape")
    await desk.see("[1 Records]")


async def test_nothing_is_made_ready_that_was_not_opened_before(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        await when_ready(desk, edit_patient_form)
        assert ready(desk, ticket_form) is None


async def test_a_form_that_was_opened_before_is_ready_and_saves_as_ever(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        for note in ("one", "two"):
            form = await when_ready(desk, edit_patient_form)
            await desk.press("e")
            await desk.at("family")
            assert desk.app.screen is form
            await desk.press("tab", "tab", "end", *note, "f2")
            await desk.miss("Edit patient")
            await desk.see("Saved. z takes it back.")
    assert elsewhere.chart("muller").form.other.endswith("onetwo")


async def test_what_another_desk_saved_meanwhile_is_in_the_form(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        before = await when_ready(desk, edit_patient_form)
        elsewhere.edit("muller", email="new@example.org")
        await desk.see("new@example.org")
        await desk.press("e")
        await desk.see("Edit patient", "E-mail          new@example.org")
        assert desk.app.screen is not before


async def test_a_ticket_is_offered_the_choices_that_were_made_last_anywhere(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("t")
        await desk.see("Create a scan ticket", "chart 3")
        await desk.press("escape")
        await desk.see("[1 Records]")
        await when_ready(desk, ticket_form)
        elsewhere.open_ticket("smith anna")
        await desk.press("t")
        await desk.see("Create a scan ticket", f"As last time: Scan {KIND_WORDS[TicketKind.FACE]}")


async def test_a_new_patient_begins_with_what_is_in_the_find_box_now(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        for name in ("Zzyzx", "Qqwx"):
            await desk.find(name)
            if name != "Zzyzx":
                await when_ready(desk, new_patient_form)
            await desk.press("f6")
            await desk.see("New patient", f"Family name*    {name}")
            await desk.press("escape")
            await desk.miss("New patient")
            await desk.press(*["backspace"] * len(name))
            await desk.until(desk.settled)


async def test_what_is_ready_moves_no_cursor_and_sees_no_key(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        cursor = desk.app.cursor_position
        form = await when_ready(desk, edit_patient_form)
        assert desk.app.cursor_position == cursor
        assert form.focused is None
        await desk.press("e")
        await desk.at("family")


async def test_a_form_that_was_ready_fits_a_window_that_became_smaller(settings: Settings) -> None:
    async with open_desk(settings, size=(100, 30)) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        await when_ready(desk, edit_patient_form)
        await desk.pilot.resize_terminal(60, 20)
        await desk.press("e")
        text = await desk.see("Edit patient", "F2 Save")
        assert max(map(len, text.splitlines())) <= 60


async def test_nothing_is_ready_behind_the_curtain(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        form = await when_ready(desk, edit_patient_form)
        await desk.press("f9")
        await desk.until(lambda: not form.is_attached)
        assert ready(desk, edit_patient_form) is None


async def test_nothing_is_ready_when_the_operator_has_gone(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await open_edit_and_go_back(desk)
        form = await when_ready(desk, edit_patient_form)
        work = desk.app.work
        desk.app.leave_desk("Signed out.")
        await desk.until(lambda: desk.app.work is not work and not form.is_attached)
        assert not work.ahead._ready


async def test_nothing_stays_of_a_form_whose_operator_goes_while_it_is_made() -> None:
    begun, made, dropped = asyncio.Event(), object(), list[object]()

    async def mount(_: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    async def recipe() -> Form[object]:
        return Form(lambda: made, ())

    ahead = Ahead()
    ahead.mount, ahead.drop = mount, dropped.append
    await ahead.form(recipe)
    making = asyncio.create_task(ahead.make([(recipe, ())]))
    await begun.wait()
    ahead.clear()
    making.cancel()
    await asyncio.wait([making])
    assert dropped == [made]


async def test_a_register_that_hangs_is_asked_for_one_form_at_a_time_and_then_for_the_latest() -> None:
    asked, answers, mounted = list[int](), asyncio.Event(), list[object]()

    async def mount(form: object) -> None:
        mounted.append(form)

    async def recipe(number: int) -> Form[int]:
        asked.append(number)
        await answers.wait()
        return Form(int, (number,))

    ahead = Ahead()
    ahead.mount = mount
    ahead._opened.add(recipe)
    making = [asyncio.create_task(ahead.make([(recipe, (number,))])) for number in range(1, 6)]
    await asyncio.wait(making[1:])
    assert asked == [1]
    answers.set()
    await asyncio.wait(making)
    assert asked == [1, 5]
    assert mounted == [1, 5]
