"""The patient list: find, filter, walk, open, enter a new patient, create a scan ticket.

What the first paint does not need is imported where it is used: a receptionist waits for every
import at each start.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from textual import on
from textual.widgets import Input

from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Entered
from dentui.domain.tickets import ticket_number
from dentui.errors import DentuiError, NotFound
from dentui.ui.ahead import Expected
from dentui.ui.keys import PATIENTS
from dentui.ui.screens.glancing import GlancingScreen
from dentui.ui.text import plain
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.domain.merging import MergedProfile
    from dentui.ui.sheets.patient import Existing

NEW_KEYS = ("f6", "n")
SEARCH_FIRST = "Type the name first: perhaps the patient is here already. F6 again enters a new one anyway."


class PatientsScreen(GlancingScreen):
    """The list; its find box has the focus from the first paint on."""

    PLACE = PATIENTS
    BINDINGS = PATIENTS.bindings

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._new_asked = False
        self._ticketed: tuple[str, UUID | None] = "", None
        """What was said of the last scan ticket that was created here, and whose it is."""

    @on(Input.Changed, "#find")
    def _typing(self) -> None:
        self._new_asked = False

    def before_key(self, key: str) -> None:
        if self._new_asked and key.lower() not in NEW_KEYS:
            self._new_asked = False
            if self.status.said == SEARCH_FIRST:
                self.status.say("")

    def idle(self, action: str) -> bool:
        """Whether a key does nothing now, or nothing of what it is called."""
        if action == "open" and self._asks_nothing:
            return True
        return (action == "reset" and self.question() == Find()) or bool(self.why_not(action))

    @property
    def _asks_nothing(self) -> bool:
        """Whether somebody stands in an empty find box: Enter goes to the list then, as Down does."""
        return self.box.has_focus and self.question() == Find()

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nobody = action in ("open", "ticket", "case", "merge") and not self.table.row_count
        return "There is no patient in the list. Find one first." if nobody else ""

    def action_find(self) -> None:
        self.set_focus(self.box)
        self._next_patient()

    def action_to_list(self) -> None:
        self.set_focus(self.table)

    def action_empty_find(self) -> None:
        self.reminder = ""
        self.box.value = ""

    def action_filter(self) -> None:
        self.work.flow(self._filter())

    async def _filter(self) -> None:
        from dentui.ui.sheets.base import ask
        from dentui.ui.sheets.filter import FilterSheet

        await self.work.opened.wait()
        if not self.work.ready:
            return
        # Again: an administrator may have changed them since.
        await self._fetch_types()
        filters = await ask(self.app, self.work, FilterSheet(self.filters, self.case_types))
        if filters is not None and filters != self.filters:
            self.filters = filters
            self._tell_words()
            self.ask()

    def action_reset(self) -> None:
        self.filters = Filters()
        self.box.value = ""
        self._tell_words()
        self.ask()

    async def forms(self) -> Sequence[Expected]:
        from dentui.ui.sheets.opening import new_patient_form, ticket_form

        await self._finding.settled()
        row, expected = self.table.row_at_cursor, list[Expected]()
        if self._new_asked or not self.table.row_count:
            # Nobody is entered anew who was found.
            expected.append((new_patient_form, (self.work, self.box.value)))
        if row is not None and self.table.has_focus:
            expected.append((ticket_form, (self.work, row)))
        return expected

    def action_new(self) -> None:
        """Enter a new patient, who was looked for first: charts are doubled where nobody looks."""
        if not self.box.value.strip() and not self._new_asked and not self._is_first:
            self._new_asked = True
            self.set_focus(self.box)
            self.status.say(SEARCH_FIRST)
            return
        self._new_asked = False
        self.work.flow(self._new())

    @property
    def _is_first(self) -> bool:
        """Whether nobody is in the register, who could be the one that is entered."""
        return self._shown == Find() and not self.table.row_count and self.work.desk.administers

    async def _new(self) -> None:
        from dentui.ui.sheets.opening import new_patient

        await self.work.opened.wait()
        if not self.work.ready:
            return
        try:
            entered = await new_patient(self.app, self.work, self.box.value)
        except DentuiError as error:
            self.refused(error)
            return
        if entered is not None:
            await self.show_entered(entered)

    async def show_entered(self, entered: Entered | Existing) -> None:
        """Open the chart of who was just entered, or is here already. Step of a flow."""
        if not isinstance(entered, Entered):
            from dentui.ui.screens.patient import PatientScreen

            await self.open_chart(entered.patient)
            screen = self.app.screen
            if isinstance(screen, PatientScreen):
                await screen.update_with(entered)
            return
        ticket = entered.ticket_number
        said = f"Saved as chart {entered.chart_number}."
        await self.open_chart(entered.uuid, said + (f" {ticket_number(ticket)} is open." if ticket else ""))

    def action_ticket(self) -> None:
        self.work.flow(self._ticket())

    async def _ticket(self) -> None:
        from dentui.ui.sheets.opening import open_ticket

        row = await self.settled()
        if row is None:
            self.status.say("There is no patient under the cursor to create a scan ticket for.", bad=True)
            return
        try:
            opened = await open_ticket(self.app, self.work, row)
        except DentuiError as error:
            self.refused(error)
            return
        if isinstance(opened, int):
            self.status.say(f"{ticket_number(opened)} is open for {plain(row.name)}. F8 takes it back.")
            self._ticketed = self.status.said, row.uuid
            self.follow()

    def action_case(self) -> None:
        self.work.flow(self._case())

    async def _case(self) -> None:
        from dentui.ui.screens.case import case_words, create_case

        row = await self.settled()
        if row is None:
            self.status.say("There is no patient under the cursor to create a case for.", bad=True)
            return
        try:
            made = await create_case(self.app, self.work, row)
        except DentuiError as error:
            self.refused(error)
            return
        if made is not None:
            self.status.say(case_words(made, "F8"))
            self.follow()

    def action_merge(self) -> None:
        self.work.flow(self._merge())

    async def _merge(self) -> None:
        from dentui.ui.sheets.opening import merge
        from dentui.ui.widgets.candidates import of_line
        from dentui.ui.widgets.merging import merged_words

        row = await self.settled()
        if row is None:
            self.status.say("There is no patient under the cursor to merge charts into.", bad=True)
        elif row.merged:
            self.status.say("This profile is merged already. Enter opens it, then o the main one.", bad=True)
        else:
            made = await merge(self.app, self.work, of_line(row))
            if made is not None:
                await self.show_patient(made.main, merged_words(made))

    async def show_patient(self, patient: MergedProfile, said: str) -> None:
        """Have the cursor at this patient, whatever was found before. Step of a flow."""
        self.follow(patient.uuid)
        await self._finding.settled()
        row = self.table.row_at_cursor
        if row is None or row.uuid != patient.uuid:
            self.filters = Filters()
            self.box.value = f"chart {patient.chart_number}"
            self.ask()
            await self._finding.settled()
        self.status.say(said)

    def action_undo(self) -> None:
        self.work.flow(self._undo(), may_give_up=False)

    async def _undo(self) -> None:
        from dentui.ui.sheets.opening import undo

        await self.work.opened.wait()
        if not self.work.ready:
            return
        try:
            undone = await undo(self.app, self.work, just=self._just())
        except DentuiError as error:
            self.refused(error)
            return
        if undone is None:
            return
        if undone.main is not None:
            await self.show_patient(undone.main, undone.said)
            return
        self.follow()
        await self._finding.settled()
        self.status.say(undone.said)

    def _just(self) -> UUID | None:
        """Whom a change was made for, as long as the sentence about it stands there."""
        sentence, patient = self._ticketed
        return patient if sentence and self.status.said == sentence else None

    def action_open(self) -> None:
        """Open the patient under the cursor, as the results for the present text have it."""
        if self._asks_nothing:
            self.action_to_list()
            return
        self.work.flow(self._open())

    async def _open(self) -> None:
        row = await self.settled()
        if row is not None:
            await self.open_chart(row.uuid)

    async def open_chart(self, patient: UUID, said: str = "") -> None:
        """Open a patient's chart, with this in its status line. Step of a flow."""
        from dentui.ui.screens.opened import fetch_chart
        from dentui.ui.screens.patient import PatientScreen

        desk = self.work.desk
        try:
            chart = await self.work.hands.run(lambda: fetch_chart(desk, patient))
        except DentuiError as error:
            # Who typed on did not know; here the keys would do something else.
            self.work.gate.forget()
            (self.lost if isinstance(error, NotFound) else self.refused)(error)
            return
        self.reminder = ""
        self.status.say("")
        with self.app.batch_update():
            # One picture of it, not one for every part that is there.
            await self.app.push_screen(PatientScreen(self.work, chart, said))
            self._been_away = True
        await self.work.paint()
