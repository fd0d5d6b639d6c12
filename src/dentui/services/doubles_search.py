"""Going through the register for doubles, in the background and by command."""

from __future__ import annotations

import time
from threading import Lock
from typing import NamedTuple

from dentui.config import Settings
from dentui.store import doubles_search
from dentui.store.database import Database
from dentui.store.doubles_search import Learning, Step

KEEP_AFTER = 2.0
"""Seconds after which what was found is written down, though there is time left."""


class Institution(NamedTuple):
    """An institution whose register is gone through."""

    id: int
    name: str


class Search:
    """The search for doubles in one institution after the other. It works for nobody: what it finds is shown
    within the scope of who asks."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = Lock()
        self._learning: dict[int, Learning] = {}

    def institutions(self) -> list[Institution]:
        """All of the register."""
        return [Institution(*row) for row in self._database.system(doubles_search.institutions)]

    def forget(self, institution: int) -> None:
        """Forget weights and pairs, but not who was said to be another person."""
        self._database.system(lambda connection: doubles_search.forget(connection, institution), writes=True)

    def go_on(self, institution: int, seconds: float) -> float:
        """Go on for about so many seconds; the share of the register that is done, 1 for all of it. Weights
        are learnt first. Safe to use from several threads and desks."""
        end = time.monotonic() + seconds
        with self._lock:
            share = 0.0
            while share < 1.0 and time.monotonic() < end:
                if not self._database.system(lambda c: doubles_search.is_begun(c, institution)):
                    self._learn(institution)
                    continue
                # Another desk may have been through with it first.
                self._learning.pop(institution, None)
                share = self._compare(institution, min(end, time.monotonic() + KEEP_AFTER))
            return share

    def counts(self, institution: int) -> tuple[int, int]:
        """Pairs that were found and not judged yet: (likely ones, all)."""
        return self._database.system(lambda connection: doubles_search.counts(connection, institution))

    def close(self) -> None:
        """Give every connection back."""
        self._database.close()

    def _learn(self, institution: int) -> None:
        learning = self._learning.setdefault(institution, Learning(institution))
        weights = self._database.system(learning.step)
        if weights is not None:
            self._database.system(lambda c: doubles_search.begin(c, institution, weights), writes=True)

    def _compare(self, institution: int, end: float) -> float:
        """Compare until then and write down what was found, in one transaction: others wait for each."""
        done = self._step(institution, None)
        if done is None:
            return 1.0
        while not done.again and time.monotonic() < end:
            step = self._step(institution, done)
            if step is None or step.again:
                break
            done = done.and_then(step)
        kept = done
        self._database.system(lambda c: doubles_search.keep(c, institution, kept), writes=True)
        return kept.share

    def _step(self, institution: int, done: Step | None) -> Step | None:
        reached = None if done is None else done.after
        return self._database.system(lambda c: doubles_search.next_step(c, institution, reached))


def open_search(settings: Settings) -> Search:
    """The search in a register, for who looks after it. Raises Unavailable."""
    return Search(Database(settings))
