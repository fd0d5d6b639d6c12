"""What is asked for again at every letter typed: scope and filters of a finding, as sets or in their order.

An entry holds for one state of the institution, told by the number of the last row in its audit trail:
there is no change without one. So nothing has to be invalidated, and another desk's change counts too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 8
"""Entries kept; a set is at most 0.12 MB for a million patients, cases in their order at most 2 MB."""


class Memo:
    """The last few answers, by question and state. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._answers: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()

    def get(
        self, key: Hashable, state: int, make: Callable[[], T], keeps: Callable[[T], bool] = lambda _: True
    ) -> T:
        """The answer to this key in this state; made where it is not known, and kept where it is not too
        large to be. The caller does not change it."""
        with self._lock:
            known = self._answers.get(key)
            if known is not None and known[0] == state:
                self._answers.move_to_end(key)
                answer: T = known[1]
                return answer
        made = make()
        if not keeps(made):
            return made
        with self._lock:
            self._answers[key] = (state, made)
            self._answers.move_to_end(key)
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return made
