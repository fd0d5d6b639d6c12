"""The detail screen of one patient: the head, and the tabs below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from textual import events, on
from textual.widget import Widget

from dentui.domain.patients import PatientChart
from dentui.domain.tickets import ticket_number
from dentui.errors import DentuiError, Forbidden, NotFound
from dentui.ui.ahead import Expected, Recipe
from dentui.ui.keys import PATIENT
from dentui.ui.screens.base import DeskScreen
from dentui.ui.screens.opened import Opened, fetch_again, fetch_chart, head_facts, who_words
from dentui.ui.screens.ordering import Ordering
from dentui.ui.screens.reporting import Reporting
from dentui.ui.screens.viewing import Viewing
from dentui.ui.sheets.base import ask
from dentui.ui.tabs.album import Album
from dentui.ui.tabs.base import Tab
from dentui.ui.tabs.cases import CasesTab
from dentui.ui.tabs.history import HistoryTab
from dentui.ui.tabs.images import ImagesTab
from dentui.ui.tabs.info import InfoTab
from dentui.ui.tabs.records import RecordsTab
from dentui.ui.tabs.reports import ReportsTab
from dentui.ui.tabs.tickets import TicketsTab
from dentui.ui.text import NOT_RECORDED, one_line
from dentui.ui.widgets.backdrop import Pane
from dentui.ui.widgets.facts import Facts, Spot
from dentui.ui.widgets.merging import merged_words, read_only_words
from dentui.ui.widgets.status import Warned, Words
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.domain.merging import MergedProfile
    from dentui.ui.sheets.patient import Existing

SHORT = 23
"""Rows of the terminal below which the head leaves out what the Info tab has too."""
TINY = 16
"""Rows below which it leaves out all but who this is and the allergies."""
NARROW = 74
"""Columns of the terminal below which one space stands between two tabs."""
CLOSE = 66
"""Columns below which none stands behind the number of a tab."""
TIGHT = 59
"""Columns below which tabs that are not open are numbers."""


class PatientScreen(DeskScreen):
    """One patient."""

    PLACE = PATIENT
    BINDINGS = PATIENT.bindings
    TABS = ("Records", "Images", "Reports", "Info", "Tickets", "History", "Cases")

    def __init__(self, work: Workplace, opened: Opened, said: str = "") -> None:
        """`said`: what stands in the status line at first."""
        super().__init__(work)
        self.chart = opened.chart
        self.merged = opened.merged
        self.banner = Warned(id="banner")
        self.who = Words(id="who")
        self.allergies = Warned(id="allergies")
        self.facts = Facts(id="facts")
        self.tab_bar = Words(id="tabs")
        self._said = said
        self._info = InfoTab(opened.chart, opened.merged)
        self._album, viewing = Album(work, opened.chart.uuid), Viewing(self)
        self._panes: tuple[Tab, ...] = (
            RecordsTab(work, opened.chart, opened.records, self._album, viewing),
            ImagesTab(work, opened.chart, self._album, viewing),
            ReportsTab(work, opened.chart),
            self._info,
            TicketsTab(work, opened.chart),
            HistoryTab(work, opened.chart),
            CasesTab(work, opened.chart),
        )
        self._ordering, self._reporting = Ordering(self), Reporting(self)
        self._gone: DentuiError | None = None
        self._charting: Load[tuple[PatientChart, tuple[MergedProfile, ...]]] = Load(work)
        self._pane = Pane(self._panes[0], id="pane")
        self._at = 0

    def body(self) -> Iterable[Widget]:
        yield self.banner
        yield self.who
        yield self.allergies
        yield self.facts
        yield self.tab_bar
        yield self._pane

    async def on_mount(self) -> None:
        self._show_head()
        self.status.say(self._said)
        await self._show_tab(0)

    def on_resize(self) -> None:
        self._show_head()
        self._show_tab_bar()

    def _show_head(self) -> None:
        chart = self.chart
        self.title_bar.show(chart.name, "", f"chart {chart.chart_number}")
        self.banner.display = chart.merged
        if chart.merged:
            self.banner.show([(f" → MERGED. {read_only_words(chart)}", "alarm")])
        self.who.show([(" " + who_words(chart, date.today()), "loud")])
        allergies = one_line(chart.allergies)
        if allergies:
            self.allergies.show([(f" !! ALLERGIES: {allergies} ", "alarm")])
        else:
            self.allergies.show([(f" Allergies: {NOT_RECORDED}", "")])
        self.facts.display = self.app.size.height >= TINY
        self.facts.show(head_facts(chart, short=self.app.size.height < SHORT))

    # Tabs

    async def _show_tab(self, index: int) -> None:
        self._at = index
        pane = self._panes[index]
        for other in self._panes:
            other.display = other is pane
        if not pane.is_attached:
            # A tab is made when it is first looked at: the screen opens sooner.
            await self._pane.mount(pane)
        self.set_focus(pane.focus_target)
        self._show_tab_bar()

    def _show_tab_bar(self) -> None:
        narrow = self.app.size.width < NARROW
        gap = "" if self.app.size.width < CLOSE else " "
        parts: list[tuple[str, str]] = [] if narrow else [(" ", "")]
        for index, name in enumerate(self.TABS):
            text = f"{index + 1}{gap}{name}"
            if index == self._at:
                # The tab that is open stands in brackets: it must be seen without colour too.
                parts.append((f"[{index + 1} {name}]", "key"))
            elif self.app.size.width < TIGHT:
                parts.append((f" {index + 1}" if index < self._at else f"{index + 1} ", ""))
            elif narrow:
                # One space between two: all of them fit 59 columns.
                parts.append((f" {text}" if index < self._at else f"{text} ", ""))
            else:
                parts.append((f" {text} ", ""))
        self.tab_bar.show(parts)

    async def action_tab(self, number: int) -> None:
        await self._show_tab(number - 1)

    async def action_next_tab(self) -> None:
        await self._show_tab((self._at + 1) % len(self._panes))

    async def action_previous_tab(self) -> None:
        await self._show_tab((self._at - 1) % len(self._panes))

    # The rest

    def waits(self, key: str) -> bool:
        return self._panes[self._at].waits(key)

    async def settle(self) -> None:
        await self._panes[self._at].settled()

    def register_changed(self) -> None:
        self._follow()

    def action_refresh(self) -> None:
        self._follow()

    def _follow(self, *, saved: bool = False) -> None:
        for pane in self._panes:
            if pane.is_attached:
                pane.follow(saved=saved)
        self._album.follow(saved=saved)
        self._charting.start(self._fetch(), self._show_chart, self._not_followed, saved=saved)

    def _fetch(self) -> Callable[[], tuple[PatientChart, tuple[MergedProfile, ...]]]:
        desk, patient = self.work.desk, self.chart.uuid
        return lambda: fetch_again(desk, patient)

    def foresee(self) -> Sequence[Callable[[], None]]:
        pane = self._panes[self._at]
        return [self._charting.foresee(self._fetch()), *pane.foresee(), self._album.foresee()]

    def _not_followed(self, error: DentuiError) -> None:
        if isinstance(error, (NotFound, Forbidden)):
            self._gone = error
            self._leave_if_gone()
        else:
            self.refused(error)

    def on_screen_resume(self) -> None:
        self._leave_if_gone()

    def _leave_if_gone(self) -> None:
        """Go back to the list where the patient is out of the operator's reach now; not from under a form,
        whose saving is refused with words of its own."""
        if self._gone is not None and self.is_active:
            self.app.call_later(self._leave, self._gone)

    async def _leave(self, error: DentuiError) -> None:
        if self.is_active:
            self.work.gate.forget()
            await self.action_back()
            screen = self.app.screen
            if isinstance(screen, DeskScreen):
                screen.lost(error)

    def _show_chart(self, answer: tuple[PatientChart, tuple[MergedProfile, ...]]) -> None:
        chart, merged = answer
        if chart != self.chart or merged != self.merged:
            self.chart, self.merged = chart, merged
            self._info.merged = merged
            for pane in self._panes:
                pane.show(chart)
            self._show_head()

    # Changes

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        if action in ("edit", "ticket", "case", "report", "add", "merge") and self.chart.merged:
            return read_only_words(self.chart)
        if action == "other" and not (self.chart.merged or self.merged):
            return "This chart was not merged with another one."
        return ""

    def _may(self, action: str) -> bool:
        """Whether it can be done; else why not is said."""
        why_not = self.why_not(action)
        if why_not:
            self.status.say(why_not, bad=True)
        return not why_not

    async def forms(self) -> Sequence[Expected]:
        from dentui.ui.sheets.opening import edit_patient_form, ticket_form

        await self._charting.settled()
        actions: dict[str, Recipe[Any]] = {"edit": edit_patient_form, "ticket": ticket_form}
        return [
            (form, (self.work, self.chart)) for action, form in actions.items() if not self.why_not(action)
        ]

    def action_edit(self) -> None:
        if self._may("edit"):
            self.work.flow(self._edit())

    @on(InfoTab.EditWanted)
    def _edit_field_wanted(self, message: InfoTab.EditWanted) -> None:
        if self._may("edit"):
            self.status.say("")
            self.work.flow(self._edit(message.spot))

    async def _edit(self, spot: Spot | None = None) -> None:
        from dentui.ui.sheets.form import saved_words
        from dentui.ui.sheets.opening import edit_field, edit_patient

        # What was just changed here may still be on its way: a form of the chart before would conflict.
        await self._charting.settled()
        try:
            if spot is not None:
                saved = await edit_field(self.app, self.work, self.chart, spot)
            else:
                saved = await edit_patient(self.app, self.work, self.chart)
        except DentuiError as error:
            self.refused(error)
            return
        if saved is not None:
            self.changed(saved_words(saved))

    async def update_with(self, existing: Existing) -> None:
        """Go on here with what was typed for a new patient, who is this one. Step of a flow."""
        from dentui.ui.sheets.opening import update_patient

        try:
            saved, number = await update_patient(self.app, self.work, self.chart, existing)
        except DentuiError as error:
            self.refused(error)
            return
        said = ["Saved. z takes it back." if saved else "Nothing was changed on this chart."]
        if number is not None:
            said.append(f"{ticket_number(number)} is open.")
        self.changed(" ".join(said))

    def action_ticket(self) -> None:
        if self._may("ticket"):
            self.work.flow(self._ticket())

    async def _ticket(self) -> None:
        from dentui.ui.sheets.opening import open_ticket

        try:
            opened = await open_ticket(self.app, self.work, self.chart)
        except DentuiError as error:
            self.refused(error)
            return
        if isinstance(opened, int):
            self.changed(f"{ticket_number(opened)} is open. z takes it back.")

    def action_case(self) -> None:
        if self._may("case"):
            self.work.flow(self._ordering.create(self._images))

    @on(CasesTab.EditWanted)
    def _edit_case_wanted(self, message: CasesTab.EditWanted) -> None:
        self.work.flow(self._ordering.edit(message.case))

    @on(CasesTab.ImagesWanted)
    async def _images_wanted(self, message: CasesTab.ImagesWanted) -> None:
        await self.show_images(message.record)

    async def show_images(self, record: UUID) -> None:
        """Show the image data of a record among all of the patient's."""
        images = next(pane for pane in self._panes if isinstance(pane, ImagesTab))
        images.point(record)
        await self._show_tab(self._panes.index(images))
        self._album.follow()

    @property
    def _images(self) -> ImagesTab:
        return next(pane for pane in self._panes if isinstance(pane, ImagesTab))

    def action_report(self) -> None:
        if self._may("report"):
            self.work.flow(self._reporting.create(self._images))

    @on(ReportsTab.EditWanted)
    def _edit_report_wanted(self, message: ReportsTab.EditWanted) -> None:
        self.work.flow(self._reporting.edit(message.report))

    def action_add(self) -> None:
        if self._may("add"):
            self.work.flow(self._add())

    def on_paste(self, event: events.Paste) -> None:
        """Files that are dropped on a terminal are pasted as paths."""
        if event.text.strip() and self._may("add"):
            self.work.flow(self._add(event.text))

    async def _add(self, pasted: str = "") -> None:
        from dentui.ui.sheets.opening import add_images

        pane = self._panes[self._at]
        await pane.settled()
        try:
            added = await add_images(self.app, self.work, self.chart, pane.record_at_cursor, pasted)
        except DentuiError as error:
            self.refused(error)
            return
        if added is not None:
            for pane in self._panes:
                pane.point(added.record)
            self.changed(added.said)

    def action_merge(self) -> None:
        if self._may("merge"):
            self.work.flow(self._merge())

    async def _merge(self) -> None:
        from dentui.ui.sheets.opening import merge
        from dentui.ui.widgets.candidates import of_chart

        await self._charting.settled()
        made = await merge(self.app, self.work, of_chart(self.chart))
        if made is None:
            return
        if made.main.uuid == self.chart.uuid:
            self.changed(merged_words(made))
        else:
            await self._go_to(made.main.uuid, merged_words(made))

    def action_other(self) -> None:
        if self._may("other"):
            self.work.flow(self._other())

    async def _other(self) -> None:
        """Go to the main patient, or to one of those who were merged into this one."""
        main, merged = self.chart.merged_into, self.merged
        if self.chart.merged:
            if main is None:
                self.status.say(read_only_words(self.chart), bad=True)
            else:
                await self._go_to(main.uuid)
        elif len(merged) == 1:
            await self._go_to(merged[0].uuid)
        else:
            from dentui.ui.sheets.operator import profiles_menu

            chosen = await ask(self.app, self.work, profiles_menu(merged))
            if chosen is not None:
                await self._go_to(chosen.uuid)

    async def _go_to(self, patient: UUID, said: str = "") -> None:
        """Show another chart instead of this one. Step of a flow."""
        desk = self.work.desk
        try:
            opened = await self.work.hands.run(lambda: fetch_chart(desk, patient))
        except DentuiError as error:
            self.work.gate.forget()
            self.refused(error)
            return
        with self.app.batch_update():
            await self.app.switch_screen(PatientScreen(self.work, opened, said))
        await self.work.paint()

    def action_undo(self) -> None:
        self.work.flow(self._undo(), may_give_up=False)

    async def _undo(self) -> None:
        from dentui.ui.sheets.opening import undo

        try:
            undone = await undo(self.app, self.work, self.chart)
        except DentuiError as error:
            self.refused(error)
            return
        if undone is not None:
            self.changed(undone.said)

    def changed(self, sentence: str) -> None:
        """Something was saved here: show it, and say so."""
        self.status.say(sentence)
        self._follow(saved=True)
        self.paint_with(self._charting.settled(), self.settle())

    @on(Tab.Said)
    def _tab_said(self, message: Tab.Said) -> None:
        self.changed(message.sentence)

    @on(Tab.Told)
    def _tab_told(self, message: Tab.Told) -> None:
        self.status.say(message.sentence)

    async def action_back(self) -> None:
        await self.app.pop_screen()

    async def action_find(self) -> None:
        await self.app.pop_screen()
        await self.app.screen.run_action("find")

    @on(Tab.Refused)
    def _tab_refused(self, message: Tab.Refused) -> None:
        self.refused(message.error)
