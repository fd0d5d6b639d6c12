"""The shelf of an embedded register: two SQLite files in `share` in the home, outside the register.

`share/links.db` is written by desks and read by the server, `share/views/views.db` the other way round, in a
folder of its own: SQLite puts journals beside what it writes, and the server needs to write nowhere else. In
folders that were made for a group (setgid) that group may read the one and write the other, so that the
server can run as another user.

A link ends by a *mark*: an empty file in `share/ended`, called by its digest. One can be made while the file
with the links is damaged, locked, or has no room; the server opens nothing that is marked.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, Table, create_engine, event
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.schema import CreateIndex, CreateTable

from dentui.domain.links import MOST_DAYS
from dentui.errors import Unavailable
from dentui.store import engine as engines
from dentui.store.blobs import make_folder, refusing, sync

SHARE, VIEWS, ENDED = "share", "views", "ended"
VIEWS_FILE = "views.db"


_DIGEST = re.compile(r"[0-9a-f]{64}")


class NotThere(Exception):
    """There is no such file yet: no desk has made a link, or the server has not run."""


def links_file(home: Path) -> Path:
    """What desks write and the server reads."""
    return home / SHARE / "links.db"


def views_file(home: Path) -> Path:
    """What the server writes and desks read. Its folder is the only one in which the server writes."""
    return home / SHARE / VIEWS / VIEWS_FILE


def open_file(
    file: Path, tables: Sequence[Table], *, writes: bool, of_group: int = 0, wait: int = engines.BUSY_MS
) -> Engine:
    """An engine for one of the files, which need not be there yet: who writes makes it, with these tables, at
    the first connection; who reads gets NotThere. `of_group`: what the group may, where its folder was made
    for one, as `stat` has it. `wait`: milliseconds for which others may hold it, unless a transaction says
    otherwise (execution option dentui_wait)."""
    module = engines.sqlite_module()

    def connect() -> Any:
        if writes:
            _make(file, of_group)
        elif not _is_filled(file):
            raise NotThere
        # Who may write puts right what a program that was killed has left half written.
        mode = "rw" if writes or (engines.may_write(file) and engines.may_write(file.parent)) else "ro"
        connection = module.connect(
            f"file:{engines.quoted(file)}?mode={mode}",
            uri=True,
            timeout=wait / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        if not writes and not _has_tables(connection):
            # It is being made: auto_vacuum has to be in it first.
            connection.close()
            raise NotThere
        return connection

    opened = create_engine(
        "sqlite://", module=module, creator=connect, poolclass=QueuePool, pool_size=2, max_overflow=30
    )

    @event.listens_for(opened, "checkout")
    def _same_file(_connection: object, record: Any, _proxy: object) -> None:
        if record.info.get("file") != engines.identity(file):
            raise InvalidatePoolError

    @event.listens_for(opened, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        record.info["file"] = engines.identity(file)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA cache_size = -{engines.CACHE_KIB}")
        cursor.execute("PRAGMA trusted_schema = OFF")
        cursor.execute("PRAGMA synchronous = EXTRA")
        # What is taken off is overwritten.
        cursor.execute("PRAGMA secure_delete = ON")
        if writes and not _has_tables(connection):
            _create(cursor, opened, tables)
        cursor.close()

    @event.listens_for(opened, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("dentui_write"):
            engines.begin_writing(connection, module, options.get("dentui_wait", wait))
        else:
            connection.exec_driver_sql("BEGIN")

    event.listen(opened, "handle_error", _open_anew)
    return opened


def _open_anew(context: ExceptionContext) -> None:
    """A connection to a file that was read-only stays so, whatever becomes of the file."""
    if "readonly" in str(context.original_exception):
        context.is_disconnect = True


@contextmanager
def guarded(place: Path, done: str) -> Iterator[None]:
    """What a file of the shelf says, or one of them in that folder, in a sentence; `done`: what nothing was.
    Raises Unavailable."""
    try:
        with refusing(str(place), done):
            yield
    except NotThere:
        raise Unavailable(f"The links in {place} are not there any more. Nothing was {done}.") from None
    except (SQLAlchemyError, engines.sqlite_module().Error) as error:
        said = getattr(error, "orig", None)
        if isinstance(error, SQLAlchemyError) and said is None and not isinstance(error, NoneFree):
            raise
        raise Unavailable(_sentence(str(said or error).lower(), place, done)) from None


def mark_ended(place: Path, digests: Iterable[bytes]) -> None:
    """Have these links opened by no server any more, whatever becomes of the file they are in. Where there is
    no shelf they are opened by none. Raises OSError."""
    if not place.is_dir():
        return
    folder = make_ended(place)
    for digest in digests:
        with suppress(FileExistsError):
            os.close(
                os.open(folder / digest.hex(), os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            )
    sync(folder)


def make_ended(place: Path) -> Path:
    """The folder of marks, which whoever may read the shelf may look into: a disk that is full later has room
    for marks then. Raises OSError."""
    folder = place / ENDED
    if not folder.is_dir():
        make_folder(folder)
        if place.stat().st_mode & stat.S_ISGID:
            folder.chmod(0o2750)
    return folder


def is_ended(place: Path, digest: bytes) -> bool:
    """Whether a link is marked. Raises OSError where nobody can tell."""
    try:
        # Asked for every wrong link of a flood: a Path would cost more than the question.
        os.lstat(f"{place}/{ENDED}/{digest.hex()}")
    except FileNotFoundError:
        return False
    return True


def ended(place: Path) -> list[bytes]:
    """The links that are marked. Raises OSError."""
    try:
        names = [each.name for each in (place / ENDED).iterdir()]
    except FileNotFoundError:
        return []
    return sorted(bytes.fromhex(name) for name in names if _DIGEST.fullmatch(name))


def unmark(place: Path, digests: Iterable[bytes], *, gone: bool) -> None:
    """Take marks away of links that are in no file any more; where that is `gone` and may come back, only of
    those that have expired. Raises OSError."""
    before = time.time() - (MOST_DAYS + 1) * 86_400
    for digest in digests:
        mark = place / ENDED / digest.hex()
        with suppress(FileNotFoundError):
            if not gone or mark.stat().st_mtime < before:
                mark.unlink()


def _sentence(text: str, place: Path, done: str) -> str:
    views = place.name == VIEWS_FILE
    what = f"The {'views' if views else 'links'} in {place} are"
    if "full" in text:
        return f"The disk that holds {place} is full. Nothing was {done}. Free some space, then try again."
    if "locked" in text or "queuepool limit" in text:
        return f"{what} busy. Nothing was {done}. Try again."
    if "malformed" in text or "not a database" in text:
        aside = (
            "Put that file aside while the server of shared reports is stopped, which makes it anew."
            if views
            else "Put that file aside: no link works then, and new ones can be made."
        )
        return f"{what} damaged. Nothing was {done}. {aside}"
    return (
        f"{what} not to be read or written. Nothing was {done}. Ask who looks after this machine to give "
        "this account access to that folder."
    )


def _create(cursor: Any, opened: Engine, tables: Sequence[Table]) -> None:
    cursor.execute("PRAGMA auto_vacuum = FULL")
    cursor.execute("BEGIN IMMEDIATE")
    for table in tables:
        cursor.execute(str(CreateTable(table, if_not_exists=True).compile(opened)))
        for index in sorted(table.indexes, key=lambda each: str(each.name)):
            cursor.execute(str(CreateIndex(index, if_not_exists=True).compile(opened)))
    cursor.execute("COMMIT")


def _has_tables(connection: Any) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def _is_filled(file: Path) -> bool:
    try:
        return file.stat().st_size > 0
    except FileNotFoundError:
        return False


def _make(file: Path, of_group: int) -> None:
    if file.exists():
        return
    make_folder(file.parent)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return
    try:
        if file.parent.stat().st_mode & stat.S_ISGID:
            os.fchmod(handle, 0o600 | of_group)
    finally:
        os.close(handle)
    sync(file.parent)
