"""Cases as the register has them: rows of lists, a case with its time line and its image data."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, func, select

from dentui.domain.cases import (
    Case,
    CaseAction,
    CaseMove,
    CaseNumber,
    CaseRow,
    CaseState,
    MoveInput,
    Received,
    Scheme,
)
from dentui.domain.images import ImageItem
from dentui.domain.patients import display_name
from dentui.domain.times import from_seconds
from dentui.domain.work import Works, works_from_json
from dentui.errors import NotFound
from dentui.store import image_rows
from dentui.store.among import among
from dentui.store.case_tables import case_image, lab, lab_case
from dentui.store.patients import id_of
from dentui.store.scope import View
from dentui.store.tables import case_type, image_item, patient, person, record

MAKE = "begin case"
OPEN = "open case"
EXPORT = "export case"
ORDER, ANSWER = "order", "answer"
"""What image data of a case is for."""
NOT_THERE = "That case is not in your register (any more). F5 shows those that are."

_doctor = person.alias("doctor")
_attached = (
    select(func.count())
    .where(case_image.c.case_id == lab_case.c.id, case_image.c.purpose == ORDER)
    .scalar_subquery()
)
_whole = (
    *(lab_case.c.id, lab_case.c.uuid, lab_case.c.version, lab_case.c.year, lab_case.c.number, lab_case.c.due),
    *(lab_case.c.state, lab_case.c.scheme, lab_case.c.works, lab_case.c.made, lab_case.c.sent),
    lab_case.c.changed,
    patient.c.uuid.label("patient_uuid"),
    *(patient.c.family, patient.c.given, patient.c.other, patient.c.chart_number),
    case_type.c.name.label("case_type"),
    _doctor.c.name.label("doctor"),
    lab.c.name.label("lab"),
    _attached.label("attachments"),
)


def _joined(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(patient, patient.c.id == lab_case.c.patient_id)
        .outerjoin(case_type, case_type.c.id == lab_case.c.case_type_id)
        .outerjoin(_doctor, _doctor.c.id == lab_case.c.doctor_id)
        .outerjoin(lab, lab.c.id == lab_case.c.lab_id)
    )


_by_ids = _joined(*_whole).where(among(lab_case.c.id, "ids"))
_of_patient = (
    _joined(*_whole).where(lab_case.c.patient_id == bindparam("patient")).order_by(lab_case.c.id.desc())
)
_images = (
    select(
        image_item,
        record.c.uuid.label("record_uuid"),
        record.c.patient_id,
        case_image.c.purpose,
    )
    .join(case_image, case_image.c.item_id == image_item.c.id)
    .join(record, record.c.id == image_item.c.record_id)
    .where(case_image.c.case_id == bindparam("case"), image_rows.STANDS)
    .order_by(case_image.c.position, case_image.c.id)
)


def of_ids(view: View, ids: Sequence[int]) -> tuple[CaseRow, ...]:
    """These cases, which the caller found within the scope, in this order."""
    found = {row.id: _line(row) for row in view.connection.execute(_by_ids, {"ids": list(ids)})}
    return tuple(found[each] for each in ids if each in found)


def of_patient(view: View, wanted: UUID) -> tuple[CaseRow, ...]:
    """A patient's cases, the newest first. Raises NotFound."""
    return tuple(_line(row) for row in view.connection.execute(_of_patient, {"patient": id_of(view, wanted)}))


def case(view: View, wanted: UUID) -> tuple[int, Case]:
    """A case and whose it is. Raises NotFound."""
    now = current(view, wanted)
    (row,) = of_ids(view, [now.id])
    images = view.connection.execute(_images, {"case": now.id}).all()
    here = [each for each in images if each.patient_id == now.patient_id]
    items = dict(zip((each.id for each in here), image_rows.items_of(view, here), strict=True))

    def of(purpose: str) -> tuple[ImageItem, ...]:
        return tuple(items[each.id] for each in here if each.purpose == purpose)

    answers = [each for each in here if each.purpose == ANSWER]
    kept = json.loads(now.moves)
    names = _names(
        view, {now.made_by_id, *(m["person"] for m in kept), *(row.added_by_id for row in answers)}
    )
    return now.patient_id, Case(
        row=row,
        case_type_id=now.case_type_id,
        doctor_id=now.doctor_id,
        lab_id=now.lab_id,
        instructions=now.instructions,
        attachments=of(ORDER),
        elsewhere=len(images) - len(here),
        answers=of(ANSWER),
        said=MoveInput(now.reason, now.carrier, now.tracking),
        made_by=names.get(now.made_by_id, ""),
        moves=_moves(kept, names),
        received=_received([(row, items[row.id]) for row in answers], names),
    )


