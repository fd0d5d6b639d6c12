"""Sweeping the file store, and verifying it: nothing that a row names is ever taken away."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from dentui.config import Settings
from dentui.domain.images import Swept, Verified, Wrong
from dentui.errors import Forbidden, Unavailable
from dentui.services.file_store import FileStore
from dentui.services.images import Images
from dentui.store import sweep
from dentui.store.blobs import open_blobs
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, STRANGER, Clinic, empty_clinic
from tests.images import add, images, items_of, look, put, take_in
from tests.working import VISIT, charts, enter


@pytest.fixture
def kept(clinic: Clinic, file_settings: Callable[[Settings], Settings]) -> Clinic:
    """A register with its files in each of the two kinds of places."""
    clinic.settings = file_settings(clinic.settings)
    return clinic


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "GRACE", -1)


def names(clinic: Clinic) -> set[str]:
    return {each.sha256 for each in open_blobs(clinic.settings).all()}


def swept(clinic: Clinic) -> Swept:
    store = FileStore(clinic.settings)
    try:
        return store.sweep(lambda _: None, threading.Event())
    finally:
        store.close()


def verified(clinic: Clinic) -> Verified:
    store = FileStore(clinic.settings)
    try:
        return store.verify(lambda _done, _total: None, threading.Event())
    finally:
        store.close()


def test_what_rows_of_any_institution_name_stays(kept: Clinic, elsewhere: Path, no_grace: None) -> None:
    add(kept, elsewhere, enter(kept), {"ours": b"ours"})
    theirs = enter(kept, actor=ELSEWHERE)
    service = images(kept)
    made = replace(VISIT, case_type_id=20, visit_type_id=20)
    found = look(service, put(elsewhere, {"theirs": b"theirs"}), ELSEWHERE)
    take_in(service, found, theirs, made=made, actor=ELSEWHERE)
    assert swept(kept) == Swept(0, 0, 0, 0, 0)
    assert len(names(kept)) == 2


def test_what_no_row_names_lies_aside_and_then_goes(
    kept: Clinic, elsewhere: Path, no_grace: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(kept, elsewhere, enter(kept), {"ours": b"ours"})
    change = charts(kept).last_change(ADMINISTRATOR)
    assert change is not None
    charts(kept).undo(ADMINISTRATOR, uuid4(), change.save)
    assert swept(kept) == Swept(0, 1, 4, 0, 0)
    assert swept(kept) == Swept(0, 0, 0, 0, 0)
    monkeypatch.setattr(sweep, "ASIDE_FOR", -1)
    assert swept(kept) == Swept(0, 0, 0, 1, 0)


def test_nothing_of_another_registers_is_swept(
    kept: Clinic, elsewhere: Path, tmp_path: Path, no_grace: None
) -> None:
    add(kept, elsewhere, enter(kept), {"ours": b"ours"})
    swept(kept)
    home = tmp_path / "other"
    home.mkdir()
    other = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    with other.database.engine.begin() as connection:
        connection.execute(text("UPDATE institution SET uuid = :uuid WHERE id = 1"), {"uuid": uuid4().bytes})
    other.settings = replace(
        other.settings,
        files=kept.settings.files,
        files_endpoint=kept.settings.files_endpoint,
        files_region=kept.settings.files_region,
    )
    with pytest.raises(Unavailable, match="another register"):
        swept(other)
    other.database.close()
    assert len(names(kept)) == 1


def test_what_was_put_a_short_time_ago_is_not_touched(kept: Clinic, elsewhere: Path) -> None:
    add(kept, elsewhere, enter(kept), {"ours": b"ours"})
    change = charts(kept).last_change(ADMINISTRATOR)
    assert change is not None
    charts(kept).undo(ADMINISTRATOR, uuid4(), change.save)
    assert swept(kept) == Swept(0, 0, 0, 0, 0)
    assert len(names(kept)) == 1


def test_what_lies_aside_comes_back_where_a_row_names_it(kept: Clinic, elsewhere: Path) -> None:
    add(kept, elsewhere, enter(kept), {"ours": b"ours"})
    store = open_blobs(kept.settings)
    (name,) = names(kept)
    store.prepare_aside(name)
    store.put_aside(name)
    assert swept(kept) == Swept(0, 0, 0, 0, 1)
    assert names(kept) == {name}


def test_a_sweep_between_keeping_and_saving_takes_nothing(
    kept: Clinic, elsewhere: Path, no_grace: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another import left long ago, and that this one met."""
    wanted = enter(kept)
    service = images(kept)
    found = look(service, put(elsewhere, {"ours": b"ours"}))
    save = kept.database.save

    def sweep_first(*arguments: object) -> object:
        monkeypatch.setattr(kept.database, "save", save)
        assert swept(kept).put_aside == 1
        return save(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(kept.database, "save", sweep_first)
    take_in(service, found, wanted)
    assert len(names(kept)) == 1
    assert verified(kept).wrong == 0


def test_folders_of_killed_imports_go_and_those_of_living_ones_stay(kept: Clinic, elsewhere: Path) -> None:
    service = images(kept)
    look(service, put(elsewhere, {"ours": b"ours"}))
    left = open_blobs(kept.settings).staging / str(uuid4())
    left.mkdir()
    (left / "half").write_bytes(b"ha")
    assert swept(kept).left == 1
    assert not left.exists()
    assert len(list(open_blobs(kept.settings).staging.iterdir())) == 1
    service.close()
    assert list(open_blobs(kept.settings).staging.iterdir()) == []


def test_verify_finds_what_is_missing_and_what_was_changed_and_names_it(
    clinic: Clinic, elsewhere: Path
) -> None:
    wanted = enter(clinic, "Keller")
    add(clinic, elsewhere, wanted, {"good.bin": b"good", "bad.bin": b"bad", "gone.bin": b"gone"})
    store = open_blobs(clinic.settings)
    for each in store.all():
        path = store.file(each.sha256)
        if path.read_bytes() == b"bad":
            path.write_bytes(b"BAD")
        elif path.read_bytes() == b"gone":
            path.unlink()
    files = FileStore(clinic.settings)
    assert files.verify(lambda _done, _total: None, threading.Event()) == Verified(3, 11, 2)
    told = {(each.name, each.wrong, each.patient) for each in files.wrong(ADMINISTRATOR)}
    assert told == {("bad.bin", Wrong.DAMAGED, "Keller, Anna"), ("gone.bin", Wrong.MISSING, "Keller, Anna")}
    assert files.wrong(MEMBER) == files.wrong(ELSEWHERE) == ()
    with pytest.raises(Forbidden):
        files.wrong(STRANGER)
    files.close()
    assert len(items_of(images(clinic), wanted)) == 3


def test_a_whole_clinic_works_on_object_storage(kept: Clinic, elsewhere: Path) -> None:
    wanted = enter(kept)
    (item,) = add(kept, elsewhere, wanted, {"one.bin": b"one"})
    service: Images = images(kept)
    got = service.download(ADMINISTRATOR, item.uuid, lambda _: None, threading.Event())
    assert got.path.read_bytes() == b"one"
    assert verified(kept) == Verified(1, 3, 0)
