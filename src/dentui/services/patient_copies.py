"""What a patient is handed with a link: its QR code as a picture, and a copy of the report with the code on
it. Both are written into the operator's outbox and nowhere else, and go from there by themselves
(`store/handed.py`). The report that is kept stays as it is.
"""

from __future__ import annotations

import threading
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Download, folder_of
from dentui.domain.links import ReportLink
from dentui.errors import Cancelled, Unreadable
from dentui.services.images import Images
from dentui.services.press import Press
from dentui.services.transfer import sftp_line
from dentui.store import handed, links, outbox, people, printing, report_rows
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit
from dentui.store.publishing import Ready

if TYPE_CHECKING:
    from dentui.media.qr import Code

ROOM = 49
"""Modules of a printed code's side, its quiet zone counted: 0.6 mm each."""
HANDED = (
    "Its code opens the report, so it goes out of your outbox by itself on {when:%d.%m.%Y %H:%M}, or when "
    "its link is revoked."
)
NOT_WHOLE = (
    "The copy was not made: a picture or a scan of the report cannot be drawn any more. Hand out its PDF "
    "and the code as a PNG."
)


class PatientCopies:
    """For links to reports within the operator's scope."""

    def __init__(self, database: Database, settings: Settings, images: Images) -> None:
        self._database = database
        self._settings = settings
        self._press = Press(open_blobs(settings), images.children)

    def code(
        self, actor: Actor, link: ReportLink, codes: tuple[Code, ...], stop: threading.Event
    ) -> Download:
        """Write the strongest of a link's codes as PNG. It lies in the outbox for a day, and no longer than
        the link works. The trail has it as a download. Raises NotFound, Conflict for a report that is not in
        force and a link that was revoked, Unavailable, Cancelled."""
        from dentui.media.qr import png_of

        login, ready = self._database.write(actor, lambda unit: _note(unit, link))
        return self._out(link, login, f"{ready.number}_code.png", png_of(codes[0]), stop)

    def copy(
        self, actor: Actor, link: ReportLink, codes: tuple[Code, ...], stop: threading.Event
    ) -> Download:
        """Draw the report anew with a link's code, which says until when it opens it, and write that, for as
        long. Raises as `code`, and Unreadable where it cannot be drawn whole."""
        from dentui.media.qr import strongest
        from dentui.media.report import PrintedCode

        _, ready = self._database.read(actor, lambda view: printing.as_printed(view, link.report))
        code = strongest(codes, ROOM) or codes[-1]
        made = self._press.draw(ready, stop, PrintedCode(code, link.until))
        if made.unseen:
            raise Unreadable(NOT_WHOLE)
        login, _ = self._database.write(actor, lambda unit: _note(unit, link))
        return self._out(link, login, f"{ready.number}_for_patient.pdf", made.data, stop)

    def _out(self, link: ReportLink, login: str, name: str, data: bytes, stop: threading.Event) -> Download:
        if stop.is_set():
            raise Cancelled("Stopped. Nothing was downloaded.")
        folder, home = folder_of(login), self._settings.home
        until = min(time.time() + handed.STAYS, link.until.timestamp())
        path = outbox.copy(
            home / outbox.OUTBOX / folder,
            Path(name).stem,
            [(name, lambda: iter((data,)))],
            lambda _: None,
            stop,
            whole=lambda found: handed.record(home, link.uuid, folder, until, found),
        )
        told = HANDED.format(when=datetime.fromtimestamp(until))
        return Download(path, sftp_line(self._settings, folder, path), len(data), told)


def _note(unit: Unit, link: ReportLink) -> tuple[str, Ready]:
    patient_id, ready = printing.as_printed(unit.view, link.report)
    links.require_running(unit.view, link.uuid, link.report)
    unit.audit(report_rows.DOWNLOAD, patient_id, item=str(link.report))
    return people.login_of(unit.view), ready
