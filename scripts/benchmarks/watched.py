"""A desk that tells for how long its event loop was held: python -m scripts.benchmarks.watched HOME FILE.

Nothing else is imported here, because its memory is looked at too."""

from __future__ import annotations

import asyncio.events
import atexit
import json
import sys
import time
from pathlib import Path

TOLD_FROM = 0.002
"""Seconds from which on it is told that the loop was held."""


def main() -> int:
    """Opens a desk, and writes at its end when its event loop was held, for how long, and how long it ran of
    that: seconds of the monotonic clock, which all programs share, and of the processor."""
    from dentui.__main__ import main as desk

    home, told = sys.argv[1:]
    run, held = asyncio.events.Handle._run, []

    def timed(handle: asyncio.events.Handle) -> None:
        began, ran = time.perf_counter(), time.thread_time()
        run(handle)
        took = time.perf_counter() - began
        if took >= TOLD_FROM:
            held.append((began, took, time.thread_time() - ran))

    asyncio.events.Handle._run = timed  # type: ignore[method-assign]
    atexit.register(lambda: Path(told).write_text(json.dumps(held), "ascii"))
    return desk(["--home", home])


if __name__ == "__main__":
    sys.exit(main())
