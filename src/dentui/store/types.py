"""Reading case types and visit types."""

from sqlalchemy import select

from dentui.domain.types import CaseType
from dentui.store.scope import View
from dentui.store.tables import case_type


def case_types(view: View) -> tuple[CaseType, ...]:
    """The institution's case types, in the order its administrators gave them."""
    statement = (
        select(case_type.c.id, case_type.c.name)
        .where(case_type.c.institution_id == view.institution_id)
        .order_by(case_type.c.position, case_type.c.id)
    )
    return tuple(CaseType(row.id, row.name) for row in view.connection.execute(statement))
