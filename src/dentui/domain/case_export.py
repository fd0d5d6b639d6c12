"""What a lab is handed of a case: `case.json` in its archive. docs/case.md describes it for who reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dentui.domain.cases import Case
from dentui.domain.images import ImageType, Role
from dentui.domain.labs import Lab
from dentui.domain.work import works_to_json

FORMAT = "dentui-case"
VERSION = 1
"""Goes up where a reader of the one before would misunderstand it; what is only added is no new version."""


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of the archive."""

    path: str
    """In the archive."""
    name: str
    """As its maker called it: data, never a path."""
    size: int
    sha256: str
    type: ImageType
    role: Role
    taken: datetime | None


def content_of(
    case: Case, lab: Lab | None, institution: str, files: Sequence[ExportedFile], moment: datetime
) -> dict[str, object]:
    """The content of `case.json`: plain values for json.dumps. Times are wall-clock times of the institution
    in ISO 8601, texts as they were typed."""
    row = case.row
    return {
        "format": FORMAT,
        "version": VERSION,
        "number": str(row.number),
        "exported": moment.isoformat(timespec="seconds"),
        "institution": institution,
        "state": row.state.value,
        "patient": {"name": row.patient_name, "chart": row.chart_number},
        "doctor": row.doctor,
        "case_type": row.case_type or None,
        "lab": {
            "name": row.lab,
            "address": "" if lab is None else lab.address,
            "contact": "" if lab is None else lab.contact,
        },
        "due": None if row.due is None else row.due.isoformat(),
        "sent": None if row.sent is None else row.sent.isoformat(),
        "work": works_to_json(row.works),
        "instructions": case.instructions,
        "files": [
            {
                "path": file.path,
                "name": file.name,
                "size": file.size,
                "sha256": file.sha256,
                "type": file.type.value,
                "shows": file.role.value,
                "taken": None if file.taken is None else file.taken.isoformat(),
            }
            for file in files
        ],
    }
