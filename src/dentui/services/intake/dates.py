"""Dates of a column, read in the one order that suits the whole column.

"03/04/1990" alone says nothing; a column of dates mostly does, because somebody was born on the
13th or later. Where a column leaves it open, that is said and not hidden.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

EARLIEST = date(1850, 1, 1)
"""Nobody who comes to a desk was born before."""
ZERO_DATES = frozenset({date(1899, 12, 30), date(1899, 12, 31)})
"""What a spreadsheet or a database writes for an empty date."""
_SERIAL_START = date(1899, 12, 30)


class Order(StrEnum):
    """The order of the parts of a date."""

    DMY = "day, month, year"
    MDY = "month, day, year"
    YMD = "year, month, day"


class NotADateError(ValueError):
    """Why a text is no date, in words that complete "the value ..."."""


_TIME = (
    r"(?:[T\s,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?"
    r"\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
)
_NUMERIC = re.compile(rf"(\d{{1,4}})\s*([-/.]|\s)\s*(\d{{1,2}})\s*\2\s*(\d{{1,4}})\.?{_TIME}")
_COMPACT = re.compile(r"\d{8}")
_HAN = re.compile(rf"(\d{{4}})\s*[年년]\s*(\d{{1,2}})\s*[月월]\s*(\d{{1,2}})\s*[日号일]?{_TIME}")
_DAY_WORD = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|°|\.)?[\s\-/.]*(?:de\s+)?([^\W\d_]{{3,}})\.?[\s\-/.,]*(?:de\s+|del\s+)?(\d{{4}}|\d{{2}}){_TIME}"
)
_WORD_DAY = re.compile(rf"([^\W\d_]{{3,}})\.?[\s\-/.]*(\d{{1,2}})(?:st|nd|rd|th)?[\s\-/.,]+(\d{{4}}){_TIME}")
_SERIAL = re.compile(r"\d{3,5}(?:[.,]0+)?")
# Also the day before 1 January 1900, as Excel shows an empty cell that is formatted as a date.
_ZERO = re.compile(
    r"(?:0{1,4}[-/.]0{1,2}[-/.]0{1,4}|0{8}|0|1900-0?1-00?|00?[./]0?1[./]1900|0?1/00?/1900)(?:[T\s]+[0:.]+)?"
)
_EMPTY = frozenset(
    {"", "-", "--", "---", "?", "n/a", "na", "null", "\\n", "none", "k.a.", "s/d", "无", "__.__.____"}
)

# First letters that tell the months apart in English, German, French, Italian and Spanish.
_MONTHS = (
    "jan gen ene", "feb fev", "mar mrz", "apr avr abr", "may mai mag", "jun juin giu",
    "jul juil lug", "aug aou ago", "sep set", "oct okt ott", "nov", "dec dez dic",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DateColumn:
    """How the dates of a column are read."""

    order: Order
    compact: Order = Order.YMD
    """Order of eight digits without a separator."""
    serial: bool = False
    """Whether the column holds Excel's day numbers."""
    ambiguous: bool = False
    """Whether another order would have suited as well, and some value would be another day."""
    decided: bool = False
    """Whether some value fits this order alone."""
    two_figure_years: bool = False
    latest: date = date.max
    """The day of the import: two-figure years are not read into the future."""

    def read(self, text: str) -> datetime | None:
        """The date, at midnight where it has no time; None where the text says that there is none.
        Raises NotADateError."""
        text = text.strip().strip("'")
        if text.lower() in _EMPTY or _ZERO.fullmatch(text):
            return None
        if self.serial and _SERIAL.fullmatch(text):
            return datetime.combine(_SERIAL_START + timedelta(days=int(re.split("[.,]", text)[0])), time())
        parts = _parts(text)
        if parts is None:
            raise NotADateError("is not a date")
        if _COMPACT.fullmatch(text):
            wanted = self.compact
            found = _day(*_cut(text, wanted), wanted, self.latest)
        else:
            wanted = parts.order or self.order
            found = _day(parts.first, parts.second, parts.third, wanted, self.latest)
        if found is None:
            raise NotADateError(f"is not a date in the order {wanted}")
        return datetime.combine(found, parts.clock)


class _Parts(NamedTuple):
    """Three figures, the order where the text itself says it, and the time of day."""

    first: str
    second: str
    third: str
    order: Order | None
    clock: time


def is_date_like(text: str) -> bool:
    """Whether a text has the form of a date in some order; day numbers do not."""
    parts = _parts(text)
    if parts is None:
        return False
    if _COMPACT.fullmatch(text):
        return any(_plausible(text, order) for order in Order)
    return any(_day(*parts[:3], order, date.max) for order in ([parts.order] if parts.order else Order))


def has_date_form(text: str) -> bool:
    """Whether a text is three figures as a date has them, though there may be no such day."""
    return len(text) <= 40 and _NUMERIC.fullmatch(text) is not None


