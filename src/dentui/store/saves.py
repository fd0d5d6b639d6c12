"""Whether a save has happened: it is asked when its answer was lost."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import bindparam, select

from dentui.store.scope import View
from dentui.store.tables import history

_of_save = select(history.c.id).where(history.c.save == bindparam("save")).limit(1)


def is_saved(view: View, save: UUID) -> bool:
    """Whether the history has this save, by the id that the client gave it."""
    return view.connection.scalar(_of_save, {"save": save.bytes}) is not None
