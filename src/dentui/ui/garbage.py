"""Memory that is not used any more: found between keys, and not kept by a cache of Textual's.

A form that is closed leaves some 15,000 objects in circles, which only Python's collector finds. Left to
itself it looks seldom, in the middle of a key, and then at so much that it takes 30 ms and more. Looked for
after every other form it takes 8 ms; where somebody rests, they do not even notice that.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from functools import lru_cache

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style

REST = 0.6
"""Seconds without a key after which hands are taken to rest."""
YOUNG, MIDDLE, SELDOM = 2_000, 10, 25
"""Python's thresholds: the young are looked at as they come, all of them hardly ever but here."""
ENOUGH, MUCH = 1, 2
"""Looks at the middle-aged, each after 20,000 new objects, after which all are looked at: when somebody
rests, and in any case."""
GROWN = 30_000
"""Blocks of memory by which the program has grown since all were looked at last; a closed form leaves more.
Pictures make and drop thousands of objects a page, and leave next to none behind."""


class Garbage:
    """When it is looked for."""

    def __init__(self) -> None:
        self._timer: asyncio.TimerHandle | None = None
        self._begun = False
        self._nothing_open: Callable[[], bool] | None = None
        self.settled = False
        """Whether what was imported behind the start is taken for there to stay."""
        self._blocks = 0
        """What was left when all were looked at last."""

    def begin(self) -> None:
        """The start is over. What it made is there to stay: the collector need not look at it."""
        StylesCache.get_inner_outer = _inner_outer  # type: ignore[method-assign, assignment]
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, SELDOM)
        gc.enable()
        self._blocks = sys.getallocatedblocks()
        self._begun = True

    def settle_when(self, nothing_open: Callable[[], bool]) -> None:
        """All that can be opened was imported: when hands rest next and nothing is open, what there is then
        is there to stay, too."""
        self._nothing_open = nothing_open
        self._rest()

    def between_keys(self, *, flows: bool) -> None:
        """A key was handled: look where there is much, in a turn of the loop of its own, else when no other
        key follows soon. Where it began a flow, what comes of that is waited for: not now."""
        self.stop()
        if not self._begun:
            return
        loop = asyncio.get_running_loop()
        if not flows and self._has(MUCH):
            loop.call_soon(self._look)
        else:
            # What the key leaves may still be on its way: a screen that closes is taken down behind it.
            self._timer = loop.call_later(REST, self._rest)

    def _has(self, looks: int) -> bool:
        """Whether that many of the middle-aged were looked at since, and the program has grown."""
        return gc.get_count()[2] >= looks and sys.getallocatedblocks() - self._blocks >= GROWN

    def _rest(self) -> None:
        if self._nothing_open is not None and self._nothing_open():
            self._nothing_open = None
            self._look()
            gc.freeze()
            self.settled = True
        elif self._has(ENOUGH):
            self._look()

    def _look(self) -> None:
        gc.collect()
        self._blocks = sys.getallocatedblocks()

    def stop(self) -> None:
        """Look for nothing now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@lru_cache(1024)
def _styles(base: Color, background: Color) -> tuple[Style, Style]:
    return Style(background=base + background), Style(background=base)


def _inner_outer(_: StylesCache, base_background: Color, background: Color) -> tuple[Style, Style]:
    """As Textual 8.2 has it, whose cache keeps the last 1,024 widgets with all that they drew."""
    return _styles(base_background, background)
