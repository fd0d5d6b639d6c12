"""The cases of the institution: found, narrowed, ordered, a window at a time.

Whoever types asks for the same cases at every letter, narrowed by another text. So what a text is
held against is read once, in its order, and kept for as long as nothing changes (`store/memo.py`).
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import Column, ColumnElement, Select, and_, func, or_, select

from dentui.domain.case_finding import CaseFilter, CaseOrder, CasePage, When, read_number
from dentui.domain.finding import Filters
from dentui.domain.folding import folds, words
from dentui.domain.matching import understand
from dentui.domain.times import DAY, day_start
from dentui.store import case_rows, finding
from dentui.store.case_tables import lab, lab_case
from dentui.store.scope import View
from dentui.store.tables import patient

MOST_KEPT = 50_000
"""Cases of which columns are kept between two questions; of more they are read anew."""


@dataclass(frozen=True, slots=True)
class _Cases:
    """Columns of cases within scope and filters, in the order of the list."""

    ids: Sequence[int]
    patients: Sequence[int]
    with_cases: BitMap
    """The patients once more, as a set."""


def page(view: View, wanted: CaseFilter, first: int, limit: int, around: UUID | None) -> CasePage:
    """A window of the answer, within the operator's scope."""
    if view.administers and wanted == CaseFilter(order=wanted.order):
        return _page_of_all(view, wanted.order, first, limit, around)
    state = finding.state_of(view)
    found = _found(view, wanted, _cases(view, replace(wanted, text=""), state), state)
    at = None
    if around is not None:
        its = view.connection.scalar(select(lab_case.c.id).where(lab_case.c.uuid == around.bytes))
        at = found.index(its) if its in found else None
    first = _start(first, limit, len(found), at)
    return CasePage(case_rows.of_ids(view, found[first : first + limit]), first, len(found), at)


def _page_of_all(view: View, order: CaseOrder, first: int, limit: int, around: UUID | None) -> CasePage:
    """A window of all cases, which the index has in their order."""
    ours = lab_case.c.institution_id == view.institution_id
    count = view.connection.scalar(select(func.count()).select_from(lab_case).where(ours)) or 0
    at = None if around is None else _row(view, order, ours, around)
    first = _start(first, limit, count, at)
    window = select(lab_case.c.id).where(ours).order_by(*_order(order)).offset(first).limit(limit)
    return CasePage(case_rows.of_ids(view, view.connection.scalars(window).all()), first, count, at)


