"""History: what was changed on a chart, by whom, before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dentui.domain.forms import WORDS
from dentui.domain.history import Change
from dentui.domain.patients import PatientChart
from dentui.ui.keys import HISTORY
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.facts import FactsSheet
from dentui.ui.tabs.table import TableTab
from dentui.ui.text import lines, moment, number, plain
from dentui.ui.widgets.facts import Fact
from dentui.ui.widgets.history import HistoryTable, action_words
from dentui.ui.work import Workplace


class HistoryTab(TableTab[Change]):
    """The changes, the newest first."""

    PLACE = HISTORY
    BINDINGS = HISTORY.bindings

    def __init__(self, work: Workplace, chart: PatientChart) -> None:
        super().__init__(work, chart, HistoryTable(), "history")

    def fetch(self) -> Callable[[], Sequence[Change]]:
        desk, patient = self.work.desk, self.chart.uuid
        return lambda: desk.charts.history(desk.actor, patient)

    def key_of(self, row: Change) -> int:
        return row.key

    def tell(self, rows: Sequence[Change]) -> None:
        self.table.tell("Nothing was changed on this chart since histories are kept.")
        noun = "change" if len(rows) == 1 else "changes"
        self.words.show(
            [(" what was changed, the newest first", "quiet")], [(f" {number(len(rows))} {noun} ", "loud")]
        )

    async def open(self, row: Change) -> None:
        # A line of the table may be cut.
        facts = [
            Fact("When", moment(row.at), wide=True),
            Fact("Who", plain(row.person), wide=True),
            Fact("What", action_words(row), wide=True),
        ]
        for field in row.fields:
            facts.append(Fact(WORDS.get(field.field, field.field), "", heading=True))
            facts.append(Fact("Before", "\n".join(lines(field.before)) or "(empty)", wide=True))
            facts.append(Fact("After", "\n".join(lines(field.after)) or "(empty)", wide=True))
        await ask(self.app, self.work, FactsSheet("A change of this chart", facts))
