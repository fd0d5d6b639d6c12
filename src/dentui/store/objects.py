"""Bytes in object storage that speaks S3: `PREFIX/blobs/ab/abcd...`. What is read is fetched into the home's
cache first, because the libraries that read image data want files.

An object's time is when it was last put; so what is there already and old is put again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any

from dentui.config import Settings
from dentui.errors import Cancelled, Invalid, NotFound, Unavailable
from dentui.store.blobs import (
    ASIDE,
    BLOBS,
    FOLDER,
    NAME_LENGTH,
    OWNER,
    STAGING,
    STOPPED,
    Lying,
    Staged,
    gone,
    make_folder,
    refusing,
    sync,
    whole_pieces,
)

FETCHED = Path("cache", "files")
MOST = 4 << 30
"""Bytes that are kept of what was fetched."""
UNTOUCHED = 3_600
"""Seconds for which nobody takes away what was fetched: somebody may read it."""
AS_NEW = 3_600
"""Seconds after which an object that is met is put again."""
AT_ONCE = 8
ASKED_AT_ONCE = 48
"""Objects that are only asked for."""
HELD_FOR = 2.5
"""Seconds for which the register may be held: after five, other desks are refused."""
PIECE = 5 << 20
"""Bytes that are asked for, or sent, at a time: a request has an end, whatever the line and the object. S3
takes no smaller parts."""
STREAMS = 4
"""Pieces that are sent at a time of an object that has several: all of them are in the memory of the desk."""


class Hurry(Enum):
    """How long somebody is waited for, how long for an answer, and how often that is asked for anew."""

    HELD = ("1500ms", "1500ms", 0)
    """Somebody holds the register meanwhile, for three answers at most."""
    SEEN = ("5s", "12s", 1)
    """Somebody looks at the screen meanwhile."""
    SENT = ("5s", "90s", 1)
    """A piece goes out on a slow line, or the storage copies an object."""


class Objects:
    """Blobs in a bucket. Its keys stand in the environment, as obstore reads them."""

    def __init__(self, settings: Settings) -> None:
        """Raises Invalid where the setting means nothing."""
        bucket, _, prefix = settings.files.removeprefix("s3://").partition("/")
        if not bucket:
            raise Invalid(
                "files in dentui.toml names no bucket. Write it as s3://BUCKET/PREFIX.", field="files"
            )
        self.place = f"s3://{bucket}/{prefix}".rstrip("/")
        self.staging = settings.home / FOLDER / STAGING
        self._fetched = settings.home / FETCHED
        self._bucket, self._prefix = bucket, prefix.strip("/")
        self._endpoint, self._region = settings.files_endpoint, settings.files_region
        self._opened: dict[Hurry, Any] = {}
        self._lock, self._sending = threading.Lock(), threading.Lock()

    def keep(self, staged: Sequence[Staged], told: Callable[[int, int], None], stop: threading.Event) -> None:
        """As Blobs has it. An object is durable when its put is answered."""

        def put(each: Staged) -> None:
            if over.is_set():
                return
            try:
                age = self._age(each.sha256, Hurry.SEEN)
                if age is None or age > AS_NEW:
                    self._put(each, stop)
            except BaseException:
                # Those behind it would only wait as long.
                over.set()
                raise

        done, over = 0, threading.Event()
        with self._refusing(), ThreadPoolExecutor(AT_ONCE) as pool:
            for number, (each, _) in enumerate(zip(staged, pool.map(put, staged), strict=True), 1):
                if stop.is_set():
                    pool.shutdown(cancel_futures=True)
                    raise Cancelled(STOPPED)
                done += each.size
                told(done, number)

    def _put(self, each: Staged, stop: threading.Event) -> None:
        """Raises Cancelled between two pieces: then nothing is there."""
        store, path = self._store(Hurry.SENT), self._at(each.sha256)
        if each.size <= PIECE:
            store.put(path, each.path.read_bytes())
            return

        def pieces() -> Iterator[bytes]:
            with each.path.open("rb") as file:
                while piece := file.read(PIECE):
                    if stop.is_set():
                        raise Cancelled(STOPPED)
                    yield piece

        # Of large ones one at a time: the line is full with it.
        with self._sending:
            store.put(path, pieces(), chunk_size=PIECE, max_concurrency=STREAMS)

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """As Blobs has it."""
        names, end = list(wanted), time.monotonic() + HELD_FOR
        gone_by_now = []
        with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
            for name, age in zip(names, pool.map(self.age, names), strict=True):
                if time.monotonic() > end:
                    pool.shutdown(cancel_futures=True)
                    raise Unavailable(
                        f"{self.place} answers too slowly. Try again; if it stays so, ask who looks after it."
                    )
                if age is None:
                    gone_by_now.append(name)
        return gone_by_now

    def file(self, sha256: str) -> Path:
        """As Blobs has it: fetched, where it was not lately. Raises Unavailable where other bytes came."""
        return self.files([sha256])[0]

    def files(self, wanted: Sequence[str], stop: threading.Event | None = None) -> list[Path]:
        """As Blobs has it: some are fetched at a time."""
        paths = [self._fetched / sha256 for sha256 in wanted]
        with refusing(str(self._fetched), "fetched"):
            absent = []
            for path in paths:
                if path.exists():
                    # On a disk that is read-only it can be read all the same.
                    with suppress(OSError):
                        os.utime(path)
                else:
                    absent.append(path)
            if absent:
                make_folder(self._fetched)
                self._trim()
                with ThreadPoolExecutor(min(AT_ONCE, len(absent))) as pool:
                    for _ in pool.map(self._bring, absent):
                        if stop is not None and stop.is_set():
                            pool.shutdown(cancel_futures=True)
                            raise Cancelled("Stopped.")
        return paths

    def _bring(self, path: Path) -> None:
        """Fetch the object that is called as this file is to be. Raises OSError, NotFound, Unavailable."""
        opened, growing = tempfile.mkstemp(dir=self._fetched, prefix=".")
        digest = hashlib.sha256()
        try:
            with os.fdopen(opened, "wb") as file:
                for piece in self._fetch(path.name):
                    digest.update(piece)
                    file.write(piece)
            if digest.hexdigest() != path.name:
                raise Unavailable(f"What came from {self.place} is damaged. Try again.")
            # After a power cut it would lie there empty, and nobody reads it anew.
            sync(Path(growing))
            Path(growing).rename(path)
        except BaseException:
            Path(growing).unlink(missing_ok=True)
            raise

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """As Blobs has it."""
        path = self.file(sha256)
        try:
            yield from whole_pieces(path, sha256, str(self._fetched))
        except Unavailable as error:
            path.unlink(missing_ok=True)
            raise Unavailable(f"What was fetched from {self.place} is damaged. Try again.") from error

    def _fetch(self, sha256: str) -> Iterator[bytes]:
        """An object, piece by piece. Raises NotFound, Unavailable."""
        path, at = self._at(sha256), 0
        with self._refusing():
            store = self._store(Hurry.SEEN)
            try:
                size = store.head(path)["size"]
                while at < size:
                    piece = bytes(store.get_range(path, start=at, length=min(PIECE, size - at)))
                    at += len(piece)
                    yield piece
            except FileNotFoundError as error:
                raise NotFound(gone(self.place)) from error

    def _trim(self) -> None:
        """Take away what was not read for longest, where there is too much."""
        found = []
        for file in self._fetched.iterdir():
            with suppress(FileNotFoundError):
                about = file.stat()
                found.append((about.st_mtime, about.st_size, file))
        left = sum(size for _, size, _ in found)
        for since, size, file in sorted(found):
            if left <= MOST or time.time() - since < UNTOUCHED:
                break
            file.unlink(missing_ok=True)
            left -= size

    def digest(self, sha256: str) -> str | None:
        """As Blobs has it."""
        digest = hashlib.sha256()
        try:
            for piece in self._fetch(sha256):
                digest.update(piece)
        except NotFound:
            return None
        return digest.hexdigest()

    def all(self) -> Iterator[Lying]:
        """As Blobs has it."""
        return self._lying(BLOBS)

    def age(self, sha256: str) -> float | None:
        """As Blobs has it."""
        return self._age(sha256, Hurry.HELD)

    def _age(self, sha256: str, hurry: Hurry) -> float | None:
        with self._refusing():
            try:
                about = self._store(hurry).head(self._at(sha256))
            except FileNotFoundError:
                return None
            return time.time() - float(about["last_modified"].timestamp())

    def prepare_aside(self, sha256: str) -> None:
        """As Blobs has it: a second object."""
        with self._refusing(), suppress(FileNotFoundError):
            self._store(Hurry.SENT).copy(self._at(sha256), self._named(ASIDE, sha256))

    def put_aside(self, sha256: str) -> None:
        """As Blobs has it: the second one stays."""
        with self._refusing():
            store = self._store(Hurry.HELD)
            store.head(self._named(ASIDE, sha256))
            store.delete([self._at(sha256)])

    def aside(self) -> Iterator[Lying]:
        """As Blobs has it."""
        return self._lying(ASIDE)

    def bring_back(self, sha256: str) -> None:
        """As Blobs has it."""
        # Another sweep may have been faster.
        with self._refusing(), suppress(FileNotFoundError):
            self._store(Hurry.SENT).copy(self._named(ASIDE, sha256), self._at(sha256))
        self.drop_aside(sha256)

    def drop_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        with self._refusing():
            self._store(Hurry.SEEN).delete([self._named(ASIDE, sha256)])

    def owner(self, mine: str) -> str:
        """As Blobs has it."""
        with self._refusing():
            store, path = self._store(Hurry.SEEN), self._named(OWNER)
            try:
                return bytes(store.get(path).bytes()).decode("ascii", "replace").strip()
            except FileNotFoundError:
                store.put(path, mine.encode())
                return mine

    def drop(self, wanted: Sequence[str]) -> None:
        """As Blobs has it: in one request."""
        with self._refusing():
            if wanted:
                self._store(Hurry.HELD).delete([self._at(sha256) for sha256 in wanted])
            for sha256 in wanted:
                (self._fetched / sha256).unlink(missing_ok=True)

    def _lying(self, kind: str) -> Iterator[Lying]:
        with self._refusing():
            for some in self._store(Hurry.SEEN).list(self._named(kind)):
                for each in some:
                    name = each["path"].rpartition("/")[2]
                    if len(name) == NAME_LENGTH:
                        yield Lying(name, each["size"], each["last_modified"].timestamp())

    def _at(self, sha256: str) -> str:
        return self._named(BLOBS, sha256[:2], sha256)

    def _named(self, *parts: str) -> str:
        return "/".join(part for part in (self._prefix, *parts) if part)

    def _store(self, hurry: Hurry) -> Any:
        with self._lock:
            if hurry not in self._opened:
                from obstore.store import S3Store

                connect, timeout, retries = hurry.value
                config: dict[str, Any] = {}
                if self._endpoint:
                    config = {"endpoint": self._endpoint, "virtual_hosted_style_request": False}
                if self._region:
                    config["region"] = self._region
                client: Any = {
                    "connect_timeout": connect,
                    "timeout": timeout,
                    "allow_http": self._endpoint.startswith("http://"),
                }
                retry: Any = {"max_retries": retries}
                self._opened[hurry] = S3Store(
                    self._bucket, client_options=client, retry_config=retry, **config
                )
            return self._opened[hurry]

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """What the storage says, in a sentence: its own words have keys and addresses in them."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError, PermissionError) as error:
            raise Unavailable(
                f"{self.place} refuses this machine's keys. Ask who looks after it to look at "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            ) from error
        except (BaseError, OSError, ValueError) as error:
            raise Unavailable(
                f"{self.place} does not answer. Check the network, or ask who looks after it; then try again."
            ) from error
