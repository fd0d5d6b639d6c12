"""Opening the forms: what they choose from is fetched, then the person is asked. Steps of a flow; each
raises DentuiError where something was refused before the form stood there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from textual.app import App

from dentui.domain.history import Change
from dentui.domain.patients import Entered, PatientChart, PatientLine, RecordLine
from dentui.domain.prefill import prefill
from dentui.domain.tickets import TicketLine
from dentui.ui.ahead import Form
from dentui.ui.sheets.base import ask
from dentui.ui.work import Workplace

if TYPE_CHECKING:
    from dentui.domain.cases import Case
    from dentui.domain.merging import Merge, MergedProfile
    from dentui.domain.people import Lists
    from dentui.ui.sheets.form import Unchanged
    from dentui.ui.sheets.images import Added
    from dentui.ui.sheets.patient import EditPatientSheet, Existing, NewPatientSheet
    from dentui.ui.sheets.ticket import TicketSheet
    from dentui.ui.widgets.candidates import Candidate
    from dentui.ui.widgets.facts import Spot


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or was merged again."""

    said: str
    main: MergedProfile | None = None
    """The main patient, where it was a merge."""


async def new_patient_form(work: Workplace, text: str) -> Form[NewPatientSheet]:
    """New patient, for whoever was not found by this text."""
    from dentui.ui.sheets.patient import NewPatientSheet

    desk, lists = work.desk, await _lists(work)
    me, my_name = desk.actor.person_id, desk.operator
    return Form(NewPatientSheet, (work, lists, prefill(text, date.today()), lists.last_ticket, me, my_name))


async def new_patient(app: App[int], work: Workplace, text: str) -> Entered | Existing | None:
    """The patient that was entered, who was not found by this text, or whose chart is used instead."""
    sheet = await work.ahead.form(new_patient_form, work, text)
    return await ask(app, work, sheet)


async def edit_patient_form(work: Workplace, chart: PatientChart) -> Form[EditPatientSheet]:
    """Edit patient."""
    from dentui.ui.sheets.patient import EditPatientSheet

    return Form(EditPatientSheet, (work, await _lists(work), chart))


async def edit_patient(app: App[int], work: Workplace, chart: PatientChart) -> UUID | Unchanged | None:
    """The patient whose chart was changed."""
    sheet = await work.ahead.form(edit_patient_form, work, chart)
    return await ask(app, work, sheet)


async def edit_field(
    app: App[int], work: Workplace, chart: PatientChart, spot: Spot
) -> UUID | Unchanged | None:
    """The patient of whose chart one field was changed, in its line."""
    from dentui.ui.sheets.field import EditFieldSheet

    return await ask(app, work, EditFieldSheet(work, await _lists(work), chart, spot))


async def update_patient(
    app: App[int], work: Workplace, chart: PatientChart, existing: Existing
) -> tuple[bool, int | None]:
    """Go on with a chart instead of a new patient: whether it was changed, and the number of the scan ticket
    that was ordered with it."""
    from dentui.ui.sheets.ticket import TicketSheet
    from dentui.ui.sheets.update import UpdatePatientSheet

    saved, number, lists = False, None, await _lists(work)
    sheet = UpdatePatientSheet(work, lists, chart, existing.typed)
    if sheet.differs:
        done = await ask(app, work, sheet)
        saved = isinstance(done, UUID)
    if existing.ticket is not None:
        order = TicketSheet(work, lists, chart, lists.last_ticket)
        order.fill(existing.ticket)
        opened = await ask(app, work, order)
        number = opened if isinstance(opened, int) else None
    return saved, number


async def ticket_form(
    work: Workplace, patient: PatientLine | PatientChart, ticket: TicketLine | None = None
) -> Form[TicketSheet]:
    """A scan ticket, a new one or this."""
    from dentui.ui.sheets.ticket import TicketSheet

    lists = await _lists(work)
    return Form(TicketSheet, (work, lists, patient, lists.last_ticket, ticket))


async def open_ticket(
    app: App[int], work: Workplace, patient: PatientLine | PatientChart, ticket: TicketLine | None = None
) -> int | Unchanged | None:
    """The number of the ticket that was opened, or that was changed."""
    sheet = await work.ahead.form(ticket_form, work, patient, ticket)
    return await ask(app, work, sheet)


