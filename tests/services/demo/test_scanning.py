"""Scans for patients of a demonstration clinic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dentui.__main__ import main
from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.domain.images import ImageItem, ImageType, Role
from dentui.errors import Invalid
from dentui.services.demo import make_demo
from dentui.services.demo.scanning import add_scans
from dentui.services.desk import Desk, open_desk

COARSE = 1.4


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("scanned") / "home"
    make_demo(home, patients=100, today=date(2026, 11, 22))
    return home


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = open_desk(read_settings(home=home, environ={}))
    yield desk
    desk.register.close()


def items(desk: Desk) -> list[list[ImageItem]]:
    found = []
    for line in desk.patients.find(desk.actor, Find(), limit=100).lines:
        of_one = [item for record in desk.images.of_patient(desk.actor, line.uuid) for item in record.items]
        found += [of_one] if of_one else []
    return found


def test_two_patients_get_scans_once_named_as_scanners_name_them(
    desk: Desk, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[tuple[int, int]] = []
    assert add_scans(desk, lambda done, total: told.append((done, total)), COARSE) == 2
    assert told == [(0, 2), (1, 2), (2, 2)]
    by_types = {frozenset(item.type for item in each): each for each in items(desk)}
    assert set(by_types) == {
        frozenset((ImageType.INTRAORAL_SCAN, ImageType.FACE_SCAN)),
        frozenset((ImageType.INTRAORAL_SCAN,)),
    }
    for each in by_types.values():
        jaws = next(item for item in each if item.type is ImageType.INTRAORAL_SCAN)
        assert [file.role for file in jaws.files] == [Role.UPPER, Role.LOWER, Role.BITE, Role.BITE]
        assert jaws.files[0].name.partition("-")[2].startswith("UpperJaw.")
        assert jaws.device is not None
        assert jaws.device.maker == "SHINING 3D"
    assert add_scans(desk, lambda *_: None, COARSE) == 0
    assert main(["demo", "--scans", "--home", str(home)]) == 0
    assert "have scans already" in capsys.readouterr().out


def test_a_real_clinic_gets_no_invented_scans(desk: Desk) -> None:
    with pytest.raises(Invalid, match="demonstration clinics only"):
        add_scans(replace(desk, demonstration=False), lambda *_: None)
