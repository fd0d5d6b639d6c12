"""The Records tab follows other desks, and stays where it is."""

from __future__ import annotations

from datetime import datetime

import pytest

from dentui.config import Settings
from dentui.domain.patients import RecordInput
from dentui.ui.tabs.records import RecordsTab
from tests.ui.desk import open_desk
from tests.ui.elsewhere import Elsewhere


async def test_another_desks_record_shows_and_the_cursor_stays_at_its_own(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press(*["down"] * 3)
        await desk.until(lambda: "Visit 7" in desk.line_at_cursor())
        line = desk.text().splitlines().index(desk.line_at_cursor())
        elsewhere.make_record("4711", RecordInput("Brand new", datetime(2026, 11, 1, 8), 10))
        await desk.see("11 visits")
        await desk.idle()
        assert "Visit 7" in desk.line_at_cursor()
        assert "Brand new" in desk.text() or desk.text().splitlines().index(desk.line_at_cursor()) == line


async def test_a_record_renamed_elsewhere_shows_its_new_name(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        elsewhere.edit_record(elsewhere.records("muller")[0], name="Renamed")
        await desk.see("01.08.2026 09:30 Renamed")


async def test_the_cursor_goes_to_a_record_also_when_rows_come_that_were_asked_for_before_it(
    settings: Settings, elsewhere: Elsewhere
) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.see("Visit 10")
        tab = desk.app.screen.query_one(RecordsTab)
        before = elsewhere.records("4711")
        elsewhere.make_record("4711", RecordInput("Brand new", datetime(2026, 1, 2, 8), 10))
        rows = elsewhere.records("4711")
        tab.point_at = next(row.uuid for row in rows if row.name == "Brand new")
        tab.put(before, anew=False)
        assert tab.table.row_at_cursor == before[0]
        tab.put(rows, anew=False)
        assert tab.table.row_at_cursor is not None
        assert tab.table.row_at_cursor.name == "Brand new"
        assert tab.point_at is None


async def test_a_record_made_by_mistake_is_taken_back(settings: Settings, elsewhere: Elsewhere) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("muller")
        await desk.press("n", *"Mistake", "f2")
        await desk.see("2 visits", "Mistake")
        await desk.press("f8")
        await desk.see("Undone: making the record, which is gone now", "1 visit\n")
    assert [record.name for record in elsewhere.records("muller")] == ["Visit"]


async def test_the_cursor_goes_to_a_record_that_was_made_and_to_one_that_moved(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.press("n", *"Between", "tab", *["backspace"] * 13, *"150520261430", "f2")
        await desk.see("11 visits", "The new record is saved.")
        await desk.until(lambda: "15.05.2026 14:30 Between" in desk.line_at_cursor())
        await desk.press("enter", "tab", *["backspace"] * 13, *"150120261430", "f2")
        await desk.until(lambda: "15.01.2026 14:30 Between" in desk.line_at_cursor())


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_where_there_is_no_visit_it_is_said_what_to_press(
    settings: Settings, elsewhere: Elsewhere, size: tuple[int, int]
) -> None:
    elsewhere.enter("Brandneu", "Paula")
    async with open_desk(settings, size=size) as desk:
        await desk.chart("brandneu")
        await desk.see("No visit is recorded yet. n enters one.", " n New ")
        await desk.press("n")
        await desk.type("First visit")
        await desk.press("f2")
        await desk.see("First visit", "1 visit")
