"""A chart of findings in cells, drawn as the tooth chart of a case is.

Letters say what was found, and where they stand on the tooth tells their sort: at the gum what is about the
root and around it, in the middle what the crown is made of or lacks, at the edge what came on or off it.
"""

from __future__ import annotations

from collections.abc import Mapping

from dentui.domain.finding_chart import CALLED, LETTERS, FindingChart
from dentui.domain.findings import FindingKind, at
from dentui.domain.teeth import Jaw
from dentui.terminal.tooth_chart import Piece, Rows

SIGNS: Mapping[FindingKind, str] = {kind: letter.upper() for kind, letter in LETTERS.items()}
MORE = "+"
"""Where there is no room for all."""
_ROWS = (
    (FindingKind.IMPLANT, FindingKind.ROOT_CANAL, FindingKind.GUM),
    (FindingKind.MISSING, FindingKind.CROWN, FindingKind.FILLING, FindingKind.CARIES),
    (FindingKind.FRACTURE, FindingKind.WEAR, FindingKind.CALCULUS, FindingKind.OTHER),
)
"""What stands in which row of a tooth, from the gum to the edge."""


def draw(
    chart: FindingChart, columns: int, *, ascii_only: bool = False, cursor: bool = True
) -> list[tuple[Piece, ...]]:
    """The rows of the chart, as `tooth_chart.draw` gives them."""
    rows = Rows(chart, columns, ascii_only=ascii_only)
    for which in Jaw:
        for tooth in chart.row(which):
            here = {finding.kind for finding in at(chart.findings, tooth)}
            signs = {
                y: fitting("".join(SIGNS[kind] for kind in kinds if kind in here), rows.room(tooth))
                for y, kinds in enumerate(_ROWS)
                if here.intersection(kinds)
            }
            rows.draw_tooth(tooth, signs, gone=FindingKind.MISSING in here)
    return rows.drawn(cursor=cursor)


def fitting(signs: str, room: int) -> str:
    """As many of the signs as there is room for, and whether there are more."""
    return signs if len(signs) <= room else signs[: room - 1] + MORE


def legend(*, ascii_only: bool = False) -> list[tuple[str, str]]:
    """Signs, and what each means, in the order in which they are told."""
    marked = "*-*" if ascii_only else "╔═╗"
    kinds = [(SIGNS[kind], CALLED.get(kind, str(kind))) for kind in FindingKind]
    return [*kinds, (MORE, "more"), (marked, "marked")]
