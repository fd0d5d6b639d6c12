"""What a finding is: the find text, the filters, and the page of patients that answers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from dentui.domain.patients import Gender, PatientLine


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. Visiting time and case types hold for one and the same record;
    both ends of the range are included."""

    visited_from: date | None = None
    visited_to: date | None = None
    case_types: frozenset[int] = frozenset()
    """Ids of case types; empty means any."""
    genders: frozenset[Gender] = frozenset()
    """Empty means any."""


@dataclass(frozen=True, slots=True)
class Find:
    """A question to the register."""

    text: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True, slots=True)
class Page:
    """A window of the answer: `lines` are the rows `first`, `first + 1`, ... of `count` in all."""

    lines: tuple[PatientLine, ...]
    first: int
    count: int
    exact: bool = True
    """Whether `count` is the number found; if not it is the least it can be ("1,000+")."""
    at: int | None = None
    """Row of the patient that was asked for, where one was; None where it is not among the found."""

    def row_of(self, patient: UUID) -> int | None:
        """Row of a patient within this window, or None."""
        for row, line in enumerate(self.lines, self.first):
            if line.uuid == patient:
                return row
        return None
