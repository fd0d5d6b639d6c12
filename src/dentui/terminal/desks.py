"""What was chosen for single desks: a small file in the home, by operator and name of the terminal.

What is kept for nobody (the operator "") counts for a terminal before somebody has signed in, and below what
that person has chosen. Every desk writes the whole file anew, under a lock: several at once lose nothing.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from dentui.errors import Invalid, Unavailable
from dentui.terminal.profile import PARTS, choice

FILE = "desks.json"
LOCK = "desks.lock"
NOBODY = ""
NAMELESS = "unknown"
"""The terminal whose name nobody says."""

Chosen = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Operator, terminal, part: value."""


@dataclass(frozen=True, slots=True)
class Desks:
    """What the file holds."""

    chosen: Chosen = field(default_factory=dict)

    def saved(self, operator: str | None, term: str) -> dict[str, str]:
        """What was saved for this operator at such a terminal, by the names in PARTS."""
        name = _terminal(term)
        nobodys = self.chosen.get(NOBODY, {}).get(name, {})
        return {**nobodys, **self.chosen.get(_operator(operator), {}).get(name, {})}


def read_desks(home: Path) -> Desks:
    """What is saved in this home. Raises Unavailable with the sentence to show where it cannot be read."""
    file = home / FILE
    try:
        text = file.read_text("utf-8")
    except FileNotFoundError:
        return Desks()
    except (OSError, ValueError) as error:
        raise _unreadable(file) from error
    import json

    try:
        return Desks(_checked(json.loads(text)))
    except Invalid as error:
        raise Unavailable(f"What was saved for single desks in {file} does not count: {error}") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(file) from error


def _unreadable(file: Path) -> Unavailable:
    return Unavailable(
        f"What was saved for single desks does not count: {file} cannot be read. Mend or remove it."
    )


def save(home: Path, operator: str | None, term: str, values: Mapping[str, str]) -> None:
    """Keep these values beside those that are kept for this desk already. Raises Unavailable where that
    cannot be done."""

    def change(chosen: dict[str, dict[str, dict[str, str]]]) -> None:
        chosen.setdefault(_operator(operator), {}).setdefault(_terminal(term), {}).update(values)

    _change(home, change)


def forget(home: Path, operator: str | None, term: str) -> bool:
    """Forget what is kept for this desk; whether there was anything. Raises Unavailable where that cannot
    be done."""
    there: list[object] = []

    def change(chosen: dict[str, dict[str, dict[str, str]]]) -> None:
        kept = chosen.get(_operator(operator), {}).pop(_terminal(term), None)
        if kept is not None:
            there.append(kept)

    _change(home, change)
    return bool(there)


def _change(home: Path, change: Callable[[dict[str, dict[str, dict[str, str]]]], None]) -> None:
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(home):
            chosen = {
                operator: {term: dict(values) for term, values in terms.items()}
                for operator, terms in read_desks(home).chosen.items()
            }
            change(chosen)
            _write(home, {operator: terms for operator, terms in chosen.items() if terms})
    except OSError as error:
        raise Unavailable(
            f"Nothing was saved: {home / FILE} cannot be written ({error.strerror}). Ask who looks after "
            "this machine to give this account write access to that folder."
        ) from error


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    handle = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        # Whoever holds it writes a few lines: no wait to speak of.
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(home: Path, chosen: Chosen) -> None:
    """Put a whole new file in the place of the old one: who reads finds one or the other."""
    import json
    import secrets

    new = home / f"{FILE}.{secrets.token_hex(4)}"
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(chosen, file, indent=2, sort_keys=True)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(home / FILE)
    except BaseException:
        with suppress(FileNotFoundError):
            new.unlink()
        raise


def _checked(stored: object) -> dict[str, dict[str, dict[str, str]]]:
    """The same, of the types that it has to be. Raises Invalid."""
    chosen: dict[str, dict[str, dict[str, str]]] = {}
    for operator, terms in _object(stored).items():
        for term, values in _object(terms).items():
            checked = {}
            for part, value in _object(values).items():
                if part not in PARTS:
                    raise Invalid(f"a desk has {' and '.join(PARTS)}, and nothing else. Mend it.")
                checked[part] = choice(part, value if isinstance(value, str) else "", part)
            chosen.setdefault(operator, {})[term] = checked
    return chosen


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Invalid("it has to hold operators, their terminals, and their values. Mend or remove it.")
    return value


def _operator(operator: str | None) -> str:
    return (operator or NOBODY).strip().casefold()


def _terminal(term: str) -> str:
    return term.strip() or NAMELESS
