"""Where image data is added from: folders of this machine, and the inbox in which what was sent here waits.

Whoever works at a desk can add what the account of dentui can read, but nothing of dentui's own: the home
holds register, keys and everybody's files. Of it only the operator's own inbox can be seen.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from dentui.config import Settings
from dentui.domain import pasting
from dentui.domain.images import folder_of
from dentui.domain.pasting import Pasted
from dentui.domain.sources import Entry, Listing, Typed
from dentui.errors import Forbidden, Invalid, NotFound, Unavailable
from dentui.services.ours import Ours
from dentui.services.transfer import sftp_line
from dentui.store import sources
from dentui.store.blobs import make_folder
from dentui.store.sources import Print, Settling

LAST = "last-folder"
OURS = "That is dentui's own folder: nothing is added from it. Choose another one."
AROUND_OURS = "dentui's own folder lies in it. Go into it and mark what you need."
NOT_THERE = "There is nothing at that path on this machine. Mend it, or send the files to the inbox."
NO_FILE = "That is neither a file nor a folder. Choose another one."
NOT_READABLE = (
    "The account of dentui may not read that. Choose another one, or ask who looks after this machine."
)
A_LINK = "That is a link, and links in the inbox are not followed. Send the file itself."
ARRIVING = "That is still arriving. Wait until it is there."
SENTENCES = {sources.ARRIVING: ARRIVING, sources.A_LINK: A_LINK, sources.NO_FILE: NO_FILE}
"""What is said of what cannot be taken out of the inbox."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen to be added."""

    paths: tuple[Path, ...]
    """Without links."""
    sent: Mapping[Path, Print]
    """The files of the inbox among it, as they were when they were chosen."""


