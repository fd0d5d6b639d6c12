"""Taking image data in on a disk that is full at one step or another, that is read-only, or too small."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.errors import Unavailable
from dentui.services.file_store import FileStore
from dentui.services.transfer import keep_picture
from dentui.store import staging, sweep
from dentui.store.blobs import open_blobs
from scripts.soaks.kills import opened
from tests.clinics import Clinic, empty_clinic
from tests.images import images, items_of, left, look, put, take_in
from tests.working import enter, require_sound

FILES = {f"{number}.bin": bytes([number]) * 40_000 for number in range(4)}
STEP = 16 << 10
"""Bytes. A file takes three such steps, and the register some more."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir(mode=0o700)
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mount.returncode:
        pytest.skip("NO FILE SYSTEM CAN BE MOUNTED HERE: a full disk was not tried")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_a_disk_that_is_full_at_any_step_is_said_and_nothing_is_broken(
    small_disk: Path, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "RESERVE", -(1 << 40))
    monkeypatch.setattr(sweep, "GRACE", -1)
    start = tmp_path / "start"
    start.mkdir()
    made = empty_clinic(start, f"sqlite:///{start / 'register.db'}")
    wanted = enter(made)
    made.database.close()
    paths = put(elsewhere, FILES)
    refusals: list[str] = []
    for free in range(0, 40 * STEP, STEP):
        home = small_disk / "home"
        with opened(start, home) as clinic:
            service = images(clinic)
            fill(small_disk, free)
            try:
                take_in(service, look(service, paths), wanted)
            except Unavailable as error:
                refusals.append(str(error))
                items = 0
            else:
                items = len(FILES)
            service.close()
            (small_disk / "filler").unlink()
            require_whole(clinic)
            assert len(items_of(images(clinic), wanted)) == items
            assert left(home) == []
        shutil.rmtree(home)
    assert 5 < len(refusals) < 40
    assert {"full" in refusal and "Free some space" in refusal for refusal in refusals} == {True}
    assert len(set(refusals)) == 2  # of the file store, and of the register


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
@pytest.mark.parametrize("free", [0, 40_000])
def test_a_picture_of_models_that_finds_no_room_is_not_saved_and_that_is_said(
    small_disk: Path, free: int
) -> None:
    home = small_disk / "home"
    settings = Settings(home, f"sqlite:///{home / 'register.db'}")
    fill(small_disk, free)
    with pytest.raises(Unavailable) as told:
        keep_picture(settings, "anna", os.urandom(200_000))
    assert str(told.value) == (
        f"The disk that holds {home / 'outbox' / 'anna'} is full. Nothing was saved. "
        "Free some space, then try again."
    )
    assert not [path for path in small_disk.rglob("*") if path.is_file() and path.name != "filler"]
    (small_disk / "filler").unlink()
    assert keep_picture(settings, "anna", b"png").path.read_bytes() == b"png"


def fill(disk: Path, free: int) -> None:
    """Leave so many bytes of a disk free."""
    with (disk / "filler").open("wb") as filler:
        os.posix_fallocate(filler.fileno(), 0, max(1, shutil.disk_usage(disk).free - free))


def require_whole(clinic: Clinic) -> None:
    """Every row has its file, and the sweep leaves no other."""
    require_sound(clinic)
    store = FileStore(clinic.settings)
    done = store.verify(lambda _done, _total: None, threading.Event())
    store.sweep(lambda _: None, threading.Event())
    store.close()
    assert done.wrong == 0
    assert len(list(open_blobs(clinic.settings).all())) == done.files


def test_too_little_room_is_said_before_anything_is_copied(
    sqlite_clinic: Clinic, tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "RESERVE", 1 << 60)
    with pytest.raises(Unavailable, match="not enough room"):
        look(images(sqlite_clinic), put(elsewhere, FILES))
    assert left(tmp_path) == []


def test_a_place_that_is_no_folder_is_said_in_a_sentence(
    sqlite_clinic: Clinic, tmp_path: Path, elsewhere: Path
) -> None:
    (tmp_path / "files").write_text("no folder", "utf-8")
    with pytest.raises(Unavailable, match="Nothing was added"):
        look(images(sqlite_clinic), put(elsewhere, FILES))


def test_a_file_that_went_missing_is_said_in_a_sentence(sqlite_clinic: Clinic, elsewhere: Path) -> None:
    wanted, service = enter(sqlite_clinic), images(sqlite_clinic)
    paths = put(elsewhere, FILES)
    paths[0].unlink()
    found = look(service, paths)
    assert [(each.name, each.reason) for each in found.refused] == [
        ("0.bin", "It is not there, or this account may not read it.")
    ]
    assert len(take_in(service, found, wanted)) == 3
