"""Labs and the short texts for instructions: reading them, and what is done to them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from dentui.domain.history import Theirs, changed_fields
from dentui.domain.labs import LONGEST, MOST_SNIPPETS, Lab, LabInput, Snippet, checked, checked_snippet
from dentui.domain.work import WorkKind
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from dentui.store.case_tables import lab, snippet
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import membership

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


def snippets(view: View) -> tuple[Snippet, ...]:
    """The short texts, the oldest first."""
    statement = (
        select(snippet.c.id, snippet.c.text)
        .where(snippet.c.institution_id == view.institution_id)
        .order_by(snippet.c.id)
    )
    return tuple(Snippet(row.id, row.text) for row in view.connection.execute(statement))


def add_snippet(unit: Unit, text: str) -> int:
    """Keep a short text; its id, or that of the same text. Raises Forbidden, Invalid."""
    view = unit.view
    _require_keeper(view)
    text = checked_snippet(text)
    there = snippets(view)
    for each in there:
        if each.text == text:
            unit.nothing_to_write()
            return each.id
    if len(there) >= MOST_SNIPPETS:
        raise Invalid(f"There are {MOST_SNIPPETS} short texts, and there can be no more. Remove some first.")
    values = {"institution_id": view.institution_id, "text": text}
    made = unit.connection.execute(insert(snippet).values(values).returning(snippet.c.id)).scalar_one()
    unit.audit("add snippet", None, snippet=made, fields=["text"])
    return int(made)


def edit_snippet(unit: Unit, snippet_id: int, was: str, text: str) -> None:
    """Change a short text that was read as `was`. Raises Forbidden, NotFound, Invalid, Conflict."""
    _require_keeper(unit.view)
    text = checked_snippet(text)
    now = next((each for each in snippets(unit.view) if each.id == snippet_id), None)
    if now is None:
        raise NotFound("That short text is not there any more. F5 shows those that are.")
    if now.text not in (was, text):
        raise Conflict(
            "Another desk has changed this text meanwhile. Nothing was overwritten: choose what stays.",
            Theirs(0, now.text, "", None),
        )
    unit.connection.execute(
        update(snippet)
        .where(snippet.c.id == snippet_id, snippet.c.institution_id == unit.view.institution_id)
        .values(text=text)
    )
    unit.audit("edit snippet", None, snippet=snippet_id, fields=["text"])


def remove_snippet(unit: Unit, snippet_id: int) -> None:
    """Keep a short text no more; instructions that have it stay. Raises Forbidden."""
    _require_keeper(unit.view)
    unit.connection.execute(
        delete(snippet).where(
            snippet.c.id == snippet_id, snippet.c.institution_id == unit.view.institution_id
        )
    )
    unit.audit("remove snippet", None, snippet=snippet_id, fields=["text"])


def _require_keeper(view: View) -> None:
    """Raises Forbidden for who is neither administrator nor doctor."""
    doctor = select(membership.c.doctor).where(
        membership.c.person_id == view.person_id, membership.c.institution_id == view.institution_id
    )
    if not view.administers and not view.connection.scalar(doctor):
        raise Forbidden("Only an administrator or a doctor may keep short texts. Ask one of them.")


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
