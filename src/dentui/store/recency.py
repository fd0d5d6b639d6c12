"""The list's order, newest visit first, taken from the index instead of sorting.

Patients are in one month and one day each, by their last visit. A window of the order is found by
counting months, then days, until it is reached; only the patients of the days it touches are read.
So any row of a million is reached in a few milliseconds, from the top as from the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, select

from dentui.domain.terms import LAST_DAY, LAST_INSTANT, LAST_MONTH, day_text, instant_of, instant_text
from dentui.domain.times import DAY, from_seconds, to_seconds
from dentui.store import postings
from dentui.store.tables import patient

FEW = 300
"""So many patients are read and sorted at once."""
CROWD = 1_500
"""A day with more patients than this is ordered by instants first."""
SPAN = 40
"""Years within which every month is asked for, whether anybody was seen in it or not."""

_times = select(patient.c.last_visit, patient.c.id).where(patient.c.id.in_(bindparam("ids", expanding=True)))


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
    day = day_text(from_seconds(last_visit).date())
    row = 0
    order = _Order(connection, institution, docs, newest_first=True)
    for month, members in order.months():
        if month != day[:6]:
            row += docs.intersection_cardinality(members)
            continue
        for name, of_day in order.days(month):
            if name != day:
                row += docs.intersection_cardinality(of_day)
                continue
            for instant, some in order.instants(name, of_day & docs):
                if wanted not in some:
                    row += len(some)
                elif instant is not None:
                    return row + sum(1 for _ in some) - some.rank(wanted)
                else:
                    return row + _sorted(connection, some).index(wanted)
    return row


class _Order:
    """The months, days and instants of a set, from the newest on or from the oldest on."""

    def __init__(self, connection: Connection, institution: int, docs: BitMap, *, newest_first: bool) -> None:
        self.connection = connection
        self.institution = institution
        self.docs = docs
        self.newest_first = newest_first

    def take(self, offset: int, limit: int) -> list[int]:
        """Ids at these rows, counted from the end that this order begins at."""
        found: list[int] = []
        for month, members in self.months():
            hits = self.docs & members
            if len(hits) <= offset:
                offset -= len(hits)
                continue
            if len(hits) <= FEW:
                some = self._read(hits)[offset : offset + limit]
            else:
                some = self._take_days(month, offset, limit)
            offset = 0
            limit -= len(some)
            found += some
            if not limit:
                break
        return found

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

    def days(self, month: str) -> Iterator[tuple[str, BitMap]]:
        """(day, patients last seen on it) of a month, in this order."""
        sets = postings.load_by_prefix(self.connection, self.institution, LAST_DAY + month)
        for term in sorted(sets, reverse=self.newest_first):
            yield term[1:], sets[term]

    def instants(self, day: str, hits: BitMap) -> Iterator[tuple[int | None, BitMap]]:
        """Parts of a day's patients, in this order: (instant, all with exactly this last visit) or
        (None, patients between two instants)."""
        if len(hits) <= CROWD:
            yield None, hits
            return
        start = to_seconds(from_seconds(0).strptime(day, "%Y%m%d"))
        shared: list[tuple[int, BitMap]] = []
        rest = hits
        for seconds, members in self._instants_between(start, start + DAY):
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

    def _take_days(self, month: str, offset: int, limit: int) -> list[int]:
        found: list[int] = []
        for day, members in self.days(month):
            hits = self.docs & members
            if len(hits) <= offset:
                offset -= len(hits)
                continue
            for instant, some in self.instants(day, hits):
                if len(some) <= offset:
                    offset -= len(some)
                    continue
                if instant is None:
                    part = self._read(some)[offset : offset + limit]
                elif self.newest_first:
                    part = [some[len(some) - 1 - i] for i in range(offset, min(offset + limit, len(some)))]
                else:
                    part = list(some[offset : offset + limit])
                offset = 0
                limit -= len(part)
                found += part
                if not limit:
                    return found
        return found

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


def _sorted(connection: Connection, docs: BitMap) -> list[int]:
    return [doc for _, doc in sorted(_read_times(connection, docs), reverse=True)]


def _read_times(connection: Connection, docs: BitMap) -> list[tuple[int, int]]:
    wanted = list(docs)
    found: list[tuple[int, int]] = []
    for start in range(0, len(wanted), 1_000):
        rows = connection.execute(_times, {"ids": wanted[start : start + 1_000]})
        found += [(at, doc) for at, doc in rows]
    return found


def _month_names(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[4:])
    while (name := f"{year:04}{month:02}") <= last:
        yield name
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
