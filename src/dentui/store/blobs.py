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
OWNER = "register"
"""What says of which register the files are: nobody else sweeps them."""
NAME_LENGTH = 64
STOPPED = "Stopped. Nothing was added."
PIECE = 1 << 20
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
        """Those that are not there. The register may wait for the answer: it comes soon, or not at all."""

    def file(self, sha256: str) -> Path:
        """A file with these bytes, to be read now. Raises NotFound where they are missing."""

    def files(self, wanted: Sequence[str], stop: threading.Event | None = None) -> list[Path]:
        """The same of several. Raises NotFound, Cancelled."""

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """These bytes, to be handed out. Raises NotFound, and Unavailable, behind the last of them too: where
        they are not what was taken in."""

    def digest(self, sha256: str) -> str | None:
        """The SHA-256 of what lies under this name, read anew; None where nothing does, "" where it cannot be
        read."""

    def all(self) -> Iterator[Lying]:
        """Everything that is kept."""

    def age(self, sha256: str) -> float | None:
        """Seconds since somebody put it or met it; None where it is not there. Soon, as `missing`."""

    def prepare_aside(self, sha256: str) -> None:
        """Do what of `put_aside` takes time: it stays in use."""

    def put_aside(self, sha256: str) -> None:
        """Take it out of use, but not away. Soon, as `missing`."""

    def aside(self) -> Iterator[Lying]:
        """What was put aside, and since when."""

    def bring_back(self, sha256: str) -> None:
        """Use again what was put aside."""

    def drop_aside(self, sha256: str) -> None:
        """Take away what was put aside."""

    def owner(self, mine: str) -> str:
        """Of which register these files are: from now on of this one, where nobody said so before."""

    def drop(self, wanted: Sequence[str]) -> None:
        """Take away what nobody needs. Soon, as `missing`."""


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
            # Of what is met too: who put it may not have come so far.
            folders = sorted({self._at(each.sha256).parent for each in staged})
            make_folder(self._blobs)
            for folder in folders:
                folder.mkdir(mode=0o700, exist_ok=True)
            done, new = 0, []
            with ThreadPoolExecutor(AT_ONCE) as pool:
                for files, (each, is_new) in enumerate(
                    zip(staged, pool.map(self._is_new, staged), strict=True), 1
                ):
                    if stop.is_set():
                        pool.shutdown(cancel_futures=True)
                        raise Cancelled(STOPPED)
                    if is_new:
                        new.append(each)
                    done += each.size
                    told(done, files)
                for each in new:
                    self._name(each)
                list(pool.map(sync, [*folders, self._blobs]))

    def _is_new(self, each: Staged) -> bool:
        """Whether it has to get its name; then it is on the disk. What is there is as new from now on."""
        try:
            os.utime(self._at(each.sha256))
        except FileNotFoundError:
            pass
        else:
            if self.digest(each.sha256) == each.sha256:
                return False
        sync(each.path)
        return True

    def _name(self, each: Staged) -> None:
        target = self._at(each.sha256)
        try:
            target.hardlink_to(each.path)
        except FileExistsError:
            # Somebody who has the same was faster; or what is there is damaged.
            beside = each.path.with_name(f"{each.path.name}-whole")
            beside.unlink(missing_ok=True)
            beside.hardlink_to(each.path)
            beside.replace(target)

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """As Blobs has it."""
        return [sha256 for sha256 in wanted if self.age(sha256) is None]

    def file(self, sha256: str) -> Path:
        """As Blobs has it."""
        if self.age(sha256) is None:
            raise NotFound(gone(self.place))
        return self._at(sha256)

    def files(
        self,
        wanted: Sequence[str],
        stop: threading.Event | None = None,  # noqa: ARG002 - it takes no time
    ) -> list[Path]:
        """As Blobs has it."""
        return [self.file(sha256) for sha256 in wanted]

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """As Blobs has it."""
        return whole_pieces(self.file(sha256), sha256, self.place)

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
            raise Unavailable(_unread(error, self.place)) from error

    def all(self) -> Iterator[Lying]:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            for folder in sorted(_entries(self._blobs)):
                yield from _lying(folder)

    def age(self, sha256: str) -> float | None:
        """As Blobs has it."""
        try:
            return time.time() - self._at(sha256).stat().st_mtime
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Unavailable(_unread(error, self.place)) from error

    def prepare_aside(self, sha256: str) -> None:
        """As Blobs has it: a rename takes no time."""

    def put_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            make_folder(self._aside)
            # Before it goes: who is killed in between leaves it where it is, and not as one that lay aside
            # for long.
            os.utime(self._at(sha256))
            self._at(sha256).rename(self._aside / sha256)
            sync(self._aside)

    def aside(self) -> Iterator[Lying]:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            yield from _lying(self._aside)

    def bring_back(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            make_folder(self._at(sha256).parent)
            # Another sweep may have been faster.
            with suppress(FileNotFoundError):
                (self._aside / sha256).rename(self._at(sha256))
            sync(self._at(sha256).parent)

    def drop_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            (self._aside / sha256).unlink(missing_ok=True)

    def owner(self, mine: str) -> str:
        """As Blobs has it."""
        place = self.staging.with_name(OWNER)
        with refusing(self.place, "taken away"):
            make_folder(place.parent)
            said = place.read_bytes() if place.exists() else b""
            if not said:
                opened = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
                with os.fdopen(opened, "wb") as file:
                    said = mine.encode()
                    file.write(said)
                for each in (place, place.parent):
                    sync(each)
        return said.decode("ascii", "replace").strip()

    def drop(self, wanted: Sequence[str]) -> None:
        """As Blobs has it."""
        with refusing(self.place, "taken away"):
            for sha256 in wanted:
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


def whole_pieces(path: Path, sha256: str, place: str) -> Iterator[bytes]:
    """The bytes of a file. Raises Unavailable, behind the last of them where they are not those."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                yield piece
    except OSError as error:
        raise Unavailable(_unread(error, place)) from error
    if digest.hexdigest() != sha256:
        raise Unavailable(
            f"The file in {place} is damaged: it is not what was taken in. Whoever looks after this machine "
            "finds with `dentui images verify` what else is, and brings it back from a backup."
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


def _unread(error: OSError, place: str) -> str:
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"{place} cannot be read. Ask who looks after this machine to give this account access to all "
            "of it."
        )
    return f"{place} does not answer ({error.strerror}). Try again, or ask who cares for it."


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
