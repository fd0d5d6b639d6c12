"""How much may be under way on a line that does not say how much of it waits.

sshd takes megabytes off a program that writes faster than the line: somebody who holds a key down for three
seconds would look at what it did for twelve. So the terminal is asked to answer (DSR, ECMA-48 8.3.35) behind
what is sent; every terminal since the VT100 does. What a line carries is known from these answers as in BBR
(draft-ietf-ccwg-bbr): the most that arrived in a time, and the shortest way there and back.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

QUERY = "\x1b[5n"
ANSWER = "\x1b[0n"
ASK_AFTER = 512
"""Bytes for which an answer is worth while."""
AT_LEAST = 4_096
"""Bytes that may always be under way: two screens of changes."""
MAY_QUEUE = 0.15
"""Seconds that what is sent may wait behind what was sent before."""
SAMPLES = 10
GIVE_UP_AFTER = 3.0
"""Seconds after which an answer is taken for lost; a terminal that never answered is not asked any more."""


class Pace:
    """What is under way to one terminal. May be used by several threads."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sent = self._arrived = self._asked = 0
        """Bytes so far."""
        self._open: deque[tuple[int, int, float]] = deque()
        """Of every query without an answer: bytes sent up to it, bytes arrived by then, its time."""
        self._answers = False
        self._given_up = False
        self._rates: deque[float] = deque(maxlen=SAMPLES)
        """Bytes a second that arrived while a query was under way."""
        self._ways: deque[float] = deque(maxlen=SAMPLES * 5)
        """Seconds there and back."""
        self._on_free: Callable[[], None] | None = None

    def send(self, size: int) -> str:
        """So many bytes go out now; answers what goes out behind them."""
        with self._lock:
            self._sent += size
            if self._given_up or self._sent - self._asked < ASK_AFTER:
                return ""
            self._open.append((self._sent, self._arrived, self._clock()))
            self._asked = self._sent
            return QUERY

    def answer(self) -> None:
        """The terminal has answered."""
        with self._lock:
            if not self._open:
                return
            now = self._clock()
            sent, arrived, at = self._open.popleft()
            self._answers = True
            self._ways.append(max(now - at, 0.001))
            self._rates.append((sent - arrived) / self._ways[-1])
            self._arrived = sent
        self.look()

    def _window(self) -> float:
        """Bytes that may be under way."""
        return max(AT_LEAST, max(self._rates, default=0) * (min(self._ways, default=0) + MAY_QUEUE))

    def tell_when_free(self, told: Callable[[], None]) -> bool:
        """Whether nothing more should be sent now: then `told` is called once when it may, by whoever calls
        `answer`, `look` or `stop`."""
        with self._lock:
            full = self._is_full()
            self._on_free = told if full else None
        return full

    def look(self) -> None:
        """Tell whoever waits, where there is nothing to wait for. To be called now and then: some answers
        never come."""
        with self._lock:
            if self._on_free is None or self._is_full():
                return
            told, self._on_free = self._on_free, None
        told()

    def stop(self) -> None:
        """Nothing is asked any more."""
        with self._lock:
            self._given_up = True
            self._open.clear()
        self.look()

    def _is_full(self) -> bool:
        """Takes an answer that is overdue for lost."""
        if self._open and self._clock() - self._open[0][2] > GIVE_UP_AFTER + max(self._ways, default=0):
            self._given_up = not self._answers
            self._open.clear()
            self._arrived = self._asked = self._sent
        return bool(self._open) and self._sent - self._arrived > self._window()

    def is_asking(self) -> bool:
        """Whether an answer is still to come."""
        with self._lock:
            return bool(self._open)
