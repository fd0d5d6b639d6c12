"""Finding patients and looking at them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.finding import Find, Page
from dentui.domain.glance import Glance
from dentui.domain.patients import PatientChart, RecordLine
from dentui.store import glance, patients
from dentui.store.database import Database, Unit


class Patients:
    """The patients within the operator's scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, actor: Actor, find: Find, first: int = 0, limit: int = 50, around: UUID | None = None
    ) -> Page:
        """Rows `first` to `first + limit` of the answer: literal matches, then folded, then pinyin
        ones, each by newest visit. With `around` the window is laid so that it holds that patient,
        if found; `Page.at` is the row."""
        return self._database.read(actor, lambda view: patients.page(view, find, first, limit, around))

    def by_chart_number(self, actor: Actor, number: int) -> UUID:
        """The patient, or merged profile, of this chart number. Raises NotFound."""
        return self._database.read(actor, lambda view: patients.by_chart_number(view, number))

    def count(self, actor: Actor, find: Find) -> int:
        """The number found, exactly; for when `Page.exact` is false."""
        return self._database.read(actor, lambda view: patients.count(view, find))

    def chart(self, actor: Actor, patient: UUID) -> PatientChart:
        """Open a patient's chart; that is an entry in the audit trail. Raises NotFound."""

        def open_chart(unit: Unit) -> PatientChart:
            patient_id, found = patients.chart(unit.view, patient)
            unit.audit(patients.OPEN_CHART, patient_id)
            return found

        return self._database.write(actor, open_chart)

    def chart_again(self, actor: Actor, patient: UUID) -> PatientChart:
        """The chart as it is now, for who opened it within the last hours and has it on the screen still;
        that opening is in the trail already. Raises NotFound, Forbidden for who did not open it."""
        return self._database.read(actor, lambda view: patients.chart_again(view, patient))

    def glance(self, actor: Actor, patient: UUID) -> Glance:
        """What the list may show beside itself of a patient whose chart is not opened: no entry in the audit
        trail, and nothing clinical. Raises NotFound."""
        return self._database.read(actor, lambda view: glance.glance(view, patient))

    def records(
        self, actor: Actor, patient: UUID, visited_from: date | None = None, visited_to: date | None = None
    ) -> tuple[RecordLine, ...]:
        """The patient's visits within the range (ends included), newest first. Raises NotFound."""
        return self._database.read(
            actor, lambda view: patients.records(view, patient, visited_from, visited_to)
        )
