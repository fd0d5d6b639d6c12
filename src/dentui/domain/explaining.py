"""Why a patient was found: marks in what the list shows, and words for what no column shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from dentui.domain.matching import (
    Part,
    Question,
    marks_in_name,
    marks_in_phone,
    matches_name,
    matches_values,
)
from dentui.domain.patients import Mark


class Hidden(NamedTuple):
    """What of a chart can match and stands in no column of the list."""

    mobile: str
    landline: str
    email: str
    id_number: str
    insurance_number: str
    birth_date: date | None
    chart_number: int
    former_names: tuple[str, ...]
    former_phones: tuple[str, ...]


def explain(question: Question, name: str, phone: str, hidden: Hidden) -> tuple[str, tuple[Mark, ...]]:
    """The words, and the marks in the shown name, in the shown phone, and in the words themselves."""
    marks: list[Mark] = []
    reasons: list[str] = []
    for part in question.parts:
        alone = Question((part,))
        found = (*_in_name(alone, part, name), *(marks_in_phone(alone, phone) if part.digits else ()))
        if found:
            marks += found
        else:
            reasons += [reason for reason in (next(_reasons(part, hidden), ""),) if reason]
    if not reasons:
        return "", tuple(marks)
    why = ", ".join(dict.fromkeys(reasons))
    in_why = (*marks_in_name(question, why), *marks_in_phone(question, why))
    return why, (*marks, *(Mark("why", mark.start, mark.end) for mark in in_why))


def _in_name(alone: Question, part: Part, name: str) -> tuple[Mark, ...]:
    if part.digits and not any(c.isdigit() for c in name):
        return ()
    return marks_in_name(alone, name)


def _reasons(part: Part, hidden: Hidden) -> Iterator[str]:
    """What matched, the most telling first."""
    for name in hidden.former_names:
        if matches_name(part, name):
            yield f"formerly {name}"
    for word, phones in (
        ("mobile", (hidden.mobile,)),
        ("landline", (hidden.landline,)),
        ("formerly", hidden.former_phones),
    ):
        for phone in phones:
            if phone and matches_values(part, (phone,), "", "", ""):
                yield f"{word} {phone}"
    if part.chart_number == hidden.chart_number:
        yield f"chart {hidden.chart_number}"
    if hidden.birth_date is not None and hidden.birth_date in part.births:
        yield f"born {hidden.birth_date:%d.%m.%Y}"
    if hidden.id_number and matches_values(part, (), "", hidden.id_number, ""):
        yield f"ID {hidden.id_number}"
    if hidden.insurance_number and matches_values(part, (), "", "", hidden.insurance_number):
        yield f"insurance {hidden.insurance_number}"
    if hidden.email and matches_values(part, (), hidden.email, "", ""):
        yield hidden.email
    for piece in part.pieces:
        yield from _reasons(piece, hidden)
