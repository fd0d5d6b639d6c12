"""What was changed on charts: every field before and after, so that a change can be looked up, shown
and taken back. Unlike the audit trail it holds patient data, and so it stays within a patient's scope.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, insert, or_, select, update

from dentui.domain import findings
from dentui.domain.annotations import measured_words
from dentui.domain.history import Change, FieldChange
from dentui.domain.images import TYPE_WORDS, ImageType, Maker
from dentui.domain.patients import GENDER_WORDS, Gender, display_name
from dentui.domain.times import from_seconds
from dentui.domain.work import summary, works_from_json
from dentui.store.among import among
from dentui.store.case_tables import lab
from dentui.store.database import Unit
from dentui.store.merged import MERGED_AWAY
from dentui.store.scope import View
from dentui.store.tables import case_type, device, history, patient, person, record, visit_type

Subject = Literal["patient", "record", "ticket", "pair", "images", "image", "annotation", "case", "report"]
Fields = Mapping[str, tuple[Any, Any]]
"""Of each field what stood in it before and after, as the register keeps it. None before: it was made."""

LONGEST = 200
"""Changes that are listed at most."""
LATELY = 2_000
"""Changes of an operator among which the last one is looked for; nobody makes more in a day."""

_people = select(person.c.id, person.c.name).where(among(person.c.id, "ids"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the history, with its fields unfolded."""

    id: int
    patient_id: int
    save: bytes
    person_id: int
    at: int
    action: str
    subject: Subject
    subject_uuid: bytes
    version: int
    """Of the subject, after the change."""
    fields: Fields
    undone: bool
    undoes_id: int | None


_note = insert(history).returning(history.c.id)


def note(
    unit: Unit,
    patient_id: int,
    save: UUID,
    action: str,
    subject: Subject,
    subject_uuid: bytes,
    version: int,
    fields: Fields,
    undoes_id: int | None = None,
) -> int:
    """Keep what is changed, in the history and (without what stood in the fields) in the audit trail. The
    number of the entry."""
    values = {
        "institution_id": unit.view.institution_id,
        "patient_id": patient_id,
        "save": save.bytes,
        "at": now(),
        "person_id": unit.view.person_id,
        "action": action,
        "subject": subject,
        "subject_uuid": subject_uuid,
        "version": version,
        "fields": json.dumps({name: [kept(b), kept(a)] for name, (b, a) in fields.items()}),
        "undoes_id": undoes_id,
    }
    entry_id = unit.connection.execute(_note, values).scalar_one()
    unit.audit(action, patient_id, subject=subject, fields=sorted(fields))
    return int(entry_id)


def now() -> int:
    """UTC in microseconds."""
    return time.time_ns() // 1_000


def entries(view: View, ids: Sequence[int], limit: int = LONGEST) -> list[Entry]:
    """Changes of these profiles, the newest first."""
    statement = (
        select(history).where(history.c.patient_id.in_(ids)).order_by(history.c.id.desc()).limit(limit)
    )
    return [_entry(row) for row in view.connection.execute(statement)]


def since(view: View, subject_uuid: bytes, entry_id: int) -> list[Entry]:
    """Changes of the same thing after this one, the newest first."""
    statement = (
        select(history)
        .where(history.c.subject_uuid == subject_uuid, history.c.id > entry_id)
        .order_by(history.c.id.desc())
    )
    return [_entry(row) for row in view.connection.execute(statement)]


def _last(view: View, subject_uuid: bytes, version: int) -> Entry | None:
    """The newest change of one thing, if that made it what it is now: an import and a handing over stand in
    the audit trail only."""
    entry = _one(view, history.c.subject_uuid == subject_uuid)
    return None if entry is None or entry.version != version else entry


def _one(view: View, condition: ColumnElement[bool]) -> Entry | None:
    found = view.connection.execute(
        select(history).where(condition).order_by(history.c.id.desc()).limit(1)
    ).first()
    return None if found is None else _entry(found)


def follows(view: View, subject_uuid: bytes, save: UUID, now: int, version: int) -> bool:
    """Whether what was read at this version may be changed: nothing has changed it since but this same
    save, the answer to which was lost."""
    if now == version:
        return True
    entry = _last(view, subject_uuid, now)
    return entry is not None and (entry.save, entry.person_id) == (save.bytes, view.person_id)


