"""What is kept of a fault of ours: where it happened, and nothing of what it happened to.

A message or a local variable of an unexpected error can hold a patient's name, so neither is
written: only the types of the errors and the file, line and function of their frames.
"""

from __future__ import annotations

import os
import platform
import secrets
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path

from dentui import __version__

LOG_FOLDER = "log"


def write_crash_log(home: Path, error: BaseException) -> Path | None:
    """Write what is kept of `error` to a new file of mode 0600 in the home's log folder.

    Answers where it is, or None where it could not be written (a full disk, no home): the caller
    is already telling about a fault, and a second one must not hide the first.
    """
    moment = datetime.now(UTC)
    name = f"crash-{moment:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}.txt"
    try:
        folder = home / LOG_FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / name
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as log:
            log.write(
                f"dentui {__version__}, Python {platform.python_version()}, {sys.platform} "
                f"{platform.machine()}, {moment:%Y-%m-%d %H:%M:%S} UTC\n\n"
            )
            log.write("\n".join(crash_lines(error)) + "\n")
    except OSError:
        return None
    return file


def log_faults_of_threads(home: Path) -> None:
    """From now on write what is kept of an error that ends a thread, and nothing on standard error, where
    Python would quote its message."""

    def ended(told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None and not isinstance(told.exc_value, SystemExit):
            write_crash_log(home, told.exc_value)

    threading.excepthook = ended


def crash_lines(error: BaseException) -> list[str]:
    """The error, what caused it, and what it holds where it is a group, outermost first."""
    lines: list[str] = []
    waiting: list[tuple[str, BaseException]] = [("", error)]
    seen: set[int] = set()
    while waiting:
        relation, current = waiting.pop(0)
        if id(current) in seen:
            continue
        seen.add(id(current))
        kind = type(current)
        lines.append(f"{relation}{kind.__module__}.{kind.__qualname__}")
        # Line by line from the frames; a traceback's own formatting would quote the message.
        for frame, line in traceback.walk_tb(current.__traceback__):
            lines.append(f"  {frame.f_code.co_filename}:{line}: {frame.f_code.co_qualname}")
        if current.__cause__ is not None:
            waiting.append(("caused by ", current.__cause__))
        elif current.__context__ is not None and not current.__suppress_context__:
            waiting.append(("while handling ", current.__context__))
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(("holding ", inner) for inner in current.exceptions)
    return lines
