"""The cases of the institution: found, narrowed, ordered, a window at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select

from dentui.domain.case_finding import CaseFilter, CaseOrder, CasePage, When, read_number
from dentui.domain.finding import Filters
from dentui.domain.folding import folds, words
from dentui.domain.matching import understand
from dentui.domain.times import DAY, day_start
from dentui.store import case_rows, finding
from dentui.store.among import among
from dentui.store.case_tables import lab, lab_case
from dentui.store.scope import View
from dentui.store.tables import patient

FEW = 5_000
"""Patients who are named to the database as they were found; of more, those who have cases."""

_with_cases = select(lab_case.c.patient_id).distinct()


def page(view: View, wanted: CaseFilter, first: int, limit: int, around: UUID | None) -> CasePage:
    """A window of the answer, within the operator's scope."""
    condition, values = _condition(view, wanted)
    ids = _of(view, select(lab_case.c.id), condition)
    in_order = ids.order_by(*_order(wanted.order))
    found: Sequence[int] = ()
    if _is_everything(wanted):
        count = view.connection.scalar(_of(view, select(func.count()), condition)) or 0
    else:
        # Gone through once, in the index that has all that narrows: in the order of ids rows would be read.
        if wanted.order is CaseOrder.NEWEST:
            found = sorted(view.connection.scalars(ids, values), reverse=True)
        else:
            found = view.connection.scalars(in_order, values).all()
        count = len(found)
    at = None
    if around is not None:
        at = _row(view, wanted.order, condition, values, around)
        if at is not None:
            first = max(0, min(at - limit // 2, count - limit))
    first = max(0, min(first, count))
    if _is_everything(wanted):
        window = view.connection.scalars(in_order.offset(first).limit(limit)).all()
    else:
        window = found[first : first + limit]
    return CasePage(case_rows.of_ids(view, window), first, count, at)


def _is_everything(wanted: CaseFilter) -> bool:
    return wanted == CaseFilter(order=wanted.order)


def _of(view: View, statement: Select[Any], condition: ColumnElement[bool]) -> Select[Any]:
    """Cases within the scope. An administrator's are not looked up in the table of patients."""
    statement = statement.select_from(lab_case).where(
        lab_case.c.institution_id == view.institution_id, condition
    )
    if view.administers:
        return statement
    return statement.join(patient, patient.c.id == lab_case.c.patient_id).where(view.scope())


def _order(order: CaseOrder) -> tuple[ColumnElement[Any], ...]:
    if order is CaseOrder.DUE:
        return (lab_case.c.place, lab_case.c.id)
    return (lab_case.c.id.desc(),)


def _row(
    view: View, order: CaseOrder, condition: ColumnElement[bool], values: dict[str, Any], around: UUID
) -> int | None:
    """The row of a case in the answer, None where it is not among the found."""
    its = _of(view, select(lab_case.c.id, lab_case.c.place), condition)
    now = view.connection.execute(its.where(lab_case.c.uuid == around.bytes), values).first()
    if now is None:
        return None
    before = lab_case.c.id > now.id
    if order is CaseOrder.DUE:
        before = or_(
            lab_case.c.place < now.place, and_(lab_case.c.place == now.place, lab_case.c.id < now.id)
        )
    return view.connection.scalar(_of(view, select(func.count()), and_(condition, before)), values) or 0


def _condition(view: View, wanted: CaseFilter) -> tuple[ColumnElement[bool], dict[str, Any]]:
    """What narrows the list, and the values that it names."""
    conditions: list[ColumnElement[bool]] = [
        column.in_(chosen)
        for column, chosen in (
            (lab_case.c.state, [state.value for state in wanted.states]),
            (lab_case.c.case_type_id, wanted.case_types),
            (lab_case.c.lab_id, wanted.labs),
            (lab_case.c.doctor_id, wanted.doctors),
        )
        if chosen
    ]
    conditions += _range(wanted)
    values: dict[str, Any] = {}
    if wanted.text.strip():
        found, values = _found(view, wanted.text)
        conditions.append(found)
    return and_(*conditions) if conditions else lab_case.c.id.is_not(None), values


def _range(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.when is When.DUE:
        if wanted.first is not None:
            found.append(lab_case.c.due >= wanted.first)
        if wanted.last is not None:
            found.append(lab_case.c.due <= wanted.last)
        return found
    if wanted.first is not None:
        found.append(lab_case.c.sent >= day_start(wanted.first))
    if wanted.last is not None:
        found.append(lab_case.c.sent < day_start(wanted.last) + DAY)
    return found


def _found(view: View, text: str) -> tuple[ColumnElement[bool], dict[str, Any]]:
    """By the patient, as the list of patients finds, the number, and the lab's name."""
    ways: list[ColumnElement[bool]] = [among(lab_case.c.patient_id, "patients")]
    values: dict[str, Any] = {"patients": _patients(view, text)}
    named = read_number(text)
    if named is not None:
        year, number = named
        its = lab_case.c.number == number
        ways.append(its if year is None else and_(its, lab_case.c.year == year))
    labs = _labs(view, text)
    ways.append(lab_case.c.lab_id.in_(labs) if labs else false())
    return or_(*ways), values


def _patients(view: View, text: str) -> list[int]:
    """The patients with cases whom the text finds."""
    found = finding.find(view, understand(text), Filters())
    possible = found.possible.pinyin
    if not possible:
        return []
    with_cases = possible
    if len(possible) > FEW:
        ours = _with_cases.where(lab_case.c.institution_id == view.institution_id)
        with_cases = possible & BitMap(view.connection.scalars(ours).all())
    sure = found.resolve(with_cases).pinyin if found.doubtful & with_cases else with_cases
    return list(sure)


def _labs(view: View, text: str) -> list[int]:
    """The labs in whose names each word of the text begins a word."""
    asked = [folds(word.text) for word in words(text)]
    if not asked:
        return []
    rows = view.connection.execute(
        select(lab.c.id, lab.c.name).where(lab.c.institution_id == view.institution_id)
    )
    return [row.id for row in rows if _begins(row.name, asked)]


def _begins(name: str, asked: list[tuple[str, ...]]) -> bool:
    there = [spelling for word in words(name) for spelling in folds(word.text)]
    return all(any(each.startswith(one) for each in there for one in spellings) for spellings in asked)
