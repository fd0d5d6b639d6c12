"""Writing many rows of a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert

FEW = 100
"""So few rows are not worth more than one INSERT."""


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns."""
    if not rows:
        return
    if connection.dialect.name != "postgresql" or len(rows) < FEW:
        connection.execute(insert(table), list(rows))
        return
    # COPY is many times faster, and not allowed into a table with row-level security: so it goes by
    # way of a temporary one.
    names = list(rows[0])
    listed = ", ".join(names)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS incoming_{table.name} "  # noqa: S608 - our own names
            f"ON COMMIT DROP AS SELECT {listed} FROM {table.name} WITH NO DATA"
        )
        with cursor.copy(f"COPY incoming_{table.name} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
        cursor.execute(
            f"INSERT INTO {table.name} ({listed}) SELECT {listed} FROM incoming_{table.name}"  # noqa: S608
        )
        cursor.execute(f"TRUNCATE incoming_{table.name}")
