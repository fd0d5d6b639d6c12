"""Former names and phones, under which a patient goes on being found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from dentui.domain.forms import is_correction
from dentui.domain.patients import display_name
from dentui.domain.terms import name_forms
from dentui.store import merged
from dentui.store.among import among
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import alias, merge, moved, patient

FORMER = {"former_name": "name", "former_mobile": "phone", "former_landline": "phone"}
"""Fields of the history for what stays findable, and the kinds of alias that they are."""


_there = select(alias.c.kind, alias.c.text).where(among(alias.c.patient_id, "ids"))


def there(view: View, ids: Sequence[int]) -> set[tuple[str, str]]:
    """Kind and text of every former name and phone of these patients."""
    rows = view.connection.execute(_there, {"ids": list(ids)})
    return {(row.kind, row.text) for row in rows}


def put(unit: Unit, patient_id: int, kind: str, text: str) -> None:
    """Keep a former name or phone findable."""
    unit.connection.execute(
        insert(alias),
        {"institution_id": unit.view.institution_id, "patient_id": patient_id, "kind": kind, "text": text},
    )


def drop(unit: Unit, patient_id: int, kind: str, text: str) -> None:
    """The former name or phone was never one. What a merge brought from another profile stays, whoever is
    responsible for that."""
    brought = (
        select(moved.c.row_id)
        .join(merge, merge.c.id == moved.c.merge_id)
        .where(moved.c.table_name == alias.name, moved.c.row_id == alias.c.id, merge.c.undone.is_(False))
    )
    with unit.view.whole_institution():
        found = unit.connection.scalar(
            select(func.max(alias.c.id)).where(
                alias.c.patient_id == patient_id,
                alias.c.kind == kind,
                alias.c.text == text,
                ~brought.exists(),
            )
        )
    unit.connection.execute(delete(alias).where(alias.c.id == found))


def keep_findable(
    unit: Unit, patient_id: int, also: Sequence[Mapping[Any, Any]] = ()
) -> dict[str, list[str]]:
    """Put what of names and phones the profiles merged into a patient have, and these others, and the patient
    has no more. What was put, by the field of the history that it is. The caller keeps the index true."""
    ids = merged.all_in(unit.view, patient_id)
    if len(ids) == 1 and not also:
        return {}
    rows = {
        row.id: row._mapping for row in unit.connection.execute(select(patient).where(patient.c.id.in_(ids)))
    }
    known = there(unit.view, [patient_id])
    found = lost([*rows.values(), *also], rows[patient_id])
    fresh = {
        name: [text for text in texts if (FORMER[name], text) not in known] for name, texts in found.items()
    }
    for name, texts in fresh.items():
        for text in texts:
            put(unit, patient_id, FORMER[name], text)
    return {name: texts for name, texts in fresh.items() if texts}


def replaced_by(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """What an edit changed for another one, and did not merely complete or mend: people go on asking for
    it."""

    def replaced(name: str) -> bool:
        old, new = before[name], after[name]
        return bool(old) and old != new and not is_correction(old, new)

    former = {}
    if replaced("family") or replaced("given"):
        only_family = before["family"] and before["given"] == after["given"]
        former["former_name"] = (
            before["family"] if only_family else display_name(before["family"], before["given"])
        )
    for name in ("mobile", "landline"):
        if replaced(name) and before[name] not in (after["mobile"], after["landline"]):
            former[f"former_{name}"] = before[name]
    return former


def lost(profiles: Iterable[Mapping[Any, Any]], after: Mapping[Any, Any]) -> dict[str, list[str]]:
    """Names and phones that these profiles have and the values afterwards do not: by the field of the
    history that they are, each once. A name whose every word is in the new one is found by that."""
    found: dict[str, dict[str, None]] = {name: {} for name in FORMER}
    words = _words(after)
    for values in profiles:
        if not _words(values) <= words:
            rest = values["given"] == after["given"] and values["other"] == after["other"]
            text = display_name(values["family"], values["given"], values["other"])
            found["former_name"][values["family"] if rest and values["family"] else text] = None
        for name in ("mobile", "landline"):
            if values[name] not in ("", after["mobile"], after["landline"]):
                found[f"former_{name}"][values[name]] = None
    for text in found["former_mobile"]:
        found["former_landline"].pop(text, None)
    return {name: list(texts) for name, texts in found.items()}


def _words(values: Mapping[Any, Any]) -> frozenset[str]:
    return name_forms(values["family"], values["given"], values["other"]).literal
