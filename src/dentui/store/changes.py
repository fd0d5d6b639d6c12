"""Noticing that somebody committed: SQLite's data_version, PostgreSQL's LISTEN and NOTIFY.

What the search for doubles writes down is no news: it goes on for hours, and every commit would let every
desk load anew what it shows. In PostgreSQL it does not notify."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

from dentui.errors import Unavailable
from dentui.store import engine as engines

CHANNEL = "dentui"
POLL = 0.5
"""Seconds between two looks at a SQLite register."""
_STATE = """
SELECT (SELECT max(number) FROM audit WHERE audit.institution_id = institution.id),
       learnt, up_to_id, up_to_change
FROM institution LEFT JOIN doubles_search ON doubles_search.institution_id = institution.id
ORDER BY institution.id
"""
_State = list[tuple[int | None, ...]]
"""Of each institution the last number of the trail, and how far the search for doubles is."""


class Changes:
    """A watch on the register. It holds one connection, and is for one thread at a time; `stop` may
    be called from any."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Any = None
        self._seen: int | None = None
        self._state: _State = []
        self._place = Path(str(engine.url.database))
        self._file: tuple[int, int] | None = None
        self._lost = False
        self._stopped = False

    def wait(self, timeout: float) -> bool:
        """Whether anybody committed since the last call; waits up to `timeout` seconds for it. A
        register that does not answer counts as changed once it answers again."""
        try:
            if self._connection is None and not self._stopped:
                self._connect()
                if self._lost:
                    self._lost = False
                    return True
            if self._engine.dialect.name == "postgresql":
                return self._wait_for_notice(timeout)
            return self._poll(timeout)
        except (SQLAlchemyError, OSError, Unavailable, self._engine.dialect.loaded_dbapi.Error):
            self._drop()
            self._lost = True
            if not self._stopped:
                time.sleep(min(timeout, POLL))
            return False

    def stop(self) -> None:
        """End the watch: a wait that is under way returns soon."""
        self._stopped = True

    def _connect(self) -> None:
        connection = self._engine.raw_connection()
        connection.detach()
        self._connection = connection
        if self._engine.dialect.name == "postgresql":
            self._driver().autocommit = True
            self._driver().execute(f"LISTEN {CHANNEL}")
        else:
            self._file = engines.identity(self._place)
            self._seen, self._state = self._version(), self._read_state()

    def _poll(self, timeout: float) -> bool:
        end = time.monotonic() + timeout
        while not self._stopped:
            version = self._version()
            if version != self._seen:
                self._seen, before, self._state = version, self._state, self._read_state()
                if not _is_search(before, self._state):
                    return True
            left = end - time.monotonic()
            if left <= 0:
                return False
            time.sleep(min(POLL, left))
        self._drop()
        return False

    def _version(self) -> int:
        if engines.identity(self._place) != self._file:
            raise Unavailable(engines.missing(self._place))
        cursor = self._connection.cursor()
        try:
            return int(cursor.execute("PRAGMA data_version").fetchone()[0])
        finally:
            cursor.close()

    def _read_state(self) -> _State:
        cursor = self._connection.cursor()
        try:
            return list(map(tuple, cursor.execute(_STATE)))
        finally:
            cursor.close()

    def _wait_for_notice(self, timeout: float) -> bool:
        end = time.monotonic() + timeout
        while not self._stopped:
            left = end - time.monotonic()
            if left <= 0:
                return False
            for _ in self._driver().notifies(timeout=min(POLL, left), stop_after=1):
                return True
        self._drop()
        return False

    def _driver(self) -> Any:
        return self._connection.dbapi_connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except Exception as error:
                del error  # it was broken already: that is why it is dropped


def _is_search(before: _State, after: _State) -> bool:
    """Whether nothing but the search for doubles has gone on between the two."""
    return before != after and [row[0] for row in before] == [row[0] for row in after]


def notify(connection: Any) -> None:
    """Tell the other desks of a PostgreSQL register, when this transaction commits."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"NOTIFY {CHANNEL}"))
