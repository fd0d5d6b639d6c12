"""New patient and Edit patient (S12, S13, S16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid4

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from dentui.domain.doubles import Doubles, Likely
from dentui.domain.doubles import Typed as TypedSoFar
from dentui.domain.drafts import Draft, Kind, Subject, Typed
from dentui.domain.forms import LIMITS, checked, genders
from dentui.domain.history import Theirs
from dentui.domain.patients import GENDER_WORDS, Entered, Gender, PatientChart, PatientInput, display_name
from dentui.domain.people import Lists
from dentui.domain.tickets import TicketInput
from dentui.errors import Conflict, DentuiError, Invalid
from dentui.ui.keys import NEW_PATIENT
from dentui.ui.sheets.base import Fields, ask
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.sheets.ticket import TicketFields, options_of
from dentui.ui.text import day, lines, plain
from dentui.ui.widgets.choices import Option
from dentui.ui.widgets.doubles import DoubleLines
from dentui.ui.widgets.form import ChoiceBox, FormField, PickBox, TextBox
from dentui.ui.widgets.moments import DateBox
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.widgets.status import Words
from dentui.ui.work import Load, Workplace

A = TypeVar("A")

LINES = (
    ("family", "Family name"),
    ("given", "Given name"),
    ("other", "Other names"),
    ("mobile", "Mobile"),
    ("landline", "Landline"),
    ("email", "E-mail"),
    ("id_number", "ID number"),
    ("insurance_number", "Insurance card"),
)
NOTES = (
    ("address", "Address"),
    ("note", "Note"),
    ("allergies", "Allergies"),
    ("past_medical_history", "Past history"),
    ("oral_habits", "Oral habits"),
)
NAMES = ("family", "given", "other")
WITH_TICKET = "with_ticket"
"""In a draft of a new patient: whether a scan ticket is opened as well."""


class PatientSheet(FormSheet[PatientInput, A], Generic[A]):
    """The form of a patient's data; what all its uses have in common."""

    def __init__(self, work: Workplace, lists: Lists, form: PatientInput, responsible: str = "") -> None:
        super().__init__(work)
        self._base = form
        lines = {
            name: TextBox(name, label, getattr(form, name), required=name == "family", most=LIMITS[name] + 1)
            for name, label in LINES
        }
        self.lines = lines
        self.gender: ChoiceBox[Gender] = ChoiceBox(
            "gender",
            "Gender",
            [Option(gender, GENDER_WORDS[gender]) for gender in genders()],
            () if form.gender is None else (form.gender,),
            required=True,
        )
        self.born = DateBox("birth_date", "Date of birth", form.birth_date, born=True)
        self.notes = {name: NoteBox(name, label, getattr(form, name)) for name, label in NOTES}
        self.responsible: PickBox | None = None
        if lists.members:
            self.responsible = PickBox(
                "responsible_id",
                "Responsible",
                options_of(lists.members, form.responsible_id, responsible),
                form.responsible_id,
                required=True,
            )
        self._fields: tuple[FormField, ...] = (
            *(lines[name] for name in NAMES),
            self.gender,
            self.born,
            *(box for name, box in lines.items() if name not in NAMES),
            *self.notes.values(),
            *([self.responsible] if self.responsible is not None else []),
        )

    def fields(self) -> Sequence[FormField]:
        return self._fields

    def read(self) -> PatientInput:
        texts: dict[str, Any] = {name: box.read() for name, box in (self.lines | self.notes).items()}
        form = replace(
            self._base,
            **texts,
            gender=self.gender.value,
            responsible_id=self._base.responsible_id if self.responsible is None else self.responsible.value,
        )
        try:
            return replace(form, birth_date=self.born.read_day())
        except Invalid:
            self._refuse_before(self.born, form)
            raise

    def _refuse_before(self, at: FormField, form: PatientInput) -> None:
        """Raises Invalid where a field that stands before this one is wrong: that is said first."""
        try:
            checked(form, date.today(), self._base)
        except Invalid as error:
            if any(
                field.field == error.field for field in takewhile(lambda each: each is not at, self.fields())
            ):
                raise

    def base(self) -> PatientInput:
        return self._base


@dataclass(frozen=True, slots=True)
class Existing:
    """A new patient who is in the register already."""

    patient: UUID
    typed: Mapping[str, Typed]
    """What was typed, by the names of the fields."""
    ticket: Mapping[str, Typed] | None
    """What was ordered with it, by the names of the fields of a scan ticket; None for nothing."""


