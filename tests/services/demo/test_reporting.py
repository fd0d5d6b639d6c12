"""Reports of a demonstration clinic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.domain.reports import ReportRow
from dentui.errors import Invalid
from dentui.services.demo import make_demo
from dentui.services.demo.reporting import REPORTS, SHARED, add_reports
from dentui.services.demo.scanning import add_scans
from dentui.services.desk import Desk, open_desk

COARSE = 1.4


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home: Path = tmp_path_factory.mktemp("reported") / "home"
    make_demo(home, patients=100, today=date(2026, 11, 22))
    desk = open_desk(read_settings(home=home, environ={}))
    yield desk
    desk.register.close()


def rows(desk: Desk) -> list[ReportRow]:
    lines = desk.patients.find(desk.actor, Find(), limit=100).lines
    return [row for line in lines for row in desk.reports.of_patient(desk.actor, line.uuid)]


def test_there_are_reports_in_every_state_once_and_devices_that_may_make_none(desk: Desk) -> None:
    assert add_reports(desk, lambda *_: None, COARSE) == 0  # nobody has scans
    add_scans(desk, lambda *_: None, COARSE)
    told: list[tuple[int, int]] = []
    assert add_reports(desk, lambda done, total: told.append((done, total)), COARSE) == REPORTS
    assert told == [(n, REPORTS) for n in range(REPORTS + 1)]
    states = Counter(row.state.value for row in rows(desk))
    assert states == {"published": 3, "unfinished": 2, "superseded": 1, "revoked": 1}
    assert desk.reports.letterhead(desk.actor).logo.startswith(b"\x89PNG")
    assert desk.links.address(desk.actor) == SHARED
    devices = {d.maker: (d.third_party, d.authorised) for d in desk.devices.all(desk.actor)}
    assert devices == {"SHINING 3D": (False, True), "Medit": (False, False), "3Shape": (True, False)}
    for row in rows(desk):
        if row.number:
            assert desk.reports.pdf(desk.actor, row.uuid).read_bytes().startswith(b"%PDF-")
    assert add_reports(desk, lambda *_: None, COARSE) == 0


def test_a_real_clinic_gets_no_invented_reports(desk: Desk) -> None:
    with pytest.raises(Invalid, match="demonstration clinics only"):
        add_reports(replace(desk, demonstration=False), lambda *_: None)
