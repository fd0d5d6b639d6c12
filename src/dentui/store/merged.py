"""Profiles that were merged into others: where their chains end, and which of them end at a patient."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select

from dentui.domain.merging import MergedProfile
from dentui.domain.patients import display_name
from dentui.errors import Forbidden
from dentui.store.scope import View
from dentui.store.tables import patient

MERGE = "merge patients"
"""The main patient's entry in history and audit trail."""
MERGED_AWAY = "merged into another"
"""The entry of each profile that was merged."""
OUT_OF_REACH = (
    "This profile was merged into a patient who is not in your register. Ask an administrator of your "
    "institution."
)

_one: Select[Any] = select(
    *(patient.c.id, patient.c.uuid, patient.c.chart_number, patient.c.merged_into_id),
    *(patient.c.family, patient.c.given, patient.c.other, patient.c.responsible_id),
).where(patient.c.id == bindparam("patient"))
_next = select(patient.c.merged_into_id).where(
    patient.c.id == bindparam("patient"), patient.c.institution_id == bindparam("institution")
)


def _all_in() -> Select[Any]:
    chain = select(bindparam("patient", type_=patient.c.id.type).label("id")).cte("chain", recursive=True)
    chain = chain.union(select(patient.c.id).join(chain, patient.c.merged_into_id == chain.c.id))
    return select(chain.c.id)


_chain = _all_in()


def end_of(view: View, patient_id: int) -> Row[Any] | None:
    """The patient in whom the chain of merges ends, who may be this one; None where that is beyond the
    operator's scope. Who stands in between is not asked for, and not told."""
    asked = {"institution": view.institution_id}
    with view.whole_institution():
        while (further := view.connection.scalar(_next, {**asked, "patient": patient_id})) is not None:
            patient_id = further
    return view.connection.execute(_one.where(view.scope()), {"patient": patient_id}).first()


def main_id(view: View, patient_id: int) -> int:
    """Who is written to where this profile is named. Raises Forbidden where that is out of scope."""
    row = end_of(view, patient_id)
    if row is None:
        raise Forbidden(OUT_OF_REACH)
    return int(row.id)


def main_profile(view: View, merged_into_id: int | None) -> MergedProfile | None:
    """The main patient of a profile, as far as the operator may know them."""
    row = None if merged_into_id is None else end_of(view, merged_into_id)
    return None if row is None else profile(row)


def profile(row: Row[Any]) -> MergedProfile:
    """What is told of a profile of a merge."""
    return MergedProfile(
        UUID(bytes=row.uuid), row.chart_number, display_name(row.family, row.given, row.other)
    )


def all_in(view: View, patient_id: int) -> list[int]:
    """A patient and every profile within the scope that was merged into them, one by way of another too."""
    with view.whole_institution():
        ids = list(view.connection.scalars(_chain, {"patient": patient_id}))
    if len(ids) == 1:
        return ids
    # Asked apart: with the scope in the chain SQLite walks through all patients of the institution.
    seen = select(patient.c.id).where(patient.c.id.in_(ids), view.scope())
    return [patient_id, *(each for each in view.connection.scalars(seen) if each != patient_id)]


def read_only(view: View, merged_into_id: int) -> str:
    """Why a merged profile is not changed, in a sentence."""
    row = end_of(view, merged_into_id)
    if row is None:
        return OUT_OF_REACH
    return (
        f"This profile was merged into chart #{row.chart_number} and is read-only. Nothing was saved: change "
        f"chart #{row.chart_number}, or undo the merge in its history."
    )
