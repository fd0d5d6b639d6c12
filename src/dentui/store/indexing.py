"""Keeping the finding index true to the charts: at every change, after every migration, on demand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypedDict

from pyroaring import BitMap
from sqlalchemy import Connection, delete, select, text

from dentui.domain.terms import CHUNK_BITS, Findable, chart_terms, is_chunked, terms_of, visit_terms
from dentui.store import postings
from dentui.store.among import among
from dentui.store.rows import insert_rows
from dentui.store.tables import alias, institution, patient, posting, record


class PostingRow(TypedDict):
    """A row of the index."""

    institution_id: int
    term: str
    chunk: int
    docs: bytes


BLOCK = 5_000
"""Patients whose charts are read at a time."""

COLUMNS = (
    patient.c.id,
    patient.c.family,
    patient.c.given,
    patient.c.other,
    patient.c.mobile,
    patient.c.landline,
    patient.c.email,
    patient.c.id_number,
    patient.c.insurance_number,
    patient.c.birth_date,
    patient.c.gender,
    patient.c.responsible_id,
    patient.c.last_visit,
    patient.c.entered,
    patient.c.merged_into_id,
)

_charts = select(*COLUMNS).where(among(patient.c.id, "ids"))
_aliases = select(alias.c.patient_id, alias.c.kind, alias.c.text).where(among(alias.c.patient_id, "ids"))
_visits = select(record.c.patient_id, record.c.visiting_time, record.c.case_type_id).where(
    among(record.c.patient_id, "ids")
)


def findables(
    connection: Connection, ids: Sequence[int], *, visits: bool = True
) -> Iterator[tuple[int, Findable]]:
    """What finding uses of these patients' charts; without their visits where only the find text counts."""
    names: dict[int, list[tuple[str, str, str]]] = {}
    phones: dict[int, list[str]] = {}
    seen: dict[int, list[tuple[int, int | None]]] = {}
    wanted = {"ids": list(ids)}
    for patient_id, kind, former in connection.execute(_aliases, wanted).all():
        if kind == "name":
            names.setdefault(patient_id, []).append((former, "", ""))
        else:
            phones.setdefault(patient_id, []).append(former)
    if visits:
        for patient_id, visiting_time, case_type_id in connection.execute(_visits, wanted).all():
            seen.setdefault(patient_id, []).append((visiting_time, case_type_id))
    for row in connection.execute(_charts, wanted).all():
        yield (
            row.id,
            Findable(
                names=((row.family, row.given, row.other), *names.get(row.id, ())),
                phones=tuple(p for p in (row.mobile, row.landline, *phones.get(row.id, ())) if p),
                email=row.email,
                id_number=row.id_number,
                insurance_number=row.insurance_number,
                birth_date=row.birth_date,
                gender=row.gender,
                responsible_id=row.responsible_id,
                last_visit=row.last_visit,
                entered=row.entered,
                visits=tuple(seen.get(row.id, ())),
                merged=row.merged_into_id is not None,
            ),
        )


@contextmanager
def reindexed(connection: Connection, institution_id: int, *ids: int) -> Iterator[None]:
    """Around a change of anything that finding uses of these patients' charts."""
    before = _terms(connection, ids)
    yield
    _change(connection, institution_id, before, _terms(connection, ids))


@contextmanager
def regrouped(
    connection: Connection, institution_id: int, ids: Sequence[int], visits: Iterable[Sequence[Any]]
) -> Iterator[Callable[[], None]]:
    """Around a change in which records go from one of these patients to another. `visits`: of each of their
    records, whose it is, whose it will be, its visiting time, and its case type's id. What is given is
    called while they are on their way, and makes the index of visits true; all else that finding uses is
    seen to at the end, as by `reindexed`."""
    going: defaultdict[tuple[int, int], list[tuple[int, int | None]]] = defaultdict(list)
    for was, will, visiting_time, case_type_id in visits:
        going[was, will].append((visiting_time, case_type_id))
    before = _chart_terms(connection, ids, {was for was, _ in going})

    def follow() -> None:
        had: dict[int, set[str]] = {patient_id: set() for patient_id in ids}
        has: dict[int, set[str]] = {patient_id: set() for patient_id in ids}
        for (was, will), some in going.items():
            terms = visit_terms(some)
            had[was] |= terms
            has[will] |= terms
        _change(connection, institution_id, had, has, sent_ahead=True)

    yield follow
    after = _chart_terms(connection, ids, {will for _, will in going})
    _change(connection, institution_id, before, after)


def _change(
    connection: Connection,
    institution_id: int,
    before: Mapping[int, set[str]],
    after: Mapping[int, set[str]],
    *,
    sent_ahead: bool = False,
) -> None:
    added: dict[str, tuple[int, ...]] = {}
    removed: dict[str, tuple[int, ...]] = {}
    for patient_id in before:
        _note(added, after[patient_id] - before[patient_id], patient_id)
        _note(removed, before[patient_id] - after[patient_id], patient_id)
    postings.change(connection, institution_id, added, removed, sent_ahead=sent_ahead)


