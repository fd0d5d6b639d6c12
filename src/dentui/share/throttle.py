"""How long has to be waited after wrong dates: by link, which the shelf counts, and by address, counted here.

Who holds a link has `MOST_WRONG` wrong answers in all (`domain/links.py`), spread over hours, for one of
36,500 dates. Who holds many links is slowed by the address.
"""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

OF_LINK = (0, 0, 0, 30, 60, 300, 900, 1_800)
"""Seconds after so many wrong answers for one link; the last for all that follow, until the link is
stopped."""
OF_ADDRESS = (0, 0, 0, 0, 0, 0, 10, 30, 60, 120, 300, 600, 900)
"""The same for an address, from which a whole family or village may come."""
FORGOTTEN_AFTER = 6 * 3600.0
"""Seconds without a wrong answer after which an address is as good as new."""
MOST_ADDRESSES = 20_000
IPV6_NETWORK = 64
"""Bits of an IPv6 address that one line has: who has one has 2^64 addresses."""


def of_link(wrong: int, last: int | None, now: float) -> int:
    """Seconds to wait, 0 for none; times are UTC seconds. Where the clock was set back nobody waits: the next
    wrong answer has the new time."""
    if last is None or last > now + 1:
        return 0
    return max(0, math.ceil(last + _step(OF_LINK, wrong) - now))


def _step(waits: Sequence[int], wrong: int) -> int:
    return waits[min(wrong, len(waits) - 1)]


def line_of(address: str) -> str:
    """Whom an address is counted with: itself, an IPv6 address its network; what is no address is one for
    all."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


@dataclass(slots=True)
class _Count:
    wrong: int
    last: float


class Addresses:
    """Wrong answers by address. The one whose last wrong answer is the oldest is forgotten where there are
    too many."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def wait(self, address: str) -> int:
        """Seconds to wait before an answer from there is looked at."""
        count = self._count(line_of(address))
        if count is None:
            return 0
        return max(0, math.ceil(count.last + _step(OF_ADDRESS, count.wrong) - self._clock()))

    def charge(self, address: str) -> None:
        """Count an answer as wrong. It is counted before it is looked at, so that many at once are no way
        round."""
        line = line_of(address)
        count = self._count(line)
        self._counts[line] = _Count(count.wrong + 1 if count else 1, self._clock())
        self._counts.move_to_end(line)
        while len(self._counts) > MOST_ADDRESSES:
            self._counts.popitem(last=False)

    def forgive(self, address: str) -> None:
        """It was right after all."""
        line = line_of(address)
        count = self._count(line)
        if count is None:
            return
        count.wrong -= 1
        if count.wrong <= 0:
            del self._counts[line]

    def _count(self, line: str) -> _Count | None:
        count = self._counts.get(line)
        if count is not None and self._clock() - count.last >= FORGOTTEN_AFTER:
            del self._counts[line]
            return None
        return count
