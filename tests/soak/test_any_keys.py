"""A sample of the soak that presses any keys; the whole of it is `scripts/soak any_keys`."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dentui.crash import write_crash_log
from scripts.soaks.any_keys import Trail, work, wrong_in
from tests.ui.conftest import filled_home, published_home  # noqa: F401 - fixtures


def until(bursts: int) -> Callable[[Trail], bool]:
    return lambda trail: trail.bursts < bursts


def test_any_keys_leave_a_desk_that_works_and_a_register_that_is_whole(
    published_home: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    home = Path(shutil.copytree(published_home, tmp_path / "home"))
    trail = work(home, 1, until(90))
    assert not trail.faults, "\n".join(trail.faults)
    assert len(trail.footers) > 3
    assert list(wrong_in(home)) == []


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        ("sleep 1; exit 3", "It ended with 3."),
        ("echo Traceback; sleep 20", "A fault of the program is shown."),
        (r"stty -echo; echo .; sleep 1; printf '\033[2J'; sleep 20", "Nothing stands on the screen."),
    ],
)
def test_what_is_wrong_at_a_desk_is_noticed(tmp_path: Path, says: str, ends: str) -> None:
    trail = work(tmp_path, 1, lambda trail: trail.bursts < 20 and not trail.faults, ["sh", "-c", says])
    assert trail.faults
    assert trail.faults[0].startswith(ends)


def test_a_crash_that_was_written_down_is_noticed(tmp_path: Path) -> None:
    write_crash_log(tmp_path, RuntimeError("Anna Smith"))
    trail = work(tmp_path, 1, lambda trail: trail.bursts < 1, ["sh", "-c", "echo There; sleep 5"])
    assert trail.faults[0].startswith("A crash was written down: dentui")
