"""What a form that is closed leaves behind."""

from __future__ import annotations

import gc
from importlib import import_module

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style

from dentui.config import Settings
from dentui.ui.app import importing
from dentui.ui.garbage import MUCH, _inner_outer
from tests.ui.desk import Desk, open_desk

MORE = 300
"""Objects that a form may leave for good: caches of Textual's own, which fill up."""


async def open_and_close(desk: Desk, times: int) -> int:
    """Open a form and close it; answers how many objects there are then."""
    for _ in range(times):
        await desk.press("e")
        await desk.see("Edit patient")
        await desk.press("escape")
        await desk.miss("Edit patient")
    # One stands ready for the next time, and all that was closed is taken down.
    ahead = desk.app.work.ahead
    await desk.until(lambda: ahead._ready and not ahead._making and not desk.app._closed_sheets)
    await desk.until(lambda: not desk.app._taking_down)
    gc.collect()
    return len(gc.get_objects())


async def test_forms_that_were_closed_are_not_kept(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("4711")
        await desk.press("enter")
        await desk.see("[1 Records]")
        before = await open_and_close(desk, 5)
        after = await open_and_close(desk, 10)
    # Each has some 15,000.
    assert after - before < 10 * MORE


async def test_all_is_looked_at_when_nobody_types(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("4711")
        await desk.press("enter")
        await desk.see("[1 Records]")
        collected = gc.get_stats()[2]["collections"]
        for _ in range(4):
            await desk.press("e")
            await desk.see("Edit patient")
            await desk.press("escape")
            await desk.miss("Edit patient")
        await desk.until(lambda: gc.get_stats()[2]["collections"] > collected)


async def test_who_never_rests_does_not_heap_it_up(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("4711")
        await desk.press("enter")
        await desk.see("[1 Records]")
        for _ in range(12):
            # Typed ahead: there is no moment without a key that waits.
            await desk.press("e", "escape")
        await desk.idle()
        await desk.miss("Edit patient")
        there = len(gc.get_objects())
        # What two or three forms leave, not what twelve do.
        assert there - (gc.collect(), len(gc.get_objects()))[1] < 60_000


async def test_nothing_is_looked_for_where_nothing_has_grown(settings: Settings) -> None:
    for name in list(importing.left()):
        import_module(name)
    async with open_desk(settings) as desk:
        garbage = desk.app.garbage
        # All that can be opened is imported: that is looked at once.
        await desk.until(lambda: garbage.settled)
        garbage._look()
        collected = gc.get_stats()[2]["collections"]
        while gc.get_count()[2] <= MUCH:
            # As a page of pictures does: all of it is gone again.
            _ = [[[]] for _ in range(20_000)]
            del _
            garbage.between_keys(flows=False)
            garbage._rest()
        await desk.idle()
        assert gc.get_stats()[2]["collections"] == collected


def test_the_styles_of_a_widget_are_those_of_textual() -> None:
    original = Style(background=Color(1, 2, 3) + Color(9, 9, 9, 0.5)), Style(background=Color(1, 2, 3))
    assert _inner_outer(StylesCache(), Color(1, 2, 3), Color(9, 9, 9, 0.5)) == original
