"""Copies for operators are for the account that makes them, unless their folder was made for a group."""

from __future__ import annotations

import threading
from pathlib import Path

from dentui.store import outbox


def test_a_copy_is_for_its_account_only_and_in_a_folder_for_a_group_for_that_too(tmp_path: Path) -> None:
    file = tmp_path / "jaw.stl"
    file.write_text("jaw")
    modes = []
    for mode in (0o700, 0o2770):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        copied = outbox.copy(folder, "jaw", [("jaw.stl", lambda: file)], lambda _: None, threading.Event())
        assert copied.read_text() == "jaw"
        modes.append(copied.stat().st_mode & 0o777)
    assert modes == [0o600, 0o640]
