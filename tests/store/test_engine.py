"""How a register in SQLite is opened: with which journal, and so that no lock on it is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from dentui.errors import Unavailable
from dentui.store import engine
from tests.clinics import ADMINISTRATOR, empty_clinic, patient

WITHOUT_WHEEL = """
import sys
sys.modules["pysqlite3"] = None
import sqlite3
from pathlib import Path
from sqlalchemy import text
from dentui.domain.finding import Find
from dentui.store import engine
from tests.clinics import ADMINISTRATOR, empty_clinic, patient
assert engine.sqlite_module() is sqlite3
home = Path(sys.argv[1])
clinic = empty_clinic(home, f"sqlite:///{home / 'register.db'}")
(made,) = clinic.take_in(patient("Müller", "Anna"))
assert clinic.patients.chart(ADMINISTRATOR, made).name == "Müller, Anna"
assert clinic.names("muller") == ["Müller, Anna"]
with clinic.database.engine.connect() as connection:
    journal = connection.scalar(text("PRAGMA journal_mode"))
    level = connection.scalar(text("PRAGMA synchronous"))
print(engine.wal_is_safe(sqlite3.sqlite_version_info), journal, level)
"""


def test_a_sqlite_with_the_wal_reset_bug_gets_a_rollback_journal_and_extra_sync(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", WITHOUT_WHEEL, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() in (["False", "delete", "3"], ["True", "wal", "2"])


LOCKED = """
import subprocess, sys
{without}
from pathlib import Path
from dentui.store import engine
home = Path(sys.argv[1])
opened = engine.open_engine(engine.parse(f"sqlite:///{{home / 'register.db'}}"))
with opened.connect().execution_options(dentui_write=True) as writing, writing.begin():
    writing.exec_driver_sql("UPDATE patient SET version = version + 1")
    with opened.connect() as further:
        further.exec_driver_sql("SELECT count(*) FROM patient")
        further.close()
    print(subprocess.run([sys.executable, "-c", sys.argv[2], home / "register.db"], capture_output=True,
                         text=True).stdout, end="")
with opened.connect() as reading:
    print(reading.exec_driver_sql("SELECT max(version) FROM patient").scalar())
"""
OTHER = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)) as other:
    other.execute("SELECT count(*) FROM patient").fetchone()
    try:
        other.execute("UPDATE patient SET version = 4242")
    except sqlite3.OperationalError as error:
        print(error)
    else:
        print("written")
"""
READER = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1])) as other:
    print(*other.execute("SELECT count(*) FROM patient"))
"""


@pytest.mark.parametrize("without", ["", 'sys.modules["pysqlite3"] = None'], ids=["wheel", "no wheel"])
def test_another_program_cannot_write_into_a_transaction_when_a_connection_is_opened_meanwhile(
    tmp_path: Path, without: str
) -> None:
    clinic = empty_clinic(tmp_path, f"sqlite:///{tmp_path / 'register.db'}")
    (made,) = clinic.take_in(patient("Müller", "Anna"))
    version = clinic.patients.chart(ADMINISTRATOR, made).version
    clinic.database.close()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", LOCKED.format(without=without), str(tmp_path), OTHER]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["database is locked", str(version + 1)]


def test_the_log_of_an_open_register_is_left_by_other_programs(tmp_path: Path) -> None:
    clinic = empty_clinic(tmp_path, f"sqlite:///{tmp_path / 'register.db'}")
    clinic.take_in(patient("Müller", "Anna"))
    with clinic.database.engine.connect() as one, clinic.database.engine.connect() as two:
        if one.scalar(text("PRAGMA journal_mode")) != "wal":
            pytest.skip("this SQLite is used without a write-ahead log")
        assert two.scalar(text("SELECT count(*) FROM patient")) == 1
        log = Path(f"{tmp_path / 'register.db'}-wal").stat().st_ino
        command = [sys.executable, "-c", READER, str(tmp_path / "register.db")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "(1,)"
        assert Path(f"{tmp_path / 'register.db'}-wal").stat().st_ino == log
    clinic.database.close()


def test_what_is_no_file_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "register.db").mkdir()
    opened = engine.open_engine(engine.parse(f"sqlite:///{tmp_path / 'register.db'}"))
    with pytest.raises(Unavailable, match="It is not a file"):
        opened.connect()
