"""The list's order, newest visit first, taken from the index instead of sorting.

Patients are in one month and one hour each, by their last visit. A window of the order is found by
counting months, then hours, until it is reached; only the patients of the hours it touches are read.
So any row of a million is reached in a few milliseconds, from the top as from the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import overload

from pyroaring import BitMap
from sqlalchemy import Connection, select

from dentui.domain.terms import LAST_HOUR, LAST_INSTANT, LAST_MONTH, day_text, instant_of, instant_text
from dentui.domain.times import HOUR, from_seconds, to_seconds
from dentui.store import postings
from dentui.store.among import among
from dentui.store.tables import patient

FEW = 300
"""So many patients are read and sorted at once."""
AT_ONCE = 1_000
"""Patients whose times are read in one statement."""
CROWD = 600
"""An hour with more patients than this is ordered by instants first."""
SPAN = 40
"""Years within which every month is asked for, whether anybody was seen in it or not."""

_times = select(patient.c.last_visit, patient.c.id).where(among(patient.c.id, "ids"))


def window(connection: Connection, institution: int, docs: BitMap, offset: int, limit: int) -> list[int]:
    """Ids of the patients at rows `offset` to `offset + limit` of this set, newest visit first;
    among equal times, who was entered later comes first."""
    total = len(docs)
    limit = max(0, min(limit, total - offset))
    if not limit:
        return []
    if total <= FEW:
        return _sorted(connection, docs)[offset : offset + limit]
    order = _Order(connection, institution, docs, newest_first=offset <= total // 2)
    if order.newest_first:
        return order.take(offset, limit)
    return order.take(total - offset - limit, limit)[::-1]


def row_of(connection: Connection, institution: int, docs: BitMap, wanted: int) -> int:
    """The row at which a patient of this set stands."""
    if len(docs) <= FEW:
        return _sorted(connection, docs).index(wanted)
    last_visit = connection.scalar(select(patient.c.last_visit).where(patient.c.id == wanted)) or 0
    moment = from_seconds(last_visit)
    hour = f"{day_text(moment.date())}{moment.hour:02}"
    row = 0
    order = _Order(connection, institution, docs, newest_first=True)
    for month, members in order.months():
        if month != hour[:6]:
            row += docs.intersection_cardinality(members)
            continue
        for name, within in order.hours(month):
            if name != hour:
                row += docs.intersection_cardinality(within)
                continue
            for instant, some in order.instants(name, within & docs):
                if wanted not in some:
                    row += len(some)
                elif instant is not None:
                    return row + sum(1 for _ in some) - some.rank(wanted)
                else:
                    return row + _sorted(connection, some).index(wanted)
    return row


class _Order:
    """The months, hours and instants of a set, from the newest on or from the oldest on."""

    def __init__(self, connection: Connection, institution: int, docs: BitMap, *, newest_first: bool) -> None:
        self.connection = connection
        self.institution = institution
        self.docs = docs
        self.newest_first = newest_first
        self._passed = 0

    def take(self, offset: int, limit: int) -> list[int]:
        """Ids at these rows, counted from the end that this order begins at."""
        found: list[int] = []
        loose = BitMap()  # parts in a row of which the times have to be read, together
        for instant, some in self._parts(offset):
            if not loose and len(some) <= offset - self._passed:
                self._passed += len(some)
                continue
            if instant is None and len(loose) + len(some) <= AT_ONCE:
                loose |= some
                if len(loose) < offset - self._passed + limit - len(found):
                    continue
                some = BitMap()
            found += self._slice(self._read(loose), offset, limit - len(found))
            loose = BitMap()
            if some and len(found) < limit:
                if instant is None:
                    loose = some
                else:
                    found += self._slice(_Ids(some, backwards=self.newest_first), offset, limit - len(found))
            if len(found) == limit:
                return found
        return found + self._slice(self._read(loose), offset, limit - len(found))

    def _slice(self, ids: Sequence[int], offset: int, limit: int) -> list[int]:
        start = max(0, offset - self._passed)
        self._passed += len(ids)
        return [ids[i] for i in range(start, min(start + limit, len(ids)))]

    def _parts(self, offset: int) -> Iterator[tuple[int | None, BitMap]]:
        """The set in parts, in this order; whole months where they are small or are passed over."""
        for month, members in self.months():
            hits = self.docs & members
            if len(hits) <= max(FEW, offset - self._passed):
                if hits:
                    yield None, hits
                continue
            for hour, within in self.hours(month):
                hits = self.docs & within
                if hits:
                    yield from self.instants(hour, hits)

    def months(self) -> Iterator[tuple[str, BitMap]]:
        """(month, patients last seen in it), in this order."""
        names = self._month_names()
        if self.newest_first:
            names.reverse()
        start, some = 0, 4
        while start < len(names):
            batch = names[start : start + some]
            sets = postings.load(self.connection, self.institution, (LAST_MONTH + name for name in batch))
            for name in batch:
                members = sets.get(LAST_MONTH + name)
                if members is not None:
                    yield name, members
            start, some = start + some, min(some * 3, 120)

    def _month_names(self) -> list[str]:
        ends = postings.first_and_last(self.connection, self.institution, LAST_MONTH)
        if ends is None:
            return []
        first, last = ends[0][1:], ends[1][1:]
        if int(last[:4]) - int(first[:4]) > SPAN:  # a visit with a mistaken year
            return [term[1:] for term in postings.names(self.connection, self.institution, LAST_MONTH)]
        return list(_month_names(first, last))

    def hours(self, month: str) -> Iterator[tuple[str, BitMap]]:
        """(hour, patients last seen in it) of a month, in this order."""
        sets = postings.load_by_prefix(self.connection, self.institution, LAST_HOUR + month)
        for term in sorted(sets, reverse=self.newest_first):
            yield term[1:], sets[term]

    def instants(self, hour: str, hits: BitMap) -> Iterator[tuple[int | None, BitMap]]:
        """Parts of an hour's patients, in this order: (instant, all with exactly this last visit) or
        (None, patients between two instants)."""
        if len(hits) <= CROWD:
            yield None, hits
            return
        start = to_seconds(datetime(int(hour[:4]), int(hour[4:6]), int(hour[6:8]), int(hour[8:])))
        shared: list[tuple[int, BitMap]] = []
        rest = hits
        for seconds, members in self._instants_between(start, start + HOUR):
            some = members & hits
            if some:
                shared.append((seconds, some))
                rest = rest - some
        timed = self._times(rest)
        for seconds, some in shared if not self.newest_first else shared[::-1]:
            before = [doc for at, doc in timed if (at > seconds if self.newest_first else at < seconds)]
            if before:
                yield None, BitMap(before)
                done = set(before)
                timed = [pair for pair in timed if pair[1] not in done]
            same = [doc for at, doc in timed if at == seconds]
            if same:
                some = some | BitMap(same)
                timed = [pair for pair in timed if pair[0] != seconds]
            yield seconds, some
        if timed:
            yield None, BitMap(doc for _, doc in timed)

    def _read(self, docs: BitMap) -> list[int]:
        order = _sorted(self.connection, docs)
        return order if self.newest_first else order[::-1]

    def _instants_between(self, start: int, end: int) -> Iterable[tuple[int, BitMap]]:
        low, high = instant_text(start), instant_text(end - 1)
        shared = 0
        while shared < len(low) and low[shared] == high[shared]:
            shared += 1
        sets = postings.load_by_prefix(self.connection, self.institution, LAST_INSTANT + low[:shared])
        for term in sorted(sets):
            seconds = instant_of(term[1:])
            if start <= seconds < end:
                yield seconds, sets[term]

    def _times(self, docs: BitMap) -> list[tuple[int, int]]:
        return _read_times(self.connection, docs)


class _Ids(Sequence[int]):
    """The ids of a set, from the least or from the greatest on, without making a list of them."""

    def __init__(self, docs: BitMap, *, backwards: bool) -> None:
        self._docs = docs
        self._backwards = backwards

    def __len__(self) -> int:
        return len(self._docs)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return int(self._docs[len(self._docs) - 1 - at if self._backwards else at])


def _sorted(connection: Connection, docs: BitMap) -> list[int]:
    return [doc for _, doc in sorted(_read_times(connection, docs), reverse=True)]


def _read_times(connection: Connection, docs: BitMap) -> list[tuple[int, int]]:
    wanted = list(docs)
    found: list[tuple[int, int]] = []
    for start in range(0, len(wanted), AT_ONCE):
        rows = connection.execute(_times, {"ids": wanted[start : start + AT_ONCE]}).all()
        found += [(at, doc) for at, doc in rows]
    return found


def _month_names(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[4:])
    while (year, month) <= (int(last[:4]), int(last[4:])):
        yield f"{year:04}{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
