"""A slow line to a port of this machine: so many bytes a second each way, and so long under way."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

QUEUE = 16_384
"""Bytes that wait in the line itself, as in a modem or a router, before it takes no more."""
PIECE = 256
"""Bytes that leave at once."""


class SlowLine:
    """Passes on what comes to its port."""

    def __init__(self, to: int, *, bytes_a_second: int, delay: float) -> None:
        self.port = 0
        self.down = 0
        """Bytes that came from there."""
        self._to, self._rate, self._delay = to, bytes_a_second, delay
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(ready),))
        self._thread.start()
        ready.wait()

    def close(self) -> None:
        """Cut it."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        # What waits for the line has to wait in it, and not in this machine's buffers.
        server = await asyncio.start_server(self._connect, "127.0.0.1", 0, limit=PIECE)
        self.port = int(server.sockets[0].getsockname()[1])
        ready.set()
        await self._over.wait()
        server.close()
        lines = asyncio.all_tasks() - {asyncio.current_task()}
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _connect(self, here: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", self._to, limit=PIECE)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(self._carry(here, onward, up=True), self._carry(there, back, up=False))
        for writer in (back, onward):
            writer.close()

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, up: bool) -> None:
        """One way. What has left arrives after the delay, however much leaves meanwhile."""
        waiting: asyncio.Queue[bytes] = asyncio.Queue(QUEUE // PIECE)
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def take() -> None:
            while data := await source.read(PIECE):
                await waiting.put(data)
            await waiting.put(b"")

        async def leave() -> None:
            free = self._loop.time()
            while data := await waiting.get():
                free = max(free, self._loop.time()) + len(data) / self._rate
                await asyncio.sleep(free - self._loop.time())
                under_way.put_nowait((free + self._delay, data))
            under_way.put_nowait((0.0, b""))

        async def arrive() -> None:
            while data := (arriving := await under_way.get())[1]:
                await asyncio.sleep(arriving[0] - self._loop.time())
                self.down += 0 if up else len(data)
                target.write(data)
                await target.drain()
            target.write_eof()

        await asyncio.gather(take(), leave(), arrive())
