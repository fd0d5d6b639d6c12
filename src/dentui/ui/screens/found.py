"""The patients that are found: asked, shown, fetched as they are walked, and followed.

What the first paint does not need is imported where it is used: a receptionist waits for every
import at each start.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from textual import events, on
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input

from dentui.domain.finding import Filters, Find, Page
from dentui.domain.patients import PatientLine
from dentui.errors import DentuiError
from dentui.ui.keys import WALKING
from dentui.ui.screens.base import DeskScreen
from dentui.ui.text import number
from dentui.ui.widgets.fields import FindBox, FindRow
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.table import PatientTable
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.domain.types import CaseType
    from dentui.services.desk import Desk

PAGE = 80
"""Rows that are fetched at a time: a full screen of them and some more."""
SLOW = 0.4
"""Seconds after which it is said that an answer is still to come."""
MOST = 240
"""Rows that are fetched at a time at most."""


@dataclass(frozen=True, slots=True)
class View:
    """What of the list stands on the screen, to bring it back after another desk's change."""

    patient: UUID | None
    """Under the cursor."""
    line: int
    """Line of the screen that the cursor is on."""
    top: int
    height: int


class FoundScreen(DeskScreen):
    """What the find box and the filters ask, its answer, and what other desks do to it."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.box = FindBox(placeholder="name, phone, date of birth, chart number, e-mail …", id="find")
        self.words = Words(id="words")
        self.table = PatientTable(id="patients")
        self.filters = Filters()
        self.case_types: tuple[CaseType, ...] = ()
        self._asked: Find | None = None
        self._shown: Find | None = None
        self._counted = True
        self._stale = False
        self._been_away = False
        self.welcome = ""
        """Said with the first rows."""
        self.reminder = ""
        """Said with every answer, until a chart is opened or the find text emptied."""
        self._slow: Timer | None = None
        self._finding: Load[Page] = Load(work)
        self._fetching: Load[Page] = Load(work)
        self._counting: Load[int] = Load(work)

    def body(self) -> Iterable[Widget]:
        yield FindRow(self.box)
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        self.set_focus(self.box)
        self.table.tell("Opening the register …")
        self.work.gate.begin()

    # What is asked and shown

    def question(self) -> Find:
        """What the find box and the filters ask now."""
        return Find(self.box.value, self.filters)

    def desk_opened(self) -> None:
        desk = self.work.desk
        who = f"{desk.operator}  (demonstration)" if desk.demonstration else desk.operator
        self.title_bar.show(desk.institution, "Patients", who)
        self.work.spawn(self._fetch_types())
        self.ask()

    async def _fetch_types(self) -> None:
        desk = self.work.desk
        try:
            self.case_types = await self.work.hands.run(lambda: desk.types.all(desk.actor))
        except DentuiError as error:
            self.refused(error)

    @on(Input.Changed, "#find")
    def _text_changed(self) -> None:
        self._been_away = False
        self.ask()

    @on(events.DescendantFocus, "#find")
    def _find_gone_into(self) -> None:
        self._next_patient()

    def ask(self, *, anew: bool = False) -> None:
        """Ask the register what the find box and the filters ask, unless that was done already."""
        find = self.question()
        if not self.work.ready or (find == self._asked and not anew):
            return
        self._asked = find
        self._say_when_slow()
        desk, limit = self.work.desk, self.table.enough
        self._finding.start(
            lambda: desk.patients.find(desk.actor, find, 0, limit),
            lambda page: self._show(find, page),
            self._unanswered,
        )

    def _say_when_slow(self) -> None:
        if self._slow is not None:
            self._slow.stop()
        self._slow = self.set_timer(SLOW, self._say_slow)

    def _say_slow(self) -> None:
        # The same answer may be fetched again, or be painted now.
        if self._finding.busy and self._shown != self.question():
            self.words.show((), [(" finding … ", "loud")])

    def _show(self, find: Find, page: Page) -> None:
        self._shown = find
        self.status.say(self._greeting(find))
        self.table.tell(self._nothing(find))
        self.table.fill(page.lines, page.first, page.count)
        self.key_bar.follow()
        self._tell_place()
        self._number(find, page)

    def _greeting(self, find: Find) -> str:
        """Said with the first rows; of a demonstration clinic only to who did not type ahead."""
        said, self.welcome = self.welcome, ""
        return self.reminder or ("" if find != Find() and self.work.desk.demonstration else said)

    def _nothing(self, find: Find) -> str:
        all_of_them = self.work.desk.administers
        more = "" if all_of_them else " An administrator sees those of all members."
        if find == Find():
            whose = "in this register" if all_of_them else "of yours"
            return f"There is no patient {whose} yet. F6 enters the first one.{more}"
        if find.filters == Filters():
            whose = "No patient" if all_of_them else "None of your patients"
            return (
                f"{whose} matches. Type fewer letters, or only the last four digits of a phone, or the date "
                f"of birth, such as 11091990.{more}"
            )
        return f"No patient matches these filters. F4 drops them and the find text.{more}"

    def _unanswered(self, error: DentuiError) -> None:
        self._asked = None
        if self._shown != self.question():
            self.words.show(())
        self.refused(error)

    def _number(self, find: Find, page: Page) -> None:
        """Show the number found, and have it counted where it is only a least one."""
        # A number that was counted a moment ago is shown until the new one is there.
        self._counted = page.exact or (self._counted and self.table.row_count > page.count)
        self._tell_words()
        if not page.exact:
            desk = self.work.desk
            self._counting.start(
                lambda: desk.patients.count(desk.actor, find),
                lambda found: self._count(find, found),
                self.refused,
            )

    def _count(self, find: Find, found: int) -> None:
        if find == self._shown:
            self._counted = True
            self.table.count(found)
            self._tell_words()
            self._tell_place()

    def _tell_words(self) -> None:
        found = self.table.row_count
        plus = "" if self._counted else "+"
        filtered = ""
        if self.filters != Filters():
            from dentui.ui.sheets.filter import words_of

            filtered = words_of(self.filters, self.case_types)
        left = (
            [(f" {filtered}", "loud")]
            if filtered
            else [("" if self.box.value else self._everybody(), "quiet")]
        )
        self.words.show(left, [(f" {number(found)}{plus} found ", "loud")])

    def _everybody(self) -> str:
        return " all patients" if self.work.ready and self.work.desk.administers else " all your patients"

    @on(RowTable.Moved)
    def _tell_place(self) -> None:
        found = self.table.row_count
        self.status.at(f"{number(self.table.cursor_row + 1)} of {number(found)}" if found else "")

    # Rows

    @on(RowTable.Wanted)
    def _fetch_rows(self, message: RowTable.Wanted) -> None:
        find = self._shown
        if find is None or not self.work.ready:
            return
        desk, first, limit = self.work.desk, message.first, min(max(message.limit, PAGE), MOST)
        self._fetching.start(
            lambda: desk.patients.find(desk.actor, find, first, limit),
            lambda page: self._take_rows(find, page),
            self.refused,
        )

    def _take_rows(self, find: Find, page: Page) -> None:
        if find == self._shown:
            self.table.put(page.lines, page.first)

    # What other desks do

    def register_changed(self) -> None:
        if not self.work.ready:
            return
        if self.is_current:
            self.follow()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        self._next_patient()
        if self._stale:
            self._stale = False
            self.follow()

    def action_refresh(self) -> None:
        self.follow()

    def _next_patient(self) -> None:
        """After a chart was open, the next patient is another one: the first letter takes the place of
        the old find text."""
        if self._been_away and self.box.has_focus:
            self._been_away = False
            self.box.select_all()

    def follow(self, patient: UUID | None = None) -> None:
        """Fetch the same answer again; the patient under the cursor stays where it is, or the cursor goes to
        this one."""
        find = self.question()
        if find != self._shown:
            self.ask(anew=True)
            return
        self._asked = find
        desk, view = self.work.desk, self._view()
        if patient is not None:
            view = replace(view, patient=patient)
        self._finding.start(
            lambda: fetch_around(desk, find, view),
            lambda page: self._show_again(find, view, page),
            self._unanswered,
        )

    def lost(self, error: DentuiError) -> None:
        self.work.flow(self._lost(error))

    async def _lost(self, error: DentuiError) -> None:
        self.follow()
        await self._finding.settled()
        self.refused(error)

    def _view(self) -> View:
        top, height = self.table.visible_rows
        row = self.table.row_at_cursor
        at_home = self.box.has_focus and self.question() == Find() and self.table.cursor_row == 0
        # Nobody points at the first of all patients before a key was pressed: the newest shows.
        patient = None if row is None or at_home else row.uuid
        return View(patient, self.table.cursor_row - top, top, height)

    def _show_again(self, find: Find, view: View, page: Page) -> None:
        now, at = self._view().patient, page.at
        if now != view.patient:
            # Somebody walked on meanwhile: what they see the pointer at is what the next key means.
            rows = (row for row, line in enumerate(page.lines, page.first) if line.uuid == now)
            at = next(rows, None)
            if at is None and now is not None:
                self.follow()
                return
        # What was done just now still stands there; it is the refusal of an earlier question that is over.
        self.status.answered()
        found = page.count if page.exact else max(page.count, self.table.row_count)
        self.table.refill(page.lines, page.first, found, at)
        self._number(find, page)

    def waits(self, key: str) -> bool:
        return key in WALKING and self.focused is self.table and self._shown != self.question()

    async def settle(self) -> None:
        await self.settled()

    async def settled(self) -> PatientLine | None:
        """Every action on a row waits here: for the answer to the find text as it stood at that
        key, and for the row under the cursor. None where there is none."""
        await self.work.opened.wait()
        if not self.work.ready:
            return None
        self.ask()
        await self._finding.settled()
        if self._shown != self.question():
            return None
        if self.table.at_end:
            await self._counting.settled()
        if self.table.row_at_cursor is None and self.table.row_count:
            await self._fetch_row_at_cursor(self._shown)
        return self.table.row_at_cursor

    async def _fetch_row_at_cursor(self, find: Find) -> None:
        desk, first = self.work.desk, max(0, self.table.cursor_row - PAGE // 2)
        try:
            page = await self.work.hands.run(lambda: desk.patients.find(desk.actor, find, first, PAGE))
        except DentuiError as error:
            self.refused(error)
        else:
            self._take_rows(find, page)


def fetch_around(desk: Desk, find: Find, view: View) -> Page:
    """The rows that will be on the screen when the patient of `view` stays on its line."""
    page = desk.patients.find(desk.actor, find, view.top, max(PAGE, view.height), view.patient)
    top = view.top if page.at is None else max(0, page.at - view.line)
    end = min(top + view.height, page.count) if page.exact else top + view.height
    if page.first <= top and end <= page.first + len(page.lines):
        return page
    rows = desk.patients.find(desk.actor, find, max(0, top - view.height), max(PAGE, 3 * view.height))
    return replace(rows, at=page.at)
