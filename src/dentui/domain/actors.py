"""Who acts: every service call takes an Actor, and the store applies its scope."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a membership allows in its institution."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person working in one institution. The role is not part of it: rights are read anew in
    every transaction, so that a right taken away works at the next action."""

    person_id: int
    institution_id: int
