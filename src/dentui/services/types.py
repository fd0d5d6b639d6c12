"""Case types and visit types of the institution."""

from dentui.domain.actors import Actor
from dentui.domain.types import CaseType
from dentui.store import types
from dentui.store.database import Database


class CaseTypes:
    """What a visit can be for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, actor: Actor) -> tuple[CaseType, ...]:
        """The institution's case types, in its order."""
        return self._database.read(actor, types.case_types)
