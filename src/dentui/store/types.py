"""Case types and visit types: reading them, and what administrators do to them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, func, insert, select, update

from dentui.domain.history import Theirs, changed_fields
from dentui.domain.types import CaseType, TypeInput, TypeKind, TypeLine, checked
from dentui.errors import Conflict, NotFound
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import case_type, record, visit_type

WHAT = "see and change the lists of types"
TABLES: dict[TypeKind, Table] = {TypeKind.CASE: case_type, TypeKind.VISIT: visit_type}
_COLUMNS = {TypeKind.CASE: record.c.case_type_id, TypeKind.VISIT: record.c.visit_type_id}


def case_types(view: View) -> tuple[CaseType, ...]:
    """The institution's case types, in the order its administrators gave them."""
    statement = (
        select(case_type.c.id, case_type.c.name)
        .where(case_type.c.institution_id == view.institution_id)
        .order_by(case_type.c.position, case_type.c.id)
    )
    return tuple(CaseType(row.id, row.name) for row in view.connection.execute(statement))


def lines(view: View, kind: TypeKind) -> tuple[TypeLine, ...]:
    """All of them in their order, the retired ones last. Raises Forbidden for members."""
    view.require_administrator(WHAT)
    return _lines(view, kind)


def uses(view: View) -> dict[TypeKind, dict[int, int]]:
    """How many records have each type. It walks all records of the institution, once and without sorting
    them. Raises Forbidden for members."""
    wanted = [(kind, line.id) for kind in TypeKind for line in lines(view, kind)]
    counts = [func.count().filter(_COLUMNS[kind] == type_id) for kind, type_id in wanted]
    found: dict[TypeKind, dict[int, int]] = {kind: {} for kind in TypeKind}
    if counts:
        counted = select(*counts).where(record.c.institution_id == view.institution_id)
        row = view.connection.execute(counted).one()
        for (kind, type_id), count in zip(wanted, row, strict=True):
            found[kind][type_id] = count
    return found


def add(unit: Unit, kind: TypeKind, form: TypeInput) -> int:
    """Add a type; its id. Raises Forbidden, Invalid."""
    view = unit.view
    there = lines(view, kind)
    form = checked(form, kind, [line.name for line in there])
    table = TABLES[kind]
    type_id = unit.connection.execute(
        insert(table)
        .values(institution_id=view.institution_id, name=form.name, position=len(there))
        .returning(table.c.id)
    ).scalar_one()
    _place(unit, kind, type_id, form.place)
    unit.audit(f"add {kind}", None, type=type_id, fields=["name"])
    return int(type_id)


def edit(unit: Unit, kind: TypeKind, type_id: int, form: TypeInput, was: TypeInput | None) -> None:
    """Rename a type or give it another place; `was`: the form that the change started from. Raises
    Forbidden, NotFound, Invalid, and Conflict with how it stands now."""
    there = lines(unit.view, kind)
    now = _one(there, kind, type_id)
    if was is not None and was.name != now.name:
        raise Conflict(
            f"Another desk has renamed this {kind} meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(0, now.form, "", None),
        )
    form = checked(form, kind, [line.name for line in there if line.id != type_id])
    changed = changed_fields(now.form, form, ("name", "place"))
    if "name" in changed:
        _write(unit, kind, type_id, name=form.name)
    if "place" in changed and not now.retired:
        _place(unit, kind, type_id, form.place)
    unit.audit(f"edit {kind}", None, type=type_id, fields=sorted(changed))


def retire(unit: Unit, kind: TypeKind, type_id: int, retired: bool) -> None:
    """Offer a type no more, or again where it stood. Raises Forbidden, NotFound."""
    now = _one(lines(unit.view, kind), kind, type_id)
    if now.retired != retired:
        _write(unit, kind, type_id, retired=retired)
    unit.audit(f"{'retire' if retired else 'bring back'} {kind}", None, type=type_id, fields=["retired"])


def _lines(view: View, kind: TypeKind) -> tuple[TypeLine, ...]:
    table = TABLES[kind]
    statement = (
        select(table.c.id, table.c.name, table.c.retired)
        .where(table.c.institution_id == view.institution_id)
        .order_by(table.c.retired, table.c.position, table.c.id)
    )
    rows = view.connection.execute(statement).all()
    return tuple(
        TypeLine(row.id, row.name, row.retired, None if row.retired else place)
        for place, row in enumerate(rows, 1)
    )


def _one(there: Sequence[TypeLine], kind: TypeKind, type_id: int) -> TypeLine:
    for line in there:
        if line.id == type_id:
            return line
    raise NotFound(f"That {kind} is not in your institution's list. F5 shows those that are.")


def _write(unit: Unit, kind: TypeKind, type_id: int, **values: object) -> None:
    table = TABLES[kind]
    unit.connection.execute(
        update(table)
        .where(table.c.id == type_id, table.c.institution_id == unit.view.institution_id)
        .values(**values)
    )


def _place(unit: Unit, kind: TypeKind, type_id: int, place: int | None) -> None:
    """Put a type at this place among those that are offered, or at the end, and number all anew. The
    retired ones stay between the same neighbours: they may come back."""
    table = TABLES[kind]
    rows = unit.connection.execute(
        select(table.c.id, table.c.retired)
        .where(table.c.institution_id == unit.view.institution_id, table.c.id != type_id)
        .order_by(table.c.position, table.c.id)
    ).all()
    offered = [index for index, row in enumerate(rows) if not row.retired]
    at = offered[place - 1] if place is not None and place <= len(offered) else len(rows)
    order = [row.id for row in rows]
    for position, one in enumerate([*order[:at], type_id, *order[at:]]):
        _write(unit, kind, one, position=position)
