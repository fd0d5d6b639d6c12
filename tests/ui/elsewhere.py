"""Another desk at the same register: its services, without a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update

from dentui.config import Settings
from dentui.domain.finding import Find
from dentui.domain.history import Change
from dentui.domain.merging import Merge, MergeInput, proposed
from dentui.domain.patients import Gender, PatientChart, PatientInput, RecordInput, RecordLine
from dentui.domain.tickets import TicketInput, TicketKind, TicketLine, TicketState
from dentui.services.desk import open_desk
from dentui.store import tables
from dentui.store.database import Database


class Elsewhere:
    """What somebody else does meanwhile, and what stands in the register."""

    def __init__(self, settings: Settings) -> None:
        self.desk = open_desk(settings)
        self.actor = self.desk.actor
        self.database = Database(settings)

    def close(self) -> None:
        self.desk.register.close()
        self.database.close()

    # Looking

    def found(self, text: str) -> list[str]:
        """Names of whom this text finds."""
        return [line.name for line in self.desk.patients.find(self.actor, Find(text), limit=20).lines]

    def uuid(self, text: str) -> UUID:
        """Of the only one whom this text finds."""
        (line,) = self.desk.patients.find(self.actor, Find(text), limit=20).lines
        return line.uuid

    def chart(self, text: str) -> PatientChart:
        return self.desk.patients.chart(self.actor, self.uuid(text))

    def tickets(self, text: str) -> tuple[TicketLine, ...]:
        return self.desk.charts.tickets(self.actor, self.uuid(text))

    def records(self, text: str) -> tuple[RecordLine, ...]:
        return self.desk.patients.records(self.actor, self.uuid(text))

    def history(self, text: str) -> tuple[Change, ...]:
        return self.desk.charts.history(self.actor, self.uuid(text))

    def count(self) -> int:
        """All patients of the register."""
        with self.database.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(tables.patient)) or 0)

    def stored(self, text: str) -> dict[str, Any]:
        """The patient's row as it lies in the register."""
        wanted = tables.patient.c.uuid == self.uuid(text).bytes
        with self.database.engine.connect() as connection:
            return dict(connection.execute(select(tables.patient).where(wanted)).one()._mapping)

    # Doing

    def edit(self, text: str, **changes: Any) -> None:
        """Change a patient's chart."""
        chart = self.chart(text)
        self.desk.charts.edit(
            self.actor, uuid4(), chart.uuid, chart.version, replace(chart.form, **changes), chart.form
        )

    def enter(self, family: str, given: str, **values: Any) -> UUID:
        """Enter a patient."""
        form = PatientInput(family, given, gender=Gender.FEMALE, **values)
        return self.desk.charts.enter(self.actor, uuid4(), uuid4(), form).uuid

    def merge(self, main: UUID, *others: UUID) -> Merge:
        """Merge patients, as it is proposed."""
        preview = self.desk.merges.preview(self.actor, main, others)
        versions = tuple((each.uuid, each.version) for each in preview.others)
        form = proposed(preview.main.form, preview.choices)
        return self.desk.merges.merge(
            self.actor, uuid4(), MergeInput(main, preview.main.version, versions, form)
        )

    def take_back(self, merge: Merge) -> None:
        plan = self.desk.merges.plan_undo(self.actor, merge.uuid)
        self.desk.merges.undo(self.actor, uuid4(), merge.uuid, plan.version)

    def merges(self, patient: UUID) -> tuple[Merge, ...]:
        return self.desk.merges.of_patient(self.actor, patient)

    def open_ticket(self, text: str, kind: TicketKind = TicketKind.FACE, **values: Any) -> None:
        self.desk.charts.open_ticket(
            self.actor, uuid4(), self.uuid(text), uuid4(), TicketInput(kind, **values)
        )

    def move(self, ticket: TicketLine, state: TicketState, reason: str = "") -> None:
        self.desk.charts.move_ticket(self.actor, uuid4(), ticket.uuid, ticket.version, state, reason)

    def edit_ticket(self, ticket: TicketLine, **changes: Any) -> None:
        self.desk.charts.edit_ticket(
            self.actor, uuid4(), ticket.uuid, ticket.version, replace(ticket.form, **changes)
        )

    def make_record(self, text: str, form: RecordInput) -> None:
        self.desk.charts.make_record(self.actor, uuid4(), self.uuid(text), uuid4(), form)

    def edit_record(self, record: RecordLine, **changes: Any) -> None:
        self.desk.charts.edit_record(
            self.actor, uuid4(), record.uuid, record.version, replace(record.form, **changes), record.form
        )

    def retire(self, case_type: int) -> None:
        """No form offers this case type any more."""
        with self.database.engine.begin() as connection:
            connection.execute(
                update(tables.case_type).where(tables.case_type.c.id == case_type).values(retired=True)
            )
