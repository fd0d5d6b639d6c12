"""Adding image data (S35, S46), the second half: what the files were taken for, put right by a person, and
the record that they go into. Only here anything is saved."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf
from time import monotonic
from uuid import UUID, uuid4

from textual import on
from textual.app import ComposeResult

from dentui.domain.adding import Plan, kept, plans_of
from dentui.domain.cases import Case
from dentui.domain.images import Device
from dentui.domain.patients import PatientChart, RecordInput, RecordLine
from dentui.domain.people import Lists
from dentui.errors import Cancelled, DentuiError
from dentui.ui.keys import REVIEW_FILES
from dentui.ui.sheets.base import Drawer, Sheet, ask
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.into import Into, IntoSheet, ItemSheet, device_words, new_record, record_words
from dentui.ui.sheets.looking import Looked
from dentui.ui.text import day, moment, number, plain
from dentui.ui.widgets.amounts import Progressing, ProgressLine, bytes_words, files_words
from dentui.ui.widgets.found import FoundTable, Line, about_words, lines_of, others_of
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import KeyBar, StatusLine, Warned, Words
from dentui.ui.work import Workplace

ROOM_FOR_HINT = 60
"""Columns from which on there is room for more than a key."""
UNSEEN = "This was not on the screen yet when the key was pressed. Look at it; then F2 adds it."


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, and what is said of it."""

    record: UUID
    items: tuple[UUID, ...]
    said: str


