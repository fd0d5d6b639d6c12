"""Letters that join and stack, so that a PDF with them says which they were, as they were typed.

A PDF says of each glyph which letters it stands for. Where several glyphs make several letters each gets
its share, in the order in which they are read. Readers turn a line that runs to the left letter by letter, so
there no glyph may stand for two: lam and alef become one glyph and another beside it that has no width.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

NOTHING = 0x200C
"""A letter that is a glyph without width and ink in every font of a script that joins."""


class Shaped(TTFFont):
    """A font that says so."""

    __slots__ = ()

    def shape_text(
        self, text: str, font_size_pt: float, text_shaping_params: dict[str, Any] | None
    ) -> Sequence[dict[str, Any]]:
        """Glyphs as they stand from left to right."""
        return list(_shaped(self, text, font_size_pt, text_shaping_params or {})) if text else []


def _shaped(font: TTFFont, text: str, points: float, how: dict[str, Any]) -> Iterator[dict[str, Any]]:
    infos, positions = font.perform_harfbuzz_shaping(text, points, how)
    backwards = how.get("fragment_direction") is TextDirection.RTL
    starts = sorted({info.cluster for info in infos})
    ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
    number = 0
    for start, group in groupby(infos, key=lambda info: info.cluster):
        glyphs = list(group)
        letters = text[start : ends[start]]
        shares = _shares(letters, len(glyphs), one_each=backwards)
        if backwards:
            for letter in reversed(shares[len(glyphs) :]):
                yield from _nothing(font, letter)
            shares = shares[: len(glyphs)][::-1]
        for glyph, share in zip(glyphs, shares, strict=True):
            yield from _glyph(font, glyph.codepoint, share, positions[number])
            number += 1


def _shares(letters: str, glyphs: int, *, one_each: bool) -> list[str]:
    """A share for each glyph in the order of reading; `one_each`: what is left over behind them."""
    shares = list(letters) + [""] * (glyphs - len(letters))
    if one_each or len(shares) <= glyphs:
        return shares
    return [*shares[: glyphs - 1], "".join(shares[glyphs - 1 :])]


def _glyph(font: Any, number: int, letters: str, position: Any) -> Iterator[dict[str, Any]]:
    name = font.ttfont.getGlyphName(number)
    width = round(font.scale * font.ttfont["hmtx"].metrics[name][0])
    glyph = font.subset.get_glyph(
        glyph=number, unicode=tuple(map(ord, letters)), glyph_name=name, glyph_width=width
    )
    if glyph is None:
        return
    moved = position.x_offset or position.y_offset or position.y_advance
    yield {
        "mapped_char": font.subset.pick_glyph(glyph),
        "x_advance": position.x_advance,
        "y_advance": position.y_advance,
        "x_offset": position.x_offset,
        "y_offset": position.y_offset,
        "force_positioning": bool(moved) or width != round(font.scale * position.x_advance),
    }


class _Still:
    x_advance = y_advance = x_offset = y_offset = 0


def _nothing(font: Any, letter: str) -> Iterator[dict[str, Any]]:
    number = font.glyph_ids.get(NOTHING)
    if number is not None:
        yield from _glyph(font, number, letter, _Still)
