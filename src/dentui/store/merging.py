"""Merging profiles of one person, in one transaction, with a journal of all that moves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from dentui.domain.merging import (
    MOST,
    Merge,
    MergeInput,
    MergePreview,
    Profile,
    choices,
    must_type,
)
from dentui.domain.patients import PatientInput
from dentui.domain.times import from_seconds
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from dentui.store import charts, former, history, merged, moves, saves
from dentui.store.ahead import ahead
from dentui.store.database import Unit
from dentui.store.indexing import regrouped
from dentui.store.patients import NOT_THERE, id_of, note_opened
from dentui.store.scope import View
from dentui.store.tables import merge as merges
from dentui.store.tables import merged as parts
from dentui.store.tables import patient, person

NO_MERGE = "That merge is not in your register (any more). F5 shows those that are."
CHANGED = (
    "Another desk has changed one of these patients meanwhile. Nothing was merged: look once more at what "
    "will move and at the fields."
)


def preview(unit: Unit, main: UUID, others: Sequence[UUID]) -> MergePreview:
    """What a merge would do. The charts are seen in it, so the trail has them as opened. Raises Invalid,
    NotFound, Conflict."""
    rows = _profiles(unit.view, main, others)
    for row in rows:
        note_opened(unit, row.id)
    return _preview(unit.view, rows)


def refusals(view: View, others: Sequence[UUID]) -> dict[UUID, str]:
    """Of these profiles, which cannot be merged, and why. No chart is seen in it."""
    found: dict[UUID, str] = {}
    for uuid in others:
        try:
            _require_unmerged(view, _found(view, [uuid]))
        except (NotFound, Conflict) as error:
            found[uuid] = str(error)
    return found


def forms(view: View, main: UUID, others: Sequence[UUID]) -> list[PatientInput]:
    """How the charts stand, the main patient's first. Raises Invalid, NotFound."""
    return [charts.form_of(row) for row in _rows(view, main, others)]


def merge(unit: Unit, save: UUID, form: MergeInput) -> Merge:
    """Merge the others into the main patient. Raises Invalid, NotFound, and Conflict, with a fresh preview
    where a profile was changed since."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        return by_uuid(view, save)
    rows = _profiles(view, form.main, [uuid for uuid, _ in form.others])
    if [row.version for row in rows] != [form.main_version, *(version for _, version in form.others)]:
        raise Conflict(CHANGED, _preview(view, rows))
    after = {**charts.values_of(form.form), "responsible_id": rows[0].responsible_id}
    _merge(unit, save, rows[0], rows[1:], after)
    return by_uuid(view, save)


def _merge(unit: Unit, save: UUID, main: Row[Any], others: Sequence[Row[Any]], after: dict[str, Any]) -> None:
    view, connection, institution_id = unit.view, unit.connection, unit.view.institution_id
    ids = [row.id for row in others]
    changed = {
        name: (getattr(main, name), after[name])
        for name in charts.COLUMNS
        if getattr(main, name) != after[name]
    }
    there = former.there(view, [main.id, *ids])
    replaced = {
        name: [text for text in texts if (former.FORMER[name], text) not in there]
        for name, texts in former.lost([row._mapping for row in (main, *others)], after).items()
    }
    for row in others:
        history.note(unit, row.id, save, merged.MERGED_AWAY, "patient", bytes(row.uuid), row.version + 1, {})
    noted = {
        **changed,
        **{name: (None, texts) for name, texts in replaced.items() if texts},
        "merged": (None, [row.chart_number for row in others]),
    }
    history_id = history.note(
        unit, main.id, save, merged.MERGE, "patient", bytes(main.uuid), main.version + 1, noted
    )
    everybody = [main.id, *ids]
    visits = moves.visits_moving(connection, everybody, main.id)
    with regrouped(connection, institution_id, everybody, visits) as follow:
        for name, texts in replaced.items():
            for text in texts:
                former.put(unit, main.id, former.FORMER[name], text)
        merge_id = connection.execute(
            insert(merges)
            .values(
                uuid=save.bytes,
                institution_id=institution_id,
                main_id=main.id,
                at=history.now(),
                person_id=view.person_id,
                history_id=history_id,
                marks=json.dumps(moves.marks(connection, [main.id, *ids])),
            )
            .returning(merges.c.id)
        ).scalar_one()
        connection.execute(
            insert(parts),
            [{"merge_id": merge_id, "patient_id": each, "institution_id": institution_id} for each in ids],
        )
        with ahead(connection):
            moves.move(connection, institution_id, merge_id, ids, main.id)
            follow()
        charts.write(unit, main.id, {name: value for name, (_, value) in changed.items()}, main.version)
        connection.execute(
            update(patient)
            .where(patient.c.id.in_(ids))
            .values(merged_into_id=main.id, version=patient.c.version + 1)
        )
        for patient_id in (main.id, *ids):
            charts.set_last_visit(unit, patient_id)


def _profiles(view: View, main: UUID, others: Sequence[UUID]) -> list[Row[Any]]:
    """The rows of profiles that may be merged, the main patient's first."""
    rows = _rows(view, main, others)
    _require_unmerged(view, rows)
    return rows


def _require_unmerged(view: View, rows: Sequence[Row[Any]]) -> None:
    for row in rows:
        if row.merged_into_id is not None:
            end = merged.end_of(view, row.merged_into_id)
            instead = "" if end is None else f": choose chart #{end.chart_number} instead"
            raise Conflict(
                f"Nothing was merged: chart #{row.chart_number} was merged into another already{instead}."
            )


