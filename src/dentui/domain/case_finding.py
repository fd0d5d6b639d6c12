"""How the list of cases is narrowed and ordered, and the page that answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dentui.domain.cases import CaseRow, CaseState


class When(StrEnum):
    """Which day a range of time is about."""

    DUE = "due"
    SENT = "sent"


class CaseOrder(StrEnum):
    """How the list is ordered."""

    NEWEST = "newest first"
    """By when they were begun."""
    DUE = "due first"
    """What is not over yet, by due date, what has none last; then what is over, the newest first."""


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What the list is narrowed to. An empty set means any; both ends of the range are included."""

    text: str = ""
    """Found in the patient's name (or whatever finds a patient), the case number, and the lab's name."""
    states: frozenset[CaseState] = frozenset()
    case_types: frozenset[int] = frozenset()
    labs: frozenset[int] = frozenset()
    doctors: frozenset[int] = frozenset()
    when: When = When.DUE
    first: date | None = None
    last: date | None = None
    order: CaseOrder = CaseOrder.DUE


@dataclass(frozen=True, slots=True)
class CasePage:
    """A window of the answer: `rows` are `first`, `first + 1`, ... of `count` in all."""

    rows: tuple[CaseRow, ...]
    first: int
    count: int
    at: int | None = None
    """Row of the case that was asked for, where one was; None where it is not among the found."""


_NUMBER = re.compile(r"(?:c-?)?(?:(\d{4})-)?(\d{1,9})", re.IGNORECASE)


def read_number(text: str) -> tuple[int | None, int] | None:
    """Year, where one was typed, and number of a text that can be a case number: C-2026-00012, 2026-12, 12;
    None for anything else."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    year, number = found.groups()
    return (int(year) if year else None), int(number)
