"""`dentui doubles`: the nightly look for patients who are in the register twice."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from dentui.__main__ import main
from dentui.services.demo import make_demo


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that is gone through in a moment, not to be changed: copy it for that."""
    home = tmp_path_factory.mktemp("demo")
    make_demo(home, patients=1_000)
    return home


@pytest.fixture(scope="module")
def looked_through(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A clinic that was looked through, not to be changed, and what was said of it."""
    home = Path(shutil.copytree(demo_home, tmp_path_factory.mktemp("doubles") / "home"))
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["doubles", "--home", str(home)]) == 0
    return home, said.getvalue()


@pytest.fixture
def own_home(looked_through: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(looked_through[0], tmp_path / "home"))


def test_it_says_how_many_there_are_and_no_names(
    looked_through: tuple[Path, str], own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = looked_through[1]
    assert all(line.endswith(" perhaps.") for line in first.splitlines())
    assert sum(int(line.split(": ")[1].split()[0]) for line in first.splitlines()) > 5
    assert main(["doubles", "--home", str(own_home)]) == 0
    assert capsys.readouterr().out == first


def test_begun_anew_it_comes_to_the_same(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more in ([], ["--anew"]):
        assert main(["doubles", "--json", *more, "--home", str(own_home)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert json.loads(first) == json.loads(second)
    assert {"institution", "likely", "perhaps"} == set(json.loads(first)["institutions"][0])


def test_who_signs_in_gets_the_list_of_their_patients(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(own_home)]
    assert main(["doubles", "--show", "--limit", "3", "--as", "anna", *home]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t")[0] == "How likely"
    assert len(lines) == 4
    assert lines[1].startswith("almost certain\t")
    assert main(["doubles", "--show", "--json", "--as", "anna", *home]) == 0
    pairs = json.loads(capsys.readouterr().out)["pairs"]
    assert [pair["probability"] for pair in pairs] == sorted(
        (pair["probability"] for pair in pairs), reverse=True
    )
    assert all(len(pair["patients"]) == 2 and pair["reasons"] for pair in pairs)


@pytest.mark.parametrize("limit", ["0", "1001", "x"])
def test_a_limit_that_is_none_is_refused(limit: str, tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["doubles", "--limit", limit, "--home", str(tmp_path)])