def of_save(view: View, save: UUID) -> Entry | None:
    """The change that a save of the operator's made last, within the scope."""
    return _one(
        view,
        and_(
            history.c.save == save.bytes,
            history.c.institution_id == view.institution_id,
            history.c.person_id == view.person_id,
            select(patient.c.id).where(patient.c.id == history.c.patient_id, view.scope()).exists(),
        ),
    )


def of_whole_save(view: View, save: bytes) -> list[Entry]:
    """All changes of a save, whoever made it."""
    statement = select(history).where(history.c.save == save).order_by(history.c.id)
    return [_entry(row) for row in view.connection.execute(statement)]


def by_id(view: View, entry_id: int) -> Entry:
    """The change of this number."""
    found = _one(view, history.c.id == entry_id)
    if found is None:
        raise RuntimeError("a change that is not there")
    return found


def last_of_operator(
    view: View, ids: Sequence[int] | None, since_us: int, save: UUID | None = None
) -> Entry | None:
    """The operator's own newest change since then that changed something, was not taken back and takes
    nothing back, of these profiles or of all within the scope, or of one save."""
    statement = (
        select(history)
        .join(patient, patient.c.id == history.c.patient_id)
        .where(
            history.c.institution_id == view.institution_id,
            history.c.person_id == view.person_id,
            history.c.undoes_id.is_(None),
            history.c.undone.is_(False),
            or_(history.c.fields != "{}", history.c.action == MERGED_AWAY),
            history.c.subject != "pair",  # taken back by saying the opposite
            history.c.at >= since_us,
            view.scope(),
        )
        .order_by(history.c.id.desc())
        .limit(1)
    )
    if ids is not None:
        statement = statement.where(history.c.patient_id.in_(ids))
    if save is not None:
        statement = statement.where(history.c.save == save.bytes)
    else:
        # However many there are in all: those of long ago are not walked through.
        lately = (
            select(history.c.id)
            .where(history.c.institution_id == view.institution_id, history.c.person_id == view.person_id)
            .order_by(history.c.id.desc())
            .limit(LATELY)
            .subquery()
        )
        statement = statement.where(history.c.id >= select(func.min(lately.c.id)).scalar_subquery())
    found = view.connection.execute(statement).first()
    return None if found is None else _entry(found)


def mark_undone(unit: Unit, entry_id: int) -> None:
    """Say of a change that it was taken back."""
    unit.connection.execute(update(history).where(history.c.id == entry_id).values(undone=True))


def mark_all_undone(unit: Unit, subjects: Select[tuple[bytes]]) -> None:
    """Say the same of all changes of these things, which are gone."""
    unit.connection.execute(update(history).where(history.c.subject_uuid.in_(subjects)).values(undone=True))


def last_by(view: View, subject_uuid: bytes, version: int) -> tuple[str, datetime | None]:
    """Who made of one thing this version, and when, as far as the history knows."""
    entry = _last(view, subject_uuid, version)
    return ("", None) if entry is None else who_and_when(view, entry)


def who_and_when(view: View, entry: Entry) -> tuple[str, datetime]:
    """Name of who made a change, and the machine's wall-clock time of it."""
    name = view.connection.scalar(select(person.c.name).where(person.c.id == entry.person_id)) or ""
    return name, local_time(entry.at)


def local_time(microseconds: int) -> datetime:
    """The machine's wall-clock time, naive, of a UTC time in microseconds."""
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).astimezone().replace(tzinfo=None)


def changes(view: View, found: list[Entry]) -> tuple[Change, ...]:
    """Changes as they are shown, in words."""
    if not found:
        return ()
    connection = view.connection
    words = _Words(view, found)
    named = {
        row.id: row
        for row in connection.execute(
            select(patient.c.id, patient.c.uuid, patient.c.family, patient.c.given, patient.c.other).where(
                among(patient.c.id, "ids")
            ),
            {"ids": sorted({entry.patient_id for entry in found})},
        )
    }
    actions = {
        row.id: row.action
        for row in connection.execute(
            select(history.c.id, history.c.action).where(among(history.c.id, "ids")),
            {"ids": sorted({entry.undoes_id for entry in found if entry.undoes_id is not None})},
        )
    }
    return tuple(
        Change(
            key=entry.id,
            save=UUID(bytes=entry.save),
            action=entry.action,
            patient=UUID(bytes=named[entry.patient_id].uuid),
            patient_name=display_name(
                named[entry.patient_id].family, named[entry.patient_id].given, named[entry.patient_id].other
            ),
            person=words.people.get(entry.person_id, ""),
            at=local_time(entry.at),
            fields=tuple(
                FieldChange(name, words.of(name, before), words.of(name, after))
                for name, (before, after) in entry.fields.items()
            ),
            undone=entry.undone,
            undoes=actions.get(entry.undoes_id, "") if entry.undoes_id is not None else "",
        )
        for entry in found
    )


