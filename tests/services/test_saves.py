"""A save is made once, however often it is tried and whatever happens to its answer."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import Connection, event

from dentui.domain.actors import Actor
from dentui.domain.history import Theirs
from dentui.domain.patients import PatientInput
from dentui.domain.tickets import TicketKind, TicketState
from dentui.errors import Conflict, NotFound, Unavailable
from dentui.services.people import People
from dentui.store import database, engine
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, Clinic, clinic_on
from tests.lines import Cut, Line
from tests.servers import Server
from tests.working import (
    SCAN,
    VISIT,
    chart,
    charts,
    edit,
    enter,
    form,
    make_record,
    open_ticket,
    record,
    require_sound,
    rows,
    ticket,
)

sqlite = engine.sqlite_module()


def counts(clinic: Clinic) -> tuple[int, ...]:
    return tuple(rows(clinic, name) for name in ("patient", "ticket", "record", "history", "audit"))


def test_three_quick_presses_make_one_patient_with_one_ticket(clinic: Clinic) -> None:
    save, uuid, order = uuid4(), uuid4(), uuid4()

    def press(_: int) -> object:
        return charts(clinic).enter(MEMBER, save, uuid, form(note="x"), SCAN, order)

    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(press, range(3)))
    answers.append(press(3))
    assert len(set(answers)) == 1
    assert counts(clinic) == (1, 1, 0, 2, 2)
    require_sound(clinic)


def test_every_other_save_pressed_thrice_is_made_once_too(clinic: Clinic) -> None:
    made = enter(clinic)
    line, visit = open_ticket(clinic, made), make_record(clinic, made)
    before = counts(clinic)
    new = [uuid4() for _ in range(3)]
    service, who = charts(clinic), ADMINISTRATOR
    now = chart(clinic, made).form
    changed = replace(SCAN, note="n")
    tries: list[Callable[[UUID], object]] = [
        lambda save: service.edit(who, save, made, 1, replace(now, note="x")),
        lambda save: service.open_ticket(who, save, made, new[0], SCAN),
        lambda save: service.edit_ticket(who, save, line.uuid, 1, changed),
        lambda save: service.move_ticket(who, save, line.uuid, 2, TicketState.CANCELLED, "why"),
        lambda save: service.make_record(who, save, made, new[1], VISIT),
        lambda save: service.edit_record(who, save, visit.uuid, 1, replace(VISIT, name="n")),
    ]
    for attempt in tries:
        save = uuid4()
        with ThreadPoolExecutor(3) as pool:
            assert len(set(pool.map(attempt, [save] * 3))) == 1
    # One more ticket and record; of each save a row in the history and one in the trail.
    opened = rows(clinic, "audit") - before[4]
    assert counts(clinic)[:3] == (1, before[1] + 1, before[2] + 1)
    assert rows(clinic, "history") - before[3] == len(tries)
    assert opened == len(tries) + 1  # the chart that was opened above
    last = charts(clinic).last_change(who)
    assert last is not None
    again = uuid4()
    undone = {service.undo(who, again, last.save) for _ in range(3)}
    assert len(undone) == 1
    assert rows(clinic, "history") - before[3] == len(tries) + 1
    require_sound(clinic)


def test_a_save_that_changes_nothing_writes_nothing_and_says_so(clinic: Clinic) -> None:
    made = enter(clinic)
    line, visit = open_ticket(clinic, made), make_record(clinic, made)
    service, who = charts(clinic), ADMINISTRATOR
    now = chart(clinic, made)
    before = counts(clinic)
    retyped = replace(now.form, family=" Keller ")
    assert not service.edit(who, uuid4(), made, now.version, retyped)
    assert not service.edit_ticket(who, uuid4(), line.uuid, 1, SCAN)
    assert not service.edit_record(who, uuid4(), visit.uuid, 1, VISIT, VISIT)
    assert counts(clinic) == before
    assert chart(clinic, made).version == now.version
    require_sound(clinic)


def test_what_was_saved_without_an_answer_and_is_typed_back_is_a_change(clinic: Clinic) -> None:
    made = enter(clinic, note="old")
    now, save = chart(clinic, made), uuid4()
    service, who = charts(clinic), ADMINISTRATOR
    assert service.edit(who, save, made, now.version, replace(now.form, note="new"), now.form)
    assert service.edit(who, save, made, now.version, replace(now.form, note="new"), now.form)
    assert service.edit(who, save, made, now.version, now.form, now.form)
    assert chart(clinic, made).note == "old"
    assert [change.fields[0].after for change in service.history(who, made)[:2]] == ["old", "new"]
    require_sound(clinic)


def test_a_save_that_is_tried_again_with_other_words_keeps_these(clinic: Clinic) -> None:
    """Nobody could tell whether it was saved; the person types on, and saves again."""
    save, uuid, order = uuid4(), uuid4(), uuid4()
    service, who = charts(clinic), MEMBER
    first = service.enter(who, save, uuid, form(mobile="0791234567"), SCAN, order)
    more = form(mobile="0791234567", note="typed later", allergies="Latex")
    other = replace(SCAN, kind=TicketKind.FACE)
    assert service.enter(who, save, uuid, more, other, order) == first
    assert chart(clinic, uuid).form == replace(more, mobile="+41791234567", responsible_id=who.person_id)
    assert ticket(clinic, uuid, order).kind is TicketKind.FACE
    without = uuid4()
    assert service.enter(who, without, without, form("Other")).ticket_number is None
    assert service.enter(who, without, without, form("Other"), SCAN, uuid4()).ticket_number == 2

    now = chart(clinic, uuid)
    again = uuid4()
    service.edit(who, again, uuid, now.version, replace(now.form, note="one"))
    service.edit(who, again, uuid, now.version, replace(now.form, note="one", oral_habits="two"))
    assert chart(clinic, uuid).form == replace(now.form, note="one", oral_habits="two")

    visit = uuid4()
    for name in ("one", "two"):
        service.make_record(who, visit, uuid, visit, replace(VISIT, name=name))
    assert record(clinic, uuid, visit).name == "two"
    require_sound(clinic)


def test_what_another_desk_did_meanwhile_is_not_overwritten_by_trying_again(clinic: Clinic) -> None:
    made = enter(clinic, note="old")
    now, save = chart(clinic, made), uuid4()
    charts(clinic).edit(ADMINISTRATOR, save, made, now.version, replace(now.form, note="mine"))
    edit(clinic, made, actor=ADMINISTRATOR, note="theirs")
    with pytest.raises(Conflict):
        charts(clinic).edit(ADMINISTRATOR, save, made, now.version, replace(now.form, note="mine"))
    assert chart(clinic, made).note == "theirs"


def test_the_save_of_somebody_else_is_nobody_elses(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    save = edit(clinic, made, note="theirs")
    now = chart(clinic, made)
    charts(clinic).edit(MEMBER, save, made, now.version, replace(now.form, note="mine"))
    assert chart(clinic, made).note == "mine"


def test_a_save_id_of_another_desk_overwrites_nothing(clinic: Clinic) -> None:
    """Whoever sees a chart's history sees the ids of its saves."""
    made = enter(clinic, actor=MEMBER)
    before = chart(clinic, made)
    save = edit(clinic, made, note="theirs")
    with pytest.raises(Conflict):
        charts(clinic).edit(MEMBER, save, made, before.version, replace(before.form, note="mine"))
    assert chart(clinic, made).note == "theirs"


