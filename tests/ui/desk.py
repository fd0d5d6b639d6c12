"""A desk under Textual's pilot: keys in, text of the screen out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual import events
from textual._context import visible_screen_stack
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.screen import Screen

from dentui.config import Settings
from dentui.ui.app import DeskApp
from dentui.ui.screens.patients import PatientsScreen
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.widgets.form import FormField

PATIENCE = 20.0
"""Seconds after which what should come is taken for lost: a limit, not a measure."""
SELDOM = 0.2
"""Seconds after which a screen is looked at again that nothing was painted on."""


class Desk:
    """The app and its pilot."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
        self.painted = 0
        paint = app._display

        def count(screen: Screen[object], renderable: object) -> None:
            self.painted += 1
            paint(screen, renderable)

        app._display = count  # type: ignore[method-assign]

    @property
    def list(self) -> PatientsScreen:
        """The patient list, whatever stands above it."""
        screen = self.app.desk_stack[0]
        assert isinstance(screen, PatientsScreen)
        return screen

    def text(self) -> str:
        """What is drawn, line by line, with what lies under a sheet."""
        visible_screen_stack.set(self.app._background_screens)
        strips = self.app.screen._compositor.render_strips(self.app.size)
        return "\n".join(strip.text.rstrip() for strip in strips)

    async def press(self, *keys: str) -> None:
        """Press keys without waiting for what they do; a word is typed letter by letter."""
        driver = self.app._driver
        assert driver is not None
        for key in keys:
            character = key if len(key) == 1 else {"space": " ", "enter": "\r", "tab": "\t"}.get(key)
            name = key if len(key) > 1 or key.isalnum() else _character_to_key(key)
            driver.send_message(events.Key(name, character))

    async def type(self, text: str) -> None:
        """Type a text."""
        await self.press(*text)

    async def paste(self, text: str) -> None:
        """Paste a text, as a terminal tells it: in one piece."""
        driver = self.app._driver
        assert driver is not None
        driver.send_message(events.Paste(text))

    async def find(self, text: str) -> str:
        """Type a text into the find box and wait for its answer; answers the screen's text."""
        await self.type(text)
        await self.until(lambda: self.list.box.value.endswith(text) and self.settled())
        return self.text()

    def settled(self) -> bool:
        """Whether what is asked is what is shown."""
        patients = self.list
        return patients._shown == patients.question() and not patients._finding.busy

    async def until(self, true: Callable[[], object]) -> None:
        """Wait until something is so; fails with the screen's text when it does not come."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"it did not come; the screen was\n{self.text()}"
            await asyncio.sleep(0.01)

    async def see(self, *words: str) -> str:
        """Wait until all of these stand on the screen; answers its text."""
        return await self._shows(lambda text: all(word in text for word in words))

    async def miss(self, words: str) -> str:
        """Wait until this is off the screen."""
        return await self._shows(lambda text: words not in text)

    async def _shows(self, right: Callable[[str], bool]) -> str:
        """Wait until the text is right. To look takes as long as the desk takes to paint: until it has
        painted, it is looked at seldom."""
        text, painted, again = "", -1, 0.0

        def shows() -> bool:
            nonlocal text, painted, again
            if painted == self.painted and time.monotonic() < again:
                return False
            text, painted, again = self.text(), self.painted, time.monotonic() + SELDOM
            return right(text)

        await self.until(shows)
        return text

    @property
    def field(self) -> str:
        """Name of the form's field that the cursor is in, "" for none."""
        nodes = () if self.app.focused is None else self.app.focused.ancestors_with_self
        return next((node.field for node in nodes if isinstance(node, FormField)), "")

    async def at(self, field: str) -> str:
        """Wait until the cursor is in this field of a form; answers the screen's text."""
        await self.until(lambda: self.field == field)
        return self.text()

    async def chart(self, text: str) -> str:
        """Open the chart of whom this text finds."""
        await self.press(*text, "enter")
        return await self.see("[1 Records]")

    async def say_yes(self) -> None:
        """Answer the question that comes up now."""
        # A key that comes before it stands there is no yes.
        await self.until(lambda: isinstance(self.app.screen, ConfirmSheet) and self.app.screen.is_mounted)
        await self.see("Enter No  y Yes")
        await self.press("y")

    async def idle(self) -> None:
        """Wait until every key has been handled and what it asked for is shown."""

        def idle() -> bool:
            gate = self.app.work.gate
            return not (gate.waiting or gate.held or gate.busy) and self.settled()

        for _ in range(3):
            await self.until(idle)
            await self.pilot.pause()

    def line_of(self, words: str) -> str:
        """The line of the screen in which these words stand first."""
        return next((line for line in self.text().splitlines() if words in line), "")

    def line_at_cursor(self) -> str:
        """The row of the list that the pointer is at."""
        return next((line for line in self.text().splitlines() if line.startswith("▸")), "")


@asynccontextmanager
async def open_desk(
    settings: Settings, *, size: tuple[int, int] = (80, 24), ready: bool = True
) -> AsyncIterator[Desk]:
    """A running desk, with its first rows there unless told otherwise."""
    app = DeskApp(settings)
    async with app.run_test(size=size) as pilot:
        desk = Desk(app, pilot)
        if ready:
            await desk.until(lambda: desk.app.work.ready and desk.list._shown is not None)
        yield desk
