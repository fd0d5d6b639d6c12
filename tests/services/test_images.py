"""Image data: added, seen with its record, corrected, taken back, got."""

from __future__ import annotations

import hashlib
import os
import stat
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest

from dentui.domain.images import ImageType, ItemInput, Progress, Role
from dentui.domain.merging import MergeInput, proposed
from dentui.domain.tickets import TicketInput, TicketKind, TicketState
from dentui.domain.types import TypeInput, TypeKind
from dentui.errors import Cancelled, Conflict, Forbidden, Invalid, NotFound
from dentui.services.merges import Merges
from dentui.services.types import TypeLists
from tests.clinics import ADMINISTRATOR, MEMBER, OTHER_MEMBER, STRANGER, Clinic
from tests.images import add, as_found, images, items_of, kept, left, look, put, records_of, silent, take_in
from tests.working import charts, enter, make_record, require_sound, rows

FILES = {"one.bin": b"first", "two.bin": b"second"}


def test_files_become_items_of_a_new_record(clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    wanted = enter(clinic)
    service = images(clinic)
    found = look(service, put(elsewhere, FILES))
    uuids = take_in(service, found, wanted)
    (group,) = records_of(service, wanted)
    assert group.record.name == "Check-up"
    assert {item.uuid for item in group.items} == set(uuids)
    assert sorted(file.name for item in group.items for file in item.files) == ["one.bin", "two.bin"]
    assert kept(tmp_path) == {hashlib.sha256(content).hexdigest() for content in FILES.values()}
    assert left(tmp_path) == []
    require_sound(clinic)


def test_the_same_bytes_are_kept_once(clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    for family in ("Keller", "Meier"):
        add(clinic, elsewhere, enter(clinic, family), {"a": b"same"})
    assert len(kept(tmp_path)) == 1
    assert rows(clinic, "image_file") == 2


def test_what_a_chart_has_already_is_known_by_its_bytes_and_of_this_chart_only(
    clinic: Clinic, elsewhere: Path
) -> None:
    ours, theirs, service = enter(clinic, "Keller"), enter(clinic, "Meier"), images(clinic)
    add(clinic, elsewhere / "first", ours, {"a.bin": b"same"})
    found = look(service, put(elsewhere / "again", {"called otherwise.bin": b"same", "new.bin": b"new"}))
    (there,) = (each.record.uuid for each in service.of_patient(ADMINISTRATOR, ours) if each.items)
    named = {file.key: file.name for item in found.items for file in item.files}
    known = service.known(ADMINISTRATOR, found.key, ours)
    assert {named[key]: record for key, record in known.items()} == {"called otherwise.bin": there}
    assert service.known(ADMINISTRATOR, found.key, theirs) == {}


def test_what_is_kept_is_for_this_account_only(clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    (item, _) = add(clinic, elsewhere, enter(clinic), FILES)
    images(clinic).download(ADMINISTRATOR, item.uuid, silent, threading.Event())
    for top in ("files", "outbox"):
        for path in ((tmp_path / top), *(tmp_path / top).rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_a_stopped_look_leaves_nothing_behind(sqlite_clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    service, stop = images(sqlite_clinic), threading.Event()

    def told(progress: Progress) -> None:
        if progress.files == 1:
            stop.set()

    with pytest.raises(Cancelled):
        service.look(ADMINISTRATOR, put(elsewhere, FILES), told, stop)
    assert left(tmp_path) == []


def test_a_stopped_save_leaves_nothing_behind_and_can_be_tried_again(
    clinic: Clinic, tmp_path: Path, elsewhere: Path
) -> None:
    wanted, service, stop = enter(clinic), images(clinic), threading.Event()
    found = look(service, put(elsewhere, FILES))
    stop.set()
    with pytest.raises(Cancelled):
        service.take_in(
            ADMINISTRATOR, uuid4(), found.key, wanted, make_record(clinic, wanted).uuid, None,
            as_found(found), silent, stop,
        )  # fmt: skip
    assert kept(tmp_path) == set()
    assert items_of(service, wanted) == ()
    take_in(service, found, wanted)
    assert len(items_of(service, wanted)) == 2


def test_a_save_that_is_tried_again_adds_nothing_twice(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service, save = enter(clinic), images(clinic), uuid4()
    found = look(service, put(elsewhere, FILES))
    items = as_found(found)
    first = take_in(service, found, wanted, items=items, save=save)
    assert take_in(service, found, wanted, items=items, save=save) == first
    assert len(items_of(service, wanted)) == 2


def test_what_another_desk_keeps_at_the_same_time_stays_when_one_gives_up(
    clinic: Clinic, tmp_path: Path, elsewhere: Path
) -> None:
    wanted, ours, theirs = enter(clinic), images(clinic), images(clinic)
    paths = put(elsewhere, FILES)
    mine, other = look(ours, paths), look(theirs, paths)
    with pytest.raises(NotFound):
        take_in(ours, mine, uuid4())
    take_in(theirs, other, wanted)
    ours.forget(mine.key)
    assert len(kept(tmp_path)) == 2
    assert left(tmp_path) == []


def test_a_look_is_its_operators_own(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    found = look(service, put(elsewhere, FILES))
    assert list(service.sources(ADMINISTRATOR, found.key).values()) == sorted(elsewhere.iterdir())
    for actor in (MEMBER, STRANGER):
        with pytest.raises(NotFound):
            service.sources(actor, found.key)
    with pytest.raises(NotFound):
        take_in(service, found, wanted, actor=MEMBER)
    with pytest.raises(Forbidden):
        look(service, [elsewhere], STRANGER)


def test_nothing_of_dentuis_own_is_added(clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    (secret, link) = (tmp_path / "audit.key", elsewhere / "link")
    link.symlink_to(secret)
    enter(clinic)  # makes the key
    inbox = put(tmp_path / "inbox", {"anna/sent.bin": b"x", "berta/hers.bin": b"y"})
    inbox += put(elsewhere / "of-carlo", {"his.bin": b"z"})
    (tmp_path / "inbox" / "carlo").symlink_to(elsewhere / "of-carlo")
    found = look(images(clinic), [secret, link, *inbox])
    assert [refused.name for refused in found.refused] == ["audit.key", link.name, "hers.bin", "his.bin"]
    assert [file.name for item in found.items for file in item.files] == ["sent.bin"]


def test_every_path_gets_an_answer_and_so_does_a_folder_that_is_too_deep(
    sqlite_clinic: Clinic, elsewhere: Path
) -> None:
    """Whatever is in front of it, and whatever bytes its name has."""
    place, deep = elsewhere, os.open(elsewhere, os.O_RDONLY)
    for _ in range(400):
        os.mkdir("deep-folders", dir_fd=deep)
        below = os.open("deep-folders", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(deep)
    os.mkfifo(place / "pipe")
    (place / os.fsdecode(b"\xff\x1b[2J.bin")).write_bytes(b"first")
    (place / ("x" * 251 + ".bin")).write_bytes(b"second")
    (place / "link").symlink_to(place)
    found = look(images(sqlite_clinic), [place, place / ("y" * 256), place / "x\0y"])
    reasons = Counter(refused.reason for refused in found.refused)
    assert reasons == {
        "It is no ordinary file.": 1,
        "It is not there, or this account may not read it.": 3,
    }
    assert sorted(file.name.rpartition("/")[2] for item in found.items for file in item.files) == [
        "?\x1b[2J.bin",
        "x" * 251 + ".bin",
    ]


def test_a_folder_can_be_given_up_while_it_is_listed(sqlite_clinic: Clinic, elsewhere: Path) -> None:
    stop = threading.Event()
    stop.set()
    put(elsewhere, FILES)
    with pytest.raises(Cancelled):
        images(sqlite_clinic).look(ADMINISTRATOR, [elsewhere], silent, stop)


def test_who_gives_up_is_not_told_that_the_register_hangs(
    sqlite_clinic: Clinic, tmp_path: Path, elsewhere: Path
) -> None:
    """What was kept for nothing is a sweep's then."""
    wanted, service = enter(sqlite_clinic), images(sqlite_clinic)
    found = look(service, put(elsewhere, FILES))
    with pytest.raises(NotFound):
        take_in(service, found, uuid4())
    sqlite_clinic.database.close()
    (tmp_path / "register.db").rename(tmp_path / "away.db")
    service.forget(found.key)
    (tmp_path / "away.db").rename(tmp_path / "register.db")
    assert left(tmp_path) == []
    assert items_of(service, wanted) == ()


def test_a_file_in_two_items_or_of_no_look_is_refused(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    found = look(service, put(elsewhere, FILES))
    first, _ = as_found(found)
    for items in ([first, first], [ItemInput(uuid4(), ImageType.OTHER, ((uuid4(), Role.NONE),))]):
        with pytest.raises(NotFound):
            take_in(service, found, wanted, items=items)
    with pytest.raises(Invalid):
        take_in(service, found, wanted, items=[])
    with pytest.raises(Invalid):
        take_in(
            service,
            found,
            wanted,
            items=[ItemInput(uuid4(), ImageType.OTHER, ((first.files[0][0], Role.BITE),))],
        )
    assert items_of(service, wanted) == ()


def test_a_correction_says_what_it_changed_and_is_taken_back(clinic: Clinic, elsewhere: Path) -> None:
    wanted = enter(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    service, save = images(clinic), uuid4()
    (file,) = item.files
    service.correct(
        ADMINISTRATOR,
        save,
        item.uuid,
        item.version,
        ImageType.FACIAL_IMAGE,
        {file.uuid: Role.SMILE},
        None,
        None,
    )
    (now,) = [each for each in items_of(service, wanted) if each.uuid == item.uuid]
    assert (now.type, now.files[0].role, now.version) == (ImageType.FACIAL_IMAGE, Role.SMILE, 2)
    change = charts(clinic).history(ADMINISTRATOR, wanted)[0]
    told = {field.field: (field.before, field.after) for field in change.fields}
    assert told == {"type": ("Other", "Facial image"), "roles": ("-", "smile")}
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    (now,) = [each for each in items_of(service, wanted) if each.uuid == item.uuid]
    assert (now.type, now.files[0].role) == (ImageType.OTHER, Role.NONE)
    require_sound(clinic)


def test_of_two_desks_that_correct_the_same_the_second_is_told(clinic: Clinic, elsewhere: Path) -> None:
    wanted = enter(clinic)
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    service = images(clinic)
    service.correct(ADMINISTRATOR, uuid4(), item.uuid, 1, ImageType.X_RAY, {}, None, None)
    with pytest.raises(Conflict) as told:
        service.correct(ADMINISTRATOR, uuid4(), item.uuid, 1, ImageType.CBCT, {}, None, None)
    theirs = told.value.theirs
    assert (theirs.form.type, theirs.by, theirs.version) == (ImageType.X_RAY, "Anna", 2)  # type: ignore[attr-defined]


def test_what_was_added_by_mistake_is_taken_back_with_the_record_made_for_it(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted = enter(clinic)
    add(clinic, elsewhere, wanted, FILES)
    change = charts(clinic).last_change(ADMINISTRATOR)
    assert change is not None
    assert {field.field: field.after for field in change.fields} == {
        "record": "Check-up",
        "images": "Other (2)",
    }
    charts(clinic).undo(ADMINISTRATOR, uuid4(), change.save)
    assert records_of(images(clinic), wanted) == ()
    assert rows(clinic, "image_file") == 0
    require_sound(clinic)


def test_what_was_corrected_since_is_not_taken_back_until_the_correction_is(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted, service, correction = enter(clinic), images(clinic), uuid4()
    (item, _) = add(clinic, elsewhere, wanted, FILES)
    added = charts(clinic).last_change(ADMINISTRATOR)
    assert added is not None
    service.correct(ADMINISTRATOR, correction, item.uuid, 1, ImageType.X_RAY, {}, None, None)
    with pytest.raises(Conflict, match="changed since"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), correction)
    charts(clinic).undo(ADMINISTRATOR, uuid4(), added.save)
    assert records_of(service, wanted) == ()


def test_a_merge_moves_image_data_with_its_record_and_an_undo_brings_it_back(
    clinic: Clinic, elsewhere: Path
) -> None:
    main, other, merges = enter(clinic, "Keller"), enter(clinic, "Kellner"), Merges(clinic.database, "CH")
    add(clinic, elsewhere, other, FILES)
    seen = merges.preview(ADMINISTRATOR, main, [other])
    assert {count.words: count.number for count in seen.moves} == {"record": 1, "sets of image data": 2}
    save = _merge(clinic, main, other)
    assert len(items_of(images(clinic), main)) == 2
    plan = merges.plan_undo(ADMINISTRATOR, save)
    (back,) = plan.comes_back
    assert {count.words: count.number for count in back.rows} == {"record": 1, "sets of image data": 2}
    merges.undo(ADMINISTRATOR, uuid4(), save, plan.version)
    assert (len(items_of(images(clinic), main)), len(items_of(images(clinic), other))) == (0, 2)


def test_image_data_is_read_again_only_where_something_of_it_may_have_changed(
    clinic: Clinic, elsewhere: Path
) -> None:
    ours, theirs, service = enter(clinic, "Keller"), enter(clinic, "Kellner"), images(clinic)
    (item,) = add(clinic, elsewhere / "ours", ours, {"a.bin": b"a"})
    state: int | None = None

    def comes(patient: UUID = ours) -> bool:
        nonlocal state
        found = service.of_patient_since(ADMINISTRATOR, patient, state)
        assert found.records in (None, service.of_patient(ADMINISTRATOR, patient))
        state = found.state
        return found.records is not None

    assert (comes(), comes()) == (True, False)
    # What is done to others, what only looks, and what is done to the patient beside it.
    add(clinic, elsewhere / "theirs", theirs, {"b.bin": b"b"})
    service.download(ADMINISTRATOR, item.uuid, silent, threading.Event())
    chart = clinic.patients.chart(ADMINISTRATOR, ours)
    desk = charts(clinic)
    desk.edit(ADMINISTRATOR, uuid4(), ours, chart.version, replace(chart.form, note="asked"))
    ticket = uuid4()
    desk.open_ticket(ADMINISTRATOR, uuid4(), ours, ticket, TicketInput(TicketKind.INTRAORAL))
    desk.move_ticket(ADMINISTRATOR, uuid4(), ticket, 1, TicketState.CANCELLED, "by mistake")
    assert not comes()
    changes: list[Callable[[], object]] = [
        lambda: service.correct(ADMINISTRATOR, uuid4(), item.uuid, 1, ImageType.X_RAY, {}, None, None),
        lambda: _take_back(clinic),
        lambda: make_record(clinic, ours),
        lambda: TypeLists(clinic.database).add(ADMINISTRATOR, TypeKind.CASE, TypeInput("Sleep")),
        lambda: _merge(clinic, ours, theirs),
    ]
    for change in changes:
        change()
        assert (comes(), comes()) == (True, False)
    state = None
    assert (comes(theirs), comes(theirs)) == (True, False)
    merges = Merges(clinic.database, "CH")
    (done,) = merges.of_patient(ADMINISTRATOR, ours)
    merges.undo(ADMINISTRATOR, uuid4(), done.uuid, merges.plan_undo(ADMINISTRATOR, done.uuid).version)
    assert comes(theirs)
    assert len(items_of(service, theirs)) == 1


def _take_back(clinic: Clinic) -> None:
    """The operator's last change."""
    change = charts(clinic).last_change(ADMINISTRATOR)
    assert change is not None
    charts(clinic).undo(ADMINISTRATOR, uuid4(), change.save)


def _merge(clinic: Clinic, main: UUID, other: UUID) -> UUID:
    """The merge of these two."""
    merges, save = Merges(clinic.database, "CH"), uuid4()
    seen = merges.preview(ADMINISTRATOR, main, [other])
    fields = proposed(seen.main.form, seen.choices)
    versions = ((other, seen.others[0].version),)
    merges.merge(ADMINISTRATOR, save, MergeInput(main, seen.main.version, versions, fields))
    return save


def test_a_record_with_image_data_is_not_taken_back(clinic: Clinic, elsewhere: Path) -> None:
    wanted = enter(clinic)
    made = make_record(clinic, wanted)
    change = charts(clinic).last_change(ADMINISTRATOR)
    service = images(clinic)
    take_in(service, look(service, put(elsewhere, FILES)), wanted, record=made.uuid)
    assert change is not None
    with pytest.raises(Conflict, match="image data"):
        charts(clinic).undo(ADMINISTRATOR, uuid4(), change.save)


def test_a_download_never_overwrites(clinic: Clinic, tmp_path: Path, elsewhere: Path) -> None:
    (item, _) = add(clinic, elsewhere, enter(clinic), FILES)
    service = images(clinic)
    first, second = (service.download(ADMINISTRATOR, item.uuid, silent, threading.Event()) for _ in range(2))
    assert first.path != second.path
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.path.parent == tmp_path / "outbox" / "anna"
    assert str(first.path) in first.line


def test_several_files_are_got_as_one_archive(clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(clinic), images(clinic)
    found = look(service, put(elsewhere, {"../a b.PDF": b"1", "Ünder.exe": b"2"}))
    keys = tuple((file.key, Role.NONE) for item in found.items for file in item.files)
    (uuid,) = take_in(service, found, wanted, items=[ItemInput(uuid4(), ImageType.OTHER, keys)])
    got = service.download(ADMINISTRATOR, uuid, silent, threading.Event())
    with ZipFile(got.path) as archive:
        assert archive.namelist() == ["001_a_b.pdf", "002_nder.bin"]
        assert archive.testzip() is None


def test_another_members_patient_shows_no_image(clinic: Clinic, elsewhere: Path) -> None:
    wanted = enter(clinic, actor=MEMBER)
    (item, _) = add(clinic, elsewhere, wanted, FILES, actor=MEMBER)
    service = images(clinic)
    for call in (
        lambda: service.of_patient(OTHER_MEMBER, wanted),
        lambda: service.download(OTHER_MEMBER, item.uuid, silent, threading.Event()),
        lambda: service.preview(OTHER_MEMBER, item.files[0].uuid),
    ):
        with pytest.raises(NotFound):
            call()
