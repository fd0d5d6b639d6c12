"""Opening the forms: what they choose from is fetched, then the person is asked. Steps of a flow; each
raises DentuiError where something was refused before the form stood there."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from textual.app import App

from dentui.domain.history import Change
from dentui.domain.patients import Entered, PatientChart, PatientLine, RecordLine
from dentui.domain.prefill import prefill
from dentui.domain.tickets import TicketLine
from dentui.ui.sheets.base import ask
from dentui.ui.work import Workplace


async def new_patient(app: App[int], work: Workplace, text: str) -> Entered | None:
    """The patient that was entered, who was not found by this text."""
    from dentui.ui.sheets.patient import NewPatientSheet

    desk = work.desk
    lists = await work.hands.run(lambda: desk.charts.lists(desk.actor))
    sheet = NewPatientSheet(
        work,
        lists,
        prefill(text, date.today()),
        lists.last_ticket,
        me=desk.actor.person_id,
        my_name=desk.operator,
    )
    return await ask(app, work, sheet)


async def edit_patient(app: App[int], work: Workplace, chart: PatientChart) -> bool:
    """Whether the chart was changed."""
    from dentui.ui.sheets.patient import EditPatientSheet

    desk = work.desk
    lists = await work.hands.run(lambda: desk.charts.lists(desk.actor))
    return await ask(app, work, EditPatientSheet(work, lists, chart)) is not None


async def open_ticket(
    app: App[int], work: Workplace, patient: PatientLine | PatientChart, ticket: TicketLine | None = None
) -> int | None:
    """The number of the ticket that was opened, or that was changed."""
    from dentui.ui.sheets.ticket import TicketSheet

    desk = work.desk
    lists = await work.hands.run(lambda: desk.charts.lists(desk.actor))
    return await ask(app, work, TicketSheet(work, lists, patient, lists.last_ticket, ticket))


async def record(
    app: App[int], work: Workplace, patient: PatientChart, line: RecordLine | None = None
) -> UUID | None:
    """The record that was made, or this one where it was changed."""
    from dentui.ui.sheets.record import RecordSheet

    desk = work.desk
    lists = await work.hands.run(lambda: desk.charts.lists(desk.actor))
    return await ask(app, work, RecordSheet(work, lists, patient, line))


async def undo(work: Workplace, patient: PatientChart | None = None) -> Change | None:
    """The change that was taken back: the operator's last one, of one patient or of all; None for none."""
    desk, save = work.desk, uuid4()

    def take_back() -> Change | None:
        last = desk.charts.last_change(desk.actor, None if patient is None else patient.uuid)
        return None if last is None else desk.charts.undo(desk.actor, save, last.save)

    return await work.hands.run(take_back)
