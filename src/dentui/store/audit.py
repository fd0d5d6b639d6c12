"""Who did what to which patient, when: a chain in which every row seals the one before.

Each row carries an HMAC-SHA-256 over itself and the whole row before it, with a key that lies outside the
register and its backup; numbers have no gap. So a row changed, taken out or put in shows: the trail is
tamper-evident. What only the newest rows' removal would hide, their count in a backup shows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Row, bindparam, insert, select, text

from dentui.errors import Unavailable
from dentui.store import engine
from dentui.store.scope import View
from dentui.store.tables import audit

KEY_FILE = "audit.key"
GROWING = ".audit-"
_LOCK = 0x64656E74  # "dent": the advisory lock under which a PostgreSQL register is written

_last = (
    select(audit)
    .where(audit.c.institution_id == bindparam("institution"))
    .order_by(audit.c.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class AuditKey:
    """The secret that seals the trail, and the name under which rows say which one sealed them."""

    secret: bytes

    @property
    def id(self) -> str:
        """Says which key it is without telling anything of the secret."""
        return hashlib.sha256(b"dentui audit key" + self.secret).hexdigest()[:16]


def existing_key(home: Path) -> AuditKey | None:
    """The key of this home, or None where there is none that can be read."""
    try:
        return AuditKey(bytes.fromhex((home / KEY_FILE).read_text("ascii").strip()))
    except (OSError, ValueError):
        return None


def read_key(home: Path) -> AuditKey:
    """The key of this home; made, 0600, where there is none yet. Raises Unavailable."""
    file = home / KEY_FILE
    try:
        if not file.exists():
            _make_key(file)
        secret = bytes.fromhex(file.read_text("ascii").strip())
        if len(secret) < 32:
            raise ValueError("too short")
        return AuditKey(secret)
    except (OSError, ValueError) as error:
        raise Unavailable(
            f"The audit key {file} cannot be read or made, and without it nothing may be opened. "
            "Bring it back from its backup, or give this account write access to its folder."
        ) from error


def _make_key(file: Path) -> None:
    """Make a key, unless another program is faster. The file is whole as soon as it has its name: what a
    full disk or a power cut left of one would lock everybody out."""
    handle, growing = tempfile.mkstemp(dir=file.parent, prefix=GROWING)
    try:
        with os.fdopen(handle, "w") as opened:
            opened.write(secrets.token_hex(32) + "\n")
            opened.flush()
            os.fsync(opened.fileno())
        with suppress(FileExistsError):
            os.link(growing, file)
    finally:
        Path(growing).unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_lock(connection: Connection) -> None:
    """Let one transaction write at a time, as the chain and the finding index need it. SQLite does so
    by itself (BEGIN IMMEDIATE), and both wait for BUSY_MS."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{engine.BUSY_MS}ms"}
        )
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def append(
    view: View, key: AuditKey, action: str, patient_id: int | None, detail: Mapping[str, object]
) -> None:
    """Add a row to the institution's trail. `detail` names fields, never what stands in them."""
    before = view.connection.execute(_last, {"institution": view.institution_id}).first()
    row = {
        "institution_id": view.institution_id,
        "number": before.number + 1 if before else 1,
        "at": time.time_ns() // 1_000,
        "person_id": view.person_id,
        "action": action,
        "patient_id": patient_id,
        "detail": json.dumps(dict(detail), sort_keys=True, ensure_ascii=True),
        "key_id": key.id,
    }
    view.connection.execute(insert(audit), {**row, "mac": _seal(key, _whole(before), row)})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk through a trail found."""

    rows: int
    broken_at: int | None
    """Number of the first row that does not follow from the one before it."""
    other_keys: int
    """Rows sealed with a key that is not this home's, which cannot be verified here."""


def verify(connection: Connection, key: AuditKey, institution: int) -> Verdict:
    """Walk an institution's trail from its first row."""
    before, rows, others = b"", 0, 0
    statement = select(audit).where(audit.c.institution_id == institution).order_by(audit.c.number)
    for row in connection.execute(statement, execution_options={"yield_per": 1_000}):
        rows += 1
        if row.number != rows:
            return Verdict(rows, rows, others)
        if row.key_id != key.id:
            others += 1
        elif not hmac.compare_digest(_seal(key, before, _fields(row)), row.mac):
            return Verdict(rows, row.number, others)
        before = _whole(row)
    return Verdict(rows, None, others)


_SEALED = ("institution_id", "number", "at", "person_id", "action", "patient_id", "detail", "key_id")


def _fields(row: Row[tuple[object, ...]]) -> dict[str, object]:
    return {name: getattr(row, name) for name in _SEALED}


def _whole(row: Row[tuple[object, ...]] | None) -> bytes:
    """All of the row before, its seal too: so that a row with a strange key is held by the next."""
    if row is None:
        return b""
    return hashlib.sha256(_canonical(_fields(row)) + bytes(row.mac)).digest()


def _seal(key: AuditKey, before: bytes, row: Mapping[str, object]) -> bytes:
    return hmac.digest(key.secret, before + _canonical(row), "sha256")


def _canonical(row: Mapping[str, object]) -> bytes:
    return json.dumps(dict(row), sort_keys=True, ensure_ascii=True).encode("ascii")
