"""Image data that is chosen for a case or a report: of each type all from one record (S43-S45)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from dentui.domain.images import ImageItem, ImageType


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen items of a type, and the record that they are from."""

    record: UUID
    items: tuple[UUID, ...]
    """In the order in which they were chosen."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of a patient's image data."""

    of: Mapping[ImageType, Chosen] = field(default_factory=dict)

    @property
    def items(self) -> tuple[UUID, ...]:
        """All of it, type by type."""
        return tuple(item for chosen in self.of.values() for item in chosen.items)

    @property
    def counts(self) -> list[tuple[ImageType, int]]:
        """How many of each type, in the order of the types."""
        return [(kind, len(self.of[kind].items)) for kind in ImageType if kind in self.of]

    def __contains__(self, item: UUID) -> bool:
        return any(item in chosen.items for chosen in self.of.values())

    def __len__(self) -> int:
        return sum(len(chosen.items) for chosen in self.of.values())

    def turn(self, item: ImageItem) -> tuple[Choice, int]:
        """Choose an item, or drop it where it is chosen; and how many of another record it takes the place
        of (S45)."""
        before = self.of.get(item.type)
        if before is not None and item.uuid in before.items:
            return self.without(item.uuid), 0
        same = before is not None and before.record == item.record
        kept = before.items if before is not None and same else ()
        replaced = len(before.items) if before is not None and not same else 0
        now = Chosen(item.record, (*kept, item.uuid))
        return Choice({**self.of, item.type: now}), replaced

    def without(self, item: UUID) -> Choice:
        """The same without an item."""
        return self._where(lambda each, _: each != item)

    def among(self, there: Callable[[UUID], ImageItem | None]) -> Choice:
        """What of it is still there, of the type and in the record that it was chosen of."""

        def stays(each: UUID, of: tuple[ImageType, UUID]) -> bool:
            item = there(each)
            return item is not None and (item.type, item.record) == of

        return self._where(stays)

    def _where(self, stays: Callable[[UUID, tuple[ImageType, UUID]], bool]) -> Choice:
        left: dict[ImageType, Chosen] = {}
        for kind, chosen in self.of.items():
            kept = tuple(each for each in chosen.items if stays(each, (kind, chosen.record)))
            if kept:
                left[kind] = Chosen(chosen.record, kept)
        return Choice(left)
