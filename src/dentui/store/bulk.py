"""Building a whole new register at once: for the demonstration clinic and for measuring.

Worker processes make patients block by block, each into a small SQLite file of its own (a shard of
65,536 ids, which is also a chunk of the finding index); this process joins the shards. The register
is built beside its place and renamed when it is whole, so that an interrupted build leaves nothing.
"""

from __future__ import annotations

import gc
import heapq
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

from pyroaring import BitMap
from sqlalchemy import Connection, insert

from dentui.domain.intake import NewPatient
from dentui.domain.terms import CHUNK_BITS, is_chunked, terms_of
from dentui.errors import Unavailable
from dentui.store import case_bulk, engine, indexing, schema, tables
from dentui.store.case_bulk import NewCases
from dentui.store.intake import findable_of, last_visit_of

Generate = Callable[[int, int, int], Iterable[NewPatient]]
"""(institution id, first, stop) -> the patients of that institution from index `first` up to `stop`,
counted from 0. Called in other processes: it has to be picklable."""


class NewInstitution(NamedTuple):
    """An institution with the number of its patients."""

    id: int
    uuid: bytes
    name: str
    patients: int


class NewPerson(NamedTuple):
    """Somebody who works in one or more institutions; who has no login name cannot sign in."""

    id: int
    uuid: bytes
    login: str | None
    name: str


class NewMembership(NamedTuple):
    """A person's place in an institution."""

    institution_id: int
    person_id: int
    role: str
    doctor: bool


