"""Likely doubles: how probable it is that two profiles are one person, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

LIKELY = 0.95
"""Probability from which two profiles are called likely doubles."""
PERHAPS = 0.5
"""Probability from which they are listed at all."""


CERTAIN = 0.99
"""Probability from which they are called almost certain."""

SHORTEST_NAME, SHORTEST_HAN, SHORTEST_PHONE, SHORTEST_NUMBER = 3, 2, 7, 6
"""Letters, signs and digits that say something of somebody who is typed."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A patient who may be the same person as another, or as one who is entered. Texts are as stored."""

    uuid: UUID
    chart_number: int
    name: str
    gender: str
    birth_date: date | None
    phone: str
    probability: float
    reasons: tuple[str, ...]
    """In words, the most telling first: "same date of birth", "name sounds alike", "family and given name
    swapped", "day and month exchanged", "same phone"; ready to be shown."""

    @property
    def word(self) -> str:
        """The probability in a word."""
        return (
            "almost certain"
            if self.probability >= CERTAIN
            else "likely"
            if self.probability >= LIKELY
            else "perhaps"
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two profiles of the register that may be one person."""

    first: Likely
    second: Likely
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed of a new patient so far; empty fields say nothing."""

    family: str = ""
    given: str = ""
    other: str = ""
    birth_date: date | None = None
    gender: str = "U"
    mobile: str = ""
    landline: str = ""
    email: str = ""
    id_number: str = ""
    insurance_number: str = ""
    address: str = ""

    @property
    def says_enough(self) -> bool:
        """Whether it is worth asking: a whole name, or a beginning of one with anything else, or what alone
        tells a person from others."""
        name = self.family + self.given
        # A sign of Han is a syllable: most whole names have two or three.
        named = len(name) >= (SHORTEST_HAN if name > "\u3007" else SHORTEST_NAME)
        digits = max(sum(map(str.isdigit, number)) for number in (self.mobile, self.landline))
        more = self.birth_date or digits >= SHORTEST_PHONE or "@" in self.email or self.address
        alone = len(self.id_number) >= SHORTEST_NUMBER or len(self.insurance_number) >= SHORTEST_NUMBER
        return bool(alone or (named and (more or (self.family and self.given))) or digits >= SHORTEST_PHONE)


@dataclass(frozen=True, slots=True)
class Doubles:
    """The likely doubles of somebody who is being typed."""

    shown: tuple[Likely, ...]
    """The best first."""
    hidden: bool = False
    """There may be one whom the operator may not see: "may already exist: ask an administrator"."""
