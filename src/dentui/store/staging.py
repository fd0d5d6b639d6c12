"""Where files wait until they are kept: `files/staging/LOOK/` in the home or beside the store, a folder
for each look at files.

A look holds a lock on its folder for as long as it lasts. A folder without one was left by a program that
was killed: whoever stages next takes it away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID, uuid4

from dentui.errors import Cancelled, Unavailable, Unreadable
from dentui.store.blobs import STOPPED, Staged, make_folder, refusing

RESERVE = 512 << 20
"""Bytes that stay free beside the register, whatever is taken in."""
PIECE = 1 << 20
READ_ONLY = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY | os.O_NONBLOCK
"""A pipe in the place of a file must not hold anybody up."""


class Staging:
    """The folder of one look. Not for two threads at once."""

    def __init__(self, root: Path, look: UUID) -> None:
        """Makes the folder, for this account only, and takes away what killed programs left. Raises
        Unavailable."""
        self.folder = root / str(look)
        self._place = str(root)
        with refusing(self._place):
            make_folder(root)
            clear(root)
            self._lock = _begun(self.folder)

    def require_room(self, size: int) -> None:
        """Raises Unavailable where twice so many bytes and a reserve are not free."""
        with refusing(self._place):
            free = shutil.disk_usage(self.folder).free
        needed = 2 * size + RESERVE
        if free < needed:
            raise Unavailable(
                f"There is not enough room: this takes {needed / 1e9:.1f} GB for a time, and "
                f"{free / 1e9:.1f} GB are free where {self._place} lies. Nothing was added. Free some space, "
                "then try again."
            )

    def take(
        self,
        source: Path,
        allowed: Callable[[Path], bool],
        told: Callable[[int], None],
        stop: threading.Event,
    ) -> Staged:
        """Copy a file here. `allowed` is asked where the file that was opened really lies. Raises as
        `put`; what somebody writes into meanwhile, or what tells no length (of /proc), is Unreadable."""
        opened = _open(source, allowed)
        try:
            before = os.fstat(opened)
            staged = self.put(_pieces(opened, before.st_size), told, stop)
            after = os.fstat(opened)
        finally:
            os.close(opened)
        if (staged.size, after.st_size, after.st_mtime_ns) != (
            *(before.st_size, before.st_size),
            before.st_mtime_ns,
        ):
            staged.path.unlink(missing_ok=True)
            raise Unreadable("It changed while it was read. Add it again when it is whole.")
        return staged

    def put(self, pieces: Iterable[bytes], told: Callable[[int], None], stop: threading.Event) -> Staged:
        """Write these bytes into a new file here, 0600, and tell their SHA-256; `told` is given the bytes of
        each piece. Raises Unreadable where they do not come, Unavailable, Cancelled."""
        # No name of anybody else's is in it.
        target = self.folder / uuid4().hex
        digest, size = hashlib.sha256(), 0
        with refusing(self._place):
            opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            try:
                with os.fdopen(opened, "wb", 0) as writing:
                    for piece in pieces:
                        if stop.is_set():
                            raise Cancelled(STOPPED)
                        digest.update(piece)
                        size += len(piece)
                        left = memoryview(piece)
                        while left:
                            left = left[writing.write(left) :]
                        told(len(piece))
            except BaseException:
                # A look may go on without it.
                target.unlink(missing_ok=True)
                raise
        return Staged(digest.hexdigest(), target, size)

    def close(self) -> None:
        """Take the folder away with all that is in it."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock)


def _begun(folder: Path) -> int:
    """Make a folder that is locked from its first moment under its name on; the lock. Raises OSError."""
    begun = folder.with_name(f".{folder.name}")
    while True:
        begun.mkdir(mode=0o700, exist_ok=True)
        # Who clears at this moment may take away what is not locked yet.
        with suppress(FileNotFoundError):
            lock = os.open(begun, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
                begun.rename(folder)
            except BaseException:
                os.close(lock)
                raise
            return lock


def clear(root: Path) -> int:
    """Take away what programs left that were killed; how many folders those were."""
    cleared = 0
    with suppress(FileNotFoundError):
        for folder in root.iterdir():
            cleared += _clear_left(folder)
    return cleared


def _clear_left(folder: Path) -> bool:
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
    except BlockingIOError:
        return False
    finally:
        os.close(opened)
    return True


def _open(source: Path, allowed: Callable[[Path], bool]) -> int:
    try:
        opened = os.open(source, READ_ONLY)
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {_reason(error)}.") from error
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        os.close(opened)
        raise Unreadable("It is no ordinary file.")
    if not allowed(Path(os.path.realpath(f"/proc/self/fd/{opened}"))):
        os.close(opened)
        raise Unreadable("It belongs to dentui itself, and is not added.")
    return opened


def _pieces(opened: int, size: int) -> Iterator[bytes]:
    """What a file of this size has; a piece more where it grows meanwhile, which may never end."""
    while size >= 0:
        try:
            piece = os.read(opened, PIECE)
        except OSError as error:
            raise Unreadable(f"It cannot be read to its end: {_reason(error)}.") from error
        if not piece:
            return
        size -= len(piece)
        yield piece


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
