"""How long a patient with ten thousand rows is merged, and taken apart again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.domain.intake import NewPatient, NewRecord, NewTicket
from dentui.domain.merging import MergeInput, proposed
from dentui.domain.times import DAY, HOUR, day_start
from dentui.services.desk import Desk, open_desk
from dentui.store import intake
from dentui.store.database import Database, Unit
from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile

PATIENTS = 100_000
RECORDS, TICKETS, DAYS = 8_000, 2_000, 4_000
"""Of one patient; on so many different days."""
TURNS = 15


def figures(kind: str) -> Iterator[Figure]:
    """The slower of merging and undoing, in the middle of so many turns; the first one does not count."""
    home = registers.own_sqlite_home(PATIENTS)
    url = registers.postgresql_url(PATIENTS) if kind == "postgresql" else None
    settings = read_settings(home=home, database=url, operator="anna", environ={})
    desk = open_desk(settings)
    database = Database(settings)
    other = _take_in(database, desk)
    main = desk.patients.find(desk.actor, Find("keller")).lines[0].uuid
    if kind == "postgresql":
        _settle(database)
    times: dict[str, list[float]] = {"merging": [], "undoing": []}
    for _ in range(TURNS + 1):
        seen = desk.merges.preview(desk.actor, main, [other])
        form = MergeInput(
            main,
            seen.main.version,
            ((other, seen.others[0].version),),
            proposed(seen.main.form, seen.choices),
        )
        save, started = uuid4(), time.perf_counter()
        desk.merges.merge(desk.actor, save, form)
        times["merging"].append(1e3 * (time.perf_counter() - started))
        plan = desk.merges.plan_undo(desk.actor, save)
        started = time.perf_counter()
        desk.merges.undo(desk.actor, uuid4(), save, plan.version)
        times["undoing"].append(1e3 * (time.perf_counter() - started))
    database.close()
    desk.register.close()
    middle = {what: percentile(values[1:], 0.5) for what, values in times.items()}
    each = ", ".join(
        f"{what} {middle[what]:.0f}, worst {max(values[1:]):.0f}" for what, values in times.items()
    )
    yield Figure(
        f"merge.rows.{kind}",
        max(middle.values()),
        "ms",
        500.0,
        f"median of {TURNS}: {each}; {RECORDS:,} records on {DAYS:,} days and {TICKETS:,} tickets, "
        f"{PATIENTS:,} patients",
    )


def _take_in(database: Database, desk: Desk) -> UUID:
    """A patient with ten thousand rows."""
    random = Random(1)
    types = [kind.id for kind in desk.types.all(desk.actor)]
    today = day_start(registers.TODAY)
    uuid = uuid4()
    blank: dict[str, Any] = dict.fromkeys(NewPatient._fields, "")
    made = NewPatient(**blank)._replace(
        uuid=uuid.bytes,
        family="Kelelr",
        given="Anna",
        gender="F",
        birth_date=None,
        responsible_id=desk.actor.person_id,
        mobile="+41791234567",
        entered=today,
        records=tuple(
            NewRecord(
                uuid4().bytes,
                "Visit",
                today - (n % DAYS) * DAY + random.randrange(8, 18) * HOUR,
                random.choice(types),
                None,
                None,
            )
            for n in range(RECORDS)
        ),
        tickets=tuple(
            NewTicket(uuid4().bytes, "intraoral", None, None, None, "", "completed", today - n * DAY)
            for n in range(TICKETS)
        ),
        former_names=(),
        former_phones=(),
        chart_number=None,
    )

    def take(unit: Unit) -> None:
        intake.take_in(unit, [made])
        unit.audit("import patients", None, count=1)

    database.write(desk.actor, take)
    return uuid


def _settle(database: Database) -> None:
    """What the server does by itself within a minute."""
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
