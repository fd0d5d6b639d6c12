"""A machine for which pysqlite3 has no wheel works with the SQLite that Python was linked with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
