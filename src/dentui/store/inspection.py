"""Looking a register over, for `dentui doctor`. Nothing here changes it or shows patient data."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from dentui.config import Settings
from dentui.domain.doctor import Finding
from dentui.errors import DentuiError
from dentui.store import audit, blobs, engine, indexing, schema, tables

RESERVE = 512 << 20
"""Bytes that should stay free beside the register, for saving and for the copy before a migration."""


def inspect(settings: Settings) -> Iterator[Finding]:
    """Facts about the register, in the order in which they matter; it ends where nothing more can be
    told because the register cannot be opened."""
    url = engine.parse(settings.database)
    if url.get_backend_name() == "sqlite":
        yield _sqlite()
    opened = engine.open_engine(url)
    try:
        yield from _looked_over(opened, settings)
    except DentuiError as error:
        yield Finding("Register", str(error), good=False)
    except SQLAlchemyError as error:
        told = engine.translate(error, url.database or "")
        yield Finding("Register", str(told or type(error).__name__), good=False)
    finally:
        opened.dispose()


def _sqlite() -> Finding:
    module = engine.sqlite_module()
    version = ".".join(map(str, module.sqlite_version_info))
    if engine.wal_is_safe(module.sqlite_version_info):
        return Finding("SQLite", f"{version}, used with a write-ahead log")
    return Finding(
        "SQLite",
        f"{version}, which has the WAL-reset bug (3.7.0 to 3.51.2); so the write-ahead log is not used",
        advice="Where there is a wheel of pysqlite3 for this machine, install it: saving gets faster.",
    )


def _looked_over(opened: Engine, settings: Settings) -> Iterator[Finding]:
    with opened.connect() as connection, connection.begin():
        yield from _place(connection, opened)
        found = schema.revision(connection)
        current = found == schema.HEAD
        yield Finding(
            "Schema",
            f"{found or 'none'}; this program works with {schema.HEAD}",
            good=current,
            advice=""
            if current
            else "Start dentui: it brings an older register up to date, and says so otherwise.",
        )
        if not current:
            return
        yield from _contents(connection, settings)
        yield _files(connection, settings)


def _place(connection: Connection, opened: Engine) -> Iterator[Finding]:
    if opened.dialect.name == "postgresql":
        version = connection.scalar(text("SHOW server_version"))
        yield Finding(
            "Register", f"PostgreSQL {version} at {opened.url.render_as_string(hide_password=True)}"
        )
        unbound = connection.scalar(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        )
        yield Finding(
            "Row-level security",
            "does not bind this account" if unbound else "binds this account",
            good=not unbound,
            advice="Give the desks a role without SUPERUSER and BYPASSRLS." if unbound else "",
        )
        return
    file = Path(str(opened.url.database))
    yield Finding("Register", f"{file}, {file.stat().st_size / 1e6:.1f} MB")
    free = shutil.disk_usage(file.parent).free
    needed = max(RESERVE, 2 * file.stat().st_size)
    yield Finding(
        "Free space",
        f"{free / 1e9:.1f} GB beside the register",
        good=free >= needed,
        advice="" if free >= needed else f"Free {(needed - free) / 1e9:.1f} GB: saving needs room.",
    )
    journal = connection.scalar(text("PRAGMA journal_mode"))
    level = int(connection.scalar(text("PRAGMA synchronous")) or 0)
    word = ("OFF", "NORMAL", "FULL", "EXTRA")[level]
    safe = (journal == "wal" and level >= 2) or (journal == "delete" and level == 3)
    yield Finding(
        "Journal",
        f"{journal}, synchronous {word}",
        good=safe,
        advice="" if safe else "A power cut could lose what was saved. Give this account write access.",
    )
    problems = [str(row[0]) for row in connection.execute(text("PRAGMA quick_check(5)"))]
    sound = problems == ["ok"]
    yield Finding(
        "Integrity",
        "sound" if sound else "; ".join(problem.splitlines()[0] for problem in problems)[:300],
        good=sound,
        advice="" if sound else engine.damaged(file),
    )
    dangling = connection.execute(text("PRAGMA foreign_key_check")).first()
    yield Finding(
        "References",
        "sound"
        if dangling is None
        else f"a row of {dangling[0]} refers to one of {dangling[2]} that is not there",
        good=dangling is None,
        advice="" if dangling is None else "Bring back the last backup, or ask whoever looks after dentui.",
    )


def _contents(connection: Connection, settings: Settings) -> Iterator[Finding]:
    wrong = indexing.differences(connection)
    yield Finding(
        "Finding index",
        "agrees with the charts"
        if not wrong
        else f"{len(wrong):,} of its entries do not agree with the charts",
        good=not wrong,
        advice="" if not wrong else "Make it anew with: dentui doctor --rebuild-index",
    )
    key = audit.existing_key(settings.home)
    for institution_id, name in list(
        connection.execute(select(tables.institution.c.id, tables.institution.c.name))
    ):
        indexing.enter(connection, institution_id)
        patients = connection.scalar(
            select(func.count()).where(
                tables.patient.c.institution_id == institution_id, tables.patient.c.merged_into_id.is_(None)
            )
        )
        yield Finding("Institution", f"{name}, {patients:,} patients")
        yield _trail(connection, key, institution_id)


def _files(connection: Connection, settings: Settings) -> Finding:
    files = 0
    for institution_id in connection.scalars(select(tables.institution.c.id)).all():
        indexing.enter(connection, institution_id)
        ours = tables.image_file.c.institution_id == institution_id
        files += connection.scalar(select(func.count()).select_from(tables.image_file).where(ours)) or 0
    try:
        store = blobs.open_blobs(settings)
        store.age("0" * 64)  # whether it answers
    except DentuiError as error:
        return Finding("Image data", str(error), good=False)
    return Finding("Image data", f"{files:,} files, kept in {store.place}")


def _trail(connection: Connection, key: audit.AuditKey | None, institution_id: int) -> Finding:
    rows = connection.scalar(
        select(func.count()).select_from(tables.audit).where(tables.audit.c.institution_id == institution_id)
    )
    if not rows:
        return Finding("Audit trail", "empty")
    if key is None:
        return Finding(
            "Audit trail",
            f"{rows:,} rows, which cannot be verified without the home's {audit.KEY_FILE}",
            good=False,
            advice="Bring the key back from its backup.",
        )
    verdict = audit.verify(connection, key, institution_id)
    if verdict.broken_at is not None:
        return Finding(
            "Audit trail",
            f"broken at row {verdict.broken_at:,}: it was changed by something other than dentui",
            good=False,
            advice="Keep the register as it is, and compare with a backup.",
        )
    if verdict.other_keys:
        return Finding(
            "Audit trail",
            f"{verdict.rows:,} rows, {verdict.other_keys:,} of them sealed with another key than this home's",
            good=False,
            advice=f"Give every machine that works on this register the same {audit.KEY_FILE}.",
        )
    return Finding("Audit trail", f"{verdict.rows:,} rows, unbroken")
