"""Making a whole register on a server, in one transaction: it is there complete, or not at all."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import URL, Connection, text

from dentui.errors import Unavailable
from dentui.store import case_bulk, engine, indexing, intake, schema
from dentui.store.bulk import Generate, Plan, put_plan

BLOCK = 20_000
"""Patients whose part of the finding index is held in memory at a time."""


def build_on_server(
    url: URL, plan: Plan, generate: Generate, progress: Callable[[int], None] | None = None
) -> int:
    """Make a register in an empty database with the patients that `generate` gives, and return how many.
    Raises Unavailable where there is a register already."""
    opened = engine.open_engine(url)
    try:
        with opened.begin() as connection:
            if schema.revision(connection) is not None:
                raise Unavailable(
                    f"There is a register at {url.render_as_string(hide_password=True)} already, and it was "
                    "left as it is. Make another database for the demonstration clinic."
                )
            schema.make(connection)
            put_plan(connection, plan)
            advance(connection, plan)
            total = 0
            for institution in plan.institutions:
                indexing.enter(connection, institution.id)
                for first in range(0, institution.patients, BLOCK):
                    stop = min(first + BLOCK, institution.patients)
                    total += intake.load(connection, institution.id, generate(institution.id, first, stop))
                    if progress:
                        progress(total)
            if plan.cases is not None:
                case_bulk.put(connection, plan.cases)
        return total
    finally:
        opened.dispose()


def advance(connection: Connection, plan: Plan) -> None:
    """Let the sequences go on behind the ids that the plan gave."""
    for table, rows in (
        ("institution", plan.institutions),
        ("person", plan.persons),
        ("case_type", plan.case_types),
        ("visit_type", plan.visit_types),
    ):
        if rows:
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence(:table, 'id'), :last)"),
                {"table": table, "last": max(row.id for row in rows)},
            )
