"""A sample of the soak: eight programs on one register, a handful of operations each, without a clock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from dentui.config import read_settings
from dentui.services.demo import make_demo
from dentui.store.database import Database
from scripts.soaks import checking, eight_desks
from tests.servers import Server

PROJECT = Path(__file__).parents[2]
OPERATIONS = 8


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desks are programs of their own, which have to find everything."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(PROJECT / "src"), str(PROJECT))))


def worked(home: Path) -> None:
    outcome = eight_desks.work(home, operations=OPERATIONS)
    assert outcome.faults == []
    assert outcome.of("unavailable") == []
    assert outcome.lost == []
    assert outcome.gaps == []
    assert outcome.unsound == []
    assert len(outcome.of("done")) == 8
    assert outcome.of("save")
    assert outcome.of("shown", "ticket shown", "entered")


def test_eight_programs_on_one_sqlite_register_lose_nothing(own_demo_home: Path, paths: None) -> None:
    worked(own_demo_home)


def test_eight_programs_on_one_server_lose_nothing(tmp_path: Path, postgresql: Server, paths: None) -> None:
    home = tmp_path / "home"
    make_demo(home, patients=1_000, database=postgresql.new_database())
    worked(home)


@pytest.fixture
def edited(own_demo_home: Path) -> Iterator[tuple[Database, checking.Things, list[dict[str, object]]]]:
    """A register in which one desk changed something, with what it looked like before and what was told."""
    from dataclasses import replace
    from uuid import uuid4

    from dentui.domain.finding import Find
    from dentui.services.desk import open_desk

    settings = read_settings(home=own_demo_home, environ={})
    desk = open_desk(settings)
    database = Database(settings)
    before = checking.things(database)
    line = desk.patients.find(desk.actor, Find()).lines[20]
    told: list[dict[str, object]] = []
    for note in ("first", "second"):
        chart, save = desk.patients.chart(desk.actor, line.uuid), uuid4()
        desk.charts.edit(desk.actor, save, line.uuid, chart.version, replace(chart.form, note=note))
        told.append({"kind": "save", "save": save.hex, "values": {"note": note}})
    desk.register.close()
    yield database, before, told
    database.close()


def test_an_edit_that_is_gone_is_noticed(
    edited: tuple[Database, checking.Things, list[dict[str, object]]],
) -> None:
    database, before, told = edited
    found = checking.entries(database)
    assert list(checking.lost(found, told)) == []
    assert list(checking.gaps(before, found, checking.things(database))) == []
    database.system(
        lambda c: c.execute(text("DELETE FROM history WHERE id = (SELECT min(id) FROM history)")), writes=True
    )
    found = checking.entries(database)
    assert len(list(checking.lost(found, told))) == 1
    assert list(checking.gaps(before, found, checking.things(database)))


def test_a_field_that_was_overwritten_past_its_history_is_noticed(
    edited: tuple[Database, checking.Things, list[dict[str, object]]],
) -> None:
    database, before, _ = edited
    database.system(
        lambda c: c.execute(text("UPDATE patient SET note = '' WHERE note = 'second'")), writes=True
    )
    gaps = list(checking.gaps(before, checking.entries(database), checking.things(database)))
    assert gaps == ["patient note does not stand where its history ends"]
