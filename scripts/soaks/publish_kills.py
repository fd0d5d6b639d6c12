"""Publishing a report is killed at its system calls: its number is nobody else's, its PDF is whole or not
there, what is left over goes, and the same can be tried again.

Of each point: a copy of a clinic with two unfinished reports; a program that publishes one of them, and gets
SIGKILL; then the register is opened as the next desk would, looked over, the same is done once more, and the
other report is given a number.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select

from dentui.domain.reports import ReportState
from dentui.errors import Cancelled
from dentui.services.file_store import FileStore
from dentui.services.images import Images
from dentui.services.reports import Reports
from dentui.store import sweep
from dentui.store.blobs import open_blobs
from dentui.store.report_tables import report as report_table
from scripts.benchmarks.figures import Figure
from scripts.soaks import tracing
from scripts.soaks.kills import at_home, opened
from tests.clinics import ADMINISTRATOR, Clinic, empty_clinic
from tests.images import images
from tests.reporting import begin, form, reports
from tests.small import draw_small
from tests.working import enter, require_sound

SAVE = UUID(int=1)


def figures() -> Iterator[Figure]:
    """How many points left something broken."""
    program = [sys.executable, "-m", "scripts.soaks.publish_kills"]
    answers = json.loads(subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True).stdout)[
        "publish"
    ]
    told = ", ".join(f"{count:,} {what}" for what, count in sorted(answers.items()) if what != "broken")
    yield Figure("kills.publish", answers["broken"], "broken", 0.0, f"of {sum(answers.values()):,}: {told}")


class Case:
    """A report that is published at copies of the same clinic."""

    def __init__(self, folder: Path) -> None:
        self.start, self.work = folder / "start", folder / "work"
        self.start.mkdir(parents=True)
        clinic = empty_clinic(self.start, f"sqlite:///{self.start / 'register.db'}")
        of = enter(clinic)
        self.form = form(clinic, of)
        self.report, self.other = (begin(clinic, of, self.form) for _ in range(2))
        clinic.database.close()

    def do(self, clinic: Clinic, readers: Images | None = None) -> None:
        """Publish it, with these processes or with some of its own."""
        service = readers or Images(clinic.database, clinic.settings)
        try:
            Reports(clinic.database, clinic.settings, service).publish(
                ADMINISTRATOR, SAVE, self.report, 1, self.form
            )
        finally:
            service.close()

    def killed(self, at: int | None) -> int:
        """Do it at a fresh copy, and kill who does at this system call; how many there were."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.start, self.work)
        return tracing.run_and_kill(self._prepare, at)

    def _prepare(self) -> Callable[[], None]:
        clinic = at_home(self.work)
        return lambda: self.do(clinic)

    def told(self) -> str:
        """What is left: done, not done with a number or without, or broken."""
        try:
            with opened(None, self.work) as clinic:
                before = self._state(clinic)
                self.do(clinic, images(clinic))
                state, number = self._state(clinic)
                stop = threading.Event()
                stop.set()
                with suppress(Cancelled):
                    reports(clinic).publish(ADMINISTRATOR, uuid4(), self.other, 1, self.form, stop)
                if (state, number, self._number(clinic, self.other)) != (ReportState.PUBLISHED, 1, 2):
                    return "broken"
                if list(open_blobs(clinic.settings).staging.iterdir()):
                    return "broken"
                if before == (ReportState.PUBLISHED, 1):
                    return "done"
                return "only the number" if before[1] else "not done"
        except Exception as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            return "broken"

    def _state(self, clinic: Clinic) -> tuple[ReportState, int | None]:
        """How the report stands, and the number that it has or will have. Raises where its PDF is missing or
        half, or the sweep leaves more than rows name."""
        require_sound(clinic)
        store, blobs = FileStore(clinic.settings), open_blobs(clinic.settings)
        half = [each for each in blobs.all() if _digest(blobs.file(each.sha256)) != each.sha256]
        done = store.verify(lambda _done, _total: None, threading.Event())
        store.sweep(lambda _: None, threading.Event())
        store.close()
        named = {each.sha256 for each in blobs.all()}
        if half or done.wrong or len(named) != done.files:
            raise RuntimeError(f"{len(half)} half, {done.wrong} wrong, {len(named)} of {done.files} kept")
        there = reports(clinic).open(ADMINISTRATOR, self.report)
        if there.row.state is ReportState.PUBLISHED:
            data = reports(clinic).pdf(ADMINISTRATOR, self.report).read_bytes()
            if not data.rstrip().endswith(b"%%EOF") or len(data) != there.row.size:
                raise RuntimeError("the PDF is half")
        return there.row.state, self._number(clinic, self.report)

    @staticmethod
    def _number(clinic: Clinic, wanted: UUID) -> int | None:
        with clinic.database.engine.connect() as connection:
            found = connection.scalar(
                select(report_table.c.number).where(report_table.c.uuid == wanted.bytes)
            )
        return None if found is None else int(found)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main() -> None:
    """Prints what was left as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int)
    wanted = parser.parse_args().sample
    sweep.GRACE = -1
    draw_small()
    answers = Counter({"broken": 0})
    with tempfile.TemporaryDirectory(prefix="dentui-kills-") as folder:
        case = Case(Path(folder))
        for point in tracing.points(case.killed(None), wanted):
            case.killed(point)
            answers[case.told()] += 1
    print(json.dumps({"publish": answers}))


if __name__ == "__main__":
    main()
