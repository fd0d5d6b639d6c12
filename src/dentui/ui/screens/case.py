"""Create a case for the lab (S11, S23, S43), and go on with one that is not sent yet or was rejected.

It fills the screen: the lab and whose order it is, the work on the tooth chart, instructions, attachments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from textual import on
from textual.app import App
from textual.containers import Vertical
from textual.widget import Widget

from dentui.domain.cases import EDITABLE, Case, CaseInput, CaseNumber, choice_of, require_complete
from dentui.domain.drafts import Draft, Kind, Subject
from dentui.domain.history import Theirs
from dentui.domain.images import RecordImages
from dentui.domain.labs import Lab
from dentui.domain.patients import begins_with_milk
from dentui.domain.people import Choice, Lists
from dentui.domain.snippets import SnippetKind, joined
from dentui.domain.teeth import Numbering
from dentui.domain.work import WorkKind, Works
from dentui.errors import DentuiError, NotFound
from dentui.ui.keys.cases import CASE_FORM
from dentui.ui.screens.attach import AttachSheet
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.case_export import offer_export
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.sheets.snippet import choose_snippet
from dentui.ui.sheets.ticket import options_of
from dentui.ui.sheets.work_detail import WorkDetailSheet
from dentui.ui.tabs.album import Album
from dentui.ui.text import one_line, plain
from dentui.ui.widgets.attachments import Attached, AttachmentBox
from dentui.ui.widgets.form import FormField, PickBox
from dentui.ui.widgets.moments import DateBox
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.widgets.status import Words
from dentui.ui.widgets.tiles import Tiles
from dentui.ui.widgets.tooth_chart import ToothChartBox, ToothChartView
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.domain.patients import PatientChart, PatientLine


class Kept(Enum):
    """Answered where the case was kept and not sent."""

    KEPT = "The case is kept unfinished."
    DUE = "The due date is changed."


@dataclass(frozen=True, slots=True)
class Sent:
    """Answered where the case was sent."""

    case: UUID
    number: CaseNumber


KEPT = Kept.KEPT
Outcome = Sent | Kept | Unchanged


@dataclass(frozen=True, slots=True)
class Offered:
    """What the form of a case chooses from, fetched in one go."""

    lists: Lists
    labs: tuple[Lab, ...]
    records: tuple[RecordImages, ...]
    numbering: Numbering


class CaseForm(FormSheet[CaseInput, Outcome]):
    """Answers that the case was sent, or kept."""

    PLACE = CASE_FORM
    BINDINGS = CASE_FORM.bindings
    TITLE = "Create case"

    def __init__(
        self,
        work: Workplace,
        patient: PatientLine | PatientChart,
        offered: Offered,
        base: CaseInput,
        case: Case | None = None,
    ) -> None:
        """`base`: what it starts from, a new one with what was chosen for it; `case`: one that is there."""
        super().__init__(work)
        self._patient, self._offered, self._case = patient, offered, case
        self._base = base
        self._uuid = uuid4() if case is None else case.row.uuid
        self._version = 0 if case is None else case.row.version
        self._sends = True
        self._album = Album(work, patient.uuid)
        names = ("", "", "") if case is None else (case.row.case_type, case.row.doctor, case.row.lab)
        first = self._first
        labs = [Choice(lab.id, lab.name) for lab in offered.labs]
        self._case_type, self._doctor, self._lab = (
            PickBox(name, label, options_of(choices, value, named), value)
            for name, label, choices, value, named in (
                ("case_type_id", "Case type", offered.lists.case_types, first.case_type_id, names[0]),
                ("doctor_id", "Doctor", offered.lists.doctors, first.doctor_id, names[1]),
                ("lab_id", "Lab", labs, first.lab_id, names[2]),
            )
        )
        self._due = DateBox("due", "Due", first.due)
        self._works = ToothChartBox(
            "works",
            "Work",
            first.works,
            offered.numbering,
            young=begins_with_milk(patient.birth_date, date.today()),
        )
        self._works.usual = self._usual
        self._numbering = offered.numbering
        self._instructions = NoteBox("instructions", "Instructions", first.instructions)
        items = Attached({item.uuid: item for each in offered.records for item in each.items})
        self._attachments = AttachmentBox(work, "attachments", "Attachments", items, first.attachments)

    @property
    def _first(self) -> CaseInput:
        """What stands in the fields at first: where only one thing can be chosen, that."""
        if self._case is not None:
            return self._base
        labs, doctors = self._offered.labs, self._offered.lists.doctors
        return replace(
            self._base,
            lab_id=self._base.lab_id or (labs[0].id if len(labs) == 1 else None),
            doctor_id=self._base.doctor_id or (doctors[0].id if len(doctors) == 1 else None),
        )

    @property
    def _whole(self) -> bool:
        """Whether everything about it can be changed; of a case that is sent only its due date."""
        return self._case is None or self._case.row.state in EDITABLE

    def _usual(self, kind: WorkKind) -> tuple[str | None, str | None]:
        lab = next((lab for lab in self._offered.labs if lab.id == self._lab.value), None)
        if lab is None or lab.work_kind not in (None, kind):
            return None, None
        return lab.material or None, lab.shade or None

    # What the form is

    def box(self) -> Vertical:
        return Vertical(classes="sheet case-form")

    def heading(self) -> tuple[str, str]:
        title = self.TITLE if self._case is None else f"Case {self._case.row.number or 'not sent yet'}"
        return f"{title}  {plain(self._patient.name)}", f"chart {self._patient.chart_number}"

    def body(self) -> Iterable[Widget]:
        allergies = one_line(getattr(self._patient, "allergies", ""))
        if allergies:
            told = Words()
            told.show([(f"!! ALLERGIES: {allergies}", "alarm")])
            yield told
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        if not self._whole:
            return (self._due,)
        return (
            *(self._case_type, self._doctor, self._lab, self._due),
            *(self._works, self._instructions, self._attachments),
        )

    def read(self) -> CaseInput:
        form = self._base
        if self._whole:
            form = CaseInput(
                self._case_type.value,
                self._doctor.value,
                self._lab.value,
                self._due.read_day(),
                self._works.works,
                self._instructions.read(),
                self._attachments.keys,
            )
            if self._sends:
                require_complete(form)
        return replace(form, due=self._due.read_day())

    def keep(self, form: CaseInput) -> Outcome:
        desk, save = self.work.desk, self.save_id
        if self._whole and self._sends:
            patient = self._patient.uuid
            number = desk.cases.send(desk.actor, save, patient, self._uuid, self._version, form)
            return Sent(self._uuid, number)
        if self._case is None:
            desk.cases.keep(desk.actor, save, self._patient.uuid, self._uuid, form)
            return KEPT
        if not desk.cases.edit(desk.actor, save, self._uuid, self._version, form):
            return UNCHANGED
        return KEPT if self._whole else Kept.DUE

    def subject(self) -> Subject:
        kind = Kind.NEW_CASE if self._case is None else Kind.EDIT_CASE
        return Subject(kind, self._uuid, self._patient.uuid, self._version, self._base)

    def resume(self, draft: Draft) -> None:
        self._uuid = draft.subject.uuid or self._uuid
        self._version = draft.subject.version
        super().resume(draft)

    def base(self) -> CaseInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, CaseInput):
            self._base = theirs.form

    # What its keys do

    def action_send(self) -> None:
        self._sends = True
        self.action_save()

    def action_keep(self) -> None:
        self._sends = False
        self.action_save()

    def action_snippet(self) -> None:
        self.work.flow(self._add_snippet())

    async def _add_snippet(self) -> None:
        if not self._whole:
            self.status.say("The case is sent: its instructions stay as they are.", bad=True)
            return
        try:
            text = await choose_snippet(self.app, self.work, SnippetKind.INSTRUCTIONS)
        except DentuiError as error:
            self.refused(error)
            return
        if text is not None:
            self._instructions.retype(joined(self._instructions.read(), text))
            self._instructions.refresh(layout=True)
            self.note_draft()

    @on(ToothChartView.Changed)
    def _remember_numbering(self, event: ToothChartView.Changed) -> None:
        numbering = event.chart.numbering
        if numbering is not self._numbering:
            self._numbering = numbering
            self.work.spawn(self.work.hands.run(lambda: self.work.desk.habits.number_by(numbering)))

    @on(ToothChartView.DetailWanted)
    def _detail_wanted(self, event: ToothChartView.DetailWanted) -> None:
        self.work.flow(self._detail(event.works))

    async def _detail(self, works: Works) -> None:
        chart = self._works.chart
        answer = await ask(self.app, self.work, WorkDetailSheet(works, chart.numbering))
        for work, material, shade in answer or ():
            self._works.detail(work, material, shade)

    @on(AttachmentBox.Wanted)
    def _attach_wanted(self) -> None:
        self.work.flow(self._choose_attachments())

    async def _choose_attachments(self) -> None:
        items = {item.uuid: item for each in self._offered.records for item in each.items}
        choice = choice_of(items[key] for key in self._attachments.keys if key in items)
        sheet = AttachSheet(self.work, self._offered.records, self._album.thumbnails, choice)
        chosen = await ask(self.app, self.work, sheet)
        if chosen is not None:
            self._attachments.attach(chosen.items)
        self._want_thumbnails()

    @on(Tiles.Sighted)
    def _want_thumbnails(self) -> None:
        tiles = self._attachments.tiles
        self._album.thumbnails.want(tiles.wanted, tiles.put)

    def on_unmount(self) -> None:
        self._album.thumbnails.forget()


async def create_case(
    app: App[int], work: Workplace, patient: PatientLine | PatientChart, attachments: Sequence[UUID] = ()
) -> Outcome | None:
    """Write a new case of a patient, with this image data. Step of a flow; raises DentuiError."""
    offered = await work.hands.run(lambda: _offered(work, patient.uuid))
    base = CaseInput(doctor_id=offered.lists.last_ticket.doctor_id, attachments=tuple(attachments))
    return await _ask(app, work, CaseForm(work, patient, offered, base))


async def edit_case(app: App[int], work: Workplace, case: UUID) -> Outcome | None:
    """Go on with a case that is there. Step of a flow; raises DentuiError."""
    desk = work.desk

    def fetch() -> tuple[Case, PatientChart, Offered]:
        there = desk.cases.open(desk.actor, case)
        patient = desk.patients.chart(desk.actor, there.row.patient)
        return there, patient, _offered(work, patient.uuid)

    there, patient, offered = await work.hands.run(fetch)
    return await _ask(app, work, CaseForm(work, patient, offered, there.form, there))


async def _ask(app: App[int], work: Workplace, form: CaseForm) -> Outcome | None:
    outcome: Outcome | None = await ask(app, work, form)
    return await when_sent(app, work, outcome)


async def when_sent(app: App[int], work: Workplace, outcome: Outcome | None) -> Outcome | None:
    """Offer the archive for the lab where the form answered that the case was sent. Step of a flow."""
    if isinstance(outcome, Sent):
        await offer_export(app, work, outcome.case, outcome.number)
    return outcome


def form_of(work: Workplace, draft: Draft, chart: PatientChart | None) -> Callable[[], CaseForm]:
    """What makes the form of a draft; in a thread. Raises NotFound."""
    desk, subject = work.desk, draft.subject
    if chart is None or not isinstance(subject.base, CaseInput):
        raise NotFound("The patient of this case is not there any more. Throw the form away.")
    offered, base, there = _offered(work, chart.uuid), subject.base, None
    if subject.kind is Kind.EDIT_CASE and subject.uuid is not None:
        there = desk.cases.open(desk.actor, subject.uuid)
    return lambda: CaseForm(work, chart, offered, base, there)


def _offered(work: Workplace, patient: UUID) -> Offered:
    desk = work.desk
    return Offered(
        desk.charts.lists(desk.actor),
        desk.labs.offered(desk.actor),
        desk.images.of_patient(desk.actor, patient),
        desk.habits.numbering(),
    )


def case_words(outcome: Outcome, key: str = "z") -> str:
    """What is said of what the form answered; `key` takes it back where one is then."""
    if isinstance(outcome, Sent):
        return f"{outcome.number} is sent. {key} takes it back."
    return outcome.value if isinstance(outcome, Unchanged) else f"{outcome.value} {key} takes it back."
