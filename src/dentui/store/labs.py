"""Labs: reading them, and what is done to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from dentui.domain.history import Theirs, changed_fields
from dentui.domain.labs import LONGEST, Lab, LabInput, checked
from dentui.domain.work import WorkKind
from dentui.errors import Conflict, NotFound
from dentui.store.case_tables import lab
from dentui.store.database import Unit
from dentui.store.scope import View

WHAT = "keep the labs"
FIELDS = (*LONGEST, "work_kind")


def offered(view: View) -> tuple[Lab, ...]:
    """The labs to which a case can be sent, by name."""
    return tuple(each for each in everyone(view) if not each.withdrawn)


def everyone(view: View) -> tuple[Lab, ...]:
    """All labs of the institution, the withdrawn ones last, each by name."""
    statement = (
        select(lab)
        .where(lab.c.institution_id == view.institution_id)
        .order_by(lab.c.withdrawn, func.lower(lab.c.name), lab.c.id)
    )
    return tuple(_lab(row) for row in view.connection.execute(statement))


def add(unit: Unit, form: LabInput) -> int:
    """Add a lab; its id. Raises Forbidden, Invalid."""
    view = unit.view
    view.require_administrator(WHAT)
    form = checked(form, [each.name for each in everyone(view)])
    values = {**columns(form), "institution_id": view.institution_id}
    lab_id = unit.connection.execute(insert(lab).values(values).returning(lab.c.id)).scalar_one()
    unit.audit("add lab", None, lab=lab_id, fields=sorted(name for name, value in values.items() if value))
    return int(lab_id)


def edit(unit: Unit, lab_id: int, version: int, form: LabInput) -> bool:
    """Change a lab that was read at this version; whether that changed anything. Raises Forbidden, NotFound,
    Invalid, and Conflict with how it stands now."""
    view = unit.view
    view.require_administrator(WHAT)
    there = everyone(view)
    now = _one(there, lab_id)
    if now.version != version:
        raise Conflict(
            "Another desk has changed this lab meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(now.version, now.form, "", None),
        )
    form = checked(form, [each.name for each in there if each.id != lab_id])
    changed = changed_fields(now.form, form, FIELDS)
    if not changed:
        unit.nothing_to_write()
        return False
    _write(unit, now, columns(form))
    unit.audit("edit lab", None, lab=lab_id, fields=sorted(changed))
    return True


def withdraw(unit: Unit, lab_id: int, withdrawn: bool) -> None:
    """Offer a lab no more, or again. Raises Forbidden, NotFound."""
    unit.view.require_administrator(WHAT)
    now = _one(everyone(unit.view), lab_id)
    if now.withdrawn != withdrawn:
        _write(unit, now, {"withdrawn": withdrawn})
    unit.audit(f"{'withdraw' if withdrawn else 'bring back'} lab", None, lab=lab_id, fields=["withdrawn"])


def columns(form: LabInput) -> dict[str, Any]:
    """What the form of a lab is in the register."""
    return {**asdict(form), "work_kind": None if form.work_kind is None else form.work_kind.value}


def _write(unit: Unit, now: Lab, values: dict[str, Any]) -> None:
    unit.connection.execute(
        update(lab)
        .where(lab.c.id == now.id, lab.c.institution_id == unit.view.institution_id)
        .values(**values, version=now.version + 1)
    )


def _one(there: tuple[Lab, ...], lab_id: int) -> Lab:
    for each in there:
        if each.id == lab_id:
            return each
    raise NotFound("That lab is not in your institution's list. F5 shows those that are.")


def _lab(row: Row[Any]) -> Lab:
    return Lab(
        id=row.id,
        version=row.version,
        name=row.name,
        address=row.address,
        contact=row.contact,
        work_kind=None if row.work_kind is None else WorkKind(row.work_kind),
        material=row.material,
        shade=row.shade,
        withdrawn=row.withdrawn,
    )
