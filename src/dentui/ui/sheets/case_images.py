"""The files of a case: what was attached, what the lab sent and what became of it, to see and to download."""

from __future__ import annotations

from collections.abc import Iterable

from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.cases import Case
from dentui.domain.images import ImageItem
from dentui.ui.keys.case_list import CASE_FILES
from dentui.ui.sheets.base import Drawer, Sheet
from dentui.ui.sheets.download import download
from dentui.ui.text import number
from dentui.ui.widgets.case_images import CaseFileTable, files_of
from dentui.ui.widgets.cases import number_words
from dentui.ui.work import Workplace


class CaseFilesSheet(Sheet[ImageItem]):
    """Answers the item that is to be seen in its chart."""

    PLACE = CASE_FILES
    BINDINGS = CASE_FILES.bindings

    def __init__(self, work: Workplace, case: Case) -> None:
        super().__init__()
        self.work = work
        self._case, self._rows = case, files_of(case)
        self.table = CaseFileTable()

    def box(self) -> Vertical:
        return Drawer()

    def heading(self) -> tuple[str, str]:
        came, attached = len(self._case.answers), len(self._case.attachments)
        counts = f"{number(came)} from the lab, {number(attached)} attached"
        return f"Files of {number_words(self._case.row)}", counts

    def body(self) -> Iterable[Widget]:
        yield self.table

    def on_mount(self) -> None:
        self.table.tell("This case has no files yet.")
        self.table.fill(self._rows, 0, len(self._rows))
        self.set_focus(self.table)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nothing = action in ("see", "download") and not self._rows
        return "There is nothing in this list." if nothing else ""

    def action_see(self) -> None:
        row = self.table.row_at_cursor
        if row is not None:
            self.dismiss(row.item)

    def action_download(self) -> None:
        row = self.table.row_at_cursor
        if row is not None:
            self.work.flow(download(self.app, self.work, row.item))
