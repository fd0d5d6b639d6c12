"""Files on their way into the store: only whole ones, whoever else is at work."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from dentui.errors import Unreadable
from dentui.store.staging import PIECE, Staging


def take(staging: Staging, source: Path) -> bytes:
    taken = staging.take(source, lambda _: True, lambda _: None, threading.Event())
    return taken.path.read_bytes()


def test_desks_that_begin_at_the_same_time_are_not_in_each_others_way(tmp_path: Path) -> None:
    def begin(_: int) -> None:
        for _ in range(30):
            Staging(tmp_path / "staging", uuid4()).close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(begin, range(6)))
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_file_that_changes_while_it_is_read_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    """One that grows, one that is cut, and one that is written over."""
    staging = Staging(tmp_path / "staging", uuid4())
    for change in (b"more", -1, b""):
        source = tmp_path / "source"
        source.write_bytes(bytes(3 * PIECE))
        os.utime(source, (1, 1))

        def told(_: int, source: Path = source, change: bytes | int = change) -> None:
            with source.open("r+b") as writing:
                if isinstance(change, int):
                    writing.truncate(PIECE)
                else:
                    writing.seek(0, os.SEEK_END if change else os.SEEK_SET)
                    writing.write(change or b"x")

        with pytest.raises(Unreadable, match="changed while it was read"):
            staging.take(source, lambda _: True, told, threading.Event())
    assert list(staging.folder.iterdir()) == []
    staging.close()


def test_a_file_that_never_ends_is_left_at_the_length_that_it_had(tmp_path: Path) -> None:
    staging, source, read = Staging(tmp_path / "staging", uuid4()), tmp_path / "source", []
    source.write_bytes(b"1")

    def told(size: int) -> None:
        read.append(size)
        with source.open("ab") as writing:
            writing.write(b"more")

    with pytest.raises(Unreadable):
        staging.take(source, lambda _: True, told, threading.Event())
    assert len(read) <= 2
    staging.close()


def test_what_the_system_tells_of_this_program_is_no_file(tmp_path: Path) -> None:
    """The keys of object storage stand in its environment."""
    staging = Staging(tmp_path / "staging", uuid4())
    with pytest.raises(Unreadable):
        take(staging, Path("/proc/self/environ"))
    staging.close()
