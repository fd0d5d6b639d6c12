"""The SSH key as the sign-in, with a real sshd and a real client."""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import select, update

from dentui.config import Settings
from dentui.services import hashing
from dentui.services.sign_in import REFUSED_KEY
from dentui.store import sign_in as store
from dentui.store import tables
from dentui.store.database import Database
from tests.ssh.server import Sshd, dentui, start_sshd

PIN = "402917"


@pytest.fixture
def database(home: Path) -> Database:
    return Database(Settings(home=home, database=f"sqlite:///{home / 'register.db'}"))


def signed_in(database: Database) -> list[tuple[int, str]]:
    """Who signed in, and how."""
    rows = database.system(
        lambda connection: connection.execute(
            select(tables.audit).where(tables.audit.c.action == "sign in").order_by(tables.audit.c.number)
        ).all()
    )
    return [(row.person_id, row.detail) for row in rows]


def test_a_key_opens_its_owners_desk_without_a_password(sshd: Sshd, database: Database) -> None:
    with sshd.desk("anna") as desk:
        desk.see("2 found", "Anna", "Bertas, Patient", "Annas, Patient")
    with sshd.desk("berta") as desk:
        text = desk.see("1 found", "Berta", "Bertas, Patient")
        assert "Annas" not in text
    assert signed_in(database) == [
        (1, '{"failures": 0, "how": "key"}'),
        (2, '{"failures": 0, "how": "key"}'),
    ]


def test_a_key_of_nobody_gets_one_sentence_and_no_list(sshd: Sshd, database: Database) -> None:
    with sshd.desk("otto") as desk:
        text = desk.see(*REFUSED_KEY.split()[:6])
        assert "found" not in text
        assert "Patient" not in text.replace("Patients", "")
    assert signed_in(database) == []


@pytest.mark.parametrize(
    ("words", "options", "environment"),
    [
        (("--key-of", "anna"), (), {}),
        (("dentui --as anna",), (), {}),
        (("'; sh -c id; echo '",), (), {}),
        ((), ("SetEnv=SSH_ORIGINAL_COMMAND=--key-of_anna DENTUI_HOME=/nowhere LOGNAME=anna",), {}),
        ((), ("SendEnv=DENTUI_*",), {"DENTUI_INSTITUTION": "Elsewhere", "DENTUI_DATABASE": "sqlite:////x"}),
        ((), (), {"LC_KEY_OF": "anna", "LC_ALL": "C.UTF-8", "LC_DENTUI": "--key-of anna"}),
    ],
    ids=lambda value: str(value)[:30],
)
def test_the_client_cannot_pick_another_operator(
    sshd: Sshd,
    database: Database,
    words: tuple[str, ...],
    options: tuple[str, ...],
    environment: dict[str, str],
) -> None:
    with sshd.desk("berta", *words, options=options, environment=environment) as desk:
        text = desk.see("1 found", "Berta")
        assert "Anna" not in text
    assert [person for person, _ in signed_in(database)] == [2]


def test_a_line_without_a_terminal_opens_nothing(sshd: Sshd, database: Database) -> None:
    program = [word for word in sshd.client("anna", "cat", "register.db") if word != "-tt"]
    answer = subprocess.run(
        program, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
    )
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "needs a terminal" in answer.stderr
    assert signed_in(database) == []


def test_with_ssh_pin_the_pin_is_asked_for_on_top_of_the_key(
    sshd: Sshd, home: Path, database: Database
) -> None:
    (home / "dentui.toml").write_text("ssh_pin = true\n", "utf-8")
    hashed = hashing.make_hash(PIN)
    database.system(lambda connection: store.put_credential(connection, 1, "PIN", hashed), writes=True)
    with sshd.desk("anna") as desk:
        text = desk.see("PIN")
        assert "found" not in text
        desk.type("719204")
        desk.press("Enter")
        desk.see("That is not your PIN")
        assert "719204" not in desk.text()
        desk.type(PIN)
        desk.press("Enter")
        desk.see("2 found", "Anna")
    assert signed_in(database) == [(1, '{"failures": 1, "how": "key and PIN"}')]


def test_accounts_of_their_own_are_named_by_a_force_command(
    home: Path, tmp_path: Path, database: Database
) -> None:
    """$LOGNAME is expanded on the server, and is set by sshd."""
    account = pwd.getpwuid(os.geteuid()).pw_name
    database.system(
        lambda connection: connection.execute(
            update(tables.person).where(tables.person.c.id == 2).values(login=account)
        ),
        writes=True,
    )
    server = start_sshd(
        tmp_path / "forced", f"ForceCommand {dentui(home, '--key-of', chr(34) + '$LOGNAME' + chr(34))}"
    )
    try:
        server.let_in("key")
        for words in ((), ("--key-of", "anna"), ("LOGNAME=anna sh",)):
            with server.desk("key", *words, options=("SetEnv=LOGNAME=anna",)) as desk:
                desk.see("1 found", "Berta")
    finally:
        server.stop()
    assert [person for person, _ in signed_in(database)] == [2, 2, 2]
