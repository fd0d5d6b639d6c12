"""The shelf as desks use it: what is shared is put there, and ends there before its end is said elsewhere.

With PostgreSQL that is part of the register's transaction. Otherwise the shelf is files
(`store/shelf_files.py`), and an end must not wait for them: a link is marked as ended, and taken off once the
register has it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, insert, select

from dentui.errors import Unavailable
from dentui.store import shelf_files
from dentui.store.blobs import refusing
from dentui.store.engine import BUSY_MS, may_write
from dentui.store.shelf_files import NotThere
from dentui.store.shelf_tables import READ, WRITTEN, shared_link, shared_part, shared_view, shared_wrong

READING = 3_600
"""Seconds for which somebody may go on reading who opened a link for the last time."""
KEPT_FOR = 180 * 86_400
"""Seconds for which views stay on the shelf: far longer than any link works, or any desk stays closed."""
WAIT_MS = 1_000
"""How long a desk waits for a file of the shelf that others hold; BUSY_MS only where a link is made."""
AT_ONCE = 500
"""Digests that one statement names."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shared:
    """What is put on the shelf."""

    digest: bytes
    birth: bytes
    until: int
    most: int | None
    parts: Mapping[str, tuple[str, bytes]]
    """Media type and sealed bytes, by name."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """A report was shown."""

    uuid: UUID
    digest: bytes
    at: int


class Shelving:
    """The shelf for the desks of one home. Safe to use from several threads; each call may raise
    Unavailable."""

    def __init__(self, register: Engine, home: Path) -> None:
        """Nothing is opened, or made, before it is needed."""
        self.in_register = register.dialect.name == "postgresql"
        """Whether all happens in the transaction of the connection that is handed over."""
        self._place = home / shelf_files.SHARE
        self._file, self._views_file = shelf_files.links_file(home), shelf_files.views_file(home)
        self._links: Engine | None = None
        self._views: Engine | None = None
        self._open: set[bytes] = set()
        self._lock = Lock()
        if not self.in_register:
            self._links = shelf_files.open_file(self._file, READ, writes=True, of_group=0o040, wait=WAIT_MS)
            self._views = shelf_files.open_file(self._views_file, WRITTEN, writes=False, wait=WAIT_MS)

    def put(self, connection: Connection, shared: Shared) -> None:
        """Share this from now on."""
        link = {name: getattr(shared, name) for name in ("digest", "birth", "until", "most")}
        parts = [
            {"digest": shared.digest, "name": name, "media_type": kind, "sealed": sealed}
            for name, (kind, sealed) in shared.parts.items()
        ]
        with self._writing(connection, "shared", wait=BUSY_MS) as writing:
            if not self.in_register:
                shelf_files.make_ended(self._place)
            writing.execute(insert(shared_link), link)
            writing.execute(insert(shared_part), parts)

    def end(self, connection: Connection, digests: Collection[bytes]) -> None:
        """Let nobody open these from now on: where the shelf is files, even if what comes after fails. It is
        never refused because of a file: what can neither be marked nor taken off is `still_open`. Whatever is
        marked is taken off by `take_off_ended`."""
        if self.in_register:
            self.take_off(connection, digests)
        elif digests and not self._mark(digests):
            try:
                self.take_off(connection, digests)
            except Unavailable:
                with self._lock:
                    self._open.update(digests)

    def take_off_ended(self) -> None:
        """Take off what was marked as ended. It is marked before, where that was not possible when it ended.
        Raises Unavailable; the next call tries again."""
        if self._links is None:
            return
        with self._lock:
            left = set(self._open)
        if left and self._mark(left):
            with self._lock:
                self._open -= left
        with refusing(str(self._place), "taken off"):
            over = sorted({*shelf_files.ended(self._place), *left})
        if not over:
            return
        there = self._file.exists()
        if there:
            with self._own(self._links, "taken off", WAIT_MS) as writing:
                _delete(writing, over)
            with self._lock:
                self._open -= left
        with refusing(str(self._place), "taken off"):
            shelf_files.unmark(self._place, over, gone=not there)

    @property
    def still_open(self) -> bool:
        """Whether somebody may still open what was ended: neither its mark nor its file could be written."""
        return bool(self._open)

    @property
    def ended(self) -> bool:
        """Whether there is anything left that was ended and not taken off."""
        if self.in_register:
            return False
        try:
            return bool(self._open or shelf_files.ended(self._place))
        except OSError:
            return True

    @property
    def place(self) -> Path:
        """The folder of a shelf of files."""
        return self._place

    def _mark(self, digests: Collection[bytes]) -> bool:
        try:
            shelf_files.mark_ended(self._place, digests)
        except OSError:
            return False
        return True

    def take_off(self, connection: Connection, digests: Collection[bytes]) -> None:
        """Share these no longer: where the shelf has a transaction of its own, even if what comes after
        fails."""
        if not digests:
            return
        if self.in_register or self._file.exists():
            with self._writing(connection, "taken off") as writing:
                _delete(writing, digests)

    def there(self, connection: Connection, digests: Collection[bytes]) -> set[bytes]:
        """Those of these links that the server opens."""
        found: set[bytes] = set()
        with self._reading_links(connection) as reading:
            if reading is not None:
                for some in batched(digests):
                    rows = reading.scalars(select(shared_link.c.digest).where(shared_link.c.digest.in_(some)))
                    found |= set(map(bytes, rows))
        if found and not self.in_register:
            with refusing(str(self._place), "read"):
                found.difference_update(shelf_files.ended(self._place))
        return found

    def wrong(self, connection: Connection, digests: Collection[bytes]) -> dict[bytes, int]:
        """How many wrong dates of birth were given for these, where any were."""
        found: dict[bytes, int] = {}
        with self._reading_views(connection) as reading:
            if reading is not None:
                for some in batched(digests):
                    rows = reading.execute(select(shared_wrong).where(shared_wrong.c.digest.in_(some)))
                    found |= {bytes(row.digest): row.times for row in rows}
        return found

    def views(self, connection: Connection, since: int) -> list[Viewed]:
        """Views from this time on, the oldest first."""
        with self._reading_views(connection) as reading:
            if reading is None:
                return []
            rows = reading.execute(
                select(shared_view).where(shared_view.c.at >= since).order_by(shared_view.c.at)
            ).all()
        return [Viewed(UUID(bytes=bytes(row.uuid)), bytes(row.digest), row.at) for row in rows]

    def all(self, connection: Connection) -> list[tuple[bytes, int, int | None]]:
        """Of every link that the server has: digest, until when it works, how often it may be opened."""
        with self._reading_links(connection) as reading:
            if reading is None:
                return []
            rows = reading.execute(select(shared_link)).all()
        return [(bytes(row.digest), row.until, row.most) for row in rows]

    def expired(self, connection: Connection, now: float) -> list[bytes]:
        """Links that the server has and that have expired."""
        return [digest for digest, until, _ in self.all(connection) if until <= now]

    def used_up(self, connection: Connection, now: float) -> list[bytes]:
        """Links that the server has and that were opened for the last time, and read."""
        bound = {
            digest: most for digest, until, most in self.all(connection) if until > now and most is not None
        }
        times: dict[bytes, list[int]] = {}
        if bound:
            with self._reading_views(connection) as reading:
                if reading is not None:
                    for some in batched(bound):
                        seen = select(shared_view.c.digest, shared_view.c.at)
                        for row in reading.execute(seen.where(shared_view.c.digest.in_(some))):
                            times.setdefault(bytes(row.digest), []).append(row.at)
        return [
            digest
            for digest, most in bound.items()
            if len(times.get(digest, ())) >= most and max(times[digest]) < now - READING
        ]

    def forget(self, connection: Connection, now: float) -> None:
        """Take away what was written of links that are long over, where this account may."""
        before = int(now) - KEPT_FOR
        file = self._views_file
        if not self.in_register and not (file.exists() and may_write(file) and may_write(file.parent)):
            return
        with self._writing(connection, "taken away", into=self._views) as writing:
            writing.execute(delete(shared_view).where(shared_view.c.at < before))
            writing.execute(delete(shared_wrong).where(shared_wrong.c.last < before))

    def close(self) -> None:
        """Give every connection back."""
        for opened in (self._links, self._views):
            if opened is not None:
                opened.dispose()

    @contextmanager
    def _writing(
        self,
        connection: Connection,
        done: str,
        *,
        into: Engine | None = None,
        wait: int = WAIT_MS,
    ) -> Iterator[Connection]:
        if self._links is None:
            yield connection
            return
        with self._own(into or self._links, done, wait) as writing:
            yield writing

    @contextmanager
    def _own(self, into: Engine, done: str, wait: int) -> Iterator[Connection]:
        """A transaction of a file's own that writes."""
        file = self._file if into is self._links else self._views_file
        with shelf_files.guarded(file, done), into.connect() as writing:
            writing = writing.execution_options(dentui_write=True, dentui_wait=wait)
            with writing.begin():
                yield writing

    @contextmanager
    def _reading_links(self, connection: Connection) -> Iterator[Connection | None]:
        if self._links is None:
            yield connection
        elif not self._file.exists():
            yield None
        else:
            with shelf_files.guarded(self._file, "read"), self._links.connect() as reading:
                yield reading

    @contextmanager
    def _reading_views(self, connection: Connection) -> Iterator[Connection | None]:
        if self._views is None:
            yield connection
            return
        with ExitStack() as stack:
            stack.enter_context(shelf_files.guarded(self._views_file, "read"))
            try:
                reading = stack.enter_context(self._views.connect())
            except NotThere:
                reading = None
            yield reading


def _delete(connection: Connection, digests: Collection[bytes]) -> None:
    for some in batched(digests):
        for table in READ:
            connection.execute(delete(table).where(table.c.digest.in_(some)))


def batched(things: Iterable[T]) -> Iterator[list[T]]:
    """These, so many at a time as a statement takes."""
    known = list(things)
    for first in range(0, len(known), AT_ONCE):
        yield known[first : first + AT_ONCE]
