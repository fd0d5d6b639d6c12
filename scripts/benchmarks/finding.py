"""How long a page of results takes, and the number found, at a million patients."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from itertools import product
from typing import TypeVar

from dentui.config import read_settings
from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Gender
from dentui.services.desk import Desk, open_desk
from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile

T = TypeVar("T")

COMMON = "a e m s be ma mu sch mar mari maria keller muller mueller meier anna peter smith garcia nowak"
RARE = (
    "kowalczyk ozturk nguyen obrien wolfeschlegel vanderberg zhangwei ouyang zxm lvna 王 张伟 김 иванов محمد"
)
DIGITS = (
    "079 0791 07912 079123 0791234567 4567 8888 1234 756.12 7561234567897 12031990 29.02.2000 4711 #4711 "
    "98 555 0041 +4179 0445"
)
SEVERAL = [
    "anna m",
    "m anna",
    "keller a",
    "anna maria keller",
    "peter 079",
    "muller 1980",
    "xiao ming",
    "079 123",
]
HOSTILE = [
    "*",
    "%",
    '"',
    "NOT",
    "a*",
    "a OR b",
    "'; DROP TABLE patient",
    "\\",
    "()",
    "zzzzqqq",
    "@gmail",
    "anna.k",
]
TEXTS = ["", *COMMON.split(), *RARE.split(), *DIGITS.split(), *SEVERAL, *HOSTILE]


def filters(desk: Desk) -> list[Filters]:
    """Filters that leave nearly all, some, and hardly anybody."""
    today = registers.TODAY
    types = [kind.id for kind in desk.types.all(desk.actor)]
    return [
        Filters(),
        Filters(genders=frozenset({Gender.FEMALE})),
        Filters(visited_from=today, visited_to=today),
        Filters(visited_from=today.replace(day=1), visited_to=today, case_types=frozenset(types[:2])),
        Filters(
            visited_from=date(2019, 3, 17),
            visited_to=today - timedelta(days=11),
            case_types=frozenset(types[:4]),
        ),
    ]


def figures(kind: str) -> Iterator[Figure]:
    """The figures of one database."""
    p95, worst = (10.0, 40.0) if kind == "sqlite" else (15.0, 40.0)
    pages: list[float] = []
    counts: list[float] = []
    bare: list[float] = []
    asked = 0
    for operator in ("anna", "berta"):
        desk = _desk(kind, operator)
        bare += _bare(desk)
        questions = [Find(text, narrowed) for narrowed, text in product(filters(desk), TEXTS)]
        asked += len(questions)
        for _ in range(2):  # the first round is what a cold cache costs; both are counted
            for find in questions:
                took, page = _timed(partial(desk.patients.find, desk.actor, find))
                pages.append(took)
                if not page.exact:
                    counts.append(_timed(partial(desk.patients.count, desk.actor, find))[0])
        pages += [
            _timed(partial(desk.patients.find, desk.actor, Find(), first))[0]
            for first in (0, 1_000, 450_000, 899_950)
        ]
        desk.register.close()
    beside = f"{asked} queries twice; 50 rows by their ids alone: {percentile(bare, 0.95):.2f} ms"
    yield Figure(f"find.{kind}.p95", percentile(pages, 0.95), "ms", p95, beside)
    yield Figure(f"find.{kind}.worst", max(pages), "ms", worst, f"median {percentile(pages, 0.5):.2f} ms")
    yield Figure(
        f"find.{kind}.count",
        max(counts, default=0.0),
        "ms",
        250.0,
        f"{len(counts)} that were not exact at once",
    )


def _desk(kind: str, operator: str) -> Desk:
    home = registers.sqlite_home()
    database = registers.postgresql_url() if kind == "postgresql" else None
    return open_desk(read_settings(home=home, database=database, operator=operator, environ={}))


def _timed(call: Callable[[], T]) -> tuple[float, T]:
    gc.collect(0)
    started = time.perf_counter()
    result = call()
    return (time.perf_counter() - started) * 1_000, result


def _bare(desk: Desk) -> list[float]:
    """The least that showing 50 rows can cost here: reading them by their ids."""
    from sqlalchemy import select

    from dentui.store.tables import patient

    database = desk.patients._database  # the benchmark measures below the services
    ids = range(1_000, 51_000, 1_000)
    statement = select(patient).where(patient.c.id.in_(ids))
    return [
        _timed(lambda: database.read(desk.actor, lambda view: view.connection.execute(statement).all()))[0]
        for _ in range(50)
    ]
