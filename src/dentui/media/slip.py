"""The slip of a case as PDF: who orders what of whom for when, and the teeth, drawn as vectors.

It is drawn in the process that reads files: what stands on it was typed somewhere, and a font that is
broken is then an answer about this slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dentui.domain.cleaning import clean_lines
from dentui.domain.limits import Limits
from dentui.domain.teeth import LOWER, ROWS, UPPER, UPPER_DECIDUOUS, place, written
from dentui.domain.work import Work, WorkKind, Works, described, works_from_json
from dentui.media.child import Children
from dentui.media.jobs import Answer

if TYPE_CHECKING:
    from fpdf import FPDF

FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)
"""Where systems keep fonts of many scripts (Debian, Fedora, macOS). Those that are there are taken, in this
order; docs/operating.md says which to install."""
MISSING = "Some letters are in no font of this machine: case.json has them all."

LEFT, WIDTH = 15.0, 180.0
"""Of what is printed, in millimetres on A4."""
TOOTH, HEIGHT = 10.2, 11.0
"""A tooth's place and height, in millimetres."""
_SAID = (
    ("Patient", "patient"),
    ("Case type", "case_type"),
    ("Doctor", "doctor"),
    ("Institution", "institution"),
    ("Lab", "lab"),
    ("Due", "due"),
    ("Sent", "sent"),
)


def slip(content: Mapping[str, Any], children: Children) -> tuple[bytes, bool]:
    """The PDF of what `domain.case_export` says of a case, and whether some of its letters are in no font.
    Raises Unreadable, Unavailable."""
    answer = children.run("dentui.media.slip:draw", {"content": dict(content)})
    return answer.data, answer.value is True


def draw(asked: Mapping[str, Any], limits: Limits) -> Answer:
    """The job of it."""
    from fpdf import FPDF

    del limits
    content = asked["content"]
    pdf = FPDF(format="A4", unit="mm")
    pdf.set_title(content["number"])
    pdf.set_margins(LEFT, 15)
    pdf.set_auto_page_break(True, 15)
    pdf.add_page()
    page = _Page(pdf)
    page.line(f"Case {content['number']}", 16)
    for name, field in _SAID:
        page.pair(name, _words(content, field))
    works = works_from_json(content["work"])
    pdf.ln(4)
    _teeth(page, works)
    for work in works:
        page.line(_sentence(described(work)), 10)
    if content["instructions"]:
        pdf.ln(3)
        page.line("Instructions", 11)
        page.line(content["instructions"], 10)
    if content["files"]:
        pdf.ln(3)
        number = len(content["files"])
        page.line(f"{number} file{'s' * (number != 1)}", 11)
        for file in content["files"]:
            page.line(f"{file['path'].rpartition('/')[2]}  {file['type']}, {file['shows']}", 8)
    if page.missing:
        pdf.ln(3)
        page.line(MISSING, 8)
    return Answer(page.missing, bytes(pdf.output()))


def _words(content: Mapping[str, Any], field: str) -> str:
    value = content[field]
    if field == "patient":
        return f"{value['name']}, chart {value['chart']}"
    if field == "lab":
        return "\n".join(text for text in (value["name"], value["address"], value["contact"]) if text)
    return str(value or "").replace("T", " ")


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Page:
    """Text on a page, in the fonts that are there."""

    def __init__(self, pdf: FPDF) -> None:
        self.pdf = pdf
        self.missing = False
        self._known: set[int] = set(range(32, 127)) | set(range(160, 256))
        found = [file for file in FONTS if Path(file).is_file()]
        self._family = "helvetica"
        if found:
            self._known = set()
            for n, file in enumerate(found):
                pdf.add_font(f"font{n}", fname=file)
                self._known |= set(getattr(pdf.fonts[f"font{n}"], "cmap", ()))
            self._family = "font0"
            pdf.set_fallback_fonts([f"font{n}" for n in range(1, len(found))], exact_match=False)

    def size(self, points: float) -> None:
        """How large letters are from here on."""
        self.pdf.set_font(self._family, size=points)

    def line(self, text: str, points: float) -> None:
        """A paragraph."""
        self.size(points)
        self.pdf.multi_cell(WIDTH, points * 0.5, self.shown(text), new_x="LMARGIN", new_y="NEXT")

    def pair(self, name: str, text: str) -> None:
        """A line of what something is; nothing for nothing."""
        if not text:
            return
        self.size(10)
        self.pdf.cell(32, 5, name)
        self.pdf.multi_cell(WIDTH - 32, 5, self.shown(text), new_x="LMARGIN", new_y="NEXT")

    def shown(self, text: str) -> str:
        """The text with a sign in the place of what no font has, and without what is no letter."""
        lines = clean_lines(text)
        shown = "".join(c if c == "\n" or ord(c) in self._known else "?" for c in lines)
        self.missing = self.missing or shown != lines
        return shown