def _start(first: int, limit: int, count: int, at: int | None) -> int:
    """Where the window begins: around a row where there is one, else where it was asked for."""
    if at is not None:
        first = max(0, min(at - limit // 2, count - limit))
    return max(0, min(first, count))


def _order(order: CaseOrder) -> tuple[ColumnElement[Any], ...]:
    if order is CaseOrder.DUE:
        return (lab_case.c.place, lab_case.c.id)
    return (lab_case.c.id.desc(),)


def _row(view: View, order: CaseOrder, ours: ColumnElement[bool], around: UUID) -> int | None:
    """The row of a case among all, None where it is not there."""
    its = select(lab_case.c.id, lab_case.c.place).where(ours, lab_case.c.uuid == around.bytes)
    now = view.connection.execute(its).first()
    if now is None:
        return None
    before = lab_case.c.id > now.id
    if order is CaseOrder.DUE:
        before = or_(
            lab_case.c.place < now.place, and_(lab_case.c.place == now.place, lab_case.c.id < now.id)
        )
    return view.connection.scalar(select(func.count()).select_from(lab_case).where(ours, before)) or 0


# What is narrowed without a text


def _cases(view: View, wanted: CaseFilter, state: int) -> _Cases:
    """The cases within scope and filters."""
    key = ("cases", view.institution_id, None if view.administers else view.person_id, wanted)
    return view.memo.get(
        key, state, lambda: _read(view, wanted), keeps=lambda read: len(read.ids) <= MOST_KEPT
    )


def _read(view: View, wanted: CaseFilter) -> _Cases:
    # Both columns stand in the index of the list, which is gone through once.
    statement = _narrowed(view, wanted, lab_case.c.id, lab_case.c.patient_id)
    rows: Sequence[Any] = view.connection.execute(statement.order_by(lab_case.c.place, lab_case.c.id)).all()
    if wanted.order is CaseOrder.NEWEST:
        rows = sorted(rows, reverse=True)
    # Ten thousand at a letter: each column is one step and no loop.
    whole: Sequence[Sequence[int]] = list(zip(*rows, strict=True)) or [(), ()]
    ids, patients = (array("I", column) for column in whole)
    return _Cases(ids, patients, BitMap(patients))


def _narrowed(view: View, wanted: CaseFilter, *columns: Column[Any]) -> Select[Any]:
    """These columns of the cases within scope and filters."""
    statement = select(*columns).where(lab_case.c.institution_id == view.institution_id, *_conditions(wanted))
    if not view.administers:
        statement = statement.join(patient, patient.c.id == lab_case.c.patient_id).where(view.scope())
    return statement


def _conditions(wanted: CaseFilter) -> list[ColumnElement[bool]]:
    """What narrows the list, but for a text."""
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
    return conditions + _range(wanted)


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


# What a text finds


def _found(view: View, wanted: CaseFilter, cases: _Cases, state: int) -> Sequence[int]:
    """By the patient, as the list of patients finds, the number, and the lab's name."""
    if not wanted.text.strip() or not cases.ids:
        return cases.ids
    patients = _patients(view, wanted.text, cases, state)
    others = _of_labs(view, wanted, state) | _of_number(view, wanted)
    pairs = zip(cases.ids, cases.patients, strict=True)
    if not others:
        return [case_id for case_id, patient_id in pairs if patient_id in patients]
    return [case_id for case_id, patient_id in pairs if patient_id in patients or case_id in others]


def _of_labs(view: View, wanted: CaseFilter, state: int) -> BitMap:
    """The cases for labs that the text names."""
    labs = _labs(view, wanted.text)
    if not labs:
        return BitMap()
    narrowed = replace(wanted, text="", labs=labs & wanted.labs if wanted.labs else labs)
    if not narrowed.labs:
        return BitMap()
    key = ("cases of labs", view.institution_id, None if view.administers else view.person_id, narrowed)
    return view.memo.get(
        key,
        state,
        lambda: BitMap(view.connection.scalars(_narrowed(view, narrowed, lab_case.c.id)).all()),
    )


def _of_number(view: View, wanted: CaseFilter) -> BitMap:
    """The cases whose number the text is."""
    named = read_number(wanted.text)
    if named is None:
        return BitMap()
    year, number = named
    statement = _narrowed(view, replace(wanted, text=""), lab_case.c.id).where(lab_case.c.number == number)
    if year is not None:
        statement = statement.where(lab_case.c.year == year)
    return BitMap(view.connection.scalars(statement).all())


def _patients(view: View, text: str, cases: _Cases, state: int) -> Collection[int]:
    """The patients of these cases whom the text finds."""
    found = finding.find(view, understand(text), Filters(), state)
    possible = found.possible.pinyin
    if not possible:
        return ()
    with_cases = possible & cases.with_cases
    sure = found.resolve(with_cases).pinyin if found.doubtful & with_cases else with_cases
    return frozenset(sure)


def _labs(view: View, text: str) -> frozenset[int]:
    """The labs in whose names each word of the text begins a word."""
    asked = [folds(word.text) for word in words(text)]
    if not asked:
        return frozenset()
    rows = view.connection.execute(
        select(lab.c.id, lab.c.name).where(lab.c.institution_id == view.institution_id)
    )
    return frozenset(row.id for row in rows if _begins(row.name, asked))


def _begins(name: str, asked: list[tuple[str, ...]]) -> bool:
    there = [spelling for word in words(name) for spelling in folds(word.text)]
    return all(any(each.startswith(one) for each in there for one in spellings) for spellings in asked)
