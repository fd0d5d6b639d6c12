"""What stands in tiles: image data by sections, of which ten thousand are keys until they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

KEPT = 300
"""Tiles that are kept as they were made."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing to see. Texts are ready to be shown."""

    key: UUID
    caption: str
    picture: UUID | None = None
    """The file that is shown; None for words in its place."""
    words: Sequence[str] = ()
    """What stands in the place of a picture."""
    icon: Sequence[str] = ()
    """Lines that stand over the words, where there is room."""
    chosen: bool | None = None
    """Whether it is chosen; None where that is not to be told."""


class Series:
    """Tiles that are made when they are looked at."""

    def __init__(self, keys: Sequence[UUID], make: Callable[[int], Tile]) -> None:
        """`keys` of all; `make` makes the one of a number, from 0 on."""
        self._keys, self._make = keys, make
        self._made: dict[int, Tile] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, number: int) -> Tile:
        tile = self._made.get(number)
        if tile is None:
            if len(self._made) > KEPT:
                self._made.clear()
            tile = self._made[number] = self._make(number)
        return tile

    def find(self, key: UUID) -> int | None:
        """Number of the tile with this key."""
        return next((number for number, each in enumerate(self._keys) if each == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """What stands together under a label. Texts are ready to be shown."""

    key: UUID
    label: str
    amount: str
    tiles: Series


class Sections:
    """Sections that are made when they are looked at: here none, or one that is there already."""

    def __init__(self, one: Section | None = None) -> None:
        self._one = one

    @property
    def sizes(self) -> Sequence[int]:
        """Tiles of each section."""
        return () if self._one is None else (len(self._one.tiles),)

    def make(self, number: int) -> Section:
        """A section."""
        if self._one is None:
            raise IndexError(number)
        return self._one

    def find(self, key: UUID) -> tuple[int, int] | None:
        """Number of the section that has a tile, and the tile's in it."""
        number = None if self._one is None else self._one.tiles.find(key)
        return None if number is None else (0, number)

    def section_of(self, key: UUID) -> int | None:
        """Number of a section."""
        return 0 if self._one is not None and self._one.key == key else None
