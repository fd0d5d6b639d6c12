"""How long a page of 10,000 cases takes beside one of 10,000 patients, and an export beside `zip -0`."""

from __future__ import annotations

import gc
import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from dentui.config import read_settings
from dentui.domain.case_finding import CaseFilter, CaseOrder
from dentui.domain.cases import CaseInput, CaseState
from dentui.domain.finding import Filters, Find
from dentui.domain.images import ImageType, ItemInput
from dentui.domain.patients import Gender, RecordInput
from dentui.services.demo.cases import CASES, cases
from dentui.services.demo.clinic import Clinic
from dentui.services.desk import Desk, open_desk
from dentui.store import indexing
from dentui.store.case_bulk import NewCases, put
from scripts.benchmarks import registers
from scripts.benchmarks.figures import Figure, percentile

MANY = 10_000
TEXTS = ("", "m", "mu", "mar", "keller", "anna m", "müller", "zhang", "4711", "nobody")
FILES, SIZE = 30, 10_000_000
"""300 MB of attachments."""
TURNS = 5


def figures() -> Iterator[Figure]:
    """Lists of administrator and member, then the archive."""
    home = registers.own_sqlite_home(MANY)
    yield from _lists("sqlite", home, None)
    yield from _lists("postgresql", home, registers.postgresql_url(MANY))
    yield _exported(home)


def _lists(kind: str, home: Path, database: str | None) -> Iterator[Figure]:
    _put(home, database)
    patients: list[float] = []
    listed: list[float] = []
    for operator in ("anna", "berta"):
        desk = open_desk(read_settings(home=home, operator=operator, database=database, environ={}))
        for _ in range(3):
            patients += [_timed(call) for call in _of_patients(desk)]
            listed += [_timed(call) for call in _of_cases(desk)]
        desk.register.close()
    beside, most = percentile(patients, 0.95), percentile(listed, 0.95)
    middle, other = percentile(listed, 0.5), percentile(patients, 0.5)
    yield Figure(
        f"cases.list.{kind}.median",
        middle / other,
        "",
        1.25,
        f"a page of {MANY:,} cases, {middle:.2f} ms, beside one of {MANY:,} patients, {other:.2f} ms",
    )
    words = f"{most:.2f} ms beside {beside:.2f} ms"
    yield Figure(f"cases.list.{kind}.p95", most / beside, "", 1.25, words)


def _put(home: Path, database: str | None) -> None:
    """Cases for the newest patients, until there are 10,000 in all."""
    desk = open_desk(read_settings(home=home, operator="anna", database=database, environ={}))
    clinic = Clinic(MANY, 1, registers.TODAY)
    some = [
        case
        for seed in range(2, MANY // CASES + 2)
        for case in cases(seed, clinic.staff(1), clinic.sizes()[0], registers.TODAY)
    ]
    random = Random(1)
    spread = [
        case._replace(
            chart_number=random.randrange(1, clinic.sizes()[0]),
            lab=None,
            due=registers.TODAY + timedelta(days=random.randrange(-700, 15)),
        )
        for case in some
    ]
    filled = desk.cases._database  # the benchmark fills below the services
    # Numbers go on behind those of the clinic's own cases.
    with filled.engine.begin() as connection:
        indexing.enter(connection, 1)
        connection.exec_driver_sql("UPDATE lab_case SET number = number + 100000 WHERE number IS NOT NULL")
        put(connection, NewCases(1, (), (), spread))
        connection.exec_driver_sql("ANALYZE")
    desk.register.close()


def _of_patients(desk: Desk) -> list[Callable[[], object]]:
    last = registers.TODAY
    narrowed = (
        Filters(),
        Filters(genders=frozenset({Gender.FEMALE})),
        Filters(visited_from=last - timedelta(days=90), visited_to=last, case_types=frozenset({1, 2})),
    )
    return [
        partial(desk.patients.find, desk.actor, Find(text, each)) for text in TEXTS for each in narrowed
    ] + [partial(desk.patients.find, desk.actor, Find(), first) for first in (0, MANY // 2, MANY - 50)]


def _of_cases(desk: Desk) -> list[Callable[[], object]]:
    last = registers.TODAY
    narrowed = (
        CaseFilter(),
        CaseFilter(order=CaseOrder.NEWEST, states=frozenset({CaseState.SENT, CaseState.SHIPPED})),
        CaseFilter(first=last - timedelta(days=90), last=last, case_types=frozenset({1, 2})),
    )
    return [
        partial(desk.cases.find, desk.actor, replace(each, text=text)) for text in TEXTS for each in narrowed
    ] + [partial(desk.cases.find, desk.actor, CaseFilter(), first) for first in (0, MANY // 2, MANY - 50)]


def _exported(home: Path) -> Figure:
    desk = open_desk(read_settings(home=home, operator="anna", environ={}))
    case = _sent(desk, home)
    folder = home.parent / "attachments"
    shares = []
    for turn in range(TURNS + 1):
        os.sync()
        began = time.perf_counter()
        packed = home.parent / f"bare-{turn}.zip"
        subprocess.run(["zip", "-0", "-q", "-r", str(packed), str(folder)], check=True)
        with packed.open("rb") as opened:
            os.fsync(opened.fileno())
        bare = time.perf_counter() - began
        os.sync()
        began = time.perf_counter()
        got = desk.case_files.export(desk.actor, case, lambda _: None, threading.Event())
        with got.path.open("rb") as opened:
            os.fsync(opened.fileno())
        ours = time.perf_counter() - began
        shares.append((bare / ours, bare, ours))
        got.path.unlink()
        packed.unlink()
    desk.register.close()
    share, bare, ours = sorted(shares[1:])[TURNS // 2]
    return Figure(
        "cases.export",
        share,
        "",
        0.5,
        f"of the speed of zip -0, to the disk: {FILES * SIZE / 1e6:.0f} MB in {FILES} files, {ours:.2f} s "
        f"beside {bare:.2f} s; worst {min(shares[1:])[0]:.2f}",
        at_least=True,
    )


def _sent(desk: Desk, home: Path) -> UUID:
    """A case with so many attachments."""
    folder, actor, stop = home.parent / "attachments", desk.actor, threading.Event()
    folder.mkdir()
    for number in range(FILES):
        (folder / f"{number:02}.bin").write_bytes(os.urandom(SIZE))
    patient = desk.patients.find(actor, Find(), limit=1).lines[0].uuid
    found = desk.images.look(actor, [folder], lambda _: None, stop)
    items = [
        ItemInput(uuid4(), ImageType.OTHER, tuple((file.key, file.role) for file in item.files), None, None)
        for item in found.items
    ]
    record = RecordInput("Scan", datetime(2026, 1, 5, 9))
    uuids = desk.images.take_in(
        actor, uuid4(), found.key, patient, uuid4(), record, items, lambda _: None, stop
    )
    page = desk.cases.find(actor, CaseFilter(states=frozenset({CaseState.SENT})), limit=1)
    like = desk.cases.open(actor, page.rows[0].uuid).form
    made = uuid4()
    lab = desk.labs.offered(actor)[0].id
    form: CaseInput = replace(like, lab_id=lab, attachments=uuids)
    desk.cases.send(actor, uuid4(), patient, made, 0, form)
    return made


def _timed(call: Callable[[], object]) -> float:
    gc.collect(0)
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1_000