class ImagesSheet(Sheet[Added]):
    """Answers what was added; None where the person went back to the files."""

    PLACE = REVIEW_FILES
    BINDINGS = REVIEW_FILES.bindings

    def __init__(
        self,
        work: Workplace,
        lists: Lists,
        chart: PatientChart,
        records: Sequence[RecordLine],
        record: UUID | None,
        looked: Looked,
        case: Case | None = None,
    ) -> None:
        """`case`: the one of which this is the lab's answer."""
        super().__init__()
        self.work, self._case = work, case
        self._lists, self._records, self._chart = lists, records, chart
        self._looked, self._found = looked, looked.found
        self.plans = plans_of(self._found, looked.known)
        self.into = Into(
            record if any(each.uuid == record for each in records) else None,
            new_record(self._found.name, self._found.taken) if case is None else _record_of(case),
        )
        self._save, self._made = uuid4(), uuid4()
        """They stay the same until it is saved: what is tried again is not made twice."""
        self._devices: Sequence[Device] = ()
        self._shown_at = inf
        """When it came up, by the clock of the keys."""
        self.table = FoundTable()
        self.status = StatusLine()
        self._title, self._words = Words(classes="title"), Words()
        self._about = Warned(classes="about")
        self._line = ProgressLine()
        self._progress = Progressing(self._line)

    def compose(self) -> ComposeResult:
        with self.box():
            yield self._title
            yield self._words
            yield self.table
            yield self._about
            yield self._line
            yield self.status
        yield KeyBar()

    def box(self) -> Drawer:
        return Drawer()

    def on_mount(self) -> None:
        self.set_focus(self.table)
        self.table.tell("There is nothing in these files that can be added.")
        self._show(first=True)
        self._say_others()
        self._shown_at = monotonic()

    # What is shown

    @property
    def touched(self) -> bool:
        """Whether the person changed anything."""
        return any(plan.corrected for plan in self.plans)

    def _other_day(self) -> str:
        """When the newest of the files was taken, where that is not the day of the record."""
        record, taken = self._record, self._found.taken
        if record is None or taken is None or taken.date() == record.visiting_time.date():
            return ""
        return f" taken {day(taken.date())}"

    def _show(self, *, first: bool = False) -> None:
        rows = lines_of(self.plans, self._found.refused, self._chart)
        at = self.table.row_at_cursor
        now = next((i for i, row in enumerate(rows) if at and row.key == at.key), None)
        if first:
            self.table.fill(rows, 0, len(rows))
        else:
            self.table.refill(rows, 0, len(rows), now)
        chosen = kept(self.plans)
        files = sum(len(plan.item.files) for plan in chosen)
        size = bytes_words(sum(plan.size for plan in chosen))
        self._title.show(
            [(f" Add to {plain(self._chart.name)}", "loud")],
            [(f" {number(len(chosen))} of {number(len(self.plans))}, {files_words(files)}, {size} ", "")],
        )
        self._tell_into()

    def _tell_into(self) -> None:
        made, record = self.into.made, self._record
        if record is not None:
            words = record_words(record)
        else:
            types = [plain(each.name) for each in self._lists.case_types if each.id == made.case_type_id]
            kind = types[0] if types else "no case type"
            words = f"{moment(made.visiting_time)} {plain(made.name)}, {kind}"
        kind = "Into " if record is not None else "NEW record "
        hint = [
            (self._other_day(), "loud"),
            (" F6 ", "key"),
            *([("changes it ", "quiet")] if self.app.size.width >= ROOM_FOR_HINT else []),
        ]
        self._words.show([(f" {kind}", "loud"), (words, "")], hint)

    @property
    def _others(self) -> list[str]:
        """Whom the files that are going to be added name, where that is another patient."""
        return others_of([file for plan in kept(self.plans) for file in plan.item.files], self._chart)

    def _say_others(self) -> None:
        """Whatever else was said is over; that files are of another patient is said as long as they are."""
        others = self._others
        said = f"Files name another patient: {others[0]}. They are marked !!" if others else ""
        self.status.say(said or self._there_words(), bad=bool(others))

    def _there_words(self) -> str:
        """How much of it the chart has already, and that it is left out for that."""
        count = sum(plan.there is not None and plan.out for plan in self.plans)
        what = f"{number(count)} of these are" if count > 1 else "One of these is"
        return f"{what} in this chart already, and left out; Space adds what is at ▸." if count else ""

    @property
    def _record(self) -> RecordLine | None:
        return next((each for each in self._records if each.uuid == self.into.record), None)

    @on(RowTable.Moved)
    def _tell_about(self) -> None:
        row = self.table.row_at_cursor
        device = ""
        if row is not None and row.plan is not None and row.plan.device is not None:
            device = next((device_words(each) for each in self._devices if each.uuid == row.plan.device), "")
        there = self._there(row.plan.there) if row is not None and row.plan is not None else ""
        self._about.show([(about_words(row, self._chart, device, there), "")] if row else ())

    def _there(self, wanted: UUID | None) -> str:
        """The record that has an item already, "" for none."""
        words = (record_words(each) for each in self._records if each.uuid == wanted)
        return next(words, "another record") if wanted is not None else ""

    # What is changed

    def _put(self, plan: Plan) -> None:
        self.plans = tuple(plan if each.uuid == plan.uuid else each for each in self.plans)
        self._say_others()
        self._show()

    def action_keep(self) -> None:
        row = self.table.row_at_cursor
        if row is None:
            return
        if row.plan is None:
            self.status.say("That cannot be added: the reason stands below.", bad=True)
            return
        self._put(replace(row.plan, out=not row.plan.out))
        if row.file is None:
            self.table.move_cursor(row=self._next_item())

    def _next_item(self) -> int:
        """The line of the next item."""
        rows = lines_of(self.plans, self._found.refused, self._chart)
        at = self.table.cursor_row
        return next((i for i, row in enumerate(rows) if i > at and row.file is None), at)

    def action_kind(self, way: int) -> None:
        row = self.table.row_at_cursor
        if row is None or row.plan is None:
            return
        if row.file is not None:
            self._put(row.plan.role_stepped(row.file, way))
        elif len(row.plan.types) == 1:
            self.status.say("What cannot be read can only be kept as other data.", bad=True)
        else:
            self._put(row.plan.stepped(way))

    def action_open(self) -> None:
        row = self.table.row_at_cursor
        if row is not None and row.plan is not None:
            self.work.flow(self._change(row.plan, row))

    async def _change(self, plan: Plan, row: Line) -> None:
        desk = self.work.desk
        try:
            self._devices = await self.work.hands.run(lambda: desk.devices.all(desk.actor))
        except DentuiError as error:
            self.refused(error)
            return
        changed = await ask(self.app, self.work, ItemSheet(self.work, plan, row.file, self._devices))
        if changed is not None:
            self._put(changed)

    def action_into(self) -> None:
        self.work.flow(self._choose_record())

    async def _choose_record(self) -> None:
        sheet = IntoSheet(self.work, self._lists, self._records, self.into)
        into = await ask(self.app, self.work, sheet)
        if into is not None:
            self.into = into
            self._tell_into()

    def action_cancel(self) -> None:
        if not self.touched:
            self.dismiss(None)
            return

        def answered(throw_away: bool | None) -> None:
            if throw_away:
                self.dismiss(None)

        question = ConfirmSheet(
            self.work,
            "What you changed here is not saved. Throw it away?",
            yes="throw it away",
            no="go on",
        )
        self.app.push_screen(question, answered)

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused."""
        self.work.gate.forget()
        self.status.say(str(error), bad=True)

    # Saving

    def action_save(self) -> None:
        if self.work.gate.typed_at <= self._shown_at:
            # F2 twice while files were looked at, say: what they were taken for is seen before it is added.
            self.work.gate.forget()
            self.status.say(UNSEEN, bad=True)
        elif kept(self.plans):
            self.work.flow(self._save_all(), may_give_up=False)
        else:
            self.work.gate.forget()
            self.status.say("Nothing is left to be added: Space takes something in again.", bad=True)

    async def _save_all(self) -> None:
        plans, others = kept(self.plans), self._others
        if others and not await self._is_meant(others):
            return
        stop = threading.Event()
        self.status.say("")
        self._progress.begin(self)
        try:
            # Esc stops it as long as it can be stopped; it is waited for, because it may be saved by then.
            with self.work.gate.hold(lambda: self._stop(stop)):
                added = await self.work.hands.run(lambda: self._take_in(plans, stop))
        except Cancelled:
            self.status.say("Stopped: nothing was added.")
        except DentuiError as error:
            self.refused(error)
        else:
            self.dismiss(added)
        finally:
            self._progress.end()

    def _stop(self, stop: threading.Event) -> None:
        stop.set()
        self._progress.ending = True

    async def _is_meant(self, others: Sequence[str]) -> bool:
        """Whether files that name another patient are to go into this chart."""
        sentence = f"The files name {'; '.join(others[:3])}. This is the chart of {plain(self._chart.name)}."
        question = ConfirmSheet(
            self.work,
            "Add files that name another patient?",
            [sentence],
            yes="add them here",
            no="go back",
        )
        return await ask(self.app, self.work, question) is True

    def _take_in(self, plans: Sequence[Plan], stop: threading.Event) -> Added:
        """In a thread."""
        desk, record = self.work.desk, self.into.record
        made = self.into.made if record is None else None
        asked, found = [plan.input() for plan in plans], self._found.key
        rest = (record or self._made, made, asked, self._progress.told, stop)
        if self._case is None:
            items = desk.images.take_in(desk.actor, self._save, found, self._chart.uuid, *rest)
        else:
            items = desk.case_files.take_answer(desk.actor, self._save, self._case.row.uuid, found, *rest)
        keys = [file.key for plan in plans for file in plan.item.files]
        gone = desk.sources.put_away(self._looked.chosen, self._looked.whole(keys))
        return Added(record or self._made, items, said_words(plans, gone))


def _record_of(case: Case) -> RecordInput:
    """A new record for what a lab sent."""
    made = new_record(f"Lab, {case.row.number}", None)
    return replace(made, case_type_id=case.case_type_id, doctor_id=case.doctor_id)


def said_words(plans: Sequence[Plan], gone: int) -> str:
    """What is said of what was added; `gone`: files that were taken out of the inbox for it."""
    items = f"{number(len(plans))} {'item' if len(plans) == 1 else 'items'}"
    files = files_words(sum(len(plan.item.files) for plan in plans))
    left = f" {files_words(gone)} left your inbox." if gone else ""
    return f"Added: {items}, {files}. z takes it back.{left}"
