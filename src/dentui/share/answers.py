"""What is typed for a date of birth: in three fields or in one, in whatever digits and years people write."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dentui.domain.dates import OLDEST, births_of
from dentui.share.words import Words

FIELDS = ("day", "month", "year")
LONGEST = 12
"""Characters of a field."""
MOST_MEANINGS = 2
"""Dates that one answer can stand for: 24 is 1924 or 2024, and 3.4.1990 is in March or April."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed, and what it means: dates, or a problem at some fields."""

    typed: Mapping[str, str]
    dates: tuple[date, ...] = ()
    problem: str = ""
    at: tuple[str, ...] = ()


def read(typed: Mapping[str, str], today: date, words: Words) -> Answer:
    """The answer of a form. A problem is told before anything is compared, and costs nothing."""
    texts = {name: unicodedata.normalize("NFKC", typed.get(name, ""))[:LONGEST].strip() for name in FIELDS}
    filled = [name for name in FIELDS if texts[name]]
    if len(filled) == 1 and (whole := births_of(texts[filled[0]], today)):
        return Answer(texts, whole[:MOST_MEANINGS])
    numbers = {name: _number(texts[name]) for name in FIELDS}
    if numbers["month"] is None and len(texts["month"]) >= 3:
        start = texts["month"][:3].lower()
        numbers["month"] = _MONTHS.index(start) + 1 if start in _MONTHS else None
    for name, least, most in (("day", 1, 31), ("month", 1, 12), ("year", 0, 9999)):
        number = numbers[name]
        if number is None or not least <= number <= most or (name == "year" and 100 <= number < 1000):
            return Answer(texts, problem=words.missing[name], at=(name,))
    day, month, year = (numbers[name] or 0 for name in FIELDS)
    return _meant(texts, day, month, year, today, words)


def _meant(texts: Mapping[str, str], day: int, month: int, year: int, today: date, words: Words) -> Answer:
    century = today.year - today.year % 100
    years = (year,) if year >= 100 else (century + year, century + year - 100)
    dates = [found for each in years if (found := _date(each, month, day)) is not None]
    if not dates:
        return Answer(texts, problem=words.no_day, at=("day", "month"))
    lived = tuple(found for found in dates if found <= today and found.year >= today.year - OLDEST)
    if not lived:
        problem = words.future if dates[-1] > today else words.too_old
        return Answer(texts, problem=problem, at=("year",))
    return Answer(texts, lived[:MOST_MEANINGS])


def _number(text: str) -> int | None:
    """The number in "03", "3.", "3月" or "٣"."""
    digits = "".join(str(unicodedata.decimal(c)) for c in text if c.isdecimal())
    return int(digits) if digits else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
