"""The tooth chart as a widget: keys become charts, refusals are said, and a form keeps its work."""

from __future__ import annotations

from typing import ClassVar

import pytest
from textual.app import App, ComposeResult
from textual.screen import Screen
from textual.widgets import Input

from dentui.domain.teeth import Numbering
from dentui.domain.work import Work, WorkKind, bridge
from dentui.ui.theme import DARK, styles
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.status import FORM_PARTS
from dentui.ui.widgets.tooth_chart import ToothChartBox, ToothChartView

BRIDGE = bridge((24, 25, 26), "Zirconia", "A2")


class Around(Screen[None]):
    """What a form is shown on."""

    COMPONENT_CLASSES: ClassVar = {*FORM_PARTS}


class Shows(App[None]):
    """A chart between two fields."""

    BINDINGS: ClassVar = [("down", "app.focus_next", ""), ("up", "app.focus_previous", "")]

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(css_path=[*styles()])
        self.register_theme(DARK)
        self.theme = DARK.name
        self.ascii_only = ascii_only
        self.box = ToothChartBox("works", "Work", (BRIDGE,), Numbering.FDI)
        self.edits = 0
        self.wanted: list[tuple[Work, ...]] = []

    def get_default_screen(self) -> Screen[None]:
        return Around(id="_default")

    def compose(self) -> ComposeResult:
        yield Input(id="above")
        yield self.box
        yield Input(id="below")

    def on_mount(self) -> None:
        self.box.focus()

    def on_form_field_edited(self, event: FormField.Edited) -> None:
        self.edits += 1

    def on_tooth_chart_view_detail_wanted(self, event: ToothChartView.DetailWanted) -> None:
        self.wanted.append(event.works)

    def text(self) -> str:
        return "\n".join(strip.text.rstrip() for strip in self.box.render_lines(self.box.region.size.region))


async def test_keys_walk_order_and_take_back() -> None:
    app = Shows()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "6", "c", "e")
        assert app.wanted == [(Work(WorkKind.CROWN, (16,)),)]
        assert "16  upper right first molar: crown" in app.text()
        await pilot.press("right", "e")
        assert "Order it first" in app.text()
        assert app.edits == 1
        await pilot.press("2", "4", "space", "v")
        assert "Taken off for the veneer: bridge 24-26" in app.text()
        await pilot.press("z", "z")
        assert app.box.works == (BRIDGE,)
        await pilot.press("z")
        assert "could be taken back" in app.text()
        await pilot.press("w", "delete")
        assert "Taken off: bridge 12-14" in app.text()
        assert app.box.touched


async def test_up_and_down_leave_it_at_the_jaws_and_it_sums_up_when_left() -> None:
    app = Shows(ascii_only=True)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down")
        assert app.box.chart.cursor == 34
        assert app.cursor_position == (0, app.box.region.y + 8)
        await pilot.press("down")
        assert app.focused is not None
        assert app.focused.id == "below"
        assert "Bridge 24-26, pontic 25, Zirconia A2" in app.text()
        assert "[" not in app.text().splitlines()[4]
        await pilot.press("up", "up", "up")
        assert app.focused.id == "above"
        drawn = app.text()
        assert drawn.isascii()
        assert all(f" {word}" in drawn for word in ("crown", "other", "marked", "cursor"))


async def test_a_draft_keeps_the_work_and_garbage_is_left_out() -> None:
    app = Shows()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("4", "6", "m", "c")
        kept = app.box.typed()
        other = ToothChartBox("works", "Work", (), Numbering.UNIVERSAL)
        other.retype(kept)
        assert other.works == app.box.works
        assert other.touched
        for garbage in ("", "[", '{"version": 1}', None, 7):
            other.retype(garbage)
            assert other.works == app.box.works
        assert other.words(()) == "no work"
        app.box.complain("The case was not sent: there is no work. Order some.")
        await pilot.pause()
        assert "! The case was not sent" in app.text()
        await pilot.press("c")
        app.box.put(())
        assert not app.box.touched
        assert app.box.chart.cursor == 11


async def test_its_rows_are_drawn_once_and_not_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []
    pieces = ToothChartBox.pieces

    def counted(box: ToothChartBox, columns: int, *, ascii_only: bool, cursor: bool) -> object:
        drawn.append(columns)
        return pieces(box, columns, ascii_only=ascii_only, cursor=cursor)

    monkeypatch.setattr(ToothChartBox, "pieces", counted)
    async with Shows().run_test(size=(100, 30)) as pilot:
        app = pilot.app
        assert isinstance(app, Shows)
        before = app.text()
        drawn.clear()
        assert app.text() == before
        assert drawn == []
        await pilot.press("right")
        assert app.text() != before
        assert len(drawn) == 1
