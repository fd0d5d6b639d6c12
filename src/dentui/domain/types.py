"""Case types and visit types: short lists that an administrator edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from dentui.domain.forms import tidy
from dentui.errors import Invalid

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class CaseType:
    """What a visit was for, such as implant or orthodontics."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class VisitType:
    """What sort of visit it was, such as first visit or emergency."""

    id: int
    name: str


class TypeKind(StrEnum):
    """Which of the two lists."""

    CASE = "case type"
    VISIT = "visit type"


@dataclass(frozen=True, slots=True)
class TypeInput:
    """What the sheet of a type hands over."""

    name: str
    place: int | None = None
    """Where it stands among those that are offered, from 1 on; None for the end."""


@dataclass(frozen=True, slots=True)
class TypeLine:
    """A case type or a visit type as administrators see it."""

    id: int
    name: str
    retired: bool
    place: int | None
    """Among those that are offered, from 1 on; None for a retired one."""

    @property
    def form(self) -> TypeInput:
        """The same as the sheet starts from it."""
        return TypeInput(self.name, self.place)


def checked(form: TypeInput, kind: TypeKind, others: Iterable[str]) -> TypeInput:
    """The form tidied; `others`: the names that are taken. Raises Invalid with the field."""
    form = replace(form, name=tidy(form.name))
    if not form.name:
        raise Invalid("The name is missing. A word or two are enough.", field="name")
    if len(form.name) > LONGEST_NAME:
        raise Invalid(f"The name is too long: at most {LONGEST_NAME} characters.", field="name")
    if form.name.casefold() in {other.casefold() for other in others}:
        raise Invalid(
            f"There is a {kind} of that name, offered or retired. Take another name, or bring that one back.",
            field="name",
        )
    if form.place is not None and form.place < 1:
        raise Invalid("The place in the list is a number from 1 on.", field="place")
    return form


SHIPPED_CASE_TYPES = (
    "restoration",
    "implant",
    "orthodontics",
    "denture",
    "paediatric",
    "periodontics",
    "check-up",
    "other",
)
SHIPPED_VISIT_TYPES = ("first visit", "return visit", "follow-up", "emergency", "other")
