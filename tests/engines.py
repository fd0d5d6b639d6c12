"""Statements that are compiled once for all registers of the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.util import LRUCache

from dentui.store import engine as engines

KEPT = 5_000
"""Compiled statements that are kept of each database: more than there are."""


def compile_once(put: Callable[[object, str, object], None] = setattr) -> None:
    """Have every engine that is opened from here on speak through the same dialect as the others of its
    database, and keep its compiled statements with theirs; `put` can take that back. A desk has one engine
    and compiles each statement once; each test has one of its own and would compile them all anew."""
    shared: dict[str, tuple[Dialect, LRUCache[Any, Any]]] = {}

    def create_sharing(*args: Any, **named: Any) -> Engine:
        made = create_engine(*args, **named)
        own = made.dialect
        dialect, compiled = shared.setdefault(f"{own.name} {own.driver}", (own, LRUCache(KEPT)))
        if own is not dialect:

            def initialize(connection: Connection) -> None:
                if getattr(dialect, "server_version_info", None) is None:
                    dialect.initialize(connection)

            own.initialize = initialize  # type: ignore[method-assign]
        made.dialect = made.pool._dialect = dialect
        made._compiled_cache = compiled
        return made

    put(engines, "create_engine", create_sharing)
