"""`dentui patients` finds and imports with the rights of the operator, on a real register."""

import fcntl
import json
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from dentui.__main__ import main

DATA = Path(__file__).parent.parent / "data" / "csv"


def run(home: Path, *words: str, operator: str | None = None) -> int:
    told = ["--as", operator] if operator else []
    return main(["patients", *words, "--home", str(home), *told])


def found(capsys: pytest.CaptureFixture[str], home: Path, *words: str, operator: str | None = None) -> dict:  # type: ignore[type-arg]
    assert run(home, "find", "--json", *words, operator=operator) == 0
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_find_lists_patients_with_tabs_for_a_program(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(demo_home, "find", "o'brien", "[/b]") == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split("\t")[:4] == ["Name", "Phone", "Born", "Age"]
    assert any("O'Brien [/b]" in line.split("\t")[0] for line in lines)


def test_find_as_json_tells_everything_a_row_of_the_list_shows(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = found(capsys, demo_home, "a", "--limit", "3")
    assert len(answer["patients"]) == 3
    assert answer["count"] > 3
    assert isinstance(answer["exact"], bool)
    for patient in answer["patients"]:
        assert set(patient) == {
            "uuid",
            "chart_number",
            "name",
            "gender",
            "birth_date",
            "age",
            "phone",
            "last_visit",
            "case_types",
            "open_tickets",
            "why",
        }
        assert patient["gender"] in ("female", "male", "other", "unknown")


def test_words_of_a_find_need_no_quotes(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, demo_home, "o'brien", "[/b]") == found(capsys, demo_home, "o'brien [/b]")


def test_a_member_finds_own_patients_alone(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everybody = found(capsys, demo_home, "", operator="anna")["count"]
    own = found(capsys, demo_home, "", operator="berta")["count"]
    assert 0 < own <= everybody


def test_finding_nobody_is_no_failure(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(demo_home, "find", "qqqqzzzz") == 0
    assert capsys.readouterr() == ("", "Nobody was found.\n")


def test_bytes_that_are_no_text_find_nobody(demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(demo_home, "find", "\udcff\x00%'") == 0
    assert "Nobody" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "1001", "many"])
def test_a_limit_that_is_none_is_refused(
    demo_home: Path, limit: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(demo_home, "find", "a", "--limit", limit)
    assert "--limit" in capsys.readouterr().err


def on_a_terminal(home: Path, columns: int, *words: str) -> tuple[int, str]:
    """Exit status and output of a run in a real terminal of that width."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    environment.pop("COLUMNS", None)
    process = subprocess.Popen(
        [sys.executable, "-m", "dentui", "patients", *words, "--home", str(home)],
        stdout=follower,
        stderr=follower,
        stdin=follower,
        env={**environment, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(follower)
    output = b""
    while True:
        try:
            chunk = os.read(leader, 65_536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    os.close(leader)
    return process.wait(), output.decode()


def test_find_in_a_terminal_is_cut_to_its_width_and_obeys_no_name(demo_home: Path) -> None:
    status, output = on_a_terminal(demo_home, 60, "find", "o'brien")
    assert status == 0
    assert "O'Brien" in output
    assert "\x1b" not in output
    assert all(len(line) <= 60 for line in output.splitlines())


def test_an_import_in_a_terminal_shows_how_far_it_is(own_demo_home: Path) -> None:
    status, output = on_a_terminal(own_demo_home, 60, "import", str(DATA / "no_header.csv"))
    assert status == 0
    assert "\rTaking in [##############################] 100%\x1b[K" in output
    assert output.rstrip().endswith("3 patients taken in.")


def test_what_was_imported_is_found(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own_demo_home, "import", str(DATA / "no_header.csv")) == 0
    assert capsys.readouterr().out.endswith("3 patients taken in.\n")
    (patient,) = found(capsys, own_demo_home, "anna@example.ch")["patients"]
    assert (patient["name"], patient["phone"]) == ("Keller, Anna", "+41791234567")


def test_a_rehearsal_says_what_would_happen(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own_demo_home, "import", str(DATA / "no_header.csv"), "--dry-run") == 0
    assert "can be taken in. Nothing was written" in capsys.readouterr().out
    assert found(capsys, own_demo_home, "anna@example.ch")["count"] == 0


def test_a_refused_file_is_reported_with_rows_and_columns_and_no_names(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(own_demo_home, "import", str(DATA / "refused.csv")) == 1
    written = capsys.readouterr().out
    assert "Refused: Row 4, column 4 (Gender): is not understood as a gender." in written
    assert "Nothing was taken in: 8 of 8 rows refused." in written
    for value in ("Keller", "Meier", "zebra", "2999", "1849"):
        assert value not in written


def test_the_report_comes_as_json_too(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own_demo_home, "import", str(DATA / "refused.csv"), "--json") == 1
    report = json.loads(capsys.readouterr().out)
    assert report["good"] is False
    assert {"row": 4, "column": "column 4 (Gender)", "reason": "is not understood as a gender"} in report[
        "refusals"
    ]


def test_members_may_not_import(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own_demo_home, "import", str(DATA / "no_header.csv"), operator="berta") == 1
    assert "Only an administrator may import patients" in capsys.readouterr().err


def test_a_missing_file_is_one_sentence(own_demo_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(own_demo_home, "import", "nowhere.csv") == 1
    assert capsys.readouterr().err == "dentui: There is no file nowhere.csv.\n"


def test_headers_are_data_and_are_cleaned(
    own_demo_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Name,\x1b]0;title\x07\nKeller,x\n")
    assert run(own_demo_home, "import", str(file)) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_the_commands_import_no_screen() -> None:
    script = (
        "import sys, dentui.commands.patients, dentui.commands.doctor\n"
        "heavy = {'textual', 'sqlalchemy', 'phonenumbers', 'alembic'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
