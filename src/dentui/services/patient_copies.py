"""What a patient is handed with a link: its QR code as a picture, and a copy of the report with the code on
it. Both are written into the operator's outbox and nowhere else. The report that is kept stays as it is.
"""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Download, folder_of
from dentui.errors import Cancelled, Unreadable
from dentui.services.images import Images
from dentui.services.press import Press
from dentui.services.transfer import sftp_line
from dentui.store import outbox, people, printing, report_rows
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit
from dentui.store.publishing import Ready

if TYPE_CHECKING:
    from dentui.media.qr import Code

ROOM = 49
"""Modules of a printed code's side, its quiet zone counted: 0.6 mm each."""
HANDED = "Delete it once it is handed over: its code opens the report for whoever knows the date of birth."
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

    def code(self, actor: Actor, report: UUID, codes: tuple[Code, ...], stop: threading.Event) -> Download:
        """Write the strongest of a link's codes as PNG. The trail has it as a download. Raises NotFound,
        Conflict for a report that is not in force, Unavailable, Cancelled."""
        from dentui.media.qr import png_of

        login, ready = self._database.write(actor, lambda unit: _note(unit, report))
        return self._out(login, f"{ready.number}_code", ".png", png_of(codes[0]), stop)

    def copy(
        self,
        actor: Actor,
        report: UUID,
        codes: tuple[Code, ...],
        until: datetime,
        stop: threading.Event,
    ) -> Download:
        """Draw the report anew with a link's code, which opens it until then, and write that. Raises as
        `code`, and Unreadable where it cannot be drawn whole."""
        from dentui.media.qr import strongest
        from dentui.media.report import PrintedCode

        _, ready = self._database.read(actor, lambda view: printing.as_printed(view, report))
        code = strongest(codes, ROOM) or codes[-1]
        made = self._press.draw(ready, stop, PrintedCode(code, until))
        if made.unseen:
            raise Unreadable(NOT_WHOLE)
        login, _ = self._database.write(actor, lambda unit: _note(unit, report))
        return self._out(login, f"{ready.number}_for_patient", ".pdf", made.data, stop)

    def _out(self, login: str, stem: str, ending: str, data: bytes, stop: threading.Event) -> Download:
        if stop.is_set():
            raise Cancelled("Stopped. Nothing was downloaded.")
        folder = folder_of(login)
        place = self._settings.home / outbox.OUTBOX / folder
        path = outbox.copy(place, stem, [(stem + ending, lambda: iter((data,)))], lambda _: None, stop)
        return Download(path, sftp_line(self._settings, folder, path), path.stat().st_size, HANDED)


def _note(unit: Unit, report: UUID) -> tuple[str, Ready]:
    patient_id, ready = printing.as_printed(unit.view, report)
    unit.audit(report_rows.DOWNLOAD, patient_id, item=str(report))
    return people.login_of(unit.view), ready
