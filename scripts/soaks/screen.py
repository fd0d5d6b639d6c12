"""One desk of a soak with its screen: dentui in a pseudo-terminal, worked by keys as fast as it answers."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from scripts.benchmarks.terminal import Terminal, dentui
from scripts.soaks.job import Job, Log, read_job

F2, F6, ESC, END = "\x1bOQ", "\x1b[17~", "\x1b", "\x1b[F"
BEFORE_ID_NUMBER = 8
"""Fields of Edit patient before the ID number."""
LONGEST_ID = 60
PATIENCE = 20.0
"""Seconds after which an answer is taken for lost."""
MEMORY_EVERY = 10
TABS = "[1 Records]"
SAVED, CONFLICT, THROW_AWAY = "Saved. z takes it back.", "Changed meanwhile", "throw it away"
UNCHANGED = "Nothing was changed."
"""Where the ID number was all that differed, and is theirs now."""
ROUNDS = 6
"""Conflicts one after the other after which a person gives up."""
UNDO_ANSWERS = ("Undone:", "nothing to undo", "cannot be undone", "not in your register")
FAULTS = ("register is busy", "went wrong", "does not answer", "Traceback")


class Lost(Exception):
    """The screen did not show what it should; `args[0]` is what it showed."""


class Operator:
    """Somebody who types."""

    def __init__(self, job: Job, terminal: Terminal) -> None:
        self.job = job
        self.log = Log(job)
        self.random = Random(job.seed)
        self.terminal = terminal
        self._counted = 0

    def run(self) -> None:
        """Open one patient after the other, and do something there."""
        self.expect(" found")
        while self.log.goes_on():
            self.log.operations += 1
            uuid, chart = self.random.choice(self.job.hot)
            if self.random.random() < 0.05:
                self.enter()
            else:
                self.open(chart)
                verb = self.random.choices((self.edit, self.ticket, self.undo), (6, 2, 2))[0]
                verb(uuid)
            self.terminal.send("/")
            self.hold(lambda screen: " found" in screen and TABS not in screen)
            if self.log.operations % MEMORY_EVERY == 0:
                self.log.add("memory", mb=round(self.terminal.memory(), 2))

    def expect(self, *texts: str) -> str:
        """Wait for one of these texts. Raises Lost where none comes, and where a fault is shown."""
        found = self.terminal.see(*texts, *FAULTS, limit=PATIENCE)
        if not found or found in FAULTS:
            raise Lost(f"desk {self.job.seed} waits for {texts}:\n{self.terminal.text()}")
        return found

    def hold(self, shows: Callable[[str], bool]) -> None:
        """Wait until this holds of the screen. Raises Lost where it does not come to that."""
        if not self.terminal.until(lambda: shows(self.terminal.text()), PATIENCE):
            raise Lost(f"desk {self.job.seed} waits for another screen:\n{self.terminal.text()}")

    def open(self, chart: int) -> None:
        """Find a patient by the chart number, and open."""
        self.terminal.send(f"#{chart}\r")
        title = re.compile(rf"chart {chart}\b")
        self.hold(lambda screen: TABS in screen and bool(title.search(screen)))

    def edit(self, patient: str) -> None:
        """Put another ID number; where another desk was faster, choose whose stays."""
        self.terminal.send("e")
        self.expect("Edit patient")
        value = self.words()
        self.terminal.send("\t" * BEFORE_ID_NUMBER + END + "\x7f" * LONGEST_ID + value)
        self.expect(value)
        started = time.perf_counter()
        self.terminal.send(F2)
        ours = True
        for _ in range(ROUNDS):
            if self.expect(SAVED, CONFLICT, *(() if ours else (UNCHANGED,))) != CONFLICT:
                took = round((time.perf_counter() - started) * 1_000, 3)
                self.log.add("shown", patient=patient, values={"id_number": value} if ours else {}, ms=took)
                return
            ours = ours and self.random.random() < 0.6  # what was given away once does not come back
            self.log.add("conflict", what="edit on a screen", saved=ours)
            started = time.perf_counter()
            # Where the ID number is no question any more these keys mean nothing.
            self.terminal.send(("y" if ours else "t") + F2)
            self.terminal.until(self._moved_on, limit=8.0)
        self._give_up()

    def _moved_on(self) -> bool:
        """The sheet of the conflict is closed: it is being saved, or was."""
        screen = self.terminal.text()
        return CONFLICT not in screen or SAVED in screen or UNCHANGED in screen

    def _give_up(self) -> None:
        """Others are always faster: close the form without saving."""
        if self.expect(SAVED, CONFLICT, UNCHANGED) == CONFLICT:
            for _ in range(ROUNDS):
                self.terminal.send(ESC)
                if self.terminal.see(THROW_AWAY, limit=1.0):
                    break
            self.terminal.send("y")
        self.log.add("gave up on a screen")

    def ticket(self, patient: str) -> None:
        """Create a scan ticket."""
        self.terminal.send("t")
        self.expect("Create a scan ticket")
        started = time.perf_counter()
        self.terminal.send(f"i{F2}")
        self.expect("is open. z takes")
        took = round((time.perf_counter() - started) * 1_000, 3)
        number = re.search(r"T-(\d+) is open", self.terminal.text())
        if number is None:
            raise Lost(self.terminal.text())
        self.log.add("ticket shown", patient=patient, number=int(number[1]), ms=took)

    def undo(self, _patient: str) -> None:
        """Take back the last change of this patient."""
        self.terminal.send("z")
        self.log.add("undo shown", answer=self.expect(*UNDO_ANSWERS))

    def enter(self) -> None:
        """Enter a new patient, who was not found."""
        family = f"Soakscreen{self.job.seed}x{''.join(self.random.choices('bcdfghjklmnp', k=8))}"
        self.terminal.send(f"{family}{F6}")
        self.expect("New patient")
        self.terminal.send("Given\t\tf" + F2)
        self.expect("Saved as chart")
        self.log.add("entered", family=family)

    def words(self) -> str:
        """A text that no other desk and no other change has."""
        self._counted += 1
        return f"S{self.job.seed}-{self._counted:06}"


def main() -> int:
    """Work through the job of the file that is named."""
    job = read_job(Path(sys.argv[1]))
    with Terminal(dentui(job.home, job.operator)) as terminal:
        operator = Operator(job, terminal)
        try:
            operator.run()
        except Lost as error:
            operator.log.add("fault", what=str(error))
            return 1
        operator.log.add("done", operations=operator.log.operations)
    return 0


if __name__ == "__main__":
    sys.exit(main())
