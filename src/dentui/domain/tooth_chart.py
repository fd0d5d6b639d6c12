"""A tooth chart while somebody works on it: where the cursor is, what is marked, what each key makes of it.

A chart is a value; each method answers the chart after it. `said` tells in a sentence what was done or why it
was not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dentui.domain.teeth import (
    Jaw,
    Numbering,
    deciduous,
    in_arch_order,
    jaw,
    listed,
    spoken,
    written,
)
from dentui.domain.teeth_walk import PERMANENT_ROWS, TeethWalk
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


@dataclass(frozen=True, slots=True)
class ToothChart(TeethWalk):
    """A chart as it stands."""

    works: Works = ()
    before: tuple[Works, ...] = ()
    """The works before each change, the last first."""

    # Looking

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
            return (bridge(self.span(ends[0], ends[-1])),)
        if kind in APPLIANCES:
            rows = {PERMANENT_ROWS[jaw(tooth)] for tooth in teeth}
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
            self.quiet, works=self.before[0], before=self.before[1:], said="The last change is taken back."
        )

    def _change(self, works: Works, said: str) -> ToothChart:
        return replace(
            self.quiet,
            works=works,
            said=said,
            marked=frozenset(),
            before=(self.works, *self.before[: UNDONE - 1]),
        )


def chart_of(works: Works, numbering: Numbering = Numbering.FDI, *, young: bool = False) -> ToothChart:
    """A chart to begin with: the cursor at the first tooth with work of its own, else at an incisor, a milk
    one of a patient who is `young`."""
    first = next((work.teeth[0] for work in works if not work.whole_jaw), 51 if young else 11)
    return ToothChart(works, numbering=numbering, cursor=first, milk=deciduous(first))


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
