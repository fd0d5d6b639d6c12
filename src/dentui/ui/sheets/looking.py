"""A look at files in a thread, which can be given up at any time: then nothing of it stays."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from dentui.domain.images import Found, Progress
from dentui.errors import Cancelled, NotFound
from dentui.services.desk import Desk
from dentui.services.sources import Chosen


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found, and where it lies on this machine."""

    found: Found
    chosen: Chosen
    sources: Mapping[UUID, Path]
    """The file of this machine that each found file is, or comes out of."""
    known: Mapping[UUID, UUID]
    """Of what was found what the chart has already, and a record that has it."""

    def whole(self, kept: Iterable[UUID]) -> list[Path]:
        """The files of this machine of which all was kept: nothing that an archive holds besides."""
        kept = frozenset(kept)
        left = {path for key, path in self.sources.items() if key not in kept}
        paths = dict.fromkeys(path for key, path in self.sources.items() if key in kept and path not in left)
        refused = [refused.name.split("/") for refused in self.found.refused]
        return [path for path in paths if not any(path.name in parts for parts in refused)]


class Look:
    """One look. What is found lives until it is saved or forgotten."""

    def __init__(self, desk: Desk, patient: UUID, chosen: Chosen, told: Callable[[Progress], None]) -> None:
        self._desk, self._patient, self._chosen, self._told = desk, patient, chosen, told
        self._stop = threading.Event()
        self._ending = threading.Lock()
        self._found: Found | None = None

    def run(self) -> Looked:
        """Look; in a thread. Raises DentuiError, Cancelled where it was given up."""
        images, actor = self._desk.images, self._desk.actor
        found = images.look(actor, self._chosen.paths, self._told, self._stop)
        known: Mapping[UUID, UUID] = {}
        with suppress(NotFound):
            # A chart that is gone by now is told of when it is saved.
            known = images.known(actor, found.key, self._patient)
        with self._ending:
            if not self._stop.is_set():
                self._found = found
                return Looked(found, self._chosen, images.sources(actor, found.key), known)
        images.forget(found.key)
        raise Cancelled

    def give_up(self) -> None:
        """Nobody waits for it any more; what it has found by now is thrown away, in a thread."""
        with self._ending:
            self._stop.set()
            found = self._found
        if found is not None:
            threading.Thread(target=self._desk.images.forget, args=(found.key,), daemon=True).start()
