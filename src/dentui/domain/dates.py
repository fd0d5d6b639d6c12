"""Dates as they are typed and shown: digits only (12031990) or with whatever stands between them."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime, time, timedelta

from dentui.errors import Invalid

OLDEST = 130
"""Years that a person can have lived; who lived longest reached 122."""

AHEAD = 20
"""Years ahead of today that two digits of a year can mean where a date may lie in the future."""

_HOW = "Type day, month and year in digits, such as 12031990."
_HOW_MOMENT = "Type day and time in digits, such as 12031990 1430."
_HOW_TIME = "Type the hour and the minute in digits, such as 1430."
_GROUPS = re.compile(r"(\d{1,4})[\s./,-]+(\d{1,2})(?:[\s./,-]+(\d{1,4}))?[\s.]*\Z")
_TIME = re.compile(r"[\s,]+(\d{1,2})[:.h]?(\d{2})\Z")
_SOME_TIME = re.compile(r"[\s,]+(\d[\d:.h]{0,4})\Z")
_UNFINISHED = re.compile(
    # Digits without marks of which more are wanted; day and month; a year of one or three digits.
    r"(?:\d{1,5}|\d{7}|\d{1,4}[\s./,-]+(?:\d{1,2}[\s./,-]*)?|\d{1,2}[\s./,-]+\d{1,2}[\s./,-]+(?:\d|\d{3}))\Z"
)
_ORDERS = ("dmy", "ymd", "mdy")
_WORDS = ("today", "yesterday")


class NoDate(Invalid):
    """A text is no date that can be used. `short` says why in at most 16 cells; `unfinished`: what more is
    typed may make one of it."""

    def __init__(self, why: str, short: str, how: str = _HOW, *, unfinished: bool = False) -> None:
        super().__init__(f"{why} {how}")
        self.why, self.short, self.unfinished = why, short, unfinished


def read_date(text: str, today: date, order: str = "dmy", *, born: bool = False) -> date:
    """The date that was typed: `12031990`, `120390`, `12.3.1990`, `12/03/90`, `1990-03-12`, `19900312`,
    "today" or "t", "yesterday" or "y"; without a year (`1203`, `12.3.`) that of this year.

    `order` is "dmy" or "mdy": how day and month stand; the year first is always understood, and the other
    order where only that makes a date. With `born` it is a date of birth: needs a year, is never in the
    future, and two digits of a year mean the last such year. Digits of an input method are digits (NFKC).
    Raises NoDate, without what was typed: it may be logged."""
    typed = unicodedata.normalize("NFKC", text).strip().lower()
    if not typed:
        raise NoDate("There is no date.", "no date", unfinished=True)
    if typed in ("t", "today"):
        return today
    if typed in ("y", "yesterday"):
        return today - timedelta(days=1)
    possible = [day for day in _possible(typed, today, order, born=born) if _sensible(day, today, born=born)]
    if possible:
        return possible[0]
    raise _refusal(typed, today, order, born=born)


def read_moment(text: str, now: datetime, order: str = "dmy") -> datetime:
    """A day and a time: `25112026 1430`, `251120261430`, `25.11.2026 14:30`, `t 1430`, `y 9:05`; a day alone
    has the time of `now`. Raises NoDate, without what was typed."""
    typed = unicodedata.normalize("NFKC", text).strip()
    try:
        # First of all: the last number of 25 11 2026 is a year.
        return datetime.combine(read_date(typed, now.date(), order), now.time())
    except NoDate as error:
        found = _TIME.search(typed)
        if typed.isascii() and typed.isdigit() and len(typed) == 12:
            day, hour, minute = typed[:8], typed[8:10], typed[10:]
        elif found:
            day, hour, minute = typed[: found.start()], found[1], found[2]
        else:
            raise _no_moment(typed, now, order, error) from None
    if int(hour) > 23 or int(minute) > 59:
        raise NoDate("There is no such time.", "no such time", _HOW_TIME)
    try:
        return datetime.combine(read_date(day, now.date(), order), time(int(hour), int(minute)))
    except NoDate as error:
        raise NoDate(error.why, error.short, _HOW_MOMENT) from None


def _no_moment(typed: str, now: datetime, order: str, error: NoDate) -> NoDate:
    """Why no day and time came out of a text that does not end with one; `error`: why it is no day."""
    digits = typed.isascii() and typed.isdigit() and 8 < len(typed) < 12
    part = None if digits else _SOME_TIME.search(typed)
    if digits or part:
        try:
            read_date(typed[: part.start()] if part else typed[:8], now.date(), order)
        except NoDate:
            pass
        else:
            return NoDate("There is no such time.", "no such time", _HOW_TIME, unfinished=True)
    return NoDate(error.why, error.short, _HOW_MOMENT, unfinished=error.unfinished)


def write_date(day: date) -> str:
    """A date as every screen shows it: 12.03.1990."""
    return f"{day.day:02}.{day.month:02}.{day.year:04}"


def this_week(today: date) -> tuple[date, date]:
    """Monday and Sunday of today's week (ISO 8601)."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=6)


def this_month(today: date) -> tuple[date, date]:
    """First and last day of today's month."""
    return today.replace(day=1), today.replace(day=monthrange(today.year, today.month)[1])


