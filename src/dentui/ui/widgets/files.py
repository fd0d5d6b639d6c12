"""Files of this machine: a list that is walked and marked, and the path of its folder."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from textual import events
from textual.message import Message

from dentui.domain.pasting import looks_like_path
from dentui.domain.sources import Entry, narrowed
from dentui.ui.keys import FILE_LIST, PATH
from dentui.ui.text import day, plain
from dentui.ui.widgets.amounts import bytes_words, files_words
from dentui.ui.widgets.fields import Field
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable

MINUTE, HOUR, DAY = 60, 3_600, 86_400
ROOM_FOR_TIME = 48
"""Cells from which on there is room for when a file came."""


class FileTable(RowTable[Entry]):
    """What is in a folder; letters narrow it."""

    PLACE = FILE_LIST
    BINDINGS = FILE_LIST.bindings

    class Narrowed(Message):
        """Other letters narrow it now."""

    class Begun(Message):
        """A path is begun."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self) -> None:
        self.letters = ""
        """By which it is narrowed."""
        self._entries: Sequence[Entry] = ()
        self._marks: Collection[Path] = ()
        self._inbox = False
        self._times: list[str] = []
        super().__init__()

    @property
    def shown(self) -> list[Entry]:
        """What is listed now."""
        return narrowed(self._entries, self.letters)

    def show(
        self, entries: Sequence[Entry], *, inbox: bool, at: Path | None = None, anew: bool = False
    ) -> None:
        """List these, the cursor at the one of this path, else where it was; `anew`: of another folder."""
        before = self.row_at_cursor
        self._entries = entries
        if inbox != self._inbox:
            self._inbox = inbox
            self._lay_out()
        if at is None and before is not None and not anew:
            at = before.path
        self._list(at, first=anew)

    def mark(self, marks: Collection[Path]) -> None:
        """Show which are marked."""
        self._marks = frozenset(marks)
        self._repaint()

    def narrow(self, letters: str) -> None:
        """Show only what has these letters."""
        if letters != self.letters:
            self.letters = letters
            self._list(None, first=True)
            self.post_message(self.Narrowed())

    def _list(self, at: Path | None, *, first: bool) -> None:
        rows = self.shown
        row = next((number for number, entry in enumerate(rows) if entry.path == at), None)
        self._times = self._written(rows)
        if first and row is None:
            self.fill(rows, 0, len(rows))
        else:
            self.refill(rows, 0, len(rows), row)

    def tick(self) -> None:
        """Time has gone on."""
        times = self._written(self.shown)
        if times != self._times:
            self._times = times
            self._repaint()

    def _written(self, rows: Sequence[Entry]) -> list[str]:
        now = datetime.now()
        return [when_words(entry, now, ago=self._inbox) for entry in rows]

    def plan(self, cells: int) -> list[ColumnPlan]:
        size, when = 9, 11
        if cells < ROOM_FOR_TIME:
            return [
                ColumnPlan("mark", "", 3),
                ColumnPlan("name", "Name", cells - size - 5),
                ColumnPlan("size", "Size", size, to_right=True),
            ]
        return [
            ColumnPlan("mark", "", 3),
            ColumnPlan("name", "Name", cells - size - when - 6),
            ColumnPlan("size", "Size", size, to_right=True),
            ColumnPlan("when", "Came" if self._inbox else "Changed", when, to_right=True),
        ]

    def cells_of(self, row: Entry, columns: list[ColumnPlan]) -> list[Cell]:
        mark = "[x]" if row.path in self._marks else " ! " if row.refusal else "[ ]"
        name = plain(row.name) + ("/" if row.folder else "")
        if row.folder and self._inbox:
            name += f" {files_words(row.files)}"
        if row.refusal:
            name = f"{plain(row.refusal)}: {name}"
        size = bytes_words(row.size) if self._inbox or not row.folder else ""
        when = when_words(row, datetime.now(), ago=self._inbox)
        return [Cell(mark), Cell(name), Cell(size), Cell(when)][: len(columns)]

    def on_key(self, event: events.Key) -> None:
        character = event.character or ""
        if character == "~" and not self.letters:
            self.post_message(self.Begun(character))
        elif character.isprintable() and character not in ("", " ", "/"):
            # / begins a path too, by its binding, and Space marks.
            self.narrow(self.letters + character)
        else:
            return
        event.stop()
        event.prevent_default()


class PathField(Field):
    """The folder that is listed, and what is typed of a path."""

    PLACE = PATH
    BINDINGS = PATH.bindings

    class Pasted(Message):
        """Something was pasted that is read as paths."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Taken(Message):
        """Whoever types takes what is suggested, or will be for what was typed."""

    def __init__(self) -> None:
        super().__init__(placeholder="a file or a folder", id="path", max_length=4_096)

    def action_cursor_right(self, select: bool = False) -> None:
        if select or not self.cursor_at_end:
            super().action_cursor_right(select)
        else:
            self.post_message(self.Taken())

    def suggest(self, text: str) -> None:
        """Offer this for what is typed, which it begins with; "" for nothing."""
        self._suggestion = text

    @property
    def suggested(self) -> str:
        """What is offered now."""
        return str(self._suggestion)

    def on_paste(self, event: events.Paste) -> None:
        if looks_like_path(event.text.strip()) or "\n" in event.text or "\r" in event.text:
            self.post_message(self.Pasted(event.text))
            event.stop()
            event.prevent_default()


def when_words(entry: Entry, now: datetime, *, ago: bool) -> str:
    """When it was changed; `ago`: how long ago it came."""
    if not ago:
        return day(entry.changed.date())
    seconds = (now - entry.changed).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min ago"
    if seconds < DAY:
        return f"{int(seconds // HOUR)} h ago"
    return f"{int(seconds // DAY)} d ago" if seconds < 100 * DAY else day(entry.changed.date())
