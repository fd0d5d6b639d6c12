"""A tooth chart while somebody works on it: where the cursor is, what is marked, what each key makes of it.

A chart is a value; each method answers the chart after it. `said` tells in a sentence what was done or why it
was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    deciduous,
    in_arch_order,
    jaw,
    listed,
    place,
    read_tooth,
    spoken,
    written,
)
from dentui.domain.work import (
    APPLIANCES,
    SINGLE,
    Work,
    WorkKind,
    Works,
    bridge,
    described,
    displaced,
    removed,
    replaced,
    with_pontics,
    work_at,
)
from dentui.errors import Invalid

UNDONE = 50
"""Changes that can be taken back."""

_MIXED = {
    Jaw.UPPER: (*UPPER[:3], *UPPER_DECIDUOUS, *UPPER[-3:]),
    Jaw.LOWER: (*LOWER[:3], *LOWER_DECIDUOUS, *LOWER[-3:]),
}
"""With milk teeth: behind them stand the permanent molars, the first of which come before a tooth changes."""
_PERMANENT = {Jaw.UPPER: UPPER, Jaw.LOWER: LOWER}


@dataclass(frozen=True, slots=True)
class ToothChart:
    """A chart as it stands."""

    works: Works = ()
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
    before: tuple[Works, ...] = ()
    """The works before each change, the last first."""

    # Looking

    def row(self, which: Jaw) -> tuple[int, ...]:
        """The sixteen teeth of a jaw that are shown, as a chart is read."""
        return (_MIXED if self.milk else _PERMANENT)[which]

    @property
    def hidden(self) -> tuple[int, ...]:
        """Teeth with work that are not shown now."""
        shown = {*self.row(Jaw.UPPER), *self.row(Jaw.LOWER)}
        single = (work for work in self.works if not work.whole_jaw)
        return in_arch_order({tooth for work in single for tooth in work.teeth} - shown)

    @property
    def line(self) -> str:
        """The tooth under the cursor and its work, in words."""
        if self.typed and self.typed != written(self.cursor, self.numbering):
            return f"{self.typed}_  the tooth's number"
        here = work_at(self.works, self.cursor)
        told = "; ".join(_told(work, self.cursor, self.numbering) for work in here) or "no work"
        return f"{written(self.cursor, self.numbering)}  {spoken(self.cursor)}: {told}"

    @property
    def chosen(self) -> tuple[int, ...]:
        """The teeth that a key is for: those that are marked, else the one under the cursor."""
        return in_arch_order(self.marked or {self.cursor})

    # Walking

    def step(self, way: int) -> ToothChart:
        """The cursor one tooth on, over the middle; at the end of the row it stays."""
        row = self.row(jaw(self.cursor))
        return self.go(row[max(0, min(row.index(self.cursor) + way, PLACES - 1))])

    def step_end(self, way: int) -> ToothChart:
        """The cursor at the first tooth of its row, or at the last."""
        return self.go(self.row(jaw(self.cursor))[-1 if way > 0 else 0])

    def across(self) -> ToothChart:
        """The cursor at the same place of the other jaw."""
        other = Jaw.LOWER if jaw(self.cursor) is Jaw.UPPER else Jaw.UPPER
        return self.go(self.row(other)[place(self.cursor)])

    def go(self, tooth: int) -> ToothChart:
        """The cursor at a tooth, which is shown then."""
        shown = self if tooth in self.row(jaw(tooth)) else replace(self, milk=not self.milk)
        return replace(shown._quiet, cursor=tooth)

    def type(self, digit: str) -> ToothChart:
        """A digit typed: the cursor goes to the tooth as soon as it is one's number."""
        typed = self.typed + digit
        if not can_become(typed, self.numbering):
            typed = digit
        if not can_become(typed, self.numbering):
            return self.refuse(f"No tooth is {typed} in {NUMBERING_WORDS[self.numbering]} numbers.")
        try:
            tooth = read_tooth(typed, self.numbering)
        except Invalid:
            return replace(self._quiet, typed=typed)
        return replace(self.go(tooth), typed=typed)

    # Marking

    def mark(self) -> ToothChart:
        """The tooth under the cursor marked, or not any more."""
        return replace(self._quiet, marked=self.marked ^ {self.cursor})

    def mark_step(self, way: int) -> ToothChart:
        """The tooth under the cursor and the next one marked, the cursor there."""
        on = self.step(way)
        return replace(on, marked=self.marked | {self.cursor, on.cursor})

    def mark_range(self) -> ToothChart:
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
        return replace(self._quiet, marked=self.marked | set(self._span(first, self.cursor)))

    def unmark(self) -> ToothChart:
        """Nothing marked."""
        return replace(self._quiet, marked=frozenset())

    def _span(self, first: int, last: int) -> tuple[int, ...]:
        row = self.row(jaw(first))
        if last not in row or first not in row:
            return in_arch_order((first, last))
        start, end = sorted((row.index(first), row.index(last)))
        return row[start : end + 1]

    # Working

    def order(self, kind: WorkKind, material: str | None = None, shade: str | None = None) -> ToothChart:
        """Work of this kind at the chosen teeth. A bridge goes over all from the first to the last of them,
        from a single marked one to the cursor; an appliance for which none is marked is for the jaw. Material
        and shade are those of the same kind of work that is there already, where they agree, else these."""
        like = [work for work in self.works if work.kind is kind]
        if like and len({(work.material, work.shade) for work in like}) == 1:
            material, shade = like[0].material, like[0].shade
        try:
            wanted = self._wanted(kind)
        except Invalid as error:
            return self.refuse(str(error))
        works, gone = self.works, []
        for work in wanted:
            if any(_same_place(work, other) for other in works):
                continue
            work = replace(work, material=material, shade=shade)
            try:
                off = displaced(works, work)
                works = replaced(works, work)
            except Invalid as error:
                return self.refuse(str(error))
            gone += [other for other in off if other in self.works]
        if works == self.works:
            return self.refuse(f"There is such a {kind} already. e changes its material and shade.")
        told = "; ".join(described(work, self.numbering) for work in gone)
        return self._change(works, f"Taken off for the {kind}: {told}. z brings it back." if gone else "")

    def _wanted(self, kind: WorkKind) -> Works:
        teeth = self.chosen
        if kind in SINGLE:
            return tuple(Work(kind, (tooth,)) for tooth in teeth)
        if kind is WorkKind.BRIDGE:
            ends = in_arch_order({*self.marked, self.cursor}) if len(self.marked) < 2 else teeth
            if jaw(ends[0]) is not jaw(ends[-1]):
                ends = teeth
            return (bridge(self._span(ends[0], ends[-1])),)
        if kind in APPLIANCES:
            rows = {_PERMANENT[jaw(tooth)] for tooth in teeth}
            if not self.marked:
                return tuple(Work(kind, row) for row in rows)
            jaws = [tuple(tooth for tooth in teeth if jaw(tooth) is each) for each in Jaw]
            return tuple(Work(kind, each) for each in jaws if each)
        return (Work(kind, teeth),)

    def pontic(self) -> ToothChart:
        """The chosen teeth of a bridge turned from abutments into pontics, or back."""
        try:
            works = with_pontics(self.works, self.chosen)
        except Invalid as error:
            return self.refuse(str(error))
        return self._change(works, "")

    def take_off(self) -> ToothChart:
        """The uppermost work at the chosen teeth gone."""
        works = removed(self.works, self.chosen)
        gone = [work for work in self.works if work not in works]
        if not gone:
            return self.refuse("There is no work here to take off.")
        told = "; ".join(described(work, self.numbering) for work in gone)
        return self._change(works, f"Taken off: {told}. z brings it back.")

    def alter(self, work: Work, material: str | None, shade: str | None) -> ToothChart:
        """One of its works of another material or shade."""
        try:
            works = replaced(
                tuple(w for w in self.works if w != work), replace(work, material=material, shade=shade)
            )
        except Invalid as error:
            return self.refuse(str(error))
        return self if works == self.works else self._change(works, "")

    def undo(self) -> ToothChart:
        """The last change of the works taken back."""
        if not self.before:
            return self.refuse("Nothing on the chart was changed that could be taken back.")
        return replace(
            self._quiet, works=self.before[0], before=self.before[1:], said="The last change is taken back."
        )

    # How it is shown

    def renumber(self) -> ToothChart:
        """The other way of writing the numbers."""
        other = Numbering.FDI if self.numbering is Numbering.UNIVERSAL else Numbering.UNIVERSAL
        return replace(self._quiet, numbering=other, said=f"{NUMBERING_WORDS[other]} numbers.")

    def change_teeth(self) -> ToothChart:
        """Milk teeth shown or permanent ones, the cursor in the same place."""
        other = replace(self._quiet, milk=not self.milk)
        return replace(
            other,
            cursor=other.row(jaw(self.cursor))[place(self.cursor)],
            said="Milk teeth." if other.milk else "Permanent teeth.",
        )

    @property
    def _quiet(self) -> ToothChart:
        return replace(self, typed="", said="", refused=False)

    def refuse(self, sentence: str) -> ToothChart:
        """The chart as it is, and a sentence that says why."""
        return replace(self._quiet, said=sentence, refused=True)

    def _change(self, works: Works, said: str) -> ToothChart:
        return replace(
            self._quiet,
            works=works,
            said=said,
            marked=frozenset(),
            before=(self.works, *self.before[: UNDONE - 1]),
        )


def chart_of(works: Works, numbering: Numbering = Numbering.FDI) -> ToothChart:
    """A chart to begin with: the cursor at the first tooth with work of its own."""
    first = next((work.teeth[0] for work in works if not work.whole_jaw), 11)
    return ToothChart(works, numbering, first, milk=deciduous(first))


def _same_place(one: Work, other: Work) -> bool:
    return one.kind is other.kind and one.teeth == other.teeth


def _told(work: Work, tooth: int, numbering: Numbering) -> str:
    """A work as it is told of one of its teeth."""
    made_of = ", ".join(text for text in (work.material, work.shade) if text)
    if work.kind is WorkKind.BRIDGE:
        part = "pontic" if tooth in work.pontics else "abutment"
        text = f"{part} of bridge {listed(work.teeth, numbering)}"
    elif work.whole_jaw:
        text = f"{work.kind} of the {jaw(tooth)} jaw"
    elif len(work.teeth) > 1:
        text = f"{work.kind} {listed(work.teeth, numbering)}"
    else:
        text = str(work.kind)
    return f"{text}, {made_of}" if made_of else text
