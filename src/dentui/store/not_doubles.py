"""Pairs of which somebody said that they are not the same person."""

from __future__ import annotations

import time

from sqlalchemy import Connection, bindparam, delete, insert, select

from dentui.store.tables import not_double

_lower = select(not_double.c.low_id).where(not_double.c.high_id == bindparam("patient"))
_higher = select(not_double.c.high_id).where(not_double.c.low_id == bindparam("patient"))
_pair = (not_double.c.low_id == bindparam("low"), not_double.c.high_id == bindparam("high"))


def of(connection: Connection, patient_id: int) -> list[int]:
    """Whom somebody said to be another person than this patient."""
    asked = {"patient": patient_id}
    return [*connection.scalars(_lower, asked), *connection.scalars(_higher, asked)]


def put(connection: Connection, institution_id: int, person_id: int, low: int, high: int) -> bool:
    """Keep that somebody said so; False where it was said before."""
    if connection.execute(select(not_double.c.low_id).where(*_pair), {"low": low, "high": high}).first():
        return False
    connection.execute(
        insert(not_double),
        {
            "low_id": low,
            "high_id": high,
            "institution_id": institution_id,
            "person_id": person_id,
            "at": time.time_ns() // 1_000,
        },
    )
    return True


def take_back(connection: Connection, low: int, high: int) -> bool:
    """Nobody said so; False where nobody had."""
    return connection.execute(delete(not_double).where(*_pair), {"low": low, "high": high}).rowcount > 0
