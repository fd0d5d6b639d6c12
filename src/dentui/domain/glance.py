"""What is seen of a patient beside the list, without opening the chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dentui.domain.merging import MergedProfile
from dentui.domain.tickets import TicketKind, TicketState


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """When somebody came and what for, which the list's filters tell too."""

    visiting_time: datetime
    case_type: str


@dataclass(frozen=True, slots=True)
class SeenTicket:
    """A scan that is still to be done."""

    number: int
    kind: TicketKind
    state: TicketState
    opened: datetime


@dataclass(frozen=True, slots=True)
class Glance:
    """How a patient is reached, when they came and what is ordered for them. Nothing that was said or found
    at a visit: neither allergies nor notes nor the names of records. These are read by opening the chart,
    which the audit trail knows of; of a glance it knows nothing. Texts are as stored."""

    uuid: UUID
    address: str
    responsible: str
    """Name of the responsible member."""
    entered: datetime
    former_names: tuple[str, ...]
    former_phones: tuple[str, ...]
    visits: tuple[SeenVisit, ...]
    """The last ones, newest first."""
    more_visits: int
    """How many there are besides."""
    tickets: tuple[SeenTicket, ...]
    """The open ones, newest first."""
    merged: bool = False
    """Into another one."""
    merged_into: MergedProfile | None = None
    """The main patient, at the end of the chain; None also where the operator cannot see them."""
