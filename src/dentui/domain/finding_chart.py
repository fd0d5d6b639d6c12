"""A chart of findings while somebody fills it in: what each key makes of it.

A letter puts a finding on the chosen teeth and leaves it *open*: its sides follow by their letters, and its
own letter again says how far it went. Going to another tooth closes it. Digits are always a tooth's number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from dentui.domain.findings import (
    WITH_SEVERITY,
    WITH_SURFACES,
    Finding,
    FindingKind,
    Findings,
    Severity,
    Surface,
    at,
    described,
    displaced,
    found,
    removed,
    summary,
    surface_word,
)
from dentui.domain.teeth import Jaw, Numbering, deciduous, in_arch_order, listed, spoken, written
from dentui.domain.teeth_walk import TeethWalk
from dentui.errors import Invalid

UNDONE = 100
"""Changes that can be taken back."""

LETTERS: Mapping[FindingKind, str] = {
    FindingKind.CARIES: "c",
    FindingKind.CALCULUS: "t",
    FindingKind.MISSING: "n",
    FindingKind.FILLING: "f",
    FindingKind.CROWN: "p",
    FindingKind.IMPLANT: "i",
    FindingKind.ROOT_CANAL: "r",
    FindingKind.WEAR: "w",
    FindingKind.FRACTURE: "s",
    FindingKind.GUM: "g",
    FindingKind.OTHER: "a",
}
"""The letter of each kind, for keys and on the chart: none is a side's, so that what follows a finding is
never taken for another one."""
CALLED: Mapping[FindingKind, str] = {
    FindingKind.CALCULUS: "tartar (calculus)",
    FindingKind.MISSING: "no tooth (missing)",
    FindingKind.CROWN: "prosthetic crown",
    FindingKind.FRACTURE: "split (fracture)",
    FindingKind.OTHER: "anything else",
}
"""Kinds by a word that their letter begins."""
LEVELS = (None, *Severity)


@dataclass(frozen=True, slots=True)
class FindingChart(TeethWalk):
    """A chart as it stands."""

    findings: Findings = ()
    open: FindingKind | None = None
    """What the next letters tell more of."""
    teeth: tuple[int, ...] = ()
    """At which teeth."""
    before: tuple[Findings, ...] = ()
    """The findings before each change, the last first."""

    # Looking

    @property
    def quiet(self) -> Self:
        """The chart as it is, with nothing said, half typed or open."""
        return replace(self, typed="", said="", refused=False, open=None, teeth=())

    @property
    def here(self) -> Findings:
        """What was found at the tooth under the cursor."""
        return at(self.findings, self.cursor)

    @property
    def hidden(self) -> tuple[int, ...]:
        """Teeth with findings that are not shown now."""
        shown = {*self.row(Jaw.UPPER), *self.row(Jaw.LOWER)}
        return in_arch_order({each.tooth for each in self.findings} - shown)

    @property
    def line(self) -> str:
        """The tooth under the cursor and what was found there, in words."""
        if self.typed and self.typed != written(self.cursor, self.numbering):
            return f"{self.typed}_  the tooth's number"
        told = "; ".join(map(described, self.here)) or "nothing found"
        return f"{written(self.cursor, self.numbering)}  {spoken(self.cursor)}: {told}"

    @property
    def hint(self) -> str:
        """What the next keys can tell of the finding that is open; "" where none is."""
        if self.open is None:
            return ""
        where = listed(self.teeth, self.numbering) if len(self.teeth) > 1 else ""
        more = []
        if self.open in WITH_SURFACES:
            sides = ", ".join(f"{side.lower()} {surface_word(side, self.teeth[0])}" for side in Surface)
            more.append(sides)
        if self.open in WITH_SEVERITY:
            more.append(f"{LETTERS[self.open]} again how far")
        more.append("e note")
        return f"{self.open}{' ' if where else ''}{where}: {'; '.join(more)}"

    # Finding

    def find(self, kind: FindingKind) -> Self:
        """This finding at the chosen teeth, and open; where it is open already, it goes one step further."""
        if kind is self.open:
            return self.worsen()
        findings, gone, teeth = self.findings, list[Finding](), self.chosen
        for tooth in teeth:
            if any(each.kind is kind for each in at(findings, tooth)):
                continue
            finding = Finding(tooth, kind)
            try:
                off = displaced(findings, finding)
                findings = found(findings, finding)
            except Invalid as error:
                return self.refuse(str(error))
            gone += off
        said = f"Taken off for the {kind}: {self._told(gone)}. z brings it back." if gone else ""
        changed = self._change(findings, said) if findings != self.findings else self.unmark()
        return replace(changed, open=kind, teeth=teeth)

    def worsen(self) -> Self:
        """The open finding one step more severe; after severe nobody says how far."""
        kind = self.open
        if kind is None:
            return self.refuse("No finding is begun. Type its letter, such as c for caries.")
        if kind not in WITH_SEVERITY:
            return self._still(f"A {kind} is not more or less severe. x takes it off.")
        levels = [each.severity for each in self._opened()]
        level = LEVELS[(LEVELS.index(levels[0]) + 1) % len(LEVELS)] if levels else None
        return self._alter(lambda each: replace(each, severity=level))

    def side(self, side: Surface) -> Self:
        """A side more of the finding that is open, or one less; where none is, of the only one here."""
        on = self._begun("sides", WITH_SURFACES)
        if on.open is None:
            return on
        if on.open not in WITH_SURFACES:
            return on._still(f"A {on.open} is at no single side.")
        opened = on._opened()
        less = all(side in each.surfaces for each in opened)

        def turned(each: Finding) -> Finding:
            kept = tuple(other for other in each.surfaces if other is not side)
            return replace(each, surfaces=kept if less else (*kept, side))

        return on._alter(turned)

    def begun(self) -> Self:
        """With a finding open that a note can be written of; else refused."""
        return self._begun("a note", frozenset(FindingKind))

    @property
    def note(self) -> str:
        """What is noted of the open finding."""
        return next((each.note for each in self._opened()), "")

    def annotate(self, note: str) -> Self:
        """A note on the open finding."""
        return self._alter(lambda each: replace(each, note=note))

    def take_off(self) -> Self:
        """The open finding gone; where none is, all of the chosen teeth."""
        findings = self.findings
        for tooth in self.teeth if self.open else self.chosen:
            findings = removed(findings, tooth, self.open)
        gone = [each for each in self.findings if each not in findings]
        if not gone:
            return self.refuse("Nothing is written here that could be taken off.")
        return self._change(findings, f"Taken off: {self._told(gone)}. z brings it back.")

    def undo(self) -> Self:
        """The last change of the findings taken back."""
        if not self.before:
            return self.refuse("Nothing on the chart was changed that could be taken back.")
        return replace(
            self.quiet,
            findings=self.before[0],
            before=self.before[1:],
            said="The last change is taken back.",
        )

    def _begun(self, what: str, kinds: frozenset[FindingKind]) -> Self:
        if self.open is not None:
            return self
        fitting = [each for each in self.here if each.kind in kinds]
        if len(fitting) == 1 and not self.marked:
            return replace(self.quiet, open=fitting[0].kind, teeth=(self.cursor,))
        if not fitting:
            return self.refuse(f"First the finding, such as c for caries, then {what}.")
        letters = " or ".join(LETTERS[each.kind] for each in fitting)
        return self.refuse(f"Which finding? First its letter ({letters}), then {what}.")

    def _opened(self) -> Findings:
        return tuple(each for each in self.findings if each.kind is self.open and each.tooth in self.teeth)

    def _alter(self, make: Callable[[Finding], Finding]) -> Self:
        findings = self.findings
        try:
            for each in self._opened():
                findings = found(findings, make(each))
        except Invalid as error:
            return self._still(str(error))
        kept = replace(self.quiet, open=self.open, teeth=self.teeth)
        if findings == self.findings:
            return kept
        return replace(self._change(findings, ""), open=self.open, teeth=self.teeth)

    def _still(self, sentence: str) -> Self:
        """Refused, and what is open stays so."""
        return replace(self.refuse(sentence), open=self.open, teeth=self.teeth)

    def _told(self, gone: list[Finding]) -> str:
        return summary(tuple(gone), self.numbering)

    def _change(self, findings: Findings, said: str) -> Self:
        return replace(
            self.quiet,
            findings=findings,
            said=said,
            marked=frozenset(),
            before=(self.findings, *self.before[: UNDONE - 1]),
        )


def chart_of(
    findings: Findings, numbering: Numbering = Numbering.FDI, *, young: bool = False
) -> FindingChart:
    """A chart to begin with: the cursor at the first tooth with a finding, else at the first of all, of the
    milk teeth of a patient who is `young`."""
    first = findings[0].tooth if findings else 55 if young else 18
    return FindingChart(findings, numbering=numbering, cursor=first, milk=deciduous(first))
