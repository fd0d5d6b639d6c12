"""Folders of this machine, read for whoever adds image data from them."""

from __future__ import annotations

import fcntl
import os
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dentui.domain.sources import UNFINISHED, Entry

MOST_ENTRIES = 20_000
"""Names of a folder that are read."""
MOST_WITHIN = 5_000
"""Files of a folder in the inbox that are counted."""
SETTLED = 5.0
"""Seconds for which a folder must not have changed, and a file of which nobody tells whether it is whole."""
LONG_AGO = 3_600.0
"""Seconds after which a file is whole: its line is gone."""

A_LINK = "a link, not followed here"
DEAD_LINK = "a link to nothing"
NO_FILE = "no file"
NOT_READABLE = "cannot be read"
ARRIVING = "still arriving"


@dataclass(frozen=True, slots=True)
class Print:
    """By which it is told that a file is still the one that was looked at."""

    device: int
    inode: int
    size: int
    changed: int
    """Nanoseconds."""


def listed(folder: Path) -> tuple[list[Entry], bool]:
    """What is in a folder, in no order, and whether there is more. Raises OSError."""
    found: list[Entry] = []
    with os.scandir(folder) as entries:
        for each in entries:
            if len(found) == MOST_ENTRIES:
                return found, True
            # What is gone by now was never there.
            with suppress(FileNotFoundError):
                found.append(_entry(each))
    return found, False


def _entry(each: os.DirEntry[str]) -> Entry:
    path = Path(each.path)
    try:
        about = each.stat()
    except OSError:
        about = each.stat(follow_symlinks=False)
        return Entry(path, False, 0, when(about.st_mtime), DEAD_LINK if each.is_symlink() else NOT_READABLE)
    folder = stat.S_ISDIR(about.st_mode)
    refusal = ""
    if not (folder or stat.S_ISREG(about.st_mode)):
        refusal = NO_FILE
    elif not os.access(path, os.R_OK):
        refusal = NOT_READABLE
    return Entry(path, folder, 0 if folder else about.st_size, when(about.st_mtime), refusal)


def arrived(inbox: Path, settled: Settling) -> tuple[list[Entry], bool]:
    """What lies in an inbox, the newest first: whoever sends there can make links, and none is followed.
    Raises OSError."""
    found: list[tuple[float, Entry]] = []
    more = False
    with os.scandir(inbox) as entries:
        for each in entries:
            if len(found) == MOST_ENTRIES:
                more = True
                break
            with suppress(FileNotFoundError):
                found.append(_arrived(each, settled))
    settled.forget_others()
    found.sort(key=lambda pair: (-pair[0], pair[1].name))
    return [entry for _, entry in found], more


def _arrived(each: os.DirEntry[str], settled: Settling) -> tuple[float, Entry]:
    path, about = Path(each.path), each.stat(follow_symlinks=False)
    # When it came, whatever time its sender gave it.
    came, size, files, refusal = about.st_ctime, about.st_size, 1, ""
    folder = stat.S_ISDIR(about.st_mode)
    if stat.S_ISLNK(about.st_mode):
        refusal = A_LINK
    elif folder:
        size = files = 0
        for within, inside in _files_in(path):
            size, files, came = size + inside.st_size, files + 1, max(came, inside.st_ctime)
            refusal = refusal or settled.why_not(within, inside)
        if time.time() - came < SETTLED:
            # The next file of it may not have begun.
            refusal = ARRIVING
    elif not stat.S_ISREG(about.st_mode):
        refusal = NO_FILE
    elif not os.access(path, os.R_OK):
        refusal = NOT_READABLE
    else:
        refusal = settled.why_not(path, about)
    return came, Entry(path, folder, size, when(came), refusal, files)


def _files_in(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    left, count = [folder], 0
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for each in entries:
                    about = each.stat(follow_symlinks=False)
                    if stat.S_ISDIR(about.st_mode):
                        left.append(Path(each.path))
                    elif stat.S_ISREG(about.st_mode):
                        yield Path(each.path), about
                        count += 1
                    if count >= MOST_WITHIN:
                        return
        except OSError:
            continue


class Settling:
    """Tells files that are still being written from those that are whole. Not for two threads at once."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[int, int, float]] = {}
        self._asked: set[Path] = set()

    def why_not(self, path: Path, about: os.stat_result) -> str:
        """Why a file cannot be taken yet, "" where it can."""
        if path.name.casefold().endswith(UNFINISHED):
            return ARRIVING
        if time.time() - about.st_ctime > LONG_AGO:
            return ""
        written = is_written(path)
        if written is None:
            written = not self._rests(path, about)
        return ARRIVING if written else ""

    def _rests(self, path: Path, about: os.stat_result) -> bool:
        """Whether it has not changed for long enough, by a clock that nobody sets."""
        self._asked.add(path)
        now = time.monotonic()
        size, changed, since = self._seen.get(path, (-1, 0, now))
        if (size, changed) != (about.st_size, about.st_mtime_ns):
            since = now
            self._seen[path] = (about.st_size, about.st_mtime_ns, since)
        return now - since >= SETTLED

    def forget_others(self) -> None:
        """Forget what was not asked for since the last time: it is gone."""
        self._seen = {path: seen for path, seen in self._seen.items() if path in self._asked}
        self._asked.clear()


def is_written(path: Path) -> bool | None:
    """Whether somebody has a file open to write into it; None where the system does not tell, as of files of
    another account. Linux gives a lease for reading only on a file that nobody has open so (fcntl(2))."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # Who opens it meanwhile makes the system tell us, and its usual signal would end the program.
        fcntl.fcntl(opened, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(opened, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except (OSError, AttributeError):
        return None
    finally:
        os.close(opened)
    return False


def print_of(path: Path) -> Print | None:
    """What tells that a file is the same still; None for one that is not there."""
    try:
        about = path.lstat()
    except OSError:
        return None
    return Print(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)


def prints_in(path: Path) -> Iterator[tuple[Path, Print]]:
    """A file, or every file in a folder, each with what tells it."""
    if path.is_dir() and not path.is_symlink():
        for within, about in _files_in(path):
            yield within, Print(about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns)
    elif (known := print_of(path)) is not None:
        yield path, known


def remove(path: Path, known: Print, top: Path) -> bool:
    """Remove a file that is still the one that was looked at, and the folders below `top` that are empty
    then. Answers whether it is gone; raises OSError."""
    if print_of(path) != known:
        return False
    path.unlink()
    folder = path.parent
    with suppress(OSError):
        while folder != top and top in folder.parents:
            folder.rmdir()
            folder = folder.parent
    return True


def when(seconds: float) -> datetime:
    """A file's time as wall-clock time."""
    try:
        return datetime.fromtimestamp(seconds)
    except (ValueError, OverflowError, OSError):
        return datetime.min
