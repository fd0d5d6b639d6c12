"""What every screen of this desk has: a title, a line for what is said, and its keys at the foot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import ExitStack
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from dentui.errors import DentuiError, Unavailable
from dentui.ui.ahead import Expected
from dentui.ui.whole import Whole
from dentui.ui.widgets.backdrop import Backdrop
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import FORM_PARTS, KeyBar, StatusLine, TitleBar
from dentui.ui.work import Workplace

TOGETHER = 0.05
"""Seconds that a picture waits for its parts."""


class DeskScreen(Whole, Screen[None], Backdrop):
    """A whole screen. A subclass gives what stands between title and status line."""

    AUTO_FOCUS = ""
    COMPONENT_CLASSES = {*FORM_PARTS}
    # A move of the focus repaints the two widgets, not all of the screen.
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.title_bar = TitleBar()
        self.status = StatusLine()
        self.key_bar = KeyBar()

    def body(self) -> Iterable[Widget]:
        """What stands between title and status line."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        yield self.title_bar
        yield from self.body()
        yield self.status
        yield self.key_bar

    def on_screen_resume(self) -> None:
        self.work.foresee = self.foresee

    @on(RowTable.Moved)
    def _tell_keys(self) -> None:
        self.key_bar.follow()

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused, where it stays readable, and a way on."""
        sentence = str(error)
        if isinstance(error, Unavailable) and "try again" not in sentence.casefold():
            sentence += " F5 tries again."
        self.status.say(sentence, bad=True)

    def lost(self, error: DentuiError) -> None:
        """What the operator came back from is out of their reach: say so, and show nothing of it."""
        self.refused(error)

    def paint_with(self, *settled: Coroutine[Any, Any, None]) -> None:
        """Paint what is to be painted together with what comes until these have settled: one picture, not one
        for every part of it. What takes longer is painted when it comes."""
        batch = ExitStack()
        batch.enter_context(self.app.batch_update())

        async def wait() -> None:
            waiting = [asyncio.ensure_future(each) for each in settled]
            try:
                await asyncio.wait(waiting, timeout=TOGETHER)
            finally:
                for each in waiting:
                    each.cancel()
            batch.close()
            await self.work.paint()

        # One that is given up before it has begun ends it too.
        self.work.spawn(wait()).add_done_callback(lambda _: batch.close())

    def foresee(self) -> Sequence[Callable[[], None]]:
        """What finds what will be asked after a save made from here, for the thread of that save."""
        return ()

    async def forms(self) -> Sequence[Expected]:
        """The forms that may be opened from here, the likeliest first, when what was asked is shown."""
        return ()

    def before_key(self, key: str) -> None:
        """A key comes now, and is done after this."""

    def waits(self, key: str) -> bool:
        """Whether this key, pressed now, is about rows that are still to come: then it waits."""
        return False

    async def settle(self) -> None:
        """Return when everything that was asked is shown, or was refused."""

    def desk_opened(self) -> None:
        """The register is open now."""

    def register_changed(self) -> None:
        """Somebody committed something."""
