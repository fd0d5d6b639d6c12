"""Letters on paper: pages of a PDF with text of any script, in fonts that come along or that the machine has.

fpdf2 writes one line at a time here: which font a letter is in, where lines break and what a line is to who
hears the page read out is decided in this module. It is imported in the process that draws only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.bidi import auto_detect_base_direction
from fpdf.enums import TextDirection, TextMode
from fpdf.line_break import Fragment

from dentui.domain.cleaning import REPLACEMENT, clean_lines
from dentui.media.breaking import pieces
from dentui.media.shaping import Shaped

FOLDER = Path(__file__).parent / "fonts"


@dataclass(frozen=True, slots=True)
class Face:
    """A font that comes along."""

    name: str
    regular: str
    bold: str
    """"" where a heavier line has to do."""
    ranges: tuple[tuple[int, int], ...]
    """Letters that are looked for in it."""


FACES = (
    Face(
        "sans", "NotoSans-Regular.ttf", "NotoSans-Bold.ttf", ((0, 0x1FFF), (0x2000, 0x2E7F), (0xA640, 0xAB6F))
    ),
    Face(
        "arabic",
        "NotoSansArabic-Regular.ttf",
        "NotoSansArabic-Bold.ttf",
        ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)),
    ),
    Face(
        "hebrew",
        "NotoSansHebrew-Regular.ttf",
        "NotoSansHebrew-Bold.ttf",
        ((0x590, 0x5FF), (0x20AA, 0x20AA), (0xFB1D, 0xFB4F)),
    ),
    Face("thai", "NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf", ((0xE00, 0xE7F),)),
    Face(
        "devanagari",
        "NotoSansDevanagari-Regular.ttf",
        "NotoSansDevanagari-Bold.ttf",
        ((0x900, 0x97F), (0xA8E0, 0xA8FF)),
    ),
    Face("han", "DroidSansFallbackFull.ttf", "", ((0x2000, 0xFFFD),)),
)
FOUND = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansSymbols2-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansBengali-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansTamil-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansTelugu-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansGeorgian-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansArmenian-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansEthiopic-Regular.ttf",
    "/usr/share/fonts/truetype/noto/NotoSansKhmer-Regular.ttf",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)
"""Where systems keep fonts of more scripts (Debian, Fedora, macOS): asked in this order for what no font that
comes along has."""
JOINERS = "\u200c\u200d"
_IGNORED = re.compile(
    # Unicode 15.1, DerivedCoreProperties: Default_Ignorable_Code_Point.
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What shows nothing of itself."""
BOLDER = 0.028
"""Width of the line around letters of a font that has no bold, by their size."""
Colour = tuple[int, int, int]
Point = tuple[float, float]
BLACK: Colour = (24, 28, 32)
POINT = 25.4 / 72
"""Millimetres."""


class Line(str):
    """A line of a paragraph that runs to the left or to the right, whatever the line itself begins with."""

    __slots__ = ("rightwards",)
    rightwards: bool

    def __new__(cls, text: str, rightwards: bool) -> Self:
        """`rightwards`: it runs to the left, from the right margin on."""
        made = super().__new__(cls, text)
        made.rightwards = rightwards
        return made


