"""Where the bytes of image data lie: once for all files that have the same, named by their SHA-256.

`files/blobs/ab/abcd...` in the home, or object storage that speaks S3 (`store/objects.py`). A file is
staged, on the disk, and has its name there before any row names it; what no row names is taken away by
`store/sweep.py`.
"""

from __future__ import annotations

import errno
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from dentui.config import Settings
from dentui.errors import Cancelled, NotFound, Unavailable

FOLDER, BLOBS, ASIDE, STAGING = "files", "blobs", "quarantine", "staging"
NAME_LENGTH = 64
STOPPED = "Stopped. Nothing was added."
AT_ONCE = 16
"""Files that are put on the disk at a time: it takes many as fast as a few."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that is to be kept, as it lies in the home."""

    sha256: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class Lying:
    """A file as the store has it."""

    sha256: str
    size: int
    since: float
    """Seconds since 1970: when it was last put, or met by somebody who had the same."""


class Blobs(Protocol):
    """A place for bytes. Every call may raise Unavailable."""

    place: str
    """Where that is, for a sentence."""
    staging: Path
    """The local folder in which files wait."""

    def keep(self, staged: Sequence[Staged], told: Callable[[int, int], None], stop: threading.Event) -> None:
        """Have these for good; what is there already is as new again. All stay staged. `told`: bytes and
        files that are done. Raises Cancelled."""

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """Those that are not there."""

    def file(self, sha256: str) -> Path:
        """A file with these bytes, to be read now. Raises NotFound where they are missing."""

    def digest(self, sha256: str) -> str | None:
        """The SHA-256 of what lies under this name, read anew; None where nothing does, "" where it cannot be
        read."""

    def all(self) -> Iterator[Lying]:
        """Everything that is kept."""

    def age(self, sha256: str) -> float | None:
        """Seconds since somebody put it or met it; None where it is not there."""

    def put_aside(self, sha256: str) -> None:
        """Take it out of use, but not away."""

    def aside(self) -> Iterator[Lying]:
        """What was put aside, and since when."""

    def bring_back(self, sha256: str) -> None:
        """Use again what was put aside."""

    def drop_aside(self, sha256: str) -> None:
        """Take away what was put aside."""

    def drop(self, sha256: str) -> None:
        """Take away what nobody needs."""


class Folder:
    """Blobs in a folder of a local disk. A file's time is when it was last put or met."""

    def __init__(self, root: Path) -> None:
        self._blobs, self._aside = root / BLOBS, root / ASIDE
        # Beside it, because a file gets a second name.
        self.staging = root / STAGING
        self.place = str(root)

    def keep(self, staged: Sequence[Staged], told: Callable[[int, int], None], stop: threading.Event) -> None:
        """As Blobs has it: each file is on the disk before it has its name, and its name before this ends."""
        with refusing(self.place):
            new = [each for each in staged if not self._met(each.sha256)]
            # Of what is met too: who put it may not have come so far.
            folders = sorted({self._at(each.sha256).parent for each in staged})
            make_folder(self._blobs)
            for folder in folders:
                folder.mkdir(mode=0o700, exist_ok=True)
            done = sum(each.size for each in staged) - sum(each.size for each in new)
            files = len(staged) - len(new)
            told(done, files)
            with ThreadPoolExecutor(AT_ONCE) as pool:
                for each, _ in zip(new, pool.map(lambda each: sync(each.path), new), strict=True):
                    if stop.is_set():
                        pool.shutdown(cancel_futures=True)
                        raise Cancelled(STOPPED)
                    done, files = done + each.size, files + 1
                    told(done, files)
                for each in new:
                    # Somebody who has the same may be faster.
                    with suppress(FileExistsError):
                        self._at(each.sha256).hardlink_to(each.path)
                list(pool.map(sync, [*folders, self._blobs]))

    def _met(self, sha256: str) -> bool:
        """Whether it is there, from now on as new."""
        try:
            os.utime(self._at(sha256))
        except FileNotFoundError:
            return False
        return True

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """As Blobs has it."""
        return [sha256 for sha256 in wanted if not self._at(sha256).exists()]

    def file(self, sha256: str) -> Path:
        """As Blobs has it."""
        path = self._at(sha256)
        if not path.exists():
            raise NotFound(gone(self.place))
        return path

    def digest(self, sha256: str) -> str | None:
        """As Blobs has it."""
        try:
            with self._at(sha256).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno == errno.EIO:
                return ""  # a bad place of the disk
            raise Unavailable(_sentence(error, self.place, "changed")) from error

    def all(self) -> Iterator[Lying]:
        """As Blobs has it."""
        with refusing(self.place):
            for folder in sorted(_entries(self._blobs)):
                yield from _lying(folder)

    def age(self, sha256: str) -> float | None:
        """As Blobs has it."""
        try:
            return time.time() - self._at(sha256).stat().st_mtime
        except FileNotFoundError:
            return None

    def put_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place):
            make_folder(self._aside)
            target = self._aside / sha256
            self._at(sha256).rename(target)
            os.utime(target)
            sync(self._aside)

    def aside(self) -> Iterator[Lying]:
        """As Blobs has it."""
        with refusing(self.place):
            yield from _lying(self._aside)

    def bring_back(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place):
            make_folder(self._at(sha256).parent)
            (self._aside / sha256).rename(self._at(sha256))
            sync(self._at(sha256).parent)

    def drop_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place):
            (self._aside / sha256).unlink(missing_ok=True)

    def drop(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place):
            self._at(sha256).unlink(missing_ok=True)

    def _at(self, sha256: str) -> Path:
        return self._blobs / sha256[:2] / sha256


def open_blobs(settings: Settings) -> Blobs:
    """The place that the settings name. Raises Invalid."""
    if settings.files.startswith("s3://"):
        from dentui.store.objects import Objects

        return Objects(settings)
    return Folder(settings.home / (Path(settings.files).expanduser() if settings.files else FOLDER))


def gone(place: str) -> str:
    """What is said where bytes are missing."""
    return (
        f"The file is not in {place} (any more). Nothing else is touched by that; whoever looks after this "
        "machine finds with `dentui images verify` what is missing, and brings it back from a backup."
    )


def make_folder(folder: Path) -> None:
    """A folder for this account only, with those above it, on the disk. Raises OSError."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk. Raises OSError."""
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def refusing(place: str, done: str = "added") -> Iterator[None]:
    """What a disk says, in a sentence; `done`: what nothing was. Raises Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(_sentence(error, place, done)) from error


def _sentence(error: OSError, place: str, done: str) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return f"The disk that holds {place} is full. Nothing was {done}. Free some space, then try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{place} cannot be written. Nothing was {done}. Ask who looks after this machine to give this "
            "account write access."
        )
    return (
        f"{place} does not answer ({error.strerror}). Nothing was {done}. Try again, or ask who cares for it."
    )


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _lying(folder: Path) -> Iterator[Lying]:
    for file in sorted(_entries(folder)):
        if len(file.name) != NAME_LENGTH:
            continue
        with suppress(FileNotFoundError):  # moved meanwhile
            found = file.stat()
            yield Lying(file.name, found.st_size, found.st_mtime)
