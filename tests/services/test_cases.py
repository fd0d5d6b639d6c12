"""Cases: kept, sent with a number, moved by legal steps, taken back, and merged with their patients."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from dentui.domain.cases import EDITABLE, CaseAction, CaseInput, CaseNumber, CaseState, MoveInput, Scheme
from dentui.domain.history import Theirs
from dentui.errors import Conflict, Invalid, NotFound
from tests.casework import (
    BRIDGE,
    CROWN,
    DUE,
    SAID,
    WAY,
    begin,
    can,
    case,
    cases,
    lab,
    labs,
    move,
    order,
    send,
)
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic
from tests.working import charts, enter, require_sound, rows

YEAR = datetime.now().year


def undo(clinic: Clinic, of: UUID) -> str:
    change = charts(clinic).last_change(ADMINISTRATOR, of)
    assert change is not None
    return charts(clinic).undo(ADMINISTRATOR, uuid4(), change.save).action


def test_a_case_is_kept_unfinished_with_nothing_in_it_and_changed(clinic: Clinic) -> None:
    of = enter(clinic)
    one = begin(clinic, of, CaseInput())
    there = case(clinic, one)
    assert (there.row.state, there.row.number, there.form) == (CaseState.UNFINISHED, None, CaseInput())
    form = order(lab(clinic), instructions=" As\x00 before\n please ")
    assert cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 1, form)
    there = case(clinic, one)
    assert there.form == replace(form, instructions="As before\nplease")
    assert (there.row.lab, there.row.doctor, there.row.case_type) == ("Dental Lab", "Anna", "implant")
    assert not cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 2, there.form)
    assert [row.uuid for row in cases(clinic).of_patient(ADMINISTRATOR, of)] == [one]
    require_sound(clinic)


def test_send_numbers_a_case_within_institution_and_year_without_a_gap(clinic: Clinic) -> None:
    of, form = enter(clinic), order(lab(clinic))
    with pytest.raises(Invalid) as told:
        send(clinic, of, replace(form, works=()))
    assert told.value.field == "works"
    assert rows(clinic, "lab_case") == 0
    numbers = [case(clinic, send(clinic, of, form)).row.number for _ in range(2)]
    assert numbers == [CaseNumber(YEAR, 1), CaseNumber(YEAR, 2)]
    kept = begin(clinic, of, CaseInput())
    assert cases(clinic).send(ADMINISTRATOR, uuid4(), of, kept, 1, form) == CaseNumber(YEAR, 3)
    require_sound(clinic)


def test_a_send_whose_answer_was_lost_is_not_made_twice(clinic: Clinic) -> None:
    of, form, save, uuid = enter(clinic), order(lab(clinic)), uuid4(), uuid4()
    for _ in range(3):
        assert cases(clinic).send(ADMINISTRATOR, save, of, uuid, 0, form).number == 1
    there = case(clinic, uuid)
    assert (there.row.version, len(there.moves)) == (2, 1)
    save = uuid4()
    for _ in range(2):
        cases(clinic).move(ADMINISTRATOR, save, uuid, 2, CaseAction.CONFIRM)
    assert len(case(clinic, uuid).moves) == 2


@pytest.mark.parametrize("of", WAY, ids=lambda at: " ".join(filter(None, at)))
def test_from_every_state_only_legal_steps_are_made(
    of: tuple[CaseState, Scheme | None], clinic: Clinic
) -> None:
    state, scheme = of
    there = enter(clinic)
    one = begin(clinic, there, order(lab(clinic)))
    for step in WAY[of]:
        move(clinic, one, step)
    now = case(clinic, one)
    assert (now.row.state, now.row.scheme) == of
    for action in CaseAction:
        before = case(clinic, one)
        legal = can(state, scheme, action)
        assert legal == (action in {step.action for step in before.steps})
        if not legal:
            with pytest.raises(Invalid, match="no step"):
                move(clinic, one, action)
            assert case(clinic, one) == before
            continue
        move(clinic, one, action)
        after = case(clinic, one)
        assert (after.moves[-1].action, after.moves[-1].state) == (action, after.row.state)
        assert (after.moves[-1].person, after.moves[-1].said.reason) == ("Anna", "because")
        undo(clinic, there)
        back = case(clinic, one)
        assert (back.row.state, back.row.scheme, back.said, back.form) == (state, scheme, now.said, now.form)
        assert back.moves == (*before.moves, replace(after.moves[-1], undone=True))
    require_sound(clinic)


@pytest.mark.parametrize(
    ("way", "action", "said", "field"),
    [
        ((CaseAction.SEND,), CaseAction.REJECT, MoveInput(" \x00"), "reason"),
        ((CaseAction.SEND,), CaseAction.CANCEL, MoveInput(), "reason"),
        ((CaseAction.SEND, CaseAction.CONFIRM), CaseAction.SHIP, MoveInput(tracking="1"), "carrier"),
    ],
)
def test_a_step_that_needs_words_is_refused_without(
    way: tuple[CaseAction, ...], action: CaseAction, said: MoveInput, field: str, clinic: Clinic
) -> None:
    one = begin(clinic, enter(clinic), order(lab(clinic)))
    for step in way:
        move(clinic, one, step)
    with pytest.raises(Invalid) as told:
        move(clinic, one, action, said)
    assert told.value.field == field


def test_of_two_desks_that_move_a_case_one_wins_and_the_other_is_told(clinic: Clinic) -> None:
    of = enter(clinic, actor=MEMBER)
    one = send(clinic, of, order(lab(clinic)))
    cases(clinic).move(MEMBER, uuid4(), one, 2, CaseAction.CONFIRM)
    with pytest.raises(Conflict, match="confirmed") as told:
        cases(clinic).move(ADMINISTRATOR, uuid4(), one, 2, CaseAction.CANCEL, SAID)
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.by, theirs.version) == ("Berta", 3)
    assert case(clinic, one).row.state is CaseState.CONFIRMED


def test_two_desks_edit_a_case_and_nothing_is_overwritten(clinic: Clinic) -> None:
    of, form = enter(clinic), order(lab(clinic))
    one = begin(clinic, of, form)
    cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 1, replace(form, works=(CROWN,)))
    with pytest.raises(Conflict) as told:
        cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 1, replace(form, instructions="mine"))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert theirs.form == replace(form, works=(CROWN,))
    cases(clinic).edit(
        ADMINISTRATOR, uuid4(), one, theirs.version, replace(form, works=(CROWN,), instructions="mine")
    )
    assert case(clinic, one).form == replace(form, works=(CROWN,), instructions="mine")


def test_what_was_ordered_stays_and_only_the_due_date_moves(clinic: Clinic) -> None:
    of, form = enter(clinic), order(lab(clinic))
    one = send(clinic, of, form)
    with pytest.raises(Invalid, match=r"C-\d{4}-00001 is sent"):
        cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 2, replace(form, works=(BRIDGE,)))
    cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 2, replace(form, due=date(2026, 12, 24)))
    move(clinic, one, CaseAction.REJECT)
    assert case(clinic, one).row.state in EDITABLE
    cases(clinic).send(ADMINISTRATOR, uuid4(), of, one, 4, replace(form, works=(BRIDGE,)))
    there = case(clinic, one)
    assert (there.row.number, there.row.works) == (CaseNumber(YEAR, 1), (BRIDGE,))
    move(clinic, one, CaseAction.CANCEL)
    with pytest.raises(Invalid, match="cancelled"):
        cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 7, replace(form, due=DUE))


def test_every_change_is_taken_back_and_what_was_begun_by_mistake_goes(clinic: Clinic) -> None:
    of, form = enter(clinic), order(lab(clinic))
    one = begin(clinic, of, form)
    cases(clinic).edit(ADMINISTRATOR, uuid4(), one, 1, replace(form, works=(CROWN,), due=None))
    assert undo(clinic, of) == "edit case"
    assert case(clinic, one).form == form
    assert undo(clinic, of) == "begin case"
    with pytest.raises(NotFound):
        case(clinic, one)
    assert rows(clinic, "lab_case") == 0
    sent = send(clinic, of, form)
    assert undo(clinic, of) == "send case"
    with pytest.raises(Conflict, match="number was given"):
        undo(clinic, of)
    assert cases(clinic).send(ADMINISTRATOR, uuid4(), of, sent, 3, form) == CaseNumber(YEAR, 1)
    words = [field.after for change in charts(clinic).history(ADMINISTRATOR, of) for field in change.fields]
    assert "Dental Lab" in words
    assert any("bridge 24-26, pontic 25" in text for text in words)
    require_sound(clinic)


def test_what_another_desk_changed_since_is_not_taken_back(clinic: Clinic) -> None:
    of, form = enter(clinic, actor=MEMBER), order(lab(clinic))
    one = begin(clinic, of, form)
    cases(clinic).edit(MEMBER, uuid4(), one, 1, replace(form, instructions="theirs"))
    with pytest.raises(Conflict, match="Berta"):
        undo(clinic, of)


def test_a_lab_that_is_withdrawn_gets_no_case(clinic: Clinic) -> None:
    of, at = enter(clinic), lab(clinic)
    labs(clinic).withdraw(ADMINISTRATOR, at)
    begin(clinic, of, order(at))
    with pytest.raises(Invalid, match="withdrawn") as told:
        send(clinic, of, order(at))
    assert told.value.field == "lab_id"


@pytest.mark.parametrize("field", ["case_type_id", "doctor_id", "lab_id"])
def test_nothing_of_another_institution_is_in_a_case(field: str, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as told:
        begin(
            clinic,
            enter(clinic),
            replace(order(lab(clinic)), **{field: 4 if field == "doctor_id" else 20}),  # type: ignore[arg-type]
        )
    assert told.value.field == field


def test_a_case_that_is_not_there_and_one_out_of_scope_are_the_same(clinic: Clinic) -> None:
    of = enter(clinic, actor=MEMBER)
    one = send(clinic, of, order(lab(clinic)))
    told = set()
    for wanted in (one, UUID(int=0)):
        for actor in (OTHER_MEMBER, ELSEWHERE):
            for call in (
                lambda w=wanted, a=actor: cases(clinic).open(a, w),
                lambda w=wanted, a=actor: cases(clinic).edit(a, uuid4(), w, 2, CaseInput()),
                lambda w=wanted, a=actor: cases(clinic).move(a, uuid4(), w, 2, CaseAction.CONFIRM),
            ):
                with pytest.raises(NotFound) as refused:
                    call()
                told.add(str(refused.value))
    assert len(told) == 1


def test_opening_a_case_is_in_the_trail_once(clinic: Clinic) -> None:
    one = send(clinic, enter(clinic), order(lab(clinic)))
    before = rows(clinic, "audit")
    for _ in range(3):
        case(clinic, one)
    assert rows(clinic, "audit") == before + 1
