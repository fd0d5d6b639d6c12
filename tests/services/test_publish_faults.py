"""Publishing on a disk that is full at one step or another."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from uuid import UUID

import pytest

from dentui.domain.reports import ReportState
from dentui.errors import Unavailable
from dentui.store import staging, sweep
from scripts.soaks.kills import opened
from tests.clinics import ADMINISTRATOR, empty_clinic
from tests.images import left
from tests.reporting import begin, form, report, reports
from tests.services.test_image_faults import fill, require_whole, small_disk
from tests.working import enter

__all__ = ("small_disk",)
STEP = 64 << 10
"""Bytes. The PDF takes a few such steps, the register some more."""


@pytest.mark.skipif(os.geteuid() != 0, reason="a disk of its own takes root")
def test_a_disk_that_is_full_at_any_step_is_said_and_the_report_stays_unfinished(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "RESERVE", -(1 << 40))
    monkeypatch.setattr(sweep, "GRACE", -1)
    start = tmp_path / "start"
    start.mkdir()
    clinic = empty_clinic(start, f"sqlite:///{start / 'register.db'}")
    of = enter(clinic)
    wanted = form(clinic, of)
    made = begin(clinic, of, wanted)
    clinic.database.close()
    refusals: list[str] = []
    for free in range(0, 12 * STEP, STEP):
        home, save, published = small_disk / "home", UUID(int=1), True
        with opened(start, home) as clinic:
            fill(small_disk, free)
            try:
                reports(clinic).publish(ADMINISTRATOR, save, made, 1, wanted)
            except Unavailable as error:
                refusals.append(str(error))
                published = False
            (small_disk / "filler").unlink()
            require_whole(clinic)
            assert left(home) == []
            state = report(clinic, made).row.state
            assert state is (ReportState.PUBLISHED if published else ReportState.UNFINISHED)
            assert reports(clinic).publish(ADMINISTRATOR, save, made, 1, wanted).number == 1
        shutil.rmtree(home)
    assert 1 < len(refusals) < 12
    assert {"full" in refusal and "Free some space" in refusal for refusal in refusals} == {True}
