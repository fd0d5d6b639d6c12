"""Image data in words and as tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from dentui.domain.choosing import Choice
from dentui.domain.images import (
    MESHES,
    PICTURES,
    PREVIEWED,
    SCANS,
    TYPE_WORDS,
    FileKind,
    ImageFile,
    ImageItem,
    ImageType,
    RecordImages,
    Role,
)
from dentui.domain.patients import PatientChart
from dentui.ui.text import moment, number, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.preview import ICONS
from dentui.ui.widgets.sections import Section, Sections, Series, Tile

BY_FILES = frozenset((ImageType.INTRAORAL_IMAGES, ImageType.FACIAL_IMAGE, ImageType.X_RAY))
"""Types of which each file is one picture: these are counted, and not what they came in."""
ORDER = {kind: number for number, kind in enumerate(ImageType)}
SHORT = {
    **TYPE_WORDS,
    ImageType.INTRAORAL_SCAN: "Scan",
    ImageType.INTRAORAL_IMAGES: "Intraoral",
    ImageType.FACIAL_IMAGE: "Facial",
}
"""The types where there is little room."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A file that can be seen, with the item it belongs to."""

    item: ImageItem
    file: ImageFile


def is_seen(file: ImageFile) -> bool:
    """Whether a file can be shown as a picture of its own."""
    return file.role is not Role.TEXTURE and (
        file.kind in PICTURES or file.kind in MESHES or file.kind is FileKind.DICOM
    )


def shots_of(items: Iterable[ImageItem], kind: ImageType) -> tuple[Shot, ...]:
    """All that can be seen of a type, one after the other: what is gone through when one is zoomed."""
    if kind not in PREVIEWED:
        return ()
    return tuple(
        Shot(item, file) for item in items if item.type is kind for file in item.files if is_seen(file)
    )


def amounts_of(items: Iterable[ImageItem]) -> dict[ImageType, int]:
    """How much there is of each type, in their order: pictures, or items of those that are many files in one.
    A type of which there is none is left out."""
    counted = dict.fromkeys(ImageType, 0)
    for item in items:
        counted[item.type] += len(item.files) if item.type in BY_FILES else 1
    return {kind: amount for kind, amount in counted.items() if amount}


def type_count_words(count: tuple[ImageType, int]) -> str:
    """A type, and how much there is of it where it is more than one: "X-ray 3"."""
    kind, amount = count
    return TYPE_WORDS[kind] if amount == 1 else f"{TYPE_WORDS[kind]} {number(amount)}"


def how_much(items: Sequence[ImageItem]) -> str:
    """How much of what: "Intraoral scan, X-ray 3"."""
    return ", ".join(map(type_count_words, amounts_of(items).items()))


def adding_words(chart: PatientChart) -> str:
    """Behind the sentence that there is no image data: how to add some."""
    return "" if chart.merged else " u adds some; so does dropping files here."


def file_words(file: ImageFile) -> str:
    """What a file shows, or how it is called."""
    return str(file.role) or plain(file.name.rpartition("/")[2])


def item_words(item: ImageItem) -> str:
    """An item in as few words as a tile has room for: of one file its name, of more how many they are; and
    how many labels and measurements its models have."""
    count, short = len(item.files), SHORT[item.type]
    notes = item.labels + item.measurements
    told = f", {number(notes)} note{'s' * (notes > 1)}" if notes else ""
    if count == 1 and item.type in PREVIEWED:
        return f"{short}{told}: {file_words(item.files[0])}"
    return (short if count == 1 else f"{short} {number(count)}") + told


def words_of(item: ImageItem) -> tuple[str, ...]:
    """What stands in the place of a picture: what it is, how much, and its name, if one (S37)."""
    name = (plain(item.files[0].name.rpartition("/")[2]),) if len(item.files) == 1 else ()
    files = () if len(item.files) == 1 else (files_words(len(item.files)),)
    return (TYPE_WORDS[item.type], *files, bytes_words(item.size), *name)


def item_tile(item: ImageItem, choice: Choice, *, choosing: bool) -> Tile:
    """An item as one tile: the first picture of it."""
    chosen = item.uuid in choice
    told = chosen if choosing or chosen else None
    shots = shots_of((item,), item.type)
    if not shots:
        return Tile(item.uuid, item_words(item), None, words_of(item), ICONS.get(item.type, ()), told)
    return Tile(item.uuid, item_words(item), shots[0].file.uuid, chosen=told)


def type_tiles(items: Sequence[ImageItem], kind: ImageType) -> Series:
    """The image data of a type: a tile for each picture, or for each item where there is none."""
    seen: list[Shot | ImageItem] = []
    for item in items:
        if item.type is kind:
            seen += shots_of((item,), kind) or [item]

    def make(number: int) -> Tile:
        one = seen[number]
        if isinstance(one, Shot):
            return Tile(one.file.uuid, file_words(one.file), one.file.uuid)
        return Tile(one.uuid, item_words(one), None, words_of(one), ICONS.get(kind, ()))

    return Series([one.file.uuid if isinstance(one, Shot) else one.uuid for one in seen], make)


class RecordSections(Sections):
    """The records of a patient that have image data, each under its label (S47)."""

    def __init__(self, records: Sequence[RecordImages], choice: Choice, *, choosing: bool) -> None:
        super().__init__()
        self._records = [images for images in records if images.items]
        self._choice, self._choosing = choice, choosing

    @property
    def sizes(self) -> Sequence[int]:
        return [len(images.items) for images in self._records]

    def make(self, number: int) -> Section:
        images = self._records[number]
        record, items = images.record, by_type(images.items)
        return Section(
            record.uuid,
            f"{moment(record.visiting_time)} {plain(record.name)}",
            how_much(items),
            Series(
                [item.uuid for item in items],
                lambda number: item_tile(items[number], self._choice, choosing=self._choosing),
            ),
        )

    def find(self, key: UUID) -> tuple[int, int] | None:
        for section, images in enumerate(self._records):
            if any(item.uuid == key for item in images.items):
                tiles = by_type(images.items)
                return section, next(at for at, item in enumerate(tiles) if item.uuid == key)
        return None

    def section_of(self, key: UUID) -> int | None:
        return next((at for at, images in enumerate(self._records) if images.record.uuid == key), None)


def by_type(items: Sequence[ImageItem]) -> list[ImageItem]:
    """Items in the order of their types."""
    return sorted(items, key=lambda item: ORDER[item.type])


def has_models(item: ImageItem) -> bool:
    """Whether an item can be turned."""
    return item.type in SCANS and any(file.kind in MESHES for file in item.files)


def is_stack(item: ImageItem) -> bool:
    """Whether an item has slices to look at."""
    return item.type is ImageType.CBCT and any(file.kind is FileKind.DICOM for file in item.files)
