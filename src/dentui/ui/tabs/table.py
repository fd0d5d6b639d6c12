"""What the tabs with a table have in common: rows are fetched, shown, followed, and opened."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError
from dentui.ui.tabs.base import Tab
from dentui.ui.widgets.rows import RowTable
from dentui.ui.widgets.status import KeyBar, Words
from dentui.ui.work import Load, Workplace

R = TypeVar("R")


class TableTab(Tab, Generic[R]):
    """A line of words over a table of the rows R. They are few: all of them are here."""

    def __init__(self, work: Workplace, chart: PatientChart, table: RowTable[R], name: str) -> None:
        super().__init__(id=name)
        self.work = work
        self.chart = chart
        self.table = table
        self.words = Words(classes="words")
        self.point_at: object = None
        """Key of the row that the cursor goes to when rows come again."""
        self._loading: Load[Sequence[R]] = Load(work)

    # What a subclass says

    def fetch(self) -> Callable[[], Sequence[R]]:
        """What fetches the rows, in a thread: it asks nothing of the screen."""
        raise NotImplementedError

    def key_of(self, row: R) -> object:
        """What tells a row from every other one, however it is changed."""
        raise NotImplementedError

    def tell(self, rows: Sequence[R]) -> None:
        """Say what the rows are: in the words over them, and where there is none."""
        raise NotImplementedError

    def open(self, row: R) -> Coroutine[Any, Any, None]:
        """Steps of a flow: what Enter does with a row."""
        raise NotImplementedError

    # The rest

    @property
    def focus_target(self) -> Widget:
        return self.table

    def compose(self) -> ComposeResult:
        yield self.words
        yield self.table

    def on_mount(self) -> None:
        self.follow()

    @property
    def busy(self) -> bool:
        return self._loading.busy

    async def settled(self) -> None:
        await self._loading.settled()

    def show(self, chart: PatientChart) -> None:
        self.chart = chart

    def follow(self, *, saved: bool = False) -> None:
        self.load(anew=False, saved=saved)

    def foresee(self) -> Sequence[Callable[[], None]]:
        return (self._loading.foresee(self.fetch()),)

    def load(self, *, anew: bool, saved: bool = False) -> None:
        """Fetch the rows; `anew` they are others, and the cursor goes to the first."""
        self._loading.start(self.fetch(), lambda rows: self.put(rows, anew=anew), self.refused, saved=saved)

    def put(self, rows: Sequence[R], *, anew: bool) -> None:
        """Show these rows; the one under the cursor stays where it is."""
        at = self.table.row_at_cursor
        self.tell(rows)
        now = None if self.point_at is None else self._row_of(rows, self.point_at)
        if now is not None:
            self.point_at = None
        elif at is not None and not anew:
            # These may have been asked for before that row was there.
            now = self._row_of(rows, self.key_of(at))
        if anew or (at is None and now is None):
            self.table.fill(rows, 0, len(rows))
        else:
            self.table.refill(rows, 0, len(rows), now)
        if self.is_attached:
            # What can be done with a row that was not there yet.
            for bar in self.screen.query(KeyBar):
                bar.follow()

    def _row_of(self, rows: Sequence[R], wanted: object) -> int | None:
        return next((number for number, row in enumerate(rows) if self.key_of(row) == wanted), None)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action == "open" and self.table.row_at_cursor is None
        return "There is nothing in this list to open." if nothing else ""

    def action_open(self) -> None:
        row = self.table.row_at_cursor
        if row is not None:
            self.work.flow(self.open(row))

    def refused(self, error: DentuiError) -> None:
        """Let the screen say it."""
        self.post_message(self.Refused(error))
