"""The model preview in a pty of 80x24: its first picture, and pictures a second while a key is held down."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure
from tests.media.scans import jaw, write_stl

ROUNDS = 5
SECONDS = 3.0
REPEAT = 0.01
"""Seconds between two keys: faster than any keyboard repeats."""
QUERY, ANSWER = b"\x1b[5n", b"\x1b[0n"
"""Behind every picture on such a line the terminal is asked whether it has it."""
BLOCKS = ("▀".encode(), "▄".encode())
SOURCE = Path(__file__).parents[2] / "src"


def figures() -> Iterator[Figure]:
    """Half cells in 256 colours, of a jaw of 250,000 triangles."""
    with tempfile.TemporaryDirectory(dir=registers.folder()) as name:
        scan = write_stl(Path(name) / "jaw.stl", *jaw(upper=True, along=1000, across=125))
        runs = [_held(scan, Path(name) / "home") for _ in range(ROUNDS)]
    firsts, rates = zip(*runs, strict=True)
    beside = f"half cells at 80x24, median of {ROUNDS}, 250,000 triangles"
    yield Figure("models.held", median(rates), "/s", 30.0, beside, at_least=True)
    yield Figure(
        "models.shown", median(firsts), "s", None, "from the start of dentui mesh to its first picture"
    )


def _held(scan: Path, home: Path) -> tuple[float, float]:
    """Seconds to the first picture, and pictures a second."""
    line, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DENTUI")}
    environ = {**kept, "TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONPATH": str(SOURCE)}
    words = ["-m", "dentui", "--home", str(home), "--line", "ssh", "mesh", str(scan)]
    began = time.monotonic()
    with subprocess.Popen(
        ["setsid", "--ctty", sys.executable, *words], stdin=theirs, stdout=theirs, stderr=theirs, env=environ
    ) as process:
        os.close(theirs)
        while not any(block in _read(line, 0.05) for block in BLOCKS):
            if process.poll() is not None:
                raise RuntimeError("the preview ended before it showed anything")
        first = time.monotonic() - began
        while _read(line, 0.5):
            pass
        count, start = 0, time.monotonic()
        while (now := time.monotonic()) < start + SECONDS:
            os.write(line, b"\x1b[C")
            while (left := now + REPEAT - time.monotonic()) > 0:
                count += _read(line, left).count(QUERY)
        os.write(line, b"q")
        with suppress(OSError):
            while process.poll() is None:
                _read(line, 0.05)
    os.close(line)
    return first, count / SECONDS


def _read(line: int, wait: float) -> bytes:
    """What comes; the terminal answers what it is asked."""
    if not select.select([line], [], [], wait)[0]:
        return b""
    data = os.read(line, 1 << 16)
    for _ in range(data.count(QUERY)):
        os.write(line, ANSWER)
    return data
