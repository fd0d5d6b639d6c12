"""Merging profiles of one person, taking that back, and doing it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date
from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.merging import JOINED, Merge, MergeInput, MergePreview, RedoPlan, UndoPlan
from dentui.domain.patients import PatientInput
from dentui.services.checking import checked
from dentui.store import merging, unmerging
from dentui.store.database import Database


class Merges:
    """The merges of patients within the operator's scope."""

    def __init__(self, database: Database, country: str) -> None:
        """`country`: ISO 3166, whose telephone numbers may be written without a country code."""
        self._database = database
        self._country = country

    def preview(self, actor: Actor, main: UUID, others: Sequence[UUID]) -> MergePreview:
        """What merging the others into the main patient would do. The charts are seen in it, so they are in
        the audit trail as opened. Raises Invalid for a choice that cannot be, NotFound, and Conflict where
        one of them is merged already."""
        return self._database.write(actor, lambda unit: merging.preview(unit, main, others))

    def refusals(self, actor: Actor, others: Sequence[UUID]) -> dict[UUID, str]:
        """Of these profiles, which cannot be merged (any more), and why, in a sentence each. No chart is seen
        in it, so the trail has nothing of it."""
        return self._database.read(actor, lambda view: merging.refusals(view, others))

    def merge(self, actor: Actor, save: UUID, form: MergeInput) -> Merge:
        """Merge the others into the main patient. Values that one of the profiles has, and lines of theirs
        that were joined, are taken as they are. Raises Invalid with the field, NotFound, Unavailable, and
        Conflict: where one is merged already, or, with a fresh MergePreview as `theirs`, changed since."""
        others = [uuid for uuid, _ in form.others]
        theirs = self._database.read(actor, lambda view: merging.forms(view, form.main, others))
        form = replace(form, form=checked(form.form, date.today(), self._country, _taken(form.form, theirs)))
        return self._database.save(
            actor,
            save,
            lambda unit: merging.merge(unit, save, form),
            lambda view: merging.by_uuid(view, save),
        )

    def of_patient(self, actor: Actor, patient: UUID) -> tuple[Merge, ...]:
        """Merges in which a patient was the main one, or was merged, the newest first. Raises NotFound."""
        return self._database.read(actor, lambda view: merging.of_patient(view, patient))

    def of_save(self, actor: Actor, save: UUID) -> Merge | None:
        """The merge that a save made, such as that of a `Change`; None for any other."""
        return self._database.read(actor, lambda view: merging.of_save(view, save))

    def plan_undo(self, actor: Actor, merge: UUID) -> UndoPlan:
        """What an undo would bring back. Raises NotFound, Forbidden, and Conflict where the merge cannot be
        undone now, with what has to be undone first."""
        return self._database.read(actor, lambda view: unmerging.plan(view, merge))

    def undo(
        self, actor: Actor, save: UUID, merge: UUID, version: int, give_back: frozenset[str] = frozenset()
    ) -> Merge:
        """Take a merge back as it was planned (`UndoPlan.version`). Fields that were changed since stay, but
        for those to be given back. Raises NotFound, Forbidden, Unavailable, and Conflict: as above, or, with
        a fresh UndoPlan as `theirs`, where the main patient was changed since the plan."""
        return self._database.save(
            actor,
            save,
            lambda unit: unmerging.undo_merge(unit, save, merge, version, give_back),
            lambda view: merging.by_uuid(view, merge),
        )

    def plan_redo(self, actor: Actor, merge: UUID) -> RedoPlan:
        """What making a merge again would do. Raises NotFound, Forbidden, and Conflict where it cannot be
        made again now."""
        return self._database.read(actor, lambda view: unmerging.plan_again(view, merge))

    def redo(self, actor: Actor, save: UUID, merge: UUID) -> Merge:
        """Make a merge again that was undone; a merge of its own, with what was chosen then where nobody has
        changed it since. Raises NotFound, Forbidden, Conflict, Unavailable."""
        return self._database.save(
            actor,
            save,
            lambda unit: unmerging.redo(unit, save, merge),
            lambda view: merging.by_uuid(view, save),
        )


def _taken(form: PatientInput, theirs: Sequence[PatientInput]) -> PatientInput:
    """What the form started from: each of its values that one of the profiles has, or that is made of their
    lines, and else the main patient's."""
    taken = {}
    for name in (each.name for each in fields(PatientInput)):
        value, values = getattr(form, name), [getattr(each, name) for each in theirs]
        lines = {line for text in values for line in text.splitlines()} if name in JOINED else set()
        if value in values or (name in JOINED and lines.issuperset(value.splitlines())):
            taken[name] = value
    return replace(theirs[0], **taken)
