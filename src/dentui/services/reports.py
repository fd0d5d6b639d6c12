"""Health checking reports: begun, kept, published, corrected, revoked, shown and handed out.

Every change carries a UUID that the form makes when it opens, as those of charts do; `Charts.undo` takes the
operator's last one back, as long as nothing was handed out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.images import Download, Progress, folder_of
from dentui.domain.report_form import checked_letterhead
from dentui.domain.reports import (
    Letterhead,
    Report,
    ReportInput,
    ReportNumber,
    ReportPage,
    ReportRow,
    ReportSettings,
)
from dentui.services.images import Images
from dentui.services.looks import Source, Telling
from dentui.services.ours import Ours
from dentui.services.press import Press, Taken
from dentui.services.transfer import sftp_line
from dentui.store import image_rows, letterheads, outbox, people, publishing, report_rows, reports
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit
from dentui.store.publishing import Drawn, Ready
from dentui.store.scope import View


class Reports:
    """The reports of the patients within the operator's scope."""

    def __init__(self, database: Database, settings: Settings, images: Images) -> None:
        self._database = database
        self._settings = settings
        self._press = Press(open_blobs(settings), images.children)

    # Seeing

    def of_patient(self, actor: Actor, patient: UUID) -> tuple[ReportRow, ...]:
        """A patient's reports, the newest first. Raises NotFound."""
        return self._database.read(actor, lambda view: report_rows.of_patient(view, patient))

    def open(self, actor: Actor, report: UUID) -> Report:
        """A report with all that belongs to it. The trail says that it was opened, once a day. Raises
        NotFound."""

        def there(view: View) -> tuple[Report, bool]:
            patient_id, found = report_rows.one(view, report)
            return found, image_rows.was_noted(view, report_rows.OPEN, patient_id, report)

        def note(unit: Unit) -> Report:
            patient_id, found = report_rows.one(unit.view, report)
            unit.audit(report_rows.OPEN, patient_id, item=str(report))
            return found

        found, noted = self._database.read(actor, there)
        return found if noted else self._database.write(actor, note)

    def by_number(self, actor: Actor, number: ReportNumber) -> UUID:
        """The report that was published under a number. Raises NotFound."""
        return self._database.read(actor, lambda view: report_rows.by_number(view, number))

    # Working on one

    def settings(self, actor: Actor) -> ReportSettings:
        """What the operator set last, to be offered first."""
        return self._database.read(actor, reports.settings)

    def keep(self, actor: Actor, save: UUID, patient: UUID, report: UUID, form: ReportInput) -> None:
        """Begin a report of a patient, under this UUID, and keep it unfinished, at version 1. Of a merged
        profile it is the main patient's. `domain.reports.begun` makes the form. Raises Invalid with the field
        (`items` for what cannot be chosen), NotFound, Forbidden where that is out of scope."""
        self._database.save(
            actor, save, lambda unit: reports.keep(unit, save, patient, report, form), _nothing
        )

    def edit(self, actor: Actor, save: UUID, report: UUID, version: int, form: ReportInput) -> bool:
        """Change an unfinished report that was read at this version; whether that changed anything. Raises
        Invalid with the field, NotFound, and Conflict, whose `theirs` is a Theirs of a ReportInput."""
        return self._database.save(
            actor, save, lambda unit: reports.edit(unit, save, report, version, form), _something
        )

    def discard(self, actor: Actor, save: UUID, report: UUID, version: int) -> None:
        """Throw an unfinished report away that was read at this version; `Charts.undo` brings it back. Raises
        Invalid for a published one, NotFound, Conflict."""
        self._database.save(actor, save, lambda unit: reports.discard(unit, save, report, version), _nothing)

    def correct(self, actor: Actor, save: UUID, report: UUID, correction: UUID, reason: str) -> None:
        """Begin, under the UUID `correction`, an unfinished report with what stands in a published one: it
        takes that one's place when it is published. Raises Invalid for no reason, NotFound, and Conflict for
        a report that is not in force."""
        self._database.save(
            actor, save, lambda unit: reports.correct(unit, save, report, correction, reason), _nothing
        )

    def revoke(self, actor: Actor, save: UUID, report: UUID, version: int, reason: str) -> None:
        """Withdraw a published report that was read at this version, and every link to it. This is for good.
        Raises Invalid for no reason, NotFound, Conflict."""
        self._database.save(
            actor, save, lambda unit: reports.revoke(unit, save, report, version, reason), _nothing
        )

    def preview(
        self,
        actor: Actor,
        report: UUID,
        form: ReportInput,
        page: int = 0,
        largest: int = 1200,
        stop: threading.Event | None = None,
    ) -> ReportPage:
        """A page, from 0, of what would be printed of an unfinished report that has this form, with no side
        longer than that; the last one where there are fewer. Another page of the same takes no time. Raises
        NotFound, Invalid, Unreadable, Unavailable, and Cancelled when `stop` is set."""
        at = datetime.now().replace(second=0, microsecond=0)

        def gather(view: View) -> tuple[Ready, bool]:
            patient_id, ready = publishing.preview(view, report, form, at)
            return ready, image_rows.was_noted(view, report_rows.OPEN, patient_id, report)

        ready, noted = self._database.read(actor, gather)
        if not noted:
            self._database.write(actor, lambda unit: _note(unit, report, report_rows.OPEN))
        return self._press.preview(ready, page, largest, stop)

    # Publishing

    def publish(
        self,
        actor: Actor,
        save: UUID,
        report: UUID,
        version: int,
        form: ReportInput,
        stop: threading.Event | None = None,
    ) -> ReportNumber:
        """Keep what stands in the form of an unfinished report that was read at this version, and publish it
        under a number, for good; what it corrects is superseded, and links to that are revoked. It takes
        seconds. Before its last moment nothing is changed but that the number is reserved for this report.
        Raises Invalid with the field for what is missing, NotFound also for a file that is gone, Unreadable
        for one that cannot be drawn, Unavailable, Cancelled when `stop` is set, and Conflict, whose `theirs`
        is a Theirs of a ReportInput where another desk has changed the report."""
        at = datetime.now().replace(microsecond=0)
        ready = self._database.save(
            actor,
            save,
            lambda unit: publishing.reserve(unit, save, report, version, form, at),
            lambda view: publishing.as_published(view, report),
        )
        if ready.published and ready.number is not None:
            return ready.number
        made = self._press.draw_for_good(ready, stop)

        def publish(drawn: Drawn) -> ReportNumber:
            def write(unit: Unit) -> ReportNumber:
                if self._press.is_gone(drawn):
                    raise Taken
                return publishing.publish(unit, save, report, version, form, at, ready, drawn)

            return self._database.save(actor, save, write, lambda view: publishing.number_of(view, report))

        return self._press.keep(made, publish, self._database, stop)

    # Getting

    def pdf(self, actor: Actor, report: UUID) -> Path:
        """A file with the PDF of a report that was published, superseded or revoked, whole; the trail has it
        as opened. Raises NotFound, Invalid before it is published, Unavailable."""
        return self._press.whole(self._noted(actor, report, report_rows.OPEN)[1])

    def page(self, actor: Actor, report: UUID, page: int, largest: int = 1200) -> ReportPage:
        """A page, from 0, of the PDF as a picture, with no side longer than that; the last one where there
        are fewer. Raises as `pdf`, and Unreadable."""
        _, drawn = self._noted(actor, report, report_rows.OPEN)
        return self._press.page(self._press.whole(drawn), drawn.pages, page, largest)

    def download(
        self, actor: Actor, report: UUID, told: Callable[[Progress], None], stop: threading.Event
    ) -> Download:
        """Copy the PDF into the operator's outbox, called by its number. The trail has it. Raises NotFound,
        Invalid before it is published, Unavailable, and Cancelled."""

        def note(unit: Unit) -> tuple[str, ReportNumber, Drawn]:
            patient_id, number, drawn = publishing.pdf_of(unit.view, report)
            unit.audit(report_rows.DOWNLOAD, patient_id, item=str(report))
            return people.login_of(unit.view), number, drawn

        login, number, drawn = self._database.write(actor, note)
        tell = Telling("Copying", [Source(drawn.sha256, Path(), drawn.size)], told)
        files = [(f"{number}.pdf", lambda: self._press.pieces(drawn))]
        folder = folder_of(login)
        place = self._settings.home / outbox.OUTBOX / folder
        path = outbox.copy(place, str(number), files, tell.bytes, stop)
        return Download(path, sftp_line(self._settings, folder, path), path.stat().st_size)

    def _noted(self, actor: Actor, report: UUID, action: str) -> tuple[ReportNumber, Drawn]:
        """The PDF, once the trail says that the report was looked at, or says so of the last hours."""

        def there(view: View) -> tuple[ReportNumber, Drawn, bool]:
            patient_id, number, drawn = publishing.pdf_of(view, report)
            return number, drawn, image_rows.was_noted(view, action, patient_id, report)

        number, drawn, noted = self._database.read(actor, there)
        if not noted:
            self._database.write(actor, lambda unit: _note(unit, report, action))
        return number, drawn

    # The letterhead

    def letterhead(self, actor: Actor) -> Letterhead:
        """What stands at the top of the institution's reports."""
        return self._database.read(actor, lambda view: letterheads.current(view)[1])

    def logo(self, actor: Actor, path: Path) -> bytes:
        """The logo in a picture file of this machine, as a letterhead has it. Raises Forbidden for who is no
        administrator, and for what is dentui's own; Unreadable, Unavailable."""

        def allowed(view: View) -> str:
            view.require_administrator("change the letterhead")
            return people.login_of(view)

        login = self._database.read(actor, allowed)
        ours = Ours(self._settings)
        return self._press.logo_in(path, lambda real: ours.may_be_added(real, login))

    def save_letterhead(self, actor: Actor, head: Letterhead) -> int:
        """Keep the letterhead, which was read at its version; the version that it has from then on. Reports
        that were published keep theirs. Raises Forbidden for who is no administrator, Invalid with the field,
        Unreadable for a logo, and Conflict, whose `theirs` is a Theirs of a Letterhead."""

        def logo_now(view: View) -> bytes:
            view.require_administrator("change the letterhead")
            return letterheads.current(view)[1].logo

        now = self._database.read(actor, logo_now)
        head = checked_letterhead(head)
        if head.logo not in (b"", now):
            head = replace(head, logo=self._press.clean_logo(head.logo))
        return self._database.write(actor, lambda unit: letterheads.save(unit, head))


def _note(unit: Unit, report: UUID, action: str) -> None:
    patient_id = report_rows.current(unit.view, report).patient_id
    unit.audit(action, patient_id, item=str(report))


def _nothing(_: View) -> None:
    """What a save without an answer comes to."""


def _something(_: View) -> bool:
    """What a change comes to that is found in the history."""
    return True
