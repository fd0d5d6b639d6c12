"""A register that is locked, missing, read-only, damaged, full or unreachable: one clear sentence each."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import QueuePool, text

from dentui.config import Settings
from dentui.domain.finding import Find
from dentui.errors import DentuiError, Invalid, Unavailable
from dentui.services.desk import open_desk
from dentui.services.register import Register, rebuild_index
from dentui.store import audit, engine, tables
from dentui.store.database import Database, Unit
from dentui.store.rows import insert_rows
from tests.clinics import ADMINISTRATOR, Clinic, clinic_on, empty_clinic, ids_of, patient
from tests.servers import Server

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


def test_a_register_taken_away_under_a_running_desk_is_missed_at_once_and_found_again(
    sqlite_clinic: Clinic, known: UUID
) -> None:
    watch = Register(sqlite_clinic.database)
    assert not watch.wait_for_change(0)
    sqlite_clinic.patients.chart(ADMINISTRATOR, known)
    away = sqlite_clinic.settings.home / "away"
    away.mkdir()
    for file in sqlite_clinic.settings.home.glob("register.db*"):
        file.rename(away / file.name)
    for act in (
        lambda: sqlite_clinic.names("geheimrat"),
        lambda: sqlite_clinic.patients.chart(ADMINISTRATOR, known),
    ):
        with pytest.raises(Unavailable) as told:
            act()
        assert "no register" in sentence(told.value)
    assert not watch.wait_for_change(0.1)
    for file in away.iterdir():
        file.rename(sqlite_clinic.settings.home / file.name)
    assert watch.wait_for_change(5)
    assert sqlite_clinic.patients.chart(ADMINISTRATOR, known).uuid == known
    watch.close()


def test_a_server_that_does_not_answer_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as told:
        Database(Settings(home=tmp_path, database="postgresql://desk@127.0.0.1:1/register"))
    assert "does not answer" in sentence(told.value)


def test_a_server_that_comes_back_is_used_again(postgresql: Server, tmp_path: Path) -> None:
    clinic = clinic_on(postgresql, tmp_path)
    clinic.take_in(patient())
    with psycopg.connect(postgresql.dsn("postgres"), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            (clinic.settings.database.rpartition("/")[2],),
        )
    assert clinic.names("keller") == ["Keller, Anna"]
    clinic.database.close()


def test_a_server_without_the_register_and_one_that_refuses_the_account_say_which(
    postgresql: Server, tmp_path: Path
) -> None:
    url = postgresql.new_database()
    for wrong, words in ((f"{url}_not", "no register"), (url.replace("desk@", "stranger@"), "refused")):
        with pytest.raises(Unavailable) as told:
            Database(Settings(home=tmp_path, database=wrong))
        assert words in sentence(told.value)


def test_a_server_on_which_another_desk_writes_for_too_long_is_busy(
    postgresql: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 50)
    clinic = clinic_on(postgresql, tmp_path)
    (made,) = clinic.take_in(patient())
    with clinic.database.engine.begin() as other:
        audit.write_lock(other)
        with pytest.raises(Unavailable) as told:
            clinic.patients.chart(ADMINISTRATOR, made)
        assert "busy" in sentence(told.value)
    assert clinic.patients.chart(ADMINISTRATOR, made).uuid == made
    clinic.database.close()


def test_a_server_lost_while_rows_are_copied_to_it_says_so(postgresql: Server, tmp_path: Path) -> None:
    clinic = clinic_on(postgresql, tmp_path)
    (made,) = clinic.take_in(patient())
    (number,) = ids_of(clinic.database, [made])
    row = {"institution_id": 1, "patient_id": number, "kind": "name", "text": "Geheimrat"}

    def copy(unit: Unit) -> None:
        with psycopg.connect(postgresql.dsn("postgres"), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (clinic.settings.database.rpartition("/")[2],),
            )
        insert_rows(unit.connection, tables.alias, [row] * 200)

    with pytest.raises(Unavailable) as told:
        clinic.database.write(ADMINISTRATOR, copy)
    assert "does not answer" in sentence(told.value)
    clinic.database.close()


def test_a_desk_whose_connections_are_all_at_work_is_busy(clinic: Clinic) -> None:
    clinic.database.engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    pool: QueuePool = clinic.database.engine.pool  # type: ignore[assignment]
    with ExitStack() as stack:
        for _ in range(pool.size() + pool._max_overflow):
            stack.enter_context(clinic.database.engine.connect())
        with pytest.raises(Unavailable) as told:
            clinic.names("keller")
    assert "busy" in sentence(told.value)


def test_a_damaged_register_of_an_older_dentui_is_not_touched(sqlite_clinic: Clinic) -> None:
    sqlite_clinic.take_in(*(patient("Many", f"N{n}", note="x" * 500) for n in range(300)))
    with sqlite_clinic.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    sqlite_clinic.database.close()
    file = register(sqlite_clinic)
    size = file.stat().st_size
    with file.open("r+b") as opened:
        opened.seek(size // 2)
        opened.write(os.urandom(size // 4))
    before = file.read_bytes()
    with pytest.raises(Unavailable) as told:
        Database(sqlite_clinic.settings)
    assert "damaged" in sentence(told.value)
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["what?", "100%41", "a#b", "a b", "é"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    home.mkdir()
    clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
    clinic.take_in(patient())
    assert clinic.names("keller") == ["Keller, Anna"]
    assert (home / "register.db").stat().st_size
    clinic.database.close()


def test_the_index_is_made_anew_after_another_desks_write_is_done(sqlite_clinic: Clinic, known: UUID) -> None:
    other = sqlite.connect(str(register(sqlite_clinic)), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE patient SET note = 'x'")
    timer = threading.Timer(0.5, other.execute, ("COMMIT",))
    timer.start()
    rebuild_index(sqlite_clinic.settings)
    timer.join()
    other.close()
    assert sqlite_clinic.patients.chart(ADMINISTRATOR, known).note == "x"


def test_a_key_that_could_not_be_written_leaves_none_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable):
        audit.read_key(tmp_path)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []
    assert audit.read_key(tmp_path) == audit.read_key(tmp_path)
    assert (tmp_path / audit.KEY_FILE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("login", ["\udcff", "a\x00b", "nobody"])
def test_an_operator_of_any_name_is_looked_for(clinic: Clinic, login: str) -> None:
    with pytest.raises(Invalid):
        open_desk(replace(clinic.settings, operator=login))


@pytest.mark.parametrize(
    "url",
    [
        "mysql://x/y",
        "nonsense",
        "sqlite://",
        "sqlite:///:memory:",
        "",
        "postgresql://x@h:no/z",
        "postgresql://x@[::1/z",
    ],
)
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