class NewType(NamedTuple):
    """A case type or a visit type; its place in the list is its position."""

    id: int
    institution_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All of a register but its patients."""

    institutions: Sequence[NewInstitution]
    persons: Sequence[NewPerson]
    memberships: Sequence[NewMembership]
    case_types: Sequence[NewType]
    visit_types: Sequence[NewType]
    cases: NewCases | None = None
    """Put in when the patients are there."""


class _Span(NamedTuple):
    """Patients `first` up to `stop` of an institution, whose ids begin at `first_id`."""

    institution_id: int
    first: int
    stop: int
    first_id: int


PATIENT = tuple(column.name for column in tables.patient.columns if column.name != "merged_into_id")
ALIAS = ("id", "institution_id", "patient_id", "kind", "text")
RECORD = tuple(column.name for column in tables.record.columns)
TICKET = (
    *("id", "uuid", "institution_id", "patient_id", "version", "kind", "case_type_id", "visit_type_id"),
    *("doctor_id", "note", "state", "opened"),
)
_COLUMNS = {"patient": PATIENT, "alias": ALIAS, "record": RECORD, "ticket": TICKET}
_CHILDREN_PER_PATIENT = 1_000
"""Ids of aliases, records and tickets: those of patient p are p * 1000 and on."""


def build(
    file: Path,
    plan: Plan,
    generate: Generate,
    progress: Callable[[int], None] | None = None,
    workers: int | None = None,
) -> int:
    """Make a register with the patients that `generate` gives, and return how many. `progress` is
    told the number taken in so far. Raises Unavailable where there is a register already."""
    if file.exists():
        raise Unavailable(
            f"There is a register at {file} already, and it was left as it is. Choose another --home."
        )
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".building-") as name:
        folder = Path(name)
        growing = folder / "register.db"
        growing.touch(mode=0o600)
        opened = engine.open_engine(engine.parse(f"sqlite:///{growing}"))
        try:
            schema.create(opened)
            with opened.begin() as connection:
                put_plan(connection, plan)
        finally:
            opened.dispose()
        total = _fill(growing, folder, plan, generate, progress, workers or os.cpu_count() or 1)
        if plan.cases is not None:
            _put_cases(growing, plan.cases)
        _settle(growing)
        try:
            os.link(growing, file)  # unlike a rename, it never replaces a register made meanwhile
        except FileExistsError as error:
            raise Unavailable(
                f"Another program made a register at {file} meanwhile; it was left as it is."
            ) from error
        growing.unlink()
    _sync(file.parent)
    return total


def _put_cases(growing: Path, new: NewCases) -> None:
    opened = engine.open_engine(engine.parse(f"sqlite:///{growing}"))
    try:
        with opened.begin() as connection:
            case_bulk.put(connection, new)
    finally:
        opened.dispose()


def put_plan(connection: Connection, plan: Plan) -> None:
    """Put institutions, people and types into an empty register."""
    connection.execute(
        insert(tables.institution), [{"id": i.id, "uuid": i.uuid, "name": i.name} for i in plan.institutions]
    )
    connection.execute(insert(tables.person), [p._asdict() for p in plan.persons])
    connection.execute(insert(tables.membership), [m._asdict() for m in plan.memberships])
    for institution in plan.institutions:
        indexing.enter(connection, institution.id)
        for table, types in ((tables.case_type, plan.case_types), (tables.visit_type, plan.visit_types)):
            rows = [{**t._asdict(), "position": n} for n, t in enumerate(types)]
            own = [row for row in rows if row["institution_id"] == institution.id]
            if own:
                connection.execute(insert(table), own)


def _spans(plan: Plan) -> Iterator[list[_Span]]:
    """The spans of each shard."""
    shard: list[_Span] = []
    next_id = 1
    for institution in plan.institutions:
        first = 0
        while first < institution.patients:
            room = (1 << CHUNK_BITS) - (next_id & ((1 << CHUNK_BITS) - 1))
            stop = min(institution.patients, first + room)
            shard.append(_Span(institution.id, first, stop, next_id))
            next_id += stop - first
            first = stop
            if next_id & ((1 << CHUNK_BITS) - 1) == 0:
                yield shard
                shard = []
    if shard:
        yield shard


def _fill(
    growing: Path,
    folder: Path,
    plan: Plan,
    generate: Generate,
    progress: Callable[[int], None] | None,
    workers: int,
) -> int:
    module = engine.sqlite_module()
    connection = module.connect(str(growing), isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "cache_size = -200000", "foreign_keys = OFF"):
        connection.execute(f"PRAGMA {pragma}")
    shards = [(folder / f"shard-{n}.db", spans) for n, spans in enumerate(_spans(plan))]
    # Indexes over random values are made at the end, over all rows at once.
    later = [
        (name, sql)
        for name, sql in connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
    ]
    for name, _ in later:
        connection.execute(f'DROP INDEX "{name}"')
    total = 0
    if len(shards) == 1 and sum(span.stop - span.first for span in shards[0][1]) < 20_000:
        _make_shard(str(shards[0][0]), shards[0][1], generate)
        total = _join(connection, shards[0][0])
    else:
        # Not forked: a process with threads or open connections must not be copied.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            waiting: list[Future[None]] = [
                pool.submit(_make_shard, str(path), spans, generate) for path, spans in shards
            ]
            try:
                for future, (path, _) in zip(waiting, shards, strict=True):
                    future.result()
                    total += _join(connection, path)
                    if progress:
                        progress(total)
            except BaseException:
                # Waited for: they write into the folder that is about to go.
                pool.shutdown(wait=True, cancel_futures=True)
                raise
    _number_tickets(connection)
    for _, sql in later:
        connection.execute(sql)
    _join_postings(connection, module, [path for path, _ in shards])
    connection.close()
    if progress:
        progress(total)
    return total


def _make_shard(path: str, spans: list[_Span], generate: Generate) -> None:
    """Write one shard: its rows, and its part of the index in order of terms."""
    gc.disable()  # a million small lists and no cycle among them: collecting only takes time
    try:
        _write_shard(path, spans, generate)
    finally:
        gc.enable()


def _write_shard(path: str, spans: list[_Span], generate: Generate) -> None:
    connection = engine.sqlite_module().connect(path, isolation_level=None)
    for pragma in ("synchronous = OFF", "journal_mode = OFF", "page_size = 8192"):
        connection.execute(f"PRAGMA {pragma}")
    for name, columns in _COLUMNS.items():
        connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, {', '.join(columns[1:])})")
    connection.execute("CREATE TABLE posting (institution_id, term, chunk, docs)")
    connection.execute("BEGIN")
    for span in spans:
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
        index: defaultdict[str, list[int]] = defaultdict(list)
        patient_id = span.first_id
        for number, new in enumerate(generate(span.institution_id, span.first, span.stop), span.first + 1):
            _rows(rows, span.institution_id, patient_id, number, new)
            for term in terms_of(findable_of(new)):
                index[term].append(patient_id)
            patient_id += 1
            if not number % 2_000:
                _insert(connection, rows)
        _insert(connection, rows)
        chunk = span.first_id >> CHUNK_BITS
        connection.executemany(
            "INSERT INTO posting VALUES (?, ?, ?, ?)",
            (
                (span.institution_id, term, chunk if is_chunked(term) else 0, BitMap(index[term]).serialize())
                for term in sorted(index)
            ),
        )
    connection.execute("COMMIT")
    connection.close()


def _rows(
    rows: dict[str, list[tuple[Any, ...]]], institution_id: int, patient_id: int, number: int, new: NewPatient
) -> None:
    rows["patient"].append(
        (
            patient_id,
            new.uuid,
            institution_id,
            new.responsible_id,
            number if new.chart_number is None else new.chart_number,
            1,
            new.family,
            new.given,
            new.other,
            new.gender,
            new.birth_date.isoformat() if new.birth_date else None,
            *new[6:16],
            new.entered,
            last_visit_of(new),
        )
    )
    child = patient_id * _CHILDREN_PER_PATIENT
    for n, visit in enumerate(new.records):
        rows["record"].append((child + n, visit.uuid, institution_id, patient_id, 1, *visit[1:]))
    for n, (kind, text) in enumerate(
        [("name", name) for name in new.former_names] + [("phone", phone) for phone in new.former_phones]
    ):
        rows["alias"].append((child + n, institution_id, patient_id, kind, text))
    for n, opened in enumerate(new.tickets):
        rows["ticket"].append((child + n, opened.uuid, institution_id, patient_id, 1, *opened[1:]))


def _insert(connection: Any, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for name, columns in _COLUMNS.items():
        if rows[name]:
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows[name])  # noqa: S608 - our tables
            rows[name].clear()


def _join(connection: Any, path: Path) -> int:
    """Copy a shard's rows into the register."""
    connection.execute("ATTACH ? AS shard", (str(path),))
    connection.execute("BEGIN")
    for name, columns in _COLUMNS.items():
        listed = ", ".join(columns)
        copy = f"INSERT INTO main.{name} ({listed}) SELECT {listed} FROM shard.{name} ORDER BY id"  # noqa: S608
        connection.execute(copy)
    count = int(connection.execute("SELECT count(*) FROM shard.patient").fetchone()[0])
    connection.execute("COMMIT")
    connection.execute("DETACH shard")
    return count


