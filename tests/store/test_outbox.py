"""Copies for operators are for the account that makes them, unless their folder was made for a group."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dentui.errors import Cancelled
from dentui.store import outbox


def test_a_copy_is_for_its_account_only_and_in_a_folder_for_a_group_for_that_too(tmp_path: Path) -> None:
    modes = []
    for mode in (0o700, 0o2770):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        copied = outbox.copy(
            folder, "jaw", [("jaw.stl", lambda: iter([b"jaw"]))], lambda _: None, threading.Event()
        )
        assert copied.read_text() == "jaw"
        modes.append(copied.stat().st_mode & 0o777)
    assert modes == [0o600, 0o640]


def test_nothing_half_has_its_name_and_what_a_killed_program_left_goes(tmp_path: Path) -> None:
    left, stop = tmp_path / f".left{outbox.GROWING}", threading.Event()
    left.write_bytes(b"ja")

    def pieces() -> Iterator[bytes]:
        yield b"j"
        stop.set()
        (growing,) = tmp_path.iterdir()
        assert growing.name.startswith(".")
        assert growing != left
        yield b"aw"

    with pytest.raises(Cancelled):
        outbox.copy(tmp_path, "jaw", [("jaw.stl", pieces)], lambda _: None, stop)
    assert list(tmp_path.iterdir()) == []
