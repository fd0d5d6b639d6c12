"""Labels and measurements on models, and who keeps them. Lengths in millimetres."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol
from uuid import UUID, uuid4

Xyz = tuple[float, float, float]


class MarkKind(StrEnum):
    """What a mark is; by how many points: one, two, three."""

    LABEL = "label"
    DISTANCE = "distance"
    ANGLE = "angle"


POINTS = {MarkKind.LABEL: 1, MarkKind.DISTANCE: 2, MarkKind.ANGLE: 3}


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on a model."""

    model: str
    """The key of its file."""
    at: Xyz
    """In the model's own space."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A label with its comment, or a measurement."""

    uuid: UUID
    kind: MarkKind
    spots: tuple[Spot, ...]
    text: str = ""

    @property
    def value(self) -> str:
        """What was measured: 12.34 mm, 56.7°; "" for a label."""
        points = [spot.at for spot in self.spots]
        if self.kind is MarkKind.DISTANCE:
            return f"{math.dist(*points):.2f} mm"
        if self.kind is MarkKind.ANGLE:
            return f"{angle(*points):.1f}°"
        return ""


class Keeper(Protocol):
    """Who keeps the marks of the models that are shown."""

    lasting: bool
    """Whether they are there the next time too."""

    def load(self) -> Sequence[Mark]:
        """All of them, the oldest first. These raise DentuiError with what is to be said."""

    def add(self, mark: Mark) -> Mark:
        """Keep one; answers it as it is kept."""

    def change(self, mark: Mark) -> Mark:
        """Keep other words with one."""

    def remove(self, mark: Mark) -> None:
        """Keep it no longer."""


class SessionKeeper:
    """Keeps nothing beyond the session: the models belong to nobody in the register."""

    lasting = False

    def load(self) -> Sequence[Mark]:
        """None."""
        return ()

    def add(self, mark: Mark) -> Mark:
        """As it is."""
        return mark

    def change(self, mark: Mark) -> Mark:
        """As it is."""
        return mark

    def remove(self, mark: Mark) -> None:
        """Nothing is to be done."""


def new_mark(kind: MarkKind, spots: Sequence[Spot], text: str = "") -> Mark:
    """One that nobody keeps yet."""
    return Mark(uuid4(), kind, tuple(spots), text)


def worded(mark: Mark, text: str) -> Mark:
    """The same with other words."""
    return replace(mark, text=text)


def angle(first: Xyz, at: Xyz, last: Xyz) -> float:
    """Degrees at the middle one of three points; 0 where two of them are one."""
    one, other = (tuple(p - m for p, m in zip(point, at, strict=True)) for point in (first, last))
    lengths = math.hypot(*one) * math.hypot(*other)
    if not lengths:
        return 0.0
    cosine = sum(a * b for a, b in zip(one, other, strict=True)) / lengths
    return math.degrees(math.acos(max(-1.0, min(1.0, cosine))))


def counted(marks: Sequence[Mark]) -> str:
    """How many there are, in words: 2 labels, 1 measurement."""
    labels = sum(mark.kind is MarkKind.LABEL for mark in marks)
    others = len(marks) - labels
    words = [
        f"{number} {word}{'s' * (number != 1)}"
        for number, word in ((labels, "label"), (others, "measurement"))
        if number
    ]
    return ", ".join(words)
