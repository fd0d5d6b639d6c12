"""The copy for a patient: its code is read back from the page, and all else is as on the report."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from dentui.domain.links import link_url
from dentui.domain.reports import Language, Paper, ReportInput, ReportSettings, Section
from dentui.media.qr import codes_of
from dentui.media.report.coded import SIDE
from tests.decoding import NEEDS_ZBAR, decoded
from tests.media.printed import FINDINGS, NEEDS_POPPLER, content, read, written
from tests.media.test_qr import SIXTY, TOKEN

LINK = link_url(SIXTY, TOKEN)
BARE = frozenset(Section) - {Section.SIGNATURE}


def coded(number: int = 0) -> dict[str, Any]:
    code = codes_of(LINK)[number]
    rows = ["".join("01"[dark] for dark in row) for row in code.modules]
    return {"code": {"rows": rows, "until": datetime(2026, 12, 13, 14, 5).isoformat()}}


def report(
    language: Language, paper: Paper, sections: frozenset[Section], advice: str = ""
) -> dict[str, Any]:
    settings = ReportSettings(language=language, paper=paper, sections=sections)
    return content(ReportInput(settings, findings=FINDINGS, advice=advice))


def last_page(data: bytes, dots: int = 150) -> bytes:
    """A picture of it with so many dots an inch."""
    with pypdfium2.PdfDocument(data) as document:
        drawn = BytesIO()
        document[len(document) - 1].render(scale=dots / 72).to_pil().save(drawn, "PNG")
        return drawn.getvalue()


@NEEDS_ZBAR
@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("sections", [frozenset(Section), BARE], ids=["signed", "unsigned"])
def test_the_code_is_read_from_the_last_page(
    language: Language, paper: Paper, sections: frozenset[Section], tmp_path: Path
) -> None:
    data = written(report(language, paper, sections), **coded())
    assert decoded(last_page(data), tmp_path) == LINK


@NEEDS_ZBAR
def test_it_finds_a_place_behind_a_text_of_any_length(tmp_path: Path) -> None:
    for lines in (24, 30, 36, 42):
        data = written(
            report(Language.ENGLISH, Paper.LETTER, frozenset(Section), "Floss daily.\n" * lines), **coded()
        )
        assert decoded(last_page(data), tmp_path) == LINK, lines


@NEEDS_POPPLER
def test_it_says_until_when_and_what_it_asks_and_not_the_link(tmp_path: Path) -> None:
    said = " ".join(read(written(report(Language.ENGLISH, Paper.A4, BARE), **coded()), tmp_path).split())
    assert (
        "read this report on your phone until 13 December 2026 14:05. It asks for your date of birth." in said
    )
    assert TOKEN.text not in said
    said = "".join(read(written(report(Language.CHINESE, Paper.A4, BARE), **coded()), tmp_path).split())
    assert "即可查看本报告，有效期至2026年12月13日14:05。打开时须输入您的出生日期。" in said


def test_it_is_vectors_of_28_millimetres_and_another_file_than_the_report() -> None:
    assert SIDE >= 25
    plain, with_code = (written(report(Language.ENGLISH, Paper.A4, BARE), **more) for more in ({}, coded()))
    assert plain == written(report(Language.ENGLISH, Paper.A4, BARE))
    assert with_code.count(b"/Image") == plain.count(b"/Image")
    assert plain[-200:].split(b"/ID")[1] != with_code[-200:].split(b"/ID")[1]
    for part in (TOKEN.text, LINK):
        assert part.encode() not in with_code
