"""The register as the services use it: `read` and `write` run a function in one transaction.

Both take the operator and read the rights anew. `write` is the one write path: it takes the write
lock before it reads, and refuses to commit a change that left no row in the audit trail.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.errors import Unavailable
from dentui.store import audit, engine, saves, schema
from dentui.store.changes import Changes, notify
from dentui.store.memo import Memo
from dentui.store.scope import View, view
from dentui.store.shelving import Shelving

T = TypeVar("T")

LOOKS = (0.0, 0.2, 0.5, 1.0, 2.0)
"""Seconds before each look for a save whose answer was lost."""
LOOK_FOR = 8.0
"""Seconds after which no further look is begun."""


@dataclass(slots=True)
class Unit:
    """A write transaction: the operator's view of it, and the trail it leaves."""

    view: View
    key: audit.AuditKey
    shelf: Shelving
    audited: int = 0
    then: list[Callable[[], None]] = field(default_factory=list)
    """What is tried once all of it is committed. What that is refused with is told where somebody asks."""

    @property
    def connection(self) -> Connection:
        """The connection on which everything of this transaction is read and written."""
        return self.view.connection

    def audit(self, action: str, patient_id: int | None = None, **detail: object) -> None:
        """Say in the trail what is done. `detail` names fields, never what stands in them."""
        audit.append(self.view, self.key, action, patient_id, detail)
        self.audited += 1

    def saved_before(self) -> None:
        """Nothing is left to be done of a save that is tried again: the trail has it from then."""
        self.audited += 1

    def nothing_to_write(self) -> None:
        """All is as it was asked for: the trail has nothing to tell."""
        self.audited += 1


class Database:
    """An open register. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Opens and checks the register, and brings an older one up to date. Raises Unavailable."""
        self.url = engine.parse(settings.database)
        self.place = self.url.render_as_string(hide_password=True)
        if self.url.get_backend_name() == "sqlite":
            self.place = str(self.url.database)
        self.engine = engine.open_engine(self.url)
        self.reader = self.engine
        if self.engine.dialect.name == "postgresql":
            # One state for all statements of a read. A write must not have it: what it sees would be
            # from before it got the write lock.
            self.reader = self.engine.execution_options(isolation_level="REPEATABLE READ")
        self.home = settings.home
        self.shelf = Shelving(self.engine, settings.home)
        self._key: audit.AuditKey | None = None
        self._memo = Memo()
        self._guarded(lambda: schema.bring_up_to_date(self.engine, settings.home))

    def read(self, actor: Actor, fn: Callable[[View], T]) -> T:
        """What the function reads, in one transaction that sees one state of the register."""

        def run() -> T:
            with self.reader.connect() as connection, connection.begin():
                return fn(view(connection, actor, self._memo))

        return self._guarded(run)

    def write(self, actor: Actor, fn: Callable[[Unit], T]) -> T:
        """What the function returns, once everything it wrote is committed with its audit row."""

        committing = False
        then: list[Callable[[], None]] = []

        def run() -> T:
            nonlocal committing, then
            with self.engine.connect() as connection:
                connection = connection.execution_options(dentui_write=True)
                with connection.begin():
                    audit.write_lock(connection)
                    unit = Unit(view(connection, actor, self._memo), self.key, self.shelf)
                    result = fn(unit)
                    if not unit.audited:
                        raise RuntimeError("a change without an audit row")
                    notify(connection)
                    committing, then = True, unit.then
                    return result

        try:
            result = self._guarded(run)
        except Unavailable as error:
            # What fails before COMMIT is sent was not saved, whatever it is.
            error.unknown = error.unknown and committing
            raise
        for each in then:
            with suppress(Unavailable):
                each()
        return result

    def save(self, actor: Actor, save: UUID, fn: Callable[[Unit], T], saved: Callable[[View], T]) -> T:
        """Write, and look a save whose answer was lost up before anything is said. `saved` reads what it
        came to. `fn` makes nothing twice: it may be tried again, with other words in the form, after even
        the look was in vain. Raises Unavailable, with `unknown` then."""
        try:
            return self.write(actor, fn)
        except Unavailable as error:
            if not error.unknown:
                raise
            return self._looked_up(actor, save, saved, error)

    def _looked_up(self, actor: Actor, save: UUID, saved: Callable[[View], T], error: Unavailable) -> T:
        end = time.monotonic() + LOOK_FOR
        for pause in LOOKS:
            if time.monotonic() + pause > end:
                break
            time.sleep(pause)
            # Connections that were open may still show what the disk never got.
            self.engine.dispose()
            try:
                done, outcome = self._settled(actor, save, saved)
            except Unavailable:
                continue
            if done:
                return cast("T", outcome)
            raise Unavailable(
                "The register did not take it: nothing was saved. What you typed is still here; save again."
            ) from error
        raise Unavailable(
            "The register does not answer, so nobody can tell yet whether this was saved. What you typed is "
            "still here: save again later, and dentui looks before it writes anything twice.",
            unknown=True,
        ) from error

    def _settled(self, actor: Actor, save: UUID, saved: Callable[[View], T]) -> tuple[bool, T | None]:
        """Whether a save is there for good. On a server the lost transaction may still be under way:
        it holds the write lock until it is over."""

        def run() -> tuple[bool, T | None]:
            with self.engine.connect() as connection, connection.begin():
                audit.write_lock(connection)
                opened = view(connection, actor, self._memo)
                there = saves.is_saved(opened, save)
                return there, saved(opened) if there else None

        return self._guarded(run)

    def system(self, fn: Callable[[Connection], T], *, writes: bool = False) -> T:
        """Run a function outside any operator's scope: signing in, checking, mending the index. With
        `writes` it has the write lock before it reads."""

        def run() -> T:
            with self.engine.connect() as connection:
                connection = connection.execution_options(dentui_write=writes)
                with connection.begin():
                    if writes:
                        audit.write_lock(connection)
                    return fn(connection)

        return self._guarded(run)

    @property
    def key(self) -> audit.AuditKey:
        """The key that seals the audit trail."""
        if self._key is None:
            self._key = audit.read_key(self.home)
        return self._key

    def changes(self) -> Changes:
        """A watch on what other desks commit, for one thread."""
        return Changes(self.engine)

    def close(self) -> None:
        """Give every connection back."""
        self.shelf.close()
        self.engine.dispose()

    def _guarded(self, run: Callable[[], T]) -> T:
        try:
            return run()
        except SQLAlchemyError as error:
            told = engine.translate(error, self.place)
            if told is None:
                raise
            raise told from without_values(error)
        except self.engine.dialect.loaded_dbapi.Error as error:  # where the driver is used directly
            told = engine.translate(error, self.place)
            if told is None:
                raise
            raise told from None


def without_values(error: SQLAlchemyError) -> SQLAlchemyError | None:
    """The error, unless its text repeats a statement's values, which can be a patient's."""
    return None if getattr(error, "params", None) else error
