"""The registers that are measured: a million patients in SQLite, and the same in PostgreSQL."""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Boolean

from dentui.store import engine, schema, tables
from tests.servers import Server, start_postgresql

MILLION = 1_000_000
TODAY = date(2026, 11, 20)
"""The clinics' today, so that every run measures the same patients."""


def folder() -> Path:
    """Where the registers lie between runs."""
    path = Path(os.environ.get("BENCH_HOME", ".bench")).absolute()
    path.mkdir(exist_ok=True)
    return path


@cache
def sqlite_home(patients: int = MILLION) -> Path:
    """The home of a demonstration clinic of this size."""
    home = folder() / f"{patients}-{schema.HEAD}"
    if not (home / "register.db").exists():
        took = make_home(home, patients)
        print(f"# made {patients:,} patients in {took:.1f} s", file=sys.stderr)
    return home


@cache
def own_sqlite_home(patients: int = MILLION) -> Path:
    """A copy of such a home that may be changed; it is gone with this program."""
    place = Path(tempfile.mkdtemp(prefix="dentui-bench-", dir=folder()))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    return Path(shutil.copytree(sqlite_home(patients), place / "home"))


def make_home(home: Path, patients: int) -> float:
    """Make a clinic, and say how many seconds it took."""
    from dentui.services.demo import make_demo

    started = time.perf_counter()
    make_demo(home, patients=patients, today=TODAY)
    return time.perf_counter() - started


@cache
def server() -> Server:
    """A PostgreSQL server with default settings but for its memory, so that it waits for the disk; it ends
    with this program."""
    place = Path(tempfile.mkdtemp(prefix="dentui-bench-"))
    started = start_postgresql(place, durable=True)
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    atexit.register(started.stop)
    return started


@cache
def postgresql_url(patients: int = MILLION) -> str:
    """A PostgreSQL register with the very patients of the SQLite one."""
    url = server().new_database()
    opened = engine.open_engine(engine.parse(url))
    schema.create(opened)
    opened.dispose()
    source = sqlite3.connect(sqlite_home(patients) / "register.db")
    with psycopg.connect(server().dsn(url.rpartition("/")[2])) as target:
        target.execute("SET session_replication_role = replica")  # references hold: they are copied whole
        for table in tables.metadata.sorted_tables:
            columns = [column.name for column in table.columns]
            flags = [n for n, column in enumerate(table.columns) if isinstance(column.type, Boolean)]
            names = sql.SQL(", ").join(map(sql.Identifier, columns))
            statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
            with target.cursor() as cursor, cursor.copy(statement) as copy:
                for row in _rows(source, table.name, columns):
                    copy.write_row(
                        tuple(bool(v) if n in flags else v for n, v in enumerate(row)) if flags else row
                    )
        _go_on(target)
        target.execute("ANALYZE")
    with psycopg.connect(server().dsn(url.rpartition("/")[2]), autocommit=True) as target:
        target.execute("VACUUM")
    source.close()
    return url


def _go_on(target: psycopg.Connection[Any]) -> None:
    """Let every sequence go on behind the ids that were copied."""
    for table in tables.metadata.sorted_tables:
        if "id" in table.columns:
            target.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), max(id)) FROM {}").format(
                    sql.Literal(table.name), sql.Identifier(table.name)
                )
            )


def _rows(source: sqlite3.Connection, table: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    # Names of our own tables, none from outside.
    yield from source.execute(f'SELECT {", ".join(columns)} FROM "{table}"')
