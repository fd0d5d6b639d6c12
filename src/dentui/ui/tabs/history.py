"""History: what was changed on a chart, by whom, before and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import uuid4

from dentui.domain.finding import Find
from dentui.domain.forms import WORDS
from dentui.domain.history import Change
from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError, NotFound
from dentui.ui.keys import HISTORY
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.facts import FactsSheet
from dentui.ui.tabs.table import TableTab
from dentui.ui.text import lines, moment, number, plain
from dentui.ui.widgets.facts import Fact
from dentui.ui.widgets.history import MERGES, NOT_SAME, HistoryTable, action_words
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
        if row.action in MERGES:
            await self._turn(row)
            return
        if row.action == NOT_SAME and await self._recall(row):
            return
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

    async def _recall(self, row: Change) -> bool:
        """Offer to take back that two are not the same person; whether that was answered with yes."""
        from dentui.ui.sheets.confirm import ConfirmSheet

        numbers = [field.after for field in row.fields if field.field == "other_chart"]
        question = ConfirmSheet(
            self.work,
            "Perhaps the same person after all?",
            [f"It was said that chart {numbers[0] if numbers else '?'} is another person's."],
            yes="take that back",
            no="leave it",
        )
        if not await ask(self.app, self.work, question):
            return False
        desk, save = self.work.desk, uuid4()
        try:
            found = await self.work.hands.run(
                lambda: desk.patients.find(desk.actor, Find(f"chart {numbers[0]}")).lines
            )
            other = next((line for line in found if str(line.chart_number) == numbers[0]), None)
            if other is None:
                raise NotFound("That chart is out of your reach. Ask an administrator.")
            uuid = other.uuid
            await self.work.finish(lambda: desk.doubles.recall(desk.actor, save, row.patient, uuid))
        except DentuiError as error:
            self.refused(error)
        else:
            self.post_message(self.Said("These two are perhaps the same person again."))
        return True

    async def _turn(self, row: Change) -> None:
        """Offer to take a merge back, or to make it again."""
        from dentui.ui.sheets.merge_undo import turn, turned_words

        desk = self.work.desk
        try:
            merge = await self.work.hands.run(lambda: desk.merges.of_save(desk.actor, row.save))
            turned = None if merge is None else await turn(self.app, self.work, merge)
        except DentuiError as error:
            self.refused(error)
            return
        if merge is None:
            self.refused(NotFound("That merge is out of your reach. Ask an administrator."))
        elif turned is not None:
            self.post_message(self.Said(turned_words(turned)))
