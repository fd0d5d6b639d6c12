"""Create a scan ticket (S09, S10), and change one that is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.drafts import Draft, Kind, Subject, Typed
from dentui.domain.history import Theirs
from dentui.domain.patients import PatientChart, PatientLine
from dentui.domain.people import Choice, Lists
from dentui.domain.tickets import (
    KIND_WORDS,
    LONGEST_NOTE,
    TicketInput,
    TicketKind,
    TicketLine,
    ticket_number,
)
from dentui.errors import Invalid
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.text import content, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.form import ChoiceBox, FormField, PickBox
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace

LABELS = {
    "kind": "Scan",
    "case_type_id": "Case type",
    "visit_type_id": "Visit type",
    "doctor_id": "Doctor",
    "note": "Information",
}


def options_of(choices: Iterable[Choice], value: int | None = None, name: str = "") -> list[Option[Any]]:
    """What a field offers; what it holds already stays, where it is not offered any more."""
    options = [Option(choice.id, choice.name) for choice in choices]
    if value is not None and all(option.value != value for option in options):
        options.append(Option(value, name or "not offered any more"))
    return options


class TicketFields:
    """The fields of a scan ticket, on a sheet of their own or in that of a new patient."""

    def __init__(
        self, lists: Lists, form: TicketInput, names: TicketLine | None = None, note: str = "note"
    ) -> None:
        """`note`: how the field of the note is called, where a form has another one of that name."""

        def named(column: str) -> str:
            return "" if names is None else str(getattr(names, column))

        self.kind: ChoiceBox[TicketKind] = ChoiceBox(
            "kind",
            LABELS["kind"],
            [Option(kind, KIND_WORDS[kind]) for kind in TicketKind],
            () if form.kind is None else (form.kind,),
            required=True,
        )
        self.picks = [
            PickBox(name, LABELS[name], options_of(offered, getattr(form, name), old), getattr(form, name))
            for name, offered, old in (
                ("case_type_id", lists.case_types, named("case_type")),
                ("visit_type_id", lists.visit_types, named("visit_type")),
                ("doctor_id", lists.doctors, named("doctor")),
            )
        ]
        self.note = NoteBox(note, LABELS["note"], form.note)
        self.all: tuple[FormField, ...] = (self.kind, *self.picks, self.note)

    @property
    def proposed(self) -> str:
        """The fields that hold something, in words; asked before the person changes any."""
        fields: list[ChoiceBox[TicketKind] | PickBox] = [self.kind, *self.picks]
        values = [(field, field.value) for field in fields if field.value is not None]
        return ", ".join(f"{field.label} {plain(field.words(value))}" for field, value in values)

    def read(self) -> TicketInput:
        """What the fields hold. Raises Invalid with the field."""
        if self.kind.value is None:
            raise Invalid("Choose what is to be scanned: i for Intraoral, f for Face Scan.", field="kind")
        case_type, visit_type, doctor = (pick.value for pick in self.picks)
        note = self.note.read()
        if len(note) > LONGEST_NOTE:
            raise Invalid(
                f"The information is too long: at most {LONGEST_NOTE:,} characters. Shorten it.",
                field=self.note.field,
            )
        return TicketInput(self.kind.value, case_type, visit_type, doctor, note)


class TicketSheet(FormSheet[TicketInput, int | Unchanged]):
    """Answers the number of the ticket."""

    TITLE = "Create a scan ticket"

    def __init__(
        self,
        work: Workplace,
        lists: Lists,
        patient: PatientLine | PatientChart,
        last: TicketInput,
        ticket: TicketLine | None = None,
    ) -> None:
        """`last`: the choices that were made last, which are offered first."""
        super().__init__(work)
        self._patient = patient
        self._ticket = ticket
        self._version = 0 if ticket is None else ticket.version
        self._base = last if ticket is None else ticket.form
        self._uuid = uuid4()
        self._fields = TicketFields(lists, self._base, ticket)
        self._proposed = self._fields.proposed if ticket is None else ""

    def heading(self) -> tuple[str, str]:
        title = self.TITLE if self._ticket is None else f"Scan ticket {ticket_number(self._ticket.number)}"
        return title, "* required"

    def body(self) -> Iterable[Widget]:
        name = Words()
        name.show([(plain(self._patient.name), "loud")], [(f" chart {self._patient.chart_number}", "quiet")])
        yield name
        if self._proposed:
            yield Static(content(f"As last time: {self._proposed}."), classes="hint")
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return self._fields.all

    def read(self) -> TicketInput:
        return self._fields.read()

    def keep(self, form: TicketInput) -> int | Unchanged:
        desk, save, ticket = self.work.desk, self.save_id, self._ticket
        if ticket is None:
            return desk.charts.open_ticket(desk.actor, save, self._patient.uuid, self._uuid, form)
        changed = desk.charts.edit_ticket(desk.actor, save, ticket.uuid, self._version, form)
        return ticket.number if changed else UNCHANGED

    def subject(self) -> Subject:
        patient = self._patient.uuid
        if self._ticket is None:
            return Subject(Kind.NEW_TICKET, self._uuid, patient, base=self._base)
        return Subject(Kind.EDIT_TICKET, self._ticket.uuid, patient, self._version, self._base)

    def fill(self, typed: Mapping[str, Typed]) -> None:
        """Put in what was ordered in another form; before it is shown."""
        for field in self.fields():
            if field.field in typed:
                field.retype(typed[field.field])

    def resume(self, draft: Draft) -> None:
        self._uuid = draft.subject.uuid or self._uuid
        super().resume(draft)

    def base(self) -> TicketInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, TicketInput):
            self._base = theirs.form
