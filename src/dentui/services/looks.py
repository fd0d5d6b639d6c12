"""Looking at files before they are added: each is copied beside the store, hashed, and told what it is.

A look belongs to who began it and lives until it is added or forgotten. A program that is killed leaves a
folder without a lock, which the next look takes away.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import (
    Facts,
    FileKind,
    Found,
    FoundFile,
    FoundItem,
    ImageType,
    Maker,
    Progress,
    Refused,
    Role,
)
from dentui.domain.limits import Limits
from dentui.errors import Invalid, NotFound, Unreadable
from dentui.store import engine
from dentui.store.blobs import Staged
from dentui.store.staging import Staging

INBOX = "inbox"
MOST = 20_000
"""Files of one look."""
OVER = "What was looked at is not there any more. Choose the files again."


@dataclass(slots=True)
class Look:
    """Files that were looked at, and where they wait."""

    actor: Actor
    staging: Staging
    staged: Mapping[UUID, Staged]
    sources: Mapping[UUID, Path]
    """Where each file lies that was staged."""
    found: Found
    kept: set[str] = field(default_factory=set)
    """What of it was put into the store."""

    @property
    def files(self) -> Mapping[UUID, FoundFile]:
        """Every file that was found, by its key."""
        return {file.key: file for item in self.found.items for file in item.files}


class Looks:
    """The looks of a desk. Threads may use it at once."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        self._allowed = Allowed(settings)
        self._limits = Limits()
        self._open: dict[UUID, Look] = {}
        self._lock = threading.Lock()

    def begin(
        self, actor: Actor, paths: Sequence[Path], told: Callable[[Progress], None], stop: threading.Event
    ) -> Found:
        """Look at these files and folders. Raises Invalid, Unavailable, and Cancelled: then nothing stays."""
        sources, refused = listed(paths)
        if not sources and not refused:
            raise Invalid("There is no file in it. Choose another folder, or single files.", field="paths")
        key = uuid4()
        staging = Staging(self._home, key)
        try:
            staging.require_room(sum(source.size for source in sources))
            tell = Telling("Copying", sources, told)
            staged: dict[UUID, Staged] = {}
            lies: dict[UUID, Path] = {}
            waiting: list[Waiting] = []
            for source in sources:
                try:
                    taken = staging.take(source.path, self._allowed, tell.bytes, stop)
                except Unreadable as error:
                    refused.append(Refused(source.name, str(error)))
                    continue
                finally:
                    tell.file()
                file = uuid4()
                staged[file], lies[file] = taken, source.path
                waiting.append(Waiting(file, source.name, taken.path, taken.size, taken.sha256))
            items, bad = look(waiting, self._limits, told, stop)
            found = _found(key, items, (*refused, *bad))
            with self._lock:
                self._open[key] = Look(actor, staging, staged, lies, found)
        except BaseException:
            staging.close()
            raise
        return found

    def get(self, actor: Actor, key: UUID) -> Look:
        """The actor's look. Raises NotFound."""
        with self._lock:
            look = self._open.get(key)
        if look is None or look.actor != actor:
            raise NotFound(OVER)
        return look

    def end(self, key: UUID) -> Look | None:
        """Take it away with what waits there."""
        with self._lock:
            look = self._open.pop(key, None)
        if look is not None:
            look.staging.close()
        return look

    def keys(self) -> tuple[UUID, ...]:
        """Those that are not ended."""
        with self._lock:
            return tuple(self._open)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is staged and not looked at yet."""

    key: UUID
    name: str
    path: Path
    size: int
    sha256: str


def look(
    files: Sequence[Waiting], limits: Limits, told: Callable[[Progress], None], stop: threading.Event
) -> tuple[list[FoundItem], list[Refused]]:
    """What each file is. Until `media/looking.py` tells: other data, one by one."""
    del limits, told, stop
    found = [
        FoundFile(each.key, each.name, each.size, FileKind.OTHER, Role.NONE, Maker(), Facts())
        for each in files
    ]
    return [FoundItem(uuid4(), ImageType.OTHER, (each,), None, Maker()) for each in found], []


@dataclass(frozen=True, slots=True)
class Source:
    """A file to look at."""

    name: str
    """For people: with the folders in front, of one that was found in a folder."""
    path: Path
    size: int


class Allowed:
    """Whether a file may be added: nothing of dentui's own, but what was sent to an inbox."""

    def __init__(self, settings: Settings) -> None:
        self._home = Path(os.path.realpath(settings.home))
        self._inbox = self._home / INBOX
        url = engine.parse(settings.database)
        self._register = (
            Path(os.path.realpath(str(url.database))) if url.get_backend_name() == "sqlite" else None
        )

    def __call__(self, real: Path) -> bool:
        """`real`: the path without links."""
        register = self._register
        if register is not None and (real.parent, real.name[: len(register.name)]) == (
            register.parent,
            register.name,
        ):
            return False
        return self._home not in real.parents or self._inbox in real.parents


class Telling:
    """Tells how far files are, with the speed."""

    def __init__(self, doing: str, sources: Sequence[Source], told: Callable[[Progress], None]) -> None:
        self._doing, self._told = doing, told
        self._total, self._of = sum(source.size for source in sources), len(sources)
        self._done, self._files, self._began = 0, 0, time.monotonic()

    def bytes(self, more: int) -> None:
        """So many bytes more are done."""
        self._done += more
        self._tell()

    def file(self) -> None:
        """One file more is done."""
        self._files += 1
        self._tell()

    def at(self, done: int, files: int) -> None:
        """So far it is."""
        self._done, self._files = done, files
        self._tell()

    def _tell(self) -> None:
        speed = self._done / max(0.001, time.monotonic() - self._began)
        self._told(Progress(self._doing, self._done, self._total, self._files, self._of, speed))


def listed(paths: Sequence[Path]) -> tuple[list[Source], list[Refused]]:
    """The files that are meant, those in folders too, and what cannot be taken. Raises Invalid for too
    many."""
    sources: list[Source] = []
    refused: list[Refused] = []
    for path in paths:
        for name, found in _below(path):
            try:
                about = found.stat()
            except (OSError, ValueError):
                refused.append(Refused(name, "It is not there, or this account may not read it."))
                continue
            if not stat.S_ISREG(about.st_mode):
                refused.append(Refused(name, "It is no ordinary file."))
                continue
            sources.append(Source(name, found, about.st_size))
            if len(sources) > MOST:
                raise Invalid(f"That is too much at once: at most {MOST:,} files.", field="paths")
    return sources, refused


def _below(path: Path) -> Iterator[tuple[str, Path]]:
    """The path, or the files in it, with their names. Hidden ones and links in folders are left out."""
    if not path.is_dir():
        yield _named(path.name), path
        return
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if not name.startswith("."))
        for name in sorted(files):
            found = Path(folder, name)
            if not name.startswith(".") and not found.is_symlink():
                yield _named(str(found.relative_to(path.parent))), found


def _named(name: str) -> str:
    """A name that both databases take."""
    return name.encode("utf-8", "replace").decode().replace("\0", "")


def _found(key: UUID, items: Sequence[FoundItem], refused: Sequence[Refused]) -> Found:
    times = [item.taken for item in items if item.taken is not None]
    return Found(key, tuple(items), tuple(refused), max(times, default=None), "")
