"""Reports: begun, changed, thrown away, corrected, revoked. Publishing is `store/publishing.py`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, select, update

from dentui.domain import report_form
from dentui.domain.history import Theirs
from dentui.domain.images import ImageItem
from dentui.domain.reports import ReportAction, ReportInput, ReportSettings, ReportState, require_reportable
from dentui.domain.times import to_seconds
from dentui.errors import Conflict, Invalid
from dentui.store import history, image_rows, link_ends, lists, merged, report_rows, saves
from dentui.store.database import Unit
from dentui.store.patients import id_of
from dentui.store.report_rows import MAKE, current
from dentui.store.report_tables import report, report_image, report_settings
from dentui.store.rows import insert_rows
from dentui.store.scope import View
from dentui.store.tables import image_item, patient, record

EDIT = f"{ReportAction.EDIT} report"
DISCARD = f"{ReportAction.DISCARD} report"
REVOKE = f"{ReportAction.REVOKE} report"
SUBJECT: history.Subject = "report"
DISCARDED = "discarded"
"""In the history, the state of an unfinished report that was thrown away."""
MOST_ITEMS = 50
"""Of image data in one report."""


def keep(unit: Unit, save: UUID, of: UUID, wanted: UUID, form: ReportInput) -> None:
    """Begin a report of a patient, unfinished; where this save did so before, and the answer was lost, it
    gets what was typed since. Of a merged profile it is the main patient's. Raises NotFound, Forbidden,
    Invalid, Conflict."""
    view = unit.view
    if saves.is_made(view, report, wanted, save):
        edit(unit, save, wanted, 1, form)
        return
    patient_id = merged.main_id(view, id_of(view, of))
    items = items_of(view, patient_id, form.items)
    require_reportable(items)
    _insert(unit, save, patient_id, wanted, checked(view, form, items), None, "")


def correct(unit: Unit, save: UUID, published: UUID, wanted: UUID, reason: str) -> None:
    """Begin a report that will take the place of a published one, with what stands in that. Raises NotFound,
    Invalid, and Conflict for one that is not in force."""
    view = unit.view
    if saves.is_made(view, report, wanted, save):
        unit.saved_before()
        return
    reason = report_form.checked_reason(reason)
    now = current(view, published)
    require_in_force(now, "corrected")
    items = report_rows.chosen(view, now)
    form = report_form.within(report_rows.form_of(now, items), items)
    _insert(unit, save, now.patient_id, wanted, form, now.id, reason)


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, form: ReportInput) -> bool:
    """Change an unfinished report that was read at this version; whether this save changed anything. Raises
    NotFound, Invalid, and Conflict with how it stands now where another desk has changed it."""
    view = unit.view
    now = current(view, wanted)
    refuse_other_version(view, now, version, save)
    changed = changes(view, now, form)
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    require_unfinished(now)
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    remember(unit, now.patient_id, form.settings)
    history.note(unit, now.patient_id, save, EDIT, SUBJECT, wanted.bytes, now.version + 1, changed)
    return True


def discard(unit: Unit, save: UUID, wanted: UUID, version: int) -> None:
    """Throw an unfinished report away that was read at this version. Raises NotFound, Invalid, Conflict."""
    view = unit.view
    if is_made(view, wanted, DISCARD, save):
        unit.saved_before()
        return
    now = current(view, wanted)
    refuse_other_version(view, now, version, save)
    require_unfinished(now)
    write(unit, now, {"discarded": True})
    fields = {"state": (ReportState.UNFINISHED.value, DISCARDED)}
    history.note(unit, now.patient_id, save, DISCARD, SUBJECT, wanted.bytes, now.version + 1, fields)


def revoke(unit: Unit, save: UUID, wanted: UUID, version: int, reason: str) -> None:
    """Withdraw a published report that was read at this version, and its links. Raises NotFound, Invalid,
    Conflict."""
    view = unit.view
    now = current(view, wanted)
    if is_made(view, wanted, REVOKE, save):
        unit.saved_before()
        return
    refuse_other_version(view, now, version, save)
    reason = report_form.checked_reason(reason)
    require_in_force(now, "revoked")
    link_ends.end_with(unit, now)
    at = to_seconds(datetime.now())
    values = {
        "state": ReportState.REVOKED.value,
        "reason": reason,
        "moves": moved(view, now, ReportAction.REVOKE, at, reason),
    }
    write(unit, now, {**values, "changed": at})
    fields = {name: (getattr(now, name), values[name]) for name in ("state", "reason")}
    history.note(unit, now.patient_id, save, REVOKE, SUBJECT, wanted.bytes, now.version + 1, fields)


def changes(view: View, now: Row[Any], form: ReportInput) -> dict[str, tuple[Any, Any]]:
    """Fields that a form changes, before and after. Raises Invalid for what cannot be."""
    before = noted(view, now)
    was = report_rows.form_of(now, report_rows.chosen(view, now))
    items = items_of(view, now.patient_id, form.items)
    if form.items != was.items:
        require_reportable(items)
    after = report_form.to_json(checked(view, form, items, was))
    return {name: (before[name], after[name]) for name in report_form.FIELDS if before[name] != after[name]}


def write(unit: Unit, now: Row[Any], values: Mapping[str, Any]) -> None:
    """Set fields of a report as the history has them, and columns; it becomes one version newer. Raises
    Invalid for image data that is not there."""
    if "items" in values:
        items = items_of(unit.view, now.patient_id, [UUID(each) for each in values["items"]])
        theirs = (
            select(image_item.c.id)
            .join(record, record.c.id == image_item.c.record_id)
            .where(record.c.patient_id == now.patient_id)
        )
        unit.connection.execute(
            delete(report_image).where(report_image.c.report_id == now.id, report_image.c.item_id.in_(theirs))
        )
        _attach(unit, now.id, items)
    in_form = {name: value for name, value in values.items() if name in report_form.FIELDS}
    columns = {name: value for name, value in values.items() if name not in in_form}
    columns.setdefault("changed", to_seconds(datetime.now()))
    if "doctor_id" in in_form:
        columns["doctor_id"] = in_form["doctor_id"]
    unit.connection.execute(
        update(report)
        .where(report.c.id == now.id)
        .values(**columns, form=_text({**json.loads(now.form), **in_form}), version=now.version + 1)
    )


def noted(view: View, now: Row[Any]) -> dict[str, Any]:
    """A report as the history has it, with its state and why it was revoked."""
    items = [str(item.uuid) for item in report_rows.chosen(view, now)]
    blank = report_form.to_json(ReportInput())
    return {
        **{name: json.loads(now.form).get(name, blank[name]) for name in report_form.FIELDS},
        "doctor_id": now.doctor_id,
        "items": items,
        "state": DISCARDED if now.discarded else now.state,
        "reason": now.reason,
    }


def forget_discarded(unit: Unit, item_ids: Sequence[int]) -> None:
    """Items that go are in no report any more that was thrown away."""
    gone = select(report.c.id).where(report.c.discarded.is_(True))
    unit.connection.execute(
        delete(report_image).where(
            report_image.c.item_id.in_(list(item_ids)), report_image.c.report_id.in_(gone)
        )
    )


def moved(view: View, now: Row[Any], action: ReportAction, at: int, reason: str = "") -> str:
    """The time line with one step more."""
    moves = json.loads(now.moves)
    moves.append({"at": at, "person": view.person_id, "action": action.value, "reason": reason})
    return json.dumps(moves)


def is_made(view: View, wanted: UUID, action: str, save: UUID) -> bool:
    """Whether this save did that to the report before, and the answer was lost."""
    entry = history.of_save(view, save)
    return entry is not None and (entry.subject_uuid, entry.action) == (wanted.bytes, action)


def refuse_other_version(view: View, now: Row[Any], version: int, save: UUID) -> None:
    """Raises Conflict with how a report stands where it was changed since it was read."""
    if history.follows(view, bytes(now.uuid), save, now.version, version):
        return
    items = report_rows.chosen(view, now)
    raise Conflict(
        f"Another desk has changed {called(now, 'the report')} meanwhile: it is {now.state}. Nothing was "
        "overwritten.",
        Theirs(
            now.version,
            report_rows.form_of(now, items),
            *history.last_by(view, bytes(now.uuid), now.version),
        ),
    )


def require_unfinished(now: Row[Any]) -> None:
    """Raises Invalid for a report that was published: what was handed out stays as it is."""
    if now.state != ReportState.UNFINISHED:
        raise Invalid(
            f"{called(now)} is {now.state}: what was handed out stays as it is. Begin a correction of it, "
            "which takes its place."
        )


def require_in_force(now: Row[Any], what: str) -> None:
    """Raises Conflict for a report that is not published, or not any more."""
    if now.state != ReportState.PUBLISHED:
        raise Conflict(f"{called(now)} is {now.state}: only a published report can be {what}.")


def called(now: Row[Any], unnumbered: str = "The report") -> str:
    """What a sentence calls it."""
    return str(report_rows.number_of(now) or unnumbered)


# What was chosen last


def settings(view: View) -> ReportSettings:
    """What the operator chose last; a doctor who works here no more is left out."""
    text = view.connection.scalar(
        select(report_settings.c.settings).where(
            report_settings.c.institution_id == view.institution_id,
            report_settings.c.person_id == view.person_id,
        )
    )
    if text is None:
        return ReportSettings()
    kept = report_form.settings_from_json(json.loads(text))
    offered = {doctor.id for doctor in lists.offered(view).doctors}
    return kept if kept.doctor_id in offered else replace(kept, doctor_id=None)


def remember(unit: Unit, patient_id: int, chosen: ReportSettings) -> None:
    """Offer this first from now on; but a title that names the patient belongs to nobody else."""
    view = unit.view
    names = view.connection.execute(
        select(patient.c.family, patient.c.given, patient.c.other).where(patient.c.id == patient_id)
    ).one()
    words = {word.casefold() for name in names for word in name.split()}
    title = chosen.title.casefold()
    if any(word in title for word in words):
        chosen = replace(chosen, title="")
    mine = (
        report_settings.c.institution_id == view.institution_id,
        report_settings.c.person_id == view.person_id,
    )
    text = json.dumps(report_form.settings_to_json(chosen))
    if not unit.connection.execute(update(report_settings).where(*mine).values(settings=text)).rowcount:
        unit.connection.execute(
            insert(report_settings).values(
                institution_id=view.institution_id, person_id=view.person_id, settings=text
            )
        )


# Inside


def items_of(view: View, patient_id: int, wanted: Sequence[UUID]) -> tuple[ImageItem, ...]:
    """These items of the patient's, in their order. Raises Invalid, field `items`, where one is not there or
    there are too many."""
    if len(wanted) > MOST_ITEMS or len(set(wanted)) != len(wanted):
        raise Invalid(
            f"The image data was not taken: a report has at most {MOST_ITEMS} items, each once.",
            field="items",
        )
    rows = view.connection.execute(
        select(image_item, record.c.uuid.label("record_uuid"))
        .join(record, record.c.id == image_item.c.record_id)
        .join(patient, patient.c.id == record.c.patient_id)
        .where(
            image_item.c.uuid.in_([each.bytes for each in wanted]),
            image_rows.STANDS,
            record.c.patient_id == patient_id,
            view.scope(),
        )
    ).all()
    found = {item.uuid: item for item in image_rows.items_of(view, rows)}
    if len(found) != len(wanted):
        raise Invalid(
            "The image data was not taken: some is not in the patient's chart (any more). Choose again.",
            field="items",
        )
    return tuple(found[each] for each in wanted)


def _insert(
    unit: Unit,
    save: UUID,
    patient_id: int,
    wanted: UUID,
    form: ReportInput,
    corrects_id: int | None,
    reason: str,
) -> None:
    view = unit.view
    values = report_form.to_json(form)
    at = to_seconds(datetime.now())
    move = {"at": at, "person": view.person_id, "action": ReportAction.MAKE.value, "reason": reason}
    report_id = saves.put(
        view,
        report,
        {
            "uuid": wanted.bytes,
            "institution_id": view.institution_id,
            "patient_id": patient_id,
            "state": ReportState.UNFINISHED.value,
            "doctor_id": form.settings.doctor_id,
            "form": _text(values),
            "corrects_id": corrects_id,
            "reason": reason,
            "made": at,
            "made_by_id": view.person_id,
            "changed": at,
            "moves": json.dumps([move]),
        },
    )
    _attach(unit, report_id, items_of(view, patient_id, form.items))
    if corrects_id is None:
        remember(unit, patient_id, form.settings)
    blank = report_form.to_json(ReportInput())
    made = {name: (None, value) for name, value in values.items() if value != blank[name]}
    made["state"] = (None, ReportState.UNFINISHED.value)
    if reason:
        made["reason"] = (None, reason)
    history.note(unit, patient_id, save, MAKE, SUBJECT, wanted.bytes, 1, made)


def checked(
    view: View, form: ReportInput, items: Sequence[ImageItem], was: ReportInput | None = None
) -> ReportInput:
    """A form with these items, tidied. Raises Invalid with the field."""
    doctor_before = None if was is None else was.settings.doctor_id
    lists.require(view, None, None, form.settings.doctor_id, doctor_before)
    form = report_form.checked(form, was)
    report_form.require_among(form, items)
    return form


def _text(values: Mapping[str, Any]) -> str:
    """What a form has, but for what stands in columns and rows of its own."""
    return json.dumps({name: value for name, value in values.items() if name not in ("doctor_id", "items")})


def _attach(unit: Unit, report_id: int, items: Sequence[ImageItem]) -> None:
    ids = {
        bytes(row.uuid): row.id
        for row in unit.connection.execute(
            select(image_item.c.uuid, image_item.c.id).where(
                image_item.c.uuid.in_([item.uuid.bytes for item in items])
            )
        )
    }
    insert_rows(
        unit.connection,
        report_image,
        [
            {
                "institution_id": unit.view.institution_id,
                "report_id": report_id,
                "item_id": ids[item.uuid.bytes],
                "position": position,
            }
            for position, item in enumerate(items)
        ],
    )
