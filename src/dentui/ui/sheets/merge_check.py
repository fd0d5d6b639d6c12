"""What a merge does, shown before it is done: what moves, and what the main patient has afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from textual import events, on
from textual.widget import Widget

from dentui.domain.merging import Merge, MergeInput, MergePreview
from dentui.domain.patients import PatientInput
from dentui.errors import Conflict, DentuiError
from dentui.ui.keys import MERGE_CHECK
from dentui.ui.sheets.base import Drawer
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.form import FormSheet
from dentui.ui.sheets.name_check import NameSheet
from dentui.ui.sheets.over import Over
from dentui.ui.text import plain
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import LABEL, FormField
from dentui.ui.widgets.merging import MergePick, charts_words, counts_words, owners_of
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

MOST_ROWS = 5
"""Of the text that is picked, at the foot."""


@dataclass(frozen=True, slots=True)
class Again:
    """Another desk changed one of the charts: they have to be looked at anew."""

    said: str
    picked: dict[str, Any]
    """What was picked until now, by field."""


class MergeCheckSheet(FormSheet[PatientInput, Merge | Again]):
    """Answers the merge that was made."""

    PLACE = MERGE_CHECK
    BINDINGS = MERGE_CHECK.bindings

    def __init__(
        self, work: Workplace, preview: MergePreview, picked: Mapping[str, Any], said: str = ""
    ) -> None:
        """`picked`: what was picked before another desk's change; `said`: of that change."""
        super().__init__(work)
        self._preview, self._said = preview, said
        owners = owners_of(preview)
        self._picks = tuple(MergePick(choice, owners) for choice in preview.choices)
        for pick in self._picks:
            if pick.field in picked:
                pick.pick(picked[pick.field])
        self._instead = {pick: Facts() for pick in self._picks if len(pick.options) > 1}
        self._whole = Facts(whole=True, most=MOST_ROWS, id="whole")

    def box(self) -> Drawer:
        return Drawer()

    def heading(self) -> tuple[str, str]:
        return f"{self._question} {plain(self._preview.main.name)}", "nothing is merged yet"

    @property
    def _question(self) -> str:
        return f"Merge {charts_words(len(self._preview.others))} into"

    def body(self) -> Iterable[Widget]:
        moves = [
            Fact(
                f"chart {profile.chart_number}", f"{plain(profile.name)}: {counts_words(profile.rows)}",
                wide=True,
            )
            for profile in self._preview.others
        ]  # fmt: skip
        yield Facts([*moves, Fact("moves in all", counts_words(self._preview.moves), wide=True)], whole=True)
        words = Words(classes="heading")
        told = "Afterwards the main patient has (← → choose):" if self._picks else "No field differs."
        words.show([(told, "loud")])
        yield words
        for pick in self._picks:
            yield pick
            if pick in self._instead:
                yield self._instead[pick]

    def foot(self) -> Iterable[Widget]:
        yield self._whole
        yield self.status

    def begin(self) -> None:
        super().begin()
        self._show_whole()
        if self._said:
            self.status.say(self._said, bad=True)

    @on(events.DescendantFocus)
    @on(FormField.Edited)
    def _show_whole(self) -> None:
        """What could be picked instead in each field, and all of the text in the one with the cursor."""
        for each, facts in self._instead.items():
            facts.show([Fact("or".rjust(LABEL - 1), each.instead, wide=True)])
        pick = self.focused
        whole = [Fact(pick.label, pick.whole, wide=True)] if isinstance(pick, MergePick) else []
        self._whole.show(whole)

    # The form

    def fields(self) -> Sequence[FormField]:
        return self._picks

    def read(self) -> PatientInput:
        return replace(self._preview.main.form, **{pick.field: pick.value for pick in self._picks})

    def keep(self, form: PatientInput) -> Merge:
        desk, main = self.work.desk, self._preview.main
        others = tuple((profile.uuid, profile.version) for profile in self._preview.others)
        merge = MergeInput(main.uuid, main.version, others, form)
        made: Merge = desk.merges.merge(desk.actor, self.save_id, merge)
        return made

    def action_save(self) -> None:
        """Ask once more; only then it is done."""
        if not self.saving.busy:
            self.app.push_screen(self._second_question(), self._answered)

    def _second_question(self) -> Over[bool]:
        question, name = f"{self._question} this one?", plain(self._preview.main.name)
        if self._preview.must_type:
            return NameSheet(question, self._preview.must_type)
        sentence = (
            f"The main patient is {name}, chart {self._preview.main.chart_number}. The merged profiles stay, "
            "read-only. F8 takes it back, today or later."
        )
        return ConfirmSheet(self.work, question, [sentence], yes="merge", no="merge nothing")

    def _answered(self, yes: bool | None) -> None:
        if yes:
            super().action_save()

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Conflict):
            self.dismiss(Again(str(error), {pick.field: pick.value for pick in self._picks}))
        else:
            super().refused(error)

    def resolve(self, error: Conflict, theirs: object, form: PatientInput) -> None:
        self.refused(error)

    def action_cancel(self) -> None:
        # What was picked is quickly picked again.
        self.dismiss(None)
