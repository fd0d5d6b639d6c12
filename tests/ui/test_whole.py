"""How a screen is painted: nothing that changed stays undrawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from dentui.config import Settings
from dentui.ui.app import DeskApp
from dentui.ui.line import _of_chops, _of_layout
from tests.ui.desk import Desk


class Shown(DeskApp):
    """A desk that keeps what was painted: of each line what stands there since."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.lines: dict[int, list[str]] = {}

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if self._batch_count:
            return
        if isinstance(renderable, LayoutUpdate):
            self._keep(_of_layout(renderable))
        elif isinstance(renderable, ChopsUpdate):
            self._keep(_of_chops(renderable))

    def _keep(self, strips: Iterable[tuple[int, int, Strip]]) -> None:
        for y, x, strip in strips:
            self.lines.setdefault(y, [" "] * 80)[x : x + strip.cell_length] = strip.text

    def shows(self, words: str) -> bool:
        """Whether somebody at the terminal sees them."""
        return any(words in "".join(line) for line in self.lines.values())


@asynccontextmanager
async def desk_that_shows(settings: Settings) -> AsyncIterator[tuple[Desk, Shown]]:
    app = Shown(settings)
    async with app.run_test(size=(80, 24)) as pilot:
        desk = Desk(app, pilot)
        await desk.until(lambda: app.work.ready and desk.list._shown is not None)
        await desk.idle()
        await desk.until(lambda: app.shows("Smith, Anna"))
        yield desk, app


async def test_what_changes_between_a_layout_in_a_batch_and_its_painting_is_painted(
    settings: Settings,
) -> None:
    first, second = asyncio.Event(), asyncio.Event()
    async with desk_that_shows(settings) as (desk, app):
        screen = desk.list
        screen.call_later(first.wait)
        with app.batch_update():
            # The terminal tells its size while the screen is at something, and has more to do behind it.
            screen.post_message(events.Resize(app.size, app.size))
            screen.call_later(second.wait)
            screen.status.say("Changed meanwhile.")
            await _turns()
            first.set()
            await _turns()
        second.set()
        await desk.until(lambda: app.shows("Changed meanwhile."))


async def _turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_what_changed_in_a_batch_is_painted_behind_it(settings: Settings) -> None:
    async with desk_that_shows(settings) as (desk, app):
        with app.batch_update():
            desk.list.status.say("Changed in a batch.")
            await asyncio.sleep(0.4)
            assert not app.shows("Changed in a batch.")
        await desk.until(lambda: app.shows("Changed in a batch."))
