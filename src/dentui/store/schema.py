"""Which state a register is in, and bringing an older one up to date.

The check at every start is one SELECT; Alembic is imported only where there is something to migrate.
"""

from __future__ import annotations

import os
import shutil
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, inspect, select, table, text

from dentui.errors import NoRegister, Unavailable
from dentui.store import engine as engines
from dentui.store import indexing

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012")
"""Every revision of the register, the oldest first. The last one is what this program works with."""
HEAD = REVISIONS[-1]
BACKUPS = "backups"


def revision(connection: Connection) -> str | None:
    """The revision that the register says it has, or None where it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def bring_up_to_date(engine: Engine, home: Path) -> None:
    """Check the register's revision, and migrate an older one after putting a copy aside. Raises
    Unavailable for none, and for one that a newer dentui has made."""
    with engine.connect() as connection:
        found = revision(connection)
    if found == HEAD:
        return
    if found is None:
        place = engine.url.render_as_string(hide_password=True)
        if engine.dialect.name == "sqlite":
            raise NoRegister(engines.missing(Path(str(engine.url.database))))
        raise NoRegister(
            f"There is no register at {place} yet. Check --database; `dentui` without a command makes a "
            "clinic there, `dentui demo` one of invented patients."
        )
    if found not in REVISIONS:
        raise Unavailable(
            f"The register is of a newer dentui (its state is {found}, this program knows up to {HEAD}). "
            "Nothing was changed. Install the newer dentui on this machine."
        )
    _migrate(engine, home, found)


def create(engine: Engine) -> None:
    """Make the tables of a new register in an empty database."""
    with engine.connect() as connection:
        connection = connection.execution_options(dentui_write=True)
        with connection.begin():
            make(connection)


def make(connection: Connection) -> None:
    """Make the tables of a new register in the caller's transaction."""
    _upgrade(connection)


def _migrate(engine: Engine, home: Path, found: str) -> None:
    aside = put_aside(engine, home, found)
    with engine.connect() as connection:
        # Foreign keys are switched outside a transaction or not at all; a batch that copies a table
        # with them on would empty its children.
        _foreign_keys(connection, on=False)
        try:
            connection = connection.execution_options(dentui_write=True)
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(1684368244)"))
                if revision(connection) == HEAD:
                    return  # another desk was faster
                before = _counts(connection)
                _upgrade(connection)
                indexing.rebuild(connection)
                _check(connection, before, aside)
        finally:
            _foreign_keys(connection, on=True)


def put_aside(engine: Engine, home: Path, found: str) -> Path | None:
    """A copy of a SQLite register as it is now, in the home's backups. A server's register is
    backed up by who runs the server."""
    if engine.dialect.name != "sqlite":
        return None
    folder = home / BACKUPS
    file = Path(str(engine.url.database))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < 2 * file.stat().st_size + (64 << 20):
            raise Unavailable(
                f"The register has to be brought up to date, and there is no room in {folder} for the copy "
                "that is put aside first. Free some space, then start again."
            )
        copy = folder / f"register-{found}-{time.strftime('%Y%m%d-%H%M%S')}-{time.time_ns() % 10**9:09}.db"
        pooled = engine.raw_connection()
        try:  # below SQLAlchemy, which would begin a transaction: VACUUM takes none
            driver: Any = pooled.dbapi_connection
            driver.execute("VACUUM INTO ?", (str(copy),))
        finally:
            pooled.close()
        engines.make_private(copy)
        with copy.open("rb") as opened:
            os.fsync(opened.fileno())
        return copy
    except OSError as error:
        raise Unavailable(
            f"The register has to be brought up to date, and no copy could be put aside in {folder}: "
            f"{error.strerror}. Nothing was changed."
        ) from error


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _foreign_keys(connection: Connection, *, on: bool) -> None:
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _counts(connection: Connection) -> Counter[str]:
    """Rows by table; in PostgreSQL of every institution, one after the other."""
    names = [n for n in inspect(connection).get_table_names() if n not in ("alembic_version", "posting")]
    counts: Counter[str] = Counter()
    for institution in indexing.institutions(connection) if connection.dialect.name == "postgresql" else [0]:
        indexing.enter(connection, institution)
        for name in names:
            counts[name] += int(connection.scalar(select(func.count()).select_from(table(name))) or 0)
    return counts


def _check(connection: Connection, before: Counter[str], aside: Path | None) -> None:
    after = _counts(connection)
    lost = [name for name, count in before.items() if after[name] != count]
    broken = (
        connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    )
    if lost or broken:
        raise Unavailable(
            "The register could not be brought up to date: rows would have been lost "
            f"({', '.join(lost) or 'references'}). Nothing was changed"
            + (f"; a copy lies at {aside}." if aside else ".")
        )
