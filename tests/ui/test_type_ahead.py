"""Keys typed all at once do what they do when each is waited for: none lost, doubled or reordered."""

from __future__ import annotations

import random

import pytest

from dentui.config import Settings
from tests.ui.desk import open_desk

KEYS = (
    *"smihure", "down", "down", "up", "enter", "escape", "slash", "tab", "f3", "f4", "4", "2", "right",
    "pagedown", "end", "home", "backspace", "space", "i",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
async def test_a_burst_of_keys_ends_where_slow_typing_ends(settings: Settings, seed: int) -> None:
    keys = random.Random(seed).choices(KEYS, k=30)
    async with open_desk(settings) as desk:
        for key in keys:
            await desk.press(key)
            await desk.idle()
        slow = desk.text()
    async with open_desk(settings, ready=False) as desk:
        await desk.press(*keys)
        await desk.until(lambda: desk.app.work.ready)
        await desk.idle()
        await desk.until(lambda: desk.text() == slow)
