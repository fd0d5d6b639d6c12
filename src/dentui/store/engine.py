"""Opening the register: which SQLite is trusted with what, and how PostgreSQL is spoken to."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, InvalidatePoolError

from dentui.errors import Invalid, NoRegister, Unavailable

BUSY_MS = 5_000
"""How long a write waits for another desk's write."""
ASK_AGAIN = (0.002, 0.006)
"""Seconds between two tries to get the write lock, at least and at most."""
CACHE_KIB = 3_000
"""Pages that a connection keeps in memory."""


def parse(url: str) -> URL:
    """The URL of a register. Raises Invalid for what is not one, or not one of ours."""
    try:
        parsed = _sqlite_url(url) or make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise Invalid(
            "The register's URL is not understood. Write sqlite:///FILE or postgresql://USER@HOST/NAME.",
            field="database",
        ) from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise Invalid("The register has to be a file: write sqlite:///FILE.", field="database")
        return parsed
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise Invalid(f"A register cannot be kept in {kind}: SQLite and PostgreSQL can.", field="database")


def _sqlite_url(url: str) -> URL | None:
    """All behind sqlite:/// is the file's path, in which "?" may stand; a query would have no meaning."""
    file = url.removeprefix("sqlite:///")
    return URL.create("sqlite", database=file) if file != url else None


def sqlite_module() -> Any:
    """The SQLite to use: the packaged one where it has a wheel, else Python's own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug (sqlite.org/wal.html): versions 3.7.0 to
    3.51.2 can silently lose commits when several processes write and checkpoint."""
    return not (3, 7, 0) <= version <= (3, 51, 2)


