"""Entering patients, changing charts, scan tickets and records, and taking the last change back.

Every change carries a UUID that the form makes when it opens: a save whose answer was lost is looked up
by it, and one that is pressed again is not made twice.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from dentui.domain import forms
from dentui.domain.actors import Actor
from dentui.domain.history import Change
from dentui.domain.patients import Entered, PatientInput, RecordInput
from dentui.domain.people import Lists
from dentui.domain.tickets import TicketInput, TicketLine, TicketState
from dentui.errors import Invalid
from dentui.services.checking import checked
from dentui.store import charts, history, lists, merged, patients, records, tickets, undo
from dentui.store.database import Database, Unit
from dentui.store.scope import View

LONGEST_RECORD_NAME = 200


class Charts:
    """What a desk does to the patients within the operator's scope."""

    def __init__(self, database: Database, country: str) -> None:
        """`country`: ISO 3166, whose telephone numbers may be written without a country code."""
        self._database = database
        self._country = country

    def lists(self, actor: Actor) -> Lists:
        """What forms choose from."""
        return self._database.read(actor, lists.offered)

    def enter(
        self,
        actor: Actor,
        save: UUID,
        patient: UUID,
        form: PatientInput,
        ticket: TicketInput | None = None,
        ticket_uuid: UUID | None = None,
    ) -> Entered:
        """Enter a new patient, under this UUID, and open a scan ticket where one is given: both or none.
        Raises Invalid with the field, Forbidden, Unavailable."""
        form = checked(form, date.today(), self._country)
        return self._database.save(
            actor,
            save,
            lambda unit: charts.enter(unit, save, patient, form, ticket_uuid or save, ticket),
            lambda view: charts.entered(view, patient),
        )

    def edit(
        self,
        actor: Actor,
        save: UUID,
        patient: UUID,
        version: int,
        form: PatientInput,
        was: PatientInput | None = None,
    ) -> bool:
        """Change a chart that was read at this version, when it was like `was`: what is the same in the form
        is neither looked at nor tidied. Answers whether anything was changed: else nothing is written. Raises
        Invalid with the field, Forbidden, NotFound, Unavailable, and Conflict, whose `theirs` is a
        `domain.history.Theirs` of a PatientInput."""
        form = checked(form, date.today(), self._country, was)
        return self._database.save(
            actor, save, lambda unit: charts.edit(unit, save, patient, version, form), _something
        )

    def tickets(self, actor: Actor, patient: UUID) -> tuple[TicketLine, ...]:
        """The patient's scan tickets, the open ones first. Raises NotFound."""
        return self._database.read(actor, lambda view: tickets.of_patient(view, patient))

    def open_ticket(self, actor: Actor, save: UUID, patient: UUID, ticket: UUID, form: TicketInput) -> int:
        """Open a scan ticket, under this UUID; its number. Of a merged profile it is the main patient's.
        Raises Invalid with the field, NotFound, Forbidden where that is out of scope."""

        def make(unit: Unit) -> int:
            patient_id = merged.main_id(unit.view, patients.id_of(unit.view, patient))
            return tickets.make(unit, save, patient_id, ticket, form)

        return self._database.save(
            actor,
            save,
            make,
            lambda view: tickets.number_of(view, ticket),
        )

    def edit_ticket(self, actor: Actor, save: UUID, ticket: UUID, version: int, form: TicketInput) -> bool:
        """Change an open ticket; answers as `edit` does. Raises Invalid, NotFound, and Conflict, whose
        `theirs` is a Theirs of a TicketInput."""
        return self._database.save(
            actor, save, lambda unit: tickets.edit(unit, save, ticket, version, form), _something
        )

    def move_ticket(
        self, actor: Actor, save: UUID, ticket: UUID, version: int, state: TicketState, reason: str = ""
    ) -> None:
        """Start, complete or cancel a ticket; cancelling needs a reason. Raises Invalid, NotFound,
        Conflict."""
        self._database.save(
            actor, save, lambda unit: tickets.move(unit, save, ticket, version, state, reason), _nothing
        )

    def make_record(self, actor: Actor, save: UUID, patient: UUID, record: UUID, form: RecordInput) -> None:
        """Make a record by hand, under this UUID. Of a merged profile it is the main patient's. Raises
        Invalid with the field, NotFound, Forbidden where that is out of scope."""
        form = checked_record(form)
        self._database.save(
            actor, save, lambda unit: records.make(unit, save, patient, record, form), _nothing
        )

    def edit_record(
        self,
        actor: Actor,
        save: UUID,
        record: UUID,
        version: int,
        form: RecordInput,
        was: RecordInput | None = None,
    ) -> bool:
        """Rename or change a record; `was` and the answer as in `edit`. Raises Invalid with the field,
        NotFound, and Conflict, whose `theirs` is a Theirs of a RecordInput."""
        form = checked_record(form, was)
        return self._database.save(
            actor, save, lambda unit: records.edit(unit, save, record, version, form), _something
        )

    def history(self, actor: Actor, patient: UUID) -> tuple[Change, ...]:
        """What was changed on a chart, and on profiles that were merged into it, the newest first. Raises
        NotFound."""

        def read(view: View) -> tuple[Change, ...]:
            return history.changes(
                view, history.entries(view, merged.all_in(view, patients.id_of(view, patient)))
            )

        return self._database.read(actor, read)

    def last_change(self, actor: Actor, patient: UUID | None = None) -> Change | None:
        """The operator's last change, of one patient or of all: what `undo` would take back. Where that is a
        merge, `Merges.undo` does."""
        return self._database.read(actor, lambda view: undo.last(view, patient))

    def undo(self, actor: Actor, save: UUID, change: UUID) -> Change:
        """Take back the operator's change of this save; answers what was taken back. Raises NotFound for
        none, Forbidden, Conflict, with who and what, where the same was changed since."""
        return self._database.save(
            actor, save, lambda unit: undo.undo(unit, save, change), lambda view: undo.undone(view, save)
        )


def checked_record(form: RecordInput, was: RecordInput | None = None) -> RecordInput:
    """The form of a record tidied; `was` as in `edit`. Raises Invalid with the field."""
    typed = forms.touched(form, was, ("name", "visiting_time"))
    name = forms.tidy(form.name) if "name" in typed else form.name
    if not name:
        raise Invalid("The name is missing. Say in a word or two what the visit was.", field="name")
    if "name" in typed and len(name) > LONGEST_RECORD_NAME:
        raise Invalid(f"The name is too long: at most {LONGEST_RECORD_NAME} characters.", field="name")
    if "visiting_time" in typed and form.visiting_time > datetime.now() + timedelta(days=1):
        raise Invalid("A visit lies in the past or today. Mend the day.", field="visiting_time")
    return replace(form, name=name)


def _nothing(_: View) -> None:
    """What a change without an answer comes to."""


def _something(_: View) -> bool:
    """What a save of a form comes to that is found in the history: one without a change is not there."""
    return True
