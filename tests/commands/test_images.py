"""`dentui images`: image data by command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dentui.__main__ import main


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


def test_a_dry_run_adds_nothing(home: list[str], elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (elsewhere / "notes.txt").write_text("one", "utf-8")
    before = run(capsys, "list", "20", *home)
    out = run(capsys, "add", "20", str(elsewhere / "notes.txt"), str(elsewhere / "gone"), "--dry-run", *home)
    assert "Not added: gone." in out
    assert out.splitlines()[-1] == "1 set of image data found, nothing added."
    assert run(capsys, "list", "20", *home) == before


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
