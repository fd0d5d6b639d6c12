"""A profile as it is compared with others: its names as words, its numbers without their marks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import NamedTuple

from dentui.domain.folding import half_width, words
from dentui.domain.terms import compact, day_text

PHONE_DIGITS = 9
"""The last digits of a phone that tell it: what stands before them is dialled or not."""
LEAST_PHONE, LEAST_FROM_ABROAD = 7, 10
"""Digits that a phone has, and one with its country code; less is still typed."""
LEAST_NUMBER = 5
MOST_WORDS, MOST_NAMES, LONGEST = 6, 8, 500
"""Words of a part of a name, names and phones of a profile, and characters of a text that are compared."""
LEAST_EMAIL = 6


class Name(NamedTuple):
    """One name of somebody; words are literal ones (`domain.folding`)."""

    family: str
    """All of it as one word."""
    given: str
    family_words: tuple[str, ...]
    given_words: tuple[str, ...]
    all_given: frozenset[str]
    """Given and other names."""
    han: bool
    """Whether it is written in Han."""
    latin: bool
    written_family: str
    written_given: str


class Person(NamedTuple):
    """What of a profile is compared. Empty values say nothing."""

    names: tuple[Name, ...]
    """The present name first, then the former ones."""
    birth: str
    """As 19900312."""
    gender: str
    """F or M, else empty."""
    phones: frozenset[str]
    """The last nine digits of each, of former ones too."""
    mobile: str
    landline: str
    email: str
    id_number: str
    insurance: str
    address: str


def person(
    names: Iterable[tuple[str, str, str]],
    birth: date | None,
    gender: str,
    mobile: str,
    landline: str,
    former_phones: Iterable[str],
    email: str,
    id_number: str,
    insurance_number: str,
    address: str,
) -> Person:
    """A profile from what is stored or typed; names come as (family, given, other), the present one first."""
    mobile, landline = phone_key(mobile), phone_key(landline)
    others = [phone_key(phone) for phone in former_phones][:MOST_NAMES]
    email = email.strip().lower()
    return Person(
        names=tuple([name_of(*each) for each in islice(names, MOST_NAMES)]),
        birth=day_text(birth) if birth else "",
        gender=gender if gender in ("F", "M") else "",
        phones=frozenset([phone for phone in (mobile, landline, *others) if phone]),
        mobile=mobile,
        landline=landline,
        # Databases refuse NUL and halves of characters, which no address has.
        email=email if LEAST_EMAIL <= len(email) <= LONGEST and "@" in email and email.isprintable() else "",
        id_number=_number(id_number),
        insurance=_number(insurance_number),
        address=address[:LONGEST].strip(),
    )


def name_of(family: str, given: str = "", other: str = "") -> Name:
    """A name taken apart. A former one may be written as "Keller, Anna" in one."""
    if not given and not other and ", " in family:
        family, _, given = family.partition(", ")
    family_words, given_words, other_words = _texts(family), _texts(given), _texts(other)
    joined, called = "".join(family_words), "".join(given_words)
    whole = joined + called
    return Name(
        joined,
        called,
        family_words,
        given_words,
        frozenset(given_words + other_words),
        not whole.isascii() and all("\u3007" <= c <= "\u9fff" or c >= "\U00020000" for c in whole),
        whole.isascii() or all(c < "\u0250" or "\u0300" <= c < "\u0370" for c in whole),
        family,
        given,
    )


def _texts(text: str) -> tuple[str, ...]:
    return tuple([word.text for word in words(text[:LONGEST])[:MOST_WORDS]]) if text else ()


def phone_key(phone: str) -> str:
    """What tells a phone: its last digits, however it is dialled; "" for what is none (yet)."""
    if not phone:
        return ""
    phone = half_width(phone[:LONGEST])
    digits = "".join([c for c in phone if "0" <= c <= "9"])
    abroad = phone[0] == "+" or digits.startswith("00")
    digits = digits.lstrip("0")
    return digits[-PHONE_DIGITS:] if len(digits) >= (LEAST_FROM_ABROAD if abroad else LEAST_PHONE) else ""


def _number(text: str) -> str:
    kept = compact(text[:LONGEST]) if text else ""
    return kept if len(kept) >= LEAST_NUMBER else ""
