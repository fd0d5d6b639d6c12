"""A menu that is longer than its window."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from dentui.ui.widgets.menu import Line, Menu


class Scrolled(App[None]):
    """A menu of thirty lines in a window of ten rows."""

    def __init__(self) -> None:
        super().__init__()
        self.menu = Menu([Line(number, "", f"line {number}") for number in range(30)])

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield self.menu


async def test_the_line_that_is_pointed_at_is_in_sight_down_and_up() -> None:
    app = Scrolled()
    async with app.run_test(size=(40, 10)) as pilot:
        app.menu.styles.height = 30
        await pilot.pause()
        for way in (*[1] * 29, *[-1] * 29, -1):
            app.menu.move(way)
            await pilot.pause()
            top = round(app.query_one(VerticalScroll).scroll_y)
            assert app.menu.chosen in range(top, top + 10)
