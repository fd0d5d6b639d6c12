"""What stands on a report, and what programs are told of it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from dentui.domain.findings import Finding, FindingKind, Severity, Surface, checked
from dentui.domain.reports import (
    Language,
    Letterhead,
    Paper,
    ReportInput,
    ReportNumber,
    ReportSettings,
    Section,
)
from dentui.domain.teeth import LOWER, UPPER, Numbering
from tests.media.printed import NEEDS_POPPLER, content, read, told, written

pytestmark = NEEDS_POPPLER
SCORES = ("2", "1", "3", "4*", "", "X")
WHOLE = ReportInput(
    ReportSettings(),
    findings=checked(
        [
            Finding(16, FindingKind.CARIES, (Surface.MESIAL, Surface.OCCLUSAL), Severity.MODERATE),
            Finding(11, FindingKind.FRACTURE, (Surface.OCCLUSAL,), None, "after a fall"),
            Finding(48, FindingKind.OTHER, (), None, "leans on 47"),
            Finding(55, FindingKind.FILLING),
        ]
    ),
    gums=SCORES,
    assessment="First line.\n\nAfter a gap.",
    advice="Brush.",
)


def test_all_that_is_said_stands_on_it(tmp_path: Path) -> None:
    text = read(written(content(WHOLE, supersedes=ReportNumber(2026, 3))), tmp_path, "-layout")
    for part in (
        *("Practice", "Seestrasse 12", "+41 44 555 01 20", "Health checking report"),
        *("No. R-2026-00012", "29 November 2026", "Corrects and replaces R-2026-00003"),
        *("Keller, Anna", "3 May 1984 (42 years)", "female", "1042", "Dr. Julia Berger"),
        *("Fracture: after a fall", "leans on 47", "Furcation involved", "First line.", "After a gap."),
        *("Brush.", "Date and signature", "Page 1 of 2", "Page 2 of 2"),
    ):
        assert part in text, part
    assert re.search(r"16\s+Upper right first molar\s+Caries\s+mesial, occlusal\s+moderate", text)
    assert re.search(r"55\s+Upper right second deciduous\s+Filling\s+molar", text)
    assert re.search(r"4\*", text)
    assert "Preview" not in text
    assert "Unicode" not in text


def test_it_is_written_in_chinese_throughout(tmp_path: Path) -> None:
    settings = ReportSettings(language=Language.CHINESE)
    form = ReportInput(settings, findings=WHOLE.findings[:2], gums=SCORES, advice="两周内复查。")
    said = content(form, patient="王小明", doctor="李医师", letterhead=Letterhead("海滨口腔诊所"), gender="M")
    text = read(written(said), tmp_path, "-layout")
    for part in (
        *("口腔健康检查报告", "编号 R-2026-00012", "2026年11月29日", "1984年5月3日 (42岁)", "王小明"),
        *("右上第一磨牙", "近中面、咬合面", "中度", "右上第二乳磨牙", "右上后牙", "两周内复查。"),
        *("第 1 页，共 2 页", "日期与签名", "李医师"),
    ):
        assert part in text, part
    english = set(re.findall(r"[A-Za-z]{2,}", text)) - {"FDI", "ISO", "BPE"}
    assert english == set()


def test_number_and_patient_stand_at_the_foot_of_each_page(tmp_path: Path) -> None:
    form = ReportInput(ReportSettings(), assessment="Line\n" * 130)
    data = written(content(form))
    pages = read(data, tmp_path, "-layout").split("\f")[:-1]
    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        foot = page.strip().splitlines()[-1]
        assert re.fullmatch(rf"R-2026-00012\s+·\s+Keller, Anna\s+Page {number} of 4", foot)
        assert "Practice" in page.strip().splitlines()[0] or number == 1


def test_a_preview_says_on_each_page_that_it_is_one(tmp_path: Path) -> None:
    form = ReportInput(ReportSettings(), assessment="Line\n" * 60)
    text = read(written(content(form, number=None)), tmp_path)
    assert "No number yet" in text
    assert text.count("Preview – not published") == text.count("\f") == 2
    # Across each page, letter by letter.
    assert len(re.findall(r"^–$", text, re.MULTILINE)) == 2


def test_only_sections_that_were_chosen_are_printed(tmp_path: Path) -> None:
    settings = ReportSettings(sections=frozenset({Section.ADVICE}))
    form = ReportInput(settings, findings=WHOLE.findings, gums=SCORES, assessment="No.", advice="Brush.")
    text = read(written(content(form)), tmp_path)
    assert "Brush." in text
    for name in ("Tooth chart", "Findings", "Gums", "Assessment", "Date and signature"):
        assert name not in text


def test_lists_hang_from_their_numbers(tmp_path: Path) -> None:
    advice = f"1. {'word ' * 40}\n12) next\n- bullet\n1.5 mm is no number"
    text = read(written(content(ReportInput(ReportSettings(), advice=advice))), tmp_path, "-layout")
    lines = [line for line in text.splitlines() if line.strip().startswith(("1. word", "word"))]
    first, *more = (line.index("word") for line in lines)
    assert more
    assert set(more) == {first}
    for part in ("12) next", "- bullet", "1.5 mm is no number"):
        assert re.search(r"\s+".join(map(re.escape, part.split())), text)


def test_a_paragraph_never_leaves_one_line_alone(tmp_path: Path) -> None:
    paragraph = "word " * 60
    for above in range(20, 34):
        form = ReportInput(ReportSettings(), assessment="x\n" * above + "\n" + paragraph)
        for page in read(written(content(form)), tmp_path, "-layout").split("\f"):
            assert sum("word" in line for line in page.splitlines()) != 1


def test_what_is_empty_has_no_heading(tmp_path: Path) -> None:
    text = read(written(content(ReportInput(ReportSettings()), birth_date=None, doctor="")), tmp_path)
    assert "No findings were recorded." in text
    for name in ("Gums", "Jaws", "Face", "Pictures", "Assessment", "Advice", "Born", "Dentist"):
        assert name not in text


def test_letters_that_no_font_has_are_told_of(tmp_path: Path) -> None:
    text = read(written(content(patient="Ann 𓀀")), tmp_path)
    assert "Ann [U+13000]" in text
    assert "printed as their Unicode numbers: U+13000." in text


def test_a_tooth_with_its_findings_is_never_parted_and_the_head_of_the_table_goes_on(tmp_path: Path) -> None:
    many = checked(
        Finding(tooth, kind, tuple(Surface), Severity.SEVERE, "note " * 20)
        for tooth in UPPER + LOWER
        for kind in (FindingKind.CARIES, FindingKind.CALCULUS, FindingKind.WEAR)
    )
    said = content(ReportInput(ReportSettings(), findings=many))
    pages = read(written(said), tmp_path, "-layout").split("\f")
    rows = [page for page in pages if "Caries: note" in page]
    assert len(rows) > 3
    for page in rows:
        assert "Severity" in page
        assert page.count("Caries: note") == page.count("Calculus: note") == page.count("Wear: note")


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, "595.28 x 841.89"), (Paper.LETTER, "612 x 792")])
def test_programs_are_told_what_it_is(paper: Paper, size: str, tmp_path: Path) -> None:
    data = written(content(ReportInput(ReportSettings(paper=paper, numbering=Numbering.UNIVERSAL))))
    info = told("pdfinfo", data, tmp_path)
    assert re.search(r"Tagged:\s+yes", info)
    assert size in info
    meta = told("pdfinfo", data, tmp_path, "-meta")
    assert "Health checking report R-2026-00012" in meta
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in meta
    assert "<xmp:CreateDate>2026-11-29T10:00:00</xmp:CreateDate>" in meta
    assert b"/Lang (en-GB)" in data
    structure = told("pdfinfo", data, tmp_path, "-struct")
    assert {"H1", "H2", "P", "Figure"} <= set(re.findall(r"^\s+(\w+)", structure, re.MULTILINE))
    with PdfDocument(data) as document:
        assert [item.get_title() for item in document.get_toc()] == ["Tooth chart", "Findings"]


def test_the_chart_is_told_to_who_cannot_see_it() -> None:
    data = written(content(WHOLE))
    spoken = "Tooth chart. 55 Filling; 16 Caries mesial, occlusal moderate".encode("utf-16-be")
    assert spoken[:40] in data or b"Tooth chart. " in data


def test_texts_of_any_kind_are_printed(tmp_path: Path) -> None:
    nasty = "O'Brien [/b] (\\) <b>&amp; \x1b]0;owned\x07 \ud800 {number} %s"
    said = content(
        ReportInput(ReportSettings(title=nasty), assessment=nasty, advice="\n\n \n"),
        patient=nasty,
        doctor=nasty,
        letterhead=Letterhead(nasty, nasty, nasty),
        published=datetime(2026, 1, 1),
    )
    text = " ".join(read(written(said), tmp_path).split())
    assert text.count("O'Brien [/b] (\\) <b>&amp; ?]0;owned? ? {number} %s") > 5
