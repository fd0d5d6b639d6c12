"""What a find text tells of a patient who was not found: the form of a new one begins with it."""

from __future__ import annotations

from datetime import date

from dentui.domain.dates import interpretations
from dentui.domain.forms import is_email
from dentui.domain.patients import PatientInput, writes_family_first

_PARTICLES = frozenset(
    ("von", "van", "de", "del", "della", "di", "da", "dos", "du", "des", "der", "den", "la", "le", "zu")
)

SHORTEST_PHONE = 9
"""Digits of a telephone number that is taken for one."""


def prefill(text: str, today: date) -> PatientInput:
    """The parts of a find text where they belong: family name first, or what stands before a comma; a date
    of birth, a telephone number, an e-mail address by their form."""
    values: dict[str, str | date] = {}
    numbers, names = [], []
    for word in text.replace(",", " , ").split():
        if is_email(word):
            values["email"] = word
        elif sum(c.isdigit() for c in word) * 2 > len(word):
            numbers.append(word)
        elif any(c.isalpha() for c in word) or word == ",":
            names.append(word)
    born, numbers = _born(numbers, today)
    if born is not None:
        values["birth_date"] = born
    if len(_digits(numbers)) >= SHORTEST_PHONE:
        values["mobile"] = " ".join(numbers)
    family, given = _split(names)
    return PatientInput(family=_capital(family), given=_capital(given), **values)  # type: ignore[arg-type]


def _born(numbers: list[str], today: date) -> tuple[date | None, list[str]]:
    """The date of birth among numbers, which takes all of them or leaves enough for a telephone number."""
    for dated in (numbers, *([number] for number in numbers)):
        days = interpretations(_digits(dated), today)
        rest = [] if dated is numbers else [number for number in numbers if number != dated[0]]
        if len(_digits(dated)) == 8 and days and (not rest or len(_digits(rest)) >= SHORTEST_PHONE):
            return days[0], rest
    return None, numbers


def _digits(numbers: list[str]) -> str:
    return "".join(c for c in "".join(numbers) if c.isdigit())


def _split(names: list[str]) -> tuple[str, str]:
    if "," in names:
        at = names.index(",")
        rest = [name for name in names[at + 1 :] if name != ","]
        return " ".join(names[:at]), " ".join(rest)
    if len(names) == 1 and writes_family_first(names[0]) and 2 <= len(names[0]) <= 3:
        return names[0][:1], names[0][1:]
    end = next((i for i, name in enumerate(names) if name.casefold() not in _PARTICLES), 0) + 1
    return " ".join(names[:end]), " ".join(names[end:])


def _capital(name: str) -> str:
    """With a capital at the beginning of each word, where it was typed without any: people find in small
    letters and read names in capitals."""
    if name != name.lower():
        return name
    words = name.split(" ")
    return " ".join(
        word
        if word in _PARTICLES and len(words) > 1
        else "-".join(p[:1].upper() + p[1:] for p in word.split("-"))
        for word in words
    )
