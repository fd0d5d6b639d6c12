"""Whether a save has happened: it is asked when its answer was lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from dentui.store.scope import View
from dentui.store.tables import history

_of_save = (
    select(history.c.id)
    .where(
        history.c.save == bindparam("save"),
        history.c.institution_id == bindparam("institution"),
        history.c.person_id == bindparam("person"),
    )
    .limit(1)
)


def is_saved(view: View, save: UUID) -> bool:
    """Whether the history has this save of the operator's, by the id that the client gave it."""
    values = {"save": save.bytes, "institution": view.institution_id, "person": view.person_id}
    return view.connection.scalar(_of_save, values) is not None