def current(view: View, wanted: UUID) -> Row[Any]:
    """The row of a case. Raises NotFound where there is none within the scope."""
    row = view.connection.execute(
        select(lab_case)
        .join(patient, patient.c.id == lab_case.c.patient_id)
        .where(lab_case.c.uuid == wanted.bytes, view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def attached(view: View, now: Row[Any]) -> tuple[ImageItem, ...]:
    """What is attached to a case, as far as it is in its patient's chart."""
    rows = [
        row
        for row in view.connection.execute(_images, {"case": now.id})
        if (row.purpose, row.patient_id) == (ORDER, now.patient_id)
    ]
    return image_rows.items_of(view, rows)


def holding(view: View, item_ids: Iterable[int]) -> list[str]:
    """The cases to which one of these items is attached, by number."""
    statement = (
        select(lab_case.c.id, lab_case.c.year, lab_case.c.number)
        .join(case_image, case_image.c.case_id == lab_case.c.id)
        .where(case_image.c.item_id.in_(list(item_ids)), case_image.c.purpose == ORDER)
        .distinct()
        .order_by(lab_case.c.id)
    )
    return [str(number_of(row) or "an unfinished case") for row in view.connection.execute(statement)]


def number_of(row: Any) -> CaseNumber | None:
    """The number of a case, of a row that has it; None before Send."""
    return None if row.number is None else CaseNumber(row.year, row.number)


@lru_cache(maxsize=512)
def works_of(text: str) -> Works:
    """The work that a row has."""
    return works_from_json(json.loads(text))


def _line(row: Row[Any]) -> CaseRow:
    return CaseRow(
        uuid=UUID(bytes=row.uuid),
        version=row.version,
        number=number_of(row),
        patient=UUID(bytes=row.patient_uuid),
        patient_name=display_name(row.family, row.given, row.other),
        chart_number=row.chart_number,
        case_type=row.case_type or "",
        lab=row.lab or "",
        doctor=row.doctor or "",
        due=row.due,
        state=CaseState(row.state),
        scheme=None if row.scheme is None else Scheme(row.scheme),
        works=works_of(row.works),
        attachments=row.attachments,
        made=from_seconds(row.made),
        sent=None if row.sent is None else from_seconds(row.sent),
        changed=from_seconds(row.changed),
    )


def _names(view: View, persons: Collection[int]) -> Mapping[int, str]:
    rows = view.connection.execute(select(person.c.id, person.c.name).where(person.c.id.in_(persons)))
    return {row.id: row.name for row in rows}


def _moves(kept: Sequence[Mapping[str, Any]], names: Mapping[int, str]) -> tuple[CaseMove, ...]:
    return tuple(
        CaseMove(
            at=from_seconds(each["at"]),
            person=names.get(each["person"], ""),
            action=CaseAction(each["action"]),
            state=CaseState(each["state"]),
            scheme=None if each["scheme"] is None else Scheme(each["scheme"]),
            said=MoveInput(each["reason"], each["carrier"], each["tracking"]),
            undone=each["undone"],
        )
        for each in kept
    )


def _received(
    answers: Sequence[tuple[Row[Any], ImageItem]], names: Mapping[int, str]
) -> tuple[Received, ...]:
    """The answers by the saves that kept them."""
    saves: dict[bytes, list[tuple[Row[Any], ImageItem]]] = {}
    for row, item in sorted(answers, key=lambda each: each[0].id):
        saves.setdefault(bytes(row.save), []).append((row, item))
    return tuple(
        Received(
            from_seconds(kept[0][0].added),
            names.get(kept[0][0].added_by_id, ""),
            sum(len(item.files) for _, item in kept),
        )
        for kept in saves.values()
    )
