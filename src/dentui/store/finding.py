"""Who is found: the find text, the filters and the operator's scope as sets of patients.

Every set comes from the index. Where a set can hold a patient too many (digits that stand in a phone,
but not in a row), only the charts can tell: `Found.resolve` asks those of them that matter.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce

from pyroaring import BitMap
from sqlalchemy import bindparam, func, select

from dentui.domain import terms as t
from dentui.domain.finding import Filters
from dentui.domain.folding import folds
from dentui.domain.matching import Part, Question, dialled, matches_values
from dentui.store import postings
from dentui.store.among import among
from dentui.store.scope import View
from dentui.store.tables import alias, audit, patient

AT_ONCE = 1_000

_state = select(func.max(audit.c.number)).where(audit.c.institution_id == bindparam("institution"))

_values = select(
    patient.c.id,
    patient.c.mobile,
    patient.c.landline,
    patient.c.email,
    patient.c.id_number,
    patient.c.insurance_number,
).where(among(patient.c.id, "ids"))
_former_phones = select(alias.c.patient_id, alias.c.text).where(
    among(alias.c.patient_id, "ids"), alias.c.kind == "phone"
)


@dataclass(slots=True)
class Sets:
    """The patients that something matches: literally; at most folded; at all. Each holds the one
    before it."""

    literal: BitMap
    folded: BitMap
    pinyin: BitMap

    def joined(self, other: Sets) -> Sets:
        """Both match."""
        return Sets(self.literal & other.literal, self.folded & other.folded, self.pinyin & other.pinyin)

    def either(self, other: Sets) -> Sets:
        """At least one matches."""
        return Sets(self.literal | other.literal, self.folded | other.folded, self.pinyin | other.pinyin)

    def within(self, docs: BitMap) -> Sets:
        """Only of these patients."""
        return Sets(self.literal & docs, self.folded & docs, self.pinyin & docs)

    def tiers(self) -> tuple[BitMap, ...]:
        """The same without overlap: literal, then folded, then pinyin matches."""
        return (self.literal, self.folded - self.literal, self.pinyin - self.folded)


@dataclass(slots=True)
class _Answer:
    """What one part of the text matches: for certain, and perhaps (which is then literal)."""

    part: Part
    certain: Sets
    doubtful: BitMap
    pieces: tuple[_Answer, ...] = ()

    def possible(self) -> Sets:
        """All that may match."""
        found = _with(self.certain, self.doubtful)
        return found.either(_all(piece.possible() for piece in self.pieces)) if self.pieces else found

    def resolved(self, view: View, docs: BitMap) -> Sets:
        """Which of these patients match, their charts asked where the index cannot know."""
        found = self.certain.within(docs)
        perhaps = (self.doubtful & docs) - found.literal
        if perhaps:
            found = _with(found, _confirmed(view, self.part, perhaps))
        if self.pieces:
            found = found.either(_all(piece.resolved(view, docs) for piece in self.pieces))
        return found


class Found:
    """The patients within scope and filters whom a question may fit."""

    def __init__(self, view: View, question: Question, base: BitMap, answers: list[_Answer]) -> None:
        self._view = view
        self._answers = answers
        self._flat = question.by_visit_only
        self.possible = Sets(base, base, base)
        if answers:
            self.possible = self._shaped(_all(answer.possible() for answer in answers)).within(base)
        doubts = [docs for answer in answers for docs in _doubts(answer)]
        self.doubtful = BitMap.union(*doubts) & self.possible.pinyin if doubts else BitMap()
        """Those who may not match after all, which only their charts can tell."""

    def resolve(self, docs: BitMap) -> Sets:
        """Which of these patients match."""
        return self._shaped(_all(answer.resolved(self._view, docs) for answer in self._answers)).within(docs)

    def _shaped(self, sets: Sets) -> Sets:
        return Sets(sets.pinyin, sets.pinyin, sets.pinyin) if self._flat else sets


def find(view: View, question: Question, filters: Filters, state: int | None = None) -> Found:
    """The patients within the operator's scope whom the question and the filters fit. `state`: what
    `state_of` told in this transaction, where that was asked."""
    if question.nobody:
        return Found(view, question, BitMap(), [])
    loaded = _Loaded(view, question)
    return Found(
        view,
        question,
        _base(view, filters, bool(question.parts), state),
        [loaded.answer(part) for part in question.parts],
    )


def _all(sets: Iterable[Sets]) -> Sets:
    return reduce(Sets.joined, sets)


def _with(sets: Sets, literal: BitMap) -> Sets:
    if not literal:
        return sets
    return Sets(sets.literal | literal, sets.folded | literal, sets.pinyin | literal)


def _doubts(answer: _Answer) -> Iterator[BitMap]:
    left = answer.doubtful - answer.certain.literal
    if left:
        yield left
    for piece in answer.pieces:
        yield from _doubts(piece)


def _confirmed(view: View, part: Part, docs: BitMap) -> BitMap:
    """Those of the patients in whose phones, numbers or address the part really stands."""
    good = BitMap()
    ids = list(docs)
    for start in range(0, len(ids), AT_ONCE):
        wanted = {"ids": ids[start : start + AT_ONCE]}
        left = set()
        rows = view.connection.execute(_values, wanted).all()
        for doc, mobile, landline, email, id_number, insurance_number in rows:
            if matches_values(part, (mobile, landline), email, id_number, insurance_number):
                good.add(doc)
            else:
                left.add(doc)
        if left:
            for doc, phone in view.connection.execute(_former_phones, {"ids": sorted(left)}):
                if matches_values(part, (phone,), "", "", ""):
                    good.add(doc)
    return good


def scope_set(view: View) -> BitMap:
    """All patients within the operator's scope, without merged profiles. The caller does not change it."""
    return _base(view, Filters(), asked=False)


