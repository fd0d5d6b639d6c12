"""How a screen is painted: nothing that changed stays undrawn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

from dentui.config import Settings
from dentui.ui import whole
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


async def _until(holds: Callable[[], bool]) -> None:
    while not holds():
        await asyncio.sleep(0)


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


async def test_what_changes_while_a_screen_is_drawn_in_turns_is_painted(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Each step takes a turn of its own, as on a machine that takes long for it.
    monkeypatch.setattr(whole, "LONG", 0.0)
    async with desk_that_shows(settings) as (desk, app):
        screen = desk.list
        for number in range(20):
            screen.refresh(layout=True)
            painting = asyncio.create_task(screen.paint())
            for _ in range(number):
                await asyncio.sleep(0)
            screen.status.say(f"Changed in turn {number}.")
            await painting
            await desk.until(lambda said=f"Changed in turn {number}.": app.shows(said))  # type: ignore[misc]


async def test_what_was_laid_out_is_painted_where_that_is_given_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole, "LONG", 0.0)
    async with desk_that_shows(settings) as (desk, app):
        screen = desk.list
        await desk.idle()
        screen.title_bar.styles.margin = (1, 0, 0, 0)
        await _until(lambda: screen._layout_required)
        painting = asyncio.create_task(screen.paint())
        await _until(lambda: not screen._layout_required)
        painting.cancel()
        await desk.until(lambda: not "".join(app.lines[0]).strip())
        assert app.shows("Smith, Anna")


async def test_a_form_that_is_drawn_in_turns_is_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    for long in (10.0, 0.0):
        monkeypatch.setattr(whole, "LONG", long)
        async with desk_that_shows(settings) as (desk, app):
            await desk.press("f3")
            await desk.until(lambda app=app: app.shows("Filter patients"))  # type: ignore[misc]
            await desk.idle()
            seen.append({y: "".join(line) for y, line in app.lines.items()})
    assert seen[0] == seen[1]
