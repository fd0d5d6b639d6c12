"""One-way hashes of passwords and PINs: argon2id, one at a time on a machine.

A hash takes a core and 64 MiB for a seventh of a second; thousands of guesses at once would take all of
both from the desks. So whoever hashes holds a lock on a file in the home, which goes with the process.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from dentui.domain.sign_in import as_hashed
from dentui.errors import Unavailable

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")

LOCK_FILE = "sign-in.lock"
PATIENCE = 30.0
"""Seconds that somebody waits for those who came first."""
LARGE, SMALL = (3, 65_536), (2, 19_456)
"""Passes and KiB (RFC 9106's second choice; OWASP's least): SMALL where a machine has little memory."""
LITTLE_MEMORY = 2 << 30
NICENESS = 5
"""On a machine that is busy a hash gets a third of what a desk gets, on an idle one a whole core."""

_turn = threading.Lock()


def cost() -> tuple[int, int]:
    """Passes and KiB of a hash on this machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return SMALL if memory < LITTLE_MEMORY else LARGE


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Within it nobody else on this machine hashes. Raises Unavailable where too many want to."""
    end = time.monotonic() + PATIENCE
    # One thread of a process stands for all of them at the file.
    if not _turn.acquire(timeout=PATIENCE):
        raise _busy()
    try:
        handle = _open(home / LOCK_FILE)
        try:
            pause = 0.005
            while not _taken(handle):
                if time.monotonic() > end:
                    raise _busy()
                time.sleep(pause)
                pause = min(0.04, pause * 2)
            yield
        finally:
            os.close(handle)
    finally:
        _turn.release()


def make_hash(secret: str) -> str:
    """A hash to keep. To be called within `alone`."""
    from argon2.exceptions import HashingError

    try:
        return _behind_the_desks(lambda: _hasher().hash(_bytes(secret)))
    except HashingError as error:
        raise Unavailable(_NO_MEMORY) from error


def fits(secret: str, hashed: str | None) -> bool:
    """Whether it is the secret of that hash. Where there is none, the same work is done for nothing.
    To be called within `alone`."""
    from argon2.exceptions import VerificationError, VerifyMismatchError

    if hashed is None:
        make_hash(secret)
        return False
    try:
        return _behind_the_desks(lambda: _hasher().verify(hashed, _bytes(secret)))
    except VerifyMismatchError:
        return False
    except VerificationError as error:
        raise Unavailable(_NO_MEMORY) from error


def is_weak(hashed: str) -> bool:
    """Whether this machine would make a stronger hash. A smaller machine leaves a stronger one."""
    from argon2 import extract_parameters

    made = extract_parameters(hashed)
    passes, memory = cost()
    return made.time_cost < passes or made.memory_cost < memory


_NO_MEMORY = "This machine has no memory left to check a password. Close what is not needed, then try again."


def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    passes, memory = cost()
    return PasswordHasher(time_cost=passes, memory_cost=memory, parallelism=1)


def _behind_the_desks(work: Callable[[], T]) -> T:
    """Do it in a thread to which the machine gives less than to a desk that searches or saves. On Linux
    niceness is a thread's."""

    def step_back() -> None:
        thread = threading.get_native_id()
        # Further forward than it stands only root may put itself.
        if os.getpriority(os.PRIO_PROCESS, thread) < NICENESS:
            os.setpriority(os.PRIO_PROCESS, thread, NICENESS)

    with ThreadPoolExecutor(1, initializer=step_back) as pool:
        return pool.submit(work).result()


def _bytes(secret: str) -> bytes:
    return as_hashed(secret[:2_000]).encode("utf-8", "surrogatepass")


def _open(file: Path) -> int:
    try:
        return os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    except OSError as error:
        raise Unavailable(
            f"Nobody can sign in: {file} cannot be opened ({error.strerror}). Ask who looks after this "
            "machine to give this account write access to that folder."
        ) from error


def _taken(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _busy() -> Unavailable:
    return Unavailable("Too many people sign in at this moment. Wait a minute, then try again.")
