"""Rows that refer to a case type, a visit type and a doctor, with their names."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select

from dentui.store.tables import case_type, person, visit_type

_doctor = person.alias("doctor")


def with_names(of: Table, *more: ColumnElement[Any]) -> Select[Any]:
    """Records or tickets, with the columns `case_type`, `visit_type` and `doctor` (None where there is
    none), and `more`."""
    return (
        select(
            of,
            case_type.c.name.label("case_type"),
            visit_type.c.name.label("visit_type"),
            _doctor.c.name.label("doctor"),
            *more,
        )
        .outerjoin(case_type, case_type.c.id == of.c.case_type_id)
        .outerjoin(visit_type, visit_type.c.id == of.c.visit_type_id)
        .outerjoin(_doctor, _doctor.c.id == of.c.doctor_id)
    )
