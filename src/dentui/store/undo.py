"""Taking back the operator's last change, unless another desk has changed the same since."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NoReturn
from uuid import UUID

from sqlalchemy import Row

from dentui.domain.forms import WORDS
from dentui.domain.history import Change
from dentui.domain.report_form import to_json
from dentui.domain.reports import ReportInput
from dentui.domain.tickets import OPEN, TicketState
from dentui.domain.times import to_seconds
from dentui.domain.work import works_to_json
from dentui.errors import Conflict, NotFound
from dentui.store import (
    annotating,
    case_rows,
    cases,
    charts,
    former,
    history,
    image_rows,
    images,
    merged,
    people,
    records,
    report_rows,
    reports,
    saves,
    tickets,
)
from dentui.store.database import Unit
from dentui.store.history import Entry
from dentui.store.indexing import reindexed
from dentui.store.patients import id_of
from dentui.store.scope import View

UNDO = "undo"
WITHIN = 12 * 3_600
"""Seconds for which a change counts as the last one: a working day."""
NOTHING = "There is nothing to undo: you changed nothing here within the last 12 hours."
WITHDRAWN = "undone by who opened it"


def last(view: View, of: UUID | None) -> Change | None:
    """What `undo` would take back, of one patient or of all; None for nothing."""
    entry = _last(view, None if of is None else merged.all_in(view, id_of(view, of)))
    return None if entry is None else history.changes(view, [entry])[0]


def undo(unit: Unit, save: UUID, wanted: UUID) -> Change:
    """Take back the operator's change of this save. Answers what was taken back. Raises NotFound for none,
    Forbidden, Conflict, with who and what, where the same was changed since."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        return undone(view, save)
    entry = _last(view, None, wanted)
    if entry is None:
        raise NotFound(NOTHING)
    told = history.changes(view, [entry])[0]
    patient_id, version = _OF[entry.subject](unit, entry)
    history.mark_undone(unit, entry.id)
    back = {name: (after, before) for name, (before, after) in entry.fields.items()}
    history.note(unit, patient_id, save, UNDO, entry.subject, entry.subject_uuid, version, back, entry.id)
    # What was taken back may be the name.
    now = history.changes(view, [entry])[0]
    return replace(told, undone=True, patient_name=now.patient_name)


def undone(view: View, save: UUID) -> Change:
    """What an undo came to whose answer was lost. Raises NotFound."""
    entry = history.of_save(view, save)
    if entry is None or entry.undoes_id is None:
        raise NotFound(NOTHING)
    return replace(history.changes(view, [history.by_id(view, entry.undoes_id)])[0], undone=True)


