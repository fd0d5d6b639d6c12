"""What may be chosen for a report, and what stands in it at first (S17, S19, S20, S22, S45)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain import report_form
from dentui.domain.findings import Finding, FindingKind
from dentui.domain.images import Device, Facts, FileKind, ImageFile, ImageItem, ImageType, Role
from dentui.domain.reports import (
    MOST_PICTURES,
    NO_CBCT,
    NO_SCAN,
    Language,
    Letterhead,
    Paper,
    Placed,
    ReportInput,
    ReportNumber,
    ReportSettings,
    Section,
    begun,
    face_choices,
    jaw_choices,
    newest_pair,
    require_reportable,
)
from dentui.domain.teeth import Numbering
from dentui.errors import Invalid

RECORD, NOON = uuid4(), datetime(2026, 3, 4, 12)
OURS = Device(uuid4(), 1, "SHINING 3D", "AoralScan", "A17", third_party=False, authorised=True)
SCAN, FACE, PHOTO = ImageType.INTRAORAL_SCAN, ImageType.FACE_SCAN, ImageType.FACIAL_IMAGE
BOTH = (Role.UPPER, Role.LOWER)


def item(
    type_: ImageType,
    *roles: Role,
    days: int = 0,
    kind: FileKind = FileKind.STL,
    record: UUID = RECORD,
    device: Device | None = OURS,
) -> ImageItem:
    """An item with a file of each of these roles, taken so many days later."""
    files = tuple(ImageFile(uuid4(), "a", 1, kind, role, Facts()) for role in roles or (Role.NONE,))
    taken = NOON + timedelta(days=days)
    return ImageItem(uuid4(), 1, record, type_, files, NOON, taken, device)


def refusal(*items: ImageItem) -> str:
    with pytest.raises(Invalid) as told:
        require_reportable(items)
    assert told.value.field == "items"
    with pytest.raises(Invalid):
        begun(items, ReportSettings())
    return str(told.value)


def test_an_intraoral_scan_is_required_and_a_cbct_is_not_taken() -> None:
    assert refusal() == NO_SCAN
    assert refusal(item(PHOTO, kind=FileKind.JPEG)) == NO_SCAN
    assert refusal(item(SCAN, *BOTH), item(ImageType.CBCT, kind=FileKind.DICOM)) == NO_CBCT
    require_reportable([item(SCAN, *BOTH), item(PHOTO)])


def test_data_of_one_type_comes_from_one_record() -> None:
    assert "two records" in refusal(item(SCAN, *BOTH), item(SCAN, *BOTH, record=uuid4()))
    require_reportable([item(SCAN, *BOTH), item(PHOTO, record=uuid4()), item(SCAN, *BOTH, days=1)])


def test_a_device_that_is_not_authorised_is_named_and_so_is_who_can_authorise_it() -> None:
    third = replace(OURS, third_party=True, authorised=False)
    for device in (replace(OURS, authorised=False), third):
        told = refusal(item(SCAN, *BOTH, device=device))
        assert "SHINING 3D AoralScan A17" in told
        assert "administrator can authorise it" in told
    assert "third party" in refusal(item(SCAN, *BOTH, device=third))
    assert "does not say which device" in refusal(item(SCAN, *BOTH, device=None))
    require_reportable([item(SCAN, *BOTH, device=replace(third, authorised=True))])


def test_the_newest_complete_pair_is_chosen_else_the_newest_of_each() -> None:
    old, new = item(SCAN, *BOTH), item(SCAN, *BOTH, days=2)
    half, other = item(SCAN, Role.LOWER, days=3), item(SCAN, Role.UPPER, days=1)
    assert newest_pair([half, old, new]) == tuple(file.uuid for file in new.files)
    assert newest_pair([other, half]) == (other.files[0].uuid, half.files[0].uuid)
    assert newest_pair([half]) == (None, half.files[0].uuid)
    assert newest_pair([item(SCAN, Role.BITE)]) == (None, None)
    assert [file.uuid for file in jaw_choices([old, half, new], Role.LOWER)] == [
        *(half.files[0].uuid, new.files[1].uuid, old.files[1].uuid)
    ]


def test_of_several_faces_the_smiling_one_is_chosen_and_never_a_texture() -> None:
    smile = item(FACE, Role.NEUTRAL, Role.SMILE, Role.TEXTURE)
    newer = item(FACE, Role.NEUTRAL, days=1)
    choices = face_choices([newer, smile])
    assert [file.role for file in choices] == [Role.SMILE, Role.NEUTRAL, Role.NEUTRAL]
    assert choices[1] == newer.files[0]
    assert begun([item(SCAN, *BOTH), newer, smile], ReportSettings()).face == smile.files[1].uuid


def test_pictures_are_placed_by_type_and_what_cannot_be_drawn_is_not() -> None:
    xray = item(ImageType.X_RAY, kind=FileKind.DICOM)
    letter = item(ImageType.X_RAY, kind=FileKind.OTHER)
    inside = item(ImageType.INTRAORAL_IMAGES, Role.FRONT, Role.LEFT, kind=FileKind.JPEG)
    smile = item(PHOTO, kind=FileKind.JPEG)
    form = begun([xray, letter, inside, item(SCAN, *BOTH), smile], ReportSettings())
    placed = [each.file for each in form.pictures]
    assert placed == [smile.files[0].uuid, *(file.uuid for file in inside.files), xray.files[0].uuid]
    crowd = [item(PHOTO, kind=FileKind.JPEG) for _ in range(MOST_PICTURES + 3)]
    assert len(begun([item(SCAN, *BOTH), *crowd], ReportSettings()).pictures) == MOST_PICTURES


_uuids = st.uuids()
_texts = st.text(max_size=60)
_forms = st.builds(
    ReportInput,
    settings=st.builds(
        ReportSettings,
        title=_texts,
        language=st.sampled_from(list(Language)),
        sections=st.frozensets(st.sampled_from(list(Section))),
        paper=st.sampled_from(list(Paper)),
        numbering=st.sampled_from(list(Numbering)),
        doctor_id=st.none() | st.integers(1, 99),
    ),
    items=st.lists(_uuids, max_size=4).map(tuple),
    upper=st.none() | _uuids,
    lower=st.none() | _uuids,
    face=st.none() | _uuids,
    findings=st.sampled_from(
        [(), (Finding(16, FindingKind.CROWN), Finding(36, FindingKind.OTHER, note="x"))]
    ),
    gums=st.lists(st.sampled_from(["", "0", "3*", "X"]), min_size=6, max_size=6).map(tuple),
    assessment=_texts,
    advice=_texts,
    pictures=st.lists(st.builds(Placed, file=_uuids, caption=_texts), max_size=4).map(tuple),
)


@given(_forms)
def test_a_form_comes_back_from_json_as_it_was(form: ReportInput) -> None:
    kept = json.loads(json.dumps(report_form.to_json(form)))
    assert set(kept) == set(report_form.FIELDS)
    assert report_form.from_json(kept) == form
    assert report_form.settings_from_json(kept) == form.settings


@given(_forms)
def test_what_was_checked_is_not_changed_again_and_what_nobody_typed_stays(form: ReportInput) -> None:
    once = report_form.checked(form)
    assert report_form.checked(once) == once
    assert report_form.checked(form, was=form) == form


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "form",
        {"language": "de"},
        {"doctor_id": True},
        {"sections": 1},
        {"sections": ["all"]},
        {"items": "x"},
        {"items": [1]},
        {"upper": 1},
        {"upper": "x"},
        {"gums": None},
        {"gums": [1] * 6},
        {"pictures": [["a"]]},
        {"pictures": [[str(uuid4()), None]]},
        {"assessment": None},
        {"findings": None},
    ],
)
def test_json_that_is_none_of_ours_is_refused_and_never_a_fault(value: object) -> None:
    with pytest.raises(Invalid):
        report_form.from_json(value)


def test_texts_that_are_too_long_are_refused_with_their_field() -> None:
    for name, field, most in (("assessment", "assessment", 8_000), ("advice", "advice", 4_000)):
        values: dict[str, Any] = {name: "x" * (most + 1)}
        with pytest.raises(Invalid) as told:
            report_form.checked(ReportInput(**values))
        assert told.value.field == field
    with pytest.raises(Invalid) as told:
        report_form.checked(ReportInput(pictures=(Placed(uuid4(), "x" * 161),)))
    assert told.value.field == "pictures"
    with pytest.raises(Invalid) as told:
        report_form.checked(ReportInput(pictures=tuple(Placed(uuid4()) for _ in range(MOST_PICTURES + 1))))
    assert told.value.field == "pictures"
    for reason in ("", " \n", "x" * 501):
        with pytest.raises(Invalid) as told:
            report_form.checked_reason(reason)
        assert told.value.field == "reason"
    tidied = report_form.checked_letterhead(Letterhead(" Praxis  am\nSee ", " a \n b\x00 "))
    assert (tidied.name, tidied.address) == ("Praxis am See", "a\nb")


def test_only_what_was_chosen_is_printed() -> None:
    scan, smile = item(SCAN, *BOTH), item(PHOTO, kind=FileKind.JPEG)
    form = begun([scan, smile], ReportSettings())
    report_form.require_among(form, [scan, smile])
    for values, field in (
        ({"upper": form.lower}, "upper"),
        ({"face": smile.files[0].uuid}, "face"),
        ({"pictures": (Placed(scan.files[0].uuid),)}, "pictures"),
    ):
        wrong = replace(form, **values)
        with pytest.raises(Invalid) as told:
            report_form.require_among(wrong, [scan, smile])
        assert told.value.field == field
    left = report_form.within(form, [smile])
    assert (left.items, left.upper, left.lower) == ((smile.uuid,), None, None)
    assert left.pictures == form.pictures


def test_numbers_are_written_so_that_they_sort() -> None:
    assert str(ReportNumber(2026, 7)) == "R-2026-00007"
    assert ReportNumber(2025, 99) < ReportNumber(2026, 1)
