"""What on this machine is dentui's own: no file of it is added to a chart, by whatever way it is named."""

from __future__ import annotations

import os
from pathlib import Path

from dentui.config import Settings
from dentui.domain.images import folder_of
from dentui.store import engine

INBOX = "inbox"
"""In the home; what was sent there waits to be added."""


class Ours:
    """The home, the folder of image data where that lies elsewhere, the register. Paths are without links."""

    def __init__(self, settings: Settings) -> None:
        self.home = _real(settings.home)
        self.inbox = self.home / INBOX
        """With a folder for each login name."""
        elsewhere = "" if settings.files.startswith("s3://") else settings.files
        files = [_real(settings.home / Path(elsewhere).expanduser())] if elsewhere else []
        self._folders = (self.home, *files)
        url = engine.parse(settings.database)
        self._register = _real(Path(str(url.database))) if url.get_backend_name() == "sqlite" else None

    def __contains__(self, path: Path) -> bool:
        """Whether it is dentui's own; what lies in an inbox is, too."""
        register = self._register
        if register is not None and path.parent == register.parent and path.name.startswith(register.name):
            return True
        return any(path == folder or folder in path.parents for folder in self._folders)

    def may_be_added(self, path: Path, login: str) -> bool:
        """Whether an operator may add the file at this path: nothing of dentui's own, and of what was sent to
        somebody only what was sent to them."""
        for inbox in self._inboxes():
            if _real(inbox) in path.parents:
                return inbox.name == folder_of(login)
        return path not in self

    def _inboxes(self) -> list[Path]:
        try:
            return list(self.inbox.iterdir())
        except OSError:
            return []

    def is_around(self, folder: Path) -> bool:
        """Whether something of dentui's own lies in a folder that is not."""
        register = () if self._register is None else (self._register,)
        return any(folder in own.parents for own in (*self._folders, *register))


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