def understand(texts: Iterable[str], *, country: str, latest: date, hint: Order | None = None) -> DateColumn:
    """The order that suits the most of a column's different values. `hint` is what the header says.
    Where several suit equally, it is the one that the country usually writes."""
    texts = [text.strip().strip("'") for text in texts]
    written = [(text, found) for text in texts if not _COMPACT.fullmatch(text) and (found := _parts(text))]
    undecided = [(text, found) for text, found in written if found.order is None]
    pointed = bool(undecided) and all("." in text and not set("/-") & set(text) for text, _ in undecided)
    usual = hint or _usual(texts, country)
    days = {order: [_day(*found[:3], order, latest) for _, found in undecided] for order in (usual, *Order)}
    counts = {order: sum(day is not None for day in found) for order, found in days.items()}

    def suits(order: Order) -> tuple[int, bool, int]:
        past = sum(day is not None and day <= latest for day in days[order])
        # With points nobody writes the month first, unless nothing else makes dates.
        return counts[order], not (pointed and order is Order.MDY), past

    order = max(days, key=suits)
    rivals = [
        other
        for other in Order
        if other is not order and suits(other)[:2] == suits(order)[:2] and counts[other]
    ]
    compact = [text for text in texts if _COMPACT.fullmatch(text)]
    fits = {order: sum(_plausible(text, order) for text in compact) for order in (Order.YMD, usual, *Order)}
    numbers = [text for text in texts if _SERIAL.fullmatch(text)]
    return DateColumn(
        order=order,
        compact=max(fits, key=lambda order: fits[order]),
        # Four figures alone are years, not days.
        serial=len(numbers) > len(written) + len(compact) and any(len(text) > 4 for text in numbers),
        ambiguous=hint is None and any(days[other] != days[order] for other in rivals),
        decided=counts[order] > 0 and not rivals,
        two_figure_years=any(max(len(part) for part in found[:3]) <= 2 for _, found in written),
        latest=latest,
    )


def order_in_header(header: str) -> Order | None:
    """What a header such as "Geburtsdatum (TT.MM.JJJJ)" says about the order."""
    text = header[:100].lower()
    if re.search(r"\b(?:dd?|tt?|jj?|gg?)[-/. ]?mm?[-/. ]?(?:yy|jj|aa){1,2}\b", text):
        return Order.DMY
    if re.search(r"\bmm?[-/. ]?(?:dd?|tt?|jj?|gg?)[-/. ]?(?:yy|jj|aa){1,2}\b", text):
        return Order.MDY
    if re.search(r"\b(?:yy|jj|aa){1,2}[-/. ]?mm?[-/. ]?(?:dd?|tt?|jj?|gg?)\b", text):
        return Order.YMD
    return None


def _parts(text: str) -> _Parts | None:
    if len(text) > 40:
        return None
    if _COMPACT.fullmatch(text):
        return _Parts(text[:4], text[4:6], text[6:], None, time())
    if found := _NUMERIC.fullmatch(text):
        first, _, second, third, *clock = found.groups()
        if (len(first) == 3) or len(third) == 3 or (len(first) == 4 and len(third) == 4):
            return None
        order = Order.YMD if len(first) == 4 else None
    elif found := _HAN.fullmatch(text):
        first, second, third, *clock = found.groups()
        order = Order.YMD
    elif found := _DAY_WORD.fullmatch(text):
        first, word, third, *clock = found.groups()
        second, order = _month(word), Order.DMY
    elif found := _WORD_DAY.fullmatch(text):
        word, second, third, *clock = found.groups()
        first, order = _month(word), Order.MDY
    else:
        return None
    if not (first and second):
        return None
    try:
        return _Parts(first, second, third, order, _clock(*clock))
    except ValueError:
        return None


def _clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> time:
    if hour is None or minute is None:
        return time()
    hours = int(hour)
    if half:
        hours = hours % 12 + (12 if half[0] in "pP" else 0)
    return time(hours, int(minute), int(second or 0))


def _day(first: str, second: str, third: str, order: Order, latest: date) -> date | None:
    if order is Order.DMY:
        day, month, year = first, second, third
    elif order is Order.MDY:
        month, day, year = first, second, third
    else:
        year, month, day = first, second, third
    if len(day) > 2 or len(month) > 2 or len(year) not in (2, 4):
        return None
    number = int(year)
    if len(year) == 2:
        number += latest.year // 100 * 100
        if (number, int(month), int(day)) > (latest.year, latest.month, latest.day):
            number -= 100
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _cut(text: str, order: Order) -> tuple[str, str, str]:
    if order is Order.YMD:
        return text[:4], text[4:6], text[6:]
    return text[:2], text[2:4], text[4:]


def _plausible(text: str, order: Order) -> bool:
    found = _day(*_cut(text, order), order, date.max)
    return found is not None and EARLIEST <= found <= date(2150, 1, 1)


def _usual(texts: list[str], country: str) -> Order:
    if country in {"CN", "TW", "JP", "KR", "HU", "LT", "SE"}:
        return Order.YMD
    slashes = sum("/" in text or "-" in text for text in texts)
    points = sum("." in text for text in texts)
    return Order.MDY if country in {"US", "PH"} and slashes > points else Order.DMY


@lru_cache(maxsize=1024)
def _month(word: str) -> str:
    """Number of a month by its name or its start, "" where it is none."""
    plain = _plain(word)
    for number, starts in enumerate(_MONTHS, 1):
        if plain.startswith(tuple(starts.split())):
            return str(number)
    return ""


def _plain(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))
