"""Publishing a report: its number is reserved before its PDF is drawn, and it is published when that lies in
the file store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from dentui.domain import report_form
from dentui.domain.images import ImageItem, Role
from dentui.domain.patients import display_name
from dentui.domain.report_content import Printed, PrintedPicture, content_of
from dentui.domain.reports import (
    Placed,
    ReportAction,
    ReportInput,
    ReportNumber,
    ReportState,
    require_reportable,
)
from dentui.domain.times import to_seconds
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import counters, history, image_rows, letterheads, link_ends, people, report_rows, reports
from dentui.store.database import Unit
from dentui.store.image_rows import Bytes
from dentui.store.report_rows import current
from dentui.store.report_tables import report
from dentui.store.scope import View
from dentui.store.tables import patient, person

PUBLISH = f"{ReportAction.PUBLISH} report"
SUPERSEDE = f"{ReportAction.SUPERSEDE} report"
NUMBER = "number report"
OTHERWISE = (
    "Something that the report prints was changed while it was drawn: the chart, the letterhead or a file. "
    "Nothing was published: look at it, then publish again."
)


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a report's PDF is drawn from."""

    number: ReportNumber | None
    content: dict[str, Any]
    files: frozenset[str]
    """SHA-256 of the files that are drawn."""
    logo: bytes
    letterhead_id: int | None
    published: bool = False
    """Whether it was published before, by the same save: nothing is to be drawn."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A PDF that lies in the file store."""

    sha256: str
    size: int
    """Bytes."""
    pages: int


def reserve(unit: Unit, save: UUID, wanted: UUID, version: int, form: ReportInput, at: datetime) -> Ready:
    """Give a report that was read at this version its number, if it has none yet, and tell what is printed
    at this time. Nothing else is changed. Raises NotFound, Conflict, and Invalid with the field for what is
    missing."""
    view = unit.view
    now = current(view, wanted)
    if reports.is_made(view, wanted, PUBLISH, save):
        unit.saved_before()
        return as_published(view, wanted)
    form, items, earlier = _complete(view, now, save, version, form)
    number = report_rows.reserved(now)
    if number is None:
        number = _take_number(unit, at)
        unit.connection.execute(
            update(report).where(report.c.id == now.id).values(year=number.year, number=number.number)
        )
        unit.audit(NUMBER, now.patient_id, item=str(wanted))
    else:
        unit.nothing_to_write()
    return _ready(view, now, form, items, number, earlier, at)


def as_published(view: View, wanted: UUID) -> Ready:
    """What there is to be drawn of a report that was published: nothing. Raises NotFound."""
    return Ready(number_of(view, wanted), {}, frozenset(), b"", None, published=True)


def publish(
    unit: Unit,
    save: UUID,
    wanted: UUID,
    version: int,
    form: ReportInput,
    at: datetime,
    ready: Ready,
    drawn: Drawn,
) -> ReportNumber:
    """Publish a report whose PDF, of what `ready` says, lies in the file store; what it corrects is
    superseded. Raises as `reserve`, and Conflict where another PDF would be drawn by now."""
    view = unit.view
    now = current(view, wanted)
    if reports.is_made(view, wanted, PUBLISH, save):
        unit.saved_before()
        return _number_of(now)
    typed, items, earlier = _complete(view, now, save, version, form)
    again = _ready(view, now, typed, items, report_rows.reserved(now), earlier, at)
    if again != ready or ready.number is None:
        raise Conflict(OTHERWISE)
    seconds = to_seconds(at)
    if earlier is not None:
        _supersede(unit, save, earlier, seconds, ready.number)
    changed = reports.changes(view, now, form)
    reports.write(
        unit,
        now,
        {
            **{name: value for name, (_, value) in changed.items()},
            "state": ReportState.PUBLISHED.value,
            "published": seconds,
            "changed": seconds,
            "sha256": bytes.fromhex(drawn.sha256),
            "size": drawn.size,
            "pages": drawn.pages,
            "content": json.dumps(ready.content),
            "letterhead_id": ready.letterhead_id,
            "moves": reports.moved(view, now, ReportAction.PUBLISH, seconds),
        },
    )
    fields = {
        **changed,
        "state": (ReportState.UNFINISHED.value, ReportState.PUBLISHED.value),
        "number": (None, str(ready.number)),
    }
    history.note(unit, now.patient_id, save, PUBLISH, reports.SUBJECT, wanted.bytes, now.version + 1, fields)
    return ready.number


def preview(view: View, wanted: UUID, form: ReportInput, at: datetime) -> tuple[int, Ready]:
    """What would be printed of an unfinished report with this form, and whose it is: without a number, and
    whatever is missing. Raises NotFound, Invalid."""
    now = current(view, wanted)
    reports.require_unfinished(now)
    items = reports.items_of(view, now.patient_id, form.items)
    form = report_form.within(form, items)
    return now.patient_id, _ready(view, now, form, items, None, _earlier(view, now), at)


def number_of(view: View, wanted: UUID) -> ReportNumber:
    """The number of a report that was published. Raises NotFound."""
    return _number_of(current(view, wanted))


