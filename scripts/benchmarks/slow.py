"""A walk-in patient with a ticket over SSH, through a line of 64 kbit/s and 300 ms there and back."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile
from tests.pty.desk import Desk
from tests.ssh.server import Sshd, dentui, start_sshd
from tests.ssh.slow import SlowLine

PATIENTS = 2_000
RATE = 64_000 // 8
DELAY = 0.15
"""Seconds each way."""
QUIET = 2 * DELAY + 0.5
"""Seconds of silence after which a key's answer is whole."""
HELD = 3.0
KEYS_A_SECOND = 30
OWN = 0.1
"""Seconds of a key that are neither the way there and back nor its bytes: what the program itself takes on a
machine that also runs ssh, sshd and the line."""
ESC_DELAY = 0.2
"""Seconds for which more of a sequence may come behind Esc."""
WALK_IN = (
    *"keller anna", "F6", "f", "Enter", *"12031990", "Enter", *"0791234567", "F7", "i", "Enter",
    *"orth", "Enter", *"imp", "F2",
)  # fmt: skip
"""From the list to the saved patient with a ticket."""


def figures() -> Iterator[Figure]:
    """The same keys typed without waiting, typed one by one, and a key held down."""
    with _line() as (slow, server):
        whole = _walk_in(slow, server)
    yield Figure(
        "slow.walk_in", whole, "B", 30_000, "all that came down from connecting to the chart, SSH's own too"
    )
    with _line() as (slow, server), server.desk("anna") as desk:
        desk.see("found")
        desk.quiet()
        waits = dict(_one_by_one(slow, desk, (*WALK_IN, "Esc")))
        esc = waits.pop("Esc")
        beside = f"the worst of {len(waits)} keys; median {percentile([*waits.values()], 0.5):.2f}"
        yield Figure(
            "slow.key", max(waits.values()), "s", OWN, f"beyond {2 * DELAY:g} s and its bytes; {beside}"
        )
        yield Figure("slow.esc", esc, "s", OWN + ESC_DELAY, "the same for Esc, behind which more may come")
    with _line() as (_, server):
        yield _held(server)


@contextmanager
def _line() -> Iterator[tuple[SlowLine, Sshd]]:
    with tempfile.TemporaryDirectory(prefix="dentui-bench-") as folder:
        home = Path(shutil.copytree(registers.sqlite_home(PATIENTS), Path(folder) / "home"))
        server = start_sshd(Path(folder) / "sshd")
        server.let_in("anna", dentui(home))
        slow = SlowLine(server.port, bytes_a_second=RATE, delay=DELAY)
        try:
            yield slow, Sshd(server.folder, slow.port, server.process)
        finally:
            slow.close()
            server.stop()


def _walk_in(slow: SlowLine, server: Sshd) -> int:
    """Bytes down, typed at the pace of somebody who knows the keys and does not look."""
    with server.desk("anna") as desk:
        desk.see("found")
        for key in WALK_IN:
            desk.press(key)
            desk.read(0.1)
        desk.see("Saved as chart", "is open.")
        desk.read(QUIET)
        return slow.down


def _one_by_one(slow: SlowLine, desk: Desk, keys: tuple[str, ...]) -> Iterator[tuple[str, float]]:
    """Of every key the seconds to its last byte that are neither the line's delay nor its bytes."""
    for number, key in enumerate(keys):
        before, start = slow.down, time.monotonic()
        last = start
        desk.press(key)
        while time.monotonic() - last < QUIET:
            if desk.read(0.01):
                last = time.monotonic()
        took = last - start - 2 * DELAY - (slow.down - before) / RATE
        yield (key if len(key) > 1 else f"{number} {key}", took)


def _held(server: Sshd) -> Figure:
    with server.desk("anna") as desk:
        desk.see("found")
        desk.press("Down")
        desk.quiet()
        begin = len(desk.sent)
        for _ in range(int(HELD * KEYS_A_SECOND)):
            desk.press("Down")
            desk.read(1 / KEYS_A_SECOND)
        last = released = time.monotonic()
        while time.monotonic() - last < 2 * QUIET:
            if desk.read(0.01):
                last = time.monotonic()
        size = len(desk.sent) - begin
    return Figure(
        "slow.held", last - released, "s", None, f"from letting Down go after {HELD:g} s; {size} B in all"
    )
