"""A folder of this machine that is walked, whose path can be typed; and the inbox, in which things arrive."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from dentui.domain.sources import Listing, Typed, completed
from dentui.errors import DentuiError
from dentui.ui.sheets.base import Drawer, Sheet
from dentui.ui.text import number, plain
from dentui.ui.widgets.amounts import ProgressLine
from dentui.ui.widgets.fields import FindRow
from dentui.ui.widgets.files import FileTable, PathField
from dentui.ui.widgets.status import KeyBar, StatusLine, Warned, Words
from dentui.ui.work import Load, Workplace

A = TypeVar("A")

LOOKED_AT_EVERY = 1.0
"""Seconds between two looks at the inbox."""
SHORT = 16
"""Rows of the terminal below which the list needs the rows that tell how to send something."""


class FolderSheet(Sheet[A], Generic[A]):
    """A list of files, with the path of their folder above it."""

    def __init__(self, work: Workplace) -> None:
        super().__init__()
        self.work = work
        self.listing: Listing | None = None
        self.path = PathField()
        self.table = FileTable()
        self.status = StatusLine()
        self.title_line, self.words = Words(classes="title"), Words()
        self.progress_line = ProgressLine()
        self._send = Warned(classes="send")
        self._waiting: Listing | None = None
        """The inbox as it was last."""
        self._before: Path | None = None
        """The folder that was shown before the inbox."""
        self._written = ""
        """The path of the folder as it stands in its field."""
        self.typing: Load[Typed] = Load(work)
        self._watching: Load[Listing] = Load(work)

    # What a subclass says

    def arrived(self, inbox: Listing) -> None:
        """The inbox is read anew, and shown."""

    def action_look(self) -> None:
        """Look at what is chosen."""
        raise NotImplementedError

    # The rest

    def compose(self) -> ComposeResult:
        with self.box():
            yield self.title_line
            yield FindRow(self.path, "Path")
            yield self.words
            yield self.table
            yield self._send
            yield self.progress_line
            yield self.status
        yield KeyBar()

    def box(self) -> Drawer:
        return Drawer()

    def on_mount(self) -> None:
        self.set_focus(self.table)
        self.table.tell("Reading the folder …")
        self._send.show([(f"To send files here: {plain(self.work.desk.sources.sftp)}", "")])
        self.set_interval(LOOKED_AT_EVERY, self._watch)

    def on_resize(self) -> None:
        self._show_send()

    async def begin(self) -> None:
        """Show where the operator added from last. Step of a flow."""
        sources = self.work.desk.sources
        try:
            self.take(await self.work.hands.run(sources.start))
        except DentuiError as error:
            self.refused(error)
        self._watch()

    # What is shown

    def take(self, listing: Listing, at: Path | None = None) -> None:
        """Show a folder."""
        anew = self.listing is None or listing.folder != self.listing.folder
        self.listing = listing
        if listing.inbox:
            self._waiting = listing
            self.arrived(listing)
        if anew:
            self.table.letters = ""
            self.write_path(listing.folder)
        self.table.tell(self._nothing_words(listing))
        self.table.show(listing.entries, inbox=listing.inbox, at=at, anew=anew)
        self._tell_words()
        self._show_send()

    def _nothing_words(self, listing: Listing) -> str:
        if self.table.letters:
            return "No name here has these letters. Backspace takes them back."
        if listing.inbox:
            return (
                f"Nothing was sent to you. To send files: {plain(self.work.desk.sources.sftp)}\n"
                "F6 shows the folders of this machine, / begins a path; dropped files are taken too."
            )
        hidden = f", but {listing.hidden} hidden: type a dot" if listing.hidden else ""
        return f"Nothing is in this folder{hidden}."

    def _tell_words(self) -> None:
        listing = self.listing
        if listing is None:
            return
        shown = len(self.table.shown)
        where = "Your inbox, newest first" if listing.inbox else f"In {plain(listing.folder.name) or '/'}"
        if self.table.letters:
            where = f"With “{plain(self.table.letters)}”"
        waiting = self._waiting
        there = len(waiting.entries) - waiting.hidden if waiting is not None else 0
        more = "+" if listing.more else ""
        right = f"{number(shown)}{more} here"
        if not listing.inbox and there:
            right = f"{number(there)} in the inbox: F6"
        self.words.show([(f" {where}", "quiet")], [(f" {right} ", "loud")])

    def _show_send(self) -> None:
        listing = self.listing
        inbox = listing is not None and listing.inbox and bool(listing.entries)
        self._send.display = inbox and self.app.size.height >= SHORT

    def write_path(self, folder: Path) -> None:
        shown = plain(str(folder))
        self._written = shown if shown.endswith("/") else f"{shown}/"
        with self.path.prevent(Input.Changed):
            self.path.value = self._written
        self.path.action_end()
        self.path.suggest("")

    def refused(self, error: DentuiError) -> None:
        """Say why something was refused."""
        self.work.gate.forget()
        self.status.say(str(error), bad=True)

    # The inbox, in which things arrive

    def _watch(self) -> None:
        if self._watching.busy or self.progress_line.display:
            return
        sources = self.work.desk.sources
        self._watching.start(lambda: sources.list(sources.inbox), self._arrived, lambda _: None)

    def _arrived(self, inbox: Listing) -> None:
        before, self._waiting = self._waiting, inbox
        if self.listing is None or not self.listing.inbox:
            self._tell_words()
        elif inbox != before:
            self.take(inbox)
        else:
            self.table.tick()

    def action_inbox(self) -> None:
        here, sources = self.listing, self.work.desk.sources
        if here is not None and here.inbox:
            self.go_to(self._before or Path.home())
        else:
            self._before = here.folder if here is not None else None
            self.go_to(sources.inbox)

    # Walking

    def go_to(self, folder: Path, at: Path | None = None) -> None:
        self.typing.stop()
        self.work.flow(self.show_folder(folder, at))

    async def show_folder(self, folder: Path, at: Path | None = None) -> None:
        sources = self.work.desk.sources
        try:
            listing = await self.work.hands.run(lambda: sources.list(folder))
        except DentuiError as error:
            self.refused(error)
        else:
            self.status.say("")
            self.take(listing, at)
            self.set_focus(self.table)

    def action_refresh(self) -> None:
        if self.listing is not None:
            self.go_to(self.listing.folder)

    @on(FileTable.Narrowed)
    def _narrowed(self) -> None:
        if self.listing is not None:
            self.table.tell(self._nothing_words(self.listing))
            self.write_path(self.listing.folder)
        self._tell_words()

    def action_back(self) -> None:
        if self.table.letters:
            self.table.narrow(self.table.letters[:-1])
        elif self.listing is not None and self.listing.inbox:
            self.status.say("F6 shows the folders of this machine.")
        elif self.listing is not None and self.listing.folder.parent != self.listing.folder:
            self.go_to(self.listing.folder.parent, at=self.listing.folder)

    def action_open(self) -> None:
        row = self.table.row_at_cursor
        if row is not None and row.folder:
            self.go_to(row.path)
        else:
            self.action_look()

    def action_cancel(self) -> None:
        if self.table.letters and self.focused is self.table:
            self.table.narrow("")
        else:
            super().action_cancel()

    # The path

    @on(FileTable.Begun)
    def _path_begun(self, message: FileTable.Begun) -> None:
        self.action_to_path(message.text)

    def action_to_path(self, begun: str) -> None:
        """Go to the path and type it on, or begin another one with this."""
        self.set_focus(self.path)
        if begun:
            self.path.value = begun
        self.path.action_end()

    def action_to_list(self) -> None:
        self.set_focus(self.table)

    @property
    def typed_path(self) -> tuple[str, Path]:
        """What is typed, and the folder from which it leads on."""
        base, value = self.listing.folder if self.listing is not None else Path.home(), self.path.value
        if self._written and value.startswith(self._written):
            return value[len(self._written) :], base
        return value, base

    @on(Input.Changed, "#path")
    def _typing_path(self) -> None:
        (text, base), value, sources = self.typed_path, self.path.value, self.work.desk.sources
        self.path.suggest("")
        self.typing.start(
            lambda: sources.typed(text, base),
            lambda typed: self._follow_path(value, typed),
            self._leads_nowhere,
        )

    def _leads_nowhere(self, error: DentuiError) -> None:
        self.table.tell(str(error))
        self.table.show((), inbox=False, anew=True)

    def _follow_path(self, value: str, typed: Typed) -> None:
        """List what the path leads to so far, and offer how it goes on."""
        if value != self.path.value:
            # Its own answer is to come.
            return
        here, self.listing = self.listing, typed.listing
        anew = here is None or here.folder != typed.listing.folder
        if anew:
            self._written = value[: len(value) - len(typed.begun)]
        self.table.letters = typed.begun
        self.table.tell(self._nothing_words(typed.listing))
        self.table.show(typed.listing.entries, inbox=typed.listing.inbox, anew=True)
        self._tell_words()
        entry = completed(typed)
        if entry is not None and plain(entry.name) == entry.name:
            begun = value[: len(value) - len(typed.begun)]
            self.path.suggest(f"{begun}{entry.name}{'/' if entry.folder else ''}")

    def action_complete(self) -> None:
        self.work.flow(self._complete())

    async def _complete(self) -> None:
        await self.typing.settled()
        if self.path.suggested:
            self._take_suggested()
        else:
            self.set_focus(self.table)

    @on(PathField.Taken)
    def _suggested_taken(self) -> None:
        self.work.flow(self._take())

    async def _take(self) -> None:
        await self.typing.settled()
        self._take_suggested()

    def _take_suggested(self) -> None:
        if self.path.suggested:
            self.path.value = self.path.suggested
            self.path.action_end()
