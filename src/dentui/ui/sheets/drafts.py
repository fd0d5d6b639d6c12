"""What was left unfinished, and going on with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

from textual import events
from textual.app import App
from textual.widget import Widget
from textual.widgets import Static

from dentui.domain.drafts import Draft, Kind, Offer
from dentui.domain.labs import LabInput
from dentui.domain.patients import PatientChart, PatientInput, RecordInput
from dentui.domain.people import Lists
from dentui.domain.snippets import SnippetInput
from dentui.domain.tickets import TicketInput
from dentui.domain.types import TypeInput, TypeKind
from dentui.errors import DentuiError, NotFound
from dentui.services.keeping import Keeper
from dentui.ui.keys import DRAFTS
from dentui.ui.sheets.base import Box, Sheet, ask
from dentui.ui.sheets.form import FormSheet
from dentui.ui.text import content
from dentui.ui.widgets.drafts import DraftLines
from dentui.ui.work import Workplace

NOT_THERE = (
    "What this form changes is not in the register any more. The form stays among the unfinished ones."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be done with a draft."""

    offer: Offer
    go_on: bool
    """Else it is thrown away."""


class DraftsSheet(Sheet[Answer]):
    """Answers what is to be done with which draft, None for nothing now."""

    TITLE = "Unfinished"
    PLACE = DRAFTS
    BINDINGS = DRAFTS.bindings

    def __init__(self, work: Workplace, offers: Sequence[Offer], *, at_start: bool) -> None:
        """`at_start`: nobody asked for it, so whoever types goes on typing where they meant to."""
        super().__init__()
        self._work, self._at_start = work, at_start
        self._one = len(offers) == 1
        self.lines = DraftLines(offers)

    def box(self) -> Box:
        return Box(66, 50, 90, "sheet")

    def body(self) -> Iterable[Widget]:
        what = "This form was" if self._one else "These forms were"
        yield Static(
            content(
                f"{what} left before it was saved." if self._one else f"{what} left before they were saved."
            ),
            classes="hint",
        )
        yield self.lines

    def on_mount(self) -> None:
        self.set_focus(self.lines)

    def action_move(self, way: int) -> None:
        self.lines.move(way)

    def action_go_on(self) -> None:
        self.dismiss(Answer(self.lines.chosen, go_on=True))

    def action_throw_away(self) -> None:
        self.dismiss(Answer(self.lines.chosen, go_on=False))

    # Typing ahead

    def on_key(self, event: events.Key) -> None:
        if self._at_start and event.is_printable and event.character:
            self._make_way(events.Key(event.key, event.character))
            event.stop()

    def on_paste(self, event: events.Paste) -> None:
        if self._at_start:
            self._make_way(events.Paste(event.text))
            event.stop()

    def _make_way(self, event: events.Key | events.Paste) -> None:
        """It was meant for what lies under this."""
        self._at_start = False
        self._work.gate.waiting.appendleft(event)
        self.dismiss(None)


FormOf = Callable[[Workplace, Draft, "PatientChart | None"], Any]
"""In a thread: fetches what the form of a draft needs, and answers what makes it."""


async def go_on(
    app: App[int],
    work: Workplace,
    offer: Offer,
    chart: PatientChart | None,
    form_of: FormOf | None = None,
) -> Any:
    """What the form answers in the end, None where it was closed. `chart` is that of the patient whom it is
    about; `form_of` makes a form that is no sheet. Step of a flow; raises NotFound where another desk was
    first, or where what it changes is gone, and Unavailable."""
    if work.keeper is None:
        return None
    make = await work.hands.run(lambda: (form_of or _form_of)(work, offer.draft, chart))
    await _take_up(work, offer, work.keeper)
    sheet = make()
    sheet.resume(offer.draft)
    return await ask(app, work, sheet)


async def _take_up(work: Workplace, offer: Offer, keeper: Keeper) -> None:
    drafts = work.desk.drafts
    taking = asyncio.create_task(work.hands.run(lambda: drafts.take_up(offer, keeper)))

    async def put_back() -> None:
        with suppress(DentuiError):
            await taking
            await work.hands.run(lambda: drafts.put_back(offer, keeper))

    try:
        await asyncio.shield(taking)
    except asyncio.CancelledError:
        # Given up while the disk hung, which may take it up all the same.
        work.spawn(put_back())
        raise


