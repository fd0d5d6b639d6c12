"""Signing in: what a password and a PIN have to be, and how long to wait after failures."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dentui.domain.people import Place
from dentui.errors import Forbidden, Invalid

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
LONGEST_LOGIN = 64

COMMON = (
    *("password", "passwort", "motdepasse", "contraseña", "password1", "pa55word", "letmein", "changeme"),
    *("welcome", "willkommen", "bienvenue", "iloveyou", "administrator", "admin", "secret", "geheim"),
    *("dentist", "zahnarzt", "dentiste", "dental", "dentui", "clinic", "praxis", "reception", "qwerty"),
)
"""Words that are tried first, here of all places: they add nothing to a password."""
KEY_ROWS = (
    *("1234567890", "qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "qsdfghjklm", "zxcvbnm"),
    *("yxcvbnm", "wxcvbn", "1qaz2wsx3edc4rfv5tgb6zhn7ujm", "1qay2wsx3edc4rfv5tgb"),
)
_NEIGHBOURS = frozenset(pair for row in KEY_ROWS for way in (row, row[::-1]) for pair in pairwise(way))


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
    unlockable: bool
    """Whether a PIN or a password is there to unlock the desk with, or none is asked for."""
    failures: int
    """Attempts that were refused since the last sign-in, to be told."""


def wait_after(failures: int) -> float:
    """Seconds that have to pass after so many failures in a row."""
    if failures <= FREE_FAILURES:
        return 0.0
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - FREE_FAILURES - 1))


def seconds_left(failures: int, failed: float, now: float) -> float:
    """How long somebody of a name still has to wait, whose last failure was at `failed`. A failure that
    lies further ahead than any wait says that the clock was set back: nobody is locked out for that."""
    since = now - failed
    wait = wait_after(failures)
    return 0.0 if since < -LONGEST_WAIT else min(wait, max(0.0, wait - since))


def check_wait(failures: int, failed: float, now: float) -> None:
    """Raises Forbidden while somebody of that name has to wait; the times are seconds."""
    if failures >= MOST_FAILURES:
        raise Forbidden(
            "Too many attempts under this name were refused. An administrator has to give another password "
            "before anybody can sign in with it."
        )
    left = math.ceil(seconds_left(failures, failed, now))
    if left > 0:
        how_long = f"{left} seconds" if left < 100 else f"{math.ceil(left / 60)} minutes"
        raise Forbidden(
            f"Several attempts under this name were refused. Wait {how_long if left > 1 else 'a second'}, "
            "then try again."
        )


def normal_login(login: str) -> str:
    """A login name as it is compared: however it is cased, and without space around it."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", login).strip().casefold()).strip()


def check_login(login: str) -> str:
    """A login name as it is kept. Raises Invalid, with the field "login"."""
    name = normal_login(login)
    if not name:
        raise Invalid("The login name is missing. Short and without spaces is best.", field="login")
    if len(name) > LONGEST_LOGIN:
        raise Invalid(f"A login name has at most {LONGEST_LOGIN} characters.", field="login")
    if not name.isprintable() or any(c.isspace() for c in name) or name.startswith("-"):
        raise Invalid(
            "A login name has letters, digits and signs, without spaces and no - in front.", field="login"
        )
    return name


def as_hashed(secret: str) -> str:
    """A secret in the form that is hashed: keyboards write the same letter in several ways."""
    return unicodedata.normalize("NFKC", secret)


def is_pin(secret: str) -> bool:
    """Whether what was typed can only be a PIN: a password is longer."""
    return secret.isascii() and secret.isdigit() and len(secret) == PIN_DIGITS


def check_password(password: str, *forbidden: str) -> str:
    """The password as it is hashed (NFKC). `forbidden`: the login, the person, the institution. Raises
    Invalid, with the field "password"."""
    text = as_hashed(password)
    if len(text) < SHORTEST_PASSWORD:
        raise Invalid(
            f"A password has at least {SHORTEST_PASSWORD} characters; four words are easy to keep.",
            field="password",
        )
    if len(text) > LONGEST_PASSWORD:
        raise Invalid(f"A password has at most {LONGEST_PASSWORD} characters.", field="password")
    if _is_guessed(text.casefold(), forbidden):
        raise Invalid(
            "That password is easily guessed: it repeats itself, a row of keys, or a name. Take other words.",
            field="password",
        )
    return text


def check_pin(pin: str) -> str:
    """Raises Invalid, with the field "pin", for what is no PIN or one of the first to be guessed."""
    if not is_pin(pin):
        raise Invalid(f"A PIN has {PIN_DIGITS} digits.", field="pin")
    if len(set(pin)) < 3 or _is_row(pin):
        raise Invalid("That PIN is easily guessed. Take other digits.", field="pin")
    return pin


def _is_guessed(text: str, forbidden: Iterable[str]) -> bool:
    """Whether it is little more than names, common words, one thing repeated, or a row."""
    rest = text
    words = {word for phrase in forbidden for word in (phrase, *phrase.split())}
    for word in sorted({*words, *COMMON}, key=len, reverse=True):
        if len(word) > 2:
            rest = rest.replace(word.casefold(), "")
    repeated = text in (text + text)[1:-1]
    return len(set(rest)) < 6 or repeated or _is_row(text) or _is_row(rest)


def _is_row(text: str) -> bool:
    """Whether nearly all of it goes one step up or down, or to a neighbour on the keyboard: 123456,
    fedcba, qwertz."""
    pairs = list(pairwise(text))
    steps = [ord(b) - ord(a) for a, b in pairs]
    keys = sum(pair in _NEIGHBOURS for pair in pairs)
    return bool(pairs) and max(*(steps.count(step) for step in (1, -1, 0)), keys) >= 0.8 * len(pairs)
