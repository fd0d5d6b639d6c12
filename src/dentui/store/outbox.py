"""Copies for operators: `outbox/LOGIN/` in the home, from which they get them by sftp. Nothing there is ever
overwritten."""

from __future__ import annotations

import os
import stat
import threading
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from dentui.errors import Cancelled
from dentui.store.blobs import make_folder, refusing

OUTBOX = "outbox"
PIECE = 1 << 20


def copy(
    folder: Path,
    stem: str,
    files: Sequence[tuple[str, Callable[[], Path]]],
    told: Callable[[int], None],
    stop: threading.Event,
) -> Path:
    """A copy of one file, or an archive of several, under a name that nothing there has: `stem` with the
    first file's ending or `.zip`. It is for its account only, in a folder that was made for a group (setgid)
    for that too. `files`: what each is called and how it is got. Raises Unavailable, Cancelled."""
    ending = Path(files[0][0]).suffix if len(files) == 1 else ".zip"
    with refusing(str(folder), "downloaded"):
        make_folder(folder)
        target, opened = _new(folder, stem, ending)
        try:
            with os.fdopen(opened, "wb") as writing:
                if len(files) == 1:
                    with files[0][1]().open("rb") as reading:
                        _pour(reading, writing, told, stop)
                else:
                    _archive(writing, files, told, stop)
        except BaseException:
            with suppress(OSError):
                target.unlink()
            raise
    return target


def _new(folder: Path, stem: str, ending: str) -> tuple[Path, int]:
    number, for_group = 1, folder.stat().st_mode & stat.S_ISGID
    while True:
        target = folder / (stem + (f"_{number}" if number > 1 else "") + ending)
        try:
            opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            if for_group:
                os.fchmod(opened, 0o640)
            return target, opened
        except FileExistsError:
            number += 1


def _archive(
    writing: IO[bytes],
    files: Sequence[tuple[str, Callable[[], Path]]],
    told: Callable[[int], None],
    stop: threading.Event,
) -> None:
    """Not packed: pictures would not get smaller."""
    with zipfile.ZipFile(writing, "w", zipfile.ZIP_STORED) as archive:
        for name, got in files:
            with got().open("rb") as reading, archive.open(name, "w", force_zip64=True) as part:
                _pour(reading, part, told, stop)


def _pour(reading: IO[bytes], writing: IO[bytes], told: Callable[[int], None], stop: threading.Event) -> None:
    while piece := reading.read(PIECE):
        if stop.is_set():
            raise Cancelled("Stopped. Nothing was downloaded.")
        writing.write(piece)
        told(len(piece))
