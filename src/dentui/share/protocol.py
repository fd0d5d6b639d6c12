"""Lines to visitors: HTTP as uvicorn speaks it, with an end to whoever is slow."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from dentui.share.guard import HEADERS

MOST_LINES = 400
"""Connections at a time; further ones are closed at once."""
ASKING = 10.0
"""Seconds for a request to be here as a whole."""
ANSWERING = 300.0
"""Seconds for an answer to be taken: a PDF over a slow line."""


class _Joined:
    """A transport that sends head and body of an answer together: most of what a wrong link costs is
    sending."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._waiting: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def write(self, data: bytes) -> None:
        """Send it when what is being done is done."""
        if not self._waiting:
            self._loop.call_soon(self._flush)
        self._waiting.append(data)

    def close(self) -> None:
        """End the line when all is sent."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._waiting:
            data = b"".join(self._waiting)
            self._waiting.clear()
            self._transport.write(data)


class Line(H11Protocol):
    """A connection that ends when its request or its answer takes too long."""

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Another visitor, or one too many."""
        super().connection_made(_Joined(transport, self.loop))  # type: ignore[arg-type]
        if len(self.connections) > MOST_LINES:
            transport.abort()
            return
        self._wait(ASKING)

    def connection_lost(self, exc: Exception | None) -> None:
        """The visitor has gone."""
        self._stop_waiting()
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Something came: another request may have begun."""
        if self._due is None:
            self._wait(ASKING)
        super().handle_events()

    def on_response_complete(self) -> None:
        """The request is over."""
        self._stop_waiting()
        super().on_response_complete()

    def _wait(self, seconds: float) -> None:
        self._due = self.loop.call_later(seconds, self._late, seconds)

    def _stop_waiting(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _late(self, waited: float) -> None:
        self._due = None
        cycle: Any = self.cycle
        answering = cycle is not None and not cycle.response_complete and not cycle.more_body
        if answering and waited < ANSWERING:
            self._wait(ANSWERING)
        elif not self.transport.is_closing():
            self.transport.abort()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002
        """What is no HTTP gets one strict line, and nothing of why."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE) or self._answer_has_begun():
            self.transport.abort()
            return
        body = b"Bad Request\n"
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *HEADERS,
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _answer_has_begun(self) -> bool:
        cycle: Any = self.cycle
        return cycle is not None and cycle.response_started and not cycle.response_complete
