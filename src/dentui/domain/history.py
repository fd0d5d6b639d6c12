"""What was changed on a chart, by whom, and what can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after, in words ready to be cleaned and shown."""

    field: str
    """Name of the field, a key of `forms.WORDS`."""
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One saved change, as a patient's history lists it."""

    key: int
    """Tells it from every other one."""
    save: UUID
    action: str
    """As the audit trail calls it: "edit patient", "open ticket", "cancel ticket", "rename record" ..."""
    patient: UUID
    patient_name: str
    person: str
    at: datetime
    """Wall-clock time of the machine."""
    fields: tuple[FieldChange, ...]
    undone: bool
    undoes: str = ""
    """The action that this one took back, "" for an ordinary change."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """How something stands now that another desk has changed it: the form, its version, and whose it is."""

    version: int
    form: object
    by: str
    """Name of who changed it last."""
    at: datetime | None


def changed_fields(
    before: object, after: object, names: tuple[str, ...]
) -> Mapping[str, tuple[object, object]]:
    """Fields in which two forms differ, with both values."""
    pairs = {name: (getattr(before, name), getattr(after, name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
