"""No statement that runs at every key reads a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Gender
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic, at, patient, visit

TABLES = ("posting", "patient", "record", "alias", "ticket", "audit")


@pytest.fixture
def statements(sqlite_clinic: Clinic) -> Iterator[dict[str, Any]]:
    """What is sent to SQLite meanwhile, with the values."""
    seen: dict[str, Any] = {}

    def note(connection: object, cursor: object, statement: str, parameters: Any, *_: object) -> None:
        seen[statement] = parameters

    event.listen(sqlite_clinic.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(sqlite_clinic.database.engine, "before_cursor_execute", note)


def test_finding_uses_an_index_in_every_statement(sqlite_clinic: Clinic, statements: dict[str, Any]) -> None:
    many = [
        patient("Keller", f"N{n}", mobile=f"+4179123{n:04}", records=(visit(at(2020 + n % 5, 1 + n % 12)),))
        for n in range(700)
    ]
    made = sqlite_clinic.take_in(*many)
    statements.clear()
    narrowed = Filters(date(2021, 2, 3), date(2023, 4, 5), frozenset({10, 11}), frozenset({Gender.FEMALE}))
    for actor in (ADMINISTRATOR, MEMBER):
        for text in ("", "k", "kell", "keller n", "0791230", "079123", "a.b@c", "12031990"):
            for filters in (Filters(), narrowed):
                sqlite_clinic.patients.find(actor, Find(text, filters), 300, 50)
                sqlite_clinic.patients.find(actor, Find(text, filters), around=made[5])
        sqlite_clinic.patients.records(actor, made[0])
    asked = [s for s in statements if s.lstrip().upper().startswith("SELECT")]
    assert len(asked) > 12
    with sqlite_clinic.database.engine.connect() as connection:
        for statement in asked:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", statements[statement])
            steps = [str(row[3]) for row in plan]
            scans = [step for step in steps if any(step.startswith(f"SCAN {table}") for table in TABLES)]
            assert not scans, f"{statement}\n{steps}"
            assert not any("posting" in step and "term" not in step for step in steps), (
                f"{statement}\n{steps}"
            )
