"""Drafts: forms that were typed into and neither saved nor thrown away.

A draft is kept as it was typed, half a date and all, with what the form was about and what it started from,
so that going on with it is what going on without the break would have been.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from dentui.domain.cases import CaseInput
from dentui.domain.labs import LabInput
from dentui.domain.patients import Gender, PatientInput, RecordInput, display_name
from dentui.domain.report_form import from_json, to_json
from dentui.domain.reports import ReportInput
from dentui.domain.snippets import SnippetInput, SnippetKind
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.domain.types import TypeInput
from dentui.domain.work import WorkKind, Works, works_from_json
from dentui.errors import Invalid

FORMAT = 1
"""Of the text in which a draft is kept; another one is not read."""
LONGEST = 4_000_000
"""Bytes of that text."""
KEPT_DAYS = 30

Typed = str | int | None
"""What stands in a field: a text as it was typed, or the id or name of what is chosen."""
Form = (
    PatientInput | TicketInput | RecordInput | TypeInput | CaseInput | LabInput | SnippetInput | ReportInput
)


class Kind(StrEnum):
    """Which form it is."""

    NEW_PATIENT = "new patient"
    EDIT_PATIENT = "edit patient"
    NEW_TICKET = "new ticket"
    EDIT_TICKET = "edit ticket"
    MOVE_TICKET = "move ticket"
    NEW_RECORD = "new record"
    EDIT_RECORD = "edit record"
    NEW_CASE_TYPE = "new case type"
    EDIT_CASE_TYPE = "edit case type"
    NEW_VISIT_TYPE = "new visit type"
    EDIT_VISIT_TYPE = "edit visit type"
    NEW_CASE = "new case"
    EDIT_CASE = "edit case"
    MOVE_CASE = "move case"
    NEW_LAB = "new lab"
    EDIT_LAB = "edit lab"
    NEW_SNIPPET = "new snippet"
    EDIT_SNIPPET = "edit snippet"
    EDIT_REPORT = "edit report"


KIND_WORDS = {
    Kind.NEW_PATIENT: "New patient",
    Kind.EDIT_PATIENT: "Edit patient",
    Kind.NEW_TICKET: "New scan ticket",
    Kind.EDIT_TICKET: "Edit scan ticket",
    Kind.MOVE_TICKET: "Scan ticket",
    Kind.NEW_RECORD: "New record",
    Kind.EDIT_RECORD: "Edit record",
    Kind.NEW_CASE_TYPE: "New case type",
    Kind.EDIT_CASE_TYPE: "Rename case type",
    Kind.NEW_VISIT_TYPE: "New visit type",
    Kind.EDIT_VISIT_TYPE: "Rename visit type",
    Kind.NEW_CASE: "New case for the lab",
    Kind.EDIT_CASE: "Case for the lab",
    Kind.MOVE_CASE: "Step of a case",
    Kind.NEW_LAB: "New lab",
    Kind.EDIT_LAB: "Edit lab",
    Kind.NEW_SNIPPET: "New ready text",
    Kind.EDIT_SNIPPET: "Edit ready text",
    Kind.EDIT_REPORT: "Health checking report",
}
"""How a person calls it."""

_OF_TYPES = frozenset((Kind.NEW_CASE_TYPE, Kind.EDIT_CASE_TYPE, Kind.NEW_VISIT_TYPE, Kind.EDIT_VISIT_TYPE))
OF_ADMINISTRATORS = _OF_TYPES | {Kind.NEW_LAB, Kind.EDIT_LAB}
OF_THE_INSTITUTION = OF_ADMINISTRATORS | {Kind.NEW_SNIPPET, Kind.EDIT_SNIPPET}
"""What has a name and is of no patient."""

_FORMS: dict[Kind, type[Any] | None] = {
    Kind.NEW_PATIENT: PatientInput,
    Kind.EDIT_PATIENT: PatientInput,
    Kind.NEW_TICKET: TicketInput,
    Kind.EDIT_TICKET: TicketInput,
    Kind.MOVE_TICKET: None,
    Kind.NEW_RECORD: RecordInput,
    Kind.EDIT_RECORD: RecordInput,
    Kind.NEW_CASE: CaseInput,
    Kind.EDIT_CASE: CaseInput,
    Kind.MOVE_CASE: None,
    Kind.NEW_LAB: LabInput,
    Kind.EDIT_LAB: LabInput,
    Kind.NEW_SNIPPET: SnippetInput,
    Kind.EDIT_SNIPPET: SnippetInput,
    Kind.EDIT_REPORT: ReportInput,
    **dict.fromkeys(_OF_TYPES, TypeInput),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a form is about."""

    kind: Kind
    uuid: UUID | None = None
    """Of the patient, ticket, record or case that is made or changed."""
    patient: UUID | None = None
    """Whose chart it is about; None for one that is not there yet, and for what is of no patient."""
    version: int = 0
    """Of what is changed, as it was read; 0 for something new."""
    base: Form | None = None
    """The form as it stood before anything was typed."""
    ticket: UUID | None = None
    """Of the scan ticket that is opened with a new patient."""
    number: int | None = None
    """The register's own, of what has no UUID."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished form."""

    save: UUID
    """The form's own: a save of it that was committed is found by it."""
    subject: Subject
    typed: Mapping[str, Typed]
    """What stands in the fields that hold something else than they were given, by their names."""
    cursor: str
    """Name of the field that the cursor was in, "" for none."""
    at: datetime
    """When it was typed, UTC."""

    @property
    def name(self) -> str:
        """The name that was typed, where the form is that of something new."""
        if self.subject.kind is Kind.NEW_PATIENT:
            return display_name(*(self._text(name).strip() for name in ("family", "given")))
        return self._text("name") if self.subject.kind in OF_THE_INSTITUTION else ""

    def _text(self, name: str) -> str:
        return str(self.typed.get(name, getattr(self.subject.base, name, "")) or "")


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft that waits for its operator."""

    draft: Draft
    name: str
    """Whom or what it is about; as stored, so whoever shows it cleans it."""
    desk: str
    """At which desk it was typed."""


def encode(draft: Draft) -> bytes:
    """The draft as it is kept: JSON in ASCII."""
    subject = draft.subject
    told = {
        "format": FORMAT,
        "save": str(draft.save),
        "kind": subject.kind.value,
        "uuid": subject.uuid,
        "patient": subject.patient,
        "version": subject.version,
        "base": _base_told(subject.base),
        "ticket": subject.ticket,
        "number": subject.number,
        "typed": dict(draft.typed),
        "cursor": draft.cursor,
        "at": draft.at,
    }
    return json.dumps(told, default=_plain).encode("ascii")


def _base_told(base: Form | None) -> object:
    if isinstance(base, ReportInput):
        return to_json(base)
    return None if base is None else asdict(base)


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no draft holds a {type(value).__name__}")


def decode(data: bytes) -> Draft | None:
    """The draft that was kept so; None for what is broken, of another version, or no draft at all."""
    try:
        told = json.loads(data) if len(data) <= LONGEST else None
        return _draft(told) if isinstance(told, dict) and told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _draft(told: dict[str, Any]) -> Draft:
    kind = Kind(told["kind"])
    typed = {str(name): _typed(value) for name, value in told["typed"].items()}
    at = datetime.fromisoformat(told["at"]).astimezone(UTC)
    subject = Subject(
        kind,
        _optional(UUID)(told["uuid"]),
        _optional(UUID)(told["patient"]),
        _number(told["version"]),
        _base(kind, told["base"]),
        _optional(UUID)(told["ticket"]),
        _optional(_number)(told["number"]),
    )
    return Draft(UUID(told["save"]), subject, typed, _text(told["cursor"]), at)


def _base(kind: Kind, told: dict[str, Any] | None) -> Form | None:
    form = _FORMS[kind]
    if form is None:
        return None
    if told is None:
        raise ValueError("a form that started from nothing")
    if form is ReportInput:
        return _report(told)
    read = _READ | ({"kind": SnippetKind} if form is SnippetInput else {})
    made: Form = form(**{each.name: read.get(each.name, _text)(told[each.name]) for each in fields(form)})
    if kind is Kind.EDIT_PATIENT and getattr(made, "gender", None) is None:
        raise ValueError("a chart without a gender")
    return made


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


def _typed(value: object) -> Typed:
    if value is not None and not isinstance(value, (str, int)):
        raise TypeError("nothing that a field holds")
    return value


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _works(told: object) -> Works:
    try:
        return works_from_json({"version": 1, "works": told})
    except Invalid as error:
        raise ValueError(str(error)) from None


def _report(told: object) -> ReportInput:
    try:
        return from_json(told)
    except Invalid as error:
        raise ValueError(str(error)) from None


_READ: dict[str, Callable[[Any], Any]] = {
    "gender": _optional(Gender),
    "kind": _optional(TicketKind),
    "birth_date": _optional(date.fromisoformat),
    "due": _optional(date.fromisoformat),
    "works": _works,
    "attachments": lambda told: tuple(UUID(each) for each in told),
    "work_kind": _optional(WorkKind),
    "visiting_time": datetime.fromisoformat,
    **dict.fromkeys(
        ("responsible_id", "case_type_id", "visit_type_id", "doctor_id", "lab_id", "place"),
        _optional(_number),
    ),
}
"""What is no text in a form, by the name of its field."""
