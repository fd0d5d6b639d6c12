"""A window that was made too small: nothing is lost, and all comes back when it grows."""

from __future__ import annotations

from shutil import rmtree

import pytest

from dentui.config import Settings
from dentui.ui.screens.curtain import CurtainScreen
from dentui.ui.screens.lock import LockScreen
from dentui.ui.screens.small import SmallScreen
from tests.ui.desk import Desk, open_desk

SMALL = [(39, 24), (80, 11), (20, 5), (3, 2), (1, 1)]


async def resize(desk: Desk, size: tuple[int, int]) -> None:
    await desk.pilot.resize_terminal(*size)
    await desk.until(lambda: desk.app.screen.size == size)
    await desk.pilot.pause()


async def too_small(desk: Desk) -> None:
    """Wait until nothing of the desk is to be seen."""
    await desk.until(lambda: isinstance(desk.app.screen, SmallScreen))
    assert "Smith" not in desk.text()


@pytest.mark.parametrize("size", SMALL)
async def test_a_window_that_is_too_small_says_so_and_comes_back(
    settings: Settings, size: tuple[int, int]
) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        before = desk.text()
        await resize(desk, size)
        await too_small(desk)
        if size[0] >= 20 and size[1] >= 5:
            await desk.until(lambda: "needs 40x12" in " ".join(desk.text().split()))
        await resize(desk, (80, 24))
        await desk.until(lambda: desk.text() == before)
        await desk.press("t")
        await desk.until(lambda: desk.list.box.value == "smit")


async def test_the_least_size_shows_the_list(settings: Settings) -> None:
    async with open_desk(settings, size=(40, 12)) as desk:
        await desk.see("Find", "308 found", "F1 Keys", "F10 Leave")


@pytest.mark.parametrize("grown", [(60, 20), (80, 24), (132, 43), (200, 60)])
async def test_an_open_form_is_as_if_it_had_been_opened_in_the_new_window(
    settings: Settings, grown: tuple[int, int]
) -> None:
    pictures = []
    for size, ways in ((grown, ()), ((80, 24), ((60, 20), (30, 8), (200, 60), grown))):
        # What the first desk left unfinished would be offered at the second.
        rmtree(settings.home / "drafts", ignore_errors=True)
        async with open_desk(settings, size=size) as desk:
            await desk.press(*"zorn", "f6")
            await desk.at("given")
            await desk.type("Max")
            await desk.see("Max")
            for way in ways:
                await resize(desk, way)
            await desk.see("Zorn", "Max")
            await desk.idle()
            pictures.append(desk.text())
    assert pictures[0] == pictures[1]


async def test_the_chart_follows_the_window_in_both_directions(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.chart("4711")
        await desk.idle()
        before = desk.text()
        for size in ((60, 20), (200, 60), (30, 8), (132, 43), (80, 24)):
            await resize(desk, size)
        await desk.until(lambda: desk.text() == before)


async def test_keys_that_nobody_can_see_do_nothing(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.find("smi")
        await resize(desk, (30, 8))
        await too_small(desk)
        await desk.press("q", "enter", "f6", "x")
        await desk.pilot.pause()
        await resize(desk, (80, 24))
        await desk.see("Smith, Anna", " 2 found")
        await desk.idle()
        assert desk.list.box.value == "smi"


async def test_a_window_that_shrinks_under_the_curtain_is_small_when_it_is_lifted(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await desk.press("f9")
        await desk.until(lambda: isinstance(desk.app.screen, CurtainScreen))
        await resize(desk, (30, 8))
        assert isinstance(desk.app.screen, CurtainScreen)
        await desk.press("f9")
        await too_small(desk)
        await resize(desk, (80, 24))
        await desk.see("308 found")


async def test_a_desk_is_locked_in_a_small_window_too(settings: Settings) -> None:
    async with open_desk(settings) as desk:
        await resize(desk, (30, 8))
        await too_small(desk)
        await desk.app.action_lock()
        await desk.until(lambda: isinstance(desk.app.screen, LockScreen))
        await resize(desk, (80, 24))
        await desk.see("Locked.")
        await desk.press("enter")
        await desk.see("308 found")


async def test_a_desk_that_starts_in_a_small_window_says_so(settings: Settings) -> None:
    async with open_desk(settings, size=(30, 8), ready=False) as desk:
        await too_small(desk)
        await resize(desk, (80, 24))
        await desk.see("308 found")


async def test_f10_leaves(settings: Settings) -> None:
    async with open_desk(settings, size=(30, 8)) as desk:
        await too_small(desk)
        await desk.press("f10")
        await desk.until(lambda: desk.app._exit)
