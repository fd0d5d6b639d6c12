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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Found, FoundFile, FoundItem, Progress, Refused
from dentui.errors import Cancelled, Invalid, NotFound, Unreadable
from dentui.services.ours import Ours
from dentui.store.blobs import STOPPED, Staged
from dentui.store.staging import Staging

if TYPE_CHECKING:
    from dentui.media import archives, looking
    from dentui.media.child import Children

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
    """The file of this machine that each is, or comes out of."""
    found: Found
    kept: set[str] = field(default_factory=set)
    """What of it was put into the store."""

    @property
    def files(self) -> Mapping[UUID, FoundFile]:
        """Every file that was found, by its key."""
        return {file.key: file for item in self.found.items for file in item.files}


class Looks:
    """The looks of a desk. Threads may use it at once."""

    def __init__(self, settings: Settings, place: Path, children: Callable[[], Children]) -> None:
        """`place`: the folder in which files wait; `children`: the processes that read them."""
        self._place = place
        self._ours = Ours(settings)
        self._children = children
        self._looks: dict[UUID, Look] = {}
        self._lock = threading.Lock()

    def begin(
        self,
        actor: Actor,
        login: str,
        paths: Sequence[Path],
        told: Callable[[Progress], None],
        stop: threading.Event,
    ) -> Found:
        """Look at these files and folders, for the operator of this login name. Raises Invalid, Unavailable,
        and Cancelled: then nothing stays."""
        sources, refused = listed(paths, stop)
        if not sources and not refused:
            raise Invalid("There is no file in it. Choose another folder, or single files.", field="paths")
        key = uuid4()
        staging = Staging(self._place, key)
        try:
            taking = _Taking(staging, partial(self._ours.may_be_added, login=login), self._children(), stop)
            look = taking.look(actor, key, sources, refused, told)
            with self._lock:
                self._looks[key] = look
        except BaseException:
            staging.close()
            raise
        return look.found

    def get(self, actor: Actor, key: UUID) -> Look:
        """The actor's look. Raises NotFound."""
        with self._lock:
            look = self._looks.get(key)
        if look is None or look.actor != actor:
            raise NotFound(OVER)
        return look

    def end(self, key: UUID) -> Look | None:
        """Take it away with what waits there."""
        with self._lock:
            look = self._looks.pop(key, None)
        if look is not None:
            look.staging.close()
        return look

    def open(self) -> tuple[UUID, ...]:
        """Those that are not ended."""
        with self._lock:
            return tuple(self._looks)


