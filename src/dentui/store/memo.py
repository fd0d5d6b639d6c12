"""Sets that are asked for again at every letter typed: the scope and the filters of a finding.

An entry holds for one state of the institution, told by the number of the last row in its audit trail:
there is no change without one. So nothing has to be invalidated, and another desk's change counts too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from pyroaring import BitMap

MOST = 8
"""Entries kept; one is at most 0.12 MB for a million patients."""


class Memo:
    """The last few sets, by question and state. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sets: OrderedDict[Hashable, tuple[int, BitMap]] = OrderedDict()

    def get(self, key: Hashable, state: int, make: Callable[[], BitMap]) -> BitMap:
        """The set of this key in this state; made where it is not known. The caller does not change it."""
        with self._lock:
            known = self._sets.get(key)
            if known is not None and known[0] == state:
                self._sets.move_to_end(key)
                return known[1]
        made = make()
        with self._lock:
            self._sets[key] = (state, made)
            self._sets.move_to_end(key)
            while len(self._sets) > MOST:
                self._sets.popitem(last=False)
        return made
