"""Whether a save has happened: it is asked when its answer was lost, and where something is made anew."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from dentui.errors import NotFound
from dentui.store.scope import View
from dentui.store.tables import history

NOT_ITS_OWN = (
    "Nothing was saved: this form is that of something else, which is there already. Close it, and begin a "
    "new one."
)

_of_save = (
    select(history.c.id)
    .where(
        history.c.save == bindparam("save"),
        history.c.institution_id == bindparam("institution"),
        history.c.person_id == bindparam("person"),
    )
    .limit(1)
)
_of_save_and_subject = _of_save.where(history.c.subject_uuid == bindparam("subject"))


def is_saved(view: View, save: UUID) -> bool:
    """Whether the history has this save of the operator's, by the id that the client gave it."""
    return view.connection.scalar(_of_save, _values(view, save)) is not None


def is_made(view: View, table: Table, wanted: UUID, save: UUID) -> bool:
    """Whether this save of the operator's has made the row of that UUID before. Raises NotFound where
    another one did."""
    if view.connection.scalar(select(table.c.id).where(table.c.uuid == wanted.bytes)) is None:
        return False
    values = {**_values(view, save), "subject": wanted.bytes}
    if view.connection.scalar(_of_save_and_subject, values) is None:
        raise NotFound(NOT_ITS_OWN)
    return True


def put(view: View, table: Table, values: dict[str, Any]) -> int:
    """Put something new into a table; its id. Raises NotFound where a row that the operator does not see
    has the UUID."""
    try:
        return int(view.connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one())
    except IntegrityError as error:
        diagnosis = getattr(error.orig, "diag", None)
        if diagnosis is None or diagnosis.constraint_name != f"uq_{table.name}_uuid":
            raise
        raise NotFound(NOT_ITS_OWN) from None


def _values(view: View, save: UUID) -> dict[str, object]:
    return {"save": save.bytes, "institution": view.institution_id, "person": view.person_id}