def pdf_of(view: View, wanted: UUID) -> tuple[int, ReportNumber, Drawn]:
    """Whose a report is, its number, and its PDF. Raises NotFound, and Invalid before it is published."""
    now = current(view, wanted)
    number = report_rows.number_of(now)
    if number is None:
        raise Invalid("The report is not published yet, so it has no PDF. Publish it first.")
    return now.patient_id, number, Drawn(bytes(now.sha256).hex(), now.size, now.pages)


def _number_of(now: Row[Any]) -> ReportNumber:
    number = report_rows.number_of(now)
    if number is None:
        raise NotFound(report_rows.NOT_THERE)
    return number


def _take_number(unit: Unit, at: datetime) -> ReportNumber:
    counted = f"report {at.year}"
    return ReportNumber(at.year, counters.take(unit.connection, unit.view.institution_id, counted))


def _complete(
    view: View, now: Row[Any], save: UUID, version: int, form: ReportInput
) -> tuple[ReportInput, Sequence[ImageItem], Row[Any] | None]:
    """The form as it would be kept, its items, and the row of what it corrects. Raises Conflict, Invalid."""
    reports.refuse_other_version(view, now, version, save)
    reports.require_unfinished(now)
    was = report_rows.form_of(now, report_rows.chosen(view, now))
    items = reports.items_of(view, now.patient_id, form.items)
    require_reportable(items)
    form = reports.checked(view, form, items, was)
    report_form.require_complete(form)
    earlier = _earlier(view, now)
    if now.corrects_id is not None:
        if earlier is None:
            raise Conflict(
                "What this report corrects is in another chart by now. Throw it away, and begin a new one."
            )
        reports.require_in_force(earlier, "corrected")
    return form, items, earlier


def _earlier(view: View, now: Row[Any]) -> Row[Any] | None:
    if now.corrects_id is None:
        return None
    return view.connection.execute(
        select(report).where(report.c.id == now.corrects_id, report.c.patient_id == now.patient_id)
    ).first()


def _supersede(unit: Unit, save: UUID, earlier: Row[Any], at: int, by: ReportNumber) -> None:
    values = {
        "state": ReportState.SUPERSEDED.value,
        "moves": reports.moved(unit.view, earlier, ReportAction.SUPERSEDE, at, str(by)),
        "changed": at,
    }
    link_ends.end_with(unit, earlier)
    reports.write(unit, earlier, values)
    fields = {"state": (earlier.state, ReportState.SUPERSEDED.value)}
    uuid, version = bytes(earlier.uuid), earlier.version + 1
    history.note(unit, earlier.patient_id, save, SUPERSEDE, reports.SUBJECT, uuid, version, fields)


def _ready(
    view: View,
    now: Row[Any],
    form: ReportInput,
    items: Sequence[ImageItem],
    number: ReportNumber | None,
    earlier: Row[Any] | None,
    at: datetime,
) -> Ready:
    whose = view.connection.execute(
        select(
            *(patient.c.family, patient.c.given, patient.c.other, patient.c.chart_number),
            *(patient.c.gender, patient.c.birth_date),
        ).where(patient.c.id == now.patient_id)
    ).one()
    letterhead_id, head = letterheads.current(view)
    files = {each.file.uuid: each for item in items for each in image_rows.bytes_of_item(view, item.uuid)}
    of_item = {item.uuid: item for item in items}

    def digest(file: UUID | None) -> str:
        return "" if file is None else files[file].sha256

    def picture(placed: Placed) -> PrintedPicture:
        kept: Bytes = files[placed.file]
        item = of_item[kept.item]
        device = "" if item.device is None else item.device.name
        return PrintedPicture(placed, item.type, item.taken, kept.sha256, device, kept.file.turned)

    scans = {files[each].item for each in (form.upper, form.lower, form.face) if each is not None}
    beside = [each for each in files.values() if each.item in scans and each.file.role is Role.TEXTURE]
    jaws = {files[each].item for each in (form.upper, form.lower) if each is not None}
    printed = Printed(
        number=number,
        supersedes=None if earlier is None else report_rows.number_of(earlier),
        published=at,
        patient=display_name(whose.family, whose.given, whose.other),
        chart_number=whose.chart_number,
        gender=whose.gender,
        birth_date=whose.birth_date,
        doctor=_name(view, form.settings.doctor_id),
        institution=people.institution_of(view),
        letterhead=head,
        upper=digest(form.upper),
        lower=digest(form.lower),
        face=digest(form.face),
        pictures=tuple(picture(each) for each in form.pictures),
        together=len(jaws) < 2,
        beside=tuple((each.file.name, each.sha256) for each in beside),
    )
    content = content_of(form, printed)
    drawn = {printed.upper, printed.lower, printed.face}
    drawn |= {each.sha256 for each in printed.pictures} | {each.sha256 for each in beside}
    return Ready(number, content, frozenset(drawn - {""}), head.logo, letterhead_id)


def _name(view: View, person_id: int | None) -> str:
    if person_id is None:
        return ""
    return view.connection.scalar(select(person.c.name).where(person.c.id == person_id)) or ""
