"""A window that is too small to work in: one sentence covers the desk until there is room again."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.screen import Screen

from dentui.config import Settings
from dentui.ui.app.covers import DESK, CoversApp
from dentui.ui.work import Workplace

SMALL = "small"
LEAST = (40, 12)
"""Columns and rows below which a desk cannot be worked at. 60 and 20 are what all is made for."""


class RoomApp(CoversApp):
    """An app that shows no half screens. Keys wait for nothing there and do nothing: nobody sees what they
    would do."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._too_small = False

    def on_ready(self) -> None:
        self.call_later(self._look_at_room)

    def on_resize(self, event: events.Resize) -> None:
        self.call_later(self._look_at_room)

    def uncovered(self) -> None:
        super().uncovered()
        # The window may have become another one under the curtain or the lock.
        self.call_later(self._look_at_room)

    async def _look_at_room(self) -> None:
        if self.ending:
            return
        self._too_small = self.size.width < LEAST[0] or self.size.height < LEAST[1]
        if self._too_small:
            await self._cover_if_wanted()
        elif self.current_mode == SMALL:
            await self._uncover()

    async def between_keys(self) -> None:
        await super().between_keys()
        if self._too_small and self.current_mode == DESK and self._screen_stack:
            await self._cover(SMALL, _sentence)


def _sentence(work: Workplace) -> Screen[Any]:
    from dentui.ui.screens.small import SmallScreen

    return SmallScreen(work, LEAST)
