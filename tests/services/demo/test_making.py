"""Making a demonstration home."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest

from dentui.config import read_settings
from dentui.domain.finding import Find
from dentui.errors import Invalid, Unavailable
from dentui.services.demo import make_demo
from dentui.services.desk import open_desk
from tests.servers import Server

TODAY = date(2026, 11, 22)


def contents(home: Path) -> set[str]:
    return {entry.name for entry in home.iterdir()}


def test_a_home_is_made_private_and_marked_and_opens_for_its_operator(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    told: list[int] = []
    file = make_demo(home, patients=300, today=TODAY, progress=told.append)
    assert file == home / "register.db"
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert contents(home) == {"dentui.toml", "register.db"}
    assert told[-1] == 300
    settings = read_settings(home=home, environ={})
    assert settings.demonstration
    desk = open_desk(settings)
    try:
        assert desk.operator == "Anna Keller"
        assert desk.patients.find(desk.actor, Find()).count == 270
        assert desk.patients.find(desk.actor, Find("O'Brien [/b]")).lines[0].name.startswith("O'Brien [/b]")
        assert [case_type.name for case_type in desk.types.all(desk.actor)][:2] == ["Restoration", "Implant"]
    finally:
        desk.register.close()


def test_a_member_sees_own_patients_only(tmp_path: Path) -> None:
    make_demo(tmp_path, patients=300, today=TODAY)
    desk = open_desk(read_settings(home=tmp_path, operator="berta", environ={}))
    try:
        assert 80 <= desk.patients.find(desk.actor, Find()).count <= 90
    finally:
        desk.register.close()


def test_a_register_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    make_demo(tmp_path, patients=10, today=TODAY)
    before = (tmp_path / "register.db").read_bytes()
    with pytest.raises(Unavailable, match="already"):
        make_demo(tmp_path, patients=20)
    assert (tmp_path / "register.db").read_bytes() == before


def test_a_real_home_takes_no_invented_patients(tmp_path: Path) -> None:
    (tmp_path / "dentui.toml").write_text('country = "DE"\n')
    with pytest.raises(Unavailable, match="in use"):
        make_demo(tmp_path, patients=10)
    assert contents(tmp_path) == {"dentui.toml"}


def test_what_stops_half_way_leaves_nothing_and_can_be_done_again(tmp_path: Path) -> None:
    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    home = tmp_path / "home"
    with pytest.raises(KeyboardInterrupt):
        make_demo(home, patients=100, progress=interrupted)
    assert not home.exists()
    make_demo(home, patients=100)


def test_another_file_is_named_in_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere.db"
    home = tmp_path / "home"
    assert make_demo(home, patients=10, database=f"sqlite:///{file}") == file
    desk = open_desk(read_settings(home=home, environ={}))
    desk.register.close()


@pytest.mark.parametrize("patients", [0, -5])
def test_a_clinic_without_patients_is_refused(tmp_path: Path, patients: int) -> None:
    with pytest.raises(Invalid, match="at least one"):
        make_demo(tmp_path / "home", patients=patients)
    assert not (tmp_path / "home").exists()


def test_a_clinic_can_be_made_on_a_server_and_only_once(tmp_path: Path, postgresql: Server) -> None:
    url = postgresql.new_database()
    make_demo(tmp_path / "home", patients=300, today=date(2026, 11, 20), database=url)
    settings = read_settings(home=tmp_path / "home", environ={})
    assert settings.database.startswith("postgresql")
    desk = open_desk(settings)
    assert desk.patients.find(desk.actor, Find()).count == 270
    assert desk.patients.find(desk.actor, Find("o'brien")).count >= 1
    desk.register.close()
    with pytest.raises(Unavailable, match="already"):
        make_demo(tmp_path / "other", patients=300, database=url)
    assert not (tmp_path / "other").exists()


def test_more_than_the_disk_holds_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="Free some space"):
        make_demo(tmp_path / "home", patients=10**12)
    assert not (tmp_path / "home").exists()


def test_a_home_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="could not be made"):
        make_demo(tmp_path / "file" / "home", patients=10)
