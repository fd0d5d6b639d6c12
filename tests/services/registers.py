"""All that a register holds, to be compared before and after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from dentui.store import indexing, postings, tables
from tests.clinics import Clinic


def register(clinic: Clinic, *, numbered: bool = True) -> dict[str, Any]:
    """All that is in the register, but who did what, and how often something was changed. Of the index the
    sets: one and the same can be written in several ways. The ids of former names, to which nothing else
    refers, only where they are `numbered`."""
    left_out = {"audit", "history", "merge", "merged", "moved"}
    found: dict[str, Any] = {}
    with clinic.database.engine.connect() as connection:
        for institution in (1, 2):
            indexing.enter(connection, institution)
            for table in tables.metadata.sorted_tables:
                if table.name in left_out:
                    continue
                unseen = {"version"} if numbered or table is not tables.alias else {"version", "id"}
                columns = [column for column in table.columns if column.name not in unseen]
                rows: Iterable[tuple[Any, ...]] = map(tuple, connection.execute(select(*columns)))
                if table is tables.posting:
                    rows = ((*key, sorted(postings.ids(docs))) for *key, docs in rows)
                found[f"{table.name} {institution}"] = sorted(map(repr, rows))
    return found