def _teeth(page: _Page, works: Works) -> None:
    """The teeth as a chart is read, facing the patient; milk teeth where there is work on one."""
    used = {tooth for work in works for tooth in work.teeth}
    for row in ROWS:
        if row not in (UPPER, LOWER) and not used & set(row):
            continue
        top = page.pdf.get_y()
        upper = row in (UPPER, UPPER_DECIDUOUS)
        for tooth in row:
            _tooth(page, tooth, _left(tooth), top, upper, [w for w in works if tooth in w.teeth])
        for work in works:
            _joined(page.pdf, row, work, top)
        page.pdf.set_xy(LEFT, top + HEIGHT + 7)
    page.pdf.ln(2)


def _left(tooth: int) -> float:
    return LEFT + 6 + place(tooth) * TOOTH + (2 if place(tooth) > 7 else 0)


def _tooth(page: _Page, tooth: int, left: float, top: float, upper: bool, works: list[Work]) -> None:
    """One tooth with its number beneath and what is made on it."""
    pdf = page.pdf
    pdf.set_draw_color(90)
    pdf.set_line_width(0.25)
    x, width = left + 0.8, TOOTH - 1.6
    style = "D"
    kinds = {work.kind for work in works}
    pontic = any(tooth in work.pontics for work in works)
    if kinds & {WorkKind.CROWN, WorkKind.BRIDGE}:
        pdf.set_fill_color(255 if pontic else 150)
        style = "DF"
    pdf.rect(x, top, width, HEIGHT, style=style, round_corners=True, corner_radius=2.2)
    middle, centre = top + HEIGHT / 2, x + width / 2
    pdf.set_draw_color(0)
    pdf.set_fill_color(60)
    if pontic:
        for step in (0.3, 0.5, 0.7):
            pdf.line(x + 1, top + HEIGHT * step + 1.4, x + width - 1, top + HEIGHT * step - 1.4)
    if WorkKind.INLAY in kinds:
        pdf.rect(centre - 1.6, middle - 1.6, 3.2, 3.2, style="F")
    if WorkKind.VENEER in kinds:
        pdf.rect(x + 1, top + 0.8 if upper else top + HEIGHT - 2.4, width - 2, 1.6, style="F")
    if WorkKind.IMPLANT in kinds:
        edge, tip = (top + HEIGHT, middle) if not upper else (top, middle)
        pdf.polygon([(centre - 2, edge), (centre + 2, edge), (centre, tip)], style="F")
    if WorkKind.OTHER in kinds:
        pdf.ellipse(centre - 1.2, middle - 1.2, 2.4, 2.4, style="F")
    page.size(8)
    pdf.set_xy(left, top + HEIGHT + 0.6)
    pdf.cell(TOOTH, 4, written(tooth), align="C")


def _joined(pdf: FPDF, row: tuple[int, ...], work: Work, top: float) -> None:
    """What goes over several teeth: the bar of a bridge, the line of what is worn."""
    here = [tooth for tooth in row if tooth in work.teeth]
    if not here:
        return
    pdf.set_draw_color(0)
    if work.kind is WorkKind.BRIDGE:
        pdf.set_line_width(1.2)
        for one, other in pairwise(here):
            pdf.line(_left(one) + TOOTH - 1.2, top + HEIGHT / 2, _left(other) + 1.2, top + HEIGHT / 2)
    if work.kind in (WorkKind.ALIGNER, WorkKind.DENTURE):
        at = top - 1.2 if row in (UPPER, UPPER_DECIDUOUS) else top + HEIGHT + 5.4
        pdf.set_line_width(1.0 if work.kind is WorkKind.DENTURE else 0.4)
        pdf.line(_left(here[0]) + 0.8, at, _left(here[-1]) + TOOTH - 0.8, at)
