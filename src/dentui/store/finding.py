"""Who is found: the find text, the filters and the operator's scope as sets of patients.

Every set comes from the index. Where a set can hold a patient too many (digits that stand in a phone,
but not in a row), the answer is not exact until the charts were read: `Found.doubtful`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

from pyroaring import BitMap
from sqlalchemy import select

from dentui.domain import terms as t
from dentui.domain.finding import Filters
from dentui.domain.folding import folds
from dentui.domain.matching import Part, Question, dialled
from dentui.store import postings
from dentui.store.scope import View
from dentui.store.tables import patient

TIERS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """The patients found, by tier (literal, folded, pinyin), without overlap."""

    tiers: tuple[BitMap, ...]
    doubtful: bool
    """Whether a set may hold patients too many, who have to be checked against their charts."""

    @property
    def count(self) -> int:
        """The number found."""
        return sum(map(len, self.tiers))


@dataclass(slots=True)
class _Sets:
    """What one part of the text matches: literally; and at most folded; and at all."""

    literal: BitMap
    folded: BitMap
    pinyin: BitMap
    doubtful: bool = False

    def joined(self, other: _Sets) -> _Sets:
        """Both parts match."""
        return _Sets(
            self.literal & other.literal,
            self.folded & other.folded,
            self.pinyin & other.pinyin,
            self.doubtful or other.doubtful,
        )

    def either(self, other: _Sets) -> _Sets:
        """At least one matches."""
        return _Sets(
            self.literal | other.literal,
            self.folded | other.folded,
            self.pinyin | other.pinyin,
            self.doubtful or other.doubtful,
        )


def find(view: View, question: Question, filters: Filters) -> Found:
    """The patients within the operator's scope whom the question and the filters fit."""
    if question.nobody:
        return Found((BitMap(),) * TIERS, doubtful=False)
    base = _base(view, filters)
    if not question.parts:
        return Found((base, BitMap(), BitMap()), doubtful=False)
    loaded = _Loaded(view, question)
    sets = reduce(_Sets.joined, (loaded.part(part) for part in question.parts))
    if question.by_visit_only:
        return Found((sets.pinyin & base, BitMap(), BitMap()), sets.doubtful)
    literal = sets.literal & base
    folded = (sets.folded & base) - literal
    return Found((literal, folded, (sets.pinyin & base) - literal - folded), sets.doubtful)


def _base(view: View, filters: Filters) -> BitMap:
    """Scope and filters."""
    scope = [t.ALL if view.administers else f"{t.RESPONSIBLE}{view.person_id}"]
    genders = [t.GENDER + gender for gender in sorted(filters.genders)]
    visits = list(_visit_terms(view, filters))
    sets = postings.load(view.connection, view.institution_id, scope + genders + visits)
    base = sets.get(scope[0], BitMap())
    for narrowed in (genders, visits):
        if narrowed:
            some = [sets[term] for term in narrowed if term in sets]
            base = base & BitMap.union(*some) if some else BitMap()
    return base


def _visit_terms(view: View, filters: Filters) -> Iterator[str]:
    """Terms whose union is: a visit within the range, of one of the case types."""
    suffixes = [f"/{case_type}" for case_type in sorted(filters.case_types)] or [""]
    if filters.visited_from is None and filters.visited_to is None:
        yield from (f"{t.CASE_TYPE}{case_type}" for case_type in sorted(filters.case_types))
        return
    yield t.VISIT_YEAR  # which nobody has: a range without any visit finds nobody, not everybody
    years = postings.first_and_last(view.connection, view.institution_id, t.VISIT_YEAR)
    if years is None:
        return
    first = max(filters.visited_from or date.min, date(int(years[0][1:5]), 1, 1))
    last = min(filters.visited_to or date.max, date(int(years[1][1:5]), 12, 31))
    for term in _spans(first, last):
        yield from (term + suffix for suffix in suffixes)


def _spans(first: date, last: date) -> Iterator[str]:
    """Whole years, else whole months, else days that make up the range."""
    day = first
    while day <= last:
        if day.day == 1:
            if day.month == 1 and date(day.year, 12, 31) <= last:
                yield f"{t.VISIT_YEAR}{day.year:04}"
                day = date(day.year + 1, 1, 1)
                continue
            month_end = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            if month_end <= last:
                yield f"{t.VISIT_MONTH}{t.day_text(day)[:6]}"
                day = month_end + timedelta(days=1)
                continue
        yield t.VISIT_DAY + t.day_text(day)
        day += timedelta(days=1)


