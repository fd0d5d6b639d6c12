"""The finding index: for every term of an institution, the set of patients that have it.

Sets are roaring bitmaps of patient ids in the portable format (github.com/RoaringBitmap/
RoaringFormatSpec), kept in an ordinary table, so that SQLite and PostgreSQL hold the same index and
change it in the transaction that changes the patient. Chunked terms have one row for every 65,536 ids.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, select, text

from dentui.domain.terms import CHUNK_BITS, is_chunked
from dentui.store.among import among
from dentui.store.tables import posting

TERMS_AT_ONCE = 2_000
"""Terms in one statement."""
CHANGED_AT_ONCE = 2_000
"""The same where they are changed: while PostgreSQL changes some, the next ones are worked out."""
ONE_BY_ONE = 8
"""So few patients go into a set and out of it faster without a set of their own."""

_Change = tuple[tuple[int, ...], tuple[int, ...]]
"""Patients that are put into a set, and those that are taken out."""

_by_terms = select(posting.c.term, posting.c.docs).where(
    posting.c.institution_id == bindparam("institution"),
    among(posting.c.term, "terms"),
)
_by_range = select(posting.c.term, posting.c.docs).where(
    posting.c.institution_id == bindparam("institution"),
    posting.c.term >= bindparam("low"),
    posting.c.term < bindparam("high"),
)
# Led by the terms, so that no planner goes through all of the index for each, whatever size it takes it for.
_KEYED = (
    "SELECT t.value, (SELECT docs FROM posting WHERE institution_id = {} "
    "AND posting.term = t.value AND chunk = {}) AS docs FROM {} AS t"
)
_keyed = text(_KEYED.format(":institution", ":chunk", "json_each(:terms)"))
_drop = delete(posting).where(
    posting.c.institution_id == bindparam("institution"),
    among(posting.c.term, "terms"),
    posting.c.chunk == bindparam("chunk"),
)
# For the driver itself, which can send them ahead.
_keyed_at_once = _KEYED.format(
    "%(institution)s", "%(chunk)s", "json_array_elements_text(CAST(%(terms)s AS json))"
)
_NEW = (
    "ROWS FROM (json_array_elements_text(CAST(%(terms)s AS json)), "
    "unnest(string_to_array(%(docs)s, ','))) AS new(term, docs)"
)
_rewrite_at_once = (
    f"UPDATE posting SET docs = decode(new.docs, 'hex') FROM {_NEW} "  # noqa: S608
    "WHERE institution_id = %(institution)s AND posting.term = new.term AND chunk = %(chunk)s"
)
_add_at_once = (
    "INSERT INTO posting (institution_id, term, chunk, docs) "  # noqa: S608
    f"SELECT %(institution)s, new.term, %(chunk)s, decode(new.docs, 'hex') FROM {_NEW}"
)
_largest = (
    select(posting.c.term)
    .where(
        posting.c.institution_id == bindparam("institution"),
        posting.c.term >= bindparam("low"),
        posting.c.term < bindparam("high"),
    )
    .limit(1)
)
_names = (
    select(posting.c.term)
    .distinct()
    .where(
        posting.c.institution_id == bindparam("institution"),
        posting.c.term >= bindparam("low"),
        posting.c.term < bindparam("high"),
    )
    .order_by(posting.c.term)
)


def ids(docs: bytes) -> BitMap:
    """The set of patients that a row holds."""
    return BitMap.deserialize(docs)


def load(connection: Connection, institution: int, terms: Iterable[str]) -> dict[str, BitMap]:
    """The sets of these terms; a term that nobody has is left out."""
    wanted = sorted(set(terms))
    parts: dict[str, list[BitMap]] = {}
    for start in range(0, len(wanted), TERMS_AT_ONCE):
        some = wanted[start : start + TERMS_AT_ONCE]
        for term, docs in connection.execute(_by_terms, {"institution": institution, "terms": some}).all():
            parts.setdefault(term, []).append(BitMap.deserialize(docs))
    return {term: _union(sets) for term, sets in parts.items()}


def load_union(connection: Connection, institution: int, terms: Iterable[str]) -> BitMap:
    """The patients that have any of these terms."""
    wanted = sorted(set(terms))
    sets: list[BitMap] = []
    for start in range(0, len(wanted), TERMS_AT_ONCE):
        some = wanted[start : start + TERMS_AT_ONCE]
        rows = connection.execute(_by_terms, {"institution": institution, "terms": some}).all()
        sets += [BitMap.deserialize(docs) for _, docs in rows]
    return _union(sets)


def load_prefix(connection: Connection, institution: int, prefix: str) -> BitMap:
    """The patients that have any term with this beginning."""
    rows = connection.execute(_by_range, _bounds(institution, prefix)).all()
    return _union([BitMap.deserialize(docs) for _, docs in rows])


def load_by_prefix(connection: Connection, institution: int, prefix: str) -> dict[str, BitMap]:
    """The sets of all terms with this beginning."""
    parts: dict[str, list[BitMap]] = {}
    for term, docs in connection.execute(_by_range, _bounds(institution, prefix)).all():
        parts.setdefault(term, []).append(BitMap.deserialize(docs))
    return {term: _union(sets) for term, sets in parts.items()}


def first_and_last(connection: Connection, institution: int, kind: str) -> tuple[str, str] | None:
    """The smallest and the largest term of a kind, or None where there is none."""
    bounds = _bounds(institution, kind)
    first = connection.scalar(_largest.order_by(posting.c.term), bounds)
    last = connection.scalar(_largest.order_by(posting.c.term.desc()), bounds)
    return (first, last) if first is not None and last is not None else None


def names(connection: Connection, institution: int, prefix: str) -> list[str]:
    """The terms with this beginning, in order."""
    return list(connection.scalars(_names, _bounds(institution, prefix)))


def change(
    connection: Connection,
    institution: int,
    added: Mapping[str, Sequence[int]],
    removed: Mapping[str, Sequence[int]],
    *,
    sent_ahead: bool = False,
) -> None:
    """Put patients into the sets of terms and take them out of others. The caller holds the write
    lock of the register, so nobody changes the same rows meanwhile. What is sent ahead is asked for as a
    whole before the first part is worked on, so that no part waits for those before it."""
    chunks: dict[int, dict[str, _Change]] = {}
    for chunk, term, patients in _by_chunk(added):
        chunks.setdefault(chunk, {})[term] = (patients, ())
    for chunk, term, patients in _by_chunk(removed):
        changes = chunks.setdefault(chunk, {})
        changes[term] = (changes[term][0], patients) if term in changes else ((), patients)
    asked = (
        (chunk, _ask(connection, institution, chunk, some))
        for chunk in sorted(chunks)
        for some in _batches(sorted(chunks[chunk]))
    )
    for chunk, found in list(asked) if sent_ahead else asked:
        _change(connection, institution, chunk, found, chunks[chunk])


def _batches(terms: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(terms), CHANGED_AT_ONCE):
        yield terms[start : start + CHANGED_AT_ONCE]


def _ask(connection: Connection, institution: int, chunk: int, terms: Sequence[str]) -> Any:
    """A cursor over these terms and their sets."""
    wanted = {"institution": institution, "chunk": chunk, "terms": json.dumps(terms)}
    if connection.dialect.name == "postgresql":
        return _driver(connection).execute(_keyed_at_once, wanted, binary=True)
    return connection.execute(_keyed, wanted)


def _change(
    connection: Connection, institution: int, chunk: int, found: Any, changes: Mapping[str, _Change]
) -> None:
    gone: list[str] = []
    changed: dict[str, bytes] = {}
    fresh: dict[str, bytes] = {}
    # Of the days of a patient who is merged, thousands change in the same way.
    known: dict[tuple[bytes | None, _Change], bytes | None] = {}
    for term, old in found.fetchall():
        key = (old, changes[term])
        if key in known:
            new = known[key]
        else:
            new = known[key] = _changed(*key)
        if new == old:
            continue
        if new is None:
            gone.append(term)
        elif old is None:
            fresh[term] = new
        else:
            changed[term] = new
    where = {"institution": institution, "chunk": chunk}
    if gone:
        connection.execute(_drop, {**where, "terms": gone})
    if changed:
        _rewrite(connection, where, changed)
    if fresh:
        _add(connection, where, fresh)


def _changed(old: bytes | None, change: _Change) -> bytes | None:
    """A row's set with patients put in and others taken out; None for an empty one."""
    plus, minus = change
    docs = BitMap() if old is None else BitMap.deserialize(old)
    if len(plus) + len(minus) > ONE_BY_ONE:
        docs = (docs - BitMap(minus)) | BitMap(plus)
    else:
        for patient in minus:
            docs.discard(patient)
        for patient in plus:
            docs.add(patient)
    return docs.serialize() if docs else None


