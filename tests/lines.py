"""A line between a desk and its server that can be cut exactly where it hurts: at a COMMIT."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from typing import Literal

Cut = Literal["before", "after", "late"]
"""Where the line breaks: the COMMIT never reaches the server; its answer never reaches the desk; or the desk
loses the line while the COMMIT is still on its way."""

LATE = 0.7
"""Seconds that a late COMMIT is on its way."""


class Line:
    """Passes on whatever comes to its port, as long as nobody cuts it."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._next: Cut | None = None
        self._down = False
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_at_commit(self, where: Cut, *, stays_down: bool = False) -> None:
        """Cut the line at the next COMMIT; with `stays_down` no other comes up until `mend`."""
        self._next, self._stays_down = where, stays_down

    def mend(self) -> None:
        """Let lines come up again."""
        self._down = False

    def close(self) -> None:
        """Cut everything for good."""
        for opened in (self._listening, *self._open):
            _close(opened)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                desk, _ = self._listening.accept()
                if self._down:
                    _close(desk)
                    continue
                server = socket.create_connection(("127.0.0.1", self._to))
                self._open += [desk, server]
                threading.Thread(target=self._up, args=(desk, server), daemon=True).start()
                threading.Thread(target=_pass_on, args=(server, desk), daemon=True).start()

    def _up(self, desk: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while data := desk.recv(65_536):
                if self._next and b"COMMIT\0" in data:
                    where, self._next, self._down = self._next, None, self._stays_down
                    self._cut(where, desk, server, data)
                    return
                server.sendall(data)
        _close(server)

    def _cut(self, where: Cut, desk: socket.socket, server: socket.socket, data: bytes) -> None:
        if where != "after":
            _close(desk)
        if where == "late":
            time.sleep(LATE)
        if where != "before":
            desk.close() if where == "late" else desk.shutdown(socket.SHUT_WR)
            server.sendall(data)
            # Until the server has answered, which nobody hears any more.
            time.sleep(0.2)
        _close(desk)
        _close(server)


def _pass_on(server: socket.socket, desk: socket.socket) -> None:
    with suppress(OSError):
        while data := server.recv(65_536):
            desk.sendall(data)
    _close(desk)


def _close(opened: socket.socket) -> None:
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
    opened.close()
