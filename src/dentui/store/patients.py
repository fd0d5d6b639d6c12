"""Reading patients: lines of the list, the chart, the records."""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import bindparam, func, select

from dentui.domain.explaining import Hidden, explain
from dentui.domain.finding import Find, Page
from dentui.domain.matching import Question, understand
from dentui.domain.patients import (
    Gender,
    Mark,
    PatientChart,
    PatientInput,
    PatientLine,
    RecordLine,
    display_name,
)
from dentui.domain.tickets import OPEN
from dentui.domain.times import DAY, day_start, from_seconds
from dentui.errors import Forbidden, NotFound
from dentui.store import finding, indexing, merged, recency
from dentui.store.among import among
from dentui.store.database import Unit
from dentui.store.finding import Found
from dentui.store.named import with_names
from dentui.store.scope import Scoped, View
from dentui.store.tables import alias, audit, case_type, patient, person, record, ticket

EXACT_TO = 1_000
"""So many found are counted exactly in the same answer, whatever it takes."""
STILL_OPEN = 24 * 3_600
"""Seconds for which an opened chart may be read again without another row in the trail."""
OPEN_CHART = "open chart"
NOT_THERE = "That patient is not in your register (any more). Go back to the list and find again."

_lines = select(
    *indexing.COLUMNS,
    patient.c.uuid,
    patient.c.chart_number,
).where(among(patient.c.id, "ids"))
_aliases = select(alias.c.patient_id, alias.c.kind, alias.c.text).where(among(alias.c.patient_id, "ids"))
_case_types = (
    select(record.c.patient_id, record.c.case_type_id, func.max(record.c.visiting_time))
    .where(among(record.c.patient_id, "ids"), record.c.case_type_id.is_not(None))
    .group_by(record.c.patient_id, record.c.case_type_id)
    .order_by(func.max(record.c.visiting_time).desc())
)
_visited = select(record.c.patient_id).where(among(record.c.patient_id, "ids")).distinct()
_type_names = select(case_type.c.id, case_type.c.name).where(
    case_type.c.institution_id == bindparam("institution")
)
_open_tickets = (
    select(ticket.c.patient_id, func.count().label("open"))
    .where(among(ticket.c.patient_id, "ids"), ticket.c.state.in_(OPEN))
    .group_by(ticket.c.patient_id)
)


_chart = Scoped(
    lambda scope: (
        select(patient, person.c.name.label("responsible"))
        .join(person, person.c.id == patient.c.responsible_id)
        .where(patient.c.uuid == bindparam("uuid"), scope)
    )
)
_id = Scoped(lambda scope: select(patient.c.id).where(patient.c.uuid == bindparam("uuid"), scope))
_opened = (
    select(audit.c.number)
    .where(
        audit.c.patient_id == bindparam("patient"),
        audit.c.person_id == bindparam("person"),
        audit.c.action == OPEN_CHART,
        audit.c.at >= bindparam("since"),
    )
    .limit(1)
)
_records = (
    with_names(record)
    .where(record.c.patient_id == bindparam("patient"))
    .order_by(record.c.visiting_time.desc(), record.c.id.desc())
)


