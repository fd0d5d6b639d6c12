"""What an operator chose last is found again, and nothing depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dentui.domain.teeth import Numbering
from dentui.services.habits import FOLDER, Habits


def test_each_operator_finds_their_own_numbering_again(tmp_path: Path) -> None:
    assert Habits(tmp_path, "anna").numbering() is Numbering.FDI
    Habits(tmp_path, "anna").number_by(Numbering.UNIVERSAL)
    assert Habits(tmp_path, "anna").numbering() is Numbering.UNIVERSAL
    assert Habits(tmp_path, "otto").numbering() is Numbering.FDI
    assert Habits(tmp_path, "../anna").numbering() is Numbering.FDI
    assert [path.name for path in tmp_path.iterdir()] == [FOLDER]
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["anna.json"]


@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff", b'{"numbering": "roman"}', b'{"numbering": 3}'])
def test_what_is_broken_is_as_if_nothing_had_been_chosen(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "anna.json").write_bytes(content)
    habits = Habits(tmp_path, "anna")
    assert habits.numbering() is Numbering.FDI
    habits.number_by(Numbering.UNIVERSAL)
    assert habits.numbering() is Numbering.UNIVERSAL


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("in the way")
    Habits(tmp_path, "anna").number_by(Numbering.UNIVERSAL)
    assert Habits(tmp_path, "anna").numbering() is Numbering.FDI