def _rows(view: View, main: UUID, others: Sequence[UUID]) -> list[Row[Any]]:
    if not others:
        raise Invalid("Nobody was chosen to be merged. Choose at least one other profile of this person.")
    if len({main, *others}) <= len(others):
        raise Invalid("The same profile was chosen twice. A patient cannot be merged with themselves.")
    if len(others) > MOST:
        raise Invalid(f"Too many were chosen: at most {MOST} are merged at once. Merge the rest after that.")
    return _found(view, (main, *others))


def _found(view: View, uuids: Sequence[UUID]) -> list[Row[Any]]:
    """These profiles in their order. Raises NotFound."""
    statement = (
        select(patient, person.c.name.label("responsible"))
        .join(person, person.c.id == patient.c.responsible_id)
        .where(patient.c.uuid.in_([uuid.bytes for uuid in uuids]), view.scope())
    )
    found = {bytes(row.uuid): row for row in view.connection.execute(statement)}
    if len(found) < len(uuids):
        raise NotFound(NOT_THERE)
    return [found[uuid.bytes] for uuid in uuids]


def _preview(view: View, rows: Sequence[Row[Any]]) -> MergePreview:
    counts = moves.counted(view.connection, [row.id for row in rows])
    profiles = [
        Profile(
            uuid=UUID(bytes=row.uuid),
            version=row.version,
            chart_number=row.chart_number,
            form=charts.form_of(row),
            responsible=row.responsible,
            last_visit=from_seconds(row.last_visit),
            rows=moves.in_words([counts[row.id]]),
        )
        for row in rows
    ]
    main, others = profiles[0], profiles[1:]
    return MergePreview(
        main=main,
        others=tuple(others),
        moves=moves.in_words([counts[row.id] for row in rows[1:]]),
        choices=choices(main.form, {each.uuid: each.form for each in others}, main.uuid),
        must_type=must_type(main.form, [each.form for each in others]),
    )


# What was merged


def of_patient(view: View, wanted: UUID) -> tuple[Merge, ...]:
    """Merges in which a patient was the main one, or one of the others, the newest first. Raises
    NotFound."""
    patient_id = id_of(view, wanted)
    as_part = select(parts.c.merge_id).where(parts.c.patient_id == patient_id)
    statement = _merges(view).where((merges.c.main_id == patient_id) | merges.c.id.in_(as_part))
    rows = view.connection.execute(statement.order_by(merges.c.id.desc())).all()
    return tuple(told(view, row) for row in rows)


def by_uuid(view: View, wanted: UUID) -> Merge:
    """A merge. Raises NotFound."""
    return told(view, row_of(view, wanted))


def of_save(view: View, save: UUID) -> Merge | None:
    """The merge that a save made."""
    try:
        return by_uuid(view, save)
    except NotFound:
        return None


def row_of(view: View, wanted: UUID) -> Row[Any]:
    """The row of a merge, with its main patient's. Raises NotFound."""
    row = view.connection.execute(_merges(view).where(merges.c.uuid == wanted.bytes)).first()
    if row is None:
        raise NotFound(NO_MERGE)
    return row


def others_of(view: View, merge_id: int) -> list[Row[Any]]:
    """The rows of the profiles that a merge took in, as far as they are within the scope."""
    statement = (
        select(patient)
        .join(parts, parts.c.patient_id == patient.c.id)
        .where(parts.c.merge_id == merge_id, view.scope())
        .order_by(patient.c.id)
    )
    return list(view.connection.execute(statement))


def told(view: View, row: Row[Any]) -> Merge:
    """A merge as histories tell it."""
    others = others_of(view, row.merge_id)
    refusal = blocked(view, row, others)
    return Merge(
        uuid=UUID(bytes=row.merge_uuid),
        main=merged.profile(row),
        others=tuple(merged.profile(each) for each in others),
        at=history.local_time(row.at),
        by=row.by or "",
        undone=row.undone,
        blocked="" if refusal is None else str(refusal),
    )


def blocked(view: View, row: Row[Any], others: Sequence[Row[Any]]) -> Conflict | Forbidden | None:
    """Why a merge cannot be undone now, or made again where it is undone; None where it can."""
    entry = history.by_id(view, row.history_id)
    if len(others) < len(entry.fields["merged"][1]):
        return Forbidden(
            "One of the merged profiles is not in your register. Ask an administrator of your institution."
        )
    if row.undone:
        for each in (row, *others):
            if each.merged_into_id is not None:
                return Conflict(
                    f"Chart #{each.chart_number} is merged into another now: undo that merge first."
                )
        return None
    if row.merged_into_id is not None:
        end = merged.end_of(view, row.merged_into_id)
        whom = "another" if end is None else f"chart #{end.chart_number}"
        return Conflict(
            f"Chart #{row.chart_number} was itself merged into {whom} since: undo that merge first."
        )
    later = view.connection.scalar(
        select(merges.c.id)
        .where(merges.c.main_id == row.id, merges.c.id > row.merge_id, merges.c.undone.is_(False))
        .order_by(merges.c.id.desc())
        .limit(1)
    )
    if later is None:
        return None
    numbers = ", ".join(f"#{each.chart_number}" for each in others_of(view, later))
    return Conflict(
        f"More was merged into chart #{row.chart_number} since: undo the merge of {numbers or 'that'} first."
    )


def _merges(view: View) -> Any:
    return (
        select(
            merges.c.id.label("merge_id"),
            merges.c.uuid.label("merge_uuid"),
            merges.c.at,
            merges.c.history_id,
            merges.c.marks,
            merges.c.undone,
            person.c.name.label("by"),
            patient,
        )
        .join(patient, patient.c.id == merges.c.main_id)
        .outerjoin(person, person.c.id == merges.c.person_id)
        .where(view.scope())
    )
