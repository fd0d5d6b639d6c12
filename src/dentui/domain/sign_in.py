"""Signing in: what a password and a PIN have to be, and how long to wait after failures."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dentui.domain.people import Place
from dentui.errors import Invalid

SHORTEST_PASSWORD = 15
"""Characters. NIST SP 800-63B asks for 15 where a password is all that is asked for."""
LONGEST_PASSWORD = 200
PIN_DIGITS = 6
"""Enough beside an SSH key, which is asked for first."""
FREE_FAILURES = 4
"""Failures in a row that cost no wait: people mistype."""
FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0
"""Seconds; each failure doubles the wait."""
MOST_FAILURES = 100
"""In a row; then an administrator has to give another password (NIST SP 800-63B, rate limiting)."""


class Wanted(StrEnum):
    """What is asked for before a desk opens."""

    NOTHING = "nothing"
    """A demonstration clinic, or an SSH key that is enough."""
    PASSWORD = "password"  # noqa: S105 - what is asked for, not what is answered
    PIN = "PIN"
    """Beside the SSH key that opened the line."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, and what to do next."""

    person_id: int
    name: str
    login: str
    places: tuple[Place, ...]
    """Institutions to work in, at least one; where there are several, the person chooses."""
    must_change: bool
    """The password was given by an administrator: another one has to be chosen now."""
    failures: int
    """Attempts that were refused since the last sign-in, to be told."""


def wait_after(failures: int) -> float:
    """Seconds that have to pass after so many failures in a row."""
    if failures <= FREE_FAILURES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - FREE_FAILURES - 1))


def check_password(password: str, *forbidden: str) -> str:
    """The password as it is hashed (NFKC). `forbidden`: the login, the person, the institution. Raises
    Invalid, with the field "password"."""
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST_PASSWORD:
        raise Invalid(
            f"A password has at least {SHORTEST_PASSWORD} characters; four words are easy to keep.",
            field="password",
        )
    if len(text) > LONGEST_PASSWORD:
        raise Invalid(f"A password has at most {LONGEST_PASSWORD} characters.", field="password")
    rest = text.casefold()
    for word in forbidden:
        if len(word) > 2:
            rest = rest.replace(word.casefold(), "")
    if len(set(rest)) < 6 or _is_row(rest):
        raise Invalid(
            "That password is easily guessed: it repeats itself, a row of keys, or a name. Take other words.",
            field="password",
        )
    return text


def check_pin(pin: str) -> str:
    """Raises Invalid, with the field "pin", for what is no PIN or one of the first to be guessed."""
    if not (pin.isascii() and pin.isdigit() and len(pin) == PIN_DIGITS):
        raise Invalid(f"A PIN has {PIN_DIGITS} digits.", field="pin")
    if len(set(pin)) < 3 or _is_row(pin):
        raise Invalid("That PIN is easily guessed. Take other digits.", field="pin")
    return pin


def _is_row(text: str) -> bool:
    """Whether nearly all of it goes one step up or down: 123456, abcdef, 987654."""
    steps = [ord(b) - ord(a) for a, b in pairwise(text)]
    return bool(steps) and max(steps.count(1), steps.count(-1), steps.count(0)) >= 0.8 * len(steps)
