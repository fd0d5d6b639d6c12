"""A register that is locked, missing, read-only, damaged, full or unreachable: one clear sentence each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from dentui.config import Settings
from dentui.domain.finding import Find
from dentui.errors import DentuiError, Invalid, Unavailable
from dentui.store import engine
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR, Clinic, patient

sqlite = engine.sqlite_module()
"""The library that dentui uses: locks between two libraries in one process do not count."""


@pytest.fixture
def known(sqlite_clinic: Clinic) -> UUID:
    """A patient in the register."""
    return sqlite_clinic.take_in(patient("Geheimrat", "Anna"))[0]


def sentence(error: DentuiError) -> str:
    """What is shown: one paragraph, no statement, no patient."""
    told = str(error)
    assert "\n" not in told
    assert not re.search(r"SELECT|INSERT|sqlalche|Traceback|Geheimrat", told)
    assert told.rstrip().endswith((".", "DIR")) or "dentui demo" in told
    return told


def register(clinic: Clinic) -> Path:
    return clinic.settings.home / "register.db"


def test_a_locked_register_says_that_another_desk_is_writing(
    sqlite_clinic: Clinic, known: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    patient_desk = Database(sqlite_clinic.settings)
    other = sqlite.connect(str(register(sqlite_clinic)), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable) as told:
        Clinic(sqlite_clinic.settings, patient_desk).patients.chart(ADMINISTRATOR, known)
    assert "busy" in sentence(told.value)
    assert Clinic(sqlite_clinic.settings, patient_desk).names("geheimrat")  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    assert Clinic(sqlite_clinic.settings, patient_desk).patients.chart(ADMINISTRATOR, known).uuid == known
    patient_desk.close()


def test_a_missing_register_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        Database(Settings(home=tmp_path, database=f"sqlite:///{tmp_path / 'register.db'}"))
    assert "dentui demo" in sentence(told.value)
    assert not (tmp_path / "register.db").exists()


@pytest.mark.parametrize("content", [b"", b"hello, this is no register at all, far from it", bytes(4096)])
def test_a_file_that_is_no_register_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "register.db").write_bytes(content)
    with pytest.raises(Unavailable) as told:
        Database(Settings(home=tmp_path, database=f"sqlite:///{tmp_path / 'register.db'}"))
    sentence(told.value)
    assert (tmp_path / "register.db").read_bytes() == content


def test_a_damaged_register_says_so(sqlite_clinic: Clinic, known: UUID) -> None:
    sqlite_clinic.database.close()
    file = register(sqlite_clinic)
    with file.open("r+b") as opened:
        size = file.stat().st_size
        opened.seek(4096)
        opened.write(os.urandom(size - 4096))
    with pytest.raises(Unavailable) as told:
        Clinic(sqlite_clinic.settings, Database(sqlite_clinic.settings)).names("geheimrat")
    assert "damaged" in sentence(told.value)


READ_ONLY = """
import os, sys
from pathlib import Path
from uuid import UUID
from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.finding import Find
from dentui.errors import Unavailable
from dentui.services.patients import Patients
from dentui.store.database import Database
def look(home):
    database = Database(Settings(home=home, database=f"sqlite:///{home / 'register.db'}"))
    found = Patients(database).find(Actor(1, 1), Find("geheimrat")).count
    try:
        Patients(database).chart(Actor(1, 1), UUID(sys.argv[3]))
    except Unavailable as error:
        return found, error
    return found, "opened"
assert look(Path(sys.argv[1])) == (1, "opened")
if os.geteuid() == 0:  # root may write everywhere: be somebody else
    os.seteuid(65534)
print(*look(Path(sys.argv[2])))
"""


def test_a_read_only_register_can_be_searched_and_says_why_nothing_opens(
    sqlite_clinic: Clinic, known: UUID, tmp_path: Path
) -> None:
    sqlite_clinic.patients.chart(ADMINISTRATOR, known)  # makes the audit key
    sqlite_clinic.database.close()
    checkpoint = sqlite.connect(str(register(sqlite_clinic)))
    checkpoint.execute("PRAGMA journal_mode = DELETE")
    checkpoint.close()
    home = Path(shutil.copytree(sqlite_clinic.settings.home, tmp_path / "read-only"))
    for path in home.iterdir():
        path.chmod(0o444)
    home.chmod(0o555)
    for path in home.parents:
        if path != Path("/") and path.stat().st_mode & 0o011 != 0o011:
            path.chmod(path.stat().st_mode | 0o011)
    command = [sys.executable, "-c", READ_ONLY, str(sqlite_clinic.settings.home), str(home), str(known)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    home.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 ")
    assert "read-only" in done.stdout


def test_a_full_disk_says_so_and_leaves_what_was(sqlite_clinic: Clinic, known: UUID) -> None:
    with sqlite_clinic.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    from sqlalchemy import event

    sqlite_clinic.database.close()

    @event.listens_for(sqlite_clinic.database.engine, "connect")
    def limit(connection: object, _: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]

    with pytest.raises(Unavailable) as told:
        sqlite_clinic.take_in(*(patient("Many", f"N{n}", note="x" * 4_000) for n in range(100)))
    assert "full" in sentence(told.value)
    assert sqlite_clinic.names("") == ["Geheimrat, Anna"]
    assert sqlite_clinic.names("many") == []


def test_a_server_that_does_not_answer_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        Database(Settings(home=tmp_path, database="postgresql://desk@127.0.0.1:1/register"))
    assert "does not answer" in sentence(told.value)


def test_a_server_that_comes_back_is_used_again(postgresql: object, tmp_path: Path) -> None:
    import psycopg

    from tests.clinics import empty_clinic
    from tests.servers import Server

    assert isinstance(postgresql, Server)
    url = postgresql.new_database()
    clinic = empty_clinic(tmp_path, url)
    clinic.take_in(patient())
    with psycopg.connect(postgresql.dsn("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (url.rpartition("/")[2],),
        )
    assert clinic.names("keller") == ["Keller, Anna"]
    clinic.database.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite://", "sqlite:///:memory:", ""])
def test_a_url_that_is_no_register_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as told:
        Database(Settings(home=tmp_path, database=url))
    sentence(told.value)


def test_a_member_may_search_while_another_desk_writes(sqlite_clinic: Clinic, known: UUID) -> None:
    def writing() -> Iterator[object]:
        other = sqlite.connect(str(register(sqlite_clinic)), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE patient SET note = 'x'")
        yield other
        other.execute("ROLLBACK")

    for _ in writing():
        assert sqlite_clinic.patients.find(ADMINISTRATOR, Find("geheimrat")).count == 1
