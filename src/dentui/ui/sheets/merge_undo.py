"""Taking a merge back, and making it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import uuid4

from textual.app import App
from textual.widget import Widget

from dentui.domain.merging import ComesBack, FieldBack, Merge, UndoPlan
from dentui.errors import Conflict, DentuiError
from dentui.services.desk import Desk
from dentui.ui.keys import UNDO_MERGE
from dentui.ui.sheets.base import Drawer, Fields, ask
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.form import FormSheet
from dentui.ui.sheets.name_check import NameSheet
from dentui.ui.text import lines, moment, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.facts import Fact, Facts
from dentui.ui.widgets.form import ChoiceBox, FormField
from dentui.ui.widgets.merging import (
    charts_words,
    counts_words,
    field_words,
    merged_words,
    profile_words,
    whole_words,
)
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

WAYS = (Option(False, "keep"), Option(True, "give back"))


@dataclass(frozen=True, slots=True)
class Again:
    """Another desk changed the main patient: what comes back has to be looked at anew."""

    said: str
    given_back: Mapping[str, bool]
    """What was chosen until now, by field."""


class UndoSheet(FormSheet[frozenset[str], Merge | Again]):
    """Answers the merge that was taken back."""

    PLACE = UNDO_MERGE
    BINDINGS = UNDO_MERGE.bindings

    def __init__(
        self, work: Workplace, plan: UndoPlan, given_back: Mapping[str, bool], said: str = ""
    ) -> None:
        """`given_back`: what was chosen before another desk's change; `said`: of that change."""
        super().__init__(work)
        self._plan, self._said = plan, said
        self._unclear = [back for back in plan.fields if back.changed_since]
        self._boxes = tuple(
            ChoiceBox(back.field, field_words(back.field), WAYS, (given_back.get(back.field, False),))
            for back in self._unclear
        )

    def box(self) -> Drawer:
        return Drawer()

    def heading(self) -> tuple[str, str]:
        merge = self._plan.merge
        return f"Take back the merge of {moment(merge.at)} ({plain(merge.by)})", "not done"

    def body(self) -> Iterable[Widget]:
        plan = self._plan
        yield Facts([_gets_back(back) for back in plan.comes_back], whole=True)
        main = f"chart {plan.merge.main.chart_number}, {plain(plan.merge.main.name)}"
        clear = [back for back in plan.fields if not back.changed_since]
        if clear:
            yield _heading(f"Fields as before, of {main}")
            yield Facts([_back(back) for back in clear], whole=True)
        if self._unclear:
            yield _heading("Changed since the merge: kept, unless Space says otherwise")
        for box, back in zip(self._boxes, self._unclear, strict=True):
            yield box
            now, before = (whole_words(back.field, value) for value in (back.now, back.before))
            yield Facts([Fact("now", now, wide=True), Fact("before", before, wide=True)], whole=True)
        if any(count.number for count in plan.stays):
            yield _heading(f"Made since, so it stays with {main}")
            stays = [Fact("", plain(line), wide=True) for line in plan.stays_lines]
            yield Facts([Fact("in all", counts_words(plan.stays), wide=True), *stays], whole=True)
        if any(count.number for count in plan.gone):
            yield _heading("Does not come back, because it is not there any more")
            yield Facts([Fact("gone", counts_words(plan.gone), wide=True)], whole=True)

    def begin(self) -> None:
        super().begin()
        if self._said:
            self.status.say(self._said, bad=True)

    def action_page(self, way: int) -> None:
        fields = self.query_one(Fields)
        (fields.scroll_page_down if way > 0 else fields.scroll_page_up)(animate=False)

    # The form

    def fields(self) -> Sequence[FormField]:
        return self._boxes

    def read(self) -> frozenset[str]:
        return frozenset(box.field for box in self._boxes if box.value)

    def keep(self, form: frozenset[str]) -> Merge:
        desk, plan = self.work.desk, self._plan
        return desk.merges.undo(desk.actor, self.save_id, plan.merge.uuid, plan.version, form)

    def action_save(self) -> None:
        """Where something is unclear, ask once more."""
        if self.saving.busy:
            return
        if not self._unclear:
            super().action_save()
            return
        given = sum(bool(box.value) for box in self._boxes)
        kept = len(self._boxes) - given
        sentence = f"Of what was changed since: {kept} kept, {given} given back."
        question = ConfirmSheet(
            self.work, "Take this merge back?", [sentence], yes="take it back", no="leave it"
        )
        self.app.push_screen(question, self._answered)

    def _answered(self, yes: bool | None) -> None:
        if yes:
            super().action_save()

    def refused(self, error: DentuiError) -> None:
        if isinstance(error, Conflict) and isinstance(error.theirs, UndoPlan):
            self.dismiss(Again(str(error), {box.field: bool(box.value) for box in self._boxes}))
        else:
            super().refused(error)

    def action_cancel(self) -> None:
        # What was chosen is quickly chosen again.
        self.dismiss(None)


