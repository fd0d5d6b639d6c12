"""Pictures that were drawn, on disk until they expire: HOME/cache/previews. What is not there is drawn anew.

A file is a line of JSON and the pixels, packed: nothing that a desk would need a library for, whose faults a
stranger's file could use. It is written under another name and renamed, so that two desks can make the same
one."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import threading
import time
import zlib
from collections.abc import Sequence
from pathlib import Path

from dentui.domain.images import SAMPLES, Raster

VERSION = 2
"""To be raised when pictures are drawn differently: those of before are not looked at any more."""
FOLDER = Path("cache", "previews")
DAY = 86_400.0
FULLEST = 0.8
"""Part of what it may hold that is left after room was made: else room would have to be made for every
picture."""
LONGEST_HEAD = 200
PACKING = 1
"""zlib's quickest: a thumbnail is read in a millisecond."""


class Cache:
    """Pictures by the content they were drawn of. Any number of threads and desks may use one folder at
    once."""

    def __init__(self, home: Path, days: int, most: int) -> None:
        """Pictures last `days`, and take at most `most` bytes together, the oldest of them going first."""
        self._folder = home / FOLDER
        self._days = days
        self._most = most
        self._lock = threading.Lock()
        self._unseen = most
        """Bytes written since it was last looked how much there is; at the start nobody has looked."""

    def get(self, of: str, largest: int) -> Raster | None:
        """A picture that is there and has not expired. One that is damaged is none."""
        file = self._file(of, largest)
        try:
            with file.open("rb") as opened:
                if self._expired(os.fstat(opened.fileno()).st_mtime):
                    return None
                return _unpacked(opened.read())
        except (OSError, ValueError, zlib.error):
            return None

    def put(self, of: str, largest: int, raster: Raster) -> None:
        """Keep a picture. A disk that is full or cannot be written is no reason not to show it."""
        packed = _packed(raster)
        with contextlib.suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(len(packed))
            handle, name = tempfile.mkstemp(prefix=".", dir=self._folder)  # for its owner alone
            try:
                with os.fdopen(handle, "wb") as opened:
                    opened.write(packed)
                Path(name).replace(self._file(of, largest))
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise

    def has_expired(self, of: str, largest: int) -> bool:
        """Whether a picture was there and has expired."""
        try:
            return self._expired(self._file(of, largest).stat().st_mtime)
        except OSError:
            return False

    def _file(self, of: str, largest: int) -> Path:
        return self._folder / f"{of}-{largest}-{VERSION}"

    def _expired(self, made: float, times: int = 1) -> bool:
        return not 0 <= time.time() - made < times * self._days * DAY

    def _make_room(self, size: int) -> None:
        with self._lock:
            self._unseen += size
            if self._unseen < self._most // 16:
                return
            self._unseen = 0
        found = []
        for entry in os.scandir(self._folder):
            with contextlib.suppress(OSError):
                seen = entry.stat()
                found.append((seen.st_mtime, seen.st_size, Path(entry.path)))
        total = size + sum(each for _, each, _ in found)
        least = total if total <= self._most else self._most * FULLEST
        for made, each, path in sorted(found):
            # Those that have expired stay for as long again: so it can be said that they have.
            if total <= least and not self._expired(made, 2):
                break
            # Another desk may make room too.
            path.unlink(missing_ok=True)
            total -= each


def name_of(contents: Sequence[str]) -> str:
    """What a picture of several files is called, by the SHA-256 of each."""
    if len(contents) == 1:
        return contents[0]
    return hashlib.sha256(" ".join(contents).encode()).hexdigest()


def _packed(raster: Raster) -> bytes:
    head = [raster.width, raster.height, raster.mode, raster.low, raster.high, zlib.crc32(raster.data)]
    return json.dumps(head).encode() + b"\n" + zlib.compress(raster.data, PACKING)


def _unpacked(data: bytes) -> Raster:
    """Raises ValueError and zlib.error where it is damaged."""
    end = data.index(b"\n", 0, LONGEST_HEAD)
    try:
        width, height, mode, low, high, check = json.loads(data[:end])
        size = width * height * SAMPLES[mode]
    except (TypeError, KeyError) as error:
        raise ValueError("no head") from error
    unpacking = zlib.decompressobj()
    pixels = unpacking.decompress(data[end + 1 :], size)
    if len(pixels) != size or zlib.crc32(pixels) != check:
        raise ValueError("damaged")
    return Raster(width, height, mode, pixels, low, high)
