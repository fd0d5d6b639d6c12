"""Looking links up beside the event loop, many in one go: in a flood of wrong links a thread that is woken
for each would cost more than all else."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

AT_ONCE = 32
"""Answers that are handed over together."""

T = TypeVar("T")
_Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]
_Done = tuple["asyncio.Future[Any]", Any, BaseException | None]


class Lookups:
    """One thread, which begins with the first question."""

    def __init__(self) -> None:
        self._jobs: deque[_Job] = deque()
        self._some = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def ask(self, work: Callable[[], T]) -> T:
        """What the work answers or raises. It should not take long: others wait for it."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            threading.Thread(target=self._work, args=(self._loop,), daemon=True).start()
        answer: asyncio.Future[T] = self._loop.create_future()
        self._jobs.append((work, answer))
        self._some.set()
        return await answer

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        while True:
            self._some.wait()
            self._some.clear()
            while self._jobs:
                done = [self._one(*self._jobs.popleft()) for _ in range(min(AT_ONCE, len(self._jobs)))]
                try:
                    loop.call_soon_threadsafe(_hand_over, done)
                except RuntimeError:
                    return  # the server has ended

    def _one(self, work: Callable[[], Any], answer: asyncio.Future[Any]) -> _Done:
        try:
            return answer, work(), None
        except Exception as error:
            return answer, None, error


def _hand_over(done: list[_Done]) -> None:
    for answer, value, error in done:
        if answer.done():
            continue  # who asked has gone
        if error is None:
            answer.set_result(value)
        else:
            answer.set_exception(error)
