"""`dentui people` and `dentui types`: people and types are kept with an administrator's rights."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dentui.__main__ import main


def run(home: Path, *words: str, operator: str | None = None) -> int:
    told = ["--as", operator] if operator else []
    return main([*words, "--home", str(home), *told])


def people(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    """Everybody by name."""
    capsys.readouterr()
    assert run(home, "people", "list", "--json") == 0
    return {person["name"]: person for person in json.loads(capsys.readouterr().out)["people"]}


def types(home: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[dict[str, Any]]]:
    capsys.readouterr()
    assert run(home, "types", "list", "--json") == 0
    lists: dict[str, list[dict[str, Any]]] = json.loads(capsys.readouterr().out)
    return lists


def test_people_are_listed_with_tabs_for_a_program_and_whole_as_json(
    demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(demo_home, "people", "list") == 0
    header, *lines = capsys.readouterr().out.splitlines()
    assert header.split("\t")[:3] == ["Name", "Login", "Role"]
    listed = people(demo_home, capsys)
    assert len(listed) == len(lines)
    anna = next(person for person in listed.values() if person["login"] == "anna")
    assert anna["role"] == "administrator"
    assert set(anna) == {
        *("uuid", "name", "login", "role", "doctor", "patients", "signs_in_with", "refused_sign_ins"),
        "last_sign_in",
    }


def test_a_person_is_added_changed_and_removed(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_demo_home
    assert run(home, "people", "add", "Eva Huber", "--login-name", "eva", "--doctor") == 0
    eva = people(home, capsys)["Eva Huber"]
    assert (eva["login"], eva["role"], eva["doctor"]) == ("eva", "member", True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("four quiet herons wade\n"))
    assert run(home, "people", "edit", "EVA", "--name", "Eva H.", "--no-doctor", "--password") == 0
    eva = people(home, capsys)["Eva H."]
    assert (eva["doctor"], eva["signs_in_with"]) == (False, ["password"])
    assert run(home, "people", "remove", eva["uuid"]) == 0
    assert capsys.readouterr().out == "Removed.\n"
    assert "Eva H." not in people(home, capsys)
    assert run(home, "people", "add", "--existing", "eva", "--role", "administrator") == 0
    assert people(home, capsys)["Eva H."]["role"] == "administrator"


def test_who_has_patients_is_removed_when_somebody_takes_over(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {person["login"]: person for person in people(own_demo_home, capsys).values()}
    theirs = before["berta"]["patients"]
    assert theirs > 0
    assert run(own_demo_home, "people", "remove", "berta") == 1
    assert "Choose who takes over" in capsys.readouterr().err
    assert run(own_demo_home, "people", "remove", "berta", "--hand-over-to", "anna") == 0
    assert f"{theirs:,} patients handed over" in capsys.readouterr().out
    after = {person["login"]: person for person in people(own_demo_home, capsys).values()}
    assert after["anna"]["patients"] == before["anna"]["patients"] + theirs


def test_types_are_added_renamed_retired_and_brought_back(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = own_demo_home
    assert run(home, "types", "add", "case", "bleaching", "--place", "1") == 0
    assert types(home, capsys)["case_types"][0]["name"] == "bleaching"
    assert run(home, "types", "rename", "case", "Bleaching", "whitening", "--place", "2") == 0
    assert types(home, capsys)["case_types"][1]["name"] == "whitening"
    assert run(home, "types", "retire", "case", "implant") == 0
    last = types(home, capsys)["case_types"][-1]
    assert (last["name"], last["retired"], last["place"]) == ("Implant", True, None)
    assert last["records"] > 0
    assert run(home, "types", "bring-back", "case", "implant") == 0
    assert not types(home, capsys)["case_types"][-1]["retired"]
    assert run(home, "types", "list", "visit") == 0
    assert "case" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ("people", "list"),
        ("people", "add", "Eva"),
        ("people", "remove", "anna"),
        ("types", "list"),
        ("types", "add", "visit", "new"),
    ],
    ids=" ".join,
)
def test_members_are_refused(
    words: tuple[str, ...], own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(own_demo_home, *words, operator="berta") == 1
    assert "Only an administrator may" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("people", "add"), "The name is missing"),
        (("people", "add", "Eva", "--existing", "anna"), "leave them out"),
        (("people", "edit", "nobody", "--doctor"), "dentui people list"),
        (("types", "retire", "case", "nothing"), "dentui types list case"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_is_one_sentence(
    words: tuple[str, ...], said: str, own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(own_demo_home, *words) == 1
    complaint = capsys.readouterr().err
    assert said in complaint
    assert complaint.count("\n") == 1


def test_a_name_in_the_list_gives_no_terminal_an_order(
    own_demo_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(own_demo_home, "types", "add", "case", "[/b] \u009b2J x") == 0
    assert run(own_demo_home, "types", "list") == 0
    assert "\x9b" not in capsys.readouterr().out


def test_the_commands_import_no_screen() -> None:
    script = (
        "import sys, dentui.commands.people, dentui.commands.types\n"
        "heavy = {'textual', 'sqlalchemy', 'argon2', 'alembic'} & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) or 0)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert result.returncode == 0, result.stderr