class Paper(FPDF):
    """A PDF in millimetres whose pages are written line by line. Nothing breaks a page by itself."""

    def __init__(self, size: str | tuple[float, float] = "A4", **more: Any) -> None:
        super().__init__(unit="mm", format=size, **more)
        self.set_auto_page_break(False)
        self.set_margin(0)
        self.c_margin = 0
        self.alias_nb_pages("")
        self.missing: list[str] = []
        """Letters that are in no font, in the order in which they came."""
        self._fonts: dict[str, str | None] = {}
        self._widths: dict[tuple[str, str, float], float] = {}
        self._hand = (0.0, False, BLACK)
        self._add("sans")
        self._shape(None)

    def face(self, points: float, *, bold: bool = False, colour: Colour = BLACK) -> None:
        """How letters look from here on."""
        self._hand = (points, bold, colour)
        self.set_font("sans", "B" if bold else "", points)
        self.set_text_color(*colour)

    def shown(self, text: str) -> str:
        """The text as it is printed: a question mark in the place of what is no letter, its number in that of
        a letter that no font has, nothing in that of what shows nothing but a joiner that is spelling."""
        answer = []
        for letter in _without_ignored(text):
            if letter == REPLACEMENT:
                answer.append("?")
            elif letter == "\n" or letter in JOINERS or self._font_of(letter) is not None:
                answer.append(letter)
            else:
                if letter not in self.missing:
                    self.missing.append(letter)
                answer.append(f"[U+{ord(letter):04X}]")
        return "".join(answer)

    def width(self, text: str) -> float:
        """Of a line in millimetres. The text is `shown`'s."""
        points, bold, _ = self._hand
        key = (text, "B" if bold else "", points)
        known = self._widths.get(key)
        if known is None:
            known = self._widths[key] = self.get_string_width(text)
        return known

    def lines(self, text: str, width: float) -> list[str]:
        """The text as `shown`, in lines no wider than this; a word that is wider is cut."""
        answer: list[str] = []
        for paragraph in self.shown(text).split("\n"):
            begins = rightwards(paragraph)
            answer += [Line(line, begins) for line in self._broken(paragraph.rstrip(), width)]
        return answer

    def fitted(self, text: str, width: float) -> str:
        """The text in one line no wider than this, its end cut off where it has to be."""
        shown = self.shown(text.replace("\n", " "))
        if self.width(shown) <= width:
            return shown
        fits, cut = 0, len(shown)
        while cut - fits > 1:
            middle = (fits + cut) // 2
            fits, cut = (middle, cut) if self.width(f"{shown[:middle]}…") <= width else (fits, middle)
        while fits and _stays(shown[fits]):
            fits -= 1
        return f"{shown[:fits].rstrip()}…" if fits else ""

    def put(self, left: float, baseline: float, text: str, width: float = 0.0, align: str = "L") -> None:
        """A line that `lines` or `shown` gave, standing on its baseline. `align` within a width: L, C, R, or
        S, which is where the text's script begins."""
        if not text:
            return
        points, _, colour = self._hand
        begins = text.rightwards if isinstance(text, Line) else rightwards(text)
        if align == "S":
            align = "R" if begins else "L"
        wide = self.width(text)
        if align != "L":
            left += (width - wide) * (0.5 if align == "C" else 1.0)
        # fpdf2 stands a cell's letters three tenths of their size below its middle.
        self.set_xy(left, baseline - 0.3 * points * POINT)
        self.set_draw_color(*colour)
        self._shape(TextDirection.RTL if begins else TextDirection.LTR)
        self.cell(wide + 0.1, 0, text)
        self._shape(None)

    def _shape(self, direction: TextDirection | None) -> None:
        self.set_text_shaping(True, {"liga": False, "dlig": False}, direction)

    @contextmanager
    def tagged(self, kind: str, spoken: str = "") -> Iterator[None]:
        """What is written within is one thing to who hears it read out: H1, H2, P, Figure. It stays on its
        page."""
        mark = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=f"/{kind}", mcid=mark, alt_text=spoken or None)
        self._out(f"/{kind} <</MCID {mark}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """What is written within is not read out: rules, frames, what stands on each page."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def rule(self, left: float, y: float, width: float, colour: Colour, thick: float = 0.2) -> None:
        """A line from left to right."""
        self.trace((left, y), [[(left, y), (left + width, y), (left + width, y)]], colour, thick)

    def trace(
        self,
        start: Point,
        curves: Sequence[Sequence[Point]],
        colour: Colour | None,
        thick: float = 0.2,
        *,
        fill: Colour | None = None,
        closed: bool = False,
        dashes: str = "",
    ) -> None:
        """A line of cubic curves, each of three points, with what fills it; in millimetres."""
        parts = ["q", "1 j", f"{thick * self.k:.2f} w"]
        if dashes:
            parts.append(f"[{dashes}] 0 d")
        if fill:
            parts.append("{:.3f} {:.3f} {:.3f} rg".format(*(part / 255 for part in fill)))
        if colour:
            parts.append("{:.3f} {:.3f} {:.3f} RG".format(*(part / 255 for part in colour)))
        parts.append(f"{self._at(start)} m")
        parts += [" ".join(map(self._at, curve)) + " c" for curve in curves]
        ends = {(True, True): "b", (True, False): "s", (False, True): "B", (False, False): "S"}
        parts.append(("h f" if fill else "n") if colour is None else ends[closed, fill is not None])
        self._out(" ".join([*parts, "Q"]))

    def _at(self, point: Point) -> str:
        return f"{point[0] * self.k:.2f} {(self.h - point[1]) * self.k:.2f}"

    def _add(self, name: str) -> None:
        face = next(each for each in FACES if each.name == name)
        self._take(name, "", FOLDER / face.regular)
        if face.bold:
            self._take(name, "B", FOLDER / face.bold)

    def _take(self, name: str, style: Literal["", "B"], path: Path) -> None:
        self.add_font(name, style, path)
        # fpdf2 makes its fonts itself.
        self.fonts[name + style].__class__ = Shaped

    def _font_of(self, letter: str) -> str | None:
        """The family of a font that has it; None for none."""
        if letter not in self._fonts:
            self._fonts[letter] = self._found(letter)
        return self._fonts[letter]

    def _found(self, letter: str) -> str | None:
        code = ord(letter)
        for face in FACES:
            if any(low <= code <= high for low, high in face.ranges) and code in letters_of(
                FOLDER / face.regular
            ):
                if face.name not in self.fonts:
                    self._add(face.name)
                return face.name
        for number, path in enumerate(map(Path, FOUND)):
            if path.is_file() and code in letters_of(path):
                if f"found{number}" not in self.fonts:
                    self._take(f"found{number}", "", path)
                return f"found{number}"
        return None

    def _broken(self, paragraph: str, width: float) -> Iterator[str]:
        line, wide = "", 0.0
        for piece in pieces(paragraph):
            more = self.width(piece.rstrip())
            if line and wide + more > width:
                yield line.rstrip()
                line, wide = "", 0.0
            if more > width:
                *whole, piece = self._cut(piece, width)
                yield from whole
            line += piece
            wide += self.width(piece)
        yield line.rstrip()

    def _cut(self, word: str, width: float) -> Iterator[str]:
        """A word that is wider than a line. Marks stay with their letter."""
        part = ""
        for letter in _with_marks(word):
            if part and self.width(part + letter) > width:
                yield part
                part = ""
            part += letter
        yield part

    def _parse_chars(self, text: str, markdown: bool, **more: Any) -> Iterator[Fragment]:
        """fpdf2 asks here in which fonts a text is written: each run of letters in the one that has them."""
        del markdown, more
        run, font = "", ""
        for letter in text:
            wanted = font if run and self._goes_on(letter, font) else self._font_of(letter) or "sans"
            if run and wanted != font:
                yield self._run(run, font)
                run = ""
            font = wanted
            run += letter
        if run:
            yield self._run(run, font)

    def _goes_on(self, letter: str, font: str) -> bool:
        """Whether it is written in the font of what stands before it: marks and joiners, and spaces within
        one script."""
        return (_stays(letter) or letter == " ") and (
            letter in JOINERS or ord(letter) in self.fonts[font].cmap  # type: ignore[union-attr]
        )

    def _run(self, text: str, font: str) -> Fragment:
        state: Any = self._get_current_graphics_state()
        bold = "B" in state.font_style
        key = font + "B" if bold and font + "B" in self.fonts else font
        state.font_family, state.current_font = font, self.fonts[key]
        state.font_style = "B" if key != font else ""
        if bold and key == font:
            state.text_mode = TextMode.FILL_STROKE
            state.line_width = state.font_size_pt * BOLDER
        return Fragment(text, state, self.k)


def _without_ignored(text: str) -> Iterator[str]:
    """Letters of the cleaned text, which is as long as it was, but for what shows nothing."""
    kept = clean_lines(text)
    source = text.replace("\r\n", " \n")
    for was, letter in zip(source, kept, strict=True):
        if not _IGNORED.match(was) or letter in JOINERS:
            yield letter


def rightwards(text: str) -> bool:
    """Whether it begins at the right, as Arabic and Hebrew do."""
    return auto_detect_base_direction(text) is TextDirection.RTL


@cache
def letters_of(path: Path) -> frozenset[int]:
    """Code points that a font has."""
    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap() or ())


def _with_marks(word: str) -> Iterator[str]:
    letter = ""
    for each in word:
        if letter and not _stays(each):
            yield letter
            letter = ""
        letter += each
    yield letter


def _stays(letter: str) -> bool:
    return letter in JOINERS or unicodedata.category(letter).startswith("M")