class Sources:
    """The folders from which an operator adds image data."""

    def __init__(self, settings: Settings, login: str, environ: Mapping[str, str] = os.environ) -> None:
        self._ours = Ours(settings)
        self._home = self._ours.home
        self._settings = replace(settings, home=self._home)
        self._login, self._environ = folder_of(login), environ
        self._inbox = self._ours.inbox / self._login
        self._settling = Settling()
        self._one_at_a_time = threading.Lock()

    @property
    def inbox(self) -> Path:
        """Where files that are sent to the operator wait."""
        return Path(os.path.realpath(self._inbox))

    def start(self) -> Listing:
        """Where the operator added from last, where that can still be read, else the inbox. Raises
        Unavailable."""
        with suppress(OSError, ValueError, NotFound, Forbidden, Unavailable):
            last = os.fsdecode((self._home / LAST / self._login).read_bytes())
            if last:
                return self.list(Path(last))
        return self.list(self.inbox)

    def remember(self, folder: Path) -> None:
        """The operator added from there."""
        place = self._home / LAST / self._login
        begun = place.with_name(f".{place.name}.{os.getpid()}")
        # It only saves keys.
        with suppress(OSError):
            make_folder(place.parent)
            begun.write_bytes(os.fsencode(folder))
            begun.replace(place)

    def list(self, folder: Path) -> Listing:
        """What is in a folder. Raises NotFound, Forbidden, Unavailable."""
        folder = Path(os.path.realpath(folder))
        inbox = self.inbox
        if folder == inbox:
            return self._waiting(inbox)
        if self._is_ours(folder):
            raise Forbidden(OURS)
        try:
            entries, more = sources.listed(folder)
        except OSError as error:
            raise _refusal(error) from error
        entries.sort(key=lambda entry: (not entry.folder, entry.name.casefold(), entry.name))
        hidden = sum(entry.name.startswith(".") for entry in entries)
        return Listing(folder, tuple(entries), hidden=hidden, more=more)

    def _waiting(self, inbox: Path) -> Listing:
        try:
            make_folder(inbox)
            with self._one_at_a_time:
                entries, more = sources.arrived(inbox, self._settling)
        except OSError as error:
            raise Unavailable(
                "The inbox cannot be read: the folder inbox in the home is not this account's. Choose "
                "another folder, or ask who looks after this machine."
            ) from error
        hidden = sum(entry.name.startswith(".") for entry in entries)
        return Listing(inbox, tuple(entries), inbox=True, hidden=hidden, more=more)

    def typed(self, text: str, base: Path) -> Typed:
        """What a path that is being typed leads to, from the folder `base` on. Raises as `list` does."""
        folder, slash, begun = text.rpartition("/")
        if text in ("~", "..", ".") or text.endswith(("/..", "/.")):
            folder, slash, begun = text, "/", ""
        return Typed(self.list(self._at(folder + slash, base)), begun)

    def find(self, text: str, base: Path) -> tuple[Entry, str]:
        """The file or folder at a path that was typed whole, and why it cannot be added now, "" where it can.
        Raises NotFound."""
        path = Path(os.path.normpath(self._at(text, base)))
        if _stat(path) is None:
            raise NotFound(NOT_THERE)
        return self._looked_at([path])[0]

    def pasted(self, text: str, base: Path) -> tuple[Pasted, Sequence[tuple[Entry, str]]]:
        """What was pasted, and the files and folders in it, each as `find` answers."""
        told = pasting.read(text, lambda path: _stat(self._at(path, base)) is not None)
        return told, self._looked_at([Path(os.path.normpath(self._at(path, base))) for path in told.paths])

    def _looked_at(self, paths: Iterable[Path]) -> Sequence[tuple[Entry, str]]:
        refused, found = self._refused_of_inbox(), []
        for path in paths:
            about = _stat(path)
            if about is not None:
                folder = stat.S_ISDIR(about.st_mode)
                entry = Entry(path, folder, 0 if folder else about.st_size, sources.when(about.st_mtime))
                found.append((entry, self._why_not(path, Path(os.path.realpath(path)), refused)))
        return found

    def why_not(self, path: Path) -> str:
        """Why a file or a folder cannot be added now, in a sentence; "" where it can."""
        return self._why_not(path, Path(os.path.realpath(path)), self._refused_of_inbox())

    def _why_not(self, path: Path, real: Path, refused: Mapping[Path, str]) -> str:
        about, inbox = _stat(path), self.inbox
        if about is None:
            return NOT_THERE
        if self._is_ours(real):
            return OURS
        if self._inbox in path.parents and inbox not in real.parents:
            return A_LINK
        if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
            return NO_FILE
        if self._ours.is_around(real):
            return AROUND_OURS
        for entry, refusal in refused.items():
            if real in (inbox, entry) or entry in real.parents:
                return SENTENCES.get(refusal, NOT_READABLE)
        return "" if os.access(path, os.R_OK) else NOT_READABLE

    def _refused_of_inbox(self) -> Mapping[Path, str]:
        try:
            entries = self._waiting(self.inbox).entries
        except Unavailable:
            # Nothing can be taken from it; what lies elsewhere can.
            return {self.inbox: NOT_READABLE}
        return {entry.path: entry.refusal for entry in entries if entry.refusal}

    def choose(self, paths: Iterable[Path]) -> Chosen:
        """Take what is to be added: nothing of it may be a link by now. Raises Invalid, with the first that
        cannot be taken as its field, and Unavailable."""
        real: dict[Path, None] = {}
        sent: dict[Path, Print] = {}
        inbox, refused = self.inbox, self._refused_of_inbox()
        for path in paths:
            leads_to = Path(os.path.realpath(path))
            why_not = self._why_not(path, leads_to, refused)
            if why_not:
                raise Invalid(why_not, field=str(path))
            real[leads_to] = None
            if leads_to == inbox or inbox in leads_to.parents:
                sent.update(sources.prints_in(leads_to))
        return Chosen(tuple(real), sent)

    def put_away(self, chosen: Chosen, kept: Iterable[Path]) -> int:
        """Remove from the inbox what was taken in, after that is committed: a file that is another one by now
        stays. Answers how many are gone."""
        gone = 0
        for path in dict.fromkeys(kept):
            known = chosen.sent.get(path)
            # What stays is offered again, and nothing is lost by it.
            with suppress(OSError):
                gone += known is not None and sources.remove(path, known, self.inbox)
        return gone

    @property
    def sftp(self) -> str:
        """What a person types on their own computer to send files to the inbox."""
        return sftp_line(self._settings, self._login, self._inbox, self._environ)

    def _at(self, text: str, base: Path) -> Path:
        try:
            return base / Path(text).expanduser()
        except RuntimeError:
            return base / text

    def _is_ours(self, real: Path) -> bool:
        """Whether a path without links is dentui's own, and not in the operator's inbox."""
        inbox = self.inbox
        return real in self._ours and not (real == inbox or inbox in real.parents)


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):
        return None


def _refusal(error: OSError) -> NotFound | Forbidden | Unavailable:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return NotFound("There is no such folder on this machine. Mend the path.")
    if isinstance(error, PermissionError):
        return Forbidden("The account of dentui may not read that folder. Choose another one.")
    return Unavailable("That folder cannot be read now. Choose another one, or try again.")
