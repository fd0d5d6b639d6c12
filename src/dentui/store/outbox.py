"""Copies for operators: `outbox/LOGIN/` in the home, from which they get them by sftp. Nothing there is ever
overwritten, and nothing half has its name."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO
from uuid import uuid4

from dentui.errors import Cancelled
from dentui.store.blobs import make_folder, refusing

OUTBOX = "outbox"
GROWING = ".part"
"""What a copy ends in that is not whole. A program that was killed leaves it, and the next one takes it away:
who makes one holds a lock on it."""


def copy(
    folder: Path,
    stem: str,
    files: Sequence[tuple[str, Callable[[], Iterator[bytes]]]],
    told: Callable[[int], None],
    stop: threading.Event,
    done: str = "downloaded",
    whole: Callable[[os.stat_result], None] = lambda _: None,
) -> Path:
    """A copy of one file, or an archive of several, under a name that nothing there has: `stem` with the
    first file's ending or `.zip`. It is for its account only, in a folder that was made for a group (setgid)
    for that too. `files`: what each is called and how its bytes are got. `done`: what nothing was where the
    disk refuses. `whole`: told of the copy of one file before it has its name. Raises Unavailable,
    Cancelled."""
    if len(files) > 1:
        return archive(folder, stem, files, told, stop, done)
    ((name, got),) = files
    pour = partial(_pour, got(), told=told, stop=stop)
    return _grown(folder, stem, Path(name).suffix, pour, done, whole)


def archive(
    folder: Path,
    stem: str,
    files: Sequence[tuple[str, Callable[[], Iterator[bytes]]]],
    told: Callable[[int], None],
    stop: threading.Event,
    done: str = "exported",
) -> Path:
    """The same, always as an archive."""
    return _grown(folder, stem, ".zip", lambda writing: _archive(writing, files, told, stop), done)


def _grown(
    folder: Path,
    stem: str,
    ending: str,
    write: Callable[[IO[bytes]], None],
    done: str,
    whole: Callable[[os.stat_result], None] = lambda _: None,
) -> Path:
    with refusing(str(folder), done):
        make_folder(folder)
        _clear(folder)
        growing = folder / f".{uuid4().hex}{GROWING}"
        opened = os.open(growing, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(opened, "wb") as writing:
                fcntl.flock(opened, fcntl.LOCK_EX)
                if folder.stat().st_mode & stat.S_ISGID:
                    os.fchmod(opened, 0o640)
                write(writing)
                writing.flush()
                whole(os.fstat(opened))
                return _named(growing, folder / stem, ending)
        finally:
            with suppress(OSError):
                growing.unlink()


def _clear(folder: Path) -> None:
    for left in folder.glob(f".*{GROWING}"):
        with suppress(OSError), left.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            left.unlink()


def _named(growing: Path, base: Path, ending: str) -> Path:
    number = 1
    while True:
        target = base.with_name(base.name + (f"_{number}" if number > 1 else "") + ending)
        try:
            target.hardlink_to(growing)
        except FileExistsError:
            number += 1
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS):
                raise
            # Of a file system without second names: what is overwritten is empty and ours.
            with suppress(FileExistsError):
                os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
                growing.replace(target)
                return target
            number += 1
        else:
            return target


def _archive(
    writing: IO[bytes],
    files: Sequence[tuple[str, Callable[[], Iterator[bytes]]]],
    told: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Not packed: pictures would not get smaller."""
    with zipfile.ZipFile(writing, "w", zipfile.ZIP_STORED) as archive:
        for name, got in files:
            with archive.open(name, "w", force_zip64=True) as part:
                _pour(got(), part, told, stop)


def _pour(
    pieces: Iterator[bytes], writing: IO[bytes], told: Callable[[int], None], stop: threading.Event
) -> None:
    for piece in pieces:
        if stop.is_set():
            raise Cancelled("Stopped. Nothing was downloaded.")
        writing.write(piece)
        told(len(piece))
