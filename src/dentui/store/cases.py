"""Cases: begun, changed, sent, and moved from state to state."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from dentui.domain import cases
from dentui.domain.cases import (
    EDITABLE,
    OVER,
    STEPS,
    CaseAction,
    CaseInput,
    CaseNumber,
    CaseState,
    MoveInput,
    Scheme,
    Step,
)
from dentui.domain.history import Theirs
from dentui.domain.times import to_seconds
from dentui.domain.work import checked, works_to_json
from dentui.errors import Conflict, Invalid, NotFound
from dentui.store import case_rows, counters, history, image_rows, lists, merged, saves
from dentui.store.case_rows import ANSWER, ORDER, current
from dentui.store.case_tables import case_image, lab, lab_case
from dentui.store.database import Unit
from dentui.store.patients import id_of
from dentui.store.rows import insert_rows
from dentui.store.scope import View
from dentui.store.tables import image_item, patient, record

EDIT = "edit case"
SUBJECT: history.Subject = "case"
COLUMNS = ("case_type_id", "doctor_id", "lab_id", "due", "works", "instructions", "attachments")
"""Fields of the form. Attachments are rows of their own."""
SAID = ("reason", "carrier", "tracking")
NEVER = 10_000_000
"""In the list by due date, the place of what has none: behind every day, before what is over."""
BEHIND = 10**12


def keep(unit: Unit, save: UUID, of: UUID, wanted: UUID, form: CaseInput) -> None:
    """Begin a case of a patient, unfinished; where this save did so before, and the answer was lost, it gets
    what was typed since. Of a merged profile it is the main patient's. Raises NotFound, Forbidden, Invalid,
    Conflict."""
    view = unit.view
    if saves.is_made(view, lab_case, wanted, save):
        edit(unit, save, wanted, 1, form)
        return
    patient_id = merged.main_id(view, id_of(view, of))
    values = _values(view, form)
    items = _items(view, patient_id, form.attachments)
    now = to_seconds(datetime.now())
    case_id = saves.put(
        view,
        lab_case,
        {
            **_columns(values),
            "uuid": wanted.bytes,
            "institution_id": view.institution_id,
            "patient_id": patient_id,
            "state": CaseState.UNFINISHED.value,
            "made": now,
            "made_by_id": view.person_id,
            "changed": now,
            "place": place(CaseState.UNFINISHED, form.due, now),
        },
    )
    _attach(unit, case_id, items)
    made = {name: (None, value) for name, value in values.items() if value and name != "works"}
    if form.works:
        made["works"] = (None, values["works"])
    made["state"] = (None, CaseState.UNFINISHED.value)
    history.note(unit, patient_id, save, case_rows.MAKE, SUBJECT, wanted.bytes, 1, made)


def edit(unit: Unit, save: UUID, wanted: UUID, version: int, form: CaseInput) -> bool:
    """Change a case that was read at this version; whether this save changed anything. Raises NotFound,
    Invalid, and Conflict with how it stands now where another desk has changed it."""
    view = unit.view
    now = current(view, wanted)
    _refuse_other_version(view, now, version, save)
    before = noted(view, now)
    after = _values(view, form, now.doctor_id)
    if form.instructions == now.instructions:
        # Not typed here: it stays letter by letter.
        after["instructions"] = now.instructions
    changed = {name: (before[name], after[name]) for name in COLUMNS if before[name] != after[name]}
    if not changed:
        unit.nothing_to_write()
        return saves.is_saved(view, save)
    require_changeable(now, changed)
    write(unit, now, {name: value for name, (_, value) in changed.items()})
    history.note(unit, now.patient_id, save, EDIT, SUBJECT, wanted.bytes, now.version + 1, changed)
    return True


def send(unit: Unit, save: UUID, of: UUID, wanted: UUID, version: int, form: CaseInput) -> CaseNumber:
    """Keep the form, of a case that is begun herewith where the version is 0, and send it; its number. Raises
    NotFound, Forbidden, Invalid, Conflict."""
    if version == 0:
        keep(unit, save, of, wanted, form)
    else:
        edit(unit, save, wanted, version, form)
    move(unit, save, wanted, current(unit.view, wanted).version, CaseAction.SEND, MoveInput())
    return number_of(unit.view, wanted)


def number_of(view: View, wanted: UUID) -> CaseNumber:
    """The number of a case that was sent. Raises NotFound."""
    number = case_rows.number_of(current(view, wanted))
    if number is None:
        raise NotFound(case_rows.NOT_THERE)
    return number


def move(
    unit: Unit, save: UUID, wanted: UUID, version: int, action: CaseAction, said: MoveInput
) -> CaseNumber | None:
    """Make a step with a case that was read at this version; the number that it has. Raises NotFound,
    Invalid, and Conflict where another desk was faster."""
    view = unit.view
    now = current(view, wanted)
    _refuse_other_version(view, now, version, save)
    step = STEPS[action]
    if _is_made(view, now, step, save):
        unit.saved_before()
        return case_rows.number_of(now)
    scheme = None if now.scheme is None else Scheme(now.scheme)
    if not cases.fits(step, CaseState(now.state), scheme):
        raise Invalid(
            f"{_called(now)} is {_state_words(now)}: “{step.words}” is no step from there. What was done by "
            "mistake is taken back with z or F8."
        )
    said = cases.checked_said(step, said)
    number = case_rows.number_of(now)
    at = to_seconds(datetime.now())
    values: dict[str, Any] = {
        "state": step.to.value,
        "scheme": None if step.scheme is None else step.scheme.value,
        "reason": said.reason,
    }
    if "carrier" in step.needs:
        values |= {"carrier": said.carrier, "tracking": said.tracking}
    if action is CaseAction.SEND:
        _require_complete(view, now)
        number = number or _take_number(unit)
        values["sent"] = at
    there = noted(view, now)
    fields = {name: (there[name], value) for name, value in values.items() if there[name] != value}
    if number != case_rows.number_of(now):
        fields["number"] = (None, str(number))
        values |= {"year": number.year if number else None, "number": number.number if number else None}
    moves = json.loads(now.moves)
    moves.append(
        {
            "at": at,
            "person": view.person_id,
            "action": action.value,
            "state": step.to.value,
            "scheme": values["scheme"],
            **{name: getattr(said, name) for name in SAID},
            "undone": False,
        }
    )
    write(unit, now, {**values, "changed": at, "moves": json.dumps(moves)})
    history.note(
        unit, now.patient_id, save, f"{action.value} case", SUBJECT, wanted.bytes, now.version + 1, fields
    )
    return number


def write(unit: Unit, now: Row[Any], values: Mapping[str, Any]) -> None:
    """Set fields of a case as the history has them, which becomes one version newer. Raises Invalid for
    attachments that are not there."""
    if "attachments" in values:
        items = _items(unit.view, now.patient_id, [UUID(each) for each in values["attachments"]])
        theirs = (
            select(image_item.c.id)
            .join(record, record.c.id == image_item.c.record_id)
            .where(record.c.patient_id == now.patient_id)
        )
        unit.connection.execute(
            delete(case_image).where(
                case_image.c.case_id == now.id,
                case_image.c.purpose == ORDER,
                case_image.c.item_id.in_(theirs),
            )
        )
        _attach(unit, now.id, items)
    columns = _columns(values)
    after = {**now._mapping, **columns}
    columns["place"] = place(CaseState(after["state"]), after["due"], after["changed"])
    unit.connection.execute(
        update(lab_case).where(lab_case.c.id == now.id).values(**columns, version=now.version + 1)
    )


def drop(unit: Unit, now: Row[Any]) -> None:
    """Take an unfinished case away that was begun by mistake."""
    unit.connection.execute(delete(case_image).where(case_image.c.case_id == now.id))
    unit.connection.execute(delete(lab_case).where(lab_case.c.id == now.id))


def take_answer(unit: Unit, wanted: UUID, items: Sequence[UUID]) -> None:
    """Keep items, which the patient's history has, as the lab's answer to a case. Those that are there stay.
    Raises NotFound."""
    now = current(unit.view, wanted)
    there = {item.uuid for item in case_rows.case(unit.view, wanted)[1].answers}
    new = [each for each in items if each not in there]
    ids = unit.connection.scalars(
        select(image_item.c.id)
        .join(record, record.c.id == image_item.c.record_id)
        .where(
            image_item.c.uuid.in_([each.bytes for each in new]),
            image_rows.STANDS,
            record.c.patient_id == now.patient_id,
        )
        .order_by(image_item.c.id)
    )
    _attach(unit, now.id, list(ids), ANSWER, len(there))


def forget_answers(unit: Unit, item_ids: Sequence[int]) -> None:
    """Items that go are no answers any more."""
    unit.connection.execute(
        delete(case_image).where(case_image.c.item_id.in_(item_ids), case_image.c.purpose == ANSWER)
    )


def noted(view: View, now: Row[Any]) -> dict[str, Any]:
    """A case as the history has it, with its state."""
    return {
        **{name: getattr(now, name) for name in ("case_type_id", "doctor_id", "lab_id", "instructions")},
        "due": None if now.due is None else now.due.isoformat(),
        "works": json.loads(now.works),
        "attachments": [str(item.uuid) for item in case_rows.attached(view, now)],
        **{name: getattr(now, name) for name in ("state", "scheme", "sent", *SAID)},
    }


def without_last_move(now: Row[Any], action: str) -> str:
    """The time line when the last step of that kind was taken back: it stays, and is marked."""
    moves = json.loads(now.moves)
    for each in reversed(moves):
        if f"{each['action']} case" == action and not each["undone"]:
            each["undone"] = True
            break
    return json.dumps(moves)


def require_changeable(now: Row[Any], changed: Mapping[str, object]) -> None:
    """Raises Invalid where the state does not let these fields change."""
    state = CaseState(now.state)
    if state in EDITABLE or (state not in OVER and set(changed) == {"due"}):
        return
    raise Invalid(
        f"{_called(now)} is {_state_words(now)}: what was ordered stays as it is"
        + (
            "."
            if state in OVER
            else ", and only the due date can be moved. Cancel it, and begin another one."
        )
    )


def place(state: CaseState, due: date | None, changed: int) -> int:
    """Where a case stands in the list by due date: what waits for somebody by its day, then what has none,
    then what is over, the newest first."""
    if state in OVER:
        return BEHIND - changed
    return NEVER if due is None else due.toordinal()


def _take_number(unit: Unit) -> CaseNumber:
    year = datetime.now().year
    return CaseNumber(year, counters.take(unit.connection, unit.view.institution_id, f"case {year}"))


def _require_complete(view: View, now: Row[Any]) -> None:
    """Raises Invalid where what a lab has to know is missing."""
    cases.require_complete(_form(view, now))
    items = case_rows.attached(view, now)
    cases.require_one_record(items)
    withdrawn = view.connection.scalar(select(lab.c.withdrawn).where(lab.c.id == now.lab_id))
    if withdrawn:
        raise Invalid("The case was not sent: that lab is withdrawn. Choose another one.", field="lab_id")


def _is_made(view: View, now: Row[Any], step: Step, save: UUID) -> bool:
    """Whether this save made the step before, and the answer was lost."""
    entry = history.of_save(view, save)
    return entry is not None and (entry.subject_uuid, entry.action) == (
        bytes(now.uuid),
        f"{step.action.value} case",
    )


def _refuse_other_version(view: View, now: Row[Any], version: int, save: UUID) -> None:
    if history.follows(view, bytes(now.uuid), save, now.version, version):
        return
    raise Conflict(
        f"Another desk has changed {_called(now, 'the case')} meanwhile: it is {_state_words(now)}. Nothing "
        "was overwritten.",
        Theirs(now.version, _form(view, now), *history.last_by(view, bytes(now.uuid), now.version)),
    )


def _called(now: Row[Any], unnumbered: str = "The case") -> str:
    return str(case_rows.number_of(now) or unnumbered)


def _state_words(now: Row[Any]) -> str:
    return now.state if now.scheme is None else f"{now.state} (scheme {now.scheme})"


def _form(view: View, now: Row[Any]) -> CaseInput:
    return CaseInput(
        case_type_id=now.case_type_id,
        doctor_id=now.doctor_id,
        lab_id=now.lab_id,
        due=now.due,
        works=case_rows.works_of(now.works),
        instructions=now.instructions,
        attachments=tuple(item.uuid for item in case_rows.attached(view, now)),
    )


def _values(view: View, form: CaseInput, doctor_id: int | None = None) -> dict[str, Any]:
    """The form as the history keeps it. Raises Invalid with the field."""
    lists.require(view, form.case_type_id, None, form.doctor_id, doctor_id)
    if form.lab_id is not None:
        there = select(lab.c.id).where(lab.c.id == form.lab_id, lab.c.institution_id == view.institution_id)
        if view.connection.scalar(there) is None:
            raise Invalid("That lab is not there any more. Choose another one.", field="lab_id")
    return {
        "case_type_id": form.case_type_id,
        "doctor_id": form.doctor_id,
        "lab_id": form.lab_id,
        "due": None if form.due is None else form.due.isoformat(),
        "works": works_to_json(checked(form.works)),
        "instructions": cases.checked_instructions(form.instructions),
        "attachments": [str(each) for each in form.attachments],
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the history has of a case, as columns."""
    columns = {name: value for name, value in values.items() if name != "attachments"}
    if isinstance(columns.get("due"), str):
        columns["due"] = date.fromisoformat(columns["due"])
    if "works" in columns:
        columns["works"] = json.dumps(columns["works"])
    return columns


def _items(view: View, patient_id: int, wanted: Sequence[UUID]) -> list[int]:
    """The ids of these items of the patient's, in their order. Raises Invalid where one is not there, there
    are too many, or two records have a part in one type."""
    if not wanted:
        return []
    if len(wanted) > cases.MOST_ATTACHMENTS or len(set(wanted)) != len(wanted):
        raise Invalid(
            f"The attachments were not taken: a case has at most {cases.MOST_ATTACHMENTS}, each once.",
            field="attachments",
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
    ids = {UUID(bytes=row.uuid): row.id for row in rows}
    if len(ids) != len(wanted):
        raise Invalid(
            "The attachments were not taken: some are not in the patient's chart (any more). Choose again.",
            field="attachments",
        )
    cases.require_one_record(image_rows.items_of(view, rows))
    return [ids[each] for each in wanted]


def _attach(unit: Unit, case_id: int, items: Sequence[int], purpose: str = ORDER, first: int = 0) -> None:
    insert_rows(
        unit.connection,
        case_image,
        [
            {
                "institution_id": unit.view.institution_id,
                "case_id": case_id,
                "item_id": item_id,
                "position": position,
                "purpose": purpose,
            }
            for position, item_id in enumerate(items, first)
        ],
    )
