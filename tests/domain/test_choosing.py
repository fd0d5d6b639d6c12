"""What is chosen of image data: of each type all from one record (S43-S45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from dentui.domain.choosing import Choice
from dentui.domain.images import ImageItem, ImageType

TODAY, LAST_YEAR = uuid4(), uuid4()


def item(kind: ImageType, record: UUID) -> ImageItem:
    return ImageItem(uuid4(), 1, record, kind, (), datetime(2026, 10, 31, tzinfo=UTC), None, None)


def test_items_of_one_record_are_chosen_together_and_dropped_one_by_one() -> None:
    first, second = item(ImageType.X_RAY, TODAY), item(ImageType.X_RAY, TODAY)
    choice, replaced = Choice().turn(first)
    choice, again = choice.turn(second)
    assert (choice.items, replaced, again) == ((first.uuid, second.uuid), 0, 0)
    choice, _ = choice.turn(first)
    assert choice.items == (second.uuid,)
    choice, _ = choice.turn(second)
    assert len(choice) == 0
    assert choice == Choice()


def test_an_item_of_another_record_takes_the_place_of_those_of_the_first() -> None:
    choice = Choice()
    for each in (item(ImageType.X_RAY, TODAY), item(ImageType.X_RAY, TODAY)):
        choice, _ = choice.turn(each)
    older = item(ImageType.X_RAY, LAST_YEAR)
    choice, replaced = choice.turn(older)
    assert replaced == 2
    assert choice.items == (older.uuid,)


def test_other_types_may_be_from_other_records() -> None:
    scan, photo = item(ImageType.INTRAORAL_SCAN, TODAY), item(ImageType.FACIAL_IMAGE, LAST_YEAR)
    choice, _ = Choice().turn(photo)
    choice, replaced = choice.turn(scan)
    assert replaced == 0
    assert choice.counts == [(ImageType.INTRAORAL_SCAN, 1), (ImageType.FACIAL_IMAGE, 1)]
    assert scan.uuid in choice
    assert photo.uuid in choice


def test_what_is_gone_or_was_corrected_is_chosen_no_more() -> None:
    gone, corrected, moved, stays = (item(ImageType.X_RAY, TODAY) for _ in range(4))
    choice = Choice()
    for each in (gone, corrected, moved, stays):
        choice, _ = choice.turn(each)
    there: dict[UUID, ImageItem] = {
        corrected.uuid: replace(corrected, type=ImageType.CBCT),
        moved.uuid: replace(moved, record=LAST_YEAR),
        stays.uuid: replace(stays, version=2),
    }
    assert choice.among(there.get).items == (stays.uuid,)
    assert choice.among(lambda _: None) == Choice()
