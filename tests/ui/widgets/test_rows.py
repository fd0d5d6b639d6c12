"""Tables over a window of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.pilot import Pilot

from dentui.domain.patients import Gender, Mark, PatientLine
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.table import PatientTable


def line(number: int, name: str = "Keller, Anna", why: str = "", marks: tuple[Mark, ...] = ()) -> PatientLine:
    return PatientLine(
        uuid4(),
        number,
        f"{name} {number}",
        Gender.FEMALE,
        None,
        "+41791234567",
        datetime(2026, 1, 1),
        (),
        0,
        why,
        marks,
    )


async def until(pilot: Pilot[None], true: Callable[[], object]) -> None:
    for _ in range(1_000):
        if true():
            return
        await pilot.pause(0.01)
    pytest.fail("it did not come")


class Holder(App[None]):
    """Gives the table every row that it wants, and remembers which."""

    def __init__(self) -> None:
        super().__init__(css_path=[*styles()])
        self.register_theme(DARK)
        self.theme = DARK.name
        self.table = PatientTable()
        self.wanted: list[tuple[int, int]] = []

    def compose(self) -> ComposeResult:
        yield self.table

    def on_row_table_wanted(self, message: RowTable.Wanted) -> None:
        self.wanted.append((message.first, message.limit))
        rows = range(message.first, message.first + message.limit)
        self.table.put([line(number) for number in rows], message.first)


async def test_a_million_rows_are_walked_and_few_are_held() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.fill([line(number) for number in range(80)], 0, 1_000_000)
        app.table.focus()
        await pilot.press("end")
        assert app.table.cursor_row == 999_999
        await until(pilot, lambda: app.table.row_at_cursor)
        assert app.table.row_at_cursor is not None
        assert app.table.row_at_cursor.chart_number == 999_999
        for _ in range(60):
            await pilot.press("pageup")
        await until(pilot, lambda: app.table.row_at_cursor)
        assert len(app.table._lines) < 2_000


async def test_a_row_that_is_not_here_yet_is_drawn_as_such() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.fill([line(0)], 0, 500)
        assert app.table.render_line(10).text.strip() == "…"
        await until(pilot, lambda: "Keller, Anna 9" in app.table.render_line(10).text)


async def test_the_cursor_keeps_its_line_when_the_same_answer_comes_again() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = [line(number) for number in range(200)]
        app.table.fill(rows, 0, 200)
        app.table.focus()
        await pilot.press(*["down"] * 50)
        at = app.table.cursor_row - round(app.table.scroll_y)
        app.table.refill([line(-1), line(-2), *rows], 0, 202, 52)
        assert app.table.row_at_cursor == rows[50]
        assert app.table.cursor_row - round(app.table.scroll_y) == at


async def test_end_means_the_true_end_when_only_a_least_number_was_known() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.table.fill([line(number) for number in range(80)], 0, 1_000)
        app.table.focus()
        await pilot.press("end")
        app.table.count(5_000)
        assert app.table.cursor_row == 4_999


async def test_an_answer_that_looks_the_same_paints_nothing() -> None:
    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = [line(number) for number in range(100)]
        app.table.fill(rows, 0, 100)
        await pilot.pause()
        painted: list[object] = []
        stock = app.table.refresh

        def refresh(*regions: Region, **options: bool) -> PatientTable:
            painted.append(regions)
            return stock(*regions, **options)

        app.table.refresh = refresh  # type: ignore[method-assign]
        app.table.refill(rows, 0, 100, 0)
        assert painted == []


@pytest.mark.parametrize("cells", range(20, 230, 7))
def test_columns_never_take_more_than_there_is(cells: int) -> None:
    plan = PatientTable().plan(cells)
    assert sum(column.width for column in plan) + len(plan) - 1 <= max(cells, 48)
    assert {"name", "phone", "last", "age"} <= {column.key for column in plan}


def test_all_seven_columns_stand_at_80_cells() -> None:
    keys = {column.key for column in PatientTable().plan(78)}
    assert keys == {"name", "gender", "age", "phone", "last", "types", "tickets"}


async def test_why_somebody_was_found_is_shown_at_every_width() -> None:
    for columns in (60, 80, 200):
        app = Holder()
        async with app.run_test(size=(columns, 24)):
            found = line(1, "Ko", "formerly Schmidt", (Mark("why", 9, 13),))
            app.table.fill([found], 0, 1)
            strip = app.table.render_line(1)
            assert "formerly Schmidt" in strip.text
            assert [s.text for s in strip if s.style and s.style.underline] == ["Schm"]
            assert cell_len(strip.text) == columns
