"""What is handed to a patient with a link opens a report, so it does not stay in an outbox: it goes after a
day, or with its link.

A record of each lies in `outbox/.handed` before the file has its name. It knows the file by what stays the
same wherever in that folder it is renamed to, so that another one under its name is left alone.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, select

from dentui.store import indexing
from dentui.store.blobs import make_folder, sync
from dentui.store.link_tables import report_link
from dentui.store.outbox import OUTBOX

RECORDS = ".handed"
STAYS = 86_400
"""Seconds for which such a file lies in an outbox at most: who is handed it is there."""


@dataclass(frozen=True, slots=True)
class _Record:
    link: str
    folder: str
    """In the outbox."""
    until: int
    """UTC seconds."""
    device: int
    inode: int
    size: int
    written: int
    """Nanoseconds."""

    def is_of(self, found: os.stat_result) -> bool:
        """Whether this is the file."""
        return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns) == (
            self.device,
            self.inode,
            self.size,
            self.written,
        )


def record(home: Path, link: UUID, folder: str, until: float, found: os.stat_result) -> None:
    """Have a file that is whole go from that folder of the outbox at that time, in UTC seconds, or when its
    link ends. Raises OSError."""
    made = _Record(
        str(link), folder, int(until), found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
    )
    place = home / OUTBOX / RECORDS
    make_folder(place)
    growing = place / f"{uuid4().hex}.part"
    opened = os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as writing:
        writing.write(json.dumps(asdict(made)).encode())
        writing.flush()
        os.fsync(opened)
    growing.replace(growing.with_suffix(".json"))
    sync(place)


def clear(home: Path, now: float, over: Callable[[set[UUID]], set[UUID]]) -> None:
    """Take out of the outbox what is due. `over`: those of some links that end it. Raises OSError."""
    records = list(_records(home / OUTBOX / RECORDS))
    if not records:
        return
    gone = over({UUID(each.link) for _, each in records})
    for path, each in records:
        files = [file for file, found in _files(home / OUTBOX / each.folder) if each.is_of(found)]
        due = each.until <= now or UUID(each.link) in gone
        for file in files if due else ():
            file.unlink(missing_ok=True)
        if due or not files:
            path.unlink(missing_ok=True)


def over(connection: Connection, now: float, links: set[UUID]) -> set[UUID]:
    """Those of these links that were revoked, have expired, or are not in the register, of whatever
    institution."""
    works: set[UUID] = set()
    wanted = (
        report_link.c.uuid.in_([link.bytes for link in links]),
        report_link.c.ended.is_(None),
        report_link.c.until > now,
    )
    for place in indexing.institutions(connection):
        indexing.enter(connection, place)
        works |= {
            UUID(bytes=found) for found in connection.scalars(select(report_link.c.uuid).where(*wanted))
        }
    return links - works


def _records(place: Path) -> Iterator[tuple[Path, _Record]]:
    with suppress(FileNotFoundError):
        for path in sorted(place.iterdir()):
            if path.suffix == ".json":
                with suppress(FileNotFoundError, ValueError, TypeError):
                    said: dict[str, Any] = json.loads(path.read_bytes())
                    made = _Record(**said)
                    UUID(made.link)
                    yield path, made


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    with suppress(FileNotFoundError):
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                found = path.lstat()
                if stat.S_ISREG(found.st_mode):
                    yield path, found
