"""Eight desks on one register: six programs without a screen and two screens, all on the same few patients.

What they are told is written down, and held against the register at the end: nothing that was said to be
saved may be missing, and nothing may stand there that no history leads to.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dentui.config import Settings, read_settings
from dentui.domain.finding import Find
from dentui.services.demo import make_demo
from dentui.services.demo.clinic import MEMBER
from dentui.services.desk import open_desk
from dentui.store.database import Database
from scripts.benchmarks.figures import Figure, percentile
from scripts.soaks import checking
from scripts.soaks.job import Job, read_log
from tests.servers import start_postgresql

PATIENTS = 20_000
HOT = 20
"""Patients on whom all desks work, so that they get into each other's way."""
DESKS = ("anna", "otto", "paula", "quentin", MEMBER, "anna")
"""Who works without a screen: administrators, a member, and one of them twice."""
SCREENS = ("otto", "paula")
GROWTH = 10.0
"""Megabytes that a screen may have grown after its first fifth."""
GRACE = 120.0
"""Seconds after its time in which a desk has to have ended."""


@dataclass
class Outcome:
    """What was told and what was found."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    growth: float = 0.0
    """Megabytes, of the screen that grew most."""
    memory: float = 0.0

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """The lines of these kinds."""
        return [line for line in self.lines if line["kind"] in kinds]

    def times(self, *kinds: str) -> list[float]:
        """Their milliseconds."""
        return [line["ms"] for line in self.of(*kinds)]


def work(home: Path, *, seconds: float = 0.0, operations: int | None = None) -> Outcome:
    """Let eight desks work on this demonstration home's register, for so many seconds or so many operations
    each, and look at what they left."""
    settings = read_settings(home=home, environ={})
    hot = _hot(home)
    database = Database(settings)
    outcome = Outcome()
    try:
        before = checking.things(database)
        with tempfile.TemporaryDirectory(prefix="dentui-soak-") as folder:
            _run(_jobs(home, Path(folder), hot, seconds, operations), outcome, seconds)
        _look(settings, database, before, outcome)
    finally:
        database.close()
    return outcome


def _hot(home: Path) -> list[tuple[str, int]]:
    """Patients that the member sees too."""
    desk = open_desk(read_settings(home=home, operator=MEMBER, environ={}))
    page = desk.patients.find(desk.actor, Find(), 100, HOT)
    desk.register.close()
    return [(line.uuid.hex, line.chart_number) for line in page.lines]


def _jobs(
    home: Path, folder: Path, hot: list[tuple[str, int]], seconds: float, operations: int | None
) -> dict[Path, str]:
    jobs = {}
    for seed, operator in enumerate((*DESKS, *SCREENS)):
        kind = "desk" if seed < len(DESKS) else "screen"
        file = folder / f"{seed}.job"
        log = str(folder / f"{seed}.log")
        Job(str(home), operator, log, seed, seconds, operations, hot).write(file)
        jobs[file] = kind
    return jobs


def _run(jobs: dict[Path, str], outcome: Outcome, seconds: float) -> None:
    """Start them all, wait for their end, and read what they were told."""
    running = {
        file: subprocess.Popen(
            [sys.executable, "-m", f"scripts.soaks.{kind}", str(file)], stderr=subprocess.PIPE, text=True
        )
        for file, kind in jobs.items()
    }
    for file, process in running.items():
        try:
            _, errors = process.communicate(timeout=seconds + GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            errors = "it did not end"
        lines = list(read_log(file.with_suffix(".log")))
        outcome.lines += lines
        ended = lines[-1]["kind"] if lines else ""
        if errors or ended not in ("done", "fault"):
            outcome.faults.append(f"desk {file.stem}, status {process.returncode}: {errors}")
        grown = [line["mb"] for line in lines if line["kind"] == "memory"]
        if len(grown) > 5:
            settled = grown[len(grown) // 5]
            outcome.growth = max(outcome.growth, grown[-1] - settled)
        outcome.memory = max(outcome.memory, *grown, 0.0)


def _look(settings: Settings, database: Database, before: checking.Things, outcome: Outcome) -> None:
    found, after = checking.entries(database), checking.things(database)
    outcome.faults += [line["what"] for line in outcome.of("fault")]
    outcome.faults += [str(file.name) for file in settings.home.glob("log/*")]
    outcome.lost += checking.lost(found, outcome.lines)
    outcome.gaps += checking.gaps(before, found, after)
    outcome.gaps += checking.numbering(found)
    outcome.unsound += checking.unsound(settings, database)


def figures(kind: str, minutes: float) -> Iterator[Figure]:
    """The figures of one database."""
    with tempfile.TemporaryDirectory(prefix="dentui-soak-") as folder:
        home = Path(folder) / "home"
        if kind == "sqlite":
            make_demo(home, patients=PATIENTS)
            outcome = work(home, seconds=minutes * 60)
        else:
            place = Path(folder) / "server"
            place.mkdir()
            server = start_postgresql(place, durable=True)
            try:
                make_demo(home, patients=PATIENTS, database=server.new_database())
                outcome = work(home, seconds=minutes * 60)
            finally:
                server.stop()
    for told in (outcome.of("unavailable"), outcome.faults, outcome.lost, outcome.gaps, outcome.unsound):
        for one in told[:5]:
            print(f"# {one}", file=sys.stderr)
    yield from _figures(f"eight_desks.{kind}", outcome)


def _figures(name: str, outcome: Outcome) -> Iterator[Figure]:
    done = outcome.of("done")
    saves = outcome.of("save", "undo", "shown", "ticket shown", "entered")
    conflicts, refused = outcome.of("conflict"), outcome.of("refused")
    changed = f"{len(saves):,} changes acknowledged, {len(conflicts):,} conflicts, {len(refused):,} refusals"
    operations = sum(line["operations"] for line in done)
    yield Figure(f"{name}.operations", operations, "", None, changed)
    busy = outcome.of("unavailable")
    yield Figure(f"{name}.busy", len(busy), "", 0.0, "times that a desk was told the register is busy")
    yield Figure(
        f"{name}.faults", len(outcome.faults), "", 0.0, "unexpected errors, crash logs, lost screens"
    )
    yield Figure(f"{name}.lost", len(outcome.lost), "", 0.0, f"of {len(saves):,} acknowledged changes")
    yield Figure(f"{name}.gaps", len(outcome.gaps), "", 0.0, "in histories, versions and ticket numbers")
    yield Figure(f"{name}.unsound", len(outcome.unsound), "", 0.0, "findings of doctor and integrity_check")
    grew = f"of the screen that grew most; {outcome.memory:.0f} MB at most"
    yield Figure(f"{name}.growth", outcome.growth, "MB", GROWTH, grew)
    for what in ("save", "find", "chart"):
        times = outcome.times(what)
        if times:
            beside = f"{len(times):,}; median {percentile(times, 0.5):.1f} ms, worst {max(times):.0f} ms"
            yield Figure(f"{name}.{what}.p95", percentile(times, 0.95), "ms", None, beside)