class _Taking:
    """Files on their way into one look: while some are copied, others are looked at."""

    def __init__(
        self,
        staging: Staging,
        allowed: Callable[[Path], bool],
        children: Children,
        stop: threading.Event,
    ) -> None:
        self._staging, self._allowed, self._children, self._stop = staging, allowed, children, stop
        self._staged: dict[UUID, Staged] = {}
        self._sources: dict[UUID, Path] = {}
        self._waiting: SimpleQueue[looking.Staged | None] = SimpleQueue()
        self._refused: list[Refused] = []
        self._bytes = 0
        self._wrong: dict[UUID, str] = {}
        """Archives that are kept as they are, and why."""

    def look(
        self,
        actor: Actor,
        key: UUID,
        sources: Sequence[Source],
        refused: Sequence[Refused],
        told: Callable[[Progress], None],
    ) -> Look:
        """Copy these files, open the archives among them, and look at all. Raises Unavailable, Cancelled."""
        from dentui.media import grouping, looking

        self._staging.require_room(sum(source.size for source in sources))
        stop = _Either(self._stop)
        tell = Telling("Copying", sources, told)
        looked: SimpleQueue[Progress | None] = SimpleQueue()
        with ThreadPoolExecutor(1) as looker:
            looking_at = looker.submit(
                looking.look, iter(self._waiting.get, None), self._children, looked.put, stop, self._total
            )
            looking_at.add_done_callback(lambda _: looked.put(None))
            try:
                for source in sources:
                    self._take(source, tell)
            except BaseException:
                stop.set()
                raise
            finally:
                self._waiting.put(None)
            while (progress := looked.get()) is not None:
                told(progress)
            items, bad = looking_at.result()
        items = tuple(self._with_reasons(item) for item in items)
        found = Found(
            key,
            items,
            (*refused, *self._refused, *bad),
            grouping.offered_time(items),
            grouping.offered_name(items),
        )
        return Look(actor, self._staging, self._staged, self._sources, found)

    def _total(self) -> tuple[int, int]:
        """Bytes and files that are copied by now."""
        return self._bytes, len(self._staged)

    def _take(self, source: Source, tell: Telling) -> None:
        from dentui.media import archives

        try:
            staged = self._staging.take(source.path, self._allowed, tell.bytes, self._stop)
        except Unreadable as error:
            self._refused.append(Refused(source.name, str(error)))
            return
        finally:
            tell.file()
        reason, contents = "", None
        if archives.is_archive(staged.path):
            try:
                contents = archives.opened(staged.path, source.name, self._children, self._stop)
            except Unreadable as error:
                reason = str(error)
        if contents is None:
            self._add(source.name, staged, source.path, reason)
        else:
            self._unpack(contents, source.path)
            staged.path.unlink()

    def _unpack(self, contents: archives.Contents, path: Path) -> None:
        self._staging.require_room(sum(member.size for member in contents.members))
        self._refused += contents.refused
        for member in contents.members:
            try:
                staged = self._staging.put(member.pieces(), lambda _: None, self._stop)
            except Unreadable as error:
                self._refused.append(Refused(member.name, str(error)))
                continue
            self._add(member.name, staged, path)

    def _add(self, name: str, staged: Staged, path: Path, reason: str = "") -> None:
        from dentui.media import looking

        key = uuid4()
        self._staged[key], self._sources[key] = staged, path
        self._bytes += staged.size
        if reason:
            self._wrong[key] = reason
        self._waiting.put(looking.Staged(key, name, staged.path, staged.size, staged.sha256))

    def _with_reasons(self, item: FoundItem) -> FoundItem:
        files = tuple(replace(file, wrong=self._wrong.get(file.key, file.wrong)) for file in item.files)
        return replace(item, files=files)


class _Either(threading.Event):
    """Is set when it is set itself, or the other one."""

    def __init__(self, other: threading.Event) -> None:
        super().__init__()
        self._other = other

    def is_set(self) -> bool:
        """Whether somebody wants to stop."""
        return super().is_set() or self._other.is_set()


@dataclass(frozen=True, slots=True)
class Source:
    """A file to look at."""

    name: str
    """For people: with the folders in front, of one that was found in a folder."""
    path: Path
    size: int


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


def listed(paths: Sequence[Path], stop: threading.Event) -> tuple[list[Source], list[Refused]]:
    """The files that are meant, those in folders too, and what cannot be taken. Raises Invalid for too
    many, Cancelled."""
    sources: list[Source] = []
    refused: list[Refused] = []
    for path in paths:
        for name, found in _below(path):
            if stop.is_set():
                raise Cancelled(STOPPED)
            try:
                about = found.stat()
            except (OSError, ValueError):
                refused.append(Refused(name, "It is not there, or this account may not read it."))
                continue
            if stat.S_ISDIR(about.st_mode):
                refused.append(Refused(name, "That folder cannot be read."))
            elif not stat.S_ISREG(about.st_mode):
                refused.append(Refused(name, "It is no ordinary file."))
            else:
                sources.append(Source(name, found, about.st_size))
            if len(sources) + len(refused) > MOST:
                raise Invalid(f"That is too much at once: at most {MOST:,} files.", field="paths")
    return sources, refused


def _below(path: Path) -> Iterator[tuple[str, Path]]:
    """The path, or the files in it, with their names; a folder that cannot be read stands for what is in it.
    Hidden ones and links in folders are left out."""
    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a folder above cannot be read
        yield _named(path.name), path
        return
    left = [path]
    while left:
        folder = left.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(
                    (each for each in entries if not each.name.startswith(".") and not each.is_symlink()),
                    key=lambda each: each.name,
                )
        except OSError:
            yield _named(str(folder.relative_to(path.parent))), folder
            continue
        folders = []
        for each in found:
            below = Path(each.path)
            if each.is_dir(follow_symlinks=False):
                folders.append(below)
            else:
                yield _named(str(below.relative_to(path.parent))), below
        left += reversed(folders)


def _named(name: str) -> str:
    """A name that both databases take."""
    return name.encode("utf-8", "replace").decode().replace("\0", "")