class _Words:
    """Puts what the register keeps into words: names for ids, days for numbers."""

    def __init__(self, view: View, found: list[Entry]) -> None:
        ids = {entry.person_id for entry in found}
        for entry in found:
            for name in ("doctor_id", "responsible_id"):
                ids.update(value for value in entry.fields.get(name, ()) if value is not None)
        self.people = {
            row.id: row.name for row in view.connection.execute(_people, {"ids": sorted(ids)}).all()
        }
        self._names: dict[str, dict[int, str]] = {}
        for column, table in (("case_type_id", case_type), ("visit_type_id", visit_type)):
            self._names[column] = self._named(view, table)
        if any("lab_id" in entry.fields for entry in found):
            self._names["lab_id"] = self._named(view, lab)
        moved = {each for entry in found for each in entry.fields.get("record_id", ())}
        if moved:
            # One of them may be another's by now.
            ours = (
                select(record.c.id, record.c.name)
                .join(patient, patient.c.id == record.c.patient_id)
                .where(record.c.id.in_(moved), view.scope())
            )
            rows = view.connection.execute(ours)
            self._names["record_id"] = {row.id: row.name for row in rows}
        if any("device_id" in entry.fields for entry in found):
            rows = view.connection.execute(
                select(device).where(device.c.institution_id == view.institution_id)
            )
            self._names["device_id"] = {row.id: Maker(row.maker, row.model).name for row in rows}

    @staticmethod
    def _named(view: View, table: Table) -> dict[int, str]:
        rows = view.connection.execute(
            select(table.c.id, table.c.name).where(table.c.institution_id == view.institution_id)
        )
        return {row.id: row.name for row in rows}

    def of(self, name: str, value: Any) -> str:
        """One value of a field in words; "" for nothing."""
        if value is None:
            return ""
        if name in _FORMS:
            return _FORMS[name](value)
        if name in ("doctor_id", "responsible_id"):
            return str(self.people.get(value, ""))
        if name in self._names:
            return self._names[name].get(value, "")
        if isinstance(value, list):
            return "; ".join(text or "-" for text in value)
        return str(value)


def _day(value: str) -> str:
    return f"{date.fromisoformat(value):%d.%m.%Y}"


def _number(things: list[Any], word: str) -> str:
    return f"{len(things)} {word}{'s' * (len(things) != 1)}" if things else ""


def _moment(value: int) -> str:
    return f"{from_seconds(value):%d.%m.%Y %H:%M}"


_FORMS: dict[str, Callable[[Any], str]] = {
    "merged": lambda numbers: ", ".join(f"#{number}" for number in numbers),
    "points": lambda points: measured_words(tuple((x, y, z) for _, x, y, z in points)),
    "works": lambda works: summary(works_from_json(works)),
    "turns": lambda turns: "; ".join(f"{90 * quarters}°" for quarters in turns),
    "attachments": lambda items: _number(items, "item"),
    "items": lambda items: _number(items, "item"),
    "pictures": lambda pictures: _number(pictures, "picture"),
    "upper": lambda _: "a scan",
    "lower": lambda _: "a scan",
    "face": lambda _: "a scan",
    "findings": lambda value: findings.summary(findings.findings_from_json(value)),
    "gender": lambda value: GENDER_WORDS[Gender(value)],
    "type": lambda value: TYPE_WORDS[ImageType(value)],
    "birth_date": _day,
    "due": _day,
    "visiting_time": _moment,
    "taken": _moment,
    "sent": _moment,
}
"""How values of some fields are put into words."""


def kept(value: Any) -> Any:
    """A value as the history keeps it: days as ISO 8601."""
    return value.isoformat() if isinstance(value, date) else value


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        patient_id=row.patient_id,
        save=bytes(row.save),
        person_id=row.person_id,
        at=row.at,
        action=row.action,
        subject=row.subject,
        subject_uuid=bytes(row.subject_uuid),
        version=row.version,
        fields={name: (before, after) for name, (before, after) in json.loads(row.fields).items()},
        undone=row.undone,
        undoes_id=row.undoes_id,
    )
