"""The top of a report: letterhead, title, whose it is; and what stands on each page."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from dentui.domain.patients import Gender
from dentui.media.flow import Block
from dentui.media.lettering import Colour
from dentui.media.report.look import (
    ACCENT,
    GREY,
    LABEL,
    LEFT,
    NOTE,
    PANEL,
    RULE,
    TITLE,
    Sheet,
    Style,
)

LOGO = (46.0, 19.0)
"""The room of a logo, in millimetres."""
_NAME = Style(14, bold=True, colour=ACCENT, line=6.2)
_PATIENT = Style(13, bold=True, line=6.0)
_VALUE = Style(9.5, line=4.5)
_MARK: Colour = (228, 231, 234)


def letterhead(sheet: Sheet, head: Mapping[str, Any], logo: bytes) -> Block:
    """Logo and name at the left, address and contact at the right."""
    paper = sheet.paper
    wide, high = _logo_size(logo)
    left = LEFT + (wide + 5 if wide else 0)
    aside = NOTE.wrap(sheet, "\n".join(text for text in (head["address"], head["contact"]) if text), 66)
    named = _NAME.wrap(sheet, head["name"], sheet.right - left - (72 if any(aside) else 0))
    name_high, aside_high = _NAME.line * len(named), NOTE.line * len(aside) if any(aside) else 0.0
    height = max(high, name_high, aside_high)

    def draw(top: float) -> None:
        if wide:
            paper.image(
                io.BytesIO(logo), LEFT, top + (height - high) / 2, wide, high, alt_text=head["name"] or "Logo"
            )
        with paper.tagged("P"):
            _NAME.put(sheet, named, left, top + (height - name_high) / 2, sheet.right - left, "L")
        if aside_high:
            with paper.tagged("P"):
                NOTE.put(sheet, aside, sheet.right - 66, top + (height - aside_high) / 2, 66, "R")
        with paper.aside():
            paper.rule(LEFT, top + height + 3, sheet.width, ACCENT, 0.7)

    return Block(height + 3.7, draw)


def _logo_size(logo: bytes) -> tuple[float, float]:
    if not logo:
        return 0.0, 0.0
    from PIL import Image

    with Image.open(io.BytesIO(logo), formats=["PNG"]) as image:
        wide, high = image.size
    # A small logo is not blown up: 150 pixels an inch at least.
    scale = min(LOGO[0] / wide, LOGO[1] / high, 25.4 / 150)
    return wide * scale, high * scale


def title(sheet: Sheet, content: Mapping[str, Any]) -> Block:
    """What it is, its number and its date."""
    words, paper = sheet.words, sheet.paper
    style = Style(TITLE, bold=True, line=9.0)
    lines = style.wrap(sheet, content["title"] or words.title, sheet.width)
    number = content["number"]
    said = [words.no_number if number is None else words.number.format(number=number)]
    said.append(words.day(datetime.fromisoformat(content["published"]).date()))
    if content["supersedes"]:
        said.append(words.corrects.format(number=content["supersedes"]))
    under = Style(10, colour=GREY, line=5.2)
    below = under.wrap(sheet, "  ·  ".join(said), sheet.width)

    def draw(top: float) -> None:
        with paper.tagged("H1"):
            top = style.put(sheet, lines, LEFT, top, sheet.width)
        with paper.tagged("P"):
            under.put(sheet, below, LEFT, top, sheet.width)

    return Block(style.line * len(lines) + under.line * len(below), draw, gap=7.0)


def patient(sheet: Sheet, content: Mapping[str, Any]) -> Block:
    """Whose it is, on a panel."""
    words, paper = sheet.words, sheet.paper
    who = content["patient"]
    inner = sheet.width - 10
    named = _PATIENT.wrap(sheet, who["name"], inner)
    told = [
        (words.birth_date, _born(sheet, who["birth_date"], content["published"])),
        (words.gender, words.genders.get(_gender(who["gender"]), str(who["gender"]))),
        (words.chart_number, str(who["chart"])),
        (words.examined_by, content["doctor"]),
    ]
    told = [(label, text) for label, text in told if text and text != "–"]
    shares = [{words.birth_date: 1.5, words.examined_by: 1.7}.get(label, 0.8) for label, _ in told]
    widths = [inner * share / sum(shares) for share in shares]
    values = [_VALUE.wrap(sheet, text, width - 3) for (_, text), width in zip(told, widths, strict=True)]
    rows = max((len(lines) for lines in values), default=0)
    height = 4 + LABEL.line + _PATIENT.line * len(named) + 2 + (LABEL.line + _VALUE.line * rows) + 3.5

    def draw(top: float) -> None:
        with paper.aside():
            paper.set_fill_color(*PANEL)
            paper.rect(LEFT, top, sheet.width, height, style="F", round_corners=True, corner_radius=1.8)
        with paper.tagged("P"):
            at = LABEL.put(sheet, [words.patient], LEFT + 5, top + 4, inner)
            at = _PATIENT.put(sheet, named, LEFT + 5, at, inner, "L") + 2
        left = LEFT + 5
        for (label, _), lines, width in zip(told, values, widths, strict=True):
            with paper.tagged("P"):
                below = LABEL.put(sheet, [label], left, at, width)
                _VALUE.put(sheet, lines, left, below, width - 3, "L")
            left += width

    return Block(height, draw, gap=6.0)


def _gender(text: str) -> Gender:
    try:
        return Gender(text)
    except ValueError:
        return Gender.UNKNOWN


def _born(sheet: Sheet, born: str | None, published: str) -> str:
    if born is None:
        return ""
    day, at = date.fromisoformat(born), datetime.fromisoformat(published).date()
    years = at.year - day.year - ((at.month, at.day) < (day.month, day.day))
    return f"{sheet.words.day(day)} ({sheet.words.years(years)})" if years >= 0 else sheet.words.day(day)


def every_page(sheet: Sheet, content: Mapping[str, Any], page: int, pages: int) -> None:
    """Head and foot of a page, and across it that it is only a preview."""
    words, paper = sheet.words, sheet.paper
    small = Style(7.5, colour=GREY, line=3.6)
    number = content["number"]
    with paper.aside():
        if number is None:
            _watermark(sheet, words.preview)
        if page > 1:
            _line(sheet, small, content["letterhead"]["name"], content["title"] or words.title, 7.6)
        foot = paper.h - 13
        paper.rule(LEFT, foot, sheet.width, RULE)
        of = words.preview if number is None else str(number)
        _line(
            sheet,
            small,
            f"{of}  ·  {content['patient']['name']}",
            words.page.format(page=page, pages=pages),
            foot + 1.4,
        )


def _line(sheet: Sheet, style: Style, left: str, right: str, top: float) -> None:
    """Two texts in one line; the left one gives way."""
    style.set(sheet)
    end = sheet.paper.fitted(right, sheet.width * 0.6)
    room = sheet.width - sheet.paper.width(end) - 6
    style.put(sheet, [sheet.paper.fitted(left, room)], LEFT, top, room, "L")
    style.put(sheet, [end], LEFT, top, sheet.width, "R")


def _watermark(sheet: Sheet, text: str) -> None:
    paper = sheet.paper
    style = Style(40, bold=True, colour=_MARK, line=18)
    style.set(sheet)
    shown = paper.fitted(text, paper.h * 0.8)
    middle = paper.h * 0.68
    with paper.rotation(35, paper.w / 2, middle):
        paper.put(0, middle + 5, shown, paper.w, "C")
