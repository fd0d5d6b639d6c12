"""The shelf as desks use it: what is shared is put there, and taken off before its end is said anywhere else.

With PostgreSQL that is part of the register's transaction; otherwise it is one of its own
(`store/shelf_files.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, delete, insert, select

from dentui.store import shelf_files
from dentui.store.engine import may_write
from dentui.store.shelf_files import NotThere
from dentui.store.shelf_tables import READ, WRITTEN, shared_link, shared_part, shared_view, shared_wrong

READING = 3_600
"""Seconds for which somebody may go on reading who opened a link for the last time."""
KEPT_FOR = 180 * 86_400
"""Seconds for which views stay on the shelf: far longer than any link works, or any desk stays closed."""
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
        self._file = shelf_files.links_file(home)
        self._links: Engine | None = None
        self._views: Engine | None = None
        if not self.in_register:
            self._links = shelf_files.open_file(self._file, READ, writes=True, of_group=0o040)
            self._views = shelf_files.open_file(shelf_files.views_file(home), WRITTEN, writes=False)

    def put(self, connection: Connection, shared: Shared) -> None:
        """Share this from now on."""
        link = {name: getattr(shared, name) for name in ("digest", "birth", "until", "most")}
        parts = [
            {"digest": shared.digest, "name": name, "media_type": kind, "sealed": sealed}
            for name, (kind, sealed) in shared.parts.items()
        ]
        with self._writing(connection, "shared") as writing:
            writing.execute(insert(shared_link), link)
            writing.execute(insert(shared_part), parts)

    def take_off(self, connection: Connection, digests: Collection[bytes]) -> None:
        """Share these no longer: where the shelf has a transaction of its own, even if what comes after
        fails."""
        if not digests or (not self.in_register and not self._file.exists()):
            return
        with self._writing(connection, "ended") as writing:
            for some in batched(digests):
                for table in READ:
                    writing.execute(delete(table).where(table.c.digest.in_(some)))

    def there(self, connection: Connection, digests: Collection[bytes]) -> set[bytes]:
        """Those of these links that the server has."""
        found: set[bytes] = set()
        with self._reading_links(connection) as reading:
            if reading is not None:
                for some in batched(digests):
                    rows = reading.scalars(select(shared_link.c.digest).where(shared_link.c.digest.in_(some)))
                    found |= set(map(bytes, rows))
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

    def over(self, connection: Connection, now: float) -> list[bytes]:
        """Links that the server has and that work no more: expired, or opened for the last time and read."""
        there = self.all(connection)
        bound = {digest: most for digest, until, most in there if until > now and most is not None}
        times: dict[bytes, list[int]] = {}
        if bound:
            with self._reading_views(connection) as reading:
                if reading is not None:
                    for some in batched(bound):
                        seen = select(shared_view.c.digest, shared_view.c.at)
                        for row in reading.execute(seen.where(shared_view.c.digest.in_(some))):
                            times.setdefault(bytes(row.digest), []).append(row.at)
        return [
            *(digest for digest, until, _ in there if until <= now),
            *(
                digest
                for digest, most in bound.items()
                if len(times.get(digest, ())) >= most and max(times[digest]) < now - READING
            ),
        ]

    def forget(self, connection: Connection, now: float) -> None:
        """Take away what was written of links that are long over, where this account may."""
        before = int(now) - KEPT_FOR
        file = shelf_files.views_file(self._place.parent)
        if not self.in_register and not (file.exists() and may_write(file) and may_write(file.parent)):
            return
        with self._writing(connection, "taken away", self._views) as writing:
            writing.execute(delete(shared_view).where(shared_view.c.at < before))
            writing.execute(delete(shared_wrong).where(shared_wrong.c.last < before))

    def close(self) -> None:
        """Give every connection back."""
        for opened in (self._links, self._views):
            if opened is not None:
                opened.dispose()

    @contextmanager
    def _writing(self, connection: Connection, done: str, into: Engine | None = None) -> Iterator[Connection]:
        if self._links is None:
            yield connection
            return
        with shelf_files.guarded(self._place, done), (into or self._links).connect() as writing:
            writing = writing.execution_options(dentui_write=True)
            with writing.begin():
                yield writing

    @contextmanager
    def _reading_links(self, connection: Connection) -> Iterator[Connection | None]:
        if self._links is None:
            yield connection
        elif not self._file.exists():
            yield None
        else:
            with shelf_files.guarded(self._place, "read"), self._links.connect() as reading:
                yield reading

    @contextmanager
    def _reading_views(self, connection: Connection) -> Iterator[Connection | None]:
        if self._views is None:
            yield connection
            return
        with ExitStack() as stack:
            stack.enter_context(shelf_files.guarded(self._place, "read"))
            try:
                reading = stack.enter_context(self._views.connect())
            except NotThere:
                reading = None
            yield reading


def batched(things: Iterable[T]) -> Iterator[list[T]]:
    """These, so many at a time as a statement takes."""
    known = list(things)
    for first in range(0, len(known), AT_ONCE):
        yield known[first : first + AT_ONCE]
