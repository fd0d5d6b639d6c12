"""`dentui doctor` says what is sound and what is not, and shows no patient."""

import json
import sqlite3
from pathlib import Path

import pytest

from dentui.__main__ import main
from dentui.commands import doctor
from dentui.services.demo import make_demo


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that is gone through in a moment, not to be changed: copy it for that."""
    home = tmp_path_factory.mktemp("demo")
    make_demo(home, patients=200)
    return home


def examine(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, dict[str, object]]]:
    """Exit status, and the findings by their names."""
    status = main(["doctor", "--json", "--home", str(home)])
    answer = json.loads(capsys.readouterr().out)
    assert answer["good"] is (status == 0)
    return status, {finding["name"]: finding for finding in answer["findings"]}


def change(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "register.db") as connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def test_a_sound_home_is_called_sound(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, found = examine(own_demo_home, capsys)
    assert status == 0, [finding for finding in found.values() if not finding["good"]]
    for name in (
        "Python",
        "SQLite",
        "Journal",
        "Integrity",
        "References",
        "Schema",
        "Finding index",
        "Audit trail",
    ):
        assert found[name]["good"]


def test_it_comes_in_plain_lines(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--home", str(own_demo_home)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok    dentui: ")
    assert lines[-1] == "Everything is as it should be."


def test_a_missing_register_is_one_finding_and_no_crash(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, found = examine(tmp_path / "nowhere", capsys)
    assert status == 1
    assert "There is no register" in str(found["Register"]["value"])


def test_a_damaged_register_is_told(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = own_demo_home / "register.db"
    content = bytearray(file.read_bytes())
    content[8192:16_384] = bytes(8192)
    file.write_bytes(content)
    status, _ = examine(own_demo_home, capsys)
    assert status == 1


def test_a_changed_audit_trail_shows(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["patients", "import", "--home", str(own_demo_home), str(_csv(own_demo_home))])
    capsys.readouterr()
    change(own_demo_home, "UPDATE audit SET action = 'nothing' WHERE institution_id = 1")
    status = main(["doctor", "--home", str(own_demo_home)])
    assert status == 1
    assert "broken at row 1" in capsys.readouterr().out


def test_an_index_that_forgot_somebody_shows(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(own_demo_home, "DELETE FROM posting WHERE term LIKE 'f%' AND institution_id = 1")
    status, found = examine(own_demo_home, capsys)
    assert status == 1
    assert not found["Finding index"]["good"]


def test_the_index_can_be_made_anew(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(own_demo_home, "DELETE FROM posting WHERE term LIKE 'f%' AND institution_id = 1")
    assert main(["doctor", "--rebuild-index", "--home", str(own_demo_home)]) == 0
    assert "Finding index: agrees with the charts" in capsys.readouterr().out


def test_a_register_of_a_newer_program_shows(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(own_demo_home, "UPDATE alembic_version SET version_num = '9999'")
    status, found = examine(own_demo_home, capsys)
    assert status == 1
    assert "9999" in str(found["Schema"]["value"])


def test_a_home_that_others_may_read_shows_unless_its_patients_are_invented(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own_demo_home.chmod(0o755)
    assert examine(own_demo_home, capsys)[1]["Home"]["good"]
    (own_demo_home / "dentui.toml").write_text("")
    assert not examine(own_demo_home, capsys)[1]["Home"]["good"]
    own_demo_home.chmod(0o700)
    assert examine(own_demo_home, capsys)[1]["Home"]["good"]


def test_a_missing_library_shows() -> None:
    assert not doctor._library("no-such-library", needed=True).good
    assert doctor._library("no-such-library", needed=False).good


def test_it_shows_no_patient(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(own_demo_home, "DELETE FROM posting WHERE term LIKE 'f%'")
    main(["doctor", "--home", str(own_demo_home)])
    written = capsys.readouterr().out
    with sqlite3.connect(own_demo_home / "register.db") as connection:
        families = {
            row[0] for row in connection.execute("SELECT family FROM patient WHERE length(family) > 5")
        }
    connection.close()
    assert not [family for family in families if f" {family}" in written]


def _csv(home: Path) -> Path:
    file = home / "list.csv"
    file.write_text("Name\nKeller\n")
    return file
