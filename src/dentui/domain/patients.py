"""What a patient is on the list and on the detail screen."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from dentui.domain.merging import MergedProfile


class Gender(StrEnum):
    """Patient's Sex in DICOM's terms (0010,0040), and unknown where it was never asked."""

    FEMALE = "F"
    MALE = "M"
    OTHER = "O"
    UNKNOWN = "U"


GENDER_WORDS = {
    Gender.FEMALE: "female",
    Gender.MALE: "male",
    Gender.OTHER: "other",
    Gender.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What of a line the find text matched: characters `start` to `end` of that column's text.

    `column` is "name", "phone" or "why"; positions are in code points of the uncleaned text."""

    column: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PatientLine:
    """One row of the patient list. Texts are as stored: whoever shows them cleans them."""

    uuid: UUID
    chart_number: int
    name: str
    gender: Gender
    birth_date: date | None
    phone: str
    last_visit: datetime | None
    """Wall-clock time of the institution, as every visiting time is; None where no visit is recorded."""
    case_types: tuple[str, ...]
    open_tickets: int
    why: str = ""
    """What matched where no column shows it, in words, such as "formerly Schmidt"."""
    marks: tuple[Mark, ...] = ()
    landline: str = ""
    email: str = ""
    id_number: str = ""
    insurance_number: str = ""
    merged: bool = False
    """Into another one: the profile is read-only, and only a find text finds it."""


def _text(words: str, most: int, *, several_lines: bool = False) -> Any:
    """A text of a patient's form: what it is called in a sentence, the characters it takes, and whether its
    line breaks are kept."""
    return field(default="", metadata={"words": words, "most": most, "several_lines": several_lines})


@dataclass(frozen=True, slots=True)
class PatientInput:
    """What the sheets "New patient" and "Edit patient" hand over. Every field is a column of the
    register of the same name."""

    family: str = _text("family name", 200)
    given: str = _text("given name", 200)
    other: str = _text("other names", 200)
    gender: Gender | None = field(default=None, metadata={"words": "gender"})
    birth_date: date | None = field(default=None, metadata={"words": "date of birth"})
    mobile: str = _text("mobile", 60)
    landline: str = _text("landline", 60)
    email: str = _text("e-mail", 254)  # RFC 5321
    id_number: str = _text("ID number", 60)
    insurance_number: str = _text("insurance card number", 60)
    address: str = _text("address", 500, several_lines=True)
    note: str = _text("note", 10_000, several_lines=True)
    past_medical_history: str = _text("past medical history", 10_000, several_lines=True)
    oral_habits: str = _text("oral habits", 10_000, several_lines=True)
    allergies: str = _text("allergies", 10_000, several_lines=True)
    responsible_id: int | None = field(default=None, metadata={"words": "responsible member"})
    """Person; None for whoever enters the patient."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientChart(PatientInput):
    """The detail screen's head and its Info tab (S14, S15, S53)."""

    gender: Gender
    responsible_id: int
    uuid: UUID
    version: int
    chart_number: int
    responsible: str
    """Name of the responsible member."""
    entered: datetime
    last_visit: datetime | None
    case_types: tuple[str, ...]
    """Historical case types, most recent first."""
    former_names: tuple[str, ...]
    former_phones: tuple[str, ...]
    open_tickets: int
    merged: bool = False
    """Into another one: the profile is read-only."""
    merged_into: MergedProfile | None = None
    """The main patient, at the end of the chain; None also where the operator cannot see them."""
    merged_here: int = 0
    """Profiles that were merged into this one, one by way of another too."""

    @property
    def name(self) -> str:
        """The name as every screen writes it."""
        return display_name(self.family, self.given, self.other)

    @property
    def form(self) -> PatientInput:
        """What the sheet "Edit patient" starts from."""
        return PatientInput(**{each.name: getattr(self, each.name) for each in fields(PatientInput)})


@dataclass(frozen=True, slots=True)
class Entered:
    """A new patient as the register has it."""

    uuid: UUID
    chart_number: int
    ticket_number: int | None
    """Of the scan ticket that was opened with it."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One visit, as the Records tab lists it."""

    uuid: UUID
    version: int
    name: str
    visiting_time: datetime
    case_type: str
    visit_type: str
    doctor: str
    case_type_id: int | None
    visit_type_id: int | None
    doctor_id: int | None

    @property
    def form(self) -> RecordInput:
        """What the sheet of a record starts from."""
        return RecordInput(**{each.name: getattr(self, each.name) for each in fields(RecordInput)})


@dataclass(frozen=True, slots=True)
class RecordInput:
    """What the sheet of a record hands over. A visiting time is wall-clock time, in minutes."""

    name: str
    visiting_time: datetime
    case_type_id: int | None = None
    visit_type_id: int | None = None
    doctor_id: int | None = None


def display_name(family: str, given: str, other: str = "") -> str:
    """How a name is written on every screen: "Keller, Anna Maria"; without a comma or a space
    in scripts that write the family name first (Han, Hangul, kana)."""
    rest = " ".join(part for part in (given, other) if part)
    if not family or not rest:
        return family or rest
    if writes_family_first(family) and writes_family_first(rest):
        return family + rest
    return f"{family}, {rest}"


def writes_family_first(text: str) -> bool:
    """Whether the text is written in Han, Hangul or kana throughout."""
    return bool(text) and all(
        "\u3040" <= c <= "\u30ff"
        or "\u3400" <= c <= "\u9fff"
        or "\uac00" <= c <= "\ud7a3"
        or "\uf900" <= c <= "\ufaff"
        or "\U00020000" <= c <= "\U0003ffff"
        or c == "\u3005"
        for c in text
    )


def age_on(birth_date: date, day: date) -> int:
    """Completed years. Who was born on 29 February comes of age on 1 March of common years, as
    in Swiss, German and British law."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


PERMANENT_FROM = 6
"""Years of age at which the first permanent teeth come."""


def begins_with_milk(birth_date: date | None, day: date) -> bool:
    """Whether a chart of the teeth begins with the milk teeth, by the age on this day."""
    return birth_date is not None and age_on(birth_date, day) < PERMANENT_FROM
