"""`dentui reports`: health checking reports by command."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.__main__ import main
from dentui.config import Settings
from dentui.domain.links import LinkInput
from dentui.services.desk import open_desk
from dentui.store.database import Database
from tests.clinics import Clinic
from tests.reporting import begin, form, publish


@pytest.fixture
def home(own_demo_home: Path) -> list[str]:
    return ["--home", str(own_demo_home), "--as", "anna"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["reports", *words]) == 0
    return capsys.readouterr().out


def published(home: Path) -> tuple[int, UUID]:
    """A chart with a report that is published and one that is not."""
    settings = Settings(home, f"sqlite:///{home / 'register.db'}", operator="anna", demonstration=True)
    desk = open_desk(settings)
    patient = desk.patients.by_chart_number(desk.actor, 20)
    clinic = Clinic(settings, Database(settings))
    made = begin(clinic, patient, form(clinic, patient), desk.actor)
    publish(clinic, made, desk.actor)
    other = form(clinic, patient)
    begin(clinic, patient, replace(other, settings=replace(other.settings, title="")), desk.actor)
    clinic.database.close()
    desk.register.close()
    return 20, made


def test_reports_are_listed_and_their_pdf_is_copied(
    home: list[str], own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chart, made = published(own_demo_home)
    told = json.loads(run(capsys, "list", "--chart", str(chart), "--json", *home))["reports"]
    assert [each["state"] for each in told] == ["unfinished", "published"]
    assert told[1]["uuid"] == str(made)
    number = told[1]["number"]
    listed = run(capsys, "list", "--chart", str(chart), *home)
    assert number in listed
    assert [bool(each["title"]) for each in told] == [False, True]
    # As the desk calls a report whose title is the usual one.
    assert "Health checking report" in listed
    for text in (number, number.removeprefix("R-").lower()):
        got = json.loads(run(capsys, "get", text, "--json", *home))
        path = Path(got["path"])
        assert path.parent == own_demo_home / "outbox" / "anna"
        assert path.read_bytes().startswith(b"%PDF-")
        assert path.stat().st_size == told[1]["size"] == got["size"]
    links_are_listed_and_revoked(home, own_demo_home, capsys, made, number)


def links_are_listed_and_revoked(
    home: list[str], folder: Path, capsys: pytest.CaptureFixture[str], made: UUID, number: str
) -> None:
    """Of the same report, because it takes time to publish one."""
    assert json.loads(run(capsys, "links", number, "--json", *home)) == {"links": []}
    settings = Settings(folder, f"sqlite:///{folder / 'register.db'}", operator="anna", demonstration=True)
    desk = open_desk(settings)
    desk.links.save_address(desk.actor, "https://reports.example.org")
    token, link = desk.links.make(desk.actor, uuid4(), made, LinkInput(7, None))
    desk.register.close()
    told = json.loads(run(capsys, "links", number, "--json", *home))["links"]
    assert [(each["uuid"], each["state"], each["views"]) for each in told] == [(str(link.uuid), "works", 0)]
    assert "revoked" in run(capsys, "end-link", str(link.uuid), *home)
    line = run(capsys, "links", number, *home)
    assert "revoked" in line
    assert "not opened yet" in line
    assert token.text.lower() not in line.lower()
    assert main(["reports", "end-link", str(uuid4()), *home]) == 1
    assert "not in your register" in capsys.readouterr().err


def test_a_number_that_nobody_has_or_that_is_none_is_told(
    home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for text, words in (("R-1999-00001", "No report"), ("twelve", "R-2026-00012")):
        assert main(["reports", "get", text, *home]) == 1
        assert words in capsys.readouterr().err
