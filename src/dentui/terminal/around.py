"""Looking around: what the environment says of the terminal, and the programs that this one runs in."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from dentui.terminal.profile import Surroundings
from dentui.terminal.terminfo import capabilities

COERCED = frozenset(("C.UTF-8", "C.utf8", "UTF-8"))
"""What Python writes into LC_CTYPE at its start where it finds the C locale (PEP 538)."""
FAR_ENOUGH = 16
"""Programs around this one that are looked at."""
PROC = Path("/proc")


def look_around(environ: Mapping[str, str] = os.environ) -> Surroundings:
    """What is known of the terminal without asking it."""
    spoken = as_given(environ)
    return Surroundings(
        spoken, capabilities(spoken.get("TERM", "").strip()), tuple(programs_around()), cell_pixels()
    )


def cell_pixels(terminals: Sequence[int] = (0, 1, 2)) -> tuple[int, int] | None:
    """Width and height of a cell in pixels, as the first of these that is a terminal says; None where none
    does. SSH hands it on."""
    for terminal in terminals:
        with suppress(OSError):
            answer = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
            rows, columns, width, height = struct.unpack("HHHH", answer)
            return (width // columns, height // rows) if rows and columns and width and height else None
    return None


def as_given(environ: Mapping[str, str], at_start: bytes | None = None) -> dict[str, str]:
    """The environment as whoever started us gave it: without the LC_CTYPE that Python sets by itself where
    the locale is C. `at_start` is what /proc/self/environ holds; it is read where nothing is handed over."""
    given = dict(environ)
    if given.get("LC_CTYPE") in COERCED and not given.get("LC_ALL"):
        if at_start is None:
            try:
                at_start = (PROC / "self" / "environ").read_bytes()
            except OSError:
                return given
        if not any(entry.startswith(b"LC_CTYPE=") for entry in at_start.split(b"\0")):
            del given["LC_CTYPE"]
    return given


def programs_around(proc: Path = PROC) -> Iterator[str]:
    """Names of the programs that this one runs in, the nearest first, as far as this account may see them."""
    process = os.getppid()
    for _ in range(FAR_ENOUGH):
        try:
            # The name stands in brackets and can hold anything, brackets too.
            before, _, behind = (proc / str(process) / "stat").read_text("utf-8", "replace").rpartition(")")
            name, process = before.partition("(")[2], int(behind.split()[1])
        except (OSError, IndexError, ValueError):
            return
        yield name
        if process <= 1:
            return
