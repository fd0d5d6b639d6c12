"""Phones, e-mail and postal addresses, ID and insurance numbers.

The telephone numbers are of valid ranges (a test asks phonenumbers) and drawn at random: they may be
somebody's, as any number may. Nothing here dials.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dentui.services.demo.names import sections

Draw = Callable[[], float]
"""A number from 0 up to 1, as `random.Random.random` gives it."""


class Country(NamedTuple):
    """How telephone numbers and e-mail domains look there."""

    mobile: tuple[str, ...]
    """Beginnings in E.164; digits follow until `mobile_length` characters."""
    mobile_length: int
    landline: tuple[str, ...]
    landline_length: int
    domains: tuple[str, ...]


COUNTRIES = {
    "CH": Country(
        ("+4179", "+4178", "+4176", "+4177", "+4179", "+4178", "+4176", "+4175"),
        12,
        (
            "+4144", "+4143", "+4131", "+4161", "+4141", "+4171", "+4152", "+4155", "+4156", "+4181", "+4121",
            "+4122", "+4126", "+4132", "+4191", "+4162",
        ),
        12,
        (
            "bluewin.ch", "gmail.com", "gmx.ch", "hotmail.com", "icloud.com", "sunrise.ch", "outlook.com",
            "proton.me", "gmail.com", "bluewin.ch", "hispeed.ch", "yahoo.com",
        ),
    ),
    "DE": Country(
        ("+49171", "+49172", "+49175", "+49160"), 13, ("+4930", "+4989"), 12,
        ("web.de", "gmx.de", "t-online.de", "gmail.com", "posteo.de"),
    ),
    "AT": Country(
        ("+43664", "+43676", "+43660"), 13, ("+431",), 11, ("gmx.at", "aon.at", "gmail.com"),
    ),
    "FR": Country(
        ("+3361", "+3362", "+3366", "+3376"), 12, ("+331", "+333", "+334"), 12,
        ("orange.fr", "free.fr", "wanadoo.fr", "gmail.com", "laposte.net"),
    ),
    "IT": Country(
        ("+39333", "+39340", "+39347", "+39328"), 13, ("+3902", "+3906"), 13,
        ("libero.it", "virgilio.it", "gmail.com", "tiscali.it"),
    ),
    "CN": Country(
        ("+86138", "+86139", "+86150", "+86186"), 14, ("+86106", "+86216"), 13,
        ("qq.com", "163.com", "126.com", "sina.cn"),
    ),
    "GB": Country(
        ("+44771", "+44780", "+44790"), 13, ("+442079", "+4416125"), 13,
        ("btinternet.com", "gmail.com", "hotmail.co.uk"),
    ),
}  # fmt: skip

HOME = {
    "german": "DE", "french": "FR", "italian": "IT", "chinese": "CN", "english": "GB", "irish": "GB",
    "hungarian": "AT",
}  # fmt: skip
"""The country whose numbers some of a language's patients have; all others have Swiss ones."""


class Places(NamedTuple):
    """The parts of a country's addresses."""

    streets: tuple[str, ...]
    places: tuple[str, ...]


@lru_cache(maxsize=1)
def places() -> dict[str, Places]:
    """Streets and places by country."""
    return {
        country: Places(tuple(lists["street"]), tuple(lists["place"]))
        for country, lists in sections("places.txt").items()
    }


def mobile(country: Country, draw: Draw) -> str:
    """A mobile number in E.164."""
    start = country.mobile[int(draw() * len(country.mobile))]
    length = country.mobile_length - len(start)
    return f"{start}{int(draw() * 10**length):0{length}}"


def landline(country: Country, draw: Draw) -> str:
    """A landline number in E.164."""
    start = country.landline[int(draw() * len(country.landline))]
    length = country.landline_length - len(start) - 1
    # The first digit of a subscriber's number is 2 or more.
    return f"{start}{2 + int(draw() * 7)}{int(draw() * 10**length):0{length}}"


def address(country: str, draw: Draw) -> str:
    """A postal address on one line."""
    there = places().get(country) or places()["CH"]
    street = there.streets[int(draw() * len(there.streets))]
    # Towns have more patients than villages: the first of the list are drawn more often.
    place = there.places[int(draw() * draw() * len(there.places))]
    number = 1 + int(draw() * draw() * 140)
    return f"{place}{street}{number}号" if country == "CN" else f"{street} {number}, {place}"


def email(family: str, given: str, domains: tuple[str, ...], draw: Draw) -> str:
    """An e-mail address from plain Latin names; numbers where a name has no Latin letters."""
    kind = draw()
    domain = domains[int(draw() * len(domains))]
    if not family or not given:
        return f"{int(draw() * 900_000_000) + 100_000_000}@{domain}"
    if kind < 0.4:
        return f"{given}.{family}@{domain}"
    if kind < 0.6:
        return f"{given}.{family}{int(kind * 1_000) % 100}@{domain}"
    if kind < 0.8:
        return f"{given[0]}.{family}@{domain}"
    return f"{family}{given}@{domain}" if kind < 0.9 else f"{given}{int(draw() * 10_000)}@{domain}"


def _digit_sums(even: int) -> tuple[int, ...]:
    """For every three digits, their sum with the weights 1 and 3 by turns; `even` is the first weight."""
    odd = 4 - even
    return tuple(
        [even * (n // 100) + odd * (n // 10 % 10) + even * (n % 10) for n in range(1_000)]
    )  # fmt: skip


_ONE_FIRST, _THREE_FIRST = _digit_sums(1), _digit_sums(3)


def insurance_number(draw: Draw) -> str:
    """A Swiss social insurance number, 756.1234.5678.97: EAN-13 with its check digit (eCH-0044)."""
    a, b, c = int(draw() * 1_000), int(draw() * 1_000), int(draw() * 1_000)
    # 756 stands first with the weights 1, 3, 1 (sum 28); then they go on by turns.
    check = -(28 + _THREE_FIRST[a] + _ONE_FIRST[b] + _THREE_FIRST[c]) % 10
    digits = f"{a:03}{b:03}{c:03}{check}"
    return f"756.{digits[:4]}.{digits[4:8]}.{digits[8:]}"


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def chinese_id(birth: date, gender: str, draw: Draw) -> str:
    """A Chinese resident identity number: district, birth date, order (odd for men), check (GB 11643)."""
    order = int(draw() * 499) * 2 + (1 if gender == "M" else 2)
    body = f"310106{birth.year:04}{birth.month:02}{birth.day:02}{order:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def id_number(draw: Draw) -> str:
    """A number as identity cards have them: a letter and eight characters."""
    return f"{'CEKLS'[int(draw() * 5)]}{int(draw() * 100_000_000):08}"
