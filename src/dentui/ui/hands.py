"""The threads in which services run, beside the screen."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

from dentui.errors import NoMember

T = TypeVar("T")
THREADS = 4


class Hands:
    """The threads in which services run. One more begins only when all are at work: every thread
    that ever asked the register costs memory, its own and that of a connection."""

    def __init__(self, count: int = THREADS) -> None:
        self._jobs: SimpleQueue[
            tuple[Callable[[], Any], asyncio.AbstractEventLoop, asyncio.Future[Any]] | None
        ] = SimpleQueue()
        self._count = self._left = count
        self._idle = 0
        self._counting = threading.Lock()
        self.on_no_member: Callable[[NoMember], None] = lambda _: None
        """Told when the operator turned out to have no place in the institution any more."""

    async def run(self, call: Callable[[], T]) -> T:
        """Run `call` in a thread and answer what it answers; what it raises is raised here."""
        try:
            return await self._run(call)
        except NoMember as error:
            self.on_no_member(error)
            raise

    async def _run(self, call: Callable[[], T]) -> T:
        with self._counting:
            if self._idle:
                self._idle -= 1
            elif self._left:
                self._left -= 1
                threading.Thread(target=self._serve, name=f"hand-{self._left}", daemon=True).start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((call, loop, future))
        return await future

    def close(self) -> None:
        """Let every thread end behind what it is at; nothing is run any more."""
        for _ in range(self._count):
            self._jobs.put(None)

    def _serve(self) -> None:
        # In a call of its own: nothing of a job is kept alive while this thread waits for the next.
        while self._do_one():
            pass

    def _do_one(self) -> bool:
        job = self._jobs.get()
        if job is None:
            return False
        call, loop, future = job
        outcome, failed = None, None
        try:
            outcome = call()
        except BaseException as error:
            failed = error
        with self._counting:
            # Before it is told: the next job can come at once, and needs no other thread.
            self._idle += 1
        return self._tell(loop, future, outcome, failed)

    @staticmethod
    def _tell(
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[Any],
        outcome: object,
        error: BaseException | None,
    ) -> bool:
        def settle() -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(outcome)

        try:
            loop.call_soon_threadsafe(settle)
        except RuntimeError:
            # The program has left while this was under way.
            return False
        return True
