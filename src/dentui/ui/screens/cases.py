"""The cases of the institution: found, filtered, walked, and led on step by step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from dentui.domain.case_finding import CaseFilter, CasePage, When
from dentui.domain.cases import CaseRow
from dentui.domain.images import ImageItem
from dentui.errors import DentuiError
from dentui.ui.keys import CASE_FIND, CASES, WALKING
from dentui.ui.screens.base import DeskScreen
from dentui.ui.sheets.base import ask
from dentui.ui.text import number
from dentui.ui.widgets.cases import UNDER_WAY, CaseTable, filter_words
from dentui.ui.widgets.fields import Field, FindRow
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.services.desk import Desk

PAGE, MOST = 80, 240
"""Rows that are fetched at a time, and at most."""


class CaseFindBox(Field):
    """Where a case is looked for."""

    PLACE = CASE_FIND
    BINDINGS = CASE_FIND.bindings


class CasesScreen(DeskScreen):
    """A find box over the cases that it finds."""

    PLACE = CASES
    BINDINGS = CASES.bindings

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.box = CaseFindBox(placeholder="patient, case number, lab …", id="find")
        self.words = Words(id="words")
        self.table = CaseTable(id="cases")
        self.filters = CaseFilter()
        self._names: Mapping[str, Mapping[int, str]] = {}
        self._shown: CaseFilter | None = None
        self._point_at: UUID | None = None
        self._finding: Load[CasePage] = Load(work)
        self._fetching: Load[CasePage] = Load(work)
        self._naming: Load[Mapping[str, Mapping[int, str]]] = Load(work)

    def body(self) -> Iterable[Widget]:
        yield FindRow(self.box)
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        desk = self.work.desk
        self.title_bar.show(desk.institution, "Cases", desk.operator)
        self.table.tell("Asking the register …")
        self.set_focus(self.box)
        self._naming.start(lambda: names_of(desk), self._take_names, self.refused)
        self.ask()

    # What is asked and shown

    def question(self) -> CaseFilter:
        """What the find box and the filters ask now."""
        return replace(self.filters, text=self.box.value.strip())

    @on(Input.Changed, "#find")
    def ask(self) -> None:
        """Ask the register what the find box and the filters ask."""
        desk, wanted = self.work.desk, self.question()
        self._finding.start(
            lambda: desk.cases.find(desk.actor, wanted, 0, PAGE),
            lambda page: self._show(wanted, page),
            self.refused,
        )

    def _show(self, wanted: CaseFilter, page: CasePage) -> None:
        self._shown = wanted
        self.status.answered()
        self.table.tell(self._nothing(wanted))
        self.table.fill(page.rows, page.first, page.count)
        self._tell()

    def _nothing(self, wanted: CaseFilter) -> str:
        if wanted == CaseFilter():
            return "There is no case yet. In a chart, c begins one."
        return "No case matches. F4 drops the filters and the find text."

    def _take_names(self, names: Mapping[str, Mapping[int, str]]) -> None:
        self._names = names
        self._tell()

    def _tell(self) -> None:
        found = self.table.row_count
        words = filter_words(self.filters, self._names)
        left = [(f" {words}", "loud")] if words else [(" all cases" if not self.box.value else "", "quiet")]
        self.words.show(left, [(f" {number(found)} found ", "loud")])
        self.key_bar.follow()
        self._tell_place()

    @on(RowTable.Moved)
    def _tell_place(self) -> None:
        found = self.table.row_count
        self.status.at(f"{number(self.table.cursor_row + 1)} of {number(found)}" if found else "")

    @on(RowTable.Wanted)
    def _fetch_rows(self, message: RowTable.Wanted) -> None:
        wanted = self._shown
        if wanted is None:
            return
        desk, first, limit = self.work.desk, message.first, min(max(message.limit, PAGE), MOST)
        self._fetching.start(
            lambda: desk.cases.find(desk.actor, wanted, first, limit),
            lambda page: self.table.put(page.rows, page.first) if wanted == self._shown else None,
            self.refused,
        )

    # What other desks do

    def register_changed(self) -> None:
        self.follow()

    def action_refresh(self) -> None:
        self.follow()

    def follow(self) -> None:
        """Fetch the same again; the case under the cursor stays there, wherever it stands now."""
        wanted = self.question()
        if wanted != self._shown:
            self.ask()
            return
        row, (top, height) = self.table.row_at_cursor, self.table.visible_rows
        at = self._point_at or (row.uuid if row else None)
        desk = self.work.desk
        self._finding.start(
            lambda: desk.cases.find(desk.actor, wanted, top, max(PAGE, height), at),
            lambda page: self._show_again(wanted, page),
            self.refused,
        )

    def _show_again(self, wanted: CaseFilter, page: CasePage) -> None:
        if wanted != self._shown:
            return
        self._point_at = None
        self.status.answered()
        self.table.refill(page.rows, page.first, page.count, page.at)
        self._tell()

    def waits(self, key: str) -> bool:
        return key in (WALKING | {"enter"}) and self._finding.busy

    async def settle(self) -> None:
        await self._finding.settled()

    async def _settled(self) -> CaseRow | None:
        """The case under the cursor, as the answer to what is asked now has it."""
        await self._finding.settled()
        await self._fetching.settled()
        return self.table.row_at_cursor

    # Moving

    async def action_back(self) -> None:
        await self.app.pop_screen()

    def action_find(self) -> None:
        self.set_focus(self.box)

    def action_to_list(self) -> None:
        self.set_focus(self.table)

    async def action_leave_find(self) -> None:
        if self.box.value:
            self.box.value = ""
        else:
            await self.action_back()

    # Filters

    def action_filter(self) -> None:
        self.work.flow(self._filter())

    async def _filter(self) -> None:
        from dentui.ui.sheets.case_filter import CaseFilterSheet

        desk = self.work.desk
        try:
            self._names = await self.work.hands.run(lambda: names_of(desk))
        except DentuiError as error:
            self.refused(error)
            return
        filters = await ask(self.app, self.work, CaseFilterSheet(self.filters, self._names))
        if filters is not None and filters != self.filters:
            self.filters = filters
            self.ask()

    def action_reset(self) -> None:
        self.filters = CaseFilter()
        self.box.value = ""
        self.ask()

    def action_late(self) -> None:
        late = replace(CaseFilter(), states=UNDER_WAY, when=When.DUE, last=yesterday())
        self.filters = CaseFilter() if self.filters == late else late
        self.ask()

    # What is done with a case

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action in ("open", "chart", "export") and not self.table.row_count
        return "There is no case in the list." if nothing else ""

    def action_open(self) -> None:
        self.work.flow(self._open())

    async def _open(self) -> None:
        from dentui.ui.sheets.case_move import Besides
        from dentui.ui.sheets.case_opening import open_case

        row = await self._settled()
        if row is None:
            self.status.say("There is no case under the cursor.", bad=True)
            return
        try:
            done = await open_case(self.app, self.work, row.uuid)
        except DentuiError as error:
            self.refused(error)
            return
        if done is Besides.CHART:
            await self._go_to(row)
        elif isinstance(done, ImageItem):
            await self._go_to(row, done.record)
        elif done is Besides.EDIT:
            await self._edit(row)
        elif isinstance(done, str):
            self._changed(done, row.uuid)

    async def _edit(self, row: CaseRow) -> None:
        """Go on with a case. Step of a flow."""
        from dentui.ui.screens.case import case_words, edit_case

        try:
            done = await edit_case(self.app, self.work, row.uuid)
        except DentuiError as error:
            self.refused(error)
            return
        if done is not None:
            self._changed(case_words(done), row.uuid)

    def action_export(self) -> None:
        self.work.flow(self._export())

    async def _export(self) -> None:
        from dentui.ui.sheets.case_export import UNSENT, export_case

        row = await self._settled()
        if row is None:
            return
        if row.number is None:
            self.status.say(UNSENT, bad=True)
        else:
            await export_case(self.app, self.work, row.uuid, row.number)

    def action_chart(self) -> None:
        self.work.flow(self._chart())

    async def _chart(self) -> None:
        row = await self._settled()
        if row is not None:
            await self._go_to(row)

    async def _go_to(self, row: CaseRow, record: UUID | None = None) -> None:
        """Open the chart of a case's patient, at the image data of a record. Step of a flow."""
        from dentui.ui.screens.opened import fetch_chart
        from dentui.ui.screens.patient import PatientScreen

        desk = self.work.desk
        try:
            opened = await self.work.hands.run(lambda: fetch_chart(desk, row.patient))
        except DentuiError as error:
            self.work.gate.forget()
            self.refused(error)
            return
        with self.app.batch_update():
            screen = PatientScreen(self.work, opened)
            await self.app.push_screen(screen)
            if record is not None:
                await screen.show_images(record)
        await self.work.paint()

    def action_undo(self) -> None:
        self.work.flow(self._undo(), may_give_up=False)

    async def _undo(self) -> None:
        from dentui.ui.sheets.opening import undo

        try:
            undone = await undo(self.app, self.work)
        except DentuiError as error:
            self.refused(error)
            return
        if undone is not None:
            self._changed(undone.said)

    def _changed(self, sentence: str, case: UUID | None = None) -> None:
        self.status.say(sentence)
        self._point_at = case
        self.follow()


def yesterday() -> date:
    """The last day on which what is due is late now."""
    from datetime import timedelta

    return date.today() - timedelta(days=1)


def names_of(desk: Desk) -> Mapping[str, Mapping[int, str]]:
    """What case types, labs and doctors are called, for the filters; runs in a thread."""
    lists = desk.charts.lists(desk.actor)
    return {
        "case_types": {kind.id: kind.name for kind in lists.case_types},
        "labs": {lab.id: lab.name for lab in desk.labs.all(desk.actor)},
        "doctors": {doctor.id: doctor.name for doctor in lists.doctors},
    }
