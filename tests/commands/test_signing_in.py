"""Commands in a real home: who signs in, and with what, at a real terminal."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from dentui.config import read_settings
from dentui.services.setup import SetupInput, set_up
from dentui.services.sign_in import open_sign_in
from tests.pty.desk import Desk
from tests.test_main import dentui

PASSWORD = "four words are easy"
ANOTHER = "candles burn at both ends"
SSH = "import os; os.environ['SSH_CONNECTION'] = '192.0.2.1 50000 192.0.2.2 22'"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real home whose administrator is Anna, not to be changed."""
    settings = read_settings(home=tmp_path_factory.mktemp("real") / "home", environ={})
    set_up(settings, SetupInput("Dental Centre", "Anna Weber", "anna", PASSWORD, "CH"))
    return settings.home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def answer(desk: Desk, *pairs: tuple[str, str]) -> None:
    """Type what is asked for."""
    for question, text in pairs:
        desk.see(question)
        desk.type(text)
        desk.press("Enter")


def test_login_and_password_are_asked_for_and_not_shown(home: Path) -> None:
    with Desk(home, "patients", "find", "keller") as desk:
        answer(desk, ("Login name:", "Anna"), ("Password:", PASSWORD))
        assert desk.wait(20) == 0
        assert "Nobody was found." in desk.text()
        assert PASSWORD not in desk.text()


def test_a_wrong_password_is_refused_and_told_at_the_next_sign_in(home: Path) -> None:
    with Desk(home, "patients", "find", "keller", "--login", "anna") as desk:
        answer(desk, ("Password:", ANOTHER))
        assert desk.wait(20) == 1
        assert "do not fit together" in desk.text()
    with Desk(home, "--login", "anna", "patients", "find", "keller") as desk:
        answer(desk, ("Password:", PASSWORD))
        assert desk.wait(20) == 0
        assert "1 attempt " in desk.text()


def test_what_is_found_goes_where_the_output_goes_and_questions_do_not(home: Path, tmp_path: Path) -> None:
    command = f'"$0" -m dentui --home "$1" patients find keller --json >"{tmp_path}/found"'
    with Desk(home, program=["sh", "-c", command, sys.executable, str(home)]) as desk:
        answer(desk, ("Login name:", "anna"), ("Password:", PASSWORD))
        assert desk.wait(20) == 0
    assert (tmp_path / "found").read_text("utf-8") == '{"count": 0, "exact": true, "patients": []}\n'


def test_without_a_terminal_nobody_is_asked(home: Path) -> None:
    refused = dentui("patients", "find", "keller", "--login", "anna", home=home)
    assert refused.returncode == 1
    assert "no terminal" in refused.stderr


def test_over_a_key_nothing_is_asked_unless_a_pin_is(home: Path) -> None:
    found = dentui("patients", "find", "keller", "--key-of", "anna", home=home, before=SSH)
    assert (found.returncode, found.stderr) == (0, "Nobody was found.\n")
    with (home / "dentui.toml").open("a") as opened:
        opened.write("ssh_pin = true\n")
    environment = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
    with Desk(home, "patients", "find", "keller", "--key-of", "anna", environment=environment) as desk:
        answer(desk, ("PIN:", "123987"))
        assert desk.wait(20) == 1
        assert "you have none yet" in " ".join(desk.text().split())


def test_an_institution_of_the_settings_where_one_does_not_work_is_refused(home: Path) -> None:
    before = f"{SSH}; os.environ['DENTUI_INSTITUTION'] = 'Elsewhere'"
    refused = dentui("patients", "find", "keller", "--key-of", "anna", home=home, before=before)
    assert refused.returncode == 1
    assert "does not work at Elsewhere" in refused.stderr


def test_who_has_the_account_gives_a_new_password(home: Path) -> None:
    with Desk(home, "password", "anna") as desk:
        answer(desk, ("New password:", ANOTHER), ("Once more:", ANOTHER + "!"))
        assert desk.wait(20) == 1
        assert "two different passwords" in desk.text()
    with Desk(home, "password", "Anna") as desk:
        answer(desk, ("New password:", ANOTHER), ("Once more:", ANOTHER))
        assert desk.wait(20) == 0
        assert "The password is set" in desk.text()
    sign_in = open_sign_in(read_settings(home=home, environ={}))
    assert sign_in.sign_in("anna", ANOTHER).name == "Anna Weber"
    sign_in.close()


def test_the_rescue_is_for_people_of_a_real_register(home: Path, demo_home: Path) -> None:
    assert "Nobody of that login name" in dentui("password", "otto", home=home).stderr
    assert "demonstration" in dentui("password", "anna", home=demo_home).stderr
    assert "no terminal" in dentui("password", "anna", home=home).stderr
    over_a_key = dentui("password", "anna", "--key-of", "anna", home=home, before=SSH)
    assert over_a_key.returncode == 1