def _form_of(work: Workplace, draft: Draft, chart: PatientChart | None) -> Any:
    """In a thread: fetch what the form of a draft needs. Answers what makes it, on the event loop."""
    desk, subject = work.desk, draft.subject
    base = subject.base
    if isinstance(base, TypeInput):
        return _type_form(work, draft, base)
    if isinstance(base, LabInput):
        return _lab_form(work, draft, base)
    if isinstance(base, SnippetInput):
        return _snippet_form(work, draft, base)
    lists = desk.charts.lists(desk.actor)
    if subject.kind is Kind.NEW_PATIENT and isinstance(base, PatientInput):
        return lambda: _new_patient(work, lists, base)
    if chart is None:
        raise NotFound(NOT_THERE)
    if isinstance(base, PatientInput):
        return lambda: _edit_patient(work, lists, chart, draft, base)
    if isinstance(base, RecordInput):
        return _record(work, lists, chart, draft, base)
    if base is not None and not isinstance(base, TicketInput):
        raise NotFound(NOT_THERE)
    return _ticket(work, lists, chart, draft, base)


def _new_patient(work: Workplace, lists: Lists, base: PatientInput) -> FormSheet[Any, Any]:
    from dentui.ui.sheets.patient import NewPatientSheet

    desk = work.desk
    return NewPatientSheet(
        work, lists, base, lists.last_ticket, me=desk.actor.person_id, my_name=desk.operator
    )


def _edit_patient(
    work: Workplace, lists: Lists, chart: PatientChart, draft: Draft, base: PatientInput
) -> FormSheet[Any, Any]:
    from dentui.ui.sheets.patient import EditPatientSheet

    responsible = chart.responsible if chart.responsible_id == base.responsible_id else ""
    read = replace(chart, **_values(base), version=draft.subject.version, responsible=responsible)
    return EditPatientSheet(work, lists, read)


def _record(work: Workplace, lists: Lists, chart: PatientChart, draft: Draft, base: RecordInput) -> Any:
    from dentui.ui.sheets.record import RecordSheet

    desk, subject = work.desk, draft.subject
    if subject.kind is Kind.NEW_RECORD:
        return lambda: RecordSheet(work, lists, chart, start=base)
    records = desk.patients.records(desk.actor, chart.uuid)
    line = next((line for line in records if line.uuid == subject.uuid), None)
    if line is None:
        raise NotFound(NOT_THERE)
    read = replace(line, **_values(base), version=subject.version)
    return lambda: RecordSheet(work, lists, chart, read)


def _ticket(
    work: Workplace, lists: Lists, chart: PatientChart, draft: Draft, base: TicketInput | None
) -> Any:
    from dentui.ui.sheets.ticket import TicketSheet
    from dentui.ui.sheets.ticket_move import TicketMoveSheet

    desk, subject = work.desk, draft.subject
    if subject.kind is Kind.NEW_TICKET and base is not None:
        return lambda: TicketSheet(work, lists, chart, base)
    tickets = desk.charts.tickets(desk.actor, chart.uuid)
    line = next((line for line in tickets if line.uuid == subject.uuid), None)
    if line is None:
        raise NotFound(NOT_THERE)
    if base is None:
        moved = replace(line, version=subject.version)
        return lambda: TicketMoveSheet(work, moved, chart.uuid)
    read = replace(line, **_values(base), version=subject.version)
    return lambda: TicketSheet(work, lists, chart, base, read)


def _type_form(work: Workplace, draft: Draft, base: TypeInput) -> Any:
    from dentui.ui.sheets.types import TypeSheet

    desk, subject = work.desk, draft.subject
    case = subject.kind in (Kind.NEW_CASE_TYPE, Kind.EDIT_CASE_TYPE)
    kind = TypeKind.CASE if case else TypeKind.VISIT
    if subject.number is None:
        return lambda: TypeSheet(work, kind)
    lines = desk.type_lists.lines(desk.actor, kind)
    line = next((line for line in lines if line.id == subject.number), None)
    if line is None:
        raise NotFound(NOT_THERE)
    read = replace(line, name=base.name, place=base.place)
    return lambda: TypeSheet(work, kind, read)


def _lab_form(work: Workplace, draft: Draft, base: LabInput) -> Any:
    from dentui.ui.sheets.lab import LabSheet

    desk, subject = work.desk, draft.subject
    if subject.number is None:
        return lambda: LabSheet(work)
    there = next((lab for lab in desk.labs.all(desk.actor) if lab.id == subject.number), None)
    if there is None:
        raise NotFound(NOT_THERE)
    read = replace(there, **asdict(base), version=subject.version)
    return lambda: LabSheet(work, read)


def _snippet_form(work: Workplace, draft: Draft, base: SnippetInput) -> Any:
    from dentui.ui.sheets.snippet import SnippetSheet

    desk, subject = work.desk, draft.subject
    if subject.number is None:
        return lambda: SnippetSheet(work, base)
    there = next((each for each in desk.snippets.all(desk.actor) if each.id == subject.number), None)
    if there is None:
        raise NotFound(NOT_THERE)
    read = replace(there, version=subject.version)
    return lambda: SnippetSheet(work, base, read)


def _values(form: PatientInput | RecordInput | TicketInput) -> dict[str, Any]:
    return asdict(form)
