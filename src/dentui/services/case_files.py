"""A case as files: exported for the lab, and the lab's answer taken in."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.case_export import ExportedFile, content_of
from dentui.domain.cases import Case
from dentui.domain.images import Download, ItemInput, Progress, folder_of
from dentui.domain.labs import Lab
from dentui.domain.patients import RecordInput
from dentui.errors import Invalid
from dentui.services.copies import names_in_archive
from dentui.services.images import Images
from dentui.services.looks import Source, Telling
from dentui.services.transfer import sftp_line
from dentui.store import case_rows, cases, image_rows, labs, outbox, people
from dentui.store.blobs import open_blobs
from dentui.store.database import Database, Unit

if TYPE_CHECKING:
    from dentui.store.image_rows import Bytes

FILES = "files"
"""Folder of the archive in which the image data lies."""
MISSING = "Some letters on its slip are numbers: no font here has them. case.json has them."


class CaseFiles:
    """What goes to a lab and what comes back, of the patients within the operator's scope."""

    def __init__(self, database: Database, settings: Settings, images: Images) -> None:
        self._database = database
        self._settings = settings
        self._images = images
        self._blobs = open_blobs(settings)

    def export(
        self, actor: Actor, case: UUID, told: Callable[[Progress], None], stop: threading.Event
    ) -> Download:
        """Write a case that was sent into the operator's outbox, as one archive: `case.json`, a slip to
        print, and the image data under cleaned names. Nothing is packed, nothing overwritten, and no file is
        read whole into memory. The trail has it. Raises NotFound, Invalid before Send, Unreadable for a slip
        that cannot be drawn, Unavailable, and Cancelled."""
        from dentui.media.slip import slip

        def note(unit: Unit) -> tuple[str, str, Case, Lab | None, list[tuple[Bytes, ...]]]:
            patient_id, found = case_rows.case(unit.view, case)
            if found.row.number is None:
                raise Invalid("The case was not exported: it has no number yet. Send it first.")
            unit.audit(case_rows.EXPORT, patient_id, item=str(case))
            files = [image_rows.bytes_of_item(unit.view, item.uuid) for item in found.attachments]
            lab = next((each for each in labs.everyone(unit.view) if each.id == found.lab_id), None)
            view = unit.view
            return people.login_of(view), people.institution_of(view), found, lab, files

        login, institution, found, lab, files = self._database.write(actor, note)
        exported = _listed(found, files)
        values = content_of(found, lab, institution, exported, datetime.now())
        content = json.dumps(values, ensure_ascii=False, indent=1).encode("utf-8", "replace")
        printed, letters_missing = slip(values, self._images.children())
        tell = Telling("Exporting", [Source(each.path, Path(), each.size) for each in exported], told)
        parts: list[tuple[str, Callable[[], Iterator[bytes]]]] = [
            ("case.json", lambda: iter((content,))),
            ("case.pdf", lambda: iter((printed,))),
            *((each.path, partial(self._blobs.pieces, each.sha256)) for each in exported),
        ]
        folder = folder_of(login)
        path = outbox.archive(
            self._settings.home / outbox.OUTBOX / folder, str(found.row.number), parts, tell.bytes, stop
        )
        line = sftp_line(self._settings, folder, path)
        return Download(path, line, path.stat().st_size, MISSING if letters_missing else "")

    def take_answer(
        self,
        actor: Actor,
        save: UUID,
        case: UUID,
        found: UUID,
        record: UUID,
        made: RecordInput | None,
        items: Sequence[ItemInput],
        told: Callable[[Progress], None],
        stop: threading.Event,
    ) -> tuple[UUID, ...]:
        """Keep what a lab sent, a look of `Images.look`, as image data of the case's patient, in a record or
        in a new one, and with the case: both or none. The rest is as in `Images.take_in`, whose refusals
        these are."""
        patient = self._database.read(actor, lambda view: case_rows.case(view, case)[1].row.patient)

        def then(unit: Unit) -> None:
            cases.take_answer(unit, case, [item.uuid for item in items])

        return self._images.take_in(actor, save, found, patient, record, made, items, told, stop, then=then)


def _listed(case: Case, files: Sequence[tuple[Bytes, ...]]) -> list[ExportedFile]:
    """The files as the archive has them."""
    flat = [(item, each) for item, several in zip(case.attachments, files, strict=True) for each in several]
    names = names_in_archive([each.file.name for _, each in flat], [each.file.kind for _, each in flat])
    return [
        ExportedFile(
            path=f"{FILES}/{name}",
            name=each.file.name,
            size=each.file.size,
            sha256=each.sha256,
            type=item.type,
            role=each.file.role,
            taken=item.taken,
        )
        for name, (item, each) in zip(names, flat, strict=True)
    ]
