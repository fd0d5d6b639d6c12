"""What was found: the tooth chart, the table of findings, the gums."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from dentui.domain import finding_shapes
from dentui.domain.findings import NOT_SCORED, SEXTANTS, Finding, FindingKind, Findings
from dentui.domain.teeth import Numbering, written
from dentui.media import tracing
from dentui.media.flow import Block
from dentui.media.report.look import (
    GREY,
    LABEL,
    LEFT,
    LINE,
    NOTE,
    RULE,
    STRONG,
    TEXT,
    Sheet,
    Style,
    heading,
)

_SAMPLE = 9.0
"""Width of a sample in the legend."""


def chart(sheet: Sheet, findings: Findings, numbering: Numbering) -> list[Block]:
    """The teeth, and what the signs on them mean."""
    words, paper = sheet.words, sheet.paper
    drawing = finding_shapes.chart(findings, numbering, words.right, words.left)
    scale = sheet.width / drawing.width
    spoken = words.chart_spoken.format(findings=_spoken(sheet, findings, numbering))
    note = NOTE.wrap(sheet, words.of_numbering(numbering), sheet.width)

    def draw(top: float) -> None:
        with paper.tagged("Figure", spoken):
            tracing.draw(paper, drawing, LEFT, top, scale)

    def below(top: float) -> None:
        with paper.tagged("P"):
            NOTE.put(sheet, note, LEFT, top, sheet.width)

    kinds = [kind for kind in FindingKind if any(finding.kind is kind for finding in findings)]
    return [
        heading(sheet, words.tooth_chart),
        Block(drawing.height * scale, draw, bound=True),
        *_legend(sheet, kinds),
        Block(NOTE.line * len(note), below, gap=1.5),
    ]


def _legend(sheet: Sheet, kinds: Sequence[FindingKind]) -> list[Block]:
    """Samples with their words, as many in a row as there is room for."""
    if not kinds:
        return []
    words, paper = sheet.words, sheet.paper
    texts = {kind: TEXT.wrap(sheet, words.kinds[kind], 60)[:1] for kind in kinds}
    widths = {kind: _SAMPLE + 2 + paper.width(texts[kind][0]) + 7 for kind in kinds}
    rows: list[list[FindingKind]] = [[]]
    for kind in kinds:
        if rows[-1] and sum(widths[each] for each in (*rows[-1], kind)) > sheet.width + 7:
            rows.append([])
        rows[-1].append(kind)

    def row(kinds: list[FindingKind], top: float) -> None:
        left = LEFT
        for kind in kinds:
            with paper.aside():
                for path in finding_shapes.sample(kind, (6, 7)):
                    tracing.trace(paper, path, left, top, 0.66)
            with paper.tagged("P"):
                TEXT.put(sheet, texts[kind], left + _SAMPLE, top + 2.4, 60, "L")
            left += widths[kind]

    return [
        Block(9.6, lambda top, kinds=kinds: row(kinds, top), bound=True, gap=1.0)  # type: ignore[misc]
        for kinds in rows
    ]


def _spoken(sheet: Sheet, findings: Findings, numbering: Numbering) -> str:
    if not findings:
        return sheet.words.nothing_found
    return "; ".join(
        f"{written(each.tooth, numbering)} {' '.join(part for part in _cells(sheet, each) if part)}"
        for each in findings
    )


def _cells(sheet: Sheet, finding: Finding) -> tuple[str, str, str]:
    """What it is, where, and how far it went."""
    words = sheet.words
    what = words.kinds[finding.kind]
    if finding.note:
        what = finding.note if finding.kind is FindingKind.OTHER else f"{what}: {finding.note}"
    where = words.separator.join(words.surface(surface, finding.tooth) for surface in finding.surfaces)
    return what, where, words.severities[finding.severity] if finding.severity else ""


_COLUMNS = (0.07, 0.33, 0.24, 0.25, 0.11)
"""Parts of the width: number, name, finding, surfaces, severity."""


def table(sheet: Sheet, findings: Findings, numbering: Numbering) -> list[Block]:
    """Tooth by tooth, in words."""
    words, paper = sheet.words, sheet.paper
    if not findings:
        lines = TEXT.wrap(sheet, words.nothing_found, sheet.width)

        def nothing(top: float) -> None:
            with paper.tagged("P"):
                TEXT.put(sheet, lines, LEFT, top, sheet.width)

        return [heading(sheet, words.findings), Block(LINE * len(lines), nothing)]
    widths = [part * sheet.width for part in _COLUMNS]
    lefts = [LEFT + sum(widths[:number]) for number in range(len(widths))]
    head = _table_head(sheet, lefts)
    blocks = [heading(sheet, words.findings), Block(head.height, head.draw, bound=True)]
    for tooth, group in groupby(findings, key=lambda finding: finding.tooth):
        blocks.append(_row(sheet, tooth, list(group), numbering, lefts, widths, head))
    return blocks


def _table_head(sheet: Sheet, lefts: Sequence[float]) -> Block:
    words, paper = sheet.words, sheet.paper
    names = (words.tooth, "", words.finding, words.surfaces, words.severity)

    def draw(top: float) -> None:
        with paper.tagged("P"):
            for left, name in zip(lefts, names, strict=True):
                LABEL.put(sheet, LABEL.wrap(sheet, name, 60), left + (2 if left == LEFT else 0), top, 60, "L")
        with paper.aside():
            paper.rule(LEFT, top + 4.2, sheet.width, GREY, 0.25)

    return Block(4.6, draw)


def _row(
    sheet: Sheet,
    tooth: int,
    findings: Sequence[Finding],
    numbering: Numbering,
    lefts: Sequence[float],
    widths: Sequence[float],
    head: Block,
) -> Block:
    """A tooth with all that was found at it."""
    paper = sheet.paper
    named = TEXT.wrap(sheet, sheet.words.spoken(tooth), widths[1] - 2)
    cells = [
        [
            TEXT.wrap(sheet, text, width - 3)
            for text, width in zip(_cells(sheet, each), widths[2:], strict=True)
        ]
        for each in findings
    ]
    heights = [max(map(len, cell)) * LINE for cell in cells]
    height = max(sum(heights), len(named) * LINE) + 2.4

    def draw(top: float) -> None:
        at = top + 1.2
        with paper.tagged("P"):
            STRONG.put(sheet, [written(tooth, numbering)], lefts[0] + 2, at, widths[0], "L")
            TEXT.put(sheet, named, lefts[1], at, widths[1], "L")
            for cell, high in zip(cells, heights, strict=True):
                for left, width, lines in zip(lefts[2:], widths[2:], cell, strict=True):
                    TEXT.put(sheet, lines, left, at, width - 3)
                at += high
        with paper.aside():
            paper.rule(LEFT, top + height, sheet.width, RULE, 0.15)

    return Block(height, draw, head=head)


_CELL = (30.0, 17.0)
_SCORE = Style(16, bold=True, line=8)
_TINTS = {"0": 255, "1": 246, "2": 236, "3": 220, "4": 200}


def gums(sheet: Sheet, scores: Sequence[str], numbering: Numbering) -> list[Block]:
    """The sextants as a grid, and beside it what the scores mean."""
    if tuple(scores) == NOT_SCORED:
        return []
    words, paper = sheet.words, sheet.paper
    left = LEFT + 3 * _CELL[0] + 8
    room = sheet.right - left
    meant = [(score, NOTE.wrap(sheet, text, room - 7)) for score, text in words.scores.items()]
    high = sum(len(lines) for _, lines in meant) * NOTE.line
    how = NOTE.wrap(sheet, words.gums_how, sheet.width)
    height = max(2 * _CELL[1], high)

    def draw(top: float) -> None:
        for number, score in enumerate(scores):
            x = LEFT + number % 3 * _CELL[0]
            _sextant(sheet, number, score, numbering, x, top + number // 3 * _CELL[1])
        at = top
        for score, lines in meant:
            with paper.tagged("P"):
                Style(NOTE.points, bold=True, line=NOTE.line).put(sheet, [score], left, at, 6, "L")
                at = NOTE.put(sheet, lines, left + 7, at, room - 7)

    def below(top: float) -> None:
        with paper.tagged("P"):
            NOTE.put(sheet, how, LEFT, top, sheet.width)

    return [
        heading(sheet, words.gums),
        Block(height, draw, bound=True, gap=1.0),
        Block(NOTE.line * len(how), below, gap=2.0),
    ]


def _sextant(sheet: Sheet, number: int, score: str, numbering: Numbering, left: float, top: float) -> None:
    words, paper = sheet.words, sheet.paper
    wide, high = _CELL
    tint = _TINTS.get(score[:1], 255)
    with paper.aside():
        paper.set_fill_color(tint, tint, tint)
        paper.set_draw_color(*GREY)
        paper.set_line_width(0.2)
        paper.rect(left, top, wide, high, style="DF")
    teeth = SEXTANTS[number]
    span = f"{written(teeth[0], numbering)}–{written(teeth[-1], numbering)}"
    with paper.tagged("P"):
        LABEL.put(
            sheet, LABEL.wrap(sheet, words.sextants[number], wide - 4)[:1], left + 2, top + 1.2, wide, "L"
        )
        if score:
            _SCORE.put(sheet, [score], left, top + 4.6, wide, "C")
        else:
            LABEL.put(sheet, LABEL.wrap(sheet, words.not_scored, wide - 2)[:1], left, top + 6.8, wide, "C")
        LABEL.put(sheet, [span], left, top + high - 4.4, wide - 2, "R")
