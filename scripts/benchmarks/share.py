"""The server of shared reports in a flood of wrong links: what it answers, what memory that takes, and what a
desk beside it notices."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks import registers
from scripts.benchmarks.desk import TYPED
from scripts.benchmarks.figures import Figure, percentile
from scripts.benchmarks.terminal import Terminal, dentui

PATIENTS = 100_000
A_SECOND = 1_000
LINES = 8
"""Connections over which they come."""
LEAST = 20.0
"""Seconds that a flood goes on."""
ROUNDS = 2
FLOOD = Path(__file__).with_name("flood.py")


def figures() -> Iterator[Figure]:
    """The same texts typed at a desk, now beside a flood and now without."""
    quiet: list[float] = []
    beside: list[float] = []
    told: list[dict[str, float]] = []
    home = registers.own_sqlite_home(PATIENTS)
    with tempfile.TemporaryDirectory() as place, _server(Path(place)) as (server, port):
        with _flood(port):
            time.sleep(3.0)  # what grows once has grown
        before = _memory(server)
        with Terminal(dentui(home)) as desk:
            desk.wait("found")
            desk.answer("x")
            desk.answer("\x7f")
            for _ in range(ROUNDS):
                quiet += _letters(desk)
                started = time.perf_counter()
                with _flood(port) as flood:
                    beside += _letters(desk)
                    time.sleep(max(0.0, LEAST - (time.perf_counter() - started)))
                told.append(flood)
        grown = _memory(server) - before
    answered = sum(each["answered"] for each in told)
    seconds = sum(each["seconds"] for each in told)
    yield Figure(
        "share.answered",
        answered / seconds,
        "/s",
        0.95 * A_SECOND,
        f"{answered:,.0f} wrong links, {A_SECOND:,} a second asked; median {told[-1]['median'] * 1_000:.1f}, "
        f"p99 {told[-1]['p99'] * 1_000:.1f} ms",
        at_least=True,
    )
    yield Figure("share.memory", grown, "MB", 3.0, f"more than before, resident; before {before:.1f} MB")
    p95 = [percentile(times, 0.95) for times in (beside, quiet)]
    yield Figure(
        "share.key",
        p95[0] / p95[1],
        "times",
        1.5,
        f"{len(beside)} letters at a desk of {PATIENTS:,} patients: p95 {p95[0]:.1f} ms beside the flood, "
        f"{p95[1]:.1f} without",
    )


def _letters(desk: Terminal) -> list[float]:
    times = []
    for text in TYPED[:4]:
        times += [desk.answer(letter)[0] for letter in text]
        times += [desk.answer("\x7f")[0] for _ in text]
    return times


@contextmanager
def _server(home: Path) -> Iterator[tuple[int, int]]:
    """The server of an empty shelf: its process, and its port."""
    command = [sys.executable, "-m", "dentui", "share", "--home", str(home), "--port", "0"]
    # A session of its own, as a supervisor gives it.
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r" port (\d+)\.", said)
        if found is None:
            raise RuntimeError(said)
        yield process.pid, int(found[1])
        process.terminate()


@contextmanager
def _flood(port: int) -> Iterator[dict[str, float]]:
    """A flood for as long as this lasts; what came of it, afterwards."""
    told: dict[str, float] = {}
    command = [sys.executable, str(FLOOD), str(port), str(A_SECOND), str(LINES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        yield told
        process.terminate()
        found = json.loads(process.communicate()[0])
    told.update({name: found[name] for name in ("seconds", "median", "p99")})
    told["answered"] = found["statuses"].get("404", 0)
    if set(found["statuses"]) != {"404"}:
        raise RuntimeError(f"other answers came as well: {found['statuses']}")


def _memory(process: int) -> float:
    """Megabytes (1,000,000 bytes) that it holds resident."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("ascii"))
    return int(found[1]) * 1_024 / 1_000_000 if found else 0.0