def page(view: View, find: Find, first: int, limit: int, around: UUID | None) -> Page:
    """A window of the answer, and its count: exact up to 1,000 and wherever the index knows it."""
    question = understand(find.text)
    found = finding.find(view, question, find.filters)
    tiers, exact = _tiers(view, found, max(EXACT_TO, first + limit) if around is None else None)
    number = sum(map(len, tiers))
    at = None
    if around is not None:
        at = _row(view, tiers, around)
        if at is not None:
            first = max(0, min(at - limit // 2, number - limit))
    first = max(0, min(first, number))
    ids = _window(view, tiers, first, limit)
    return Page(lines(view, ids, question), first, number, exact, at)


def count(view: View, find: Find) -> int:
    """The number found, exactly."""
    found = finding.find(view, understand(find.text), find.filters)
    tiers, _ = _tiers(view, found, None)
    return sum(map(len, tiers))


def _tiers(view: View, found: Found, enough: int | None) -> tuple[tuple[BitMap, ...], bool]:
    """The found by tier, and whether those are all: where charts have to be asked and `enough` is
    given, it stops at so many, the first of the order."""
    possible = found.possible
    if not found.doubtful:
        return possible.tiers(), True
    if enough is None or len(found.doubtful) <= enough:
        return found.resolve(possible.pinyin).tiers(), True
    tiers = [BitMap(), BitMap(), BitMap()]
    done = BitMap()
    for tier, (docs, name) in enumerate(
        ((possible.literal, "literal"), (possible.folded, "folded"), (possible.pinyin, "pinyin"))
    ):
        left = docs - done
        start = 0
        while start < len(left):
            sure = sum(map(len, tiers))
            if sure >= enough:
                return tuple(tiers), False
            some = recency.window(view.connection, view.institution_id, left, start, enough + enough // 8)
            start += len(some)
            tiers[tier] |= getattr(found.resolve(BitMap(some)), name)
        done |= tiers[tier]
    return tuple(tiers), True


def _window(view: View, tiers: Sequence[BitMap], first: int, limit: int) -> list[int]:
    ids: list[int] = []
    for docs in tiers:
        if first >= len(docs):
            first -= len(docs)
            continue
        some = recency.window(view.connection, view.institution_id, docs, first, limit - len(ids))
        ids += some
        first = 0
        if len(ids) == limit:
            break
    return ids


def _row(view: View, tiers: Sequence[BitMap], wanted: UUID) -> int | None:
    patient_id = view.connection.scalar(_id.of(view), view.asks(uuid=wanted.bytes))
    if patient_id is None:
        return None
    before = 0
    for docs in tiers:
        if patient_id in docs:
            return before + recency.row_of(view.connection, view.institution_id, docs, patient_id)
        before += len(docs)
    return None


def lines(view: View, ids: Sequence[int], question: Question) -> tuple[PatientLine, ...]:
    """The rows of these patients, in this order."""
    if not ids:
        return ()
    wanted = {"ids": list(ids)}
    connection = view.connection
    names = _type_names_of(view)
    types: dict[int, list[str]] = {}
    for patient_id, type_id, _ in connection.execute(_case_types, wanted).all():
        types.setdefault(patient_id, []).append(names.get(type_id, ""))
    tickets = {row.patient_id: row.open for row in connection.execute(_open_tickets, wanted)}
    names_of: dict[int, list[str]] = {}
    phones_of: dict[int, list[str]] = {}
    if question.parts:
        for patient_id, kind, text in connection.execute(_aliases, wanted):
            (names_of if kind == "name" else phones_of).setdefault(patient_id, []).append(text)
    rows = {row.id: row for row in connection.execute(_lines, wanted).all()}
    visits = _last_visits(view, rows.values())
    result = []
    for patient_id in ids:
        row = rows[patient_id]
        name = display_name(row.family, row.given, row.other)
        phone = row.mobile or row.landline
        why, marks = "", tuple[Mark, ...]()
        if question.parts:
            hidden = Hidden(
                *(row.mobile, row.landline, row.email, row.id_number, row.insurance_number),
                *(row.birth_date, row.chart_number),
                tuple(names_of.get(patient_id, ())),
                tuple(phones_of.get(patient_id, ())),
            )
            why, marks = explain(question, name, phone, hidden)
        result.append(
            PatientLine(
                uuid=UUID(bytes=row.uuid),
                chart_number=row.chart_number,
                name=name,
                gender=Gender(row.gender),
                birth_date=row.birth_date,
                phone=phone,
                last_visit=visits[patient_id],
                case_types=tuple(types.get(patient_id, ())),
                open_tickets=tickets.get(patient_id, 0),
                why=why,
                marks=marks,
                landline=row.landline,
                email=row.email,
                id_number=row.id_number,
                insurance_number=row.insurance_number,
                merged=row.merged_into_id is not None,
            )
        )
    return tuple(result)


def _last_visits(view: View, rows: Collection[Any]) -> dict[int, datetime | None]:
    """Of each patient the newest visit, None for none: the column has then when they were entered, which is
    their place in the list."""
    unsure = {"ids": [row.id for row in rows if row.last_visit == row.entered]}
    visited = set(view.connection.scalars(_visited, unsure)) if unsure["ids"] else set()
    return {
        row.id: from_seconds(row.last_visit) if row.last_visit != row.entered or row.id in visited else None
        for row in rows
    }


def _type_names_of(view: View) -> dict[int, str]:
    rows = view.connection.execute(_type_names, {"institution": view.institution_id})
    return {row.id: row.name for row in rows}


def chart(view: View, wanted: UUID) -> tuple[int, PatientChart]:
    """The patient's id and chart. Raises NotFound where there is none within the operator's scope."""
    row = view.connection.execute(_chart.of(view), view.asks(uuid=wanted.bytes)).first()
    if row is None:
        raise NotFound(NOT_THERE)
    ids = {"ids": [row.id]}
    names = _type_names_of(view)
    former = list(view.connection.execute(_aliases, ids))
    values = {each.name: getattr(row, each.name) for each in fields(PatientInput)}
    return row.id, PatientChart(
        **{**values, "gender": Gender(row.gender)},
        uuid=wanted,
        version=row.version,
        chart_number=row.chart_number,
        responsible=row.responsible,
        entered=from_seconds(row.entered),
        last_visit=_last_visits(view, [row])[row.id],
        case_types=tuple(names.get(kind, "") for _, kind, _ in view.connection.execute(_case_types, ids)),
        former_names=tuple(dict.fromkeys(text for _, kind, text in former if kind == "name")),
        former_phones=tuple(dict.fromkeys(text for _, kind, text in former if kind == "phone")),
        open_tickets=sum(some for _, some in view.connection.execute(_open_tickets, ids)),
        merged=row.merged_into_id is not None,
        merged_into=merged.main_profile(view, row.merged_into_id),
        merged_here=len(merged.all_in(view, row.id)) - 1,
    )


def id_of(view: View, wanted: UUID) -> int:
    """The register's own number of a patient. Raises NotFound where there is none within the scope."""
    patient_id = view.connection.scalar(_id.of(view), view.asks(uuid=wanted.bytes))
    if patient_id is None:
        raise NotFound(NOT_THERE)
    return int(patient_id)


def by_chart_number(view: View, number: int) -> UUID:
    """Raises NotFound where nobody within the scope has it."""
    found = view.connection.scalar(
        select(patient.c.uuid).where(
            patient.c.chart_number == number, patient.c.institution_id == view.institution_id, view.scope()
        )
    )
    if found is None:
        raise NotFound("There is no chart of that number in your register.")
    return UUID(bytes=found)


def name_of(view: View, wanted: UUID) -> str | None:
    """The patient's name; None where there is none within the scope."""
    names = (patient.c.family, patient.c.given, patient.c.other)
    row = view.connection.execute(select(*names).where(patient.c.uuid == wanted.bytes, view.scope())).first()
    return None if row is None else display_name(*row)


def note_opened(unit: Unit, patient_id: int) -> None:
    """Say in the trail that a chart was opened, unless it says so of the last hours already."""
    if _is_open(unit.view, patient_id):
        unit.nothing_to_write()
    else:
        unit.audit(OPEN_CHART, patient_id)


def chart_again(view: View, wanted: UUID) -> PatientChart:
    """The chart, for who opened it lately. Raises NotFound, Forbidden."""
    patient_id, found = chart(view, wanted)
    if not _is_open(view, patient_id):
        raise Forbidden("This chart was opened long ago. Open it again from the list.")
    return found


def _is_open(view: View, patient_id: int) -> bool:
    since = time.time_ns() // 1_000 - STILL_OPEN * 1_000_000
    asked = {"patient": patient_id, "person": view.person_id, "since": since}
    return view.connection.execute(_opened, asked).first() is not None


def records(
    view: View, wanted: UUID, visited_from: date | None, visited_to: date | None
) -> tuple[RecordLine, ...]:
    """The patient's visits within the range (ends included), newest first. Raises NotFound."""
    patient_id = id_of(view, wanted)
    statement = _records
    if visited_from is not None:
        statement = statement.where(record.c.visiting_time >= day_start(visited_from))
    if visited_to is not None:
        statement = statement.where(record.c.visiting_time < day_start(visited_to) + DAY)
    return tuple(
        RecordLine(
            uuid=UUID(bytes=row.uuid),
            version=row.version,
            name=row.name,
            visiting_time=from_seconds(row.visiting_time),
            case_type=row.case_type or "",
            visit_type=row.visit_type or "",
            doctor=row.doctor or "",
            case_type_id=row.case_type_id,
            visit_type_id=row.visit_type_id,
            doctor_id=row.doctor_id,
        )
        for row in view.connection.execute(statement, {"patient": patient_id})
    )
