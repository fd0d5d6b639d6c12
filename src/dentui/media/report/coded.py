"""The code on the copy that a patient gets: at the end, which every report has, at the left of the signature
where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dentui.media.flow import Block
from dentui.media.lettering import Paper
from dentui.media.qr import QUIET
from dentui.media.report.look import LEFT, NOTE, Sheet

SIDE = 28.0
"""Millimetres of a code without its quiet zone."""
_BETWEEN = 5.0
"""The sentence and the signature."""


def code(sheet: Sheet, rows: Sequence[str], until: datetime, signed: float, signature: Block | None) -> Block:
    """The code, 1 being a dark module, and one sentence beside it; `signed`: how wide the signature is. Its
    quiet zone is the margin at the left, and blank elsewhere."""
    paper, words = sheet.paper, sheet.words
    quiet = SIDE / len(rows) * QUIET
    left = LEFT + SIDE + quiet
    wide = min(sheet.right - left - (signed + _BETWEEN if signature else 0), 80.0)
    day = f"{words.day(until.date())} {until:%H:%M}"
    lines = NOTE.wrap(sheet, words.scan.format(day=day), wide)
    # Above it stands the gap between blocks, and below it may stand the foot of the page.
    height = max(SIDE + quiet, signature.height if signature else 0.0, NOTE.line * len(lines))

    def draw(top: float) -> None:
        with paper.tagged("Figure", words.scan_spoken.format(day=day)):
            _modules(paper, rows, LEFT, top)
        with paper.tagged("P"):
            NOTE.put(sheet, lines, left, top + (SIDE - NOTE.line * len(lines)) / 2, wide)
        if signature is not None:
            signature.draw(top)

    return Block(height, draw, gap=max(8.0, quiet))


def _modules(paper: Paper, rows: Sequence[str], left: float, top: float) -> None:
    """Dark modules as one path: between paths a printer may leave hairs."""
    step = SIDE / len(rows) * paper.k
    parts = ["q", "0 g"]
    for y, row in enumerate(rows, 1):
        x = 0
        while (x := row.find("1", x)) >= 0:
            end = row.find("0", x) if "0" in row[x:] else len(row)
            at = left * paper.k + x * step, (paper.h - top) * paper.k - y * step
            parts.append(f"{at[0]:.3f} {at[1]:.3f} {(end - x) * step:.3f} {step:.3f} re")
            x = end
    paper._out(" ".join([*parts, "f", "Q"]))
