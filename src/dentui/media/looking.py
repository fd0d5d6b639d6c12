"""Looks at files before they are kept: what each is, what belongs together, and what cannot be taken.

No file is read here: each is looked at in a process of its own kind (`child.py`), one after another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from dentui.domain.images import Facts, FileKind, FoundItem, Maker, Progress, Refused
from dentui.errors import Cancelled, Unreadable
from dentui.media.child import Children
from dentui.media.grouping import grouped
from dentui.media.reasons import DAMAGED
from dentui.media.sniffing import LOOK, facts_in
from dentui.media.telling import Looked

OF_SYSTEMS = frozenset((".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", "__macosx"))
"""What operating systems leave in folders."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A file to look at, copied to where nobody else changes it."""

    key: UUID
    name: str
    """As its maker called it, folders in front; data, never a path."""
    path: Path
    size: int
    sha256: str


def look(
    files: Iterable[Staged],
    children: Children,
    told: Callable[[Progress], None],
    stop: threading.Event,
    total: Callable[[], tuple[int, int]] | None = None,
) -> tuple[tuple[FoundItem, ...], tuple[Refused, ...]]:
    """What the files are, and which cannot be taken in at all. A file that cannot be read is an item of other
    data with the reason. `told` is told after every file. Where files come one by one, `total` tells how many
    bytes and files there are by then. Raises Cancelled, and Unavailable where files cannot be looked at on
    this machine."""
    if total is None:
        files = tuple(files)
        whole = sum(file.size for file in files), len(files)
        return look(files, children, told, stop, lambda: whole)
    seen: dict[str, str] = {}
    refused: list[Refused] = []
    looked: list[Looked] = []
    materials: set[str] = set()
    began, done = time.monotonic(), 0
    for number, file in enumerate(files, 1):
        if stop.is_set():
            raise Cancelled("Stopped. Nothing was added.")
        if reason := _needless(file, {} if file.sha256 in materials else seen):
            refused.append(Refused(file.name, reason))
        else:
            looked.append(_looked(file, children, stop))
            if looked[-1].kind is FileKind.MTL:
                # Programs write the same one beside each jaw, which names the picture beside it.
                materials.add(file.sha256)
        seen.setdefault(file.sha256, file.name)
        done += file.size
        speed = done / max(0.001, time.monotonic() - began)
        of_bytes, of_files = total()
        told(Progress("Looking at", done, of_bytes, number, of_files, speed))
    items, none = grouped(looked, children.limits)
    return items, (*refused, *none)


def _needless(file: Staged, seen: dict[str, str]) -> str:
    """Why nobody wants the file; "" where somebody may."""
    if not file.size:
        return "It is empty."
    parts = {part.casefold() for part in file.name.split("/")}
    if parts & OF_SYSTEMS or file.name.rpartition("/")[2].startswith("._"):
        return "An operating system made it for itself."
    return f"It is the same as {seen[file.sha256]}." if file.sha256 in seen else ""


def _looked(file: Staged, children: Children, stop: threading.Event) -> Looked:
    try:
        said = children.run(LOOK, {"path": str(file.path)}, stop).value
        return _understood(file, said)
    except Unreadable as error:
        return Looked(file.key, file.name, file.size, FileKind.OTHER, Facts(), Maker(), wrong=str(error))
    except (TypeError, ValueError, KeyError, AttributeError):
        # Whatever took the process over that read the file does not take over this one.
        return Looked(file.key, file.name, file.size, FileKind.OTHER, Facts(), Maker(), wrong=DAMAGED)


def _understood(file: Staged, said: dict[str, Any]) -> Looked:
    wrong = str(said.get("wrong", ""))
    return Looked(
        key=file.key,
        name=file.name,
        size=file.size,
        kind=FileKind.OTHER if wrong else FileKind(said["kind"]),
        facts=facts_in(said["facts"]),
        maker=Maker(**{name: str(said["maker"][name]) for name in ("maker", "model", "serial")}),
        wrong=wrong,
        what=str(said.get("what", "")),
        words=str(said.get("words", "")),
        scout=said.get("scout") is True,
        grey=said.get("grey") is True,
        colours=said.get("colours") is True,
    )
