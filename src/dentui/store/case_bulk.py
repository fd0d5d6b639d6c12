"""Putting labs, ready texts and cases into a register that is made in bulk, when its patients are there."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from dentui.domain.cases import STEPS, CaseAction, CaseState, MoveInput
from dentui.domain.labs import LabInput
from dentui.domain.snippets import SnippetInput
from dentui.domain.times import from_seconds
from dentui.domain.work import Works, works_to_json
from dentui.store import counters, indexing
from dentui.store.case_tables import lab, lab_case, snippet
from dentui.store.cases import place
from dentui.store.labs import columns
from dentui.store.rows import insert_rows
from dentui.store.snippets import columns as text_columns
from dentui.store.tables import patient


class NewStep(NamedTuple):
    """A step of a case that is put in."""

    action: CaseAction
    at: int
    person_id: int
    said: MoveInput


class NewCase(NamedTuple):
    """A case that is put in; its state follows from its steps."""

    uuid: bytes
    chart_number: int
    case_type_id: int | None
    doctor_id: int | None
    lab: int | None
    """Place in the list of labs."""
    due: date | None
    works: Works
    instructions: str
    made: int
    made_by_id: int
    steps: tuple[NewStep, ...]


class NewCases(NamedTuple):
    """All about labs of an institution that is put in."""

    institution_id: int
    labs: Sequence[LabInput]
    snippets: Sequence[SnippetInput]
    cases: Sequence[NewCase]


def put(connection: Connection, new: NewCases) -> None:
    """Put them into their institution. Cases get their numbers in the order in which they were first sent."""
    institution_id, labs, snippets, cases = new
    indexing.enter(connection, institution_id)
    ours = {"institution_id": institution_id}
    ids = [
        connection.execute(insert(lab).values(**columns(form), **ours).returning(lab.c.id)).scalar_one()
        for form in labs
    ]
    if snippets:
        connection.execute(insert(snippet), [{**ours, **text_columns(text)} for text in snippets])
    wanted = select(patient.c.chart_number, patient.c.id).where(
        patient.c.institution_id == institution_id,
        patient.c.chart_number.in_({case.chart_number for case in cases}),
    )
    patients = {row.chart_number: row.id for row in connection.execute(wanted)}
    given: Counter[int] = Counter()
    rows = []
    for case in sorted(cases, key=_first_sent):
        year = from_seconds(_first_sent(case)).year if case.steps and _is_sent(case) else None
        if year is not None:
            given[year] += 1
        rows.append(
            {
                **ours,
                **_row(case),
                "patient_id": patients[case.chart_number],
                "lab_id": None if case.lab is None else ids[case.lab],
                "year": year,
                "number": None if year is None else given[year],
            }
        )
    insert_rows(connection, lab_case, rows)
    for year, last in given.items():
        counters.go_on(connection, institution_id, f"case {year}", last)


def _is_sent(case: NewCase) -> bool:
    return any(step.action is CaseAction.SEND for step in case.steps)


def _first_sent(case: NewCase) -> int:
    return min((step.at for step in case.steps if step.action is CaseAction.SEND), default=case.made)


def _row(case: NewCase) -> dict[str, Any]:
    state, scheme, said, sent, changed = CaseState.UNFINISHED, None, MoveInput(), None, case.made
    carrier = tracking = ""
    moves = []
    for step in case.steps:
        legal = STEPS[step.action]
        state, scheme, said, changed = legal.to, legal.scheme, step.said, step.at
        if "carrier" in legal.needs:
            carrier, tracking = said.carrier, said.tracking
        if step.action is CaseAction.SEND:
            sent = step.at
        moves.append(
            {
                "at": step.at,
                "person": step.person_id,
                "action": step.action.value,
                "state": state.value,
                "scheme": None if scheme is None else scheme.value,
                "reason": said.reason,
                "carrier": said.carrier,
                "tracking": said.tracking,
                "undone": False,
            }
        )
    return {
        "uuid": case.uuid,
        "case_type_id": case.case_type_id,
        "doctor_id": case.doctor_id,
        "due": case.due,
        "works": json.dumps(works_to_json(case.works)),
        "instructions": case.instructions,
        "state": state.value,
        "scheme": None if scheme is None else scheme.value,
        "reason": said.reason,
        "carrier": carrier,
        "tracking": tracking,
        "made": case.made,
        "made_by_id": case.made_by_id,
        "sent": sent,
        "changed": changed,
        "moves": json.dumps(moves),
        "place": place(state, case.due, changed),
    }
