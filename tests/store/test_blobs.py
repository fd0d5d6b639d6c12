"""The file store, in a folder and in object storage: what it is given stays, once, whole, and as it is."""

from __future__ import annotations

import hashlib
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dentui.config import Settings
from dentui.errors import Cancelled, Invalid, NotFound, Unavailable
from dentui.store import blobs, objects
from dentui.store.blobs import Blobs, Staged, open_blobs
from tests.images import bucket_at


@pytest.fixture
def store(file_settings: Callable[[Settings], Settings], tmp_path: Path) -> Blobs:
    return open_blobs(file_settings(Settings(home=tmp_path, database="sqlite://")))


def staged(store: Blobs, content: bytes) -> Staged:
    digest = hashlib.sha256(content).hexdigest()
    store.staging.mkdir(parents=True, exist_ok=True)
    path = store.staging / f"{digest}-{time.monotonic_ns()}"
    path.write_bytes(content)
    return Staged(digest, path, len(content))


def keep(store: Blobs, *contents: bytes) -> list[str]:
    """Keep these; their names."""
    waiting = [staged(store, content) for content in contents]
    store.keep(waiting, lambda _done, _files: None, threading.Event())
    return [each.sha256 for each in waiting]


def put_aside(store: Blobs, name: str) -> None:
    store.prepare_aside(name)
    store.put_aside(name)


def test_what_is_kept_is_there_whole(store: Blobs) -> None:
    contents = [b"", b"one", bytes(range(256)) * 50_000]
    names = keep(store, *contents)
    assert [store.file(name).read_bytes() for name in names] == contents
    assert [path.read_bytes() for path in store.files(names)] == contents
    assert [store.digest(name) for name in names] == names
    assert [b"".join(store.pieces(name)) for name in names] == contents
    assert store.missing([*names, "0" * 64]) == ["0" * 64]
    assert {each.sha256: each.size for each in store.all()} == {
        name: len(content) for name, content in zip(names, contents, strict=True)
    }


def test_how_far_it_is_is_told_in_bytes_and_files(store: Blobs) -> None:
    told: list[tuple[int, int]] = []
    waiting = [staged(store, content) for content in (b"12", b"345")]
    store.keep(waiting, lambda done, files: told.append((done, files)), threading.Event())
    assert told[-1] == (5, 2)


def test_what_waits_stays_where_it_is_until_its_look_ends(store: Blobs) -> None:
    waiting = staged(store, b"one")
    for _ in range(2):
        store.keep([waiting], lambda _done, _files: None, threading.Event())
    assert waiting.path.read_bytes() == b"one"
    assert len(list(store.all())) == 1


def test_somebody_who_stops_it_is_heard(store: Blobs) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        store.keep([staged(store, b"one"), staged(store, b"two")], lambda _done, _files: None, stop)


def test_what_is_not_there_is_said_in_a_sentence(store: Blobs) -> None:
    for get in (store.file, lambda name: list(store.pieces(name))):
        with pytest.raises(NotFound, match="dentui images verify"):
            get("0" * 64)
    assert store.digest("0" * 64) is None
    assert store.age("0" * 64) is None


def test_what_is_put_aside_can_be_brought_back(store: Blobs) -> None:
    (name,) = keep(store, b"one")
    put_aside(store, name)
    assert (store.missing([name]), [each.sha256 for each in store.aside()]) == ([name], [name])
    store.bring_back(name)
    assert (store.missing([name]), list(store.aside())) == ([], [])
    put_aside(store, name)
    store.drop_aside(name)
    store.drop([name])
    assert (list(store.all()), list(store.aside())) == ([], [])


