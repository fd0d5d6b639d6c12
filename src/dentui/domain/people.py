"""The people of an institution, as its administrators keep them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from dentui.domain.actors import Actor, Role
from dentui.domain.tickets import TicketInput


@dataclass(frozen=True, slots=True)
class Place:
    """A person's seat in an institution."""

    actor: Actor
    operator: str
    """The person's name."""
    login: str
    institution: str
    administers: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a form refers to by its id: a doctor, a member, a case type."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Lists:
    """What the forms of an institution offer. Retired types and people who left are not offered."""

    case_types: tuple[Choice, ...]
    visit_types: tuple[Choice, ...]
    doctors: tuple[Choice, ...]
    members: tuple[Choice, ...]
    """Who can be the responsible member; only where an administrator asks."""
    last_ticket: TicketInput
    """What the operator chose for the last ticket, as far as it is still offered."""


@dataclass(frozen=True, slots=True)
class PersonInput:
    """What the sheet of a person hands over."""

    name: str
    login: str = ""
    """"" for who does not work at a desk."""
    role: Role = Role.MEMBER
    doctor: bool = False
    password: str = field(default="", repr=False)
    """A first or new one, to be changed at the next sign-in; "" leaves what is there."""
    drop_pin: bool = False
    """Whether a PIN that was forgotten is taken away."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the institution."""

    id: int
    uuid: UUID
    name: str
    login: str
    """"" for who does not work at a desk."""
    role: Role
    doctor: bool
    patients: int
    """Those for whom they are the responsible member."""
    ours: bool
    """Whether name, login and password are this institution's to change: they are not, where the person
    works for another one too."""
    signs_in_with: tuple[str, ...]
    """Of "password", "PIN"; empty where only an SSH key or nothing lets them in."""
    failures: int
    """Sign-ins refused since the last one with a secret."""
    last_sign_in: datetime | None
    """UTC."""

    @property
    def form(self) -> PersonInput:
        """The same as the sheet starts from it."""
        return PersonInput(self.name, self.login, self.role, self.doctor)
