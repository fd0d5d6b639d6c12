"""Statements that are sent ahead: PostgreSQL works on them while Python works on what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def ahead(connection: Connection) -> Iterator[None]:
    """Send what is executed in here without waiting for it; at the end all of it is done, or the first
    error is raised. Nothing that is executed by SQLAlchemy here can be asked for its result, and there is
    no COPY. SQLite does each statement at once."""
    if connection.dialect.name != "postgresql":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with driver.pipeline():
        yield
