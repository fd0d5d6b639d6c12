"""Scans for a demonstration clinic that is there: jaws, bites and faces of two patients, taken in as a desk
does it.

They are made apart from the register, because they take longer than two thousand patients do, and fifty
megabytes.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from dentui.domain.finding import Find
from dentui.domain.images import SCANS, ImageType, ItemInput, Progress
from dentui.errors import Invalid

if TYPE_CHECKING:
    from dentui.domain.images import RecordImages
    from dentui.services.desk import Desk

SCANNED = 2
ASKED = 60
"""Patients, those seen last, among whom some are looked for who came to be scanned."""
SCANNING = ("scan both jaws", "yearly scan", "progress scan")
"""What such a visit is called."""
INTRAORAL, FACIAL = "SHINING 3D AoralScan 3", "SHINING 3D MetiSmile"
"""Scanners whose files are called so."""


def add_scans(desk: Desk, told: Callable[[int, int], None], step: float | None = None) -> int:
    """Give scans to patients who were at the desk lately and have none, until two have some; how many got
    some now. `told`: patients that are done, and how many there are; `step`: of the lattice in millimetres,
    where it need not be as fine as a scanner's. The same in every clinic but for the times.

    Raises Invalid outside of a demonstration clinic; Unavailable, where files cannot be kept."""
    if not desk.demonstration:
        raise Invalid("Invented scans are for demonstration clinics only. Make one with: dentui demo")
    there, wanted = _chosen(desk)
    told(there, SCANNED)
    for number, (patient, record) in enumerate(wanted, there + 1):
        take_in(desk, patient, record, _sets(number, record.record.visiting_time, step))
        told(number, SCANNED)
    return len(wanted)


def _chosen(desk: Desk) -> tuple[int, list[tuple[UUID, RecordImages]]]:
    """How many have scans, and who gets some with the record they go into: who came to be scanned first."""
    there, fitting, others = 0, [], []
    for line in desk.patients.find(desk.actor, Find(), limit=ASKED).lines:
        records = desk.images.of_patient(desk.actor, line.uuid)
        there += any(item.type in SCANS for each in records for item in each.items)
        if not records:
            continue
        scanned = [each for each in records if each.record.name.casefold() in SCANNING]
        if scanned:
            fitting.append((line.uuid, scanned[0]))
        else:
            others.append((line.uuid, records[0]))
    return there, [*fitting, *others][: max(0, SCANNED - there)]


def _sets(
    number: int, taken: datetime, step: float | None
) -> Iterator[tuple[ImageType, Mapping[str, bytes]]]:
    """The files of a patient: of the first as exocad gets them, and a face; of the second in colours."""
    from dentui.services.demo.scans import face, files, jaws
    from dentui.services.demo.scans.arch import Variation

    named = f"{taken:%Y%m%d}_{100 + number}"
    first = number == 1
    variation = Variation(1) if first else Variation(number, frozenset({46}), crowding=0.7)
    made = jaws.scans(variation, step or jaws.STEP)
    written, ending = (files.stl, "stl") if first else (files.ply, "ply")
    parts = {"UpperJaw": made.upper, "LowerJaw": made.lower, "bite0": made.bites[0], "bite1": made.bites[1]}
    yield (
        ImageType.INTRAORAL_SCAN,
        {f"{named}-{part}.{ending}": written(mesh, INTRAORAL) for part, mesh in parts.items()},
    )
    if first:
        wide = face.STEP * (step or jaws.STEP) / jaws.STEP
        yield (
            ImageType.FACE_SCAN,
            {
                f"face_{look}.ply": files.ply(face.face(number, smile=look == "smile", step=wide), FACIAL)
                for look in ("neutral", "smile")
            },
        )


def take_in(
    desk: Desk, patient: UUID, record: RecordImages, sets: Iterator[tuple[ImageType, Mapping[str, bytes]]]
) -> None:
    """Keep these files of one type each as a desk does, in a record of the patient."""
    never = threading.Event()
    for kind, contents in sets:
        with tempfile.TemporaryDirectory(prefix="dentui-scans-") as name:
            paths = [Path(name, file) for file in contents]
            for path, content in zip(paths, contents.values(), strict=True):
                path.write_bytes(content)
            found = desk.images.look(desk.actor, paths, _silent, never)
        try:
            kept = tuple((file.key, file.role) for item in found.items for file in item.files)
            item = ItemInput(uuid4(), kind, kept, record.record.visiting_time)
            desk.images.take_in(
                desk.actor, uuid4(), found.key, patient, record.record.uuid, None, [item], _silent, never
            )
        finally:
            desk.images.forget(found.key)


def _silent(_: Progress) -> None:
    """Nobody is told of each file."""
