"""What the server of shared reports wrote of views is taken into the trail, and what is over is put away: at
desks every so often, and by command where no desk is open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

from dentui.config import Settings
from dentui.errors import Unavailable
from dentui.store import handed, links
from dentui.store.changes import notify
from dentui.store.database import Database
from dentui.store.shelving import Viewed

OVERLAP = 3_600
"""Seconds of views that are looked at again, for a server's clock that goes wrong."""


class LinkViews:
    """Views of the links of all institutions. Safe to use from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._seen = 0
        self._known: frozenset[UUID] = frozenset()

    def take_in(self) -> int:
        """Take what the server wrote of views into the trail, each once whoever else does so, and put away
        what is over, also where views cannot be read; how many views were new. Without news it takes reads
        only. Raises Unavailable."""
        try:
            taken = self._taken()
        except Unavailable:
            with suppress(Unavailable):
                self.put_away()
            raise
        self.put_away()
        return taken

    def _taken(self) -> int:
        shelf, key = self._database.shelf, self._database.key

        def write(connection: Any, new: list[Viewed]) -> int:
            if found := links.take_in(connection, key, new):
                notify(connection)
            return found

        with self._lock:
            since = max(0, min(self._seen, int(time.time())) - OVERLAP)

            def look(connection: Any) -> tuple[list[Viewed], list[Viewed]]:
                views = shelf.views(connection, since)
                unknown = [each for each in views if each.uuid not in self._known]
                return views, links.news(connection, unknown)

            views, new = self._database.system(look)
            taken = (
                self._database.system(lambda connection: write(connection, new), writes=True) if new else 0
            )
            self._known = frozenset(each.uuid for each in views)
            self._seen = max((each.at for each in views), default=self._seen)
            return taken

    def put_away(self) -> None:
        """Take off the shelf what nobody can open any more, and out of outboxes what was handed out with it.
        Raises Unavailable."""
        shelf, now = self._database.shelf, time.time()
        self._clear_outboxes(now)
        shelf.take_off_ended()

        def over(connection: Any) -> tuple[list[bytes], list[bytes]]:
            # What the register does not have is looked for last: a link comes into the register first.
            return shelf.expired(connection, now), links.strangers(connection, shelf)

        expired, strangers = self._database.system(over)
        if strangers:
            # Nobody opens them, even if they cannot be taken off.
            self._write(lambda connection: shelf.end(connection, strangers))
            shelf.take_off_ended()
        self._take_off(expired)
        self._take_off(self._database.system(lambda connection: shelf.used_up(connection, now)))

    def _clear_outboxes(self, now: float) -> None:
        def over(links: set[UUID]) -> set[UUID]:
            return self._database.system(lambda connection: handed.over(connection, now, links))

        # Where a file cannot be taken out now, it is tried again.
        with suppress(OSError):
            handed.clear(self._database.home, now, over)

    def _take_off(self, gone: list[bytes]) -> None:
        if gone:
            self._write(lambda connection: self._database.shelf.take_off(connection, gone))
            self._write(lambda connection: self._database.shelf.forget(connection, time.time()))

    def _write(self, work: Callable[[Any], None]) -> None:
        self._database.system(work, writes=self._database.shelf.in_register)


def take_in(settings: Settings) -> int:
    """The same, for whoever has the home's account; how many views were new. Raises Unavailable."""
    database = Database(settings)
    try:
        return LinkViews(database).take_in()
    finally:
        database.close()
