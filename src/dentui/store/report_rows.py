"""Reports as the register has them: rows of lists, a report with its time line and its image data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, select

from dentui.domain import report_form
from dentui.domain.images import ImageItem
from dentui.domain.reports import (
    Report,
    ReportAction,
    ReportInput,
    ReportMove,
    ReportNumber,
    ReportRow,
    ReportState,
)
from dentui.domain.times import from_seconds
from dentui.errors import NotFound
from dentui.store import image_rows
from dentui.store.patients import id_of
from dentui.store.report_tables import report, report_image
from dentui.store.scope import View
from dentui.store.tables import image_item, patient, person, record

MAKE = f"{ReportAction.MAKE} report"
OPEN = "open report"
DOWNLOAD = "download report"
NOT_THERE = "That report is not in your register (any more). F5 shows those that are."

_doctor = person.alias("doctor")
_author = person.alias("author")
_earlier = report.alias("earlier")
_later = report.alias("later")
_lines = (
    select(
        report,
        patient.c.uuid.label("patient_uuid"),
        _doctor.c.name.label("doctor"),
        _author.c.name.label("author"),
        *(_earlier.c.year.label("earlier_year"), _earlier.c.number.label("earlier_number")),
        _earlier.c.uuid.label("corrects"),
        *(_later.c.year.label("later_year"), _later.c.number.label("later_number")),
    )
    .join(patient, patient.c.id == report.c.patient_id)
    .join(_author, _author.c.id == report.c.made_by_id)
    .outerjoin(_doctor, _doctor.c.id == report.c.doctor_id)
    .outerjoin(
        _earlier, and_(_earlier.c.id == report.c.corrects_id, _earlier.c.patient_id == report.c.patient_id)
    )
    .outerjoin(
        _later,
        and_(
            _later.c.corrects_id == report.c.id,
            _later.c.patient_id == report.c.patient_id,
            _later.c.published.is_not(None),
        ),
    )
    .where(report.c.discarded.is_(False))
)
_of_patient = _lines.where(report.c.patient_id == bindparam("patient")).order_by(report.c.id.desc())
_images: Select[Any] = (
    select(image_item, record.c.uuid.label("record_uuid"))
    .join(report_image, report_image.c.item_id == image_item.c.id)
    .join(record, record.c.id == image_item.c.record_id)
    .where(
        report_image.c.report_id == bindparam("report"),
        record.c.patient_id == bindparam("patient"),
        image_rows.STANDS,
    )
    .order_by(report_image.c.position, report_image.c.id)
)


def of_patient(view: View, wanted: UUID) -> tuple[ReportRow, ...]:
    """A patient's reports, the newest first. Raises NotFound."""
    return tuple(_line(row) for row in view.connection.execute(_of_patient, {"patient": id_of(view, wanted)}))


def one(view: View, wanted: UUID) -> tuple[int, Report]:
    """A report and whose it is. Raises NotFound."""
    row = view.connection.execute(_lines.where(report.c.uuid == wanted.bytes, view.scope())).first()
    if row is None:
        raise NotFound(NOT_THERE)
    items = chosen(view, row)
    form = form_of(row, items)
    if row.state == ReportState.UNFINISHED:
        form = report_form.within(form, items)
    return row.patient_id, Report(
        row=_line(row),
        form=form,
        items=items,
        corrects=None if row.corrects is None else UUID(bytes=row.corrects),
        reason=row.reason,
        moves=_moves(view, row.moves),
    )


def current(view: View, wanted: UUID, *, discarded: bool = False) -> Row[Any]:
    """The row of a report. Raises NotFound where there is none within the scope."""
    row = view.connection.execute(
        select(report)
        .join(patient, patient.c.id == report.c.patient_id)
        .where(report.c.uuid == wanted.bytes, report.c.discarded.is_(discarded), view.scope())
    ).first()
    if row is None:
        raise NotFound(NOT_THERE)
    return row


def by_number(view: View, number: ReportNumber) -> UUID:
    """The report that was published under a number. Raises NotFound."""
    uuid = view.connection.scalar(
        select(report.c.uuid)
        .join(patient, patient.c.id == report.c.patient_id)
        .where(
            report.c.year == number.year,
            report.c.number == number.number,
            report.c.published.is_not(None),
            view.scope(),
        )
    )
    if uuid is None:
        raise NotFound("No report of your register has that number. dentui reports list shows those that do.")
    return UUID(bytes=uuid)


def chosen(view: View, now: Row[Any]) -> tuple[ImageItem, ...]:
    """What was chosen for a report, as far as it is in its patient's chart."""
    rows = view.connection.execute(_images, {"report": now.id, "patient": now.patient_id}).all()
    return image_rows.items_of(view, rows)


def form_of(now: Row[Any], items: Sequence[ImageItem]) -> ReportInput:
    """What stands in a report's form, with these of its items."""
    return report_form.from_json(
        {**json.loads(now.form), "doctor_id": now.doctor_id, "items": [str(item.uuid) for item in items]}
    )


def holding(view: View, item_ids: Iterable[int]) -> list[str]:
    """The reports that hold one of these items, by number."""
    statement = (
        select(report.c.id, report.c.year, report.c.number, report.c.published)
        .join(report_image, report_image.c.report_id == report.c.id)
        .where(report_image.c.item_id.in_(list(item_ids)), report.c.discarded.is_(False))
        .distinct()
        .order_by(report.c.id)
    )
    return [str(number_of(row) or "an unfinished report") for row in view.connection.execute(statement)]


def number_of(row: Any) -> ReportNumber | None:
    """The number of a report that was published, of a row that has it."""
    return None if row.published is None else reserved(row)


def reserved(row: Any) -> ReportNumber | None:
    """The number that a report has or will have; None where none was given yet."""
    return None if row.number is None else ReportNumber(row.year, row.number)


def _line(row: Row[Any]) -> ReportRow:
    said = json.loads(row.form)
    return ReportRow(
        uuid=UUID(bytes=row.uuid),
        version=row.version,
        number=number_of(row),
        patient=UUID(bytes=row.patient_uuid),
        title=said["title"],
        language=report_form.settings_from_json({"language": said["language"]}).language,
        state=ReportState(row.state),
        author=row.author,
        doctor=row.doctor or "",
        made=from_seconds(row.made),
        published=None if row.published is None else from_seconds(row.published),
        findings=len(said["findings"]["findings"]),
        pages=row.pages or 0,
        size=row.size or 0,
        supersedes=_number(row.earlier_year, row.earlier_number),
        superseded_by=_number(row.later_year, row.later_number),
    )


def _number(year: int | None, number: int | None) -> ReportNumber | None:
    return None if year is None or number is None else ReportNumber(year, number)


def _moves(view: View, text: str) -> tuple[ReportMove, ...]:
    kept: list[dict[str, Any]] = json.loads(text)
    if not kept:
        return ()
    rows = view.connection.execute(
        select(person.c.id, person.c.name).where(person.c.id.in_({each["person"] for each in kept}))
    )
    names = {row.id: row.name for row in rows}
    return tuple(
        ReportMove(
            from_seconds(each["at"]),
            names.get(each["person"], ""),
            ReportAction(each["action"]),
            each["reason"],
        )
        for each in kept
    )
