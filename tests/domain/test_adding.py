"""What was found, as a person puts it right before it is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from dentui.domain.adding import Plan, kept, plan_of, plans_of
from dentui.domain.images import (
    Facts,
    FileKind,
    Found,
    FoundFile,
    FoundItem,
    ImageType,
    Maker,
    Role,
)


def file(name: str, role: Role = Role.NONE, wrong: str = "") -> FoundFile:
    return FoundFile(uuid4(), name, 10, FileKind.STL, role, Maker(), Facts(), wrong)


def item(type_: ImageType, *files: FoundFile) -> FoundItem:
    return FoundItem(uuid4(), type_, files, datetime(2026, 3, 12, 9), Maker())


def plan(type_: ImageType, *files: FoundFile) -> Plan:
    return plan_of(item(type_, *files), uuid4())


def test_what_was_found_is_kept_as_it_was_found() -> None:
    upper, lower = file("u.stl", Role.UPPER), file("l.stl", Role.LOWER)
    made = plan(ImageType.INTRAORAL_SCAN, upper, lower)
    told = made.input()
    assert [told.uuid, told.type, told.device] == [made.uuid, ImageType.INTRAORAL_SCAN, None]
    assert told.files == ((upper.key, Role.UPPER), (lower.key, Role.LOWER))
    assert told.taken == datetime(2026, 3, 12, 9)
    assert not made.corrected


def test_another_type_drops_roles_that_it_has_not_and_brings_them_back_with_the_type() -> None:
    upper = file("u.stl", Role.UPPER)
    made = plan(ImageType.INTRAORAL_SCAN, upper)
    other = made.as_type(ImageType.FACE_SCAN)
    assert other.role(upper) is Role.NONE
    assert other.corrected
    assert other.stepped(-1).role(upper) is Role.UPPER
    assert not other.stepped(-1).corrected


def test_an_item_of_which_the_chart_has_all_is_left_out() -> None:
    known, new = file("a.jpg"), file("b.jpg")
    there, record = item(ImageType.X_RAY, known), uuid4()
    half = item(ImageType.INTRAORAL_IMAGES, known, new)
    plans = plans_of(Found(uuid4(), (there, half), (), None, ""), {known.key: record})
    assert [(each.item, each.out, each.there) for each in plans] == [
        (half, False, None),
        (there, True, record),
    ]
    assert not any(each.corrected for each in plans)
    assert kept(plans) == plans[:1]


def test_types_and_roles_are_gone_through_and_come_round() -> None:
    upper = file("u.stl", Role.UPPER)
    made = plan(ImageType.INTRAORAL_SCAN, upper)
    seen = [made]
    for _ in range(len(ImageType)):
        seen.append(seen[-1].stepped(1))
    assert [each.type for each in seen[:-1]] == list(ImageType)
    assert seen[-1].type is made.type
    assert made.role_stepped(upper, 1).role(upper) is Role.LOWER
    assert made.role_stepped(upper, -1).role(upper) is Role.NONE


def test_what_cannot_be_read_is_left_out_and_can_only_be_other_data() -> None:
    bad = plan(ImageType.INTRAORAL_SCAN, file("u.stl", wrong="It is cut off."))
    assert [bad.out, bad.type, bad.wrong] == [True, ImageType.OTHER, "It is cut off."]
    assert bad.as_type(ImageType.INTRAORAL_SCAN).type is ImageType.OTHER
    assert bad.stepped(1).type is ImageType.OTHER
    assert not replace(bad, out=False).out


def test_items_stand_type_by_type_and_what_cannot_be_read_last() -> None:
    bad = item(ImageType.OTHER, file("bad", wrong="It is cut off."))
    ray, scan = item(ImageType.X_RAY, file("x.dcm")), item(ImageType.INTRAORAL_SCAN, file("u.stl"))
    plans = plans_of(Found(UUID(int=1), (bad, ray, scan), (), None, ""))
    assert [each.item for each in plans] == [scan, ray, bad]
    assert len({each.uuid for each in plans}) == 3
    assert [each.item for each in kept(plans)] == [scan, ray]