def test_what_is_met_is_as_new_again(
    file_settings: Callable[[Settings], Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "AS_NEW", -1)
    settings = file_settings(Settings(home=tmp_path, database="sqlite://"))
    store = open_blobs(settings)
    (name,) = keep(store, b"one")
    before = next(store.all()).since
    if isinstance(store, blobs.Folder):
        os.utime(store.file(name), (0, 0))
        before = 0
    keep(store, b"one")
    assert next(store.all()).since >= before
    assert next(store.all()).since > 0


def test_object_storage_that_does_not_answer_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "SECRETKEY")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "SECRETKEY")
    settings = Settings(tmp_path, "sqlite://", files="s3://clinic", files_endpoint="http://127.0.0.1:9")
    store = open_blobs(settings)
    with pytest.raises(Unavailable, match="s3://clinic does not answer") as told:
        keep(store, b"one")
    assert "SECRETKEY" not in str(told.value)
    with pytest.raises(Unavailable):
        store.file("0" * 64)
    with pytest.raises(Invalid):
        open_blobs(replace(settings, files="s3://"))


def test_other_bytes_than_were_asked_for_are_not_handed_on(
    object_storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "AS_NEW", -1)
    store = open_blobs(bucket_at(object_storage, monkeypatch)(Settings(tmp_path, "sqlite://")))
    (name,) = keep(store, b"one")
    other = replace(staged(store, b"two"), sha256=name)
    store.keep([other], lambda _done, _files: None, threading.Event())
    with pytest.raises(Unavailable, match="damaged"):
        store.file(name)
    assert store.digest(name) == hashlib.sha256(b"two").hexdigest()
    assert [path.name for path in (tmp_path / objects.FETCHED).iterdir()] == []


def test_who_stops_looking_at_a_series_does_not_wait_for_all_of_it(
    object_storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, stop = (
        open_blobs(bucket_at(object_storage, monkeypatch)(Settings(tmp_path, "sqlite://"))),
        threading.Event(),
    )
    names = keep(store, *(bytes([number]) for number in range(40)))
    stop.set()
    with pytest.raises(Cancelled):
        store.files(names, stop)
    assert len(list((tmp_path / objects.FETCHED).iterdir())) < len(names)


def test_what_was_fetched_longest_ago_makes_room(
    object_storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objects, "MOST", 4)
    store = open_blobs(bucket_at(object_storage, monkeypatch)(Settings(tmp_path, "sqlite://")))
    names = keep(store, b"one", b"two", b"new")
    for name in names[:2]:
        os.utime(store.file(name), (0, 0) if name == names[0] else None)
    store.file(names[2])
    assert {path.name for path in (tmp_path / objects.FETCHED).iterdir()} == set(names[1:])


def test_what_is_damaged_is_not_handed_out_and_whole_again_where_the_same_is_added(tmp_path: Path) -> None:
    store = open_blobs(Settings(home=tmp_path, database="sqlite://"))
    (name,) = keep(store, b"whole")
    for spoilt in (b"", b"WHOLE"):
        store.file(name).write_bytes(spoilt)
        with pytest.raises(Unavailable, match="damaged"):
            list(store.pieces(name))
        keep(store, b"whole")
        assert b"".join(store.pieces(name)) == b"whole"


def test_what_was_fetched_and_spoilt_is_fetched_anew(
    object_storage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_blobs(bucket_at(object_storage, monkeypatch)(Settings(tmp_path, "sqlite://")))
    (name,) = keep(store, b"whole")
    store.file(name).write_bytes(b"")
    with pytest.raises(Unavailable, match="damaged"):
        list(store.pieces(name))
    assert b"".join(store.pieces(name)) == b"whole"


def test_who_is_killed_while_something_is_put_aside_does_not_make_it_old(tmp_path: Path) -> None:
    store = open_blobs(Settings(home=tmp_path, database="sqlite://"))
    (name,) = keep(store, b"one")
    os.utime(store.file(name), (0, 0))
    put_aside(store, name)
    (aside,) = store.aside()
    assert time.time() - aside.since < 3_600


@pytest.fixture
def silence() -> Iterator[str]:
    """The URL of a server that takes what it is sent and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_nobody_holds_the_register_for_object_storage_that_says_nothing(
    silence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "tests")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "tests")
    store = open_blobs(Settings(tmp_path, "sqlite://", files="s3://clinic", files_endpoint=silence))
    with pytest.raises(Unavailable, match="s3://clinic does not answer"):
        store.missing([f"{number:064}" for number in range(40)])
