"""The terms under which the finding index knows a patient.

A term is one kind letter and a text. The index keeps, for every term of an institution, the set of
patients that have it. Everything that narrows or orders the list is a term, so that finding is
nothing but unions and intersections of sets, and the number found is their size.

Two kinds of set: those of CHUNKED terms, which many patients share, are cut into chunks of 65,536
patients, so that a change of one patient rewrites at most 8 kB a term; the others are kept whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from dentui.domain import pinyin
from dentui.domain.folding import JOINERS, folds, half_width, literal, words
from dentui.domain.times import DAY, HOUR, from_seconds

ALL = "a"  # every patient of the institution
RESPONSIBLE = "r"  # + person id
MERGED = "A"  # every profile that was merged into another: these have neither of the two above
MERGED_RESPONSIBLE = "R"  # + person id
GENDER = "g"  # + gender letter
CASE_TYPE = "t"  # + case type id, of any visit
VISIT_YEAR = "y"  # + 2026
VISIT_MONTH = "m"  # + 202611
VISIT_DAY = "d"  # + 20261122
TYPED = {VISIT_YEAR: "Y", VISIT_MONTH: "M", VISIT_DAY: "D"}  # the same + "/" + case type id
LAST_MONTH = "L"  # + 202611, month of the last visit
LAST_HOUR = "l"  # + 2026112209
LAST_INSTANT = "x"  # + seconds; only where many may share it (see `recency_terms`)
WORD = "n"  # + literal word of a name, four characters or more
WORD_START = "N"  # + its first one to three characters
FOLDED = "f"
FOLDED_START = "F"
PINYIN = "p"
PINYIN_START = "P"
PHONE_3 = "3"  # + three digits in a row of a phone
PHONE_4 = "4"
PHONE_START = "5"  # + its first digits, so many as PHONE_START_LENGTHS says
NUMBER_4 = "i"  # + four characters in a row of an ID or insurance number
EMAIL = "e"  # + the first four to eight characters of the address
DOMAIN = "@"  # + what follows the at sign
BIRTH = "b"  # + 19900312

CHUNKED = frozenset("arARgtyYmLNFP34i@")
CHUNK_BITS = 16

START_LENGTH = 3
LONGEST = 500
"""Characters of a word or a mail domain that count: PostgreSQL indexes no text of more than 2,704 bytes."""
PHONE_START_LENGTHS = (5, 6, 7, 8)
"""People type phones from the beginning: for so many digits there is nothing to check in the charts."""
EMAIL_LENGTHS = (4, 5, 6, 7, 8)

# Country calling codes of two digits (ITU-T E.164); 1 and 7 have one digit, all others three.
_ONES = {
    "2": "07",
    "3": "0123469",
    "4": "013456789",
    "5": "12345678",
    "6": "0123456",
    "8": "1246",
    "9": "0123458",
}
TWO_DIGIT_CODES = frozenset(tens + ones for tens, all_ones in _ONES.items() for ones in all_ones)


class Findable(NamedTuple):
    """What of a patient's chart finding uses. Names come as (family, given, other), the present
    one first, then the former ones."""

    names: tuple[tuple[str, str, str], ...]
    phones: tuple[str, ...]
    email: str
    id_number: str
    insurance_number: str
    birth_date: date | None
    gender: str
    responsible_id: int
    last_visit: int
    entered: int
    visits: tuple[tuple[int, int | None], ...]
    """(visiting time, case type id) of every record."""
    merged: bool = False
    """Into another one: it is found by a find text only."""


class NameForms(NamedTuple):
    """Every word under which a name is found, by how well it matches."""

    literal: frozenset[str]
    folded: frozenset[str]
    pinyin: frozenset[str]


def after_apostrophe(original: str) -> int:
    """Where in a word the part behind its apostrophe begins, which is a beginning of its own (the Angelo
    in D'Angelo); 0 where there is none."""
    return next((i + 1 for i in range(len(original) - 3, 0, -1) if original[i] in JOINERS), 0)


def is_chunked(term: str) -> bool:
    """Whether the sets of this term are kept in chunks."""
    return term[0] in CHUNKED


def name_forms(family: str, given: str, other: str) -> NameForms:
    """The words of one name: its literal words, their folded spellings, and pinyin."""
    written: set[str] = set()
    folded: set[str] = set()
    for part in (family, given, other):
        if not part:
            continue
        found = words(part)
        for word in found:
            text = word.text
            written.add(text)
            if not text.isascii():
                folded.update(folds(text))
            if word.end - word.start > len(text):  # an apostrophe was dropped: D'Angelo
                original = part[word.start : word.end]
                if tail := after_apostrophe(original):
                    folded.update(folds(literal(original[tail:])))
        if len(found) > 1:  # Anna-Maria is also found as annamaria, van der Berg as vanderberg
            folded.update(folds("".join(word.text for word in found)))
    readings: frozenset[str] = frozenset()
    if not (family.isascii() and given.isascii()):
        readings = pinyin.forms(family, given)
        if _is_unspaced(family) and _is_unspaced(given):
            written.add(literal(family + given))
            written.add(literal(given + family))
    return NameForms(
        frozenset([word[:LONGEST] for word in written]),
        frozenset([word[:LONGEST] for word in folded - written]),
        readings,
    )


def phone_digits(phone: str) -> tuple[str, ...]:
    """A phone's digits, as dialled from abroad and as dialled at home (with the trunk zero)."""
    phone = half_width(phone)
    digits = _digits(phone)
    if not phone.startswith("+"):
        return (digits,) if digits else ()
    if digits[:1] in ("1", "7"):
        return (digits, digits[1:])
    code = 2 if digits[:2] in TWO_DIGIT_CODES else 3
    return (digits, "0" + digits[code:])


def compact(text: str) -> str:
    """A number without its dots, dashes and spaces, in small letters."""
    return "".join(c for c in half_width(text).lower() if c.isalnum())


def grams(text: str, length: int) -> Iterable[str]:
    """Every run of `length` characters."""
    return (text[i : i + length] for i in range(len(text) - length + 1))


def terms_of(patient: Findable) -> set[str]:
    """Every term of a patient."""
    terms = chart_terms(patient, visited=bool(patient.visits))
    _add_visits(terms, patient.visits)
    return terms


def visit_terms(visits: Iterable[tuple[int, int | None]]) -> set[str]:
    """The terms of visits: (visiting time, case type id) of each."""
    terms: set[str] = set()
    _add_visits(terms, visits)
    return terms


def chart_terms(patient: Findable, *, visited: bool) -> set[str]:
    """All terms of a patient but those of visits. `visited`: whether there are any."""
    terms: set[str] = set()
    for family, given, other in patient.names:
        forms = name_forms(family, given, other)
        _add_words(terms, WORD, WORD_START, forms.literal)
        if forms.folded:
            _add_words(terms, FOLDED, FOLDED_START, forms.folded)
        if forms.pinyin:
            _add_words(terms, PINYIN, PINYIN_START, forms.pinyin)
    _add_values(terms, patient)
    terms.add(MERGED if patient.merged else ALL)
    terms.add(f"{MERGED_RESPONSIBLE if patient.merged else RESPONSIBLE}{patient.responsible_id}")
    terms.add("g" + patient.gender)
    terms.update(recency_terms(patient.last_visit, visited=visited))
    return terms


def recency_terms(last_visit: int, *, visited: bool) -> tuple[str, ...]:
    """The terms that order the list, by month, then hour, then the visiting time in the chart.

    Where thousands can have the very same time (patients entered by one import, visits of which
    only the day is known), the instant is a term too, so that no hour is too full to order."""
    day = _day_text(last_visit)
    hour = f"{LAST_HOUR}{day}{last_visit % DAY // HOUR:02}"
    if visited and last_visit % DAY:
        return (LAST_MONTH + day[:6], hour)
    return (LAST_MONTH + day[:6], hour, LAST_INSTANT + instant_text(last_visit))


def instant_text(seconds: int) -> str:
    """A time as text that sorts as the time does, from the year 0 on."""
    return f"{seconds + 100_000_000_000:013}"


def instant_of(text: str) -> int:
    """The time that `instant_text` wrote."""
    return int(text) - 100_000_000_000


def day_text(day: date) -> str:
    """A day as text that sorts as the day does: 20261122."""
    return f"{day.year:04}{day.month:02}{day.day:02}"


MOST_DAYS = 50_000
"""Days whose texts are kept, so that a register of any age is walked without making them anew."""
_days: dict[int, str] = {}
_visits: dict[tuple[int, int | None], tuple[str, ...]] = {}


def _day_text(seconds: int) -> str:
    number = seconds // DAY
    text = _days.get(number)
    if text is None:
        if len(_days) > MOST_DAYS:
            _days.clear()
        text = _days[number] = day_text(from_seconds(number * DAY).date())
    return text


def _add_words(terms: set[str], kind: str, start: str, found: Iterable[str]) -> None:
    for word in found:
        terms.add(start + word[:1])
        if len(word) > 1:
            terms.add(start + word[:2])
            if len(word) > 2:
                terms.add(start + word[:3])
                if len(word) > START_LENGTH:
                    terms.add(kind + word)


def _add_values(terms: set[str], patient: Findable) -> None:
    """Phones, numbers, e-mail address, birth date."""
    for phone in patient.phones:
        for form, digits in enumerate(phone_digits(phone)):
            # The second form is the end of the first behind another beginning: only that is new.
            runs = 1 if form else len(digits)
            terms.update([PHONE_3 + digits[i : i + 3] for i in range(min(runs, len(digits) - 2))])
            terms.update([PHONE_4 + digits[i : i + 4] for i in range(min(runs, len(digits) - 3))])
            terms.update([PHONE_START + digits[:n] for n in PHONE_START_LENGTHS if n <= len(digits)])
    for number in (patient.id_number, patient.insurance_number):
        if number:
            text = compact(number)
            terms.update([NUMBER_4 + text[i : i + 4] for i in range(len(text) - 3)])
    if patient.email:
        address = half_width(patient.email).lower()
        for length in EMAIL_LENGTHS:
            if len(address) >= length:
                terms.add(EMAIL + address[:length])
        _, at, domain = address.partition("@")
        if at:
            terms.add(DOMAIN + domain[:LONGEST])
    if patient.birth_date:
        day = patient.birth_date
        terms.add(f"b{day.year:04}{day.month:02}{day.day:02}")


def _add_visits(terms: set[str], visits: Iterable[tuple[int, int | None]]) -> None:
    for seconds, case_type in visits:
        key = (seconds // DAY, case_type)
        found = _visits.get(key)
        if found is None:
            if len(_visits) > MOST_DAYS:
                _visits.clear()
            found = _visits[key] = _visit_terms(_day_text(seconds), case_type)
        terms.update(found)


def _visit_terms(day: str, case_type: int | None) -> tuple[str, ...]:
    spans = ((VISIT_YEAR, day[:4]), (VISIT_MONTH, day[:6]), (VISIT_DAY, day))
    any_type = tuple(kind + when for kind, when in spans)
    if case_type is None:
        return any_type
    typed = tuple(f"{TYPED[kind]}{when}/{case_type}" for kind, when in spans)
    return (*any_type, *typed, f"{CASE_TYPE}{case_type}")


def _is_unspaced(text: str) -> bool:
    return bool(text) and all(ord(c) >= 0x2E80 for c in text)


def _digits(text: str) -> str:
    bare = text.removeprefix("+")
    if bare.isdecimal() and bare.isascii():
        return bare
    return "".join(c for c in text if "0" <= c <= "9")
