"""A real clinic for the screen: people who sign in, and what an administrator does to them elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.services import hashing
from dentui.store import sign_in as store
from dentui.store import tables
from dentui.store.database import Database
from tests.clinics import ADMINISTRATOR
from tests.ui.conftest import settings_of

PASSWORD = "four words are easy"
PIN = "402917"


class People:
    """The people of a home that is no demonstration. Anna, an administrator, has a password."""

    def __init__(self, home: Path) -> None:
        (home / "dentui.toml").unlink(missing_ok=True)
        self.settings: Settings = replace(settings_of(home), demonstration=False, operator=None)
        self.give(ADMINISTRATOR)

    def give(
        self, actor: Actor, secret: str = PASSWORD, kind: store.Kind = "password", *, temporary: bool = False
    ) -> None:
        """Give somebody a password or a PIN."""
        hashed = hashing.make_hash(secret)
        self._do(
            lambda connection: store.put_credential(
                connection, actor.person_id, kind, hashed, temporary=temporary
            )
        )

    def join(self, actor: Actor, institution: int = 2) -> None:
        """Make somebody a member of another institution too."""
        values = {
            "person_id": actor.person_id,
            "institution_id": institution,
            "role": "administrator",
            "doctor": False,
        }
        self._do(lambda connection: connection.execute(insert(tables.membership), values))

    def take_away(self, actor: Actor) -> None:
        """End a membership."""
        member = tables.membership
        here = (member.c.person_id == actor.person_id) & (member.c.institution_id == actor.institution_id)
        self._do(lambda connection: connection.execute(delete(member).where(here)))

    def _do(self, change: Callable[[Any], object]) -> None:
        database = Database(self.settings)
        database.system(change, writes=True)
        database.close()
