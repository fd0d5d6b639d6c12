"""Taking patients in, many at a time, in the unit's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select

from dentui.domain.intake import NewPatient
from dentui.domain.terms import Findable
from dentui.store import counters, indexing, postings
from dentui.store.database import Unit
from dentui.store.rows import insert_rows
from dentui.store.tables import alias, patient, record, ticket

BLOCK = 5_000
"""Patients whose rows are made and written at a time."""


def take_in(unit: Unit, patients: Iterable[NewPatient], progress: Callable[[int], None] | None = None) -> int:
    """Put patients into the operator's institution, with all that hangs on them, and into the finding
    index. Returns how many; `progress` is told after every block. The caller writes the audit row."""
    return load(unit.connection, unit.view.institution_id, patients, progress)


def load(
    connection: Connection,
    institution_id: int,
    patients: Iterable[NewPatient],
    progress: Callable[[int], None] | None = None,
) -> int:
    """The same without an operator, for a register that is being made."""
    next_id = 1 + int(connection.scalar(select(func.max(patient.c.id))) or 0)
    if connection.dialect.name == "postgresql":
        # Row-level security hides other institutions' ids; the sequence knows them.
        next_id = 0
    next_chart = 1 + counters.last(connection, institution_id, "chart")
    next_ticket = 1 + counters.last(connection, institution_id, "ticket")
    source, taken = iter(patients), 0
    index: dict[str, list[int]] = {}
    while block := list(islice(source, BLOCK)):
        if next_id:
            ids = list(range(next_id, next_id + len(block)))
            next_id += len(block)
        else:
            ids = _reserve(connection, len(block))
        charts = []
        for new in block:
            charts.append(next_chart if new.chart_number is None else new.chart_number)
            next_chart = max(next_chart, charts[-1] + 1)
        rows = Rows(institution_id, next_ticket)
        for patient_id, chart_number, new in zip(ids, charts, block, strict=True):
            rows.add(patient_id, chart_number, new)
        for table, values in rows.tables():
            insert_rows(connection, table, values)
        next_ticket += len(rows.tickets)
        for term, found in indexing.collect(rows.findables).items():
            index.setdefault(term, []).extend(found)
        taken += len(block)
        if progress:
            progress(taken)
    postings.change(connection, institution_id, index, {})
    counters.go_on(connection, institution_id, "chart", next_chart - 1)
    counters.go_on(connection, institution_id, "ticket", next_ticket - 1)
    return taken


def last_visit_of(new: NewPatient) -> int:
    """The newest record's visiting time, else when the patient was entered."""
    return max((visit.visiting_time for visit in new.records), default=new.entered)


def findable_of(new: NewPatient) -> Findable:
    """What finding uses of a patient that is taken in."""
    return Findable(
        names=((new.family, new.given, new.other), *((name, "", "") for name in new.former_names)),
        phones=tuple(p for p in (new.mobile, new.landline, *new.former_phones) if p),
        email=new.email,
        id_number=new.id_number,
        insurance_number=new.insurance_number,
        birth_date=new.birth_date,
        gender=new.gender,
        responsible_id=new.responsible_id,
        last_visit=last_visit_of(new),
        entered=new.entered,
        visits=tuple([(visit.visiting_time, visit.case_type_id) for visit in new.records]),
    )


class Rows:
    """The rows that patients become."""

    def __init__(self, institution_id: int, next_ticket: int) -> None:
        self.institution_id = institution_id
        self._next_ticket = next_ticket
        self.patients: list[dict[str, Any]] = []
        self.aliases: list[dict[str, Any]] = []
        self.records: list[dict[str, Any]] = []
        self.tickets: list[dict[str, Any]] = []
        self.findables: list[tuple[int, Findable]] = []

    def add(self, patient_id: int, chart_number: int, new: NewPatient) -> None:
        """Add the rows of one patient."""
        ours = {"institution_id": self.institution_id, "patient_id": patient_id}
        values = new._asdict()
        for hanging in ("former_names", "former_phones", "records", "tickets"):
            del values[hanging]
        self.patients.append(
            {
                **values,
                "id": patient_id,
                "institution_id": self.institution_id,
                "chart_number": chart_number,
                "last_visit": last_visit_of(new),
            }
        )
        self.aliases += [{**ours, "kind": "name", "text": name} for name in new.former_names]
        self.aliases += [{**ours, "kind": "phone", "text": phone} for phone in new.former_phones]
        self.records += [{**ours, **visit._asdict()} for visit in new.records]
        for number, opened in enumerate(new.tickets, self._next_ticket + len(self.tickets)):
            self.tickets.append({**ours, **opened._asdict(), "number": number, "changed": opened.opened})
        self.findables.append((patient_id, findable_of(new)))

    def tables(self) -> Iterable[tuple[Table, list[dict[str, Any]]]]:
        """The tables with their rows, those that others refer to first."""
        return (
            (patient, self.patients),
            (alias, self.aliases),
            (record, self.records),
            (ticket, self.tickets),
        )


def _reserve(connection: Connection, count: int) -> list[int]:
    sequence = select(func.nextval("patient_id_seq")).select_from(func.generate_series(1, count).alias("n"))
    return sorted(int(number) for number in connection.scalars(sequence))
