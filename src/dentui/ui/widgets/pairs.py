"""Pairs of patients who may be one person, as a table."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from dentui.domain.doubles import Likely, Pair
from dentui.ui.text import day, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable

NOT_SAME = "– not the same"
Both = frozenset[UUID]
"""The two of a pair."""


def both(pair: Pair) -> Both:
    """What tells a pair from every other one."""
    return frozenset((pair.first.uuid, pair.second.uuid))


class PairTable(RowTable[Pair]):
    """The likeliest first. Those who were said to be two persons stay until one goes away, marked."""

    def __init__(self) -> None:
        self._parted: Collection[Both] = ()
        super().__init__()

    def mark(self, parted: Collection[Both]) -> None:
        """Mark who was said not to be one person."""
        self._parted = frozenset(parted)
        self._repaint()

    def plan(self, cells: int) -> list[ColumnPlan]:
        word = len(NOT_SAME)
        rest = cells - word - 1
        if rest < 56:
            side = (rest - 1) // 2
            return [ColumnPlan("word", "Likely", word), ColumnPlan("first", "Chart", side),
                    ColumnPlan("second", "Other chart", rest - side - 1)]  # fmt: skip
        side = min(48, (rest - 2) * 2 // 5)
        return [
            ColumnPlan("word", "Likely", word),
            ColumnPlan("first", "Chart", side),
            ColumnPlan("second", "Other chart", side),
            ColumnPlan("why", "Why", rest - 2 * side - 2),
        ]

    def cells_of(self, row: Pair, columns: list[ColumnPlan]) -> list[Cell]:
        texts = {
            "word": NOT_SAME if both(row) in self._parted else row.first.word,
            "first": _name(row.first),
            "second": _name(row.second),
            "why": ", ".join(map(plain, row.reasons)),
        }
        return [Cell(texts[column.key]) for column in columns]


def _name(likely: Likely) -> str:
    return f"{plain(likely.name)} {likely.chart_number}"


def pair_words(pair: Pair) -> str:
    """All of a pair in a sentence, ready to be shown."""
    told = [
        f"chart {likely.chart_number} {plain(likely.name)}, "
        + (f"born {day(likely.birth_date)}" if likely.birth_date else "date of birth not recorded")
        for likely in (pair.first, pair.second)
    ]
    return f"{pair.first.word}: {', '.join(map(plain, pair.reasons))}. {'; '.join(told)}"
