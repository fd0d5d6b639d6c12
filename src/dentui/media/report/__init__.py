"""A health checking report as PDF: its pictures are made ready by processes that read files, two at a time,
then one of them writes the pages."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dentui.media.child import Children
    from dentui.media.qr import Code
    from dentui.media.report.prepared import Kept


@dataclass(frozen=True, slots=True)
class PdfAnswer:
    """A report that was written."""

    data: bytes
    pages: int
    unseen: tuple[str, ...] = ()
    """SHA-256 of files in whose place it says that they cannot be shown."""


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A code that opens the report, for the copy that a patient gets."""

    code: Code
    until: datetime


def report_pdf(
    content: Mapping[str, object],
    files: Mapping[str, Path],
    logo: bytes,
    children: Children,
    *,
    stop: Event | None = None,
    kept: Kept | None = None,
    code: PrintedCode | None = None,
) -> PdfAnswer:
    """The PDF of what `domain.report_content` says; the same for the same content, files and logo.

    `files` by their SHA-256. A file that cannot be drawn is told of in the place of its picture, and is
    `unseen`. `kept` holds pictures that are ready from one preview to the next. `code` stands
    at the end. Raises Unreadable,
    Unavailable, Cancelled."""
    from dentui.media.report.prepared import Kept, prepared

    ready, unseen = prepared(content, files, children, stop, kept or Kept())
    asked = {"content": dict(content), "logo": base64.b64encode(logo).decode(), **ready}
    if code is not None:
        rows = ["".join("01"[dark] for dark in row) for row in code.code.modules]
        asked["code"] = {"rows": rows, "until": code.until.isoformat(timespec="minutes")}
    answer = children.run("dentui.media.report.writing:write", asked, stop)
    return PdfAnswer(answer.data, int(answer.value["pages"]), unseen)