def interpretations(digits: str, today: date | None = None) -> tuple[date, ...]:
    """Every date of birth that a run of digits can mean, the likeliest first: DDMMYYYY, YYYYMMDD and MMDDYYYY
    of eight; DDMMYY and YYMMDD of six, in this century and the last. Never in the future; () for other
    text."""
    day = today or date.today()
    if not (digits.isascii() and digits.isdigit()):
        return ()
    found: list[date | None] = []
    if len(digits) == 8:
        found = [_made(*_cut(digits, order)) for order in _ORDERS]
    elif len(digits) == 6:
        for order in ("dmy", "ymd"):
            year, month, of_month = _cut(digits, order)
            century = day.year - day.year % 100
            found += [_made(year + century, month, of_month), _made(year + century - 100, month, of_month)]
    return tuple(dict.fromkeys(d for d in found if d is not None and _sensible(d, day, born=True)))


def births_of(text: str, today: date | None = None) -> tuple[date, ...]:
    """Every date of birth that a part of a find text can mean, the likeliest first: digits, or day, month and
    year with marks between, such as 11.9.90."""
    groups = _GROUPS.match(text)
    if groups is None or groups[3] is None:
        digits = "".join(c for c in text if "0" <= c <= "9")
        return interpretations(digits, today) if len(digits) in (6, 8) else ()
    first, month, last = groups.groups()
    if len(first) == 4 and len(last) <= 2:
        return interpretations(f"{first}{month:0>2}{last:0>2}", today)
    if len(first) <= 2 and len(last) in (2, 4):
        return interpretations(f"{first:0>2}{month:0>2}{last}", today)
    return ()


def _possible(typed: str, today: date, order: str, *, born: bool) -> list[date]:
    """Every date that the text can mean, in the given order of day and month first."""
    orders = (order, *(other for other in _ORDERS if other != order))
    found: list[date | None] = []
    if typed.isascii() and typed.isdigit():
        if len(typed) == 8:
            found = [_made(*_cut(typed, each)) for each in orders]
        elif len(typed) == 6:
            for each in orders:
                year, month, day = _cut(typed, each)
                found.append(_made(_with_century(year, month, day, today, born=born), month, day))
        elif len(typed) == 4 and not born:
            first, second = int(typed[:2]), int(typed[2:])
            found = [_made(today.year, *pair) for pair in _month_and_day(first, second, order)]
    elif groups := _GROUPS.match(typed):
        found = _from_groups([g for g in groups.groups() if g is not None], today, order, born=born)
    return [day for day in found if day is not None]


def _from_groups(groups: list[str], today: date, order: str, *, born: bool) -> list[date | None]:
    if len(groups) == 2:
        if born or len(groups[0]) > 2:
            return []
        return [_made(today.year, *pair) for pair in _month_and_day(int(groups[0]), int(groups[1]), order)]
    if len(groups[0]) > 2:
        return [_made(int(groups[0]), int(groups[1]), int(groups[2]))] if len(groups[2]) <= 2 else []
    if len(groups[2]) in (1, 3):
        return []
    year = int(groups[2])
    found = []
    for month, day in _month_and_day(int(groups[0]), int(groups[1]), order):
        whole = year if len(groups[2]) == 4 else _with_century(year, month, day, today, born=born)
        found.append(_made(whole, month, day))
    return found


def _month_and_day(first: int, second: int, order: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """(month, day) as the order says, then the other way round."""
    return ((first, second), (second, first)) if order == "mdy" else ((second, first), (first, second))


def _cut(digits: str, order: str) -> tuple[int, int, int]:
    """Year, month and day of six or eight digits."""
    wide = len(digits) - 4
    if order == "ymd":
        return int(digits[:wide]), int(digits[wide : wide + 2]), int(digits[wide + 2 :])
    first, second, year = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    return (year, first, second) if order == "mdy" else (year, second, first)


def _with_century(year: int, month: int, day: int, today: date, *, born: bool) -> int:
    """The full year of two digits: the last such for a birth, else the one nearest ahead or behind."""
    whole = today.year - today.year % 100 + year
    if born:
        return whole - 100 if (whole, month, day) > (today.year, today.month, today.day) else whole
    if whole > today.year + AHEAD:
        return whole - 100
    return whole + 100 if whole <= today.year + AHEAD - 100 else whole


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _sensible(day: date, today: date, *, born: bool) -> bool:
    if born:
        return today.year - OLDEST <= day.year and day <= today
    return abs(day.year - today.year) <= OLDEST


def _refusal(typed: str, today: date, order: str, *, born: bool) -> NoDate:
    """Why no date came out."""
    understood = _possible(typed, today, order, born=born)
    if understood and born and understood[0] > today:
        return NoDate("A date of birth cannot be in the future.", "in the future")
    if understood:
        short = "too long ago" if understood[0] < today else "too far ahead"
        return NoDate(f"The year is more than {OLDEST} years away.", short)
    unfinished = _UNFINISHED.match(typed) is not None or any(word.startswith(typed) for word in _WORDS)
    if born and _possible(typed, today, order, born=False):
        return NoDate("The year is missing.", "no year", unfinished=unfinished)
    digits = sum(c.isdigit() for c in typed)
    like_one = digits in (6, 8) and not any(c.isalpha() for c in typed)
    if like_one or (not unfinished and _GROUPS.match(typed)):
        return NoDate("There is no such day in the calendar.", "no such day", unfinished=unfinished)
    return NoDate("That is not a date.", "not a date", unfinished=unfinished)
