"""Taking merges back, the last one first, and making them again.

An undo is three-way for every field: what was changed since stays, unless it is to be given back too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, update

from dentui.domain.merging import (
    JOINED,
    ComesBack,
    FieldBack,
    Merge,
    MergeInput,
    RedoPlan,
    UndoPlan,
    choices,
    must_type,
    proposed,
)
from dentui.domain.patients import Gender, PatientInput
from dentui.errors import Conflict
from dentui.store import charts, former, history, merged, merging, moves, saves, undo
from dentui.store.ahead import ahead
from dentui.store.database import Unit
from dentui.store.history import Entry
from dentui.store.indexing import regrouped
from dentui.store.scope import View
from dentui.store.tables import merge as merges
from dentui.store.tables import patient

MOST_LINES = 50
"""Rows made since that are told one by one."""
CHANGED = (
    "Another desk has changed the main patient meanwhile. Nothing was undone: look once more at what comes "
    "back."
)


def plan(view: View, wanted: UUID) -> UndoPlan:
    """What an undo would bring back. Raises NotFound, and Conflict where it cannot be undone now."""
    row = merging.row_of(view, wanted)
    others = _undoable(view, row)
    return _plan(view, row, others, _entry(view, row))


def undo_merge(
    unit: Unit, save: UUID, wanted: UUID, version: int, give_back: frozenset[str] = frozenset()
) -> Merge:
    """Take a merge back, as it was planned when the main patient was at this version. Raises NotFound,
    Forbidden, and Conflict, with a fresh plan where the main patient was changed since."""
    view, connection = unit.view, unit.connection
    if saves.is_saved(view, save):
        unit.saved_before()
        return merging.by_uuid(view, wanted)
    row = merging.row_of(view, wanted)
    others = _undoable(view, row)
    entry = _entry(view, row)
    if row.version != version:
        raise Conflict(CHANGED, _plan(view, row, others, entry))
    values = {
        back.field: back.before
        for back in _fields(row, entry)
        if not back.changed_since or back.field in give_back
    }
    ids = [each.id for each in others]
    visits = moves.visits_moving_back(connection, row.merge_id, [row.id, *ids], row.id)
    with regrouped(connection, view.institution_id, [row.id, *ids], visits) as follow:
        with ahead(connection):
            moves.move_back(connection, row.merge_id, row.id)
            follow()
        charts.write(unit, row.id, values, row.version)
        connection.execute(
            update(patient)
            .where(patient.c.id.in_(ids))
            .values(merged_into_id=None, version=patient.c.version + 1)
        )
        aliases = _mend_former(unit, row, entry, values)
        for patient_id in (row.id, *ids):
            charts.set_last_visit(unit, patient_id)
    connection.execute(update(merges).where(merges.c.id == row.merge_id).values(undone=True))
    _note(unit, save, row, others, entry, values, aliases)
    return merging.by_uuid(view, wanted)


def redo(unit: Unit, save: UUID, wanted: UUID) -> Merge:
    """Merge the same profiles again, with what was chosen then where it still fits. Raises NotFound,
    Forbidden, Conflict."""
    view = unit.view
    if saves.is_saved(view, save):
        unit.saved_before()
        return merging.by_uuid(view, save)
    row, others, entry = _redoable(view, wanted)
    return merging.merge(
        unit,
        save,
        MergeInput(
            UUID(bytes=row.uuid),
            row.version,
            tuple((UUID(bytes=each.uuid), each.version) for each in others),
            _form_again(view, row, others, entry),
        ),
    )


def plan_again(view: View, wanted: UUID) -> RedoPlan:
    """What making a merge again would do. Raises NotFound, Forbidden, Conflict."""
    row, others, entry = _redoable(view, wanted)
    counts = moves.counted(view.connection, [each.id for each in others])
    now, then = charts.form_of(row), _form_again(view, row, others, entry)
    return RedoPlan(
        merge=merging.told(view, row),
        moves=moves.in_words(counts.values()),
        fields=tuple(name for name in charts.COLUMNS if getattr(now, name) != getattr(then, name)),
        must_type=must_type(now, [charts.form_of(each) for each in others]),
    )


def _redoable(view: View, wanted: UUID) -> tuple[Row[Any], list[Row[Any]], Entry]:
    """The main patient, and the others in the order in which they were chosen: texts are joined in it."""
    row = merging.row_of(view, wanted)
    others = merging.others_of(view, row.merge_id)
    if not row.undone:
        raise Conflict("This merge is not undone, so there is nothing to make again.")
    _require_free(view, row, others)
    entry = _entry(view, row)
    chosen: list[int] = entry.fields["merged"][1]
    return row, sorted(others, key=lambda each: chosen.index(each.chart_number)), entry


def _form_again(view: View, row: Row[Any], others: Sequence[Row[Any]], entry: Entry) -> PatientInput:
    """What was chosen then for fields that nobody has changed since; else the main patient's own, and of
    texts that are joined what each profile has now."""
    touched = {
        name
        for each in (row, *others)
        for later in history.since(view, bytes(each.uuid), entry.id)
        if later.undoes_id != entry.id
        for name in later.fields
    }
    main = charts.form_of(row)
    whole = proposed(
        main,
        choices(main, {UUID(bytes=each.uuid): charts.form_of(each) for each in others}, UUID(bytes=row.uuid)),
    )
    chosen: dict[str, Any] = {}
    for name in charts.COLUMNS:
        if name in entry.fields and name not in touched and getattr(row, name) == _value(name, entry, 0):
            chosen[name] = _value(name, entry, 1)
        elif name in JOINED and name in touched:
            chosen[name] = getattr(whole, name)
    if "gender" in chosen:
        chosen["gender"] = Gender(chosen["gender"])
    return replace(main, **chosen)


def _undoable(view: View, row: Row[Any]) -> list[Row[Any]]:
    others = merging.others_of(view, row.merge_id)
    if row.undone:
        raise Conflict("This merge was undone already. Nothing was changed now.")
    _require_free(view, row, others)
    return others


def _require_free(view: View, row: Row[Any], others: Sequence[Row[Any]]) -> None:
    refusal = merging.blocked(view, row, others)
    if refusal is not None:
        raise refusal


def _entry(view: View, row: Row[Any]) -> Entry:
    return history.by_id(view, row.history_id)


def _plan(view: View, row: Row[Any], others: Sequence[Row[Any]], entry: Entry) -> UndoPlan:
    connection = view.connection
    back = moves.coming_back(connection, row.merge_id, row.id)
    stays, lines = moves.made_since(view, row.id, entry.id, json.loads(row.marks), MOST_LINES)
    gone = moves.journaled(connection, row.merge_id)
    for counts in back.values():
        for name in gone:
            gone[name] -= counts.get(name, 0)
    return UndoPlan(
        merge=merging.told(view, row),
        comes_back=tuple(
            ComesBack(merged.profile(each), moves.in_words([back.get(each.id, {})])) for each in others
        ),
        fields=tuple(_fields(row, entry)),
        stays=moves.in_words([stays]),
        stays_lines=tuple(lines),
        gone=moves.in_words([gone]),
        version=row.version,
    )


def _fields(row: Row[Any], entry: Entry) -> list[FieldBack]:
    return [
        FieldBack(name, _value(name, entry, 0), _value(name, entry, 1), getattr(row, name))
        for name in charts.COLUMNS
        if name in entry.fields
    ]


def _value(name: str, entry: Entry, side: int) -> Any:
    value = entry.fields[name][side]
    return date.fromisoformat(value) if name == "birth_date" and value else value


def _mend_former(
    unit: Unit, row: Row[Any], entry: Entry, values: Mapping[str, Any]
) -> dict[str, tuple[Any, Any]]:
    """Take away what the merge kept findable, but of the main patient's own what stays replaced. What was
    done, as the history has it."""
    after = {**row._mapping, **values}
    before = {**after, **{back.field: back.before for back in _fields(row, entry)}}
    own = former.lost([before], after)
    gone = {
        name: [text for text in entry.fields.get(name, (None, []))[1] if text not in own[name]]
        for name in former.FORMER
    }
    for name, texts in gone.items():
        for text in texts:
            former.drop(unit, row.id, former.FORMER[name], text)
    kept = former.keep_findable(unit, row.id, [before])
    return {name: (texts or None, kept.get(name)) for name, texts in gone.items() if texts or name in kept}


def _note(
    unit: Unit,
    save: UUID,
    row: Row[Any],
    others: Sequence[Row[Any]],
    entry: Entry,
    values: Mapping[str, Any],
    aliases: Mapping[str, tuple[Any, Any]],
) -> None:
    entries = history.of_whole_save(unit.view, entry.save)
    for each in others:
        (part,) = [found for found in entries if found.patient_id == each.id]
        history.note(
            unit, each.id, save, undo.UNDO, "patient", bytes(each.uuid), each.version + 1, {}, part.id
        )
        history.mark_undone(unit, part.id)
    fields = {
        **{
            name: (getattr(row, name), value) for name, value in values.items() if value != getattr(row, name)
        },
        **aliases,
        "merged": (entry.fields["merged"][1], None),
    }
    history.mark_undone(unit, entry.id)
    history.note(unit, row.id, save, undo.UNDO, "patient", bytes(row.uuid), row.version + 1, fields, entry.id)
