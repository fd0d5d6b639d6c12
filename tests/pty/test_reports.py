"""A health checking report at a real terminal: from the chart to the PDF, keys counted; a killed desk."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dentui.domain.findings import summary
from dentui.domain.reports import ReportState
from tests.kept import kept
from tests.pty.desk import PATIENCE, Desk
from tests.pty.test_working import CONTROL, work
from tests.ui.conftest import filled_home, settings_of  # noqa: F401 - a fixture
from tests.ui.elsewhere import Elsewhere
from tests.ui.pictured import Pictured
from tests.ui.reported import doctor, jaws, reports

COMMANDS = frozenset("r")
"""Letters of this work that are no data."""


@pytest.fixture
def home(filled_home: Path, tmp_path: Path) -> Path:  # noqa: F811
    """A register of one's own."""
    return Path(shutil.copytree(filled_home, tmp_path / "home"))


@pytest.fixture
def other(home: Path, tmp_path: Path) -> Iterator[Elsewhere]:
    """Another desk at it: two doctors, so that nobody signs by themselves, and a scan of both jaws."""
    desk = Elsewhere(settings_of(home))
    for name in ("Weber", "Zangger"):
        doctor(desk, name)
    jaws(Pictured(desk, tmp_path / "scan"))
    yield desk
    desk.close()


def test_from_the_chart_to_a_published_report_in_eight_control_keys_and_three_a_finding(
    home: Path, other: Elsewhere
) -> None:
    found = ("16", "c", "o", "c"), ("26", "f", "m"), ("46", "n"), ("31", "t", "t")
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "4711", "Enter")
        desk.see("[1 Records]")
        keys: tuple[str, ...] = (
            "r", "Enter",  # create a report, of what is chosen at first
            "web", "F2",  # who signs; start
        )  # fmt: skip
        work(desk, *keys)
        desk.see("nothing found", "F2 Publish")
        for number, *letters in found:
            work(desk, number, *letters)
        desk.see("31  lower left central incisor: calculus, mild")
        work(desk, "F2")
        desk.see("Publish this report?", "4 findings at 4 teeth", "Signed by Weber")
        desk.type("y")
        desk.see("is published. d downloads the PDF", "[3 Reports]")
        keys += ("F2", "y")
    count = sum(key in CONTROL or key in COMMANDS or key == "y" for key in keys)
    assert count <= 8
    assert count == 5
    assert max(len(letters) for _, *letters in found) <= 3
    (row,) = reports(other)
    assert (row.state, row.doctor) == (ReportState.PUBLISHED, "Weber")
    there = other.desk.reports.open(other.actor, row.uuid)
    assert summary(there.form.findings) == "16 caries O, mild; 26 filling M; 46 missing; 31 calculus, mild"
    assert other.desk.reports.pdf(other.actor, row.uuid).read_bytes().startswith(b"%PDF-")


def test_a_report_whose_desk_is_killed_comes_back_with_its_findings(home: Path, other: Elsewhere) -> None:
    with Desk(home) as desk:
        desk.see("308 found")
        work(desk, "4711", "Enter")
        desk.see("[1 Records]")
        work(desk, "r", "Enter", "zan", "F2", "16", "coc", "Tab", "12", "Tab", "Seen [/b] 王")
        desk.see("16 caries O, mild", "Seen [/b]")
        end = time.monotonic() + PATIENCE
        while not any(b"Seen [/b]" in file.read_bytes() for file in kept(home)):
            assert time.monotonic() < end, "it was not kept"
            time.sleep(0.02)
        os.kill(desk.pid, signal.SIGKILL)
        assert desk.wait(PATIENCE) == -signal.SIGKILL
    with Desk(home) as desk:
        desk.see("Unfinished", "Health checking report", "Smith, Anna")
        desk.press("Enter")
        desk.see("16 caries O, mild", "Seen [/b]", "F2 Publish")
        work(desk, "!", "F6")
        desk.see("The report is kept unfinished.")
    (row,) = reports(other)
    form = other.desk.reports.open(other.actor, row.uuid).form
    assert summary(form.findings) == "16 caries O, mild"
    assert (form.gums[:2], form.assessment) == (("1", "2"), "Seen [/b] 王!")
