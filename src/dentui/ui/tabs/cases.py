"""Cases: what was ordered from labs for a patient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from textual.message import Message

from dentui.domain.cases import OVER, CaseRow, Lateness
from dentui.domain.images import ImageItem
from dentui.domain.patients import PatientChart
from dentui.errors import DentuiError, Forbidden
from dentui.ui.keys import CASES_OF_PATIENT
from dentui.ui.sheets.case_export import UNSENT, export_case
from dentui.ui.tabs.table import TableTab
from dentui.ui.widgets.cases import CaseTable
from dentui.ui.work import Workplace


class CasesTab(TableTab[CaseRow]):
    """The cases, those that are not over first."""

    PLACE = CASES_OF_PATIENT
    BINDINGS = CASES_OF_PATIENT.bindings

    class EditWanted(Message):
        """A case is to be gone on with."""

        def __init__(self, case: UUID) -> None:
            super().__init__()
            self.case = case

    class ImagesWanted(Message):
        """The image data of a record is to be seen."""

        def __init__(self, record: UUID) -> None:
            super().__init__()
            self.record = record

    def __init__(self, work: Workplace, chart: PatientChart) -> None:
        super().__init__(work, chart, CaseTable(of_patient=True), "cases")

    def fetch(self) -> Callable[[], Sequence[CaseRow]]:
        desk, patient = self.work.desk, self.chart.uuid
        return lambda: desk.cases.of_patient(desk.actor, patient)

    def key_of(self, row: CaseRow) -> UUID:
        return row.uuid

    def tell(self, rows: Sequence[CaseRow]) -> None:
        self.table.tell("No case yet." + ("" if self.chart.merged else " c begins one."))
        today = date.today()
        late = sum(row.lateness(today) is Lateness.LATE for row in rows)
        under_way = sum(row.state not in OVER for row in rows)
        noun = "case" if len(rows) == 1 else "cases"
        self.words.show(
            [(f" {under_way} under way", "quiet"), (f", {late} late" if late else "", "loud")],
            [(f" {len(rows)} {noun} ", "loud")],
        )

    def why_not(self, action: str) -> str:
        row = self.table.row_at_cursor
        if action == "export" and row is not None and row.number is None:
            return UNSENT
        return super().why_not("open" if action == "export" else action)

    def action_export(self) -> None:
        row, why_not = self.table.row_at_cursor, self.why_not("export")
        if row is None or row.number is None:
            self.refused(Forbidden(why_not))
        else:
            self.work.flow(export_case(self.app, self.work, row.uuid, row.number))

    async def open(self, row: CaseRow) -> None:
        from dentui.ui.sheets.case_move import Besides
        from dentui.ui.sheets.case_opening import open_case

        try:
            done = await open_case(self.app, self.work, row.uuid, from_chart=True)
        except DentuiError as error:
            self.refused(error)
            return
        if done is Besides.EDIT:
            self.post_message(self.EditWanted(row.uuid))
        elif isinstance(done, ImageItem):
            self.post_message(self.ImagesWanted(done.record))
        elif isinstance(done, str):
            self.post_message(self.Said(done))
