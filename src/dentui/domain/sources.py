"""Files of this machine that image data can be added from, as they lie there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dentui.domain.folding import folds

UNFINISHED = (".filepart", ".part", ".partial", ".crdownload")
"""How programs call a file that they are still sending."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or a folder."""

    path: Path
    folder: bool
    size: int
    """Bytes; in the inbox also of a folder, with all that is in it, else 0 for one."""
    changed: datetime
    """Wall-clock time at which it was changed; in the inbox, at which it came."""
    refusal: str = ""
    """Why it cannot be taken now, in a few words."""
    files: int = 1
    """How many files there are in it, where that was counted."""

    @property
    def name(self) -> str:
        """As its folder has it; data, so whoever shows it cleans it."""
        return self.path.name


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder: folders first, then by name; in the inbox the newest first."""

    folder: Path
    entries: tuple[Entry, ...]
    inbox: bool = False
    hidden: int = 0
    """How many of them have a name that begins with a dot."""
    more: bool = False
    """Whether there are others that were not read."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A path that is being typed."""

    listing: Listing
    """Of the folder that it leads to so far."""
    begun: str
    """What is typed of a name in it."""


def narrowed(entries: Iterable[Entry], letters: str) -> list[Entry]:
    """Those whose names have the letters, however they are cased and accented: first where a name begins with
    them. Hidden ones only where the letters begin with a dot."""
    if not letters:
        return [entry for entry in entries if not entry.name.startswith(".")]
    wanted = _folded(letters)
    named = [
        (entry, _folded(entry.name))
        for entry in entries
        if letters.startswith(".") or not entry.name.startswith(".")
    ]
    first = [entry for entry, name in named if name.startswith(wanted)]
    return first + [entry for entry, name in named if wanted in name and not name.startswith(wanted)]


def completed(typed: Typed) -> Entry | None:
    """What the name that is typed can be: the first that begins so, as it is cased or however."""
    if not typed.begun:
        return None
    fitting = [entry for entry in typed.listing.entries if entry.name.startswith(typed.begun)]
    wanted = typed.begun.casefold()
    fitting += [entry for entry in typed.listing.entries if entry.name.casefold().startswith(wanted)]
    return fitting[0] if fitting else None


def _folded(name: str) -> str:
    return " ".join(next(iter(folds(word)), word) for word in name.casefold().split(" "))