def test_a_retry_sees_that_the_patient_was_handed_over_meanwhile(clinic: Clinic) -> None:
    made, save = enter(clinic, responsible_id=2), uuid4()
    now = chart(clinic, made)
    charts(clinic).edit(ADMINISTRATOR, save, made, now.version, replace(now.form, note="one"))
    people = {line.id: line.uuid for line in People(clinic.database).everyone(ADMINISTRATOR)}
    People(clinic.database).remove(ADMINISTRATOR, people[2], people[3])
    with pytest.raises(Conflict) as told:
        charts(clinic).edit(ADMINISTRATOR, save, made, now.version, replace(now.form, note="two"))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert isinstance(theirs.form, PatientInput)
    # Whose change it was does not stand in the history.
    assert (theirs.form.responsible_id, theirs.form.note, theirs.by, theirs.at) == (3, "one", "", None)


@pytest.mark.parametrize("owner", [ADMINISTRATOR, MEMBER, OTHER_MEMBER])
def test_what_was_made_under_a_uuid_is_made_and_changed_by_no_other_save(
    owner: Actor, clinic: Clinic
) -> None:
    """Its own, another desk's, and that of somebody out of sight."""
    theirs, own = enter(clinic, actor=owner, note="theirs"), enter(clinic, "Own", actor=MEMBER)
    line, visit = open_ticket(clinic, theirs), make_record(clinic, theirs)
    before = counts(clinic)[:4]
    service = charts(clinic)
    tries: list[Callable[[], object]] = [
        lambda: service.enter(MEMBER, uuid4(), theirs, form("Mine")),
        lambda: service.enter(MEMBER, uuid4(), uuid4(), form("Mine"), SCAN, line.uuid),
        lambda: service.open_ticket(MEMBER, uuid4(), own, line.uuid, replace(SCAN, note="mine")),
        lambda: service.make_record(MEMBER, uuid4(), own, visit.uuid, replace(VISIT, name="mine")),
    ]
    answers = set()
    for attempt in tries:
        with pytest.raises(NotFound) as told:
            attempt()
        answers.add(str(told.value))
    assert len(answers) == 1
    assert counts(clinic)[:4] == before
    assert chart(clinic, theirs).family == "Keller"
    assert (ticket(clinic, theirs, line.uuid), record(clinic, theirs, visit.uuid)) == (line, visit)
    require_sound(clinic)


