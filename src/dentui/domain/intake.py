"""What goes into a register in bulk: named tuples, because a million of them are made at a time.

Times are wall-clock seconds since 1970-01-01 00:00 of the institution's own clock (as
`domain.times` converts them). Ids of members, doctors and types are those of the institution.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class NewRecord(NamedTuple):
    """One visit of a patient that is taken in."""

    uuid: bytes
    """16 bytes. Ascending ones (UUID version 7) are taken in much faster."""
    name: str
    visiting_time: int
    case_type_id: int | None
    visit_type_id: int | None
    doctor_id: int | None


class NewTicket(NamedTuple):
    """One scan ticket of a patient that is taken in."""

    uuid: bytes
    kind: str
    """"intraoral" or "face"."""
    case_type_id: int | None
    visit_type_id: int | None
    doctor_id: int | None
    note: str
    state: str
    """"scheduled", "started", "completed" or "cancelled"."""
    opened: int


class NewPatient(NamedTuple):
    """A patient that is taken in, with visits, tickets, former names and phones."""

    uuid: bytes
    family: str
    given: str
    other: str
    gender: str
    birth_date: date | None
    mobile: str
    """E.164 ("+41791234567") where the number is a valid one, else as it was given."""
    landline: str
    email: str
    id_number: str
    insurance_number: str
    address: str
    note: str
    past_medical_history: str
    oral_habits: str
    allergies: str
    responsible_id: int
    entered: int
    former_names: tuple[str, ...] = ()
    former_phones: tuple[str, ...] = ()
    records: tuple[NewRecord, ...] = ()
    tickets: tuple[NewTicket, ...] = ()
    chart_number: int | None = None
    """Given by the register where None."""
