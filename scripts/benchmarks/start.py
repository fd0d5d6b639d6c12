"""From the program's start to the first key taken and to the first rows, beside a plain Textual program."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from statistics import median

from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure
from scripts.benchmarks.terminal import Terminal, dentui

ROUNDS = 9

_PLAIN = """
import os
os.environ.update(TEXTUAL_FPS="120", TEXTUAL_ANIMATIONS="none")
from textual.app import App
from textual.widgets import DataTable, Input
class Plain(App):
    def compose(self):
        yield Input(placeholder="find")
        yield DataTable()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Name", "Phone", "Visit")
        table.add_rows([(f"row {n}", f"079 {n:07}", "2026-11-20") for n in range(50)])
Plain().run()
"""


def plain() -> list[str]:
    """A plain Textual program: an Input over a DataTable of 50 rows."""
    return [sys.executable, "-c", _PLAIN]


def figures() -> Iterator[Figure]:
    """Medians of starts by turns, so that both meet the same machine."""
    ours, theirs = dentui(registers.sqlite_home()), plain()
    _first_key(ours), _first_key(theirs)
    pairs = [(_first_key(ours), _first_key(theirs)) for _ in range(ROUNDS)]
    yield _ratio("start.keys", pairs, 1.4, "until a typed letter stands in the find box")
    pairs = [(_rows(ours, "…", _has_rows), _rows(theirs, "row 9", None)) for _ in range(ROUNDS)]
    yield _ratio("start.rows", pairs, 2.4, "until the first rows are on the screen")
    loaded = subprocess.run(
        [
            sys.executable,
            "-X",
            "importtime",
            "-m",
            "dentui",
            "patients",
            "find",
            "zzzz",
            "--home",
            str(registers.sqlite_home()),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    yield Figure(
        "start.alembic",
        loaded.count("| alembic") + loaded.count("| mako"),
        "",
        0.0,
        "modules of Alembic imported",
    )


def _ratio(name: str, pairs: list[tuple[float, float]], bar: float, what: str) -> Figure:
    ratio = median(ours / theirs for ours, theirs in pairs)
    times = f"{median(o for o, _ in pairs):.0f} ms to {median(t for _, t in pairs):.0f} ms of plain Textual"
    return Figure(name, ratio, "times", bar, f"{what}: {times}")


def _first_key(command: list[str]) -> float:
    with Terminal(command) as program:
        program.send("q")
        # Before the program has the terminal, the line itself echoes: in the very first cell.
        return _until(program, lambda: any("q" in line[2:30] for line in program.screen.display[:3]))


def _rows(command: list[str], text: str, shown: Callable[[Terminal], bool] | None) -> float:
    with Terminal(command) as program:
        return _until(program, lambda: shown(program) if shown else text in program.text())


def _has_rows(program: Terminal) -> bool:
    return " found" in program.text() and "+41" in program.text()


def _until(program: Terminal, holds: Callable[[], bool]) -> float:
    import os
    import select
    import time

    while not holds():
        if not select.select([program.fd], [], [], 20)[0]:
            raise TimeoutError(program.text())
        program._feed(os.read(program.fd, 1 << 16))
    return (time.perf_counter() - program.started) * 1_000
