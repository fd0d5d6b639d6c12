"""Letters on paper: every script is printed, read back as it was typed, and broken where it may be."""

from __future__ import annotations

from pathlib import Path

import pytest

from dentui.media import lettering
from dentui.media.breaking import pieces
from dentui.media.lettering import Paper
from tests.media.printed import NEEDS_POPPLER, read, told

SCRIPTS = {
    "Latin": ("Łukasik, Øystein Ærø; Nguyễn Thị Ánh; office affluent ffi", "-raw"),
    "Cyrillic": ("Щукин Ёж: зубы в хорошем состоянии", "-raw"),
    "Greek": ("Παπαδόπουλος: ύψος", "-raw"),
    "Chinese": ("王小明（1042）：右上第一磨牙，近中面、咬合面龋坏。", "-raw"),
    "Japanese": ("さとう ハナコ", "-raw"),
    "Arabic": ("محمد بن عبد الله، السلام عليكم لا إله", "-layout"),
    "Persian": ("علی‌رضا گچ پژ", "-layout"),
    "Hebrew": ("שלום עולם", "-layout"),
    "Devanagari": ("शर्मा जी क्षत्रिय ज्ञान हिन्दी", "-raw"),
    "Thai": ("ทันตแพทย์ ผู้ป่วย น้ำ", "-raw"),
    "signs": ("“quotes” – 3,5 mm × 2 ± 1 ° … • ≤ €", "-raw"),
}


def printed(text: str, *, bold: bool = False, width: float = 180) -> tuple[Paper, bytes]:
    paper = Paper()
    paper.add_page()
    paper.face(10, bold=bold)
    for number, line in enumerate(paper.lines(text, width)):
        paper.put(15, 20 + 6 * number, line, width, "S")
    return paper, bytes(paper.output())


@NEEDS_POPPLER
@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("script", SCRIPTS)
def test_what_was_typed_is_read_back(script: str, bold: bool, tmp_path: Path) -> None:
    text, mode = SCRIPTS[script]
    paper, data = printed(text, bold=bold)
    assert paper.missing == []
    # What poppler puts between words that run to the left is for it to choose.
    assert "".join(read(data, tmp_path, mode).split()) == "".join(text.split())
    if mode == "-raw":
        assert read(data, tmp_path, mode).strip() == text
    fonts = told("pdffonts", data, tmp_path).splitlines()[2:]
    assert fonts
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)


@NEEDS_POPPLER
def test_a_paragraph_of_two_scripts_runs_as_it_begins(tmp_path: Path) -> None:
    paper = Paper()
    paper.face(10)
    lines = paper.lines("السن 16 بحاجة إلى علاج caries MOD " * 6, 60)
    assert len(lines) > 3
    assert all(line.rightwards for line in lines if isinstance(line, lettering.Line))
    _, data = printed("Patient محمد said شكرا twice")
    text = read(data, tmp_path, "-layout")
    assert text.index("Patient") < text.index("محمد") < text.index("said") < text.index("شكرا")


def test_a_letter_that_no_font_has_stands_as_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "FOUND", ())
    paper = Paper()
    assert paper.shown("𓀀 and 🦷, \x1b[0m") == "[U+13000] and [U+1F9B7], ?[0m"
    assert paper.missing == ["𓀀", "🦷"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("👩\u200d⚕\ufe0f ok", "[U+1F469]⚕ ok"),
        ("1\ufe0f\u20e3", "1\u20e3"),
        ("Zahn\u00adarzt \u2060\ufeff\u200b\u200e", "Zahnarzt "),
        ("葛\U000e0100城", "葛城"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("a\u202eb\r\nc\u2028", "ab \nc?"),
    ],
)
def test_what_shows_nothing_is_not_printed_and_a_joiner_that_is_spelling_stays(
    text: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lettering, "FOUND", ())
    monkeypatch.setattr(Paper, "_font_of", lambda _, letter: None if letter == "👩" else "sans")
    assert Paper().shown(text) == shown


def test_no_line_is_wider_than_its_room() -> None:
    paper = Paper()
    words = ("W" * 200, "word " * 90, "王小明，" * 60, "السلام " * 50, "é" * 150, "a" * 70 + " " + "नी" * 90)
    for text in words:
        for points, bold in ((9.5, False), (20, True)):
            paper.face(points, bold=bold)
            lines = paper.lines(text, 70)
            assert len(lines) > 1
            assert max(map(paper.width, lines)) <= 70
            assert "".join("".join(lines).split()) == "".join(text.split())


def test_marks_stay_with_their_letter_where_a_word_is_cut() -> None:
    paper = Paper()
    paper.face(10)
    for text in ("é" * 200, "ผู้" * 200):
        assert not any(lettering._stays(line[0]) for line in paper.lines(text, 50))


def test_one_line_is_cut_at_its_end() -> None:
    paper = Paper()
    paper.face(10)
    assert paper.fitted("short", 50) == "short"
    cut = paper.fitted("Wolfeschlegelsteinhausenbergerdorff " * 5, 50)
    assert cut.endswith("…")
    assert 40 < paper.width(cut) <= 50
    assert paper.fitted("anything", 0) == ""


def test_chinese_breaks_anywhere_but_before_a_full_stop_and_after_a_bracket() -> None:
    assert list(pieces("牙龈（红）。Caries MOD")) == ["牙", "龈", "（红）。", "Caries ", "MOD"]
    assert list(pieces("well-known and/or  x")) == ["well-", "known ", "and/", "or  ", "x"]
    assert list(pieces("")) == []


def test_the_fonts_that_come_along_are_read_only_where_they_are_needed() -> None:
    paper = Paper()
    paper.shown("Keller, Щукин, Ελληνικά")
    assert set(paper.fonts) == {"sans", "sansB"}
    paper.shown("王")
    assert set(paper.fonts) == {"sans", "sansB", "han"}
