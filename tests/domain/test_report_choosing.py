"""What is chosen for a report at first: the newest scan of both jaws, with what its record has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from dentui.domain.choosing import Choice
from dentui.domain.images import Facts, FileKind, ImageFile, ImageItem, ImageType, RecordImages, Role
from dentui.domain.patients import RecordLine
from dentui.domain.report_choosing import for_report, items_of

NEW, OLD = uuid4(), uuid4()


def item(kind: ImageType, record: UUID, *roles: Role, day: int = 1) -> ImageItem:
    files = tuple(ImageFile(uuid4(), "a.stl", 1, FileKind.STL, role, Facts()) for role in roles)
    at = datetime(2026, 10, day, tzinfo=UTC)
    return ImageItem(uuid4(), 1, record, kind, files, at, None, None)


def record(key: UUID, *items: ImageItem) -> RecordImages:
    line = RecordLine(key, 1, "Visit", datetime(2026, 10, 1), "", "", "", None, None, None)
    return RecordImages(line, items)


def test_the_newest_scan_with_both_jaws_is_chosen_with_what_its_record_has() -> None:
    half = item(ImageType.INTRAORAL_SCAN, NEW, Role.UPPER, day=9)
    pair = item(ImageType.INTRAORAL_SCAN, OLD, Role.UPPER, Role.LOWER, Role.BITE)
    x_ray, cbct = item(ImageType.X_RAY, OLD), item(ImageType.CBCT, OLD)
    newer = item(ImageType.X_RAY, NEW)
    records: tuple[RecordImages, ...] = (record(NEW, half, newer), record(OLD, pair, x_ray, cbct))
    assert set(for_report(records, Choice()).items) == {pair.uuid, x_ray.uuid}
    later = item(ImageType.INTRAORAL_SCAN, OLD, Role.UPPER, Role.LOWER, day=2)
    records = (record(OLD, pair, later),)
    assert for_report(records, Choice()).items == (later.uuid,)


def test_without_a_pair_the_newest_scan_is_chosen_and_without_a_scan_nothing() -> None:
    half = item(ImageType.INTRAORAL_SCAN, OLD, Role.UPPER)
    x_ray = item(ImageType.X_RAY, NEW)
    assert for_report((record(NEW, x_ray), record(OLD, half)), Choice()).items == (half.uuid,)
    assert not len(for_report((record(NEW, x_ray),), Choice()))
    assert not len(for_report((), Choice()))


def test_what_was_chosen_before_stays_but_for_a_cbct() -> None:
    mine = item(ImageType.INTRAORAL_SCAN, OLD, Role.UPPER)
    pair = item(ImageType.INTRAORAL_SCAN, NEW, Role.UPPER, Role.LOWER)
    x_ray, cbct = item(ImageType.X_RAY, OLD), item(ImageType.CBCT, OLD)
    records = (record(NEW, pair, item(ImageType.X_RAY, NEW)), record(OLD, mine, x_ray, cbct))
    choice = Choice()
    for each in (mine, cbct):
        choice, _ = choice.turn(each)
    assert for_report(records, choice).items == (mine.uuid,)
    choice, _ = Choice().turn(x_ray)
    assert set(for_report(records, choice).items) == {pair.uuid, x_ray.uuid}


def test_items_that_are_gone_are_not_found() -> None:
    here = item(ImageType.X_RAY, NEW)
    choice, _ = Choice().turn(here)
    choice, _ = choice.turn(replace(here, uuid=uuid4()))
    assert items_of((record(NEW, here),), choice) == (here,)