def open_engine(url: URL) -> Engine:
    """An engine for the register, which is not touched yet."""
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    engine = create_engine(
        url,
        pool_size=2,
        max_overflow=4,
        pool_pre_ping=True,
        isolation_level="READ COMMITTED",
        connect_args={
            "connect_timeout": 10,
            "application_name": "dentui",
            # A line that is silently gone is noticed within half a minute, not within hours.
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
        },
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        # With row-level security statements are thought to take long; translating one into machine code
        # takes longer than the statement.
        connection.autocommit = True
        connection.execute("SET jit = off")
        connection.autocommit = False

    return engine


def _sqlite(url: URL) -> Engine:
    module = sqlite_module()
    file = Path(url.database or "").absolute()

    def connect() -> Any:
        require_file(file)
        mode = "rw" if may_write(file) else "ro"
        return module.connect(
            f"file:{quoted(file)}?mode={mode}",
            uri=True,
            timeout=BUSY_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )

    engine = create_engine(url, module=module, creator=connect, pool_size=2, max_overflow=6, pool_timeout=10)
    safe = wal_is_safe(module.sqlite_version_info)

    @event.listens_for(engine, "checkout")
    def _same_file(_connection: object, record: Any, _proxy: object) -> None:
        # A file that was moved away or replaced under a running desk still takes what is written, and
        # nobody would ever see it again.
        if record.info.get("file") != identity(file):
            raise InvalidatePoolError

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        record.info["file"] = identity(file)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA temp_store = MEMORY")
        if _writable(file) and file.stat().st_size:  # an empty file is no register: leave it so
            wanted = "wal" if safe else "delete"
            if cursor.execute("PRAGMA journal_mode").fetchone()[0] != wanted:
                cursor.execute(f"PRAGMA journal_mode = {wanted}")
            cursor.execute(f"PRAGMA synchronous = {'FULL' if safe else 'EXTRA'}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("dentui_write"):
            begin_writing(connection, module)
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def require_file(file: Path) -> None:
    """Look whether a register is there that may be read. Raises NoRegister and Unavailable.

    It is not opened for that, here or anywhere beside SQLite: a process that closes any descriptor of a
    file loses all locks that it holds on it, and other programs write in the middle of its transactions or
    take its write-ahead log away (sqlite.org/howtocorrupt.html, 2.2)."""
    try:
        mode = file.stat().st_mode
        wrong = "" if stat.S_ISREG(mode) else "It is not a file"
        wrong = wrong or ("" if _may(file, os.R_OK) else os.strerror(errno.EACCES))
    except FileNotFoundError as error:
        raise NoRegister(missing(file)) from error
    except OSError as error:
        wrong = str(error.strerror)
    if wrong:
        raise Unavailable(f"The register {file} cannot be opened: {wrong}. Ask who looks after this machine.")


def begin_writing(connection: Connection, module: Any, wait: int = BUSY_MS) -> None:
    """Get the write lock, waiting up to so many milliseconds. SQLite itself asks more seldom the longer
    it waits, so that among many desks whoever came last is served, and one waits for seconds; this asks
    evenly."""
    cursor = connection.connection.cursor()
    end = time.monotonic() + wait / 1000
    try:
        cursor.execute("PRAGMA busy_timeout = 0")
        while time.monotonic() < end:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except module.OperationalError as error:
                if "locked" not in str(error):
                    break
                time.sleep(random.uniform(*ASK_AGAIN))
            else:
                return
        # In SQLAlchemy's words, whatever it is.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {wait}")
        cursor.close()


def identity(file: Path) -> tuple[int, int] | None:
    """Which file stands at this place: the same one as long as nobody moves or replaces it."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _writable(file: Path) -> bool:
    return may_write(file) and may_write(file.parent)


def may_write(path: Path) -> bool:
    """Whether this account may, as far as the system tells."""
    return _may(path, os.W_OK)


def _may(path: Path, how: int) -> bool:
    return os.access(path, how, effective_ids=os.access in os.supports_effective_ids)


def quoted(file: Path) -> str:
    """A path as it stands in a file: URI."""
    from urllib.parse import quote

    return quote(os.fsencode(file))


def missing(file: Path) -> str:
    """What is said where there is no register."""
    return (
        f"There is no register at {file}. Check --home; `dentui` without a command makes a clinic there, "
        f"`dentui demo --home {file.parent}` one of invented patients."
    )


def damaged(place: object) -> str:
    """What is said where the register cannot be read."""
    return (
        f"The register {place} is damaged and was left as it is. Put it aside and bring back the last "
        "backup; `dentui doctor` says more."
    )


def make_private(file: Path) -> None:
    """A register is for its own account only."""
    file.chmod(stat.S_IRUSR | stat.S_IWUSR)


OUTCOME_UNKNOWN = (
    "disk i/o error", "server closed the connection", "terminating connection", "connection is closed",
    "the connection is lost", "consuming input failed", "flushing failed", "sending query failed",
    "connection reset", "broken pipe", "ssl ",
)  # fmt: skip
"""Signs of errors after which a COMMIT that was sent may have happened all the same."""


def translate(error: BaseException, place: object) -> Unavailable | None:
    """The sentence for a database error, or None where it is a defect of ours.

    Nothing of the statement or its values is in it: they can hold patient data."""
    text = str(getattr(error, "orig", None) or error).lower()
    sentences: tuple[tuple[tuple[str, ...], Callable[[], str]], ...] = (
        (
            ("database is locked", "database table is locked", "locking protocol", "lock timeout",
             "queuepool limit"),
            lambda: "The register is busy: another desk has been writing for too long. Try again.",
        ),
        (
            ("readonly database", "read-only"),
            lambda: f"The register {place} is read-only, so nothing can be saved or opened. "
            "Ask who looks after this machine to give write access.",
        ),
        (
            ("database or disk is full", "no space left", "could not extend file"),
            lambda: f"The disk that holds the register {place} is full. Nothing was saved. "
            "Free some space, then try again.",
        ),
        (
            ("malformed", "not a database", "file is encrypted", "unsupported file format"),
            lambda: damaged(place),
        ),
        (
            ("unable to open database",),
            lambda: f"The register {place} cannot be opened. "
            "Check that this account may write in its folder.",
        ),
        (
            ("disk i/o error",),
            lambda: f"The disk that holds the register {place} does not answer. What was being saved may "
            "or may not be there: look before you enter it again.",
        ),
        # Before the network: PostgreSQL says "connection failed" in front of these too.
        (
            ("authentication failed", "no password supplied", "permission denied", "role \""),
            lambda: "The register's server refused this account. Ask who looks after it.",
        ),
        (
            ("does not exist",),
            lambda: "There is no register at that URL. Check --database.",
        ),
        (
            (
                "connection refused", "could not connect", "connection failed", "connection timeout",
                "server closed the connection", "terminating connection", "connection is closed",
                "the connection is lost", "could not translate host", "failed to resolve", "timeout expired",
                "consuming input failed", "flushing failed", "sending query failed", "connection reset",
                "broken pipe", "ssl ", "shutting down", "starting up",
            ),
            lambda: "The register's server does not answer. Check the network, or ask who looks after it; "
            "then try again.",
        ),
    )  # fmt: skip
    for signs, sentence in sentences:
        if any(sign in text for sign in signs):
            return Unavailable(sentence(), unknown=any(sign in text for sign in OUTCOME_UNKNOWN))
    return None
