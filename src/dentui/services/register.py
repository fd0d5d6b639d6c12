"""The register as a whole: noticing what other desks do, and closing it."""

from collections.abc import Callable, Iterator
from typing import Any

from dentui.config import Settings
from dentui.domain.doctor import Finding
from dentui.store import indexing, inspection
from dentui.store.changes import Changes, notify
from dentui.store.database import Database


class Register:
    """The open register of a desk."""

    def __init__(self, database: Database, closing: Callable[[], None] = lambda: None) -> None:
        """`closing` ends what works beside the desk, before the connections go."""
        self._database = database
        self._closing = closing
        self._changes: Changes | None = None
        self._closed = False

    def wait_for_change(self, timeout: float) -> bool:
        """Whether anybody committed since the last call, waiting up to `timeout` seconds for it. For
        one thread only; it takes at most half a second longer than `close`."""
        if self._closed:
            return False
        if self._changes is None:
            self._changes = self._database.changes()
        return self._changes.wait(timeout)

    def end_watch(self) -> None:
        """Nobody waits for changes any more; the register stays open for another desk."""
        self._closed = True
        if self._changes is not None:
            self._changes.stop()

    def close(self) -> None:
        """End the watch and give the connections back."""
        self.end_watch()
        self._closing()
        self._database.close()


def inspect(settings: Settings) -> Iterator[Finding]:
    """Facts about the register and whether they are as they should be. It changes nothing."""
    return inspection.inspect(settings)


def rebuild_index(settings: Settings) -> None:
    """Make the finding index anew from the charts of every institution. Raises Unavailable."""

    def rebuild(connection: Any) -> None:
        indexing.rebuild(connection)
        notify(connection)

    database = Database(settings)
    try:
        database.system(rebuild, writes=True)
    finally:
        database.close()
