"""A record made by hand, and its name and the rest changed (S34)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from textual.widget import Widget

from dentui.domain.drafts import Draft, Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.patients import PatientChart, RecordInput, RecordLine
from dentui.domain.people import Lists
from dentui.errors import Invalid
from dentui.services.charts import checked_record
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.sheets.ticket import LABELS, options_of
from dentui.ui.text import plain
from dentui.ui.widgets.form import FormField, PickBox, TextBox
from dentui.ui.widgets.moments import MomentBox
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace


class RecordSheet(FormSheet[RecordInput, UUID | Unchanged]):
    """Answers the record that was saved."""

    TITLE = "New record"

    def __init__(
        self,
        work: Workplace,
        lists: Lists,
        patient: PatientChart,
        record: RecordLine | None = None,
        start: RecordInput | None = None,
    ) -> None:
        """`start`: what a new one starts from, else a visit that is now."""
        super().__init__(work)
        self._patient, self._record = patient, record
        now = datetime.now().replace(second=0, microsecond=0)
        self._base = (start or RecordInput("", now)) if record is None else record.form
        self._version = 0 if record is None else record.version
        self._uuid = uuid4() if record is None else record.uuid
        self.name_box = TextBox("name", "Name", self._base.name, required=True, most=201)
        self.moment_box = MomentBox("visiting_time", "Visiting time", self._base.visiting_time, required=True)
        old = {
            "case_type_id": record.case_type if record else "",
            "visit_type_id": record.visit_type if record else "",
            "doctor_id": record.doctor if record else "",
        }
        self._picks = [
            PickBox(
                name,
                LABELS[name],
                options_of(offered, getattr(self._base, name), old[name]),
                getattr(self._base, name),
            )
            for name, offered in (
                ("case_type_id", lists.case_types),
                ("visit_type_id", lists.visit_types),
                ("doctor_id", lists.doctors),
            )
        ]

    def heading(self) -> tuple[str, str]:
        return ("New record" if self._record is None else "Edit record"), "* required"

    def body(self) -> Iterable[Widget]:
        name = Words()
        name.show([(plain(self._patient.name), "loud")], [(f" chart {self._patient.chart_number}", "quiet")])
        yield name
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return (self.name_box, self.moment_box, *self._picks)

    def read(self) -> RecordInput:
        name = self.name_box.read()
        try:
            when = self.moment_box.read_moment()
        except Invalid:
            # The name stands before it: what is wrong there is said first.
            checked_record(replace(self._base, name=name), self._base)
            raise
        case_type, visit_type, doctor = (pick.value for pick in self._picks)
        return RecordInput(name, when, case_type, visit_type, doctor)

    def keep(self, form: RecordInput) -> UUID | Unchanged:
        desk, save = self.work.desk, self.save_id
        if self._record is None:
            desk.charts.make_record(desk.actor, save, self._patient.uuid, self._uuid, form)
        elif not desk.charts.edit_record(desk.actor, save, self._uuid, self._version, form, self._base):
            return UNCHANGED
        return self._uuid

    def subject(self) -> Subject:
        kind = Kind.NEW_RECORD if self._record is None else Kind.EDIT_RECORD
        return Subject(kind, self._uuid, self._patient.uuid, self._version, self._base)

    def resume(self, draft: Draft) -> None:
        self._uuid = draft.subject.uuid or self._uuid
        super().resume(draft)

    def base(self) -> RecordInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, RecordInput):
            self._base = theirs.form
