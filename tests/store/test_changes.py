"""What another desk commits is noticed, in both databases."""

from __future__ import annotations

import threading
import time
from uuid import UUID

from dentui.services.register import Register
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR, Clinic, patient


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
