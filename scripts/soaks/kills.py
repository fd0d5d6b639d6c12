"""A merge and its undo are killed at every system call that they make: each is done or not done.

One program without threads goes from point to point: it copies a register, forks, and lets the kernel stop
the child at each of its system calls (ptrace). At the one that is meant the child gets SIGKILL. Then the
register is opened as the next desk would, looked over, and the same save is tried again.
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
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from dentui.config import Settings
from dentui.domain.merging import MergeInput, proposed
from dentui.services.merges import Merges
from dentui.store.database import Database
from scripts.benchmarks.figures import Figure
from scripts.soaks import tracing
from tests.clinics import ADMINISTRATOR, Clinic, empty_clinic
from tests.services.merge_walks import people
from tests.services.registers import register
from tests.working import require_sound

SAVE, UNDO = UUID(int=1), UUID(int=2)


def figures() -> Iterator[Figure]:
    """How many points left something that is neither done nor not done."""
    program = [sys.executable, "-m", "scripts.soaks.kills"]
    done = json.loads(subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout)
    for verb, answers in done.items():
        told = ", ".join(f"{count:,} {what}" for what, count in sorted(answers.items()) if what != "broken")
        yield Figure(
            f"kills.{verb}", answers["broken"], "broken", 0.0, f"of {sum(answers.values()):,}: {told}"
        )


class Case:
    """A merge, or the undo of one, that is tried at copies of the same register."""

    def __init__(self, folder: Path, verb: str) -> None:
        self.verb = verb
        self.start, self.end, self.work = folder / "start", folder / "end", folder / "work"
        self.start.mkdir(parents=True)
        clinic = empty_clinic(self.start, f"sqlite:///{self.start / 'register.db'}")
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
        self.before = register(clinic)
        clinic.database.close()
        with opened(self.start, self.end) as clinic:
            self.do(clinic)
            self.after = register(clinic)

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
        return tracing.run_and_kill(self._prepare, at)

    def _prepare(self) -> Callable[[], None]:
        clinic = at_home(self.work)
        return lambda: self.do(clinic)

    def told(self) -> str:
        """What is left: done, not done, or broken."""
        try:
            with opened(None, self.work) as clinic:
                require_sound(clinic)
                now = register(clinic)
                self.do(clinic)
                require_sound(clinic)
                if now not in (self.before, self.after) or register(clinic) != self.after:
                    return "broken"
                return "done" if now == self.after else "not done"
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return "broken"


def at_home(home: Path) -> Clinic:
    """The register in this home."""
    chosen = Settings(
        home=home, database=f"sqlite:///{home / 'register.db'}", demonstration=True, operator="anna"
    )
    return Clinic(chosen, Database(chosen))


@contextmanager
def opened(source: Path | None, home: Path) -> Iterator[Clinic]:
    """A register, copied there first where a source is named."""
    if source is not None:
        shutil.copytree(source, home)
    clinic = at_home(home)
    try:
        yield clinic
    finally:
        clinic.database.close()


def main() -> None:
    """Prints what was left, by verb, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    wanted = parser.parse_args().sample
    told: dict[str, Counter[str]] = {}
    with tempfile.TemporaryDirectory(prefix="dentui-kills-") as folder:
        for verb in ("merge", "undo"):
            case = Case(Path(folder) / verb, verb)
            answers = told[verb] = Counter({"broken": 0})
            for point in tracing.points(case.killed(None), wanted):
                case.killed(point)
                answers[case.told()] += 1
    print(json.dumps(told))


if __name__ == "__main__":
    main()