def _rewrite(connection: Connection, where: Mapping[str, int], docs: Mapping[str, bytes]) -> None:
    """Give rows that are there other sets."""
    if connection.dialect.name == "postgresql":
        _driver(connection).execute(_rewrite_at_once, {**where, **_columns(docs)})
        return
    # Past SQLAlchemy, which takes longer over a row than SQLite does.
    connection.exec_driver_sql(
        "UPDATE posting SET docs = ? WHERE institution_id = ? AND term = ? AND chunk = ?",
        [(some, where["institution"], term, where["chunk"]) for term, some in docs.items()],
    )


def _add(connection: Connection, where: Mapping[str, int], docs: Mapping[str, bytes]) -> None:
    """Add rows."""
    if connection.dialect.name == "postgresql":
        _driver(connection).execute(_add_at_once, {**where, **_columns(docs)})
        return
    connection.exec_driver_sql(
        "INSERT INTO posting (institution_id, term, chunk, docs) VALUES (?, ?, ?, ?)",
        [(where["institution"], term, where["chunk"], some) for term, some in docs.items()],
    )


def _columns(docs: Mapping[str, bytes]) -> dict[str, str]:
    return {"terms": json.dumps(list(docs)), "docs": ",".join(map(bytes.hex, docs.values()))}


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _by_chunk(changes: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, str, tuple[int, ...]]]:
    """The chunks of the terms, and of each the patients in it."""
    for term, patients in changes.items():
        if not is_chunked(term):
            if patients:
                yield 0, term, tuple(patients)
        elif len(patients) == 1:
            yield patients[0] >> CHUNK_BITS, term, tuple(patients)
        else:
            parts: dict[int, list[int]] = {}
            for patient in patients:
                parts.setdefault(patient >> CHUNK_BITS, []).append(patient)
            for chunk, some in parts.items():
                yield chunk, term, tuple(some)


def _bounds(institution: int, prefix: str) -> dict[str, object]:
    return {"institution": institution, "low": prefix, "high": _after(prefix)}


def _after(prefix: str) -> str:
    """The least text that sorts behind everything with this beginning (by code point, as both
    databases compare here)."""
    last = ord(prefix[-1])
    if last == 0x10FFFF:
        return _after(prefix[:-1])
    return prefix[:-1] + chr(0xE000 if last == 0xD7FF else last + 1)


def _union(sets: list[BitMap]) -> BitMap:
    if len(sets) == 1:
        return sets[0]
    return BitMap.union(*sets) if sets else BitMap()
