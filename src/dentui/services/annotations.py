"""Labels with comments, and measurements, on the models of a patient."""

from __future__ import annotations

from uuid import UUID

from dentui.domain.actors import Actor
from dentui.domain.annotations import Annotation, AnnotationInput, checked
from dentui.store import annotating
from dentui.store.database import Database
from dentui.store.scope import View


class Annotations:
    """What is kept with the models of the patients within the operator's scope. How many an item has is told
    with the item (`domain.images.ImageItem`); each change is in its patient's history, and `Charts.undo`
    takes the operator's last one back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_item(self, actor: Actor, item: UUID) -> tuple[Annotation, ...]:
        """What is kept with an item of image data, the oldest first. The trail has the item as seen by who
        looks at its model. Raises NotFound, Unavailable."""
        return self._database.read(actor, lambda view: annotating.of_item(view, item))

    def add(self, actor: Actor, save: UUID, item: UUID, annotation: UUID, form: AnnotationInput) -> None:
        """Keep a label or a measurement with an item, under this UUID. Raises Invalid with the field,
        NotFound, Unavailable."""
        form = checked(form)
        self._database.save(
            actor, save, lambda unit: annotating.add(unit, save, item, annotation, form), _nothing
        )

    def change(self, actor: Actor, save: UUID, annotation: UUID, version: int, form: AnnotationInput) -> bool:
        """Change what was read at this version: its comment, its points; whether that changed anything.
        Raises Invalid with the field, NotFound, Unavailable, and Conflict, whose `theirs` is a Theirs of an
        Annotation."""
        form = checked(form)
        return self._database.save(
            actor, save, lambda unit: annotating.change(unit, save, annotation, version, form), _something
        )

    def remove(self, actor: Actor, save: UUID, annotation: UUID, version: int) -> None:
        """Remove what was read at this version. Raises NotFound, Unavailable, and Conflict as `change`
        does."""
        self._database.save(
            actor, save, lambda unit: annotating.remove(unit, save, annotation, version), _nothing
        )


def _nothing(_: View) -> None:
    """What a save without an answer comes to."""


def _something(_: View) -> bool:
    """What a change comes to that is found in the history."""
    return True
