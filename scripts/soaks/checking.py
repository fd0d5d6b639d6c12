"""What a soak left in the register, held against what every desk was told."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Table, select, text

from dentui.config import Settings
from dentui.store import charts, history, indexing, inspection, records, tables, tickets
from dentui.store.database import Database

INSTITUTION = 1
COLUMNS: dict[str, tuple[Table, tuple[str, ...]]] = {
    "patient": (tables.patient, charts.COLUMNS),
    "ticket": (tables.ticket, (*tickets.COLUMNS, "state", "reason")),
    "record": (tables.record, records.COLUMNS),
}
MAKES = (charts.ENTER, records.MAKE, tickets.MAKE)


@dataclass
class Thing:
    """A patient, ticket or record: its version and fields, as the history has them so far."""

    version: int
    fields: dict[str, Any] = field(default_factory=dict)
    gone: bool = False
    """Its making was taken back: a record is not there then, a ticket is cancelled."""


Things = dict[tuple[str, bytes], Thing]


def things(database: Database) -> Things:
    """All patients, tickets and records as they stand."""

    def read(connection: Connection) -> Things:
        indexing.enter(connection, INSTITUTION)
        found: Things = {}
        for subject, (table, columns) in COLUMNS.items():
            for row in connection.execute(select(table).where(table.c.institution_id == INSTITUTION)):
                found[subject, bytes(row.uuid)] = Thing(row.version, _fields(row, columns))
        return found

    return database.system(read)


def _fields(row: Row[Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: history.kept(getattr(row, name)) for name in columns}


@dataclass
class Entries:
    """The history as the soak left it, and ways to ask it."""

    all: list[Row[Any]]
    by_save: dict[bytes, list[dict[str, Any]]]
    by_patient: dict[bytes, list[dict[str, Any]]]
    """UUID of the patient: the fields of each change."""
    numbers: dict[int, bytes]
    """Of tickets, with the UUID of the patient."""
    families: set[str]
    counted: int
    """The last ticket number that was given."""


def entries(database: Database) -> Entries:
    """Read the history."""

    def read(connection: Connection) -> Entries:
        indexing.enter(connection, INSTITUTION)
        rows = list(
            connection.execute(
                select(tables.history, tables.patient.c.uuid.label("patient"))
                .join(tables.patient, tables.patient.c.id == tables.history.c.patient_id)
                .where(tables.history.c.institution_id == INSTITUTION)
                .order_by(tables.history.c.id)
            )
        )
        by_save, by_patient = defaultdict(list), defaultdict(list)
        for row in rows:
            fields = json.loads(row.fields)
            by_save[bytes(row.save)].append(fields)
            by_patient[bytes(row.patient)].append(fields)
        numbered = connection.execute(
            select(tables.ticket.c.number, tables.patient.c.uuid)
            .join(tables.patient, tables.patient.c.id == tables.ticket.c.patient_id)
            .where(tables.ticket.c.institution_id == INSTITUTION)
        ).all()
        families = connection.scalars(
            select(tables.patient.c.family).where(tables.patient.c.institution_id == INSTITUTION)
        )
        last = connection.scalar(
            select(tables.counter.c.last).where(
                tables.counter.c.institution_id == INSTITUTION, tables.counter.c.name == "ticket"
            )
        )
        numbers = {row.number: bytes(row.uuid) for row in numbered}
        if len(numbers) != len(numbered):
            raise RuntimeError("a ticket number that was given twice")
        return Entries(rows, by_save, by_patient, numbers, set(families), last or 0)

    return database.system(read)


def lost(found: Entries, lines: list[dict[str, Any]]) -> Iterator[str]:
    """What a desk was told is saved and is not in the history, is there twice, or stands somewhere else; and
    what it was told is not saved and is there."""
    for line in lines:
        kind = line["kind"]
        if kind in ("save", "undo"):
            fields = found.by_save.get(bytes.fromhex(line["save"]), [])
            made = [of for of in fields if _holds(of, line.get("values", {}))]
            if len(made) != 1:
                yield f"{kind} {line['save']}: {len(made)} times in the history"
        elif kind == "given up" and bytes.fromhex(line["save"]) in found.by_save:
            yield f"save {line['save']} was refused, and is in the history"
        elif kind == "shown" and line["values"]:
            fields = found.by_patient[bytes.fromhex(line["patient"])]
            if sum(_holds(of, line["values"]) for of in fields) < 1:
                yield f"an edit on a screen is not in the history: {line['values']}"
        elif kind == "ticket shown" and found.numbers.get(line["number"], b"").hex() != line["patient"]:
            yield f"ticket {line['number']} is not there, or of another patient"
        elif kind == "entered" and line["family"] not in found.families:
            yield "a patient entered on a screen is not there"


def _holds(fields: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return all(name in fields and fields[name][1] == value for name, value in values.items())


def gaps(before: Things, found: Entries, after: Things) -> Iterator[str]:
    """Changes that do not begin where the change before them ended, versions that do not count the changes,
    and rows that do not stand where the history ends."""
    state = {key: Thing(thing.version, dict(thing.fields)) for key, thing in before.items()}
    actions = {row.id: row.action for row in found.all}
    for row in found.all:
        key = (row.subject, bytes(row.subject_uuid))
        fields = {k: v for k, v in json.loads(row.fields).items() if not k.startswith("former_")}
        thing = state.setdefault(key, Thing(0))
        expected = thing.version + bool(fields)
        for name, (was, _) in fields.items():
            if (thing.fields.get(name) or None) != (was or None):
                yield f"{row.subject} {name}: change {row.id} began with something else"
        thing.fields.update({name: now for name, (_, now) in fields.items()})
        if row.undoes_id is not None and actions[row.undoes_id] in MAKES:
            thing.gone = True
            expected -= row.subject == "record"
        if row.version != expected:
            yield f"{row.subject}: change {row.id} made version {row.version} and not {expected}"
        thing.version = row.version
    for (subject, uuid), thing in state.items():
        stands = after.get((subject, uuid))
        if stands is None and not (thing.gone and subject == "record"):
            yield f"a {subject} is not there any more"
        elif stands is not None:
            yield from (f"{subject} {what}" for what in _ends(thing, stands, subject))
    yield from (f"a {key[0]} without a history" for key in after.keys() - state.keys())


def _ends(thing: Thing, stands: Thing, subject: str) -> Iterator[str]:
    """How something that is there differs from where its history ends."""
    if stands.version != thing.version:
        yield f"has version {stands.version} and not {thing.version}"
    if thing.gone:
        # The history has no more of it; a ticket stays, because its number may be on paper.
        if subject == "record" or stands.fields["state"] != "cancelled":
            yield "whose making was taken back is there"
        return
    for name, value in thing.fields.items():
        if (stands.fields[name] or None) != (value or None):
            yield f"{name} does not stand where its history ends"


def numbering(found: Entries) -> Iterator[str]:
    """Ticket numbers that were left out."""
    missing = set(range(1, found.counted + 1)) - found.numbers.keys()
    yield from (f"there is no ticket {number}" for number in sorted(missing))
    yield from (f"ticket {number} was never given" for number in found.numbers if number > found.counted)


def unsound(settings: Settings, database: Database) -> Iterator[str]:
    """What `dentui doctor` finds wrong, and SQLite's own whole check."""
    for finding in inspection.inspect(settings):
        if not finding.good:
            yield f"{finding.name}: {finding.value}"
    if database.engine.dialect.name == "sqlite":
        for row in database.system(lambda c: list(c.execute(text("PRAGMA integrity_check(5)")))):
            if row[0] != "ok":
                yield f"integrity_check: {row[0]}"
