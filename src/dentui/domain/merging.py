"""Merging profiles of one person: what moves, what the main patient has then, what an undo brings back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from dentui.domain.patients import PatientInput, display_name

MOST = 20
"""Profiles that are merged into one main patient at once."""
JOINED = ("note", "past_medical_history", "oral_habits", "allergies", "address")
"""Texts of which both are kept where they differ: an allergy that only one profile knows has to stay."""
TELLING = ("birth_date", "id_number")
"""Where these differ, two profiles are seldom one person: the main patient's name is asked for."""


@dataclass(frozen=True, slots=True)
class Count:
    """So many rows of one kind, such as "records", in words ready to be shown."""

    words: str
    number: int


@dataclass(frozen=True, slots=True)
class Profile:
    """One of the profiles of a merge, as it stands now. Texts are as stored."""

    uuid: UUID
    version: int
    chart_number: int
    form: PatientInput
    responsible: str
    """Name of the responsible member."""
    last_visit: datetime
    rows: tuple[Count, ...]
    """What would move with it, of every kind."""

    @property
    def name(self) -> str:
        """The name as every screen writes it."""
        return display_name(self.form.family, self.form.given, self.form.other)


@dataclass(frozen=True, slots=True)
class Option:
    """A value that the main patient could have."""

    value: Any
    profiles: tuple[UUID, ...]
    """Whose it is; more than one for a value that is shared, or joined of several."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of PatientInput in which the profiles differ, or which only another one fills."""

    field: str
    options: tuple[Option, ...]
    """The proposed one first; never an empty value where there is another."""
    fills_gap: bool
    """The main patient has nothing there."""


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What is shown before profiles are merged."""

    main: Profile
    others: tuple[Profile, ...]
    moves: tuple[Count, ...]
    """Of every kind that a table with a path to patient has, in all."""
    choices: tuple[Choice, ...]
    must_type: str
    """The main patient's name where it has to be typed before; "" where a confirmation is enough."""


@dataclass(frozen=True, slots=True)
class MergeInput:
    """What the drawer hands over: profiles with the versions they were seen at."""

    main: UUID
    main_version: int
    others: tuple[tuple[UUID, int], ...]
    form: PatientInput
    """What the main patient has afterwards. The responsible member stays as it is."""


@dataclass(frozen=True, slots=True)
class MergedProfile:
    """A profile that was merged into another."""

    uuid: UUID
    chart_number: int
    name: str


@dataclass(frozen=True, slots=True)
class Merge:
    """A merge that was made, as the history of either patient tells it."""

    uuid: UUID
    main: MergedProfile
    others: tuple[MergedProfile, ...]
    at: datetime
    """Wall-clock time of the machine."""
    by: str
    undone: bool
    blocked: str = ""
    """Why it cannot be undone now (redone, where it is undone), in a sentence; "" where it can."""


@dataclass(frozen=True, slots=True)
class FieldBack:
    """A field that the merge changed."""

    field: str
    before: Any
    """What comes back, unless it was changed since."""
    merged: Any
    now: Any

    @property
    def changed_since(self) -> bool:
        """Whether it is unclear: an undo keeps what was changed since, unless it is told otherwise. What
        somebody has changed back already is as it was before."""
        return self.now not in (self.merged, self.before)


@dataclass(frozen=True, slots=True)
class ComesBack:
    """What one of the merged profiles gets back."""

    profile: MergedProfile
    rows: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """What is shown before a merge is undone."""

    merge: Merge
    comes_back: tuple[ComesBack, ...]
    fields: tuple[FieldBack, ...]
    stays: tuple[Count, ...]
    """Rows made since, which stay with the main patient."""
    stays_lines: tuple[str, ...]
    """The same one by one, such as "record 12.03.2026 Check-up"; as stored. At most 50."""
    gone: tuple[Count, ...] = ()
    """Rows that moved and are not there any more: they do not come back."""
    version: int = 0
    """Of the main patient, when this was read."""


@dataclass(frozen=True, slots=True)
class RedoPlan:
    """What is shown before a merge that was undone is made again."""

    merge: Merge
    moves: tuple[Count, ...]
    fields: tuple[str, ...]
    """Of the main patient, which get another value."""
    must_type: str
    """The main patient's name where it has to be typed before; "" where a confirmation is enough."""


def choices(main: PatientInput, others: Mapping[UUID, PatientInput], main_uuid: UUID) -> tuple[Choice, ...]:
    """The fields in which profiles differ, in the order of the form, each with a proposal: the main patient's
    own value, both where texts are joined, and for a gap the first of the others that fills it."""
    found = []
    for name in (each.name for each in fields(PatientInput) if each.name != "responsible_id"):
        owners: dict[Any, list[UUID]] = {}
        for uuid, form in ((main_uuid, main), *others.items()):
            value = getattr(form, name)
            if not _is_empty(name, value):
                owners.setdefault(value, []).append(uuid)
        own = getattr(main, name)
        gap = _is_empty(name, own)
        if len(owners) < 2 and not (gap and owners):
            continue
        options = [Option(value, tuple(uuids)) for value, uuids in owners.items()]
        if name in JOINED and len(options) > 1:
            everybody = tuple(uuid for option in options for uuid in option.profiles)
            texts = [option.value for option in options]
            both = below(texts) if name == "address" else joined(texts)
            options.insert(0, Option(both, everybody))
        found.append(Choice(name, tuple(options), gap))
    return tuple(found)


def proposed(main: PatientInput, found: Sequence[Choice]) -> PatientInput:
    """What the main patient has afterwards where nothing else is chosen."""
    return replace(main, **{choice.field: choice.options[0].value for choice in found})


def joined(texts: Sequence[str]) -> str:
    """Texts below each other, each line once."""
    lines: dict[str, None] = {}
    for text in texts:
        lines.update(dict.fromkeys(line for line in text.splitlines() if line.strip()))
    return "\n".join(lines)


def below(texts: Sequence[str]) -> str:
    """Texts below each other, each whole, since two addresses have their town in common; without one that
    stands in another."""
    kept: list[list[str]] = []
    for text in texts:
        lines = [line for line in text.splitlines() if line.strip()]
        if not any(set(lines) <= set(other) for other in kept):
            kept = [other for other in kept if not set(other) <= set(lines)] + [lines]
    return "\n".join(line for lines in kept for line in lines)


def must_type(main: PatientInput, others: Sequence[PatientInput]) -> str:
    """The main patient's name where it has to be typed; "" where none of the telling fields differs."""
    for name in TELLING:
        values = {getattr(each, name) for each in (main, *others)} - {None, ""}
        if len(values) > 1:
            return display_name(main.family, main.given, main.other)
    return ""


def _is_empty(name: str, value: Any) -> bool:
    return value in (None, "") or (name == "gender" and value == "U")
