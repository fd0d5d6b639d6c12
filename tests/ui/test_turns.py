"""Turns: what is said while something takes long."""

from __future__ import annotations

import asyncio

from dentui.config import Settings
from tests.ui.desk import open_desk


async def test_waiting_is_said_as_long_as_it_lasts_and_then_what_stood_there(settings: Settings) -> None:
    over = asyncio.Event()

    async def slow() -> None:
        await over.wait()

    async with open_desk(settings) as desk:
        desk.list.status.say("Saved as chart 7.")
        desk.app.work.flow(slow())
        await desk.see("Waiting for the register")
        over.set()
        await desk.see("Saved as chart 7.")


async def test_what_is_said_meanwhile_stays(settings: Settings) -> None:
    over = asyncio.Event()

    async def slow() -> None:
        await over.wait()
        desk.list.status.say("Nothing was saved.")

    async with open_desk(settings) as desk:
        desk.list.status.say("Saved as chart 7.")
        desk.app.work.flow(slow())
        await desk.see("Waiting for the register")
        over.set()
        text = await desk.see("Nothing was saved.")
        assert "Saved as chart 7." not in text
