"""What a report prints: plain values, from which alone and the files they name its PDF is made.

They are kept with the report when it is published, so that the same PDF can be made again, byte by byte.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dentui.domain.findings import findings_to_json
from dentui.domain.images import ImageType
from dentui.domain.reports import Letterhead, Placed, ReportInput, ReportNumber

FORMAT = "dentui-report"
VERSION = 1
"""Goes up where the same content has to look different, or a reader of the one before misunderstands it."""


@dataclass(frozen=True, slots=True)
class PrintedPicture:
    """A photo or an X-ray as it is printed."""

    placed: Placed
    type: ImageType
    taken: datetime | None
    sha256: str
    """Of the file."""
    device: str
    turned: int = 0
    """Quarter turns to the right that a person gave it."""


@dataclass(frozen=True, slots=True)
class Printed:
    """Who and what stands on a report besides what its editor typed. Texts are as stored."""

    number: ReportNumber | None
    """None in a preview."""
    supersedes: ReportNumber | None
    published: datetime
    """Wall-clock time of the institution; of a preview, of now."""
    patient: str
    chart_number: int
    gender: str
    birth_date: date | None
    doctor: str
    institution: str
    letterhead: Letterhead
    upper: str
    lower: str
    face: str
    """SHA-256 of the files that are drawn; "" for none."""
    pictures: tuple[PrintedPicture, ...]
    together: bool = True
    """Whether both jaws are of one scan: only then is it known how they meet."""
    beside: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of the textures and the like in the scans of jaws and face."""


def content_of(form: ReportInput, printed: Printed) -> dict[str, object]:
    """The content as plain values for json.dumps. Texts are as they were typed, the logo is left out: it is
    handed over beside it, as the files are."""
    settings, head = form.settings, printed.letterhead
    return {
        "format": FORMAT,
        "version": VERSION,
        "number": None if printed.number is None else str(printed.number),
        "supersedes": None if printed.supersedes is None else str(printed.supersedes),
        "published": printed.published.isoformat(timespec="seconds"),
        "title": settings.title,
        "language": settings.language.value,
        "paper": settings.paper.value,
        "numbering": settings.numbering.value,
        "sections": sorted(section.value for section in settings.sections),
        "letterhead": {
            "name": head.name or printed.institution,
            "address": head.address,
            "contact": head.contact,
        },
        "patient": {
            "name": printed.patient,
            "chart": printed.chart_number,
            "gender": printed.gender,
            "birth_date": None if printed.birth_date is None else printed.birth_date.isoformat(),
        },
        "doctor": printed.doctor,
        "findings": findings_to_json(form.findings),
        "gums": list(form.gums),
        "assessment": form.assessment,
        "advice": form.advice,
        "jaws": {"upper": printed.upper, "lower": printed.lower, "together": printed.together},
        "face": printed.face,
        "beside": [list(each) for each in printed.beside],
        "pictures": _pictures(printed.pictures),
    }


def _pictures(pictures: Sequence[PrintedPicture]) -> list[dict[str, object]]:
    return [
        {
            "caption": each.placed.caption,
            "type": each.type.value,
            "taken": None if each.taken is None else each.taken.isoformat(timespec="minutes"),
            "sha256": each.sha256,
            "device": each.device,
            "turned": each.turned,
        }
        for each in pictures
    ]
