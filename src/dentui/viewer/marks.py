"""Labels and measurements on models, and who keeps them. Lengths in millimetres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID, uuid4

from dentui.domain.annotations import AnnotationKind, Xyz, measured_words


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
    kind: AnnotationKind
    spots: tuple[Spot, ...]
    text: str = ""
    version: int = 0
    """By which its keeper tells whether somebody else has changed it since."""

    @property
    def line(self) -> str:
        """Its words as one line: not clean."""
        return " / ".join(line.strip() for line in self.text.splitlines() if line.strip())

    @property
    def words(self) -> str:
        """What was measured, and its words, as one line: not clean."""
        return "  ".join(part for part in (self.value, self.line) if part)

    @property
    def value(self) -> str:
        """What was measured: 12.34 mm, 56.7°; "" for a label."""
        if self.kind is AnnotationKind.LABEL:
            return ""
        return measured_words(tuple(spot.at for spot in self.spots))


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


def new_mark(kind: AnnotationKind, spots: Sequence[Spot], text: str = "") -> Mark:
    """One that nobody keeps yet."""
    return Mark(uuid4(), kind, tuple(spots), text)


def worded(mark: Mark, text: str) -> Mark:
    """The same with other words."""
    return replace(mark, text=text)


def counted(marks: Sequence[Mark]) -> str:
    """How many there are, in words: 2 labels, 1 measurement."""
    labels = sum(mark.kind is AnnotationKind.LABEL for mark in marks)
    others = len(marks) - labels
    words = [
        f"{number} {word}{'s' * (number != 1)}"
        for number, word in ((labels, "label"), (others, "measurement"))
        if number
    ]
    return ", ".join(words)
