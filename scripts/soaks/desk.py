"""One desk of a soak without a screen: the services in a process of their own, as fast as they answer."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.domain.history import Theirs
from dentui.domain.patients import Gender, PatientChart, PatientInput, RecordInput
from dentui.domain.tickets import MOVES, TicketInput, TicketKind, TicketState
from dentui.errors import Conflict, DentuiError, NotFound, Unavailable
from dentui.services import phones
from dentui.services.desk import Desk, open_desk
from scripts.soaks.job import Job, Log, read_job

TEXTS = (
    *("a", "e", "m", "mu", "mar", "maria", "keller", "muller", "smith", "garcia"),
    *("nowak", "ozturk", "zhang", "079", "4567", "1980", "peter m"),
)
FIELDS = (
    "note",
    "address",
    "email",
    "id_number",
    "insurance_number",
    "allergies",
    "other",
    "mobile",
    "given",
)
THINKING = 0.03
"""At most so many seconds lie between reading a chart and saving it: the time in which others save it too."""
TRIES = 4


class Worker:
    """An operator who never rests."""

    def __init__(self, job: Job, desk: Desk) -> None:
        self.desk = desk
        self.charts = desk.charts
        self.actor = desk.actor
        self.random = Random(job.seed)
        self.log = Log(job)
        self.hot = [UUID(hex=uuid) for uuid, _ in job.hot]
        self.wide: list[UUID] = list(self.hot)
        self.number = job.seed
        self.lists = desk.charts.lists(desk.actor)
        self._counted = 0

    def run(self) -> None:
        """Do one thing after the other, each chosen by chance."""
        verbs: dict[Callable[[], None], int] = {
            self.find: 20, self.look: 12, self.edit: 28, self.open_ticket: 8, self.move_ticket: 10,
            self.edit_ticket: 4, self.make_record: 5, self.rename_record: 7, self.undo: 6, self.enter: 2,
        }  # fmt: skip
        self.find()
        while self.log.goes_on():
            verb = self.random.choices(list(verbs), list(verbs.values()))[0]
            self.log.operations += 1
            try:
                verb()
            except Conflict as error:
                self.log.add("conflict", what=verb.__name__, saved=False, sentence=str(error))
            except Unavailable as error:
                self.log.add("unavailable", what=verb.__name__, sentence=str(error))
            except DentuiError as error:
                self.log.add("refused", what=verb.__name__, sentence=str(error))
            except Exception:
                self.log.add("fault", what=traceback.format_exc())

    # What a desk does

    def find(self) -> None:
        """Type a find text, and learn of more patients."""
        text = self.random.choice(TEXTS)
        page = self.log.timed("find", lambda: self.desk.patients.find(self.actor, Find(text)))
        for line in self.random.sample(page.lines, min(3, len(page.lines))):
            if len(self.wide) < 500:
                self.wide.append(line.uuid)

    def look(self) -> None:
        """Open a chart and look at its history."""
        patient = self.patient()
        self.log.timed("chart", lambda: self.desk.patients.chart(self.actor, patient))
        self.log.timed("history", lambda: self.charts.history(self.actor, patient))

    def edit(self) -> None:
        """Change one or two fields of a chart."""
        patient = self.patient()
        chart = self.desk.patients.chart(self.actor, patient)
        values = {
            name: self.value(name) for name in self.random.sample(FIELDS, self.random.choice((1, 1, 2)))
        }
        self.think()
        self._save_chart(patient, chart, values)

    def _save_chart(self, patient: UUID, chart: PatientChart, values: dict[str, str]) -> None:
        """Save; where another desk was faster, take theirs with our fields in it, or give up."""
        save, version, form = uuid4(), chart.version, chart.form
        for _ in range(TRIES):
            ours = replace(form, **values)  # type: ignore[arg-type]
            try:
                self._saved(
                    "patient", patient, save, values,
                    partial(self.charts.edit, self.actor, save, patient, version, ours),
                )  # fmt: skip
            except Conflict as error:
                self.log.add("conflict", what="edit", saved=False, save=save.hex, sentence=str(error))
                if self.random.random() < 0.3:
                    break
                theirs = error.theirs
                if not isinstance(theirs, Theirs) or not isinstance(theirs.form, PatientInput):
                    raise RuntimeError("a conflict that does not say how it stands") from error
                version, form = theirs.version, theirs.form
                self.think()
            else:
                return
        self.log.add("given up", save=save.hex)

    def open_ticket(self) -> None:
        """Open a scan ticket."""
        patient, ticket, save = self.patient(), uuid4(), uuid4()
        kind = self.random.choice(tuple(TicketKind))
        form = TicketInput(kind, *self.chosen(), note=self.words())
        self._saved(
            "ticket", patient, save, {"note": form.note, "kind": kind.value},
            lambda: self.charts.open_ticket(self.actor, save, patient, ticket, form),
        )  # fmt: skip

    def move_ticket(self) -> None:
        """Start, complete or cancel a ticket that is open."""
        patient = self.random.choice(self.hot)
        ready = [t for t in self.charts.tickets(self.actor, patient) if MOVES[t.state]]
        if not ready:
            return
        ticket, save = self.random.choice(ready), uuid4()
        state = self.random.choice(MOVES[ticket.state])
        reason = self.words() if state is TicketState.CANCELLED else ""
        self.think()
        self._saved(
            "ticket", patient, save, {"state": state.value, **({"reason": reason} if reason else {})},
            lambda: self.charts.move_ticket(self.actor, save, ticket.uuid, ticket.version, state, reason),
        )  # fmt: skip

    def edit_ticket(self) -> None:
        """Change the note of a ticket that is open."""
        patient = self.random.choice(self.hot)
        ready = [t for t in self.charts.tickets(self.actor, patient) if MOVES[t.state]]
        if not ready:
            return
        ticket, save, note = self.random.choice(ready), uuid4(), self.words()
        self.think()
        self._saved(
            "ticket", patient, save, {"note": note},
            lambda: self.charts.edit_ticket(
                self.actor, save, ticket.uuid, ticket.version, replace(ticket.form, note=note)
            ),
        )  # fmt: skip

    def make_record(self) -> None:
        """Make a record by hand."""
        patient, save = self.patient(), uuid4()
        when = datetime.now().replace(second=0, microsecond=0)
        form = RecordInput(self.words(), when, *self.chosen())
        self._saved(
            "record", patient, save, {"name": form.name},
            lambda: self.charts.make_record(self.actor, save, patient, uuid4(), form),
        )  # fmt: skip

    def rename_record(self) -> None:
        """Give one of the newest records another name."""
        patient = self.random.choice(self.hot)
        records = self.desk.patients.records(self.actor, patient)
        if not records:
            return
        record, save, name = self.random.choice(records[:4]), uuid4(), self.words()
        self.think()
        self._saved(
            "record", patient, save, {"name": name},
            lambda: self.charts.edit_record(
                self.actor, save, record.uuid, record.version, replace(record.form, name=name)
            ),
        )  # fmt: skip

    def undo(self) -> None:
        """Take back the operator's last change."""
        last = self.charts.last_change(self.actor)
        if last is None:
            return
        save = uuid4()
        try:
            self.log.timed("undo", lambda: self.charts.undo(self.actor, save, last.save), save=save.hex,
                           undoes=last.save.hex)  # fmt: skip
        except NotFound as error:
            # Another desk of the same operator has taken it back already.
            self.log.add("refused", what="undo", sentence=str(error))

    def enter(self) -> None:
        """Enter a new patient with a scan ticket."""
        patient, save = uuid4(), uuid4()
        form = PatientInput(family=f"Soak{self.letters()}", given=self.letters(), gender=Gender.UNKNOWN)
        order = TicketInput(TicketKind.INTRAORAL, *self.chosen(), note=self.words())
        self._saved(
            "patient", patient, save, {"family": form.family, "given": form.given},
            lambda: self.charts.enter(self.actor, save, patient, form, order, uuid4()),
        )  # fmt: skip

    # What it needs for that

    def _saved(
        self, subject: str, patient: UUID, save: UUID, values: dict[str, Any], call: Callable[[], object]
    ) -> None:
        self.log.timed("save", call, save=save.hex, subject=subject, patient=patient.hex, values=values)

    def patient(self) -> UUID:
        """Mostly one of those on which all desks work."""
        return self.random.choice(self.hot if self.random.random() < 0.6 else self.wide)

    def think(self) -> None:
        """Take the time that a person takes, but shorter."""
        time.sleep(self.random.random() * THINKING)

    def words(self) -> str:
        """A text that no other desk and no other change has."""
        self._counted += 1
        return f"soak {self.number} {self._counted}"

    def letters(self) -> str:
        """A name that nobody has."""
        return "".join(self.random.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(8))

    def value(self, name: str) -> str:
        """What is put into this field, as the register will keep it."""
        if name == "mobile":
            return phones.normalise(f"079{self.random.randrange(10**7):07}", "CH")
        if name in ("given", "other"):
            return f"Soak {self.letters()}"  # digits in a name would be found as a chart number
        if name == "email":
            return f"{self.words().replace(' ', '.')}@example.org"
        return self.words()

    def chosen(self) -> tuple[int | None, int | None, int | None]:
        """Case type, visit type and doctor."""
        return (
            self.random.choice(self.lists.case_types).id,
            self.random.choice(self.lists.visit_types).id,
            self.random.choice(self.lists.doctors).id,
        )


def main() -> int:
    """Work through the job of the file that is named."""
    job = read_job(Path(sys.argv[1]))
    desk = open_desk(read_settings(home=Path(job.home), operator=job.operator, environ={}))
    try:
        worker = Worker(job, desk)
        worker.run()
        worker.log.add("done", operations=worker.log.operations)
    finally:
        desk.register.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