class _Loaded:
    """The sets that a question needs, read in as few statements as can be."""

    def __init__(self, view: View, question: Question) -> None:
        self.view = view
        wanted: set[str] = set()
        for part in question.parts:
            wanted.update(_exact_terms(part))
        self.sets = postings.load(view.connection, view.institution_id, wanted)
        self.prefixes: dict[str, BitMap] = {}

    def part(self, part: Part) -> _Sets:
        """What the part matches, by any of the ways it can be read."""
        found = self._words(part.words)
        if part.pieces:
            pieces = None
            for piece in part.pieces:
                one = self.part(piece)
                pieces = one if pieces is None else pieces.joined(one)
            if pieces is not None:
                found = found.either(pieces)
        values, doubtful = self._values(part)
        if values:
            found = _Sets(
                found.literal | values, found.folded | values, found.pinyin | values, found.doubtful
            )
            found.doubtful = found.doubtful or doubtful
        return found

    def _words(self, words: tuple[str, ...]) -> _Sets:
        sets = None
        for word in words:
            spellings = folds(word)
            literal = self._start(t.WORD, t.WORD_START, word)
            folded = literal
            pinyin = BitMap()
            for spelling in spellings:
                folded = (
                    folded
                    | self._start(t.WORD, t.WORD_START, spelling)
                    | self._start(t.FOLDED, t.FOLDED_START, spelling)
                )
                pinyin |= self._start(t.PINYIN, t.PINYIN_START, spelling)
            one = _Sets(literal, folded, folded | pinyin)
            sets = one if sets is None else sets.joined(one)
        return sets or _Sets(BitMap(), BitMap(), BitMap())

    def _start(self, kind: str, start: str, text: str) -> BitMap:
        if len(text) <= t.START_LENGTH:
            return self.sets.get(start + text, BitMap())
        if start + text[: t.START_LENGTH] not in self.sets:
            return BitMap()
        return self._prefix(kind + text)

    def _prefix(self, prefix: str) -> BitMap:
        if prefix not in self.prefixes:
            self.prefixes[prefix] = postings.load_prefix(
                self.view.connection, self.view.institution_id, prefix
            )
        return self.prefixes[prefix]

    def _values(self, part: Part) -> tuple[BitMap, bool]:
        """Who has the part in a phone, a number, the e-mail address, as birth date or chart number."""
        found, doubtful = BitMap(), False
        for digits in dialled(part):
            found |= self._all(_phone_terms(digits))
            doubtful = doubtful or len(digits) > 4
        if part.number:
            found |= self._all([t.NUMBER_4 + gram for gram in t.grams(part.number, 4)])
            doubtful = True
        if part.email:
            found |= self._email(part.email)
            doubtful = doubtful or (part.email[0] != "@" and len(part.email) not in t.EMAIL_LENGTHS)
        for birth in part.births:
            found |= self.sets.get(t.BIRTH + t.day_text(birth), BitMap())
        if part.chart_number is not None:
            found.update(self._chart(part.chart_number))
        return found, doubtful and bool(found)

    def _all(self, wanted: Iterable[str]) -> BitMap:
        sets = [self.sets.get(term) for term in wanted]
        if not sets or any(some is None for some in sets):
            return BitMap()
        return BitMap.intersection(*[some for some in sets if some is not None])

    def _email(self, start: str) -> BitMap:
        if start.startswith("@"):
            return self._prefix(t.DOMAIN + start[1:]) if len(start) > 1 else BitMap()
        return self.sets.get(_email_term(start), BitMap())

    def _chart(self, number: int) -> Iterable[int]:
        return self.view.connection.scalars(
            select(patient.c.id).where(
                patient.c.institution_id == self.view.institution_id, patient.c.chart_number == number
            )
        )


def _exact_terms(part: Part) -> Iterator[str]:
    for word in part.words:
        for spelling in {word, *folds(word)}:
            for start in (t.WORD_START, t.FOLDED_START, t.PINYIN_START):
                yield start + spelling[: t.START_LENGTH]
    for digits in dialled(part):
        yield from _phone_terms(digits)
    if part.number:
        yield from (t.NUMBER_4 + gram for gram in t.grams(part.number, 4))
    if part.email and not part.email.startswith("@"):
        yield _email_term(part.email)
    for birth in part.births:
        yield t.BIRTH + t.day_text(birth)
    for piece in part.pieces:
        yield from _exact_terms(piece)


def _phone_terms(digits: str) -> list[str]:
    if len(digits) == 3:
        return [t.PHONE_3 + digits]
    return [t.PHONE_4 + gram for gram in t.grams(digits, 4)]


def _email_term(start: str) -> str:
    length = max(length for length in t.EMAIL_LENGTHS if length <= len(start))
    return t.EMAIL + start[:length]
