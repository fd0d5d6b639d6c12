"""Image data that was filed wrongly: moved to another record, removed with a reason, turned."""

from __future__ import annotations

import threading
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.domain.annotations import AnnotationInput, AnnotationKind, Spot
from dentui.domain.images import ImageItem, ImageType
from dentui.domain.merging import MergeInput, proposed
from dentui.errors import Conflict, Invalid, NotFound
from dentui.services.annotations import Annotations
from dentui.services.file_store import FileStore
from dentui.services.images import Images
from dentui.services.merges import Merges
from dentui.store import sweep, undo
from tests.casework import begin, order
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic
from tests.images import add, images, items_of, kept, look, put, records_of, silent, take_in
from tests.media.made import stl
from tests.working import charts, enter, make_record, require_sound

FILES = {"one.bin": b"first", "two.bin": b"second"}


def moved(service: Images, item: ImageItem, record: UUID, version: int | None = None) -> UUID:
    """The save of an item that goes into another record."""
    save = uuid4()
    service.correct(
        ADMINISTRATOR, save, item.uuid, version or item.version, item.type, {}, item.taken, None, record
    )
    return save


def removed(service: Images, item: ImageItem, reason: str = "filed twice") -> UUID:
    """The save that removes an item."""
    save = uuid4()
    service.remove(ADMINISTRATOR, save, item.uuid, item.version, reason)
    return save


def told(clinic: Clinic, patient: UUID) -> dict[str, tuple[str, str]]:
    """The last change of a patient's history, before and after."""
    change = charts(clinic).history(ADMINISTRATOR, patient)[0]
    return {field.field: (field.before, field.after) for field in change.fields}


def in_records(service: Images, patient: UUID) -> dict[str, int]:
    """How many items each record has."""
    return {each.record.name: len(each.items) for each in records_of(service, patient)}


