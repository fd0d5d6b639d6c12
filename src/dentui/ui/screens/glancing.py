"""The glance beside the list: who is under the cursor, where the terminal is wide enough.

It shows what the list may show without opening a chart (`domain/glance.py`): resting on a row is no opening,
and leaves no row in the audit trail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events, on

from dentui.domain.finding import Find, Page
from dentui.domain.patients import PatientLine
from dentui.errors import DentuiError
from dentui.ui.screens.found import FoundScreen, View
from dentui.ui.widgets.rows import RowTable
from dentui.ui.work import Load, Workplace

if TYPE_CHECKING:
    from dentui.domain.glance import Glance
    from dentui.ui.widgets.glance import GlancePanel

WIDE = 140
"""Columns of the terminal from which the list leaves room for it."""


class GlancingScreen(FoundScreen):
    """The list; from `WIDE` columns on with a glance at the patient under the cursor."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.panel: GlancePanel | None = None
        """None until the terminal was wide enough."""
        self._seen: PatientLine | None = None
        self._glance: Glance | None = None
        self._glancing: Load[Glance] = Load(work)

    async def on_resize(self, event: events.Resize) -> None:
        wide = event.size.width >= WIDE
        if self.panel is None:
            if not wide:
                return
            from dentui.ui.widgets.glance import GlancePanel

            self.panel = GlancePanel()
            await self.mount(self.panel)
        self.panel.display = wide
        self._look(anew=True)

    def _show_again(self, find: Find, view: View, page: Page) -> None:
        super()._show_again(find, view, page)
        self._look(anew=True)

    @on(RowTable.Moved)
    def _row_moved(self) -> None:
        self._look()

    def _look(self, *, anew: bool = False) -> None:
        """Show who is under the cursor now. `anew`: what was fetched of them may be another by now."""
        if self.panel is None or not self.panel.display:
            # Nothing is asked that is not shown.
            self._seen = self._glance = None
            self._glancing.stop()
            return
        row, before = self.table.row_at_cursor, self._seen
        self._seen = row
        same = row is not None and before is not None and row.uuid == before.uuid
        if not same:
            self._glance = None
        self.panel.show(row, self._glance)
        if row is None:
            self._glancing.stop()
        elif anew or not same:
            desk, patient = self.work.desk, row.uuid
            self._glancing.start(
                lambda: desk.patients.glance(desk.actor, patient), self._take_glance, self._no_glance
            )

    def _take_glance(self, glance: Glance) -> None:
        if self.panel is not None and self._seen is not None and self._seen.uuid == glance.uuid:
            self._glance = glance
            self.panel.show(self._seen, glance)

    def _no_glance(self, error: DentuiError) -> None:
        # The list says the same for itself where it is about more than this patient.
        if self.panel is not None:
            self.panel.show(self._seen, None, str(error))