def everybody(view: View) -> BitMap:
    """All patients of the institution, for what tells nothing of them. The caller does not change it."""
    return scope_set(replace(view, administers=True))


def state_of(view: View) -> int:
    """The number of the last row in the trail of the institution: nothing changes without one."""
    return view.connection.scalar(_state, {"institution": view.institution_id}) or 0


def _base(view: View, filters: Filters, asked: bool, state: int | None = None) -> BitMap:
    """Scope and filters. Merged profiles are among these only where something was asked for."""
    state = state_of(view) if state is None else state
    key = (view.institution_id, None if view.administers else view.person_id, filters, asked)
    return view.memo.get(key, state, lambda: _read_base(view, filters, asked))


def _read_base(view: View, filters: Filters, asked: bool) -> BitMap:
    scope = [t.ALL if view.administers else f"{t.RESPONSIBLE}{view.person_id}"]
    if asked:
        scope.append(t.MERGED if view.administers else f"{t.MERGED_RESPONSIBLE}{view.person_id}")
    base = postings.load_union(view.connection, view.institution_id, scope)
    for narrowed in (
        [t.GENDER + gender for gender in filters.genders],
        list(_visit_terms(view, filters)),
    ):
        if narrowed:
            base &= postings.load_union(view.connection, view.institution_id, narrowed)
    return base


def _visit_terms(view: View, filters: Filters) -> Iterator[str]:
    """Terms whose union is: a visit within the range, of one of the case types."""
    case_types = sorted(filters.case_types)
    if filters.visited_from is None and filters.visited_to is None:
        yield from (f"{t.CASE_TYPE}{case_type}" for case_type in case_types)
        return
    yield t.VISIT_YEAR  # which nobody has: a range without any visit finds nobody, not everybody
    years = postings.first_and_last(view.connection, view.institution_id, t.VISIT_YEAR)
    if years is None:
        return
    first = max(filters.visited_from or date.min, date(int(years[0][1:]), 1, 1))
    last = min(filters.visited_to or date.max, date(int(years[1][1:]), 12, 31))
    for kind, when in _spans(first, last):
        if case_types:
            yield from (f"{t.TYPED[kind]}{when}/{case_type}" for case_type in case_types)
        else:
            yield kind + when


def _spans(first: date, last: date) -> Iterator[tuple[str, str]]:
    """Whole years, else whole months, else days that make up the range."""
    number, end = first.toordinal(), last.toordinal()
    while number <= end:
        day = date.fromordinal(number)
        text = t.day_text(day)
        if day.day == 1:
            if day.month == 1 and (year_end := date(day.year, 12, 31).toordinal()) <= end:
                yield t.VISIT_YEAR, text[:4]
                number = year_end + 1
                continue
            month_end = number + monthrange(day.year, day.month)[1] - 1
            if month_end <= end:
                yield t.VISIT_MONTH, text[:6]
                number = month_end + 1
                continue
        yield t.VISIT_DAY, text
        number += 1


class _Loaded:
    """The sets that a question needs, read in as few statements as can be."""

    def __init__(self, view: View, question: Question) -> None:
        self.view = view
        wanted: set[str] = set()
        for part in question.parts:
            wanted.update(_exact_terms(part))
        self.sets = postings.load(view.connection, view.institution_id, wanted)
        self.prefixes: dict[str, BitMap] = {}

    def answer(self, part: Part) -> _Answer:
        """What the part matches, by any of the ways it can be read."""
        certain, doubtful = self._values(part)
        return _Answer(
            part,
            _with(self._words(part.words), certain),
            doubtful,
            tuple(self.answer(piece) for piece in part.pieces),
        )

    def _words(self, words: tuple[str, ...]) -> Sets:
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
            one = Sets(literal, folded, folded | pinyin)
            sets = one if sets is None else sets.joined(one)
        return sets or Sets(BitMap(), BitMap(), BitMap())

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

    def _values(self, part: Part) -> tuple[BitMap, BitMap]:
        """Who has the part in a phone, a number, the e-mail address, as birth date or chart number:
        for certain, and perhaps."""
        certain, doubtful = BitMap(), BitMap()
        for digits in dialled(part):
            found = self._all(_phone_terms(digits))
            if len(digits) > 4:
                certain |= self.sets.get(t.PHONE_START + digits, BitMap())
                doubtful |= found
            else:
                certain |= found
        if part.number:
            doubtful |= self._all([t.NUMBER_4 + gram for gram in t.grams(part.number, 4)])
        if part.email:
            found = self._email(part.email)
            if part.email[0] == "@" or len(part.email) in t.EMAIL_LENGTHS:
                certain |= found
            else:
                doubtful |= found
        for birth in part.births:
            certain |= self.sets.get(t.BIRTH + t.day_text(birth), BitMap())
        if part.chart_number is not None:
            certain.update(self._chart(part.chart_number))
        return certain, doubtful

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
        yield t.PHONE_START + digits
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
