"""`dentui images`: image data by command."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from dentui.__main__ import main
from dentui.config import Settings
from dentui.domain.annotations import AnnotationInput, AnnotationKind, Spot
from dentui.services.desk import open_desk
from tests.media.made import stl


@pytest.fixture
def home(own_demo_home: Path) -> list[str]:
    return ["--home", str(own_demo_home), "--as", "anna"]


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["images", *words]) == 0
    return capsys.readouterr().out


def test_what_is_added_is_listed_and_got_again(
    home: list[str], own_demo_home: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / "notes.txt").write_text("one", "utf-8")
    (elsewhere / "more.txt").write_text("another", "utf-8")
    told = json.loads(run(capsys, "add", "20", str(elsewhere), "--record", "Papers", "--json", *home))
    assert len(told["added"]) == 2
    assert {file["name"] for item in told["items"] for file in item["files"]} == {
        f"{elsewhere.name}/notes.txt",
        f"{elsewhere.name}/more.txt",
    }
    (record,) = [
        each
        for each in json.loads(run(capsys, "list", "20", "--json", *home))["records"]
        if each["name"] == "Papers"
    ]
    assert {item["uuid"] for item in record["items"]} == set(told["added"])
    assert "Papers\tOther" in run(capsys, "list", "20", *home)
    got = json.loads(run(capsys, "download", told["added"][0], "--json", *home))
    path = Path(got["path"])
    assert path.parent == own_demo_home / "outbox" / "anna"
    assert path.read_text("utf-8") in ("one", "another")
    assert got["sftp"].startswith("sftp ")


def test_labels_and_measurements_are_listed_with_what_they_say(
    home: list[str], own_demo_home: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / "upper.stl").write_bytes(stl())
    (added,) = json.loads(run(capsys, "add", "20", str(elsewhere), "--json", *home))["added"]
    desk = open_desk(
        Settings(
            own_demo_home, f"sqlite:///{own_demo_home / 'register.db'}", operator="anna", demonstration=True
        )
    )
    patient = desk.patients.by_chart_number(desk.actor, 20)
    items = (item for group in desk.images.of_patient(desk.actor, patient) for item in group.items)
    file = next(item for item in items if str(item.uuid) == added).files[0].uuid
    for form in (
        AnnotationInput(AnnotationKind.LABEL, (Spot(file, (1, 2, 3)),), "caries\ndistal"),
        AnnotationInput(AnnotationKind.DISTANCE, (Spot(file, (0, 0, 0)), Spot(file, (3, 4, 0)))),
    ):
        desk.annotations.add(desk.actor, uuid4(), UUID(added), uuid4(), form)
    desk.register.close()
    lines = run(capsys, "notes", "20", *home).splitlines()
    assert [line.split("\t")[2:5] for line in lines[1:]] == [
        ["label", "at 1.0, 2.0, 3.0 mm", "caries distal"],
        ["distance", "5.00 mm", ""],
    ]
    notes = json.loads(run(capsys, "notes", "20", "--json", *home))["notes"]
    assert [(note["value"], note["item"], note["points"][0]["file"]) for note in notes] == [
        (None, added, str(file)),
        (5.0, added, str(file)),
    ]
    records = json.loads(run(capsys, "list", "20", "--json", *home))["records"]
    counts = {
        item["uuid"]: (item["labels"], item["measurements"]) for each in records for item in each["items"]
    }
    assert counts[added] == (1, 1)


def test_a_dry_run_adds_nothing(home: list[str], elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (elsewhere / "notes.txt").write_text("one", "utf-8")
    before = run(capsys, "list", "20", *home)
    out = run(capsys, "add", "20", str(elsewhere / "notes.txt"), str(elsewhere / "gone"), "--dry-run", *home)
    assert "Not added: gone." in out
    assert out.splitlines()[-1] == "1 set of image data found, nothing added."
    assert run(capsys, "list", "20", *home) == before


def test_where_nothing_can_be_added_the_exit_status_says_so(
    home: list[str], elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    os.mkfifo(elsewhere / "pipe")
    assert main(["images", "add", "20", str(elsewhere / "pipe"), *home]) == 1
    assert "Not added: pipe." in capsys.readouterr().out


def test_verify_tells_whose_file_is_missing_to_who_may_know(
    home: list[str], own_demo_home: Path, elsewhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (elsewhere / "notes.txt").write_text("one", "utf-8")
    run(capsys, "add", "20", str(elsewhere / "notes.txt"), *home)
    where = home[:2]
    assert run(capsys, "verify", *where) == "1 files (3 bytes) read, 0 missing or damaged.\n"
    shutil.rmtree(own_demo_home / "files" / "blobs")
    assert main(["images", "verify", *where]) == 1
    out = capsys.readouterr().out
    assert "1 missing or damaged" in out
    assert "notes.txt" not in out
    assert main(["images", "verify", "--show", *home]) == 1
    assert "missing\t20\t" in capsys.readouterr().out


def test_a_sweep_says_what_it_did(home: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "sweep", *home[:2]).startswith("0 files that no patient has were put aside (0 bytes)")
    told = json.loads(run(capsys, "sweep", "--json", *home[:2]))
    assert set(told.values()) == {0}


@pytest.mark.parametrize("words", [["add", "999999", "x"], ["list", "999999"]])
def test_a_chart_that_is_not_there_is_refused(
    words: list[str], home: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["images", *words, *home]) == 1
    assert "There is no chart of that number in your register." in capsys.readouterr().err
