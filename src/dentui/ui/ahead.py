"""Forms made ahead. To mount the twenty widgets of a form takes longer than all else between a key and the
form. One that was opened here before is mounted anew while nobody types, for what it would be opened with
now; it is taken only where it was made of just that, and else made when it is opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dentui.errors import DentuiError

S = TypeVar("S")
REST = 0.06
"""Seconds without a key."""


@dataclass(frozen=True, slots=True)
class Form(Generic[S]):
    """A form that is not made yet. Two that are equal make the same."""

    make: Callable[..., S]
    values: tuple[Any, ...]


Recipe = Callable[..., Awaitable[Form[S]]]
"""Fetches what a form is made of. Raises DentuiError."""
Expected = tuple[Recipe[Any], tuple[Any, ...]]
"""A form that may be opened next, and what its recipe is asked with."""


class Ahead:
    """The forms of one workplace."""

    def __init__(self) -> None:
        self.rests: Callable[[], bool] = lambda: True
        """Whether nobody waits for anything, and the forms that are expected may still come next."""
        self.mount: Callable[[Any], Awaitable[object]] = _nothing
        """Mounts a form that nobody sees."""
        self.drop: Callable[[Any], object] = lambda _: None
        """Takes one down."""
        self._opened: set[Recipe[Any]] = set()
        self._ready: dict[Recipe[Any], tuple[Form[Any], Any]] = {}
        self._wanted: Sequence[Expected] = ()
        self._making = False
        self._one = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def any_ready(self) -> bool:
        """Whether a form stands ready, or is being made so."""
        return bool(self._ready) or self._making

    async def form(self, recipe: Recipe[S], *values: Any) -> S:
        """This form, ready or made now. Step of a flow; raises what the recipe raises."""
        form = await recipe(*values)
        self._opened.add(recipe)
        async with self._one:
            # What is being made ready is waited for: a second one at once would take twice as long.
            made, ready = self._ready.pop(recipe, (None, None))
        if made == form and ready is not None:
            return ready  # type: ignore[no-any-return]
        if ready is not None:
            self.drop(ready)
        return form.make(*form.values)

    def rest(self, begin: Callable[[], object]) -> None:
        """A key was handled, or what it set off is over; `begin` comes when no other follows soon."""
        self.stop()
        if self._opened:
            self._timer = asyncio.get_running_loop().call_later(REST, begin)

    def stop(self) -> None:
        """Begin nothing now."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def make(self, expected: Sequence[Expected]) -> None:
        """Make ready what may be opened next, as long as nobody types. What is asked for meanwhile comes
        after it, the latest alone: a register that hangs is not asked once more after every key."""
        self._wanted = expected
        if self._making:
            return
        self._making = True
        try:
            while wanted := self._wanted:
                self._wanted = ()
                await self._make_all(wanted)
        finally:
            self._making = False

    async def _make_all(self, expected: Sequence[Expected]) -> None:
        for recipe, values in expected:
            if recipe not in self._opened:
                continue
            try:
                form = await recipe(*values)
            except DentuiError:
                # Whoever opens it is told.
                return
            if not self.rests():
                return
            async with self._one:
                await self._make_ready(recipe, form)

    async def _make_ready(self, recipe: Recipe[Any], form: Form[Any]) -> None:
        made, ready = self._ready.get(recipe, (None, None))
        if made == form:
            return
        if ready is not None:
            del self._ready[recipe]
            self.drop(ready)
        ready = form.make(*form.values)
        try:
            await self.mount(ready)
        except BaseException:
            # Whoever worked here has gone meanwhile: nothing of it stays.
            self.drop(ready)
            raise
        self._ready[recipe] = form, ready

    def clear(self) -> None:
        """Keep nothing ready."""
        self.stop()
        for _, ready in self._ready.values():
            self.drop(ready)
        self._ready.clear()


async def _nothing(_: Any) -> None:
    pass
