"""What another desk commits is noticed, in both databases."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from uuid import UUID

import psycopg

from dentui.services.register import Register
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR, Clinic, clinic_on, patient
from tests.servers import Server


def test_another_desks_commit_ends_the_wait(clinic: Clinic) -> None:
    desk = Register(clinic.database)
    assert not desk.wait_for_change(0.1)
    other = Clinic(clinic.settings, Database(clinic.settings))
    made: list[UUID] = []
    thread = threading.Timer(0.3, lambda: made.extend(other.take_in(patient())))
    started = time.monotonic()
    thread.start()
    assert desk.wait_for_change(20)
    assert time.monotonic() - started < 10
    thread.join()
    assert clinic.patients.chart(ADMINISTRATOR, made[0]).name == "Keller, Anna"
    other.database.close()
    desk.close()


def test_nothing_is_noticed_where_nothing_was_committed(clinic: Clinic) -> None:
    desk = Register(clinic.database)
    desk.wait_for_change(0.1)
    clinic.names("keller")
    assert not desk.wait_for_change(1.2)
    desk.close()


def test_a_closed_desk_stops_waiting(clinic: Clinic) -> None:
    desk = Register(clinic.database)
    desk.wait_for_change(0.1)
    thread = threading.Thread(target=desk.wait_for_change, args=(60,))
    thread.start()
    time.sleep(0.2)
    desk.close()
    thread.join(5)
    assert not thread.is_alive()
    assert not desk.wait_for_change(60)


def test_a_server_that_answers_again_counts_as_changed_once(postgresql: Server, tmp_path: Path) -> None:
    clinic = clinic_on(postgresql, tmp_path)
    desk = Register(clinic.database)
    assert not desk.wait_for_change(0.1)
    name = clinic.settings.database.rpartition("/")[2]
    with psycopg.connect(postgresql.dsn("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )
        assert not desk.wait_for_change(0.1)
        assert not desk.wait_for_change(0.1)
        connection.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert desk.wait_for_change(0.1)
    assert not desk.wait_for_change(0.1)
    desk.close()
