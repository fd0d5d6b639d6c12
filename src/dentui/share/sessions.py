"""Who has said the right date of birth lately, and what others said: in memory only, a bounded number, and
nothing that can be read in a cookie."""

from __future__ import annotations

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable

from dentui.share.answers import Answer

MINUTES = 15
MOST = 1_000
"""Sessions at a time; beyond that the oldest ends."""


class Sessions:
    """Each is of one link. A cookie holds 256 bits that mean nothing to anybody; here lies only a hash of
    them."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._secret = secrets.token_bytes(32)
        self._open: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()
        self._answers: OrderedDict[bytes, tuple[bytes, float, Answer]] = OrderedDict()

    def cookie(self, digest: bytes, visit: str) -> str:
        """What a session of this link is called that begins with this form: the same for the same form, so
        that who presses twice comes once."""
        named = b"%d:%s%s" % (len(digest), digest, visit.encode())
        return hmac.digest(self._secret, named, "sha256").hex()

    def begin(self, digest: bytes, cookie: str) -> None:
        """From now on the cookie opens this link's report."""
        while len(self._open) >= MOST:
            self._open.popitem(last=False)
        key = self._key(cookie)
        self._answers.pop(key, None)
        self._open[key] = (digest, self._clock() + MINUTES * 60)
        self._open.move_to_end(key)

    def holds(self, digest: bytes, cookie: str) -> bool:
        """Whether the cookie opens this link's report now."""
        key = self._key(cookie)
        found = self._open.get(key)
        if found is None:
            return False
        of, until = found
        if self._clock() >= until:
            del self._open[key]
            return False
        return hmac.compare_digest(of, digest)

    def end(self, digest: bytes, cookie: str) -> None:
        """The visitor has gone."""
        if self.holds(digest, cookie):
            del self._open[self._key(cookie)]

    def keep(self, digest: bytes, cookie: str, answer: Answer) -> None:
        """What was answered to no avail, for the form that is shown next."""
        while len(self._answers) >= MOST:
            self._answers.popitem(last=False)
        key = self._key(cookie)
        self._answers[key] = (digest, self._clock() + MINUTES * 60, answer)
        self._answers.move_to_end(key)

    def answered(self, digest: bytes, cookie: str) -> Answer | None:
        """What was answered last to no avail."""
        of, until, answer = self._answers.get(self._key(cookie), (b"", 0.0, None))
        return answer if of == digest and self._clock() < until else None

    def _key(self, cookie: str) -> bytes:
        # Looked up by a keyed hash: how long it takes tells nothing of the cookies that there are.
        return hmac.digest(self._secret, b"cookie:" + cookie.encode("utf-8", "replace"), "sha256")
