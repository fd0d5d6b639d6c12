"""No statement that runs at every key reads a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import event, insert, select, update

from dentui.domain.doubles import Typed
from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Gender
from dentui.domain.tickets import TicketState
from dentui.errors import Conflict
from dentui.services.doubles import Doubles
from dentui.store.tables import history
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic, at, patient, ticket, visit
from tests.images import images
from tests.working import SCAN, VISIT, charts, edit, form, make_record, open_ticket

TABLES = ("posting", "patient", "record", "alias", "ticket", "audit", "history", "double", "not_double")


@pytest.fixture
def statements(sqlite_clinic: Clinic) -> Iterator[dict[str, Any]]:
    """What is sent to SQLite meanwhile, with the values."""
    seen: dict[str, Any] = {}

    def note(connection: object, cursor: object, statement: str, parameters: Any, *_: object) -> None:
        # Of many rows at once the first one has the plan of all.
        seen[statement] = parameters[0] if isinstance(parameters, list) else parameters

    event.listen(sqlite_clinic.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(sqlite_clinic.database.engine, "before_cursor_execute", note)


def test_finding_uses_an_index_in_every_statement(sqlite_clinic: Clinic, statements: dict[str, Any]) -> None:
    many = [
        patient("Keller", f"N{n}", mobile=f"+4179123{n:04}", records=(visit(at(2020 + n % 5, 1 + n % 12)),))
        for n in range(700)
    ]
    made = sqlite_clinic.take_in(*many)
    doubles = Doubles(sqlite_clinic.database)
    statements.clear()
    narrowed = Filters(date(2021, 2, 3), date(2023, 4, 5), frozenset({10, 11}), frozenset({Gender.FEMALE}))
    for actor in (ADMINISTRATOR, MEMBER):
        for text in ("", "k", "kell", "keller n", "0791230", "079123", "a.b@c", "12031990"):
            for filters in (Filters(), narrowed):
                sqlite_clinic.patients.find(actor, Find(text, filters), 300, 50)
                sqlite_clinic.patients.find(actor, Find(text, filters), around=made[5])
        sqlite_clinic.patients.records(actor, made[0])
        sqlite_clinic.patients.glance(actor, made[0])
        typed = Typed("Keller", "N5", mobile="+41791230005", birth_date=date(1990, 1, 1), email="a.b@c.ch")
        doubles.while_typing(actor, typed)
        doubles.of_patient(actor, made[0])
    asked = [s for s in statements if s.lstrip().upper().startswith("SELECT")]
    assert len(asked) > 12
    require_indexes(sqlite_clinic, {statement: statements[statement] for statement in asked})


def test_working_on_a_chart_uses_an_index_in_every_statement(
    sqlite_clinic: Clinic, statements: dict[str, Any]
) -> None:
    many = [patient("Keller", f"N{n}", records=(visit(at(2020)),), tickets=(ticket(),)) for n in range(300)]
    made = sqlite_clinic.take_in(*many)[7]
    service = charts(sqlite_clinic)
    statements.clear()
    for actor in (ADMINISTRATOR, MEMBER):
        service.enter(actor, uuid4(), uuid4(), form("New"), SCAN)
        edit(
            sqlite_clinic, made, actor, family=f"Meyer{actor.person_id}", mobile=f"079123456{actor.person_id}"
        )
        opened = open_ticket(sqlite_clinic, made, actor)
        service.edit_ticket(actor, uuid4(), opened.uuid, 1, replace(SCAN, note="x"))
        service.move_ticket(actor, uuid4(), opened.uuid, 2, TicketState.STARTED)
        visited = make_record(sqlite_clinic, made, actor)
        service.edit_record(actor, uuid4(), visited.uuid, 1, replace(VISIT, name="x"))
        with pytest.raises(Conflict):
            service.edit_record(actor, uuid4(), visited.uuid, 1, VISIT)
        service.lists(actor)
        images(sqlite_clinic).of_patient_since(actor, made, 1)
        service.history(actor, made)
        service.last_change(actor)
        while (last := service.last_change(actor, made)) is not None:
            service.undo(actor, uuid4(), last.save)
    changes = ("SELECT", "UPDATE", "DELETE")
    asked = {s: v for s, v in statements.items() if s.lstrip().upper().startswith(changes)}
    assert len(asked) > 30
    require_indexes(sqlite_clinic, asked)


def test_what_can_be_undone_is_not_looked_for_in_all_that_the_operator_ever_changed(
    sqlite_clinic: Clinic,
) -> None:
    open_ticket(sqlite_clinic, sqlite_clinic.take_in(patient())[0])
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    def look() -> int:
        nonlocal steps
        steps = 0
        assert charts(sqlite_clinic).last_change(ADMINISTRATOR) is None
        return steps

    with sqlite_clinic.database.engine.begin() as connection:
        connection.execute(update(history).values(at=1))
        row = connection.execute(select(history)).mappings().one()
        years = [{**row, "id": row["id"] + n} for n in range(1, 20_000)]
        connection.execute(insert(history), years[:3_000])
    event.listen(
        sqlite_clinic.database.engine, "checkout", lambda driver, *_: driver.set_progress_handler(count, 100)
    )
    few = look()
    with sqlite_clinic.database.engine.begin() as connection:
        connection.execute(insert(history), years[3_000:])
    assert 0 < few <= look() <= few + few // 20


def require_indexes(clinic: Clinic, asked: dict[str, Any]) -> None:
    """No statement walks through a table that grows."""
    with clinic.database.engine.connect() as connection:
        for statement, values in asked.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            steps = [str(row[3]) for row in plan]
            scans = [step for step in steps if any(step.startswith(f"SCAN {table}") for table in TABLES)]
            assert not scans, f"{statement}\n{steps}"
            assert not any("posting" in step and "term" not in step for step in steps), (
                f"{statement}\n{steps}"
            )