# What the driver says of a COMMIT is not always what became of it.


@contextmanager
def at_commit(clinic: Clinic, act: Callable[[Any], None]) -> Iterator[None]:
    """Do something to the first connection that commits a change, in the place of its COMMIT."""
    done = threading.Event()

    def commit(connection: Connection) -> None:
        if connection.get_execution_options().get("dentui_write") and not done.is_set():
            done.set()
            act(connection.connection.driver_connection)

    event.listen(clinic.database.engine, "commit", commit)
    yield
    event.remove(clinic.database.engine, "commit", commit)
    assert done.is_set()


def lost_after(driver: Any) -> None:
    driver.execute("COMMIT")
    raise sqlite.OperationalError("disk I/O error")


def lost_before(driver: Any) -> None:
    driver.execute("ROLLBACK")
    raise sqlite.OperationalError("disk I/O error")


def test_a_disk_that_fails_after_the_commit_has_saved_it(sqlite_clinic: Clinic) -> None:
    save = uuid4()
    with at_commit(sqlite_clinic, lost_after):
        made = charts(sqlite_clinic).enter(ADMINISTRATOR, save, save, form(), SCAN)
    assert (made.chart_number, made.ticket_number) == (1, 1)
    now = chart(sqlite_clinic, save)
    with at_commit(sqlite_clinic, lost_after):
        charts(sqlite_clinic).edit(ADMINISTRATOR, uuid4(), save, 1, replace(now.form, note="kept"))
    assert chart(sqlite_clinic, save).note == "kept"
    require_sound(sqlite_clinic)


def test_a_disk_that_fails_before_the_commit_has_not_and_trying_again_saves_once(
    sqlite_clinic: Clinic,
) -> None:
    save = uuid4()

    def press() -> object:
        return charts(sqlite_clinic).enter(ADMINISTRATOR, save, save, form(), SCAN)

    with at_commit(sqlite_clinic, lost_before), pytest.raises(Unavailable, match="nothing was saved") as told:
        press()
    assert not told.value.unknown
    assert counts(sqlite_clinic) == (0, 0, 0, 0, 0)
    press()
    assert counts(sqlite_clinic) == (1, 1, 0, 2, 2)
    require_sound(sqlite_clinic)


