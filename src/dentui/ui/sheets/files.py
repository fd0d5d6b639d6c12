"""Adding image data (S35, S46), the first half: which files. From a folder of this machine, from the inbox in
which waits what was sent here, or from paths that were pasted, as a terminal does when files are dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from textual import events, on

from dentui.domain.cases import Case
from dentui.domain.pasting import Pasted, of_windows
from dentui.domain.patients import PatientChart, RecordLine
from dentui.domain.people import Lists
from dentui.domain.sources import Entry, Listing
from dentui.errors import DentuiError, Invalid, NotFound
from dentui.services.sources import Chosen
from dentui.ui.keys import FILES
from dentui.ui.parser import LONGEST_PASTE
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.folders import FolderSheet
from dentui.ui.sheets.images import Added, ImagesSheet
from dentui.ui.sheets.looking import Look
from dentui.ui.text import number, plain
from dentui.ui.widgets.amounts import Progressing, bytes_words
from dentui.ui.widgets.files import PathField
from dentui.ui.work import Workplace

SOME = 2
"""Marks that took more than a key to set: they are not thrown away by one."""
OTHER_MACHINE = "Only what lies on this machine can be added: send it to the inbox (F6)."


class FilesSheet(FolderSheet[Added]):
    """Answers what was added."""

    PLACE = FILES
    BINDINGS = FILES.bindings

    def __init__(
        self,
        work: Workplace,
        lists: Lists,
        chart: PatientChart,
        records: Sequence[RecordLine],
        record: UUID | None = None,
        pasted: str = "",
        case: Case | None = None,
    ) -> None:
        """`records`: of the chart, the newest first; `record`: the one that is offered; `case`: the one of
        which this is the lab's answer."""
        super().__init__(work)
        self.chart, self._case = chart, case
        self._lists, self._records, self._record = lists, records, record
        self._pasted = pasted
        self.marks: dict[Path, Entry] = {}
        self._progress = Progressing(self.progress_line)

    def on_mount(self) -> None:
        self._show_marks()

    def asked(self) -> None:
        self.work.flow(self._begin())

    async def _begin(self) -> None:
        await self.begin()
        if self._pasted:
            await self._take_pasted(self._pasted)

    def _show_marks(self) -> None:
        count, size = len(self.marks), sum(entry.size for entry in self.marks.values())
        words = f"{number(count)} marked" + (f", {bytes_words(size)}" if size else "")
        what = "Add image data" if self._case is None else f"Files of the lab for {self._case.row.number}"
        self.title_line.show([(f" {what}: {plain(self.chart.name)}", "loud")], [(f" {words} ", "")])
        self.table.mark(self.marks)

    # The path

    def action_go(self) -> None:
        self.work.flow(self._go())

    async def _go(self) -> None:
        await self.typing.settled()
        sources, (text, base), suggested = self.work.desk.sources, self.typed_path, self.path.suggested
        if not text:
            self.set_focus(self.table)
            return
        try:
            entry, why_not = await self.work.hands.run(lambda: sources.find(text, base))
        except NotFound as error:
            await self._go_on(text, base, suggested, error)
            return
        except DentuiError as error:
            self.refused(error)
            return
        if entry.folder:
            await self.show_folder(entry.path)
        else:
            self.write_path(entry.path.parent)
            await self._mark_found([(entry, why_not)])

    async def _go_on(self, text: str, base: Path, suggested: str, error: NotFound) -> None:
        """There is nothing at what is typed: it may be paths as they are pasted, or the beginning of one."""
        sources = self.work.desk.sources
        try:
            told, found = await self.work.hands.run(lambda: sources.pasted(text, base))
        except DentuiError as refused:
            self.refused(refused)
            return
        if found:
            await self._mark_pasted(told, found)
        elif suggested:
            self.path.value = suggested
            self.path.action_end()
        else:
            self.refused(error)

    # Marks

    def action_mark(self) -> None:
        row = self.table.row_at_cursor
        if row is None:
            return
        if row.path in self.marks:
            del self.marks[row.path]
        elif row.refusal:
            self.status.say(f"{plain(row.name)}: {plain(row.refusal)}.", bad=True)
            return
        else:
            self.marks[row.path] = row
        self.status.say("")
        self._show_marks()
        self.table.move_cursor(row=self.table.cursor_row + 1)

    def action_mark_all(self) -> None:
        fitting = [entry for entry in self.table.shown if not entry.refusal]
        self.marks |= {entry.path: entry for entry in fitting}
        self.status.say("")
        self._show_marks()

    def action_unmark(self) -> None:
        self.marks.clear()
        self._show_marks()

    def arrived(self, inbox: Listing) -> None:
        there = {entry.path for entry in inbox.entries}
        if any(path.parent == inbox.folder and path not in there for path in self.marks):
            self.marks = {
                path: entry
                for path, entry in self.marks.items()
                if path.parent != inbox.folder or path in there
            }
            self._show_marks()

    # What is pasted

    @on(PathField.Pasted)
    def _pasted_into_path(self, message: PathField.Pasted) -> None:
        self.work.flow(self._take_pasted(message.text))

    def on_paste(self, event: events.Paste) -> None:
        """Paths, wherever the focus is."""
        self.work.flow(self._take_pasted(event.text))

    async def _take_pasted(self, text: str) -> None:
        if len(text) >= LONGEST_PASTE:
            # Its end is missing, and half of a path can lead somewhere else.
            self.refused(
                Invalid("That is too much for one paste. Mark the folder here, or drop fewer files.")
            )
            return
        sources = self.work.desk.sources
        base = self.listing.folder if self.listing is not None else sources.inbox
        try:
            told, found = await self.work.hands.run(lambda: sources.pasted(text, base))
        except DentuiError as error:
            self.refused(error)
        else:
            await self._mark_pasted(told, found)

    async def _mark_pasted(self, told: Pasted, found: Sequence[tuple[Entry, str]]) -> None:
        """Mark what was pasted and say what could not be; where all could, look at it at once."""
        all_marked = await self._mark_found(found)
        if told.missing and not found:
            # Where it says how they get here.
            await self.show_folder(self.work.desk.sources.inbox)
        if told.missing or told.none:
            self.work.gate.forget()
            self.status.say(not_read_words(told), bad=True)
        elif all_marked:
            await self._look()

    async def _mark_found(self, found: Sequence[tuple[Entry, str]]) -> bool:
        """Mark these, and show the folder of the first; answers whether all could be."""
        self.marks |= {entry.path: entry for entry, why_not in found if not why_not}
        self._show_marks()
        first = next((entry.path for entry, why_not in found if not why_not), None)
        if first is not None:
            await self.show_folder(first.parent, first)
        refused = [(entry, why_not) for entry, why_not in found if why_not]
        if refused:
            self.work.gate.forget()
            more = f" So of {number(len(refused) - 1)} more." if len(refused) > 1 else ""
            self.status.say(f"{plain(refused[0][0].name)}: {refused[0][1]}{more}", bad=True)
        return not refused

    def action_cancel(self) -> None:
        if len(self.marks) < SOME or (self.table.letters and self.focused is self.table):
            super().action_cancel()
            return

        def answered(close: bool | None) -> None:
            if close:
                self.dismiss(None)

        question = ConfirmSheet(
            self.work, "Close, and take all marks off?", yes="close it, add nothing", no="go on marking"
        )
        self.app.push_screen(question, answered)

    # Looking

    def action_look(self) -> None:
        self.work.flow(self._look())

    async def _look(self) -> None:
        row = self.table.row_at_cursor
        paths = tuple(self.marks)
        if not paths and row is not None and not row.folder:
            paths = (row.path,)
        if not paths:
            self.work.gate.forget()
            self.status.say("Nothing is marked: Space marks the file or folder at ▸. Then F2.", bad=True)
            return
        sources, folder = self.work.desk.sources, self.listing.folder if self.listing else None
        self.status.say("")
        try:
            chosen = await self.work.hands.run(lambda: sources.choose(paths))
        except Invalid as error:
            self.refused(Invalid(f"{plain(Path(error.field or '').name)}: {error}"))
            return
        except DentuiError as error:
            self.refused(error)
            return
        try:
            answer = await self._look_at(chosen)
        except DentuiError as error:
            self.refused(error)
        else:
            if answer is None:
                self.status.say("Nothing was added. The marks are still there.")
            else:
                if folder is not None:
                    await self.work.hands.run(lambda: sources.remember(folder))
                self.dismiss(answer)

    async def _look_at(self, chosen: Chosen) -> Added | None:
        """Look at the files and let the person say what becomes of them."""
        look = Look(self.work.desk, self.chart.uuid, chosen, self._progress.told)
        self._progress.begin(self)
        try:
            looked = await self.work.hands.run(look.run)
        except asyncio.CancelledError:
            look.give_up()
            self.status.say("Stopped: nothing was added. The marks are still there.")
            raise
        finally:
            self._progress.end()
        try:
            sheet = ImagesSheet(
                self.work, self._lists, self.chart, self._records, self._record, looked, self._case
            )
            return await ask(self.app, self.work, sheet)
        finally:
            # What was saved is not there any more.
            look.give_up()


def not_read_words(told: Pasted) -> str:
    """What of a paste leads to no file, and why."""
    words = []
    if told.missing:
        first, more = plain(told.missing[0]), len(told.missing) - 1
        words.append(f"{first}{f' and {number(more)} more' if more else ''}: not on this machine.")
        words.append(
            "That is a path of a Windows PC. " + OTHER_MACHINE
            if of_windows(told.missing[0])
            else OTHER_MACHINE
        )
    if told.none:
        more = len(told.none) - 1
        words.append(f"No path: {plain(told.none[0])[:60]}{f' and {number(more)} more' if more else ''}.")
    return " ".join(words)