async def record(
    app: App[int], work: Workplace, patient: PatientChart, line: RecordLine | None = None
) -> UUID | Unchanged | None:
    """The record that was made, or this one where it was changed."""
    from dentui.ui.sheets.record import RecordSheet

    return await ask(app, work, RecordSheet(work, await _lists(work), patient, line))


async def add_images(
    app: App[int], work: Workplace, patient: PatientChart, record: UUID | None = None, pasted: str = ""
) -> Added | None:
    """The image data that was added. `record`: the one that is offered; `pasted`: paths that were pasted."""
    from dentui.ui.sheets.files import FilesSheet

    desk = work.desk
    lists, records = await work.hands.run(
        lambda: (desk.charts.lists(desk.actor), desk.patients.records(desk.actor, patient.uuid))
    )
    return await ask(app, work, FilesSheet(work, lists, patient, records, record, pasted))


async def add_answer(app: App[int], work: Workplace, case: Case) -> Added | None:
    """What was kept of the files that a lab sent for this case."""
    from dentui.ui.sheets.files import FilesSheet

    desk, patient = work.desk, case.row.patient
    lists, chart, records = await work.hands.run(
        lambda: (
            desk.charts.lists(desk.actor),
            desk.patients.chart(desk.actor, patient),
            desk.patients.records(desk.actor, patient),
        )
    )
    # With what came before, else with what was attached: a record of its own would be a visit that was none.
    record = next((item.record for item in (*reversed(case.answers), *case.attachments)), None)
    return await ask(app, work, FilesSheet(work, lists, chart, records, record, case=case))


async def merge(
    app: App[int], work: Workplace, main: Candidate, chosen: Sequence[Candidate] = ()
) -> Merge | None:
    """The merge that was made into this patient, or into another who was made the main one."""
    from dentui.ui.sheets.merge import MergeDrawer

    return await ask(app, work, MergeDrawer(work, main, chosen))


async def undo(
    app: App[int], work: Workplace, patient: PatientChart | None = None, *, just: UUID | None = None
) -> Undone | None:
    """Take back the operator's last change, of one patient or of all; what is said of it, None where the
    person left it. Of all it is named first, and asked for, unless it is of the patient whom `just` now
    something was done for. A merge that was taken back last is offered again."""
    from dentui.ui.widgets.history import MERGES, NOUNS, undone_words

    desk, save, of = work.desk, uuid4(), None if patient is None else patient.uuid
    last = await work.hands.run(lambda: desk.charts.last_change(desk.actor, of))
    merge = _taken_back_last(work, last, of)
    if merge is None and last is not None and last.action in MERGES:
        change = last.save
        merge = await work.hands.run(lambda: desk.merges.of_save(desk.actor, change))
    if merge is not None:
        from dentui.ui.sheets.merge_undo import turn, turned_words

        turned = await turn(app, work, merge)
        return None if turned is None else Undone(turned_words(turned), turned.main)
    if last is None:
        return Undone(undone_words(None))
    if of is None and last.patient != just and last.action in NOUNS and not await _agreed(app, work, last):
        return None
    change = last.save
    done = await work.hands.run(lambda: desk.charts.undo(desk.actor, save, change))
    return Undone(undone_words(done))


async def _lists(work: Workplace) -> Lists:
    desk = work.desk
    return await work.hands.run(lambda: desk.charts.lists(desk.actor))


async def _agreed(app: App[int], work: Workplace, change: Change) -> bool | None:
    """Whether this change, which may be of anybody, is to be taken back."""
    from dentui.ui.sheets.confirm import ConfirmSheet
    from dentui.ui.widgets.history import undo_words

    words = undo_words(change, date.today())
    return await ask(
        app, work, ConfirmSheet(work, "Take this back?", [words], yes="take it back", no="leave it")
    )


def _taken_back_last(work: Workplace, last: Change | None, of: UUID | None) -> Merge | None:
    """The merge that was taken back after everything else, where it is about this patient."""
    if work.taken_back is None:
        return None
    merge, at = work.taken_back
    about = of is None or of in {each.uuid for each in (merge.main, *merge.others)}
    return merge if about and (last is None or last.at <= at) else None
