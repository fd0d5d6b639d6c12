"""The shelf as the server of shared reports uses it: all that it reads and writes.

It holds nothing that can be read without a link, and nothing of a link that is over. With PostgreSQL it is
tables in the register's database, with a role of its own for the server (`store/shelf_rights.py`); otherwise
it is two files (`store/shelf_files.py`). Times are UTC seconds.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Row, bindparam, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from dentui.domain.links import MOST_WRONG
from dentui.errors import Unavailable
from dentui.store import engine as engines
from dentui.store import shelf_files
from dentui.store.shelf_files import NotThere
from dentui.store.shelf_tables import WRITTEN, shared_link, shared_part, shared_view, shared_wrong

_LOCKS = 0x6C696E6B  # "link": advisory locks of this kind, one for each link
_link = select(shared_link).where(shared_link.c.digest == bindparam("of"))
_any = select(shared_link.c.digest).limit(1)
_names = select(shared_part.c.name, shared_part.c.media_type).where(shared_part.c.digest == bindparam("of"))
_part = select(shared_part.c.sealed).where(
    shared_part.c.digest == bindparam("of"), shared_part.c.name == bindparam("called")
)
_views = select(func.count()).select_from(shared_view).where(shared_view.c.digest == bindparam("of"))
_wrong = select(shared_wrong).where(shared_wrong.c.digest == bindparam("of"))
_one_more_wrong = text(
    "INSERT INTO shared_wrong (digest, times, last) VALUES (:of, 1, :at) ON CONFLICT (digest) "
    "DO UPDATE SET times = shared_wrong.times + 1, last = excluded.last RETURNING times"
)


@dataclass(frozen=True, slots=True)
class Shelved:
    """A link as the shelf has it."""

    digest: bytes
    birth: bytes
    """The seal of the date of birth that is asked for (`LinkToken.birth_seal`)."""
    until: int
    most: int | None
    views: int
    wrong: int
    """Wrong dates of birth so far."""
    last_wrong: int | None
    parts: Mapping[str, str]
    """Media types of what is shared, by name (`domain.links`)."""

    @property
    def may_be_opened(self) -> bool:
        """Whether the date of birth may be asked for once more. Who opened it before may go on reading."""
        return _may_be_opened(self.most, self.views, self.wrong)


class Shelf:
    """The shelf for one server. Safe to use from several threads; every call may raise Unavailable."""

    def __init__(self, links: Engine, views: Engine, place: Path | None) -> None:
        """`place`: the folder in which files of it lie, None where they are tables of a database."""
        self._links, self._views, self._place = links, views, place

    def find(self, digest: bytes, now: float) -> Shelved | None:
        """The link whose token has this digest; None for one that never was, is over, or was revoked: these
        are the same."""
        with self._guarded("shown"), ExitStack() as stack:
            reading = self._reading(stack)
            link = None if reading is None else self._link(reading, digest, now)
            if reading is None or link is None:
                return None
            parts = {row.name: row.media_type for row in reading.execute(_names, {"of": digest})}
            if self._place is not None:
                reading = stack.enter_context(self._views.connect())
            views = reading.scalar(_views, {"of": digest}) or 0
            wrong = reading.execute(_wrong, {"of": digest}).first()
            return Shelved(
                digest=digest,
                birth=bytes(link.birth),
                until=link.until,
                most=link.most,
                views=views,
                wrong=0 if wrong is None else wrong.times,
                last_wrong=None if wrong is None else wrong.last,
                parts=parts,
            )

    def part(self, digest: bytes, name: str) -> bytes | None:
        """What is shared under that name, sealed (`store/sealing.py`); None for what is not there (any
        more)."""
        with self._guarded("shown"), self._links.connect() as connection:
            sealed = connection.scalar(_part, {"of": digest, "called": name})
            return None if sealed is None else bytes(sealed)

    def note_view(self, digest: bytes, at: int) -> bool:
        """Write down that the report is shown now, before it is; False where it may not be (any more). Of two
        who come at once for the last time, one gets it."""
        with self._guarded("shown"), self._one_at_a_time(digest) as connection, ExitStack() as stack:
            # Where all lies in one database, as the transaction that writes sees it.
            reading = connection if self._place is None else self._reading(stack)
            link = None if reading is None else self._link(reading, digest, at)
            if link is None:
                return False
            wrong = connection.execute(_wrong, {"of": digest}).first()
            views = connection.scalar(_views, {"of": digest}) or 0
            if not _may_be_opened(link.most, views, 0 if wrong is None else wrong.times):
                return False
            connection.execute(insert(shared_view), {"uuid": uuid4().bytes, "digest": digest, "at": at})
            return True

    def note_wrong(self, digest: bytes, at: int) -> int:
        """Write down that a wrong date of birth was given for a link that was found; how many there were by
        now."""
        with self._guarded("written"), self._one_at_a_time(digest) as connection:
            return int(connection.execute(_one_more_wrong, {"of": digest, "at": at}).scalar_one())

    def is_empty(self) -> bool:
        """Whether there is no link at all."""
        with self._guarded("shown"), ExitStack() as stack:
            reading = self._reading(stack)
            return reading is None or reading.execute(_any).first() is None

    def prepare(self) -> None:
        """Make what the server writes into, where it is not there yet: afterwards its folder may be all
        that is left to it."""
        with self._guarded("prepared"), self._views.connect() as connection:
            connection.execute(_views, {"of": bytes(32)})

    def close(self) -> None:
        """Give every connection back."""
        self._links.dispose()
        self._views.dispose()

    @contextmanager
    def _one_at_a_time(self, digest: bytes) -> Iterator[Connection]:
        """A transaction that writes, alone for this link."""
        with self._views.connect() as connection:
            connection = connection.execution_options(dentui_write=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    lock = int.from_bytes(digest[:4], "big", signed=True)
                    connection.execute(
                        text("SELECT pg_advisory_xact_lock(:kind, :link)"), {"kind": _LOCKS, "link": lock}
                    )
                yield connection

    def _reading(self, stack: ExitStack) -> Connection | None:
        """For the links; None where there are none yet."""
        try:
            return stack.enter_context(self._links.connect())
        except NotThere:
            return None

    def _link(self, reading: Connection, digest: bytes, now: float) -> Row[Any] | None:
        """A link that is not over. For one that is as much is asked as for one that is not."""
        ended = self._place is not None and shelf_files.is_ended(self._place, digest)
        link = reading.execute(_link, {"of": digest}).first()
        return None if link is None or ended or link.until <= now else link

    def _guarded(self, done: str) -> AbstractContextManager[None]:
        """Raises Unavailable for what the database says."""
        return self._told() if self._place is None else shelf_files.guarded(self._place, done)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, self._links.dialect.loaded_dbapi.Error) as error:
            told = engines.translate(error, self._links.url.render_as_string(hide_password=True))
            if told is None:
                raise
            raise told from None


def _may_be_opened(most: int | None, views: int, wrong: int) -> bool:
    return wrong < MOST_WRONG and (most is None or views < most)


def open_shelf(home: Path, database: str) -> Shelf:
    """The shelf of a register, for its server. Nothing is read before it is asked. Raises Invalid for what is
    no register's URL, Unavailable for tables that are not there or a server's role that may not use them."""
    url = engines.parse(database)
    if url.get_backend_name() == "sqlite":
        links = shelf_files.open_file(shelf_files.links_file(home), (), writes=False)
        views = shelf_files.open_file(shelf_files.views_file(home), WRITTEN, writes=True, of_group=0o060)
        return Shelf(links, views, home / shelf_files.SHARE)
    opened = engines.open_engine(url)
    shelf = Shelf(opened, opened, None)
    try:
        shelf.find(bytes(32), 0)
    except Unavailable:
        shelf.close()
        raise
    return shelf


@dataclass(frozen=True, slots=True)
class ShelfPlace:
    """What the server of a shelf has to be allowed, and nothing else."""

    read: tuple[Path, ...]
    write: tuple[Path, ...]
    """Folders."""
    ports: tuple[int, ...]
    """TCP ports that it connects to."""


def shelf_place(home: Path, database: str) -> ShelfPlace:
    """Where the shelf of a register lies. Raises Invalid for what is no register's URL."""
    url = engines.parse(database)
    if url.get_backend_name() == "sqlite":
        return ShelfPlace((home / shelf_files.SHARE,), (shelf_files.views_file(home).parent,), ())
    own = (Path.home() / ".postgresql", Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass"))
    # 53: a server's name is looked up by TCP where the answer is long.
    return ShelfPlace(tuple(path for path in own if path.exists()), (), (url.port or 5432, 53))
