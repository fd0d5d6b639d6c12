"""The slip of a case: a PDF without pictures, whatever was typed, with the fonts that are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

from dentui.domain.limits import Limits
from dentui.domain.teeth import LOWER
from dentui.domain.work import Work, WorkKind, bridge, checked, works_to_json
from dentui.media import slip

WORKS = checked(
    [
        Work(WorkKind.CROWN, (54,), (), "Zirconia", "A2"),
        Work(WorkKind.VENEER, (31,)),
        Work(WorkKind.INLAY, (37,)),
        Work(WorkKind.IMPLANT, (46,)),
        Work(WorkKind.OTHER, (17,), (), "Post and core"),
        Work(WorkKind.ALIGNER, LOWER),
        bridge((24, 25, 26)),
    ]
)
CONTENT: dict[str, Any] = {
    "number": "C-2026-00012",
    "patient": {"name": "Щукин O'Brien [/b]\x1b]0;owned\x07 王小明 \ud800", "chart": 7},
    "case_type": None,
    "doctor": "Dr. Łukasik",
    "institution": "Practice",
    "lab": {"name": "Lab", "address": "Street 1\nTown", "contact": ""},
    "due": "2026-12-09",
    "sent": None,
    "work": works_to_json(WORKS),
    "instructions": "Shade as on the photo.\n" * 90,
    "files": [{"path": "files/001_a.stl", "type": "intraoral scan", "shows": "upper jaw"}],
}


def drawn(**changed: object) -> bytes:
    return slip.draw({"content": {**CONTENT, **changed}}, Limits()).data


def test_a_slip_is_drawn_of_lines_with_every_name_in_its_letters(tmp_path: Path) -> None:
    data = drawn()
    assert data.startswith(b"%PDF-")
    assert data.rstrip().endswith(b"%%EOF")
    assert b"/Subtype /Image" not in data
    reader = shutil.which("pdftotext")
    if reader is not None:
        (file := tmp_path / "case.pdf").write_bytes(data)
        text = subprocess.run([reader, str(file), "-"], check=True, capture_output=True, text=True).stdout
        assert "Bridge 24-26" in text
        assert "Щукин O'Brien [/b]?]0;owned? 王小明" in text
        assert text.count("Shade as on the photo.") == 90
        assert slip.MISSING not in text


def test_letters_that_no_font_has_are_told_of() -> None:
    assert slip.draw({"content": {**CONTENT, "doctor": "\U00013000"}}, Limits()).value is True
    assert slip.draw({"content": CONTENT}, Limits()).value is False


def test_a_slip_without_work_and_words_is_one_too() -> None:
    empty = drawn(work=works_to_json(()), instructions="", files=[])
    assert len(empty) < len(drawn())
