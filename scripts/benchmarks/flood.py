"""A flood of wrong links, as a program of its own: PORT A_SECOND LINES. It goes on until it is told to
stop, then prints what came of it as JSON. A_SECOND 0 sends as many as are answered."""

from __future__ import annotations

import base64
import json
import os
import secrets
import select
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from pathlib import Path

WAIT = 0.002


def flood(port: int, a_second: float, lines: int) -> dict[str, object]:
    """Send evenly over so many connections until SIGTERM."""
    going = [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    # In turn: one that rests for seconds is closed by the server.
    free = deque(socket.create_connection(("127.0.0.1", port)) for _ in range(lines))
    busy: dict[socket.socket, tuple[float, bytes]] = {}
    took: list[float] = []
    statuses: dict[str, int] = {}
    sent, started = 0, time.perf_counter()
    while going or busy:
        due = (time.perf_counter() - started) * a_second if a_second else sent + lines
        while going and free and sent < due:
            line = free.popleft()
            token = base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=")
            line.sendall(f"GET /r/{token} HTTP/1.1\r\nhost: x\r\n\r\n".encode())
            busy[line] = (time.perf_counter(), b"")
            sent += 1
        for line in select.select(list(busy), [], [], WAIT)[0]:
            began, got = busy[line]
            piece = line.recv(65_536)
            if not piece:
                raise ConnectionError("The server has gone.")
            got += piece
            busy[line] = (began, got)
            if got.endswith(b"</html>"):
                took.append(time.perf_counter() - began)
                status = got[9:12].decode()
                statuses[status] = statuses.get(status, 0) + 1
                del busy[line]
                free.append(line)
    seconds = time.perf_counter() - started
    took.sort()
    return {
        "seconds": seconds,
        "statuses": statuses,
        "median": took[len(took) // 2] if took else 0.0,
        "p99": took[len(took) * 99 // 100] if took else 0.0,
    }


if __name__ == "__main__":
    # It comes from elsewhere, in truth: so a desk goes before what sends it.
    os.nice(15)
    with suppress(OSError):
        Path("/proc/self/autogroup").write_text("15")
    print(json.dumps(flood(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))))
