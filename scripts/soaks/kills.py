"""A merge and its undo are killed at every system call that they make: each is done or not done.

One program without threads goes from point to point: it copies a register, forks, and lets the kernel stop
the child at each of its system calls (ptrace). At the one that is meant the child gets SIGKILL. Then the
register is opened as the next desk would, looked over, and the same save is tried again. On PostgreSQL only
the desk is killed; the server lives, and is left with what it was sent.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

from dentui.config import Settings
from dentui.domain.merging import MergeInput, proposed
from dentui.services.merges import Merges
from dentui.store.database import Database
from scripts.benchmarks.figures import Figure
from scripts.soaks import tracing
from tests.clinics import ADMINISTRATOR, Clinic, empty_clinic
from tests.servers import Server, start_postgresql
from tests.services.merge_walks import people
from tests.services.registers import register
from tests.working import require_sound

SAVE, UNDO = UUID(int=1), UUID(int=2)
COUNTED = 5
"""How often system calls are counted: who talks to a server makes one more of them now and then."""


def figures(kind: str) -> Iterator[Figure]:
    """How many points left something that is neither done nor not done."""
    program = [sys.executable, "-m", "scripts.soaks.kills", "--database", kind]
    done = json.loads(subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout)
    for verb, answers in done.items():
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(answers.items()) if what != "broken")
        yield Figure(
            f"kills.{kind}.{verb}", answers["broken"], "broken", 0.0, f"of {sum(answers.values()):,}: {told}"
        )


class Case:
    """A merge, or the undo of one, that is tried at copies of the same register."""

    def __init__(self, folder: Path, verb: str, server: Server | None) -> None:
        self.verb, self.server = verb, server
        self.start, self.end, self.work = folder / "start", folder / "end", folder / "work"
        self.start.mkdir(parents=True)
        self.template = None if server is None else server.new_database()
        self.copy: str | None = None
        """The database of a server that is worked on."""
        clinic = empty_clinic(self.start, self.template or sqlite_url(self.start))
        uuids = clinic.take_in(*people())
        merges = Merges(clinic.database, "CH")
        seen = merges.preview(ADMINISTRATOR, uuids[0], uuids[1:])
        self.form = MergeInput(
            uuids[0],
            seen.main.version,
            tuple((each.uuid, each.version) for each in seen.others),
            replace(proposed(seen.main.form, seen.choices), mobile=seen.others[0].form.mobile),
        )
        self.version = 0
        if verb == "undo":
            merges.merge(ADMINISTRATOR, SAVE, self.form)
            self.version = merges.plan_undo(ADMINISTRATOR, SAVE).version
        self.before = self.held(clinic)
        clinic.database.close()
        self.fresh()
        with opened(self.start, self.end, self.copy) as clinic:
            self.do(clinic)
            self.after = self.held(clinic)

    def held(self, clinic: Clinic) -> dict[str, Any]:
        """All that is in a register; a server goes on counting after what it rolled back."""
        return register(clinic, numbered=self.server is None)

    def fresh(self) -> None:
        """Make a copy of the database, where it is a server's."""
        if self.server is None:
            return
        if self.copy is not None:
            self.server.drop_database(self.copy)
        self.copy = self.server.new_database(like=self.template)

    def do(self, clinic: Clinic) -> None:
        """The merge, or the undo."""
        merges = Merges(clinic.database, "CH")
        if self.verb == "merge":
            merges.merge(ADMINISTRATOR, SAVE, self.form)
        else:
            merges.undo(ADMINISTRATOR, UNDO, SAVE, self.version)

    def killed(self, at: int | None) -> int:
        """Do it at a fresh copy, and kill who does at this system call; how many there were."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work)
        self.fresh()
        return tracing.run_and_kill(self._prepare, at)

    def _prepare(self) -> Callable[[], None]:
        clinic = at_home(self.work, self.copy)
        return lambda: self.do(clinic)

    def told(self) -> str:
        """What is left: done, not done, or broken."""
        try:
            with opened(None, self.work, self.copy) as clinic:
                # Who was killed has the write lock of a server until that is through with what it was sent.
                clinic.database.system(lambda _connection: None, writes=True)
                require_sound(clinic)
                now = self.held(clinic)
                self.do(clinic)
                require_sound(clinic)
                if now not in (self.before, self.after) or self.held(clinic) != self.after:
                    return "broken"
                return "done" if now == self.after else "not done"
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return "broken"


def sqlite_url(home: Path) -> str:
    """The register in this home."""
    return f"sqlite:///{home / 'register.db'}"


def at_home(home: Path, url: str | None = None) -> Clinic:
    """The register in this home, or the one with this URL, as a desk with this home opens it."""
    chosen = Settings(home=home, database=url or sqlite_url(home), demonstration=True, operator="anna")
    return Clinic(chosen, Database(chosen))


@contextmanager
def opened(source: Path | None, home: Path, url: str | None = None) -> Iterator[Clinic]:
    """The same, for a while. The home is copied from a source first where one is named."""
    if source is not None:
        shutil.copytree(source, home)
    clinic = at_home(home, url)
    try:
        yield clinic
    finally:
        clinic.database.close()


@contextmanager
def started(folder: Path) -> Iterator[Server]:
    """A server of PostgreSQL, for a while."""
    folder.mkdir()
    server = start_postgresql(folder)
    try:
        yield server
    finally:
        server.stop()


def main() -> None:
    """Prints what was left, by verb, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    wanted = parser.parse_args()
    told: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="dentui-kills-") as name:
        folder = Path(name)
        with started(folder / "server") if wanted.database == "postgresql" else nullcontext() as server:
            for verb in ("merge", "undo"):
                case = Case(folder / verb, verb, server)
                answers = told[verb] = Counter({"broken": 0})
                calls = max(case.killed(None) for _ in range(COUNTED))
                for point in tracing.points(calls, wanted.sample):
                    if case.killed(point) == point:
                        answers[case.told()] += 1
    print(json.dumps(told))


if __name__ == "__main__":
    main()
