"""A sample of the terminals of `matrix`: every TERM once, both locales, with and without colours."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pty.matrix import PLACES, Place, work_at
from tests.ui.conftest import filled_home  # noqa: F401 - a fixture

SAMPLE = [place for number, place in enumerate(PLACES) if number % 4 == (number // 4) % 4]


@pytest.mark.parametrize("place", SAMPLE, ids=str)
def test_a_walk_in_patient_comes_to_the_desk_at(
    place: Place,
    filled_home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    work_at(place, Path(shutil.copytree(filled_home, tmp_path / "home")))
