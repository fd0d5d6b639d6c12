"""Likely doubles while a new patient is typed, letter by letter, at a million patients."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from dataclasses import replace
from random import Random
from threading import Event, Thread

from sqlalchemy import select

from dentui.config import read_settings
from dentui.domain.doubles import Typed
from dentui.services.demo.patients import typing_error
from dentui.services.desk import Desk, open_desk
from dentui.store.database import Database
from dentui.store.tables import patient
from scripts.benchmarks import doubles_register, registers
from scripts.benchmarks.figures import Figure, percentile

EACH = 20
"""New patients who are typed by each operator, and as many who are in the register already."""


def figures(kind: str) -> Iterator[Figure]:
    """The figure of one database."""
    administrator = _desk(kind, "anna")
    administrator.doubles.set_tells(administrator.actor, True)  # which costs a second look
    administrator.register.close()
    took: list[float] = []
    waited: list[float] = []
    known = asked = 0
    for operator in ("anna", "berta"):
        desk = _desk(kind, operator)
        database = desk.doubles._database  # the benchmark measures below the services
        stop = Event()
        beside = Thread(target=_beside, args=(stop, waited))
        beside.start()
        for typed, again in _typed(database):
            shown = False
            for state in _letters(typed):
                gc.collect(0)
                started = time.perf_counter()
                shown = bool(desk.doubles.while_typing(desk.actor, state).shown)
                took.append((time.perf_counter() - started) * 1_000)
            if again and operator == "anna":
                asked += 1
                known += shown
        stop.set()
        beside.join()
        desk.register.close()
    yield Figure(
        f"doubles.typing.{kind}",
        percentile(took, 0.95),
        "ms",
        50.0,
        f"{len(took):,} letters, median {percentile(took, 0.5):.1f} ms, worst {max(took):.0f} ms; {known} of "
        f"{asked} found who are there; a thread beside waited {percentile(waited, 0.95):.1f} ms (p95)",
    )


def _desk(kind: str, operator: str) -> Desk:
    home = registers.own_sqlite_home() if kind == "sqlite" else registers.sqlite_home()
    database = registers.postgresql_url() if kind == "postgresql" else None
    return open_desk(read_settings(home=home, database=database, operator=operator, environ={}))


def _typed(database: Database) -> Iterator[tuple[Typed, bool]]:
    """Who is typed, and whether they are in the register: these with a typing error."""
    random = Random(7)
    fresh = doubles_register.make(EACH, 7).patients
    last = 900_000
    ids = [random.randrange(1, last) for _ in range(EACH)]

    def read(connection: object) -> list[Typed]:
        from dentui.store.indexing import enter

        enter(connection, 1)  # type: ignore[arg-type]
        rows = connection.execute(select(patient).where(patient.c.id.in_(ids)))  # type: ignore[attr-defined]
        return [_of(row) for row in rows]

    for typed in database.system(read):
        yield replace(typed, family=typing_error(typed.family, random.random)), True
    for new in fresh:
        yield _of(new), False


def _of(row: object) -> Typed:
    names = ("family", "given", "birth_date", "gender", "mobile", "landline", "email", "address")
    return Typed(**{name: getattr(row, name) for name in names})


def _letters(typed: Typed) -> Iterator[Typed]:
    """The form after each letter, in the order of its fields."""
    state = Typed()
    for name in ("family", "given"):
        for length in range(1, len(getattr(typed, name)) + 1):
            state = replace(state, **{name: getattr(typed, name)[:length]})
            yield state
    state = replace(state, gender=typed.gender, birth_date=typed.birth_date)
    yield state
    for name in ("mobile", "email", "address"):
        for length in range(1, len(getattr(typed, name)) + 1):
            state = replace(state, **{name: getattr(typed, name)[:length]})
            yield state


def _beside(stop: Event, waited: list[float]) -> None:
    """What the screen's thread would do: something short, often."""
    while not stop.is_set():
        started = time.perf_counter()
        time.sleep(0.001)
        waited.append((time.perf_counter() - started) * 1_000 - 1)
