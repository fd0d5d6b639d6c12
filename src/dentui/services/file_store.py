"""Looking after the file store: sweeping it, and verifying that every file is as it was taken in."""

from __future__ import annotations

import threading
from collections.abc import Callable

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Swept, Verified, Wrong, WrongFile
from dentui.store import sweep
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit

VERIFY = "verify image data"


class FileStore:
    """The file store of a register, for who looks after it. What needs no operator tells no name."""

    def __init__(self, settings: Settings) -> None:
        """Raises Unavailable."""
        self._blobs = open_blobs(settings)
        self._database = Database(settings)
        self._wrong: dict[str, Wrong] = {}

    @property
    def place(self) -> str:
        """Where it is."""
        return self._blobs.place

    def sweep(self, told: Callable[[int], None], stop: threading.Event) -> Swept:
        """Put aside what no row names for a day, and drop what lay aside for a month. `told`: how many files
        were looked at. Raises Unavailable, Cancelled."""
        return sweep.sweep(self._database, self._blobs, told, stop)

    def verify(self, told: Callable[[int, int], None], stop: threading.Event) -> Verified:
        """Read every file anew and compare it with what was taken in; nothing is changed. `told`: bytes that
        are done, and of all. Raises Unavailable, Cancelled."""
        done, self._wrong = sweep.verify(self._database, self._blobs, told, stop)
        return done

    def wrong(self, actor: Actor) -> tuple[WrongFile, ...]:
        """What `verify` found wrong within the operator's scope; the trail has that it was told."""

        def tell(unit: Unit) -> tuple[WrongFile, ...]:
            found = sweep.whose(unit.view, self._wrong)
            unit.audit(VERIFY, None, files=len(found))
            return found

        return self._database.write(actor, tell)

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()
