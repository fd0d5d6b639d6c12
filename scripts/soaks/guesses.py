"""Two thousand guesses at the sign-in at once: none gets in, and the other desks go on working as before.

Half of them are at one name that is known, half are spread over names of nobody's, from several processes
with many threads each. Meanwhile a desk finds and edits patients; the same without guesses is measured before
and after.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from uuid import uuid4

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.errors import Forbidden, Unavailable
from dentui.services import hashing
from dentui.services.demo import make_demo
from dentui.services.desk import open_desk
from dentui.services.sign_in import REFUSED, open_sign_in
from dentui.store import sign_in as store
from dentui.store.database import Database
from scripts.benchmarks.figures import Figure, percentile

GUESSES = 2_000
PROCESSES = 4
THREADS = 50
QUIET_FOR = 15.0
"""Seconds that the desk is measured without guesses, before and after."""
PAUSE = 0.02
"""Seconds between two things that the desk does."""
PATIENTS = 20_000
KNOWN = "anna"
WORKS = "otto"
TEXTS = ("a", "mu", "mar", "maria", "keller", "smith", "nowak", "zhang", "079", "4567", "1980", "peter m")
LINE = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
"""A key opened the line of the desk that works."""


def figures(guesses: int = GUESSES) -> Iterator[Figure]:
    """How many got in, and how much longer the desk waited than without them."""
    with tempfile.TemporaryDirectory(prefix="dentui-soak-") as name:
        home = Path(name) / "home"
        _make(home)
        quiet = _desk(home, QUIET_FOR)
        stop = home / "stop"
        working = _start("desk", str(home), "0")
        started = time.monotonic()
        share = str(guesses // PROCESSES)
        guessing = [_start("guess", str(home), share) for _ in range(PROCESSES)]
        answers: Counter[str] = Counter()
        for process in guessing:
            answers.update(_answer(process))
        took = time.monotonic() - started
        stop.touch()
        under = _answer(working)
        stop.unlink()
        after = _desk(home, QUIET_FOR)
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(answers.items()))
        yield Figure("guesses.got_in", answers["in"], "", 0.0, f"{told}; {guesses:,} in {took:.0f} s")
        for verb in ("find", "save"):
            calm = percentile(quiet[verb] + after[verb], 0.95)
            beset = percentile(under[verb], 0.95)
            yield Figure(
                f"guesses.{verb}.ratio",
                beset / calm,
                "x",
                2.0,
                f"p95 {beset:.1f} ms of {len(under[verb]):,} under guesses, {calm:.1f} ms without",
            )


def _make(home: Path) -> None:
    """A clinic with a real home's sign-in, whose patients are invented all the same."""
    make_demo(home, patients=PATIENTS)
    (home / "dentui.toml").unlink()
    database = Database(read_settings(home=home, environ={}))
    hashed = hashing.make_hash("nobody guesses these words")

    def give(connection: object) -> None:
        known = store.find(connection, KNOWN)  # type: ignore[arg-type]
        assert known
        store.put_credential(connection, known.person_id, "password", hashed)  # type: ignore[arg-type]

    database.system(give, writes=True)
    database.close()


def _desk(home: Path, seconds: float) -> dict[str, list[float]]:
    return _answer(_start("desk", str(home), str(seconds)))  # type: ignore[no-any-return]


def _start(*words: str) -> subprocess.Popen[str]:
    program = [sys.executable, "-m", "scripts.soaks.guesses", *words]
    return subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env={**os.environ, **LINE})


def _answer(process: subprocess.Popen[str]) -> dict:  # type: ignore[type-arg]
    out, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"a process ended with {process.returncode}")
    return json.loads(out)  # type: ignore[no-any-return]


def work(home: Path, seconds: float) -> dict[str, list[float]]:
    """Find and edit for so many seconds, or until told to stop; milliseconds of each."""
    desk = open_desk(read_settings(home=home, key_of=WORKS))
    random, stop, times = Random(1), home / "stop", {"find": [], "save": []}  # type: ignore[var-annotated]
    end = time.monotonic() + (seconds or 3600)
    while time.monotonic() < end and not stop.exists():
        started = time.perf_counter()
        page = desk.patients.find(desk.actor, Find(random.choice(TEXTS)))
        times["find"].append(1e3 * (time.perf_counter() - started))
        time.sleep(PAUSE)
        patient = random.choice(page.lines).uuid
        chart = desk.patients.chart(desk.actor, patient)
        form = replace(chart.form, note=f"{random.random()}")
        started = time.perf_counter()
        desk.charts.edit(desk.actor, uuid4(), patient, chart.version, form)
        times["save"].append(1e3 * (time.perf_counter() - started))
        time.sleep(PAUSE)
    desk.register.close()
    return times


def guess(home: Path, count: int) -> Counter[str]:
    """This process's part of the guesses; how each was answered."""
    sign_in = open_sign_in(read_settings(home=home))

    def attempt(turn: int) -> str:
        login = KNOWN if turn % 2 else f"nobody-{os.getpid()}-{turn}"
        try:
            sign_in.sign_in(login, f"a guess of many words {turn}")
        except Forbidden as error:
            return "refused" if str(error) == REFUSED else "told to wait"
        except Unavailable:
            return "turned away"
        return "in"

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(attempt, range(count)))
    sign_in.close()
    return answers


if __name__ == "__main__":
    kind, place, last = sys.argv[1:]
    print(json.dumps(work(Path(place), float(last)) if kind == "desk" else guess(Path(place), int(last))))
