"""Walking and marking on a chart of teeth, as a value: what the arrows, digits and marks make of it.

Each method answers the chart after it. `said` tells in a sentence what was done or why it was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from dentui.domain.teeth import (
    LOWER,
    LOWER_DECIDUOUS,
    NUMBERING_WORDS,
    PLACES,
    UPPER,
    UPPER_DECIDUOUS,
    Jaw,
    Numbering,
    can_become,
    in_arch_order,
    jaw,
    place,
    read_tooth,
)
from dentui.errors import Invalid

_MIXED = {
    Jaw.UPPER: (*UPPER[:3], *UPPER_DECIDUOUS, *UPPER[-3:]),
    Jaw.LOWER: (*LOWER[:3], *LOWER_DECIDUOUS, *LOWER[-3:]),
}
"""With milk teeth: behind them stand the permanent molars, the first of which come before a tooth changes."""
PERMANENT_ROWS = {Jaw.UPPER: UPPER, Jaw.LOWER: LOWER}


@dataclass(frozen=True, slots=True, kw_only=True)
class TeethWalk:
    """Where the cursor is on a chart, which teeth are marked, and what is said."""

    numbering: Numbering = Numbering.FDI
    cursor: int = 11
    milk: bool = False
    """Whether milk teeth are shown in the places of those that follow them."""
    marked: frozenset[int] = frozenset()
    typed: str = ""
    """Digits that may become another tooth's number."""
    said: str = ""
    refused: bool = False
    """Whether `said` tells why something was not done."""

    def row(self, which: Jaw) -> tuple[int, ...]:
        """The sixteen teeth of a jaw that are shown, as a chart is read."""
        return (_MIXED if self.milk else PERMANENT_ROWS)[which]

    @property
    def chosen(self) -> tuple[int, ...]:
        """The teeth that a key is for: those that are marked, else the one under the cursor."""
        return in_arch_order(self.marked or {self.cursor})

    # Walking

    def step(self, way: int) -> Self:
        """The cursor one tooth on, over the middle; at the end of the row it stays."""
        row = self.row(jaw(self.cursor))
        return self.go(row[max(0, min(row.index(self.cursor) + way, PLACES - 1))])

    def step_end(self, way: int) -> Self:
        """The cursor at the first tooth of its row, or at the last."""
        return self.go(self.row(jaw(self.cursor))[-1 if way > 0 else 0])

    def across(self) -> Self:
        """The cursor at the same place of the other jaw."""
        other = Jaw.LOWER if jaw(self.cursor) is Jaw.UPPER else Jaw.UPPER
        return self.go(self.row(other)[place(self.cursor)])

    def go(self, tooth: int) -> Self:
        """The cursor at a tooth, which is shown then."""
        shown = self if tooth in self.row(jaw(tooth)) else replace(self, milk=not self.milk)
        return replace(shown.quiet, cursor=tooth)

    def type(self, digit: str) -> Self:
        """A digit typed: the cursor goes to the tooth as soon as it is one's number."""
        typed = self.typed + digit
        if not can_become(typed, self.numbering):
            typed = digit
        if not can_become(typed, self.numbering):
            return self.refuse(f"No tooth is {typed} in {NUMBERING_WORDS[self.numbering]} numbers.")
        try:
            tooth = read_tooth(typed, self.numbering)
        except Invalid:
            return replace(self.quiet, typed=typed)
        return replace(self.go(tooth), typed=typed)

    # Marking

    def mark(self) -> Self:
        """The tooth under the cursor marked, or not any more."""
        return replace(self.quiet, marked=self.marked ^ {self.cursor})

    def mark_step(self, way: int) -> Self:
        """The tooth under the cursor and the next one marked, the cursor there."""
        on = self.step(way)
        return replace(on, marked=self.marked | {self.cursor, on.cursor})

    def mark_range(self) -> Self:
        """All teeth marked from the marked one that is nearest in this jaw to the cursor."""
        row = self.row(jaw(self.cursor))
        at = row.index(self.cursor)
        others = [
            abs(row.index(tooth) - at) for tooth in self.marked if tooth in row and tooth != self.cursor
        ]
        if not others:
            return self.refuse(
                "A range begins at a marked tooth. Mark one with Space, go to the last, then g."
            )
        first = next(
            tooth for tooth in row if tooth in self.marked and abs(row.index(tooth) - at) == min(others)
        )
        return replace(self.quiet, marked=self.marked | set(self.span(first, self.cursor)))

    def unmark(self) -> Self:
        """Nothing marked."""
        return replace(self.quiet, marked=frozenset())

    def span(self, first: int, last: int) -> tuple[int, ...]:
        """The teeth that are shown from one to the other; of different rows only the two."""
        row = self.row(jaw(first))
        if last not in row or first not in row:
            return in_arch_order((first, last))
        start, end = sorted((row.index(first), row.index(last)))
        return row[start : end + 1]

    # How it is shown

    def renumber(self) -> Self:
        """The other way of writing the numbers."""
        other = Numbering.FDI if self.numbering is Numbering.UNIVERSAL else Numbering.UNIVERSAL
        return replace(self.quiet, numbering=other, said=f"{NUMBERING_WORDS[other]} numbers.")

    def change_teeth(self) -> Self:
        """Milk teeth shown or permanent ones, the cursor in the same place."""
        other = replace(self.quiet, milk=not self.milk)
        return replace(
            other,
            cursor=other.row(jaw(self.cursor))[place(self.cursor)],
            said="Milk teeth." if other.milk else "Permanent teeth.",
        )

    @property
    def quiet(self) -> Self:
        """The chart as it is, with nothing said or half typed."""
        return replace(self, typed="", said="", refused=False)

    def refuse(self, sentence: str) -> Self:
        """The chart as it is, and a sentence that says why."""
        return replace(self.quiet, said=sentence, refused=True)
