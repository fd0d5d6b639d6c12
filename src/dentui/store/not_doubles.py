"""Pairs of which somebody said that they are not the same person.

What was said of a profile holds for the patient whom it is merged into, for as long as it is.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, delete, insert, select

from dentui.store.among import among
from dentui.store.tables import not_double, patient

_of_low = select(not_double.c.low_id, not_double.c.high_id).where(among(not_double.c.low_id, "ids"))
_of_high = select(not_double.c.low_id, not_double.c.high_id).where(among(not_double.c.high_id, "ids"))
_pair = (not_double.c.low_id == bindparam("low"), not_double.c.high_id == bindparam("high"))
_merged = select(patient.c.id, patient.c.merged_into_id)
_into = _merged.where(among(patient.c.merged_into_id, "ids"))
_further = _merged.where(among(patient.c.id, "ids"), patient.c.merged_into_id.is_not(None))

Pair = tuple[int, int]
"""The ids of two patients, the lower one first."""


def of(connection: Connection, ids: Iterable[int]) -> dict[Pair, set[Pair]]:
    """The pairs of one of these patients and somebody who was said to be another person, and for each of
    them the profiles of whom it was said."""
    end = {patient_id: patient_id for patient_id in ids}
    level = list(end)
    while level:
        rows = [row for row in connection.execute(_into, {"ids": level}) if row.id not in end]
        end |= {row.id: end[row.merged_into_id] for row in rows}
        level = [row.id for row in rows]
    asked = {"ids": list(end)}
    said = {
        (low, high)
        for low, high in (*connection.execute(_of_low, asked), *connection.execute(_of_high, asked))
    }
    end |= _ends(connection, {side for pair in said for side in pair if side not in end})
    found: defaultdict[Pair, set[Pair]] = defaultdict(set)
    for pair in said:
        low, high = sorted((end[pair[0]], end[pair[1]]))
        if low != high:
            found[low, high].add(pair)
    return found


def _ends(connection: Connection, ids: set[int]) -> dict[int, int]:
    """Of profiles: whom they are merged into, at the end of the chain; who is not is their own."""
    end = {patient_id: patient_id for patient_id in ids}
    level = ids
    while level:
        further = {row.id: row.merged_into_id for row in connection.execute(_further, {"ids": sorted(level)})}
        end = {patient_id: further.get(at, at) for patient_id, at in end.items()}
        level = set(further.values())
    return end


def put(connection: Connection, institution_id: int, person_id: int, low: int, high: int) -> bool:
    """Keep that somebody said so; False where it was said before."""
    if (low, high) in of(connection, [low]):
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
    said = of(connection, [low]).get((low, high))
    if not said:
        return False
    connection.execute(
        delete(not_double).where(*_pair), [{"low": each, "high": other} for each, other in said]
    )
    return True
