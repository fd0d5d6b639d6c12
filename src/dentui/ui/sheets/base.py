"""What sheets have in common: a title, keys at the foot, and an answer for whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Generic, TypeVar

from textual import events
from textual.actions import SkipAction
from textual.app import App, ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widget import Widget

from dentui.ui.keys import SHEET
from dentui.ui.sheets.over import Over
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, Words
from dentui.ui.work import Workplace

A = TypeVar("A")


class Fields(VerticalScroll, can_focus=False):
    """The fields of a sheet. Up and down go from field to field, which scrolls as far as is needed."""

    def on_resize(self) -> None:
        # What is typed into is seen in a smaller window too, once the fields have their new lines.
        self.call_after_refresh(self._show_cursor)

    def _show_cursor(self) -> None:
        focused = self.screen.focused
        if focused is not None and self in focused.ancestors:
            self.scroll_to_widget(focused, animate=False)

    def action_scroll_up(self) -> None:
        """Not ours: the sheet goes to the field before."""
        raise SkipAction

    def action_scroll_down(self) -> None:
        """Not ours: the sheet goes to the next field."""
        raise SkipAction


class Box(Vertical):
    """What a sheet stands in: wider where there is room, and never wider than the terminal."""

    # Else Textual gives it the whole width, because its parts take what they get.
    _has_relative_children_width = False

    def __init__(self, least: int, share: int, most: int, classes: str) -> None:
        """Cells that it takes at least and at most, and the hundredths of the width between them."""
        super().__init__(classes=classes)
        self._least, self._share, self._most = least, share, most

    def get_content_width(self, container: Size, viewport: Size) -> int:
        border = self.styles.gutter.width
        room = container.width + border
        return min(self._most, max(self._least, room * self._share // 100), room) - border


class Drawer(Vertical):
    """What a sheet from the bottom stands in: the whole width, and most of the height."""


class Sheet(Over[A], Generic[A]):
    """A sheet from the right. What lies under it stays as it is: dimming would redraw it all."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    PLACE = SHEET
    BINDINGS = SHEET.bindings
    TITLE = ""

    def body(self) -> Iterable[Widget]:
        """What stands between title and keys."""
        raise NotImplementedError

    def box(self) -> Vertical:
        """What it stands in."""
        return Box(50, 36, 76, "sheet")

    def heading(self) -> tuple[str, str]:
        """What stands over the sheet, at the left and at the right, ready to be shown."""
        return self.TITLE, ""

    def foot(self) -> Iterable[Widget]:
        """What stands below the fields and does not scroll with them."""
        return ()

    def compose(self) -> ComposeResult:
        title = Words(classes="title")
        left, right = self.heading()
        title.show([(f" {left}", "loud")], [(f"{right} ", "")] if right else ())
        with self.box():
            yield title
            with Fields():
                yield from self.body()
            yield from self.foot()
        # Over the whole width, where it covers the keys of the screen below: those do not act now.
        yield KeyBar()

    def on_screen_resume(self, event: events.ScreenResume) -> None:
        # Its styles were applied when it was mounted, a moment ago: a form would open 8 ms later.
        event.refresh_styles = False

    def action_cancel(self) -> None:
        self.dismiss(None)


async def ask(app: App[int], work: Workplace, sheet: Over[A]) -> A | None:
    """Inside a flow: show a sheet and wait for the person's answer, None where they went back."""
    answer: asyncio.Future[A | None] = asyncio.get_running_loop().create_future()

    def answered(value: A | None) -> None:
        if not answer.done():
            answer.set_result(value)

    try:
        with app.batch_update():
            # One picture of it, not one for every part that is there.
            await app.push_screen(sheet, answered)
            for _ in range(3):
                # Its parts learn their sizes.
                await asyncio.sleep(0)
        work.gate.came()
        await work.paint()
    except asyncio.CancelledError:
        # Given up just when it came: it must not stay there with nobody who asks. Nobody threw away what was
        # typed, as a form that is dismissed would have it.
        if sheet.is_current:
            Over.dismiss(sheet)
        raise
    with work.gate.let_through() as end:
        sheet.at_answer = end
        sheet.asked()
        return await answer
