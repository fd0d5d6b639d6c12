"""A question: what was typed ahead, or is half of another key, is no yes."""

from __future__ import annotations

import pytest

from dentui.config import Settings
from tests.ui.desk import Desk, open_desk


async def question(desk: Desk) -> None:
    """Come to the question about a form with changes."""
    await desk.chart("4711")
    await desk.press("e", "end", "x", "escape")
    await desk.see("What you typed is not saved.")
    await desk.until(lambda: desk.app.screen.is_mounted)


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_enter_and_escape_mean_no(settings: Settings, key: str) -> None:
    async with open_desk(settings) as desk:
        await question(desk)
        await desk.press(key)
        await desk.see("Edit patient", "Smithx")


@pytest.mark.parametrize("key", ["n", "q", "f10", "space", "f2", "1"])
async def test_other_keys_answer_nothing(settings: Settings, key: str) -> None:
    async with open_desk(settings) as desk:
        await question(desk)
        await desk.press(key)
        await desk.idle()
        await desk.see("What you typed is not saved.")


@pytest.mark.parametrize("key", ["y", "Y"])
async def test_y_means_yes_with_caps_lock_too(settings: Settings, key: str) -> None:
    async with open_desk(settings) as desk:
        await question(desk)
        await desk.press(key)
        await desk.see("[1 Records]")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 60)])
async def test_the_question_is_whole_and_says_what_each_key_does(
    settings: Settings, size: tuple[int, int]
) -> None:
    async with open_desk(settings, size=size) as desk:
        await question(desk)
        await desk.see("Enter go on typing", "y throw it away", "Enter No  y Yes")