def _last(view: View, ids: Sequence[int] | None, save: UUID | None = None) -> Entry | None:
    since = (time.time_ns() // 1_000) - WITHIN * 1_000_000
    return history.last_of_operator(view, ids, since, save)


def _undo_patient(unit: Unit, entry: Entry) -> tuple[int, int]:
    if entry.action in (merged.MERGE, merged.MERGED_AWAY):
        raise Conflict(
            "A merge is not taken back like an edit: undo it in the history of the main patient, which shows "
            "what comes back."
        )
    if entry.action == charts.ENTER:
        raise Conflict(
            "Entering a patient cannot be undone here: edit the chart (e), or merge it with the right one."
        )
    now = charts.current(unit.view, entry.patient_id)
    if now.merged_into_id is not None:
        raise Conflict(merged.read_only(unit.view, now.merged_into_id))
    values = {name: before for name, (before, _) in entry.fields.items() if not name.startswith("former_")}
    _refuse_changed(unit.view, entry, {name: history.kept(getattr(now, name)) for name in values})
    if "responsible_id" in values:
        _refuse_assigning(unit.view, values["responsible_id"])
    if values.get("birth_date"):
        values["birth_date"] = date.fromisoformat(values["birth_date"])
    with reindexed(unit.connection, unit.view.institution_id, entry.patient_id):
        if values:
            charts.write(unit, entry.patient_id, values, now.version)
        for name, (_, text) in entry.fields.items():
            if name.startswith("former_"):
                former.drop(unit, entry.patient_id, former.FORMER[name], text)
        former.keep_findable(unit, entry.patient_id)
    return entry.patient_id, int(now.version) + bool(values)


def _undo_ticket(unit: Unit, entry: Entry) -> tuple[int, int]:
    now = tickets.current(unit.view, UUID(bytes=entry.subject_uuid))
    if entry.action == tickets.MAKE:
        _refuse_not_as_made(unit.view, entry, now, (*tickets.COLUMNS, "state"))
        # Its number may be on paper already, so it stays, as cancelled.
        tickets.write(
            unit, now, {"state": TicketState.CANCELLED.value, "reason": WITHDRAWN, "changed": _now()}
        )
        return now.patient_id, int(now.version) + 1
    _refuse_changed(unit.view, entry, {name: getattr(now, name) for name in entry.fields})
    values: dict[str, Any] = {name: before for name, (before, _) in entry.fields.items()}
    if "state" in values:
        values["changed"] = _now()
    elif now.state not in OPEN:
        # What was ordered stays as it was when it was done.
        _refuse(unit.view, entry, ["state"])
    tickets.write(unit, now, values)
    return now.patient_id, int(now.version) + 1


def _undo_record(unit: Unit, entry: Entry) -> tuple[int, int]:
    now = records.current(unit.view, UUID(bytes=entry.subject_uuid))
    if entry.action == records.MAKE:
        _refuse_not_as_made(unit.view, entry, now, records.COLUMNS)
        if image_rows.has_images(unit.view, now.id):
            raise Conflict("This cannot be undone: image data was added to the record since.")
        records.drop(unit, now)
        return now.patient_id, int(now.version)
    _refuse_changed(unit.view, entry, {name: getattr(now, name) for name in entry.fields})
    records.write(unit, now, {name: before for name, (before, _) in entry.fields.items()})
    return now.patient_id, int(now.version) + 1


def _undo_images(unit: Unit, entry: Entry) -> tuple[int, int]:
    there = image_rows.of_save(unit.view, entry.save)
    corrected = (
        later
        for row in there
        for later in history.since(unit.view, bytes(row.uuid), entry.id)
        if not later.undone and later.undoes_id is None
    )
    if not there or any(corrected):
        raise Conflict(
            "This cannot be undone: the image data was changed since, or is gone. Nothing was changed now."
        )
    if held := case_rows.holding(unit.view, [row.id for row in there]):
        raise Conflict(
            f"This cannot be undone: {' and '.join(held)} holds image data of it. Take it off there first."
        )
    if held := report_rows.holding(unit.view, [row.id for row in there]):
        raise Conflict(
            f"This cannot be undone: {' and '.join(held)} holds image data of it. Take it off there first."
        )
    if annotating.has_any(unit.view, [row.id for row in there]):
        raise Conflict(
            "This cannot be undone: a model of it has labels or measurements by now. Remove them first."
        )
    cases.forget_answers(unit, [row.id for row in there])
    reports.forget_discarded(unit, [row.id for row in there])
    images.drop(unit, [row.id for row in there])
    made = [each for each in history.of_whole_save(unit.view, entry.save) if each.action == records.MAKE]
    for each in made:
        # The record that was made for it goes as well, where it is as it was made.
        now = records.current(unit.view, UUID(bytes=each.subject_uuid))
        if now.version == 1 and not image_rows.has_images(unit.view, now.id):
            records.drop(unit, now)
            history.mark_undone(unit, each.id)
    return there[0].patient_id, 1


def _undo_image(unit: Unit, entry: Entry) -> tuple[int, int]:
    removed = entry.action == images.REMOVE
    now = image_rows.current(unit.view, UUID(bytes=entry.subject_uuid), removed=removed)
    if removed:
        images.bring_back(unit, now)
        return now.patient_id, int(now.version) + 1
    there = {"roles": image_rows.roles_of, "turns": image_rows.turns_of}
    values = {
        name: there[name](unit.view, now.id) if name in there else getattr(now, name) for name in entry.fields
    }
    _refuse_changed(unit.view, entry, values)
    if "record_id" in entry.fields:
        records.require_of(unit.view, entry.fields["record_id"][0], now.patient_id)
    images.write(unit, now, {name: before for name, (before, _) in entry.fields.items()})
    return now.patient_id, int(now.version) + 1


def _undo_annotation(unit: Unit, entry: Entry) -> tuple[int, int]:
    removed = entry.action.startswith(annotating.REMOVE)
    try:
        now = annotating.current(unit.view, UUID(bytes=entry.subject_uuid), removed=removed)
    except NotFound:
        raise Conflict(
            "This cannot be undone: another desk has removed it, or brought it back. Nothing was changed now."
        ) from None
    if removed:
        annotating.bring_back(unit, now)
        return now.patient_id, int(now.version) + 1
    there = annotating.noted(now)
    if entry.action.startswith(annotating.ADD):
        made = {name: after for name, (_, after) in entry.fields.items()}
        changed = [name for name, value in there.items() if (value or None) != made.get(name)]
        if changed:
            _refuse(unit.view, entry, changed)
        annotating.write(unit, now, {"removed": True})
        return now.patient_id, int(now.version) + 1
    _refuse_changed(unit.view, entry, {name: there[name] for name in entry.fields})
    before = {name: value for name, (value, _) in entry.fields.items()}
    annotating.write(unit, now, annotating.columns(before))
    return now.patient_id, int(now.version) + 1


def _undo_case(unit: Unit, entry: Entry) -> tuple[int, int]:
    now = case_rows.current(unit.view, UUID(bytes=entry.subject_uuid))
    there = cases.noted(unit.view, now)
    if entry.action == case_rows.MAKE:
        made = {name: after for name, (_, after) in entry.fields.items()}
        made.setdefault("works", works_to_json(()))
        names = (*cases.COLUMNS, "state")
        changed = [name for name in names if (there[name] or None) != (made.get(name) or None)]
        if changed:
            _refuse(unit.view, entry, changed)
        if now.number is not None:
            raise Conflict(f"{case_rows.number_of(now)} stays, because its number was given. Cancel it.")
        cases.drop(unit, now)
        return now.patient_id, int(now.version)
    # A number stays once it is given.
    back = {name: before for name, (before, _) in entry.fields.items() if name != "number"}
    _refuse_changed(unit.view, entry, {name: there[name] for name in back})
    if "state" in back or "scheme" in back:
        moves = cases.without_last_move(now, entry.action)
        cases.write(unit, now, {**back, "moves": moves, "changed": _now()})
    else:
        cases.require_changeable(now, back)
        cases.write(unit, now, back)
    return now.patient_id, int(now.version) + 1


def _undo_report(unit: Unit, entry: Entry) -> tuple[int, int]:
    wanted = UUID(bytes=entry.subject_uuid)
    if entry.action not in (report_rows.MAKE, reports.EDIT, reports.DISCARD):
        raise Conflict(
            f"{reports.called(report_rows.current(unit.view, wanted))} was handed out: that is not taken "
            "back. Revoke it, or begin a correction, which takes its place."
        )
    discarded = entry.action == reports.DISCARD
    try:
        now = report_rows.current(unit.view, wanted, discarded=discarded)
    except NotFound:
        raise Conflict(
            "This cannot be undone: another desk has thrown the report away, or brought it back. Nothing was "
            "changed now."
        ) from None
    there = reports.noted(unit.view, now)
    if discarded:
        reports.write(unit, now, {"discarded": False})
        return now.patient_id, int(now.version) + 1
    reports.require_unfinished(now)
    made = {name: after for name, (_, after) in entry.fields.items()}
    if entry.action == report_rows.MAKE:
        blank = {**to_json(ReportInput()), "reason": ""}
        changed = [name for name, value in there.items() if value != made.get(name, blank.get(name))]
        if changed:
            _refuse(unit.view, entry, changed)
        reports.write(unit, now, {"discarded": True})
        return now.patient_id, int(now.version) + 1
    _refuse_changed(unit.view, entry, {name: there[name] for name in made})
    reports.write(unit, now, {name: before for name, (before, _) in entry.fields.items()})
    return now.patient_id, int(now.version) + 1


# Each answers whose the thing is now, and the version that it has then.
_OF: dict[history.Subject, Callable[[Unit, Entry], tuple[int, int]]] = {
    "patient": _undo_patient,
    "ticket": _undo_ticket,
    "record": _undo_record,
    "images": _undo_images,
    "image": _undo_image,
    "annotation": _undo_annotation,
    "case": _undo_case,
    "report": _undo_report,
}


def _now() -> int:
    return to_seconds(datetime.now())


def _refuse_changed(view: View, entry: Entry, now: dict[str, Any]) -> None:
    """Raises Conflict where a field of the change does not hold any more what the change put there."""
    changed = [name for name, value in now.items() if value != entry.fields[name][1]]
    if changed:
        _refuse(view, entry, changed)


def _refuse_assigning(view: View, person_id: int) -> None:
    """To give a patient back to another member is to assign them. Raises Forbidden, Conflict."""
    view.require_administrator(charts.ASSIGN)
    if not people.is_member(view, person_id):
        raise Conflict(
            "This cannot be undone: who was the responsible member until then works here no more. Edit the "
            "chart, and choose another one."
        )


def _refuse_not_as_made(view: View, entry: Entry, now: Row[Any], columns: tuple[str, ...]) -> None:
    """As above, of something that was made: what was left empty counts too."""
    made = {name: after for name, (_, after) in entry.fields.items()}
    changed = [name for name in columns if (getattr(now, name) or None) != made.get(name)]
    if changed:
        _refuse(view, entry, changed)


def _refuse(view: View, entry: Entry, names: list[str]) -> NoReturn:
    what = "the " + " and the ".join(WORDS[name] for name in names)
    for later in history.since(view, entry.subject_uuid, entry.id):
        if not set(names).isdisjoint(later.fields):
            name, at = history.who_and_when(view, later)
            raise Conflict(
                f"This cannot be undone: {name} changed {what} at {at:%H:%M}. Nothing was changed now; "
                "edit it by hand if it is wrong."
            )
    raise Conflict(f"This cannot be undone: {what} was changed since. Edit it by hand if it is wrong.")
