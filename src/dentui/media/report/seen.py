"""Pictures on a report: jaws, faces, photos and X-rays in rows with their captions."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dentui.domain.images import ImageType
from dentui.domain.views import View
from dentui.media.flow import Block
from dentui.media.report.look import LABEL, LEFT, NOTE, RULE, Sheet, Style, heading

_CAPTION = Style(8.4, line=4.1)
_BETWEEN = 4.0
"""Two pictures."""
_TALLEST, _TALLEST_ALONE, _TALLEST_X_RAY = 62.0, 86.0, 88.0
_WIDE = 1.7
"""Width by height from which on a picture has a row alone."""
_MISSING = 4 / 3
"""Width by height of what is not there."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with what stands under it."""

    picture: Mapping[str, Any] | None
    """As `prepared.py` made it; None where it could not be."""
    caption: str
    told: str = ""
    """When and with what it was taken."""
    x_ray: bool = False
    """What is small on it matters: it is shown larger."""

    @property
    def aspect(self) -> float:
        """Width by height."""
        if self.picture is None:
            return _MISSING
        return float(self.picture["width"]) / float(self.picture["height"])


def jaws(sheet: Sheet, views: Mapping[str, Mapping[str, Any] | None]) -> list[Block]:
    """Both arches beside each other, then from the patient's right, the front and the left."""
    rows = [
        [Shot(views[view], sheet.words.views[view]) for view in row if view in views]
        for row in ((View.UPPER, View.LOWER), (View.RIGHT, View.FRONT, View.LEFT))
    ]
    blocks = [
        _row(sheet, row, first=number == 0, justified=len(row) > 1)
        for number, row in enumerate(row for row in rows if row)
    ]
    return [heading(sheet, sheet.words.jaws), *blocks] if blocks else []


def face(sheet: Sheet, views: Mapping[str, Mapping[str, Any] | None]) -> list[Block]:
    """A face scan from the patient's right, the front and the left."""
    shots = [
        Shot(views[view], sheet.words.views[view])
        for view in (View.RIGHT, View.FRONT, View.LEFT)
        if view in views
    ]
    return [heading(sheet, sheet.words.face), _row(sheet, shots, first=True)] if shots else []


def pictures(
    sheet: Sheet, placed: Sequence[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any] | None]
) -> list[Block]:
    """Photos and X-rays in their order, in rows as high as they have room."""
    shots = [_shot(sheet, each, made.get(each["sha256"])) for each in placed]
    if not shots:
        return []
    rows: list[list[Shot]] = [[]]
    for shot in shots:
        if rows[-1] and rows[-1][-1].x_ray != shot.x_ray:
            rows.append([])
        rows[-1].append(shot)
        if _height(sheet, rows[-1]) <= (_TALLEST_X_RAY if shot.x_ray else _TALLEST):
            rows.append([])
    drawn = [_row(sheet, row, first=number == 0) for number, row in enumerate(row for row in rows if row)]
    return [heading(sheet, sheet.words.pictures), *drawn]


def _shot(sheet: Sheet, each: Mapping[str, Any], picture: Mapping[str, Any] | None) -> Shot:
    words = sheet.words
    caption = each["caption"] or words.types.get(ImageType(each["type"]), "")
    taken = datetime.fromisoformat(each["taken"]).date() if each["taken"] else None
    told = [words.day(taken) if taken else "", each["device"]]
    x_ray = each["type"] == ImageType.X_RAY
    return Shot(picture, caption, "  ·  ".join(text for text in told if text), x_ray)


def _height(sheet: Sheet, shots: Sequence[Shot]) -> float:
    """Of a row that is as wide as the page."""
    return (sheet.width - _BETWEEN * (len(shots) - 1)) / sum(shot.aspect for shot in shots)


def _row(sheet: Sheet, shots: Sequence[Shot], *, first: bool, justified: bool = False) -> Block:
    """Pictures of one height beside each other. `justified`: as wide as the page whatever their height."""
    paper = sheet.paper
    most = _TALLEST
    if justified:
        most = sheet.width
    elif shots[0].x_ray:
        most = _TALLEST_X_RAY
    elif len(shots) == 1 and shots[0].aspect > _WIDE:
        most = _TALLEST_ALONE
    high = min(_height(sheet, shots), most)
    widths = [shot.aspect * high for shot in shots]
    captions = [
        _CAPTION.wrap(sheet, shot.caption, width) if shot.caption else []
        for shot, width in zip(shots, widths, strict=True)
    ]
    tolds = [
        LABEL.wrap(sheet, shot.told, width) if shot.told else []
        for shot, width in zip(shots, widths, strict=True)
    ]
    under = max(
        len(caption) * _CAPTION.line + len(told) * LABEL.line
        for caption, told in zip(captions, tolds, strict=True)
    )

    def draw(top: float) -> None:
        left = LEFT
        for shot, width, caption, told in zip(shots, widths, captions, tolds, strict=True):
            _picture(sheet, shot, left, top, width, high)
            if caption or told:
                with paper.tagged("Caption"):
                    below = _CAPTION.put(sheet, caption, left, top + high + 1.2, width)
                    LABEL.put(sheet, told, left, below, width)
            left += width + _BETWEEN

    return Block(high + 1.2 + under, draw, gap=1.4 if first else 4.5)


def _picture(sheet: Sheet, shot: Shot, left: float, top: float, width: float, high: float) -> None:
    paper = sheet.paper
    if shot.picture is None:
        lines = NOTE.wrap(sheet, sheet.words.cannot_be_shown, width - 6)
        with paper.tagged("P"):
            NOTE.put(sheet, lines, left + 3, top + (high - NOTE.line * len(lines)) / 2, width - 6, "C")
    else:
        data = base64.b64decode(shot.picture["jpeg"])
        spoken = "  ·  ".join(text for text in (shot.caption, shot.told) if text)
        with paper.tagged("Figure", spoken):
            paper.image(io.BytesIO(data), left, top, width, high)
    with paper.aside():
        paper.set_draw_color(*RULE)
        paper.set_line_width(0.15)
        paper.rect(left, top, width, high)