class NewPatientSheet(PatientSheet[Entered | Existing]):
    """Answers the patient that was entered, or whose chart is used instead."""

    TITLE = "New patient"
    PLACE = NEW_PATIENT
    BINDINGS = NEW_PATIENT.bindings

    def __init__(
        self, work: Workplace, lists: Lists, form: PatientInput, last: TicketInput, me: int, my_name: str
    ) -> None:
        """`form`: what the find text tells already; `last`: the choices of the last ticket; `me`: the
        operator, who is the responsible member unless another is chosen."""
        super().__init__(work, lists, replace(form, responsible_id=me), my_name)
        self._uuid, self._ticket_uuid = uuid4(), uuid4()
        self._lists, self._last = lists, last
        self.ticket: TicketFields | None = None
        """Made when it is first wanted: the form opens sooner."""
        self.ticket_words = Words()
        self.with_ticket = False
        self._as_last = False
        """Whether choices of the last ticket are proposed; the fields show which."""
        self._order: TicketInput | None = None
        self.doubles = DoubleLines()
        self._found = Doubles(())
        self._others: set[UUID] = set()
        """Who was said not to be the same person."""
        self._doubling: Load[Doubles] = Load(work)

    def heading(self) -> tuple[str, str]:
        return self.TITLE, "* required"

    def subject(self) -> Subject:
        return Subject(Kind.NEW_PATIENT, self._uuid, base=self._base, ticket=self._ticket_uuid)

    def typed(self) -> dict[str, Typed]:
        typed = super().typed()
        if self.ticket and self.with_ticket:
            # All of it: what it started from, the last ticket's choices, is another one next time.
            typed |= {WITH_TICKET: True, **{field.field: field.typed() for field in self.ticket.all}}
        return typed

    def resume(self, draft: Draft) -> None:
        self._uuid = draft.subject.uuid or self._uuid
        self._ticket_uuid = draft.subject.ticket or self._ticket_uuid
        if draft.typed.get(WITH_TICKET):
            self.with_ticket = True
            self.ticket = self._ticket_fields()
        super().resume(draft)

    def body(self) -> Iterable[Widget]:
        yield from self._fields
        if self.ticket is not None:
            yield from self.ticket.all

    def fields(self) -> Sequence[FormField]:
        return (*self._fields, *self.ticket.all) if self.ticket and self.with_ticket else self._fields

    def foot(self) -> Iterable[Widget]:
        yield self.doubles
        yield self.ticket_words
        yield from super().foot()

    def on_mount(self) -> None:
        self._tell_ticket()

    def begin(self) -> None:
        super().begin()
        self._look_for_doubles()

    # Likely doubles

    @on(FormField.Edited)
    def _look_for_doubles(self) -> None:
        """Ask who may be here already; a letter does not wait for it, and the newest question counts."""
        typed = self._so_far()
        if not typed.says_enough:
            self._doubling.stop()
            self._take_doubles(Doubles(()))
            return
        desk = self.work.desk
        self._doubling.start(
            lambda: desk.doubles.while_typing(desk.actor, typed), self._take_doubles, self._no_doubles
        )

    def _so_far(self) -> TypedSoFar:
        texts = {name: self.lines[name].value.strip() for name, _ in LINES}
        gender = self.gender.value or Gender.UNKNOWN
        return TypedSoFar(
            **texts, gender=gender, birth_date=self._born(), address=self.notes["address"].read().strip()
        )

    def _born(self) -> date | None:
        try:
            return self.born.read_day()
        except Invalid:
            return None

    def _take_doubles(self, found: Doubles) -> None:
        self._found = found
        self.doubles.show(Doubles(self._likely, found.hidden), "F3")

    def _no_doubles(self, error: DentuiError) -> None:
        """Whoever types is not stopped by it: where the register is away, saving says why."""
        self._found = Doubles(())
        self.doubles.tell(
            "Likely doubles cannot be looked for now. Go on typing: the next letter tries again."
        )

    @property
    def _likely(self) -> tuple[Likely, ...]:
        return tuple(likely for likely in self._found.shown if likely.uuid not in self._others)

    def why_not(self, action: str) -> str:
        """Why an action cannot be done now, "" where it can."""
        nobody = action == "compare" and not self._likely
        return "Nobody who was found so far may be the same person." if nobody else ""

    def action_compare(self) -> None:
        # What was typed last counts too.
        self.work.flow(self._compare())

    async def _compare(self) -> None:
        from dentui.ui.sheets.compare import TypedSheet, gender_words

        await self._doubling.settled()
        why_not = self.why_not("compare")
        if why_not:
            self.status.say(why_not)
            return
        so_far = self._so_far()
        typed = {
            "name": plain(display_name(so_far.family, so_far.given, so_far.other)),
            "gender": gender_words(so_far.gender),
            "born": day(so_far.birth_date) if so_far.birth_date else "",
            "phone": plain(so_far.mobile),
            "landline": plain(so_far.landline),
            "email": plain(so_far.email),
            "id": plain(so_far.id_number),
            "insurance": plain(so_far.insurance_number),
            "address": "\n".join(lines(so_far.address)),
        }
        compared = await ask(self.app, self.work, TypedSheet(self.work, typed, self._likely))
        if compared is None:
            return
        self._others |= compared.others
        self._take_doubles(self._found)
        if compared.use is not None:
            self.dismiss(self._existing(compared.use.uuid))

    def _existing(self, patient: UUID) -> Existing:
        """The patient who is here already, with all that was typed."""
        typed = {field.field: field.typed() for field in self._fields if field is not self.responsible}
        ticket = None
        if self.ticket is not None and self.with_ticket:
            ticket = {field.field: field.typed() for field in self.ticket.all}
            ticket["note"] = ticket.pop(self.ticket.note.field)
        return Existing(patient, typed, ticket)

    def first(self) -> FormField | None:
        for field in (self.lines["family"], self.lines["given"]):
            if not field.value:
                return field
        return self.gender

    @property
    def touched(self) -> bool:
        # What the find text gave stands in the find box still.
        return super().touched or self.with_ticket

    async def action_ticket(self) -> None:
        self.with_ticket = not self.with_ticket
        in_ticket = self.ticket is not None and self.at in {field.field for field in self.ticket.all}
        self._tell_ticket()
        if self.ticket is None:
            self.ticket = self._ticket_fields()
            self._as_last = bool(self.ticket.proposed)
            self._tell_ticket()
            with self.app.batch_update():
                await self.query_one(Fields).mount(*self.ticket.all)
        for field in self.ticket.all:
            field.display = self.with_ticket
        if self.with_ticket or in_ticket:
            self.set_focus(self.ticket.kind if self.with_ticket else self.gender)
        if self.with_ticket:
            # Where there is no room for all of the form, all of the ticket is seen.
            self.call_after_refresh(self.ticket.note.scroll_visible, animate=False)

        self.note_draft()

    def _ticket_fields(self) -> TicketFields:
        return TicketFields(self._lists, self._last, note="ticket_note")

    def resolve(self, error: Conflict, theirs: Theirs, form: PatientInput) -> None:
        # It was entered, its answer lost, and another desk has the chart already: that is no new patient's.
        self.refused(error)

    def action_swap(self) -> None:
        family, given = self.lines["family"], self.lines["given"]
        with self.prevent(Input.Changed):
            family.value, given.value = given.value, family.value
        family.hush()
        given.hush()
        self.note_draft()
        self.status.say("Names swapped.")

    def _tell_ticket(self) -> None:
        mark = "[x]" if self.with_ticket else "[ ]"
        last = self.with_ticket and self._as_last
        words = [(f"{mark} Create a scan ticket{', as last time' if last else ' as well'}", "loud")]
        self.ticket_words.show(words, [(" F7 ", "key")])

    def keep(self, form: PatientInput) -> Entered:
        desk = self.work.desk
        return desk.charts.enter(desk.actor, self.save_id, self._uuid, form, self._order, self._ticket_uuid)

    def read(self) -> PatientInput:
        form = super().read()
        # Read here, on the event loop: `keep` runs in a thread and asks nothing of the screen.
        self._order = None
        if self.ticket and self.with_ticket:
            try:
                self._order = self.ticket.read()
            except Invalid:
                self._refuse_before(self.ticket.all[0], form)
                raise
        return form


class EditPatientSheet(PatientSheet[UUID | Unchanged]):
    """Answers the patient who was changed."""

    TITLE = "Edit patient"

    def __init__(self, work: Workplace, lists: Lists, chart: PatientChart) -> None:
        super().__init__(work, lists, chart.form, chart.responsible)
        self._uuid, self._version = chart.uuid, chart.version

    def keep(self, form: PatientInput) -> UUID | Unchanged:
        desk = self.work.desk
        changed = desk.charts.edit(desk.actor, self.save_id, self._uuid, self._version, form, self._base)
        return self._uuid if changed else UNCHANGED

    def subject(self) -> Subject:
        return Subject(Kind.EDIT_PATIENT, self._uuid, self._uuid, self._version, self._base)

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, PatientInput):
            self._base = theirs.form
