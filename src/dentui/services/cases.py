"""Cases for the lab: begun, kept, sent, moved from state to state, found.

Every change carries a UUID that the form makes when it opens, as those of charts do; `Charts.undo` takes the
operator's last one back, and a patient's history has them all.
"""

from __future__ import annotations

from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.case_finding import CaseFilter, CasePage
from dentui.domain.cases import Case, CaseAction, CaseInput, CaseNumber, CaseRow, MoveInput
from dentui.store import case_list, case_rows, cases, image_rows
from dentui.store.database import Database, Unit
from dentui.store.scope import View


class Cases:
    """The cases of the patients within the operator's scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(
        self, actor: Actor, wanted: CaseFilter, first: int = 0, limit: int = 50, around: UUID | None = None
    ) -> CasePage:
        """Rows `first` to `first + limit` of the answer. With `around` the window is laid so that it holds
        that case, if found; `CasePage.at` is the row."""
        return self._database.read(actor, lambda view: case_list.page(view, wanted, first, limit, around))

    def of_patient(self, actor: Actor, patient: UUID) -> tuple[CaseRow, ...]:
        """A patient's cases, the newest first. Raises NotFound."""
        return self._database.read(actor, lambda view: case_rows.of_patient(view, patient))

    def open(self, actor: Actor, case: UUID) -> Case:
        """A case with all that belongs to it. The trail says that it was opened, once a day. Raises
        NotFound."""
        detail = str(case)

        def there(view: View) -> tuple[Case, bool]:
            patient_id, found = case_rows.case(view, case)
            return found, image_rows.was_noted(view, case_rows.OPEN, patient_id, case)

        def note(unit: Unit) -> Case:
            patient_id, found = case_rows.case(unit.view, case)
            unit.audit(case_rows.OPEN, patient_id, item=detail)
            return found

        found, noted = self._database.read(actor, there)
        return found if noted else self._database.write(actor, note)

    def keep(self, actor: Actor, save: UUID, patient: UUID, case: UUID, form: CaseInput) -> None:
        """Begin a case of a patient, under this UUID, and keep it unfinished. Of a merged profile it is the
        main patient's. Raises Invalid with the field, NotFound, Forbidden where that is out of scope."""
        self._database.save(actor, save, lambda unit: cases.keep(unit, save, patient, case, form), _nothing)

    def edit(self, actor: Actor, save: UUID, case: UUID, version: int, form: CaseInput) -> bool:
        """Change a case that was read at this version; whether that changed anything. Once it is sent only
        its due date can be moved. Raises Invalid with the field, NotFound, and Conflict, whose `theirs` is a
        Theirs of a CaseInput."""
        return self._database.save(
            actor, save, lambda unit: cases.edit(unit, save, case, version, form), _something
        )

    def send(
        self, actor: Actor, save: UUID, patient: UUID, case: UUID, version: int, form: CaseInput
    ) -> CaseNumber:
        """Keep what stands in the form and send the case, in one transaction; the number that it has from
        then on. `version`: at which it was read, 0 for one that is not begun yet. Raises Invalid with the
        field for what is missing, NotFound, and Conflict as `edit` does."""

        def send(unit: Unit) -> CaseNumber:
            return cases.send(unit, save, patient, case, version, form)

        return self._database.save(actor, save, send, lambda view: cases.number_of(view, case))

    def move(
        self,
        actor: Actor,
        save: UUID,
        case: UUID,
        version: int,
        action: CaseAction,
        said: MoveInput | None = None,
    ) -> None:
        """Make a step with a case that was read at this version: `Case.steps` has those that can be made,
        each with what it needs said. Raises Invalid with the field, NotFound, and Conflict, whose `theirs`
        is a Theirs of a CaseInput."""
        words = said or MoveInput()
        self._database.save(
            actor, save, lambda unit: cases.move(unit, save, case, version, action, words), _nothing
        )


def _nothing(_: View) -> None:
    """What a save without an answer comes to."""


def _something(_: View) -> bool:
    """What a change comes to that is found in the history."""
    return True
