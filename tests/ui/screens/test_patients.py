"""The patient list, with a real register behind it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dentui.config import Settings
from dentui.domain.finding import Find, Page
from dentui.errors import Unavailable
from dentui.services.patients import Patients
from dentui.services.register import Register
from dentui.store.database import Database
from dentui.ui.app import watching
from tests.clinics import Clinic, at, patient, visit
from tests.ui.conftest import LONG, settings_of
from tests.ui.desk import open_desk


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("muller", "Müller, Jürg"),
        ("wang xiao", "王小明"),
        ("wxm", "王小明"),
        ("4711", "Smith, Anna"),
        ("zbrze", "Huber, Rosa"),
        ("anna smi", "Smith, Anna"),
        ("anna@ex", "Smith, Anna"),
        ("12031985", "Smith, Anna"),
    ],
)
async def test_a_patient_is_found(settings: Settings, text: str, name: str) -> None:
    async with open_desk(settings) as desk:
        await desk.find(text)
        await desk.see(" 1 found")
        assert name in desk.line_at_cursor()


async def test_the_find_box_has_the_focus_and_the_number_found_is_shown(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        assert desk.app.focused is desk.list.box
        await desk.see("308 found", "1 of 308", "F1", "F10")


async def test_what_matched_is_marked_by_type_and_not_by_colour_alone(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.see(" 2 found")
        strip = desk.list.table.render_line(2)
        marked = [segment for segment in strip if segment.style and segment.style.underline]
        assert [segment.text for segment in marked] == ["Smi"]
        assert all(segment.style and segment.style.bold for segment in marked)


async def test_an_old_name_is_told_where_it_was_found(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("zbrz")
        await desk.see(" 1 found", "formerly Zbrzezny")


async def test_enter_waits_for_the_results_of_what_was_typed(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("s", "m", "i", "enter")
        await desk.see("[1 Records]", "Smith, Anna")


async def test_keys_typed_before_the_register_is_open_are_kept_in_order(settings: Settings) -> None:
    async with open_desk(settings, ready=False) as desk:
        await desk.press(*"smi", "enter", "4", "escape", "down")
        await desk.see(" 2 found")
        await desk.until(lambda: desk.app.focused is desk.list.table)
        assert desk.list.box.value == "smi"


async def test_keys_after_enter_belong_to_the_patient(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"muller", "enter", "4")
        await desk.see("[4 Info]", "Family name     Müller")
        await desk.press("escape", "end", "backspace")
        await desk.until(lambda: desk.list.box.value == "mulle")


async def test_keys_that_move_the_focus_and_act_there_are_not_mixed_up(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"crowd", "down", "down", "down", "slash", "0", "1")
        await desk.until(lambda: desk.list.box.value == "crowd01")
        await desk.see(" 10 found")


async def test_a_slower_older_answer_never_replaces_a_newer_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register is real; only the first answer is kept back for a while."""
    stock = Patients.find
    old, hold = threading.Event(), threading.Event()

    def slow(self: Patients, actor: object, find: Find, *rest: object, **named: object) -> Page:
        if find.text == "s":
            old.set()
            hold.wait(10)
        return stock(self, actor, find, *rest, **named)  # type: ignore[arg-type]

    async with open_desk(settings) as desk:
        monkeypatch.setattr(Patients, "find", slow)
        await desk.type("s")
        await desk.until(old.is_set)
        await desk.type("mi")
        hold.set()
        await desk.see(" 2 found")
        assert "Smith, Anna" in desk.line_at_cursor()


