"""What lies behind other widgets has its background, as the terminal can show it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import App, ComposeResult
from textual.filter import LineFilter, NoColor
from textual.geometry import Region

from dentui.ui.widgets.backdrop import Pane


class Holds(App[None]):
    """Nothing but a pane."""

    CSS = "Pane { background: #102030; }"

    def __init__(self, *filters: LineFilter) -> None:
        super().__init__()
        self._given = filters

    def get_line_filters(self) -> Sequence[LineFilter]:
        return self._given

    def compose(self) -> ComposeResult:
        yield Pane()


async def test_it_shows_its_background_and_no_colour_where_there_are_none() -> None:
    for filters, name in ((), "#102030"), ((NoColor(),), "default"):
        async with (app := Holds(*filters)).run_test(size=(20, 5)):
            lines = app.query_one(Pane).render_lines(Region(0, 0, 20, 5))
            assert [line.text for line in lines] == [" " * 20] * 5
            style = next(iter(lines[0])).style
            assert style is not None
            assert style.bgcolor is not None
            assert style.bgcolor.name == name
