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
from pathlib import Path
from typing import Any

from dentui.config import Settings
from dentui.errors import Cancelled, Invalid, NotFound, Unavailable
from dentui.store.blobs import (
    ASIDE,
    BLOBS,
    FOLDER,
    NAME_LENGTH,
    STAGING,
    STOPPED,
    Lying,
    Staged,
    gone,
    make_folder,
    refusing,
)

FETCHED = Path("cache", "files")
MOST = 4 << 30
"""Bytes that are kept of what was fetched."""
UNTOUCHED = 3_600
"""Seconds for which nobody takes away what was fetched: somebody may read it."""
AS_NEW = 3_600
"""Seconds after which an object that is met is put again."""
AT_ONCE = 8
ASKED_AT_ONCE = 32
"""Objects that are only asked for: the register waits for it."""
PATIENCE = {"connect_timeout": "5s", "timeout": "120s"}
RETRIES: Any = {"max_retries": 3}


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
        self._opened: Any = None
        self._lock = threading.Lock()

    def keep(self, staged: Sequence[Staged], told: Callable[[int, int], None], stop: threading.Event) -> None:
        """As Blobs has it. An object is durable when its put is answered."""

        def put(each: Staged) -> None:
            age = self.age(each.sha256)
            if age is None or age > AS_NEW:
                store.put(self._at(each.sha256), each.path)

        store, done = self._store(), 0
        with self._refusing(), ThreadPoolExecutor(AT_ONCE) as pool:
            for number, (each, _) in enumerate(zip(staged, pool.map(put, staged), strict=True), 1):
                if stop.is_set():
                    pool.shutdown(cancel_futures=True)
                    raise Cancelled(STOPPED)
                done += each.size
                told(done, number)

    def missing(self, wanted: Iterable[str]) -> list[str]:
        """As Blobs has it."""
        names = list(wanted)
        with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
            return [name for name, age in zip(names, pool.map(self.age, names), strict=True) if age is None]

    def file(self, sha256: str) -> Path:
        """As Blobs has it: fetched, where it was not lately. Raises Unavailable where other bytes came."""
        path = self._fetched / sha256
        with suppress(FileNotFoundError):
            os.utime(path)
            return path
        with self._refusing(), refusing(str(self._fetched)):
            make_folder(self._fetched)
            self._trim()
            try:
                stream = self._store().get(self._at(sha256)).stream()
            except FileNotFoundError as error:
                raise NotFound(gone(self.place)) from error
            digest = hashlib.sha256()
            opened, growing = tempfile.mkstemp(dir=self._fetched, prefix=".")
            try:
                with os.fdopen(opened, "wb") as file:
                    for piece in stream:
                        digest.update(piece)
                        file.write(piece)
                if digest.hexdigest() != sha256:
                    raise Unavailable(f"What came from {self.place} is damaged. Try again.")
                Path(growing).rename(path)
            except BaseException:
                Path(growing).unlink(missing_ok=True)
                raise
        return path

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
        with self._refusing():
            try:
                for piece in self._store().get(self._at(sha256)).stream():
                    digest.update(piece)
            except FileNotFoundError:
                return None
        return digest.hexdigest()

    def all(self) -> Iterator[Lying]:
        """As Blobs has it."""
        return self._lying(BLOBS)

    def age(self, sha256: str) -> float | None:
        """As Blobs has it."""
        with self._refusing():
            try:
                return time.time() - float(self._store().head(self._at(sha256))["last_modified"].timestamp())
            except FileNotFoundError:
                return None

    def put_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        self._move(self._at(sha256), self._named(ASIDE, sha256))

    def aside(self) -> Iterator[Lying]:
        """As Blobs has it."""
        return self._lying(ASIDE)

    def bring_back(self, sha256: str) -> None:
        """As Blobs has it."""
        self._move(self._named(ASIDE, sha256), self._at(sha256))

    def drop_aside(self, sha256: str) -> None:
        """As Blobs has it."""
        self._delete(self._named(ASIDE, sha256))

    def drop(self, sha256: str) -> None:
        """As Blobs has it."""
        self._delete(self._at(sha256))
        (self._fetched / sha256).unlink(missing_ok=True)

    def _move(self, source: str, target: str) -> None:
        with self._refusing():
            self._store().copy(source, target)
            self._store().delete(source)

    def _delete(self, path: str) -> None:
        with self._refusing(), suppress(FileNotFoundError):
            self._store().delete(path)

    def _lying(self, kind: str) -> Iterator[Lying]:
        with self._refusing():
            for some in self._store().list(self._named(kind)):
                for each in some:
                    name = each["path"].rpartition("/")[2]
                    if len(name) == NAME_LENGTH:
                        yield Lying(name, each["size"], each["last_modified"].timestamp())

    def _at(self, sha256: str) -> str:
        return self._named(BLOBS, sha256[:2], sha256)

    def _named(self, *parts: str) -> str:
        return "/".join(part for part in (self._prefix, *parts) if part)

    def _store(self) -> Any:
        with self._lock:
            if self._opened is None:
                from obstore.store import S3Store

                config: dict[str, Any] = {}
                if self._endpoint:
                    config = {"endpoint": self._endpoint, "virtual_hosted_style_request": False}
                if self._region:
                    config["region"] = self._region
                client: Any = {**PATIENCE, "allow_http": self._endpoint.startswith("http://")}
                self._opened = S3Store(self._bucket, client_options=client, retry_config=RETRIES, **config)
            return self._opened

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
