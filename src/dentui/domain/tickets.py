"""Scan tickets: orders to scan, with the states of DICOM's scheduled procedure steps."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class TicketKind(StrEnum):
    """What is to be scanned."""

    INTRAORAL = "intraoral"
    FACE = "face"


KIND_WORDS = {TicketKind.INTRAORAL: "Intraoral", TicketKind.FACE: "Face Scan"}


class TicketState(StrEnum):
    """Where the order stands."""

    SCHEDULED = "scheduled"
    STARTED = "started"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN = (TicketState.SCHEDULED, TicketState.STARTED)
"""States in which something is still to be done."""

MOVES: dict[TicketState, tuple[TicketState, ...]] = {
    TicketState.SCHEDULED: (TicketState.STARTED, TicketState.COMPLETED, TicketState.CANCELLED),
    TicketState.STARTED: (TicketState.COMPLETED, TicketState.CANCELLED),
    TicketState.COMPLETED: (),
    TicketState.CANCELLED: (),
}
"""Where a ticket can go from each state. What went wrong is taken back with undo."""

MOVE_WORDS = {
    TicketState.STARTED: "start",
    TicketState.COMPLETED: "complete",
    TicketState.CANCELLED: "cancel",
}

LONGEST_NOTE = 2_000
LONGEST_REASON = 200
"""Characters of a ticket's note and of the reason for cancelling it."""


@dataclass(frozen=True, slots=True)
class TicketInput:
    """What "Create a scan ticket" hands over."""

    kind: TicketKind | None = None
    case_type_id: int | None = None
    visit_type_id: int | None = None
    doctor_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A scan ticket as the detail screen lists it."""

    uuid: UUID
    version: int
    number: int
    """Within the institution, without a gap."""
    kind: TicketKind
    case_type: str
    visit_type: str
    doctor: str
    case_type_id: int | None
    visit_type_id: int | None
    doctor_id: int | None
    note: str
    state: TicketState
    reason: str
    """Why it was cancelled."""
    opened: datetime
    opened_by: str
    changed: datetime
    """When it came into its present state. Wall-clock time of the institution, as `opened` is."""

    @property
    def form(self) -> TicketInput:
        """What the sheet of a ticket starts from."""
        return TicketInput(**{field.name: getattr(self, field.name) for field in fields(TicketInput)})


def ticket_number(number: int) -> str:
    """A ticket's number as it is printed and read aloud: T-000123."""
    return f"T-{number:06}"
