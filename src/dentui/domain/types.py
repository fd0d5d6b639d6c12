"""Case types and visit types: short lists that an administrator edits."""

from dataclasses import dataclass


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