@pytest.mark.parametrize("committed", [True, False])
def test_a_disk_that_stays_away_leaves_it_untold_and_trying_again_saves_once(
    committed: bool, sqlite_clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOKS", (0.0, 0.05))
    save, away = uuid4(), sqlite_clinic.settings.home / "away"

    def lose(driver: Any) -> None:
        try:
            (lost_after if committed else lost_before)(driver)
        finally:
            (sqlite_clinic.settings.home / "register.db").rename(away)

    with at_commit(sqlite_clinic, lose), pytest.raises(Unavailable, match="nobody can tell") as told:
        charts(sqlite_clinic).enter(ADMINISTRATOR, save, save, form())
    assert told.value.unknown
    away.rename(sqlite_clinic.settings.home / "register.db")
    charts(sqlite_clinic).enter(ADMINISTRATOR, save, save, form(note="typed since"))
    assert rows(sqlite_clinic, "patient") == 1
    assert chart(sqlite_clinic, save).note == "typed since"
    require_sound(sqlite_clinic)


def test_what_fails_before_the_commit_is_known_at_once(clinic: Clinic) -> None:
    def fail(_: object) -> None:
        raise Unavailable("gone", unknown=True)

    def look(_: object) -> None:
        raise AssertionError("looked up")

    with pytest.raises(Unavailable, match="gone") as told:
        clinic.database.save(ADMINISTRATOR, uuid4(), fail, look)
    assert not told.value.unknown


@pytest.fixture
def line(postgresql: Server) -> Iterator[Line]:
    """A line to the server."""
    made = Line(postgresql.port)
    yield made
    made.close()


@pytest.fixture
def afar(postgresql: Server, line: Line, tmp_path: Path) -> Iterator[Clinic]:
    """A register at the other end of it."""
    made = clinic_on(postgresql, tmp_path)
    made.database.close()
    url = made.settings.database
    settings = replace(made.settings, database=url.replace(str(postgresql.port), str(line.port)))
    far = Clinic(settings, Database(settings))
    yield far
    far.database.close()


@pytest.mark.parametrize("where", ["before", "after", "late"])
def test_a_line_cut_at_the_commit_is_looked_into_before_anything_is_said(
    where: Cut, afar: Clinic, line: Line
) -> None:
    save = uuid4()

    def press() -> object:
        return charts(afar).enter(ADMINISTRATOR, save, save, form(), SCAN)

    line.cut_at_commit(where)
    if where == "before":
        with pytest.raises(Unavailable, match="nothing was saved") as told:
            press()
        assert not told.value.unknown
        assert counts(afar) == (0, 0, 0, 0, 0)
    else:
        # A late COMMIT too: the look-up waits for the lock that the lost transaction holds.
        press()
    press()
    assert counts(afar) == (1, 1, 0, 2, 2)
    made = chart(afar, save)
    line.cut_at_commit(where)
    with suppress(Unavailable):
        charts(afar).edit(ADMINISTRATOR, uuid4(), save, made.version, replace(made.form, note="kept"))
    assert (chart(afar, save).note == "kept") is (where != "before")
    require_sound(afar)


@pytest.mark.parametrize("where", ["before", "after", "late"])
def test_a_server_that_stays_away_leaves_it_untold_and_trying_again_saves_once(
    where: Cut, afar: Clinic, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "LOOKS", (0.0, 0.05))
    save = uuid4()
    line.cut_at_commit(where, stays_down=True)
    with pytest.raises(Unavailable, match="nobody can tell") as told:
        charts(afar).enter(ADMINISTRATOR, save, save, form(), SCAN)
    assert told.value.unknown
    line.mend()
    charts(afar).enter(ADMINISTRATOR, save, save, form(note="typed since"), SCAN)
    assert counts(afar)[:3] == (1, 1, 0)
    assert chart(afar, save).note == "typed since"
    require_sound(afar)


def test_a_session_that_the_server_ends_before_the_commit_has_not_saved_it(
    postgresql: Server, tmp_path: Path
) -> None:
    clinic = clinic_on(postgresql, tmp_path)
    save, name = uuid4(), clinic.settings.database.rpartition("/")[2]

    def end(_: object) -> None:
        with psycopg.connect(postgresql.dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", (name,)
            )

    with at_commit(clinic, end), pytest.raises(Unavailable, match="nothing was saved"):
        charts(clinic).enter(ADMINISTRATOR, save, save, form())
    charts(clinic).enter(ADMINISTRATOR, save, save, form())
    assert rows(clinic, "patient") == 1
    clinic.database.close()
