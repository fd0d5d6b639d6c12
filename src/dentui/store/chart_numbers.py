"""Which chart numbers of an institution are given already."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from dentui.store.among import among
from dentui.store.scope import View
from dentui.store.tables import patient

_BLOCK = 10_000

_of_these = select(patient.c.chart_number).where(
    patient.c.institution_id == bindparam("institution"),
    among(patient.c.chart_number, "numbers"),
)


def taken(view: View, numbers: Sequence[int]) -> set[int]:
    """Those of the numbers that patients of the institution have. For administrators, who see them all."""
    found: set[int] = set()
    for start in range(0, len(numbers), _BLOCK):
        block = {"institution": view.institution_id, "numbers": list(numbers[start : start + _BLOCK])}
        found.update(view.connection.scalars(_of_these, block))
    return found
