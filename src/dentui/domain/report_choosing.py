"""What is chosen for a report before anybody chose anything (S17, S19)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from dentui.domain.choosing import Choice, Chosen
from dentui.domain.images import JAWS, ImageItem, ImageType, RecordImages

OFFERED = (ImageType.FACE_SCAN, ImageType.INTRAORAL_IMAGES, ImageType.FACIAL_IMAGE, ImageType.X_RAY)
"""Types that are chosen with a scan, where its record has some."""


def for_report(records: Sequence[RecordImages], choice: Choice) -> Choice:
    """What was chosen, without a CBCT; without an intraoral scan the newest one with both jaws too, else the
    newest, and what its record has for a report. `records`: the newest first."""
    kept: dict[ImageType, Chosen] = {**choice.of}
    kept.pop(ImageType.CBCT, None)
    if ImageType.INTRAORAL_SCAN in kept:
        return Choice(kept)
    found = _newest_scan(records)
    if found is None:
        return Choice(kept)
    record, scan = found
    kept[ImageType.INTRAORAL_SCAN] = Chosen(record.record.uuid, (scan.uuid,))
    for kind in OFFERED:
        items = tuple(item.uuid for item in record.items if item.type is kind)
        if items and kind not in kept:
            kept[kind] = Chosen(record.record.uuid, items)
    return Choice(kept)


def items_of(records: Sequence[RecordImages], choice: Choice) -> tuple[ImageItem, ...]:
    """The chosen items, type by type."""
    there: dict[UUID, ImageItem] = {item.uuid: item for each in records for item in each.items}
    return tuple(there[key] for key in choice.items if key in there)


def _newest_scan(records: Sequence[RecordImages]) -> tuple[RecordImages, ImageItem] | None:
    scans = [
        (record, item)
        for record in records
        for item in sorted(record.items, key=lambda item: item.taken or item.added, reverse=True)
        if item.type is ImageType.INTRAORAL_SCAN
    ]
    whole = [each for each in scans if {file.role for file in each[1].files} >= JAWS]
    return next(iter(whole or scans), None)
