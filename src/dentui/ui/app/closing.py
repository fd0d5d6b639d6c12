"""Sheets that nobody sees. One that was answered is out of sight at once, and taken down when what follows is
painted: each of its widgets ends by itself, which together takes as long as all else between a save and its
answer. One that may be opened next is made ready.

Private names of Textual 8.2 are used here, as in `wire`; pyproject.toml pins that version.
"""

from __future__ import annotations

import asyncio
from typing import Any

from textual.screen import Screen

from dentui.ui.app.showing import ShowingApp
from dentui.ui.sheets.over import Over

TAKE_DOWN_AFTER = 0.25
"""Seconds."""
MOST_LAYOUTS = 3


class ClosingApp(ShowingApp, inherit_bindings=False):
    """An app whose answers do not wait for what is closed."""

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._closed_sheets: set[Screen[Any]] = set()
        """What nobody sees any more and still has its widgets."""
        self._taking_down: set[asyncio.Task[None]] = set()

    def is_screen_installed(self, screen: Screen[Any] | str) -> bool:
        """Whether it stays when it is off the stack."""
        return screen in self._closed_sheets or super().is_screen_installed(screen)

    async def _replace_screen(self, screen: Screen[Any]) -> Screen[Any]:
        if isinstance(screen, Over):
            self.put_away(screen)
        return await super()._replace_screen(screen)

    async def make_ready(self, screen: Screen[Any]) -> None:
        """Mount a screen that nobody sees yet, lay it out and draw its parts."""
        await self._get_screen(screen)[1]
        for _ in range(MOST_LAYOUTS):
            screen._refresh_layout(self.size)
            screen._layout_required = False
            # Its parts learn their sizes, and may want others.
            for _ in range(3):
                await asyncio.sleep(0)
            if not screen._layout_required:
                break
        for _ in screen._compositor._get_renders():
            await asyncio.sleep(0)

    def put_away(self, screen: Screen[Any]) -> None:
        """Take down a screen that nobody sees, in a moment."""
        self._closed_sheets.add(screen)
        asyncio.get_running_loop().call_later(TAKE_DOWN_AFTER, self._begin_to_close, screen)

    def _begin_to_close(self, screen: Screen[Any]) -> None:
        if self._running and not self._exit:
            task = asyncio.create_task(self._take_down(screen))
            self._taking_down.add(task)
            task.add_done_callback(self._taking_down.discard)

    async def _take_down(self, screen: Screen[Any]) -> None:
        if screen not in self._closed_sheets:
            return
        self._closed_sheets.remove(screen)
        try:
            await screen.remove()
        except Exception as error:
            self._handle_exception(error)

    async def take_down(self) -> None:
        """Keep nothing of what was closed."""
        for screen in [*self._closed_sheets]:
            await self._take_down(screen)