def test_an_item_goes_to_another_record_of_its_patient_and_comes_back(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted, service = enter(clinic), images(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    other = make_record(clinic, wanted, name="Second visit")
    save = moved(service, item, other.uuid)
    assert in_records(service, wanted) == {"Check-up": 1, "Second visit": 1}
    assert told(clinic, wanted) == {"record_id": ("Check-up", "Second visit")}
    with pytest.raises(Conflict) as conflict:
        moved(service, item, item.record)
    assert conflict.value.theirs.form.record == other.uuid  # type: ignore[attr-defined]
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert in_records(service, wanted) == {"Check-up": 2, "Second visit": 0}
    require_sound(clinic)


def test_no_item_goes_to_another_patients_record(clinic: Clinic, elsewhere: Path) -> None:
    service, ours, theirs = images(clinic), enter(clinic), enter(clinic, "Meier")
    (item, _) = add(clinic, elsewhere, ours, FILES)
    for record in (make_record(clinic, theirs).uuid, uuid4()):
        with pytest.raises(NotFound, match="record"):
            moved(service, item, record)
    assert in_records(service, theirs) == {"Check-up": 0}


def test_nothing_goes_back_into_a_record_that_is_another_patients_by_now(
    clinic: Clinic, elsewhere: Path
) -> None:
    service, merges = images(clinic), Merges(clinic.database, "CH")
    main, other = enter(clinic, "Keller"), enter(clinic, "Kellner")
    (item,) = add(clinic, elsewhere, other, {"a.bin": b"a"})
    record = make_record(clinic, main, name="Ours")
    merge, seen = uuid4(), merges.preview(ADMINISTRATOR, main, [other])
    fields = proposed(seen.main.form, seen.choices)
    merges.merge(
        ADMINISTRATOR, merge, MergeInput(main, seen.main.version, ((other, seen.others[0].version),), fields)
    )
    save = moved(service, item, record.uuid)
    merges.undo(ADMINISTRATOR, uuid4(), merge, merges.plan_undo(ADMINISTRATOR, merge).version)
    with pytest.raises(Conflict, match="not in this chart any more"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert in_records(service, main) == {"Ours": 1}
    require_sound(clinic)


def test_what_was_removed_is_nowhere_and_comes_back_as_it_was(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    (item,) = add(clinic, elsewhere, wanted, {"upper.stl": stl()})
    label = AnnotationInput(AnnotationKind.LABEL, (Spot(item.files[0].uuid, (1, 2, 3)),), "crack")
    Annotations(clinic.database).add(ADMINISTRATOR, uuid4(), item.uuid, uuid4(), label)
    (item,) = items_of(service, wanted)
    save = removed(service, item, " filed  twice ")
    assert items_of(service, wanted) == ()
    assert told(clinic, wanted) == {
        "images": ("Intraoral scan; upper.stl", ""),
        "record": ("Check-up", ""),
        "reason": ("", "filed twice"),
    }
    gone = (
        lambda: service.download(ADMINISTRATOR, item.uuid, silent, threading.Event()),
        lambda: service.preview(ADMINISTRATOR, item.files[0].uuid),
        lambda: service.correct(ADMINISTRATOR, uuid4(), item.uuid, 2, ImageType.OTHER, {}, None, None),
        lambda: service.remove(ADMINISTRATOR, uuid4(), item.uuid, 2, "again"),
        lambda: Annotations(clinic.database).of_item(ADMINISTRATOR, item.uuid),
    )
    for call in gone:
        with pytest.raises(NotFound):
            call()
    found = look(service, put(elsewhere / "again", {"upper.stl": stl()}))
    assert service.known(ADMINISTRATOR, found.key, wanted) == {}
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    (back,) = items_of(service, wanted)
    assert (back.uuid, back.files, back.labels) == (item.uuid, item.files, 1)
    require_sound(clinic)


def test_a_removal_needs_a_reason_and_the_item_as_it_is(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    for reason in ("", " ", "x" * 201):
        with pytest.raises(Invalid) as refused:
            removed(service, item, reason)
        assert refused.value.field == "reason"
    service.correct(ADMINISTRATOR, uuid4(), item.uuid, 1, ImageType.X_RAY, {}, None, None)
    with pytest.raises(Conflict):
        removed(service, item)
    assert len(items_of(service, wanted)) == 2


def test_a_removal_that_is_tried_again_is_made_once(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service, save = enter(clinic), images(clinic), uuid4()
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    for _ in range(2):
        service.remove(ADMINISTRATOR, save, item.uuid, 1, "filed twice")
    assert len(items_of(service, wanted)) == 1
    assert [change.action for change in charts(clinic).history(ADMINISTRATOR, wanted)].count(
        "remove images"
    ) == 1


def test_what_a_case_holds_is_not_removed(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    begin(clinic, wanted, order(None, attachments=(item.uuid,)))
    with pytest.raises(Conflict, match="an unfinished case holds it"):
        removed(service, item)


def test_what_was_removed_keeps_its_adding_and_its_record_from_being_taken_back(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted, service = enter(clinic), images(clinic)
    made = make_record(clinic, wanted)
    making = charts(clinic).last_change(ADMINISTRATOR)
    take_in(service, look(service, put(elsewhere, FILES)), wanted, record=made.uuid)
    adding = charts(clinic).last_change(ADMINISTRATOR)
    for item in items_of(service, wanted):
        removed(service, item)
    assert making is not None
    assert adding is not None
    for change in (making, adding):
        with pytest.raises(Conflict):
            charts(clinic).undo(ADMINISTRATOR, uuid4(), change.save)
    require_sound(clinic)


def test_bytes_of_what_was_removed_are_swept_when_it_cannot_come_back_any_more(
    clinic: Clinic, elsewhere: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = images(clinic)
    for family in ("Keller", "Meier"):
        add(clinic, elsewhere, enter(clinic, family), {"shared": b"shared"})
    wanted = enter(clinic)
    for name in ("shared", "own"):
        (item,) = add(clinic, elsewhere, wanted, {name: name.encode()})
        removed(service, item)
    monkeypatch.setattr(sweep, "GRACE", -1)
    store = FileStore(clinic.settings)
    assert store.sweep(lambda _: None, threading.Event()).put_aside == 0
    assert len(kept(tmp_path)) == 2
    monkeypatch.setattr(sweep, "MARGIN", -undo.WITHIN - 1)
    assert store.sweep(lambda _: None, threading.Event()).put_aside == 1
    assert store.verify(lambda _done, _total: None, threading.Event()).wrong == 0
    store.close()
    assert len(kept(tmp_path)) == 1
    # What is added again is there again.
    add(clinic, elsewhere, wanted, {"own": b"own"})
    assert len(kept(tmp_path)) == 2
    require_sound(clinic)


def test_a_turn_is_kept_beside_the_file_and_taken_back(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service, save = enter(clinic), images(clinic), uuid4()
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    (file,) = item.files
    assert service.turn(ADMINISTRATOR, save, item.uuid, file.uuid, 5)
    assert not service.turn(ADMINISTRATOR, uuid4(), item.uuid, file.uuid, 1)
    assert told(clinic, wanted) == {"turns": ("0°", "90°")}
    assert [each.files[0].turned for each in items_of(service, wanted)] == [1, 0]
    got = service.download(ADMINISTRATOR, item.uuid, silent, threading.Event())
    assert got.path.read_bytes() in FILES.values()
    with pytest.raises(NotFound):
        service.turn(ADMINISTRATOR, uuid4(), item.uuid, uuid4(), 1)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert [each.files[0].turned for each in items_of(service, wanted)] == [0, 0]


def test_of_another_members_patient_nothing_is_moved_removed_or_turned(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted, service = enter(clinic, actor=ADMINISTRATOR), images(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    (file,) = item.files
    calls = (
        lambda: service.remove(MEMBER, uuid4(), item.uuid, 1, "no"),
        lambda: service.turn(MEMBER, uuid4(), item.uuid, file.uuid, 1),
        lambda: service.correct(MEMBER, uuid4(), item.uuid, 1, ImageType.OTHER, {}, None, None, item.record),
    )
    for call in calls:
        with pytest.raises(NotFound):
            call()
    assert items_of(service, wanted)[0].version == 1
