"""The editor of a health checking report: findings on the tooth chart, gums, words, jaws and pictures.

It fills the screen. What is typed is a draft at once, as in every form."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from rich.segment import Segment
from textual import on
from textual.containers import Vertical
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from dentui.domain.drafts import Draft, Kind, Subject, Typed
from dentui.domain.findings import LONGEST_NOTE
from dentui.domain.history import Theirs
from dentui.domain.images import ImageFile, Role
from dentui.domain.patients import PatientChart, begins_with_milk
from dentui.domain.people import Lists
from dentui.domain.report_form import OF_SETTINGS, require_complete, settings_from_json, settings_to_json
from dentui.domain.report_words import WORDS
from dentui.domain.reports import (
    LONGEST,
    Letterhead,
    Report,
    ReportInput,
    ReportNumber,
    ReportPage,
    ReportSettings,
    ReportState,
    face_choices,
    jaw_choices,
    placeable,
)
from dentui.domain.snippets import SnippetKind, joined
from dentui.domain.teeth import NUMBERING_WORDS
from dentui.errors import Cancelled, Conflict, DentuiError, Invalid
from dentui.ui.keys.reports import REPORT_FORM, REPORT_LINE
from dentui.ui.sheets.base import ask
from dentui.ui.sheets.confirm import ConfirmSheet
from dentui.ui.sheets.form import UNCHANGED, FormSheet, Unchanged
from dentui.ui.sheets.one_line import LineSheet
from dentui.ui.sheets.pages import PagesSheet
from dentui.ui.sheets.report_settings import LANGUAGES, ReportSettingsSheet
from dentui.ui.sheets.snippet import choose_snippet
from dentui.ui.text import cut, one_line, plain
from dentui.ui.widgets.findings import FindingsBox, GumBox
from dentui.ui.widgets.form import FormField
from dentui.ui.widgets.notes import NoteBox
from dentui.ui.widgets.report_pictures import FilePick, PicturesBox, Placeable
from dentui.ui.widgets.status import Words
from dentui.ui.work import Workplace


class Kept(Enum):
    """Answered where the report was kept and not published."""

    KEPT = "The report is kept unfinished."
    LEFT = "The report is in this list as it was kept last."


@dataclass(frozen=True, slots=True)
class Published:
    """Answered where the report was published."""

    number: ReportNumber
    left: str
    """What is still to be done of links to the report that it corrects, in a sentence."""


KEPT = Kept.KEPT
Outcome = Published | Kept | Unchanged


@dataclass(frozen=True, slots=True)
class Offered:
    """What the editor of a report chooses from, fetched in one go."""

    lists: Lists
    letterhead: Letterhead

    def doctor(self, key: int | None) -> str:
        """Who signs."""
        return next((each.name for each in self.lists.doctors if each.id == key), "")


class SettingsLine(FormField, Widget, can_focus=True):
    """The settings in a line; its key opens their sheet."""

    PLACE = REPORT_LINE
    BINDINGS = REPORT_LINE.bindings

    def __init__(
        self, field: str, label: str, settings: ReportSettings, offered: Offered, doctor: str
    ) -> None:
        super().__init__()
        self.called(field, label)
        self._given = self.settings = settings
        self._offered, self._doctor = offered, doctor

    def change(self, settings: ReportSettings) -> None:
        """The person chose others."""
        if settings != self.settings:
            self.settings = settings
            self.hush()
            self.refresh()
            self.post_message(self.Edited(self))

    def put(self, value: ReportSettings) -> None:
        self._given = self.settings = value
        self.refresh()

    @property
    def touched(self) -> bool:
        return self.settings != self._given

    def typed(self) -> Typed:
        return json.dumps(settings_to_json(self.settings))

    def retype(self, value: Typed) -> None:
        try:
            self.settings = settings_from_json(json.loads(value)) if isinstance(value, str) else self.settings
        except (Invalid, ValueError, RecursionError):
            return

    def words(self, value: ReportSettings) -> str:
        given = value.doctor_id == self._given.doctor_id
        doctor = self._offered.doctor(value.doctor_id) or (self._doctor if given else "")
        return ", ".join(
            (
                f"signed by {one_line(doctor)}" if doctor else "signed by nobody yet",
                LANGUAGES[value.language],
                value.paper.value,
                NUMBERING_WORDS[value.numbering],
                one_line(value.title) or WORDS[value.language].title,
            )
        )

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return 1

    def render_line(self, y: int) -> Strip:
        cells = self.size.width
        sign = "▸ " if self.has_focus else "  "
        text = cut(f"{sign}{self.words(self.settings)}", cells)
        return Strip([Segment(text, self.rich_style)]).adjust_cell_length(cells, self.rich_style)


class ReportForm(FormSheet[ReportInput, Outcome]):
    """Answers that the report was published, or that it was kept."""

    PLACE = REPORT_FORM
    BINDINGS = REPORT_FORM.bindings

    def __init__(
        self, work: Workplace, patient: PatientChart, offered: Offered, report: Report, base: ReportInput
    ) -> None:
        """`base`: what it starts from."""
        super().__init__(work)
        self._patient, self._offered, self._report, self._base = patient, offered, report, base
        self._version = report.row.version
        items = report.items
        of_file = {file.uuid: item for item in items for file in item.files}

        def listed(files: Iterable[ImageFile]) -> list[Placeable]:
            return [Placeable(of_file[file.uuid], file) for file in files]

        self._findings = FindingsBox(
            "findings",
            "Findings",
            base.findings,
            base.settings.numbering,
            young=begins_with_milk(patient.birth_date, date.today()),
        )
        self._gums = GumBox("gums", "Gums (BPE)", base.gums)
        self._assessment = NoteBox("assessment", "Assessment", base.assessment)
        self._advice = NoteBox("advice", "Advice", base.advice)
        self._upper = FilePick("upper", "Upper jaw", listed(jaw_choices(items, Role.UPPER)), base.upper)
        self._lower = FilePick("lower", "Lower jaw", listed(jaw_choices(items, Role.LOWER)), base.lower)
        self._face = FilePick("face", "Face", listed(face_choices(items)), base.face)
        self._pictures = PicturesBox("pictures", "Pictures", listed(placeable(items)), base.pictures)
        self._settings = SettingsLine("settings", "Settings", base.settings, offered, report.row.doctor)

    # What the form is

    def box(self) -> Vertical:
        return Vertical(classes="sheet case-form")

    def heading(self) -> tuple[str, str]:
        corrects = self._report.row.supersedes
        title = f"Correction of {corrects}" if corrects else "Health checking report"
        return f"{title}  {plain(self._patient.name)}", f"chart {self._patient.chart_number}"

    def body(self) -> Iterable[Widget]:
        allergies = one_line(self._patient.allergies)
        if allergies:
            told = Words()
            told.show([(f"!! ALLERGIES: {allergies}", "alarm")])
            yield told
        yield from self.fields()

    def fields(self) -> Sequence[FormField]:
        return (
            *(self._findings, self._gums, self._assessment, self._advice),
            *(self._upper, self._lower, self._face, self._pictures, self._settings),
        )

    def _typed_form(self) -> ReportInput:
        return replace(
            self._base,
            settings=self._settings.settings,
            upper=self._upper.value,
            lower=self._lower.value,
            face=self._face.value,
            findings=self._findings.findings,
            gums=self._gums.gums,
            assessment=self._assessment.read(),
            advice=self._advice.read(),
            pictures=self._pictures.placed,
        )

    def read(self) -> ReportInput:
        return self._typed_form()

    def keep(self, form: ReportInput) -> Outcome:
        desk, row = self.work.desk, self._report.row
        changed = desk.reports.edit(desk.actor, self.save_id, row.uuid, self._version, form)
        return KEPT if changed else UNCHANGED

    def subject(self) -> Subject:
        row = self._report.row
        return Subject(Kind.EDIT_REPORT, row.uuid, self._patient.uuid, self._version, self._base)

    def resume(self, draft: Draft) -> None:
        self._version = draft.subject.version
        super().resume(draft)
        self._findings.number_as(self._settings.settings.numbering)

    def base(self) -> ReportInput:
        return self._base

    def start_from(self, theirs: Theirs) -> None:
        self._version = theirs.version
        if isinstance(theirs.form, ReportInput):
            self._base = theirs.form

    def resolve(self, error: Conflict, theirs: Theirs, form: ReportInput) -> None:
        """Another desk changed the same meanwhile; where it published it, there is nothing to choose."""
        self.work.spawn(self._resolve(error, theirs, form))

    async def _resolve(self, error: Conflict, theirs: Theirs, form: ReportInput) -> None:
        desk, report = self.work.desk, self._report.row.uuid
        try:
            now = await self.work.hands.run(lambda: desk.reports.open(desk.actor, report))
        except DentuiError as gone:
            self.refused(gone)
            return
        if now.row.state is ReportState.UNFINISHED:
            super().resolve(error, theirs, form)
        else:
            self.refused(error)

    def refused(self, error: DentuiError) -> None:
        """What is about the settings is said at their line."""
        if isinstance(error, Invalid) and error.field in OF_SETTINGS:
            self.status.say("")
            self._settings.complain(str(error))
        else:
            super().refused(error)

    # What its keys do

    def action_keep(self) -> None:
        self._publishes = False
        self.action_save()

    _publishes = False
    """Whether what is saved next is published: a conflict that is resolved goes on with it."""

    def action_save(self) -> None:
        if self._publishes:
            self.action_publish()
        else:
            super().action_save()

    def action_publish(self) -> None:
        self._publishes = True
        form = self._typed_form()
        try:
            require_complete(form)
        except Invalid as error:
            self.work.gate.forget()
            self.refused(error)
            return
        if not self.saving.busy:
            self.work.flow(self._publish(form), may_give_up=False)

    async def _publish(self, form: ReportInput) -> None:
        desk, row = self.work.desk, self._report.row
        self.status.say("")
        question = ConfirmSheet(
            self.work,
            "Publish this report? It is for good.",
            published_words(form, self._settings.words(form.settings), row.supersedes),
            yes="publish it",
            no="go on writing",
        )
        if not await ask(self.app, self.work, question):
            return
        stop = threading.Event()

        def give_up() -> None:
            stop.set()
            self.status.say("Stopping …")

        self.status.say("The report is drawn and published … Esc stops it.")
        try:
            # Esc stops it as long as it can be; it is waited for, because it may be published by then.
            with self.work.gate.hold(give_up):
                number = await self.work.hands.run(
                    lambda: desk.reports.publish(
                        desk.actor, self.save_id, row.uuid, self._version, form, stop
                    )
                )
                left = await self.work.hands.run(desk.links.left) if row.supersedes else ""
        except Cancelled:
            self.status.say("Stopped: the report is not published. What you typed is all here.")
        except DentuiError as error:
            self._not_saved(error, form)
        else:
            self.dismiss(Published(number, left))

    def action_preview(self) -> None:
        desk, row, form = self.work.desk, self._report.row, self._typed_form()

        def fetch(page: int, largest: int, stop: threading.Event) -> ReportPage:
            return desk.reports.preview(desk.actor, row.uuid, form, page, largest, stop)

        name = plain(self._patient.name)
        self.work.flow(self._show_pages(PagesSheet(self.work, f"Preview  {name}", fetch)))

    async def _show_pages(self, sheet: PagesSheet) -> None:
        await ask(self.app, self.work, sheet)

    def action_settings(self) -> None:
        self.work.flow(self._change_settings())

    async def _change_settings(self) -> None:
        sheet: ReportSettingsSheet[ReportSettings] = ReportSettingsSheet(
            self.work,
            self._settings.settings,
            self._offered.lists.doctors,
            self._offered.letterhead,
            lambda settings: settings,
            self._report.row.doctor,
        )
        settings = await ask(self.app, self.work, sheet)
        if settings is not None:
            self._settings.change(settings)
            self._findings.number_as(settings.numbering)

    def action_snippet(self) -> None:
        self.work.flow(self._add_snippet())

    async def _add_snippet(self) -> None:
        into, kind = self._assessment, SnippetKind.FINDINGS
        if self.at == "advice":
            into, kind = self._advice, SnippetKind.ADVICE
        try:
            text = await choose_snippet(self.app, self.work, kind)
        except DentuiError as error:
            self.refused(error)
            return
        if text is not None:
            into.retype(joined(into.read(), text))
            into.refresh(layout=True)
            self.note_draft()

    @on(FindingsBox.NoteWanted)
    def _note_wanted(self) -> None:
        self.work.flow(self._write_note())

    async def _write_note(self) -> None:
        chart = self._findings.chart
        sheet = LineSheet(f"Note: {chart.open}", "What it is", chart.note, LONGEST_NOTE)
        note = await ask(self.app, self.work, sheet)
        if note is not None:
            self._findings.become(self._findings.chart.annotate(note))

    @on(PicturesBox.CaptionWanted)
    def _caption_wanted(self, event: PicturesBox.CaptionWanted) -> None:
        self.work.flow(self._write_caption(event))

    async def _write_caption(self, event: PicturesBox.CaptionWanted) -> None:
        sheet = LineSheet("Below the picture", "Caption", event.caption, LONGEST["caption"])
        caption = await ask(self.app, self.work, sheet)
        if caption is not None:
            self._pictures.caption(event.file, caption)


def published_words(form: ReportInput, settings: str, corrects: ReportNumber | None) -> list[str]:
    """What is printed, before it is published."""
    scored = sum(bool(score) for score in form.gums)
    teeth = len({each.tooth for each in form.findings})
    jaws = [name for name, file in (("upper", form.upper), ("lower", form.lower)) if file]
    parts = [
        _found(len(form.findings), teeth) if form.findings else "no findings",
        f"gums scored at {scored} of {len(form.gums)}" if scored else "no gum scores",
        f"{' and '.join(jaws)} jaw" if jaws else "no jaws",
        *(["a face"] if form.face else []),
        f"{len(form.pictures)} pictures" if form.pictures else "no pictures",
        "an assessment" if form.assessment.strip() else "no assessment",
        "advice" if form.advice.strip() else "no advice",
    ]
    number = (
        f"It takes the place of {corrects}, links to which end."
        if corrects
        else "It gets the next number of this year."
    )
    return [f"Printed: {', '.join(parts)}.", f"{settings[:1].upper()}{settings[1:]}.", number]


def _found(findings: int, teeth: int) -> str:
    noun = "finding" if findings == 1 else "findings"
    return f"{findings} {noun} at {teeth} {'tooth' if teeth == 1 else 'teeth'}"
