"""The finding index: for every term of an institution, the set of patients that have it.

Sets are roaring bitmaps of patient ids in the portable format (github.com/RoaringBitmap/
RoaringFormatSpec), kept in an ordinary table, so that SQLite and PostgreSQL hold the same index and
change it in the transaction that changes the patient. Chunked terms have one row for every 65,536 ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, select

from dentui.domain.terms import CHUNK_BITS, is_chunked
from dentui.store.among import among
from dentui.store.rows import insert_rows
from dentui.store.tables import posting

TERMS_AT_ONCE = 2_000
"""Terms in one statement."""

_by_terms = select(posting.c.term, posting.c.docs).where(
    posting.c.institution_id == bindparam("institution"),
    among(posting.c.term, "terms"),
)
_by_range = select(posting.c.term, posting.c.docs).where(
    posting.c.institution_id == bindparam("institution"),
    posting.c.term >= bindparam("low"),
    posting.c.term < bindparam("high"),
)
_keyed = select(posting.c.term, posting.c.chunk, posting.c.docs).where(
    posting.c.institution_id == bindparam("institution"),
    among(posting.c.term, "terms"),
    among(posting.c.chunk, "chunks"),
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
    added: Mapping[str, Iterable[int]],
    removed: Mapping[str, Iterable[int]],
) -> None:
    """Put patients into the sets of terms and take them out of others. The caller holds the write
    lock of the register, so nobody changes the same rows meanwhile."""
    terms = sorted(added.keys() | removed.keys())
    for start in range(0, len(terms), TERMS_AT_ONCE):
        some = terms[start : start + TERMS_AT_ONCE]
        _change(
            connection,
            institution,
            {term: added[term] for term in some if term in added},
            {term: removed[term] for term in some if term in removed},
        )


def _change(
    connection: Connection,
    institution: int,
    added: Mapping[str, Iterable[int]],
    removed: Mapping[str, Iterable[int]],
) -> None:
    changes: dict[tuple[str, int], tuple[BitMap, BitMap]] = {}
    for side, terms in enumerate((added, removed)):
        for term, patients in terms.items():
            for chunk, some in _chunks(term, patients):
                changes.setdefault((term, chunk), (BitMap(), BitMap()))[side].update(some)
    present = _present(connection, institution, changes)
    gone: list[tuple[str, int]] = []
    fresh: list[dict[str, object]] = []
    for key in sorted(changes):
        plus, minus = changes[key]
        old = present.get(key)
        new = ((old - minus) if old is not None else BitMap()) | plus
        if old is not None and new == old:
            continue
        if old is not None:
            gone.append(key)
        if new:
            fresh.append(
                {"institution_id": institution, "term": key[0], "chunk": key[1], "docs": new.serialize()}
            )
    if gone:
        connection.execute(
            delete(posting).where(
                posting.c.institution_id == institution,
                posting.c.term == bindparam("t"),
                posting.c.chunk == bindparam("c"),
            ),
            [{"t": term, "c": chunk} for term, chunk in gone],
        )
    insert_rows(connection, posting, fresh)


def _present(
    connection: Connection, institution: int, wanted: Iterable[tuple[str, int]]
) -> dict[tuple[str, int], BitMap]:
    keys = list(wanted)
    values = {
        "institution": institution,
        "terms": sorted({term for term, _ in keys}),
        "chunks": sorted({chunk for _, chunk in keys}),
    }
    return {
        (term, chunk): BitMap.deserialize(docs)
        for term, chunk, docs in connection.execute(_keyed, values).all()
    }


def _chunks(term: str, patients: Iterable[int]) -> Iterator[tuple[int, BitMap]]:
    if not is_chunked(term):
        yield 0, BitMap(patients)
        return
    parts: dict[int, list[int]] = {}
    for patient in patients:
        parts.setdefault(patient >> CHUNK_BITS, []).append(patient)
    for chunk, some in parts.items():
        yield chunk, BitMap(some)


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
