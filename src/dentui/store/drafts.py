"""Drafts as files in the home, `drafts/OPERATOR/INSTITUTION/DESK/SAVE.json`.

Not in the register: they have to be kept while that hangs or is busy, and stand in nobody's way. A desk holds
a lock on its folder for as long as it works, so that what is typed there is not offered at another desk of
the same operator. A folder without one was left, however that came.
"""

from __future__ import annotations

import fcntl
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from dentui.domain.drafts import KEPT_DAYS, LONGEST

FOLDER = "drafts"
SUFFIX = ".json"
DAY = 24 * 3_600
"""Seconds after which a folder that was never finished is nobody's."""


@dataclass(frozen=True, slots=True)
class Left:
    """A draft that was left, as it lies in the home."""

    desk: str
    save: UUID
    data: bytes


def place_of(home: Path, operator: UUID, institution: UUID) -> Path:
    """The folder of an operator in an institution, with a folder in it for each of their desks."""
    return home / FOLDER / str(operator) / str(institution)


class DeskFolder:
    """The folder of a desk that works. It is made when it is first needed. Not for two threads at once; every
    call may raise OSError."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._name = ""
        self._opened: int | None = None

    def put(self, save: UUID, data: bytes) -> None:
        """Keep a draft, in place of an older one; after this it is on the disk, whole."""
        try:
            self._put(self._open(), save, data)
        except FileNotFoundError:
            # Somebody took the folder away. This desk needs one.
            self._forget()
            self._put(self._open(), save, data)

    def _put(self, folder: int, save: UUID, data: bytes) -> None:
        begun = f".{save}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            with os.fdopen(os.open(begun, flags, 0o600, dir_fd=folder), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.rename(begun, f"{save}{SUFFIX}", src_dir_fd=folder, dst_dir_fd=folder)
        except OSError:
            with suppress(OSError):
                os.unlink(begun, dir_fd=folder)
            raise
        os.fsync(folder)

    def remove(self, save: UUID) -> None:
        """Keep a draft no more."""
        if self._opened is not None:
            with suppress(FileNotFoundError):
                os.unlink(f"{save}{SUFFIX}", dir_fd=self._opened)

    def take(self, desk: str, save: UUID) -> bool:
        """Take a draft over that was left at another desk; answers whether it was there still."""
        folder = self._open()
        with left_folder(self._place / desk) as there:
            if there is None:
                return False
            try:
                os.rename(f"{save}{SUFFIX}", f"{save}{SUFFIX}", src_dir_fd=there, dst_dir_fd=folder)
            except FileNotFoundError:
                return False
            os.fsync(folder)
            return True

    def put_back(self, desk: str, save: UUID) -> None:
        """Leave a draft where it was taken from: nobody goes on with it here after all."""
        if self._opened is None:
            return
        there = self._place / desk
        with suppress(FileExistsError):
            there.mkdir(mode=0o700)
        os.rename(f"{save}{SUFFIX}", there / f"{save}{SUFFIX}", src_dir_fd=self._opened)
        _sync(there)

    def close(self) -> None:
        """This desk works no more: what lies there may be offered."""
        if self._opened is not None:
            _remove_empty(self._place / self._name)
            self._forget()

    def _forget(self) -> None:
        if self._opened is not None:
            os.close(self._opened)
            self._opened = None

    def _open(self) -> int:
        if self._opened is None:
            _make(self._place)
            name = uuid4().hex
            begun = self._place / f".{name}"
            begun.mkdir(mode=0o700)
            opened = os.open(begun, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Under its name it is locked from the first moment on.
                begun.rename(self._place / name)
                _sync(self._place)
            except OSError:
                os.close(opened)
                _remove_empty(begun)
                raise
            self._name, self._opened = name, opened
        return self._opened


def left(place: Path) -> list[Left]:
    """What was left at desks that work no more."""
    found = []
    for desk in _folders(place):
        with left_folder(desk) as folder:
            if folder is None:
                continue
            for name in sorted(os.listdir(folder)):  # noqa: PTH208 - of the folder that was locked
                save = _save_of(name)
                data = None if save is None else _read(folder, name)
                if save is not None and data is not None:
                    found.append(Left(desk.name, save, data))
    return found


def remove(place: Path, desk: str, save: UUID) -> None:
    """Throw a draft away that was left."""
    with left_folder(place / desk) as folder:
        if folder is not None:
            with suppress(FileNotFoundError):
                os.unlink(f"{save}{SUFFIX}", dir_fd=folder)
            _remove_empty(place / desk)


def sweep(home: Path) -> None:
    """Remove what was left too long ago, of everybody, and what was never whole. A folder that cannot be read
    or written (of another account, from a backup) is left as it is: it keeps nobody from theirs."""
    now = time.time()
    for operator in _readable_folders(home / FOLDER):
        for place in _readable_folders(operator):
            for desk in _readable_folders(place):
                with suppress(OSError):
                    _sweep_desk(desk, now)


def _readable_folders(place: Path) -> list[Path]:
    try:
        return _folders(place, begun=True)
    except OSError:
        return []


def _sweep_desk(desk: Path, now: float) -> None:
    if desk.name.startswith("."):
        if now - desk.stat().st_mtime > DAY:
            desk.rmdir()
        return
    with left_folder(desk) as folder:
        if folder is not None:
            _sweep(folder, now)
            _remove_empty(desk)


def _sweep(folder: int, now: float) -> None:
    for name in os.listdir(folder):
        # A disk that takes nothing now will another time.
        with suppress(OSError):
            age = now - os.stat(name, dir_fd=folder, follow_symlinks=False).st_mtime
            if name.startswith(".") or age > KEPT_DAYS * DAY:
                os.unlink(name, dir_fd=folder)


@contextmanager
def left_folder(desk: Path) -> Iterator[int | None]:
    """The folder of a desk that works no more; None for one that does, and for one that is gone."""
    try:
        folder = os.open(desk, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except FileNotFoundError:
        yield None
        return
    try:
        try:
            # Shared: two that look at the same time both see it.
            fcntl.flock(folder, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield folder
    finally:
        os.close(folder)


def _folders(place: Path, *, begun: bool = False) -> list[Path]:
    try:
        with os.scandir(place) as entries:
            return sorted(
                place / entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False) and (begun or not entry.name.startswith("."))
            )
    except (FileNotFoundError, NotADirectoryError):
        return []


def _save_of(name: str) -> UUID | None:
    try:
        return UUID(name.removesuffix(SUFFIX)) if name.endswith(SUFFIX) else None
    except ValueError:
        return None


def _read(folder: int, name: str) -> bytes | None:
    """What stands in a file; None for what is no file, too long, or gone."""
    try:
        # A pipe of that name would be waited for.
        opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    except OSError:
        return None
    about = os.fstat(opened)
    if not stat.S_ISREG(about.st_mode) or about.st_size > LONGEST:
        os.close(opened)
        return None
    with os.fdopen(opened, "rb") as file:
        return file.read()


def _make(place: Path) -> None:
    for folder in (place.parents[1], place.parent, place):
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            continue
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _remove_empty(folder: Path) -> None:
    # One that holds a draft stays.
    with suppress(OSError):
        folder.rmdir()
