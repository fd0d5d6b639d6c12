"""Reports for the tests, and what poppler reads back of them."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from dentui.domain.findings import Finding, FindingKind, Severity, Surface
from dentui.domain.images import ImageType
from dentui.domain.limits import Limits
from dentui.domain.report_content import Printed, PrintedPicture, content_of
from dentui.domain.reports import Letterhead, Placed, ReportInput, ReportNumber, ReportSettings
from dentui.media.report.writing import write

NEEDS_POPPLER = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")
FINDINGS = (
    Finding(16, FindingKind.CARIES, (Surface.MESIAL, Surface.OCCLUSAL), Severity.MODERATE),
    Finding(26, FindingKind.CROWN),
)


def content(form: ReportInput | None = None, **said: Any) -> dict[str, Any]:
    """What a report prints, with what a test wants to say of it."""
    told = {
        "number": ReportNumber(2026, 12),
        "supersedes": None,
        "published": datetime(2026, 11, 29, 10, 0),
        "patient": "Keller, Anna",
        "chart_number": 1042,
        "gender": "F",
        "birth_date": date(1984, 5, 3),
        "doctor": "Dr. Julia Berger",
        "institution": "Practice",
        "letterhead": Letterhead(address="Seestrasse 12", contact="+41 44 555 01 20"),
        "upper": "",
        "lower": "",
        "face": "",
        "pictures": (),
    }
    return content_of(form or ReportInput(ReportSettings(), findings=FINDINGS), Printed(**told | said))


def written(said: Mapping[str, Any], **pictures: Any) -> bytes:
    """Its PDF, written in this process."""
    asked = {"content": said, "logo": "", "jaws": {}, "face": {}, "pictures": {}} | pictures
    return write(asked, Limits()).data


def read(data: bytes, folder: Path, *options: str) -> str:
    """Its text, as poppler reads it, without marks of direction."""
    (file := folder / "report.pdf").write_bytes(data)
    text = _told(["pdftotext", *options, str(file), "-"])
    return "".join(letter for letter in text if letter not in "\u202a\u202b\u202c\u200e\u200f")


def told(program: str, data: bytes, folder: Path, *options: str) -> str:
    """What a program of poppler says of it."""
    (file := folder / "report.pdf").write_bytes(data)
    return _told([program, *options, str(file)])


def _told(command: Sequence[str]) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def placed(
    folder: Path, files: Sequence[tuple[bytes, ImageType]], **said: Any
) -> tuple[Any, dict[str, Path]]:
    """Pictures of a report and where their files are."""
    pictures, paths = [], {}
    for number, (data, kind) in enumerate(files):
        sha256 = hashlib.sha256(data).hexdigest()
        (path := folder / sha256).write_bytes(data)
        paths[sha256] = path
        at = datetime(2026, 11, 27, 10, 0)
        pictures.append(
            PrintedPicture(Placed(UUID(int=number), f"Picture {number}"), kind, at, sha256, "Canon")
        )
    return tuple(pictures), paths
