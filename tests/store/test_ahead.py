"""What is sent ahead is done, or told of, before anything comes after it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from dentui.errors import Unavailable
from dentui.store.ahead import ahead
from dentui.store.database import Unit
from dentui.store.tables import record
from tests.clinics import ADMINISTRATOR, Clinic, at, empty_clinic, patient, visit
from tests.servers import Server


def test_of_what_is_sent_ahead_the_first_that_fails_is_told_and_nothing_is_saved(clinic: Clinic) -> None:
    (anna,) = clinic.take_in(patient("Keller", "Anna", records=(visit(at(2024)),)))

    def fail(unit: Unit) -> None:
        unit.nothing_to_write()
        with ahead(unit.connection):
            unit.connection.execute(update(record).values(name="Changed"))
            unit.connection.execute(update(record).values(patient_id=None))
            unit.connection.execute(update(record).values(name="Changed again"))

    with pytest.raises((IntegrityError, clinic.database.engine.dialect.loaded_dbapi.IntegrityError)):
        clinic.database.write(ADMINISTRATOR, fail)
    assert [line.name for line in clinic.patients.records(ADMINISTRATOR, anna)] == ["Visit"]


def test_a_server_that_is_gone_while_it_works_ahead_does_not_answer(
    postgresql: Server, tmp_path: Path
) -> None:
    def cut(unit: Unit) -> None:
        unit.nothing_to_write()
        with ahead(unit.connection):
            unit.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            for _ in range(3):
                unit.connection.execute(update(record).values(name="Changed"))

    clinic = empty_clinic(tmp_path, postgresql.new_database())
    with pytest.raises(Unavailable) as told:
        clinic.database.write(ADMINISTRATOR, cut)
    assert not told.value.unknown
    clinic.database.close()