def _gets_back(back: ComesBack) -> Fact:
    rows = f"{plain(back.profile.name)} gets back: {counts_words(back.rows)}"
    return Fact(f"chart {back.profile.chart_number}", rows, wide=True)


def _back(back: FieldBack) -> Fact:
    before, merged = (whole_words(back.field, value) for value in (back.before, back.merged))
    return Fact(field_words(back.field), f"{before}  (was made: {' / '.join(lines(merged))})", wide=True)


def _heading(text: str) -> Words:
    words = Words(classes="heading")
    words.show([(text, "loud")])
    return words


async def turn(app: App[int], work: Workplace, merge: Merge) -> Merge | None:
    """Take a merge back, or make one again that was taken back; how it is then, None where the person left
    it. Where another merge comes first, that one is offered. Step of a flow; raises DentuiError."""
    desk = work.desk
    while merge.blocked:
        first = await work.hands.run(partial(first_of, desk, merge))
        if first is None:
            raise Conflict(merge.blocked)
        question = ConfirmSheet(
            work, "Another merge comes first.", [merge.blocked], yes="show that one", no="leave it"
        )
        if not await ask(app, work, question):
            return None
        merge = first
    return await (_again if merge.undone else _take_back)(app, work, merge)


def first_of(desk: Desk, merge: Merge) -> Merge | None:
    """The merge that has to be taken back before this one; None where it is out of reach. In a thread."""
    for profile in (merge.main, *merge.others):
        newer = True
        for other in desk.merges.of_patient(desk.actor, profile.uuid):
            if other.uuid == merge.uuid:
                newer = False
            elif not other.undone:
                taken_in = any(each.uuid == profile.uuid for each in other.others)
                if taken_in or (newer and not merge.undone and other.main.uuid == merge.main.uuid):
                    return other
    return None


async def _take_back(app: App[int], work: Workplace, merge: Merge) -> Merge | None:
    desk, said, given_back = work.desk, "", dict[str, bool]()
    while True:
        plan = await work.hands.run(lambda: desk.merges.plan_undo(desk.actor, merge.uuid))
        answer = await ask(app, work, UndoSheet(work, plan, given_back, said))
        if not isinstance(answer, Again):
            if answer is not None:
                work.taken_back = (answer, datetime.now())
            return answer
        said, given_back = answer.said, dict(answer.given_back)


async def _again(app: App[int], work: Workplace, merge: Merge) -> Merge | None:
    desk, save = work.desk, uuid4()
    plan = await work.hands.run(lambda: desk.merges.plan_redo(desk.actor, merge.uuid))
    others = ", ".join(map(profile_words, merge.others))
    changes = ", ".join(map(field_words, plan.fields)) or "nothing"
    question = f"Merge {charts_words(len(merge.others))} again?"
    sentences = [
        f"{others} into {profile_words(merge.main)}, as before it was taken back.",
        f"Moves: {counts_words(plan.moves)}. Changes on the main patient: {changes}.",
    ]
    if not await ask(app, work, ConfirmSheet(work, question, sentences, yes="merge again", no="leave it")):
        return None
    if plan.must_type and not await ask(app, work, NameSheet(question, plan.must_type)):
        return None
    work.taken_back = None
    return await work.finish(lambda: desk.merges.redo(desk.actor, save, merge.uuid))


def turned_words(merge: Merge) -> str:
    """What is said after it."""
    if not merge.undone:
        return merged_words(merge)
    count = charts_words(len(merge.others))
    return f"Taken back: {count} merged into {plain(merge.main.name)}. F8 offers the merge again."
