"""History: what was changed on a chart, by whom, before and after."""

from __future__ import annotations

from uuid import UUID

from textual.app import ComposeResult
from textual.widget import Widget

from dentui.domain.forms import WORDS
from dentui.domain.history import Change
from dentui.errors import DentuiError
from dentui.ui.keys import HISTORY
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.facts import FactsSheet
from dentui.ui.tabs.base import Tab
from dentui.ui.text import lines, moment, number, plain
from dentui.ui.widgets.facts import Fact
from dentui.ui.widgets.history import HistoryTable, action_words
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace


class HistoryTab(Tab):
    """The changes, the newest first."""

    PLACE = HISTORY
    BINDINGS = HISTORY.bindings

    def __init__(self, work: Workplace, patient: UUID) -> None:
        super().__init__(id="history")
        self.work = work
        self.patient = patient
        self.table = HistoryTable()
        self.words = Words(classes="words")
        self._loading: Load[tuple[Change, ...]] = Load(work)

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

    def follow(self) -> None:
        """Fetch the changes; the one under the cursor stays where it is."""
        desk = self.work.desk
        self._loading.start(lambda: desk.charts.history(desk.actor, self.patient), self._show, self._refused)

    def _show(self, changes: tuple[Change, ...]) -> None:
        at = self.table.row_at_cursor
        self.table.tell("Nothing was changed on this chart since histories are kept.")
        now = None
        if at is not None:
            now = next((row for row, change in enumerate(changes) if change.key == at.key), None)
        self.table.refill(changes, 0, len(changes), now)
        noun = "change" if len(changes) == 1 else "changes"
        self.words.show(
            [(" what was changed, the newest first", "quiet")], [(f" {number(len(changes))} {noun} ", "loud")]
        )

    def action_open(self) -> None:
        """Show a change whole: a line of the table may be cut."""
        change = self.table.row_at_cursor
        if change is not None:
            self.work.flow(self._open(change))

    async def _open(self, change: Change) -> None:
        facts = [
            Fact("When", moment(change.at), wide=True),
            Fact("Who", plain(change.person), wide=True),
            Fact("What", action_words(change), wide=True),
        ]
        for field in change.fields:
            facts.append(Fact(WORDS.get(field.field, field.field), "", heading=True))
            facts.append(Fact("Before", "\n".join(lines(field.before)) or "(empty)", wide=True))
            facts.append(Fact("After", "\n".join(lines(field.after)) or "(empty)", wide=True))
        await ask(self.app, self.work, FactsSheet("A change of this chart", facts))

    def _refused(self, error: DentuiError) -> None:
        self.post_message(self.Refused(error))