def _note(changes: dict[str, tuple[int, ...]], terms: set[str], patient_id: int) -> None:
    """Who is merged brings thousands of terms: what takes time for each is left to Python itself."""
    several = {term: (*changes[term], patient_id) for term in changes.keys() & terms}
    changes |= dict.fromkeys(terms, (patient_id,)) | several


def add(connection: Connection, institution_id: int, patient_id: int) -> None:
    """Put a patient that was just made into the index."""
    terms = _terms(connection, (patient_id,))[patient_id]
    postings.change(connection, institution_id, dict.fromkeys(terms, (patient_id,)), {})


def collect(patients: Iterable[tuple[int, Findable]]) -> dict[str, list[int]]:
    """For every term, the patients that have it."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for patient_id, findable in patients:
        for term in terms_of(findable):
            found[term].append(patient_id)
    return found


def rebuild(connection: Connection) -> None:
    """Make the whole index anew from the charts."""
    for institution_id in institutions(connection):
        enter(connection, institution_id)
        connection.execute(delete(posting).where(posting.c.institution_id == institution_id))
        for rows in _batches(connection, institution_id):
            insert_rows(connection, posting, rows)


def differences(connection: Connection) -> list[str]:
    """Terms whose sets differ from what the charts say, as "institution/term"; for `dentui doctor`.
    The texts of terms are parts of patients' data: count them, do not show them."""
    wrong: list[str] = []
    for institution_id in institutions(connection):
        enter(connection, institution_id)
        there = {
            (row.term, row.chunk): bytes(row.docs)
            for row in connection.execute(select(posting).where(posting.c.institution_id == institution_id))
        }
        for rows in _batches(connection, institution_id):
            for row in rows:
                held = there.pop((row["term"], row["chunk"]), None)
                if held is None or postings.ids(held) != postings.ids(row["docs"]):
                    wrong.append(f"{institution_id}/{row['term']}")
        wrong += [f"{institution_id}/{term}" for term, _ in there]
    return wrong


def _batches(connection: Connection, institution_id: int) -> Iterator[list[PostingRow]]:
    """The rows of an institution's index, a chunk of patients at a time; sets that are not chunked
    come at the end."""
    whole: dict[str, BitMap] = {}
    chunk: dict[str, list[int]] = {}
    number = -1
    ids = connection.scalars(
        select(patient.c.id).where(patient.c.institution_id == institution_id).order_by(patient.c.id)
    ).all()
    for start in range(0, len(ids), BLOCK):
        for patient_id, findable in sorted(findables(connection, ids[start : start + BLOCK])):
            if patient_id >> CHUNK_BITS != number:
                yield from _pages(rows_of(institution_id, number, chunk))
                chunk, number = {}, patient_id >> CHUNK_BITS
            for term in terms_of(findable):
                if is_chunked(term):
                    chunk.setdefault(term, []).append(patient_id)
                else:
                    whole.setdefault(term, BitMap()).add(patient_id)
    yield from _pages(rows_of(institution_id, number, chunk))
    yield from _pages(
        {"institution_id": institution_id, "term": term, "chunk": 0, "docs": whole[term].serialize()}
        for term in sorted(whole)
    )


def rows_of(institution_id: int, number: int, chunk: dict[str, list[int]]) -> Iterator[PostingRow]:
    """The rows of one chunk."""
    for term in sorted(chunk):
        yield {
            "institution_id": institution_id,
            "term": term,
            "chunk": number,
            "docs": BitMap(chunk[term]).serialize(),
        }


def _pages(rows: Iterable[PostingRow]) -> Iterator[list[PostingRow]]:
    page: list[PostingRow] = []
    for row in rows:
        page.append(row)
        if len(page) == BLOCK:
            yield page
            page = []
    if page:
        yield page


def _terms(connection: Connection, ids: Sequence[int]) -> dict[int, set[str]]:
    return {patient_id: terms_of(findable) for patient_id, findable in findables(connection, ids)}


def _chart_terms(connection: Connection, ids: Sequence[int], visited: set[int]) -> dict[int, set[str]]:
    return {
        patient_id: chart_terms(findable, visited=patient_id in visited)
        for patient_id, findable in findables(connection, ids, visits=False)
    }


def institutions(connection: Connection) -> list[int]:
    """The ids of all institutions."""
    return list(connection.scalars(select(institution.c.id).order_by(institution.c.id)))


def enter(connection: Connection, institution_id: int) -> None:
    """Let row-level security show all of one institution."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "SELECT set_config('dentui.institution', CAST(:id AS text), true), "
                "set_config('dentui.member', '', true)"
            ),
            {"id": institution_id},
        )