async def test_down_and_tab_go_to_the_list_and_slash_comes_back(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        for key in ("down", "tab"):
            await desk.press(key)
            await desk.until(lambda: desk.app.focused is desk.list.table)
            await desk.press("slash")
            await desk.until(lambda: desk.app.focused is desk.list.box)
        assert desk.list.box.value == ""


async def test_enter_in_an_empty_find_box_goes_to_the_list(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("enter")
        await desk.until(lambda: desk.app.focused is desk.list.table)
        assert desk.app.screen is desk.list


async def test_the_whole_answer_is_walked_without_loading_it(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down", "end")
        await desk.see("308 of 308")
        await desk.until(lambda: "Crowd299" in desk.line_at_cursor())
        await desk.press("pageup", "up")
        await desk.until(lambda: "Crowd280" in desk.line_at_cursor())
        await desk.press("home", "down")
        await desk.see("2 of 308")
        await desk.press(*["pagedown"] * 20)
        await desk.until(lambda: "Crowd299" in desk.line_at_cursor())


async def test_escape_comes_back_to_the_same_row(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down", "down", "down", "enter")
        await desk.see("[1 Records]")
        await desk.press("escape")
        await desk.see("3 of 308")
        assert desk.app.focused is desk.list.table


@pytest.mark.parametrize(("operator", "words"), [("anna", "all patients"), ("berta", "all your patients")])
async def test_a_member_reads_that_the_list_holds_their_own_patients(
    settings: Settings, operator: str, words: str
) -> None:
    async with open_desk(replace(settings, operator=operator)) as desk:
        await desk.see(f" {words} ", "found")


async def test_to_a_member_without_patients_nothing_is_said_of_the_register(settings: Settings) -> None:
    async with open_desk(replace(settings, operator="carlo")) as desk:
        await desk.see("There is no patient of yours yet.", "An administrator", " 0 found")
        assert "Enter Open" not in desk.text()


async def test_the_footer_has_the_menu_of_the_desk_and_only_keys_that_do_something(
    settings: Settings,
) -> None:
    async with open_desk(settings) as desk:
        text = await desk.see("Ctrl+G Desk", "F1 Keys")
        assert "Enter Open" not in text
        assert "Reset" not in text
        await desk.press("down")
        await desk.see("Enter Open", "Ctrl+G Desk")
        await desk.press("slash", *"4711")
        await desk.see(" 1 found", "Enter Open", "F4 Reset")
        await desk.press("q")
        await desk.see(" 0 found")
        await desk.miss("Enter Open")
        assert "F7 Ticket" not in desk.text()


async def test_filters_stand_as_a_line_of_words(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "tab", *"01092026", "tab", *"31102026", "tab", "i", "enter")
        await desk.see("visited 01.09.2026–31.10.2026, implant", " 4 found")
        await desk.press("f4")
        await desk.see("308 found", "all patients")


async def test_one_key_resets_the_filters_and_the_find_text(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.type("smi")
        await desk.press("f3", "tab", "tab", "tab", "tab", "m", "enter")
        await desk.see("male", " 1 found")
        await desk.press("down", "x")
        await desk.see("308 found")
        assert desk.list.box.value == ""


async def test_a_wrong_date_is_said_at_its_field_and_the_sheet_stays(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f3", "tab", *"31022026", "enter")
        await desk.see("! There is no such day")
        assert desk.app.screen is not desk.list
        await desk.press("escape")
        await desk.miss("no such day")


async def test_nothing_found_is_said_with_a_way_on(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("qqqqqq")
        await desk.see(" 0 found", "No patient matches", "last four digits")
        await desk.press("enter")
        await desk.pilot.pause()
        assert desk.app.screen is desk.list


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_names_of_any_sort_stand_in_their_cells(settings: Settings, size: tuple[int, int]) -> None:
    async with open_desk(settings, size=size) as desk:
        await desk.see("O'Brien", LONG[:15], "1 of 308")
        strips = desk.app.screen._compositor.render_strips(desk.app.size)
        assert {strip.cell_length for strip in strips} == {size[0]}
        assert ("Born" in desk.text()) is (size[0] == 200)


class Elsewhere:
    """Another desk at the same register."""

    def __init__(self, home: Path) -> None:
        self.clinic = Clinic(settings_of(home), Database(settings_of(home)))

    def enter(self, family: str, when: int) -> UUID:
        return self.clinic.take_in(patient(family, "New", records=(visit(when),)))[0]


async def test_another_desks_change_shows_and_moves_neither_cursor_nor_scroll(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.press("down", "pagedown", "pagedown", "down")
        await desk.see("38 of 308")
        before, line = desk.line_at_cursor(), desk.text().splitlines().index(desk.line_at_cursor())
        Elsewhere(home).enter("Aaron", at(2026, 11, 1))
        await desk.see("309 found")
        assert desk.line_at_cursor() == before
        assert desk.text().splitlines().index(before) == line


async def test_another_desks_new_patient_shows_at_the_top_of_an_untouched_list(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        Elsewhere(home).enter("Aaron", at(2026, 11, 2))
        await desk.see("309 found", "Aaron, New")


async def test_after_a_fault_of_the_watch_other_desks_are_followed_again_and_it_is_logged_once(
    settings: Settings, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, failures = Register.wait_for_change, list[int]()

    def fail(self: Register, timeout: float) -> bool:
        if timeout and len(failures) < 3:
            failures.append(1)
            raise RuntimeError("cannot watch Smith")
        return watch(self, timeout)

    monkeypatch.setattr(watching, "WATCH", 0.05)
    monkeypatch.setattr(Register, "wait_for_change", fail)
    async with open_desk(settings) as desk:
        Elsewhere(home).enter("Aaron", at(2026, 11, 2))
        await desk.see("309 found", "Aaron, New")
    (log,) = (home / "log").iterdir()
    assert "Smith" not in log.read_text("utf-8")


async def test_finding_is_said_of_what_is_not_there_yet_and_no_longer_than_that(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_on, find = threading.Event(), Patients.find

    def find_slowly(self: Patients, *what: Any, **how: Any) -> Page:
        goes_on.wait(20)
        if what[1].text == "smit":
            raise Unavailable("The register is locked.")
        return find(self, *what, **how)

    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.see(" 2 found")
        monkeypatch.setattr(Patients, "find", find_slowly)
        desk.list.follow()
        desk.list._say_slow()
        assert "finding" not in str(desk.list.words._right)
        goes_on.set()
        await desk.idle()
        goes_on.clear()
        await desk.type("t")
        await desk.see("finding …")
        goes_on.set()
        await desk.see("! The register is locked.")
        await desk.miss("finding …")


async def test_an_answer_that_fits_the_screen_shows_what_another_desk_added(
    settings: Settings, home: Path
) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await desk.see(" 2 found")
        Elsewhere(home).enter("Smiley", at(2026, 11, 3))
        await desk.see(" 3 found", "Smiley, New")
        assert "Smith, Anna" in desk.line_at_cursor()


async def test_a_chart_that_was_opened_stands_in_the_audit_trail_once(settings: Settings, home: Path) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"smi", "enter")
        await desk.see("[1 Records]")
        await desk.pilot.pause(1.5)
    database = Database(settings)
    with database.engine.connect() as connection:
        from sqlalchemy import text

        count = connection.execute(text("select count(*) from audit where action = 'open chart'")).scalar()
    database.close()
    assert count == 1


async def test_a_new_patient_is_not_undone_and_the_way_on_is_said(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press(*"keller", "f6", "enter", "enter", "f", "f2")
        await desk.see("Saved as chart 309.")
        await desk.press("escape", "f8")
        await desk.see("! Entering a patient cannot be undone here: edit the chart (e)")


async def test_in_a_narrow_window_the_sentence_about_nothing_found_is_whole(settings: Settings) -> None:
    async with open_desk(settings, size=(60, 20)) as desk:
        await desk.find("qqqqqq")
        text = " ".join(desk.text().split())
        assert "No patient matches. Type fewer letters, or only the last four digits of a phone, or" in text
        assert "such as 11091990." in text
