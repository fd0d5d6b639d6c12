"""Scan tickets: opened, changed, moved along, and printed with a number."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from dentui.domain.history import Theirs
from dentui.domain.tickets import MOVES, OPEN, TicketInput, TicketKind, TicketState
from dentui.errors import Conflict, Invalid, NotFound
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic
from tests.working import SCAN, charts, enter, form, open_ticket, require_sound, rows, ticket

STARTED, COMPLETED, CANCELLED = TicketState.STARTED, TicketState.COMPLETED, TicketState.CANCELLED


def test_a_ticket_is_opened_with_a_patient_or_for_one(clinic: Clinic) -> None:
    made = charts(clinic).enter(MEMBER, uuid4(), uuid4(), form(), SCAN)
    assert made.ticket_number == 1
    assert open_ticket(clinic, made.uuid, note=" two\x00\nlines ").number == 2
    newest, first = charts(clinic).tickets(MEMBER, made.uuid)
    assert (newest.opened_by, first.opened_by) == ("Anna", "Berta")
    assert (newest.note, newest.case_type, newest.visit_type) == ("two\nlines", "implant", "implant")
    assert first.form == SCAN
    require_sound(clinic)


def test_numbers_have_no_gap_and_are_an_institutions_own(clinic: Clinic) -> None:
    ours = enter(clinic)
    with pytest.raises(Invalid):
        open_ticket(clinic, ours, case_type_id=20)
    far = charts(clinic).enter(ELSEWHERE, uuid4(), uuid4(), form("Far"), TicketInput(TicketKind.FACE))
    assert far.ticket_number == 1
    assert [open_ticket(clinic, ours).number for _ in range(3)] == [1, 2, 3]


@pytest.mark.parametrize("state", TicketState)
@pytest.mark.parametrize("wanted", TicketState)
def test_a_ticket_goes_where_it_can_go(state: TicketState, wanted: TicketState, clinic: Clinic) -> None:
    made = enter(clinic)
    opened = open_ticket(clinic, made)
    if state is not TicketState.SCHEDULED:
        charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, state, "reason")
    now = ticket(clinic, made, opened.uuid)
    if wanted in MOVES[state]:
        charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), now.uuid, now.version, wanted, " why\x00 not ")
        after = ticket(clinic, made, opened.uuid)
        assert (after.state, after.version, after.reason) == (wanted, now.version + 1, "why not")
    else:
        with pytest.raises(Invalid):
            charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), now.uuid, now.version, wanted, "why")
        assert ticket(clinic, made, opened.uuid) == now
    require_sound(clinic)


@pytest.mark.parametrize("reason", ["", "  ", "\x00\ud800", "x" * 201])
def test_cancelling_needs_a_reason_of_some_words(reason: str, clinic: Clinic) -> None:
    opened = open_ticket(clinic, enter(clinic))
    with pytest.raises(Invalid) as told:
        charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, CANCELLED, reason)
    assert told.value.field == "reason"


def test_what_is_over_is_changed_no_more(clinic: Clinic) -> None:
    made = enter(clinic)
    opened = open_ticket(clinic, made)
    charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, replace(SCAN, note="now"))
    charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 2, COMPLETED)
    with pytest.raises(Invalid, match="T-000001"):
        charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 3, SCAN)
    assert ticket(clinic, made, opened.uuid).note == "now"


def test_the_open_ones_come_first(clinic: Clinic) -> None:
    made = enter(clinic)
    lines = [open_ticket(clinic, made) for _ in range(4)]
    charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), lines[3].uuid, 1, COMPLETED)
    charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), lines[1].uuid, 1, STARTED)
    listed = charts(clinic).tickets(ADMINISTRATOR, made)
    assert [line.number for line in listed] == [3, 2, 1, 4]
    assert [line.state in OPEN for line in listed] == [True, True, True, False]


def test_one_desk_starts_and_the_other_cancels(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    opened = open_ticket(clinic, made)
    charts(clinic).move_ticket(MEMBER, uuid4(), opened.uuid, opened.version, STARTED)
    with pytest.raises(Conflict, match="started") as told:
        charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, opened.version, CANCELLED, "late")
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.by, theirs.version, theirs.form) == ("Berta", 2, SCAN)
    assert ticket(clinic, made, opened.uuid).state is STARTED
    charts(clinic).move_ticket(ADMINISTRATOR, uuid4(), opened.uuid, theirs.version, CANCELLED, "late")
    assert ticket(clinic, made, opened.uuid).reason == "late"
    require_sound(clinic)


def test_two_desks_edit_a_ticket_and_nothing_is_overwritten(clinic: Clinic) -> None:
    made = enter(clinic)
    opened = open_ticket(clinic, made)
    charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, replace(SCAN, note="theirs"))
    with pytest.raises(Conflict) as told:
        charts(clinic).edit_ticket(ADMINISTRATOR, uuid4(), opened.uuid, 1, replace(SCAN, visit_type_id=11))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert theirs.form == replace(SCAN, note="theirs")
    charts(clinic).edit_ticket(
        ADMINISTRATOR, uuid4(), opened.uuid, theirs.version, replace(SCAN, note="theirs", visit_type_id=11)
    )
    now = ticket(clinic, made, opened.uuid)
    assert (now.note, now.visit_type_id, now.version) == ("theirs", 11, 3)


def test_a_ticket_that_is_not_there_and_one_out_of_scope_are_the_same(clinic: Clinic) -> None:
    opened = open_ticket(clinic, enter(clinic, actor=MEMBER))
    told = set()
    for wanted in (opened.uuid, UUID(int=0)):
        for actor in (OTHER_MEMBER, ELSEWHERE):
            with pytest.raises(NotFound) as error:
                charts(clinic).move_ticket(actor, uuid4(), wanted, 99, STARTED)
            told.add(str(error.value))
    assert len(told) == 1
    assert rows(clinic, "ticket") == 1
