"""What a person types on their own computer to send files to their inbox, or to fetch one from the outbox."""

from __future__ import annotations

import os
import pwd
import shlex
import socket
import threading
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from dentui.config import Settings
from dentui.domain.images import Download, folder_of
from dentui.store import outbox


def sftp_line(settings: Settings, login: str, place: Path, environ: Mapping[str, str] = os.environ) -> str:
    """The line for a folder or a file in the home. Where the settings say how files come to this machine
    (`sftp`), what stands there comes before the path inside the home; else it is the account of dentui at the
    address by which this desk was reached."""
    if settings.sftp:
        inside = place.relative_to(settings.home) if place.is_relative_to(settings.home) else place
        way, _, target = settings.sftp.replace("{login}", login).rpartition(" ")
        return f"{way or 'sftp'} {shlex.quote(f'{target}{inside}')}"
    connection = environ.get("SSH_CONNECTION", "").split()
    host, port = (connection[2], connection[3]) if len(connection) == 4 else (socket.gethostname(), "22")
    host = f"[{host}]" if ":" in host else host
    way = "sftp" if port == "22" else f"sftp -P {port}"
    return f"{way} {shlex.quote(f'{_account()}@{host}:{place}')}"


def keep_picture(settings: Settings, login: str, png: bytes, moment: datetime | None = None) -> Download:
    """Write a picture of models into somebody's outbox, under a name that nothing there has. Raises
    Unavailable."""
    stem = f"models_{moment or datetime.now():%Y-%m-%d_%H%M}"
    folder = settings.home / outbox.OUTBOX / folder_of(login)
    files = [("models.png", lambda: iter((png,)))]
    path = outbox.copy(folder, stem, files, lambda _: None, threading.Event(), "saved")
    return Download(path, sftp_line(settings, folder_of(login), path), len(png))


def _account() -> str:
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
