"""What the server of shared reports wrote of views is taken into the trail, and what is over is put away: at
desks every so often, and by command where no desk is open."""

from __future__ import annotations

import threading
import time
from typing import Any
from uuid import UUID

from dentui.config import Settings
from dentui.store import links
from dentui.store.changes import notify
from dentui.store.database import Database

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
        what is over; how many views were new. Without news it takes a read. Raises Unavailable."""
        shelf = self._database.shelf
        with self._lock:
            since = max(0, min(self._seen, int(time.time())) - OVERLAP)
            views = self._database.system(lambda connection: shelf.views(connection, since))
            new = [each for each in views if each.uuid not in self._known]
            taken = 0
            if new:
                key = self._database.key

                def write(connection: Any) -> int:
                    if found := links.take_in(connection, key, new):
                        notify(connection)
                    return found

                taken = self._database.system(write, writes=True)
                self._known = frozenset(each.uuid for each in views)
                self._seen = max(each.at for each in views)
        self.put_away()
        return taken

    def put_away(self) -> None:
        """Take off the shelf what nobody can open any more."""
        shelf, now = self._database.shelf, time.time()

        def over(connection: Any) -> list[bytes]:
            # What the register does not have is looked for last: a link comes into the register first.
            return [*shelf.over(connection, now), *links.strangers(connection, shelf)]

        if gone := self._database.system(over):

            def write(connection: Any) -> None:
                shelf.take_off(connection, gone)
                shelf.forget(connection, now)

            self._database.system(write, writes=shelf.in_register)


def take_in(settings: Settings) -> int:
    """The same, for whoever has the home's account; how many views were new. Raises Unavailable."""
    database = Database(settings)
    try:
        return LinkViews(database).take_in()
    finally:
        database.close()
