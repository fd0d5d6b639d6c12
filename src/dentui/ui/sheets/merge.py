"""The merge drawer (S25-S30): who is merged into the main patient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from dentui.domain.doubles import Likely
from dentui.domain.finding import Find, Page
from dentui.domain.merging import MOST, Merge, MergePreview
from dentui.errors import DentuiError
from dentui.ui.keys import MERGE, MERGE_FIND
from dentui.ui.sheets.base import Drawer, Sheet, ask
from dentui.ui.sheets.merge_check import Again, MergeCheckSheet
from dentui.ui.text import number, plain
from dentui.ui.widgets.candidates import (
    Candidate,
    CandidateTable,
    ChosenTable,
    facts_words,
    of_likely,
    of_line,
    why_words,
)
from dentui.ui.widgets.fields import Field, FindRow
from dentui.ui.widgets.merging import charts_words
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import KeyBar, StatusLine, Warned, Words
from dentui.ui.work import Load, Workplace

PAGE = 80
"""Rows that are fetched at a time: a full screen of them and some more."""


class MergeField(Field):
    """Finds whom to merge. Space chooses, except right after letters: names have spaces."""

    PLACE = MERGE_FIND
    BINDINGS = MERGE_FIND.bindings

    def __init__(self) -> None:
        super().__init__(placeholder="name or contact, or choose among the likely doubles", id="merge-find")
        self.walking = True
        """Whether the last key was none that typed."""

    def on_key(self, event: events.Key) -> None:
        if event.key == "space" and self.walking and isinstance(self.screen, MergeDrawer):
            self.screen.action_choose()
            event.stop()
            event.prevent_default()


class MergeDrawer(Sheet[Merge]):
    """Answers the merge that was made."""

    PLACE = MERGE
    BINDINGS = MERGE.bindings

    def __init__(self, work: Workplace, main: Candidate, chosen: Sequence[Candidate] = ()) -> None:
        super().__init__()
        self.work = work
        self.main = main
        self.chosen: dict[UUID, Candidate] = {each.uuid: each for each in chosen}
        self.field = MergeField()
        self.table = CandidateTable(main.uuid)
        self.chosen_table = ChosenTable()
        self.status = StatusLine()
        self._title, self._facts, self._words = Words(classes="title"), Words(), Words()
        self._why = Warned(classes="why")
        self._refused: dict[UUID, str] = {}
        """Of the chosen, who cannot be merged, and why."""
        self._doubles: list[Candidate] | None = None
        """None until they were looked for."""
        self._failed = ""
        """Why they could not be looked for."""
        self._shown: Find | None = None
        """What the rows answer; None for the likely doubles."""
        self._looking: Load[tuple[Likely, ...]] = Load(work)
        self._finding: Load[Page] = Load(work)
        self._fetching: Load[Page] = Load(work)

    def compose(self) -> ComposeResult:
        with self.box():
            yield self._title
            yield self._facts
            yield FindRow(self.field)
            yield self._words
            with Horizontal(classes="choosing"):
                yield self.table
                yield self.chosen_table
            yield self._why
            yield self.status
        yield KeyBar()

    def box(self) -> Drawer:
        return Drawer()

    def on_mount(self) -> None:
        self.set_focus(self.field)
        self._show_main()
        self._show_chosen()
        if not self.chosen and self._aside:
            self.status.say(f"{charts_words(len(self._aside))} chosen before: F8 brings them back.")
        self._look()

    # What is shown

    def _show_main(self) -> None:
        self._title.show([(f" Merge into {plain(self.main.name)}", "loud")])
        self._facts.show([(f" {facts_words(self.main)}", "")])

    def _show_chosen(self) -> None:
        self.chosen_table.show(tuple(self.chosen.values()), self._refused)
        self.table.mark(self.main.uuid, self.chosen)
        self._tell_words()

    def _tell_words(self) -> None:
        if self._shown is not None:
            found = number(self.table.row_count)
            words = " finding …" if self._finding.busy else f" {found} found"
        elif self._failed:
            words = f" {self._failed} Finding works."
        elif self._doubles is None:
            words = " looking for likely doubles …"
        else:
            count = len(self._doubles)
            words = (
                (" no likely doubles", " 1 likely double")[count]
                if count < 2
                else f" {count} likely doubles, best first"
            )
        self._words.show([(words, "quiet")], [(f" {len(self.chosen)} chosen ", "loud")])

    @on(RowTable.Moved)
    def _tell_why(self) -> None:
        """All of the row that is pointed at: in the table it may be cut."""
        row = self._row
        if row is None:
            self._why.show(())
            return
        parts = [self._refused.get(row.uuid, ""), why_words(row), facts_words(row)]
        self._why.show([(". ".join(part for part in parts if part), "")])

    @property
    def _row(self) -> Candidate | None:
        """Who is pointed at."""
        table = self.chosen_table if self.chosen_table.has_focus else self.table
        return table.row_at_cursor

    # Likely doubles, and finding

    def action_refresh(self) -> None:
        self._look()

    def _look(self) -> None:
        desk, main = self.work.desk, self.main.uuid
        self._looking.start(lambda: desk.doubles.of_patient(desk.actor, main), self._take, self._not_looked)
        self._tell_words()

    def _take(self, doubles: Sequence[Likely]) -> None:
        self._doubles, self._failed = [of_likely(each) for each in doubles], ""
        self._show_doubles()

    def _not_looked(self, error: DentuiError) -> None:
        self._doubles, self._failed = [], str(error)
        self._show_doubles()

    def _show_doubles(self) -> None:
        if self._shown is None:
            rows = self._doubles or []
            self.table.tell("No likely double is known. Find by name or contact." if not rows else "")
            self.table.fill(rows, 0, len(rows))
            self._tell_words()

    @on(Input.Changed, "#merge-find")
    def _typed(self) -> None:
        self.field.walking = not self.field.value
        text = self.field.value.strip()
        if not text:
            self._shown = None
            self._finding.stop()
            self._show_doubles()
            return
        self._shown = find = Find(self.field.value)
        desk, limit = self.work.desk, self.table.enough
        self._finding.start(
            lambda: desk.patients.find(desk.actor, find, 0, limit),
            lambda page: self._show_found(find, page),
            self.refused,
        )

    def _show_found(self, find: Find, page: Page) -> None:
        if find == self._shown:
            self.status.answered()
            self.table.tell("No patient matches. Type fewer letters, or the last four digits of a phone.")
            self.table.fill(map(of_line, page.lines), page.first, page.count)
            self._words.show(
                [(f" {number(page.count)}{'' if page.exact else '+'} found", "quiet")],
                [(f" {len(self.chosen)} chosen ", "loud")],
            )

    @on(RowTable.Wanted)
    def _fetch_rows(self, message: RowTable.Wanted) -> None:
        find = self._shown
        if find is None or message.table is not self.table:
            return
        desk, first, limit = self.work.desk, message.first, max(message.limit, PAGE)
        self._fetching.start(
            lambda: desk.patients.find(desk.actor, find, first, limit),
            lambda page: self._take_rows(find, page),
            self.refused,
        )

    def _take_rows(self, find: Find, page: Page) -> None:
        if find == self._shown:
            self.table.put(map(of_line, page.lines), page.first)

    async def _settled(self) -> Candidate | None:
        """Who is pointed at when everything that was asked before this key is shown. Step of a flow."""
        await self._finding.settled()
        if self._shown is None:
            await self._looking.settled()
        await self._fetching.settled()
        return self._row

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused."""
        self.status.say(str(error), bad=True)

    # Walking and choosing

    def action_move(self, way: int) -> None:
        self.field.walking = True
        self.work.flow(self._move(way))

    async def _move(self, way: int) -> None:
        await self._settled()
        self.table.move_cursor(row=self.table.cursor_row + way)

    def action_page(self, way: int) -> None:
        self.field.walking = True
        if way > 0:
            self.table.action_page_down()
        else:
            self.table.action_page_up()

    def action_choose(self) -> None:
        self.field.walking = True
        self.work.flow(self._choose())

    async def _choose(self) -> None:
        row = await self._settled()
        if row is None:
            self.status.say("There is nobody to choose here. Find by name or contact.", bad=True)
        elif row.uuid in self.chosen:
            self._take_off(row.uuid)
        elif self._may_choose(row):
            self.chosen[row.uuid] = row
            self.status.say("")
            self.table.move_cursor(row=self.table.cursor_row + 1)
            self._show_chosen()

    def _may_choose(self, row: Candidate) -> bool:
        if row.uuid == self.main.uuid:
            self.status.say("That is the main patient. Choose who is merged into them.", bad=True)
        elif row.merged:
            self.status.say("That profile is merged already. Choose the chart it was merged into.", bad=True)
        elif len(self.chosen) >= MOST:
            self.status.say(f"At most {MOST} charts are merged at once. Merge these first.", bad=True)
        else:
            return True
        return False

    def action_take_off(self) -> None:
        row = self.chosen_table.row_at_cursor
        if row is not None:
            self._take_off(row.uuid)

    def _take_off(self, uuid: UUID) -> None:
        self._put_aside()
        del self.chosen[uuid]
        self._refused.pop(uuid, None)
        self._chosen_changed()

    def action_clear(self) -> None:
        if self.chosen:
            self._put_aside()
            self.chosen.clear()
            self._refused.clear()
            self._chosen_changed("Nobody is chosen now. F8 brings them back.")

    def action_bring_back(self) -> None:
        back = {each.uuid: each for each in self._aside if each.uuid != self.main.uuid}
        if not back.keys() - self.chosen.keys():
            self.status.say("There is nobody to bring back.")
            return
        self.chosen = back | self.chosen
        self._chosen_changed()

    def _chosen_changed(self, said: str = "") -> None:
        self.status.say(said)
        if not self.chosen:
            self.set_focus(self.field)
        self._show_chosen()
        self._tell_why()

    @property
    def _aside(self) -> Sequence[Candidate]:
        """Who was taken off last, or was chosen when the drawer was closed."""
        aside: Sequence[Candidate] = self.work.aside.get(self.main.uuid, ())
        return aside

    def _put_aside(self) -> None:
        if self.chosen:
            self.work.aside[self.main.uuid] = tuple(self.chosen.values())

    def action_main(self) -> None:
        self.work.flow(self._swap_main())

    async def _swap_main(self) -> None:
        row = await self._settled()
        if row is None or row.uuid == self.main.uuid:
            self.status.say("Point at the one who is to be the main patient, then F6.", bad=True)
        elif row.merged:
            self._may_choose(row)
        else:
            chosen = [self.main, *(each for each in self.chosen.values() if each.uuid != row.uuid)]
            self.main, self.chosen = row, {each.uuid: each for each in chosen}
            self._refused.clear()
            self._show_main()
            self._doubles = None
            self._chosen_changed("The main patient is another one now.")
            self._look()

    # Merging

    def action_confirm(self) -> None:
        if self.chosen:
            self.work.flow(self._confirm())
        else:
            self.status.say("Nobody is chosen yet: Enter chooses the one marked ▸. Then F2.", bad=True)

    async def _confirm(self) -> None:
        said, picked = "", dict[str, Any]()
        while True:
            self.status.say("Looking at the charts …")
            try:
                preview = await self._preview()
            except DentuiError as error:
                await self._find_out(error)
                return
            self._refused.clear()
            self.status.say("")
            answer = await ask(self.app, self.work, MergeCheckSheet(self.work, preview, picked, said))
            if isinstance(answer, Again):
                said, picked = answer.said, answer.picked
            elif answer is None:
                self._show_chosen()
                return
            else:
                self.work.aside.pop(self.main.uuid, None)
                self.dismiss(answer)
                return

    async def _preview(self) -> MergePreview:
        desk, main, others = self.work.desk, self.main.uuid, tuple(self.chosen)
        return await self.work.hands.run(lambda: desk.merges.preview(desk.actor, main, others))

    async def _find_out(self, error: DentuiError) -> None:
        """Mark those of the chosen who cannot be merged, each with the reason."""
        self.work.gate.forget()
        desk, chosen = self.work.desk, tuple(self.chosen)
        self._refused.clear()
        try:
            self._refused |= await self.work.hands.run(lambda: desk.merges.refusals(desk.actor, chosen))
        except DentuiError as worse:
            error = worse
        self._show_chosen()
        self.refused(error)

    def action_cancel(self) -> None:
        self._put_aside()
        super().action_cancel()