def _number_tickets(connection: Any) -> None:
    """Number the tickets in the order in which they were opened; charts have their numbers already."""
    connection.execute("BEGIN")
    connection.execute(
        "UPDATE ticket SET changed = opened, number = numbered.n FROM (SELECT id, row_number() OVER "
        "(PARTITION BY institution_id ORDER BY opened, id) AS n FROM ticket) AS numbered "
        "WHERE numbered.id = ticket.id"
    )
    for name, column in (("chart", "patient.chart_number"), ("ticket", "ticket.number")):
        table = column.partition(".")[0]
        connection.execute(
            f"INSERT INTO counter (institution_id, name, last) SELECT institution_id, ?, max({column}) "  # noqa: S608
            f"FROM {table} GROUP BY institution_id",
            (name,),
        )
    connection.execute("COMMIT")


def _join_postings(connection: Any, module: Any, paths: list[Path]) -> None:
    """Merge the shards' parts of the index, in the order in which the register keeps them."""
    readers = [module.connect(str(path)) for path in paths]
    sources = [
        reader.execute("SELECT institution_id, term, chunk, docs FROM posting ORDER BY rowid")
        for reader in readers
    ]
    merged = heapq.merge(*sources, key=_place)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO posting (institution_id, term, chunk, docs) VALUES (?, ?, ?, ?)", _whole(merged)
    )
    connection.execute("COMMIT")
    for reader in readers:
        reader.close()


def _place(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[:3]


def _whole(merged: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    for key, group in groupby(merged, key=_place):
        parts = [row[3] for row in group]
        if len(parts) == 1:
            yield (*key, parts[0])
        else:
            yield (*key, BitMap.union(*[BitMap.deserialize(part) for part in parts]).serialize())


def _settle(file: Path) -> None:
    """Bring a finished register to the disk, with the statistics that the planner uses."""
    connection = engine.sqlite_module().connect(str(file), isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA analysis_limit = 400")
    connection.execute("ANALYZE")
    wrong = (
        connection.execute("PRAGMA foreign_key_check").fetchone()
        if file.stat().st_size < (64 << 20)
        else None
    )
    connection.close()
    if wrong:
        raise RuntimeError("the register that was built refers to rows that are not there")
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
