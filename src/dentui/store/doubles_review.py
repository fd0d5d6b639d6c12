"""What people do about the doubles of a register: the list to look through, and "not the same person"."""

from __future__ import annotations

import json
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, delete, select

from dentui.domain.doubles import PERHAPS, Likely, Pair
from dentui.errors import Invalid
from dentui.store import doubles, doubles_search, history, not_doubles, saves
from dentui.store.database import Unit
from dentui.store.doubles import likely_of
from dentui.store.doubles_search import FoundPair
from dentui.store.patients import id_of
from dentui.store.scope import View
from dentui.store.tables import double, not_double, patient

DISMISS = "not the same person"
RECALL = "perhaps the same person"
OTHER_CHART = "other_chart"
"""The field of the history that holds the chart number of the other one."""

_low, _high = patient.alias("low"), patient.alias("high")
_said = (
    select(not_double.c.low_id)
    .where(not_double.c.low_id == double.c.low_id, not_double.c.high_id == double.c.high_id)
    .exists()
)


def review(view: View, limit: int) -> tuple[Pair, ...]:
    """The pairs within the scope that were found by going through the register, the likeliest first."""
    rows = view.connection.execute(
        select(double.c.low_id, double.c.high_id, double.c.probability, double.c.reasons)
        .join(_low, _low.c.id == double.c.low_id)
        .join(_high, _high.c.id == double.c.high_id)
        .where(double.c.institution_id == view.institution_id, _seen(view, _low), _seen(view, _high), ~_said)
        .order_by(double.c.probability.desc(), double.c.low_id, double.c.high_id)
        .limit(limit)
    ).all()
    known = doubles.profiles(view.connection, {number for row in rows for number in (row[0], row[1])})
    found = []
    for low, high, probability, reasons in rows:
        why = tuple(json.loads(reasons))
        first, second = (likely_of(known[side].row, probability, why) for side in (low, high))
        found.append(Pair(first, second, probability, why))
    return tuple(found)


def _seen(view: View, side: FromClause) -> ColumnElement[bool]:
    """Within the scope, and not merged into another one."""
    within = and_(side.c.institution_id == view.institution_id, side.c.merged_into_id.is_(None))
    return within if view.administers else and_(within, side.c.responsible_id == view.person_id)


def dismiss(unit: Unit, save: UUID, first: UUID, second: UUID) -> None:
    """Keep that two patients are not one person. Raises NotFound, Invalid for one patient with itself."""
    low, high = _ids(unit.view, first, second)
    if saves.is_saved(unit.view, save):
        unit.saved_before()
        return
    with unit.view.whole_institution():
        said = not_doubles.put(unit.connection, unit.view.institution_id, unit.view.person_id, low, high)
    if not said:
        unit.nothing_to_write()  # another desk said so first
        return
    unit.connection.execute(delete(double).where(double.c.low_id == low, double.c.high_id == high))
    _note(unit, save, DISMISS, first, second)


def recall(unit: Unit, save: UUID, first: UUID, second: UUID) -> None:
    """Take that back: they are compared anew. Raises NotFound, Invalid."""
    view, connection = unit.view, unit.connection
    low, high = _ids(view, first, second)
    if saves.is_saved(view, save):
        unit.saved_before()
        return
    with view.whole_institution():
        taken_back = not_doubles.take_back(connection, low, high)
    if not taken_back:
        unit.nothing_to_write()
        return
    both = doubles.profiles(connection, [low, high], among_whom=True)
    if len(both) == 2:
        (scored,) = doubles.between(view, both[low].person, [both[high]])
        if scored.probability >= PERHAPS:
            pair = FoundPair(low, high, scored.probability, scored.reasons)
            doubles_search.put(connection, view.institution_id, [pair])
    _note(unit, save, RECALL, first, second)


def dismissed(view: View, patient_id: int) -> tuple[Likely, ...]:
    """Who within the scope was said to be another person than this patient, the likeliest first."""
    with view.whole_institution():
        said = not_doubles.of(view.connection, [patient_id])
    sides = {side for pair in said for side in pair} - {patient_id}
    others = view.connection.scalars(select(patient.c.id).where(patient.c.id.in_(sides), view.scope())).all()
    if not others:
        return ()
    known = doubles.profiles(view.connection, [patient_id, *others])
    asked = known.pop(patient_id).person
    scored = doubles.between(view, asked, list(known.values()))
    return tuple(one.likely() for one in scored)


def _ids(view: View, first: UUID, second: UUID) -> tuple[int, int]:
    low, high = sorted((id_of(view, first), id_of(view, second)))
    if low == high:
        raise Invalid("That is one and the same chart. Choose another one to compare it with.")
    return low, high


def _note(unit: Unit, save: UUID, action: str, first: UUID, second: UUID) -> None:
    """In the history of both, each with the other's chart number, and in the trail."""
    rows = {
        UUID(bytes=row.uuid): row
        for row in unit.connection.execute(
            select(patient.c.id, patient.c.uuid, patient.c.chart_number, patient.c.version).where(
                patient.c.uuid.in_([first.bytes, second.bytes])
            )
        )
    }
    for mine, other in ((first, second), (second, first)):
        # What is said is of neither chart alone, so it has a name of its own, the same for both.
        about = bytes(a ^ b for a, b in zip(first.bytes, second.bytes, strict=True))
        said = {OTHER_CHART: (None, rows[other].chart_number)}
        history.note(unit, rows[mine].id, save, action, "pair", about, 1, said)
