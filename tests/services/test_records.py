"""Visits made, renamed and changed by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from dentui.domain.history import Theirs
from dentui.errors import Conflict, Invalid, NotFound
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, at, patient, visit
from tests.working import VISIT, charts, enter, make_record, record, require_sound


def test_a_record_is_made_by_hand_and_is_the_last_visit(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient(records=(visit(at(2020)),)))
    clinic.take_in(patient("Older", records=(visit(at(2024)),)))
    assert clinic.names("")[0] == "Older, Anna"
    line = make_record(clinic, made, MEMBER, name="  Check-up\x00 \n now ")
    assert line.name == "Check-up now"
    assert line.form == replace(VISIT, name="Check-up now")
    assert clinic.names("")[0] == "Keller, Anna"
    assert clinic.names("", case_types=frozenset({10})) != []
    require_sound(clinic)


def test_renaming_keeps_all_else_and_moving_it_moves_the_last_visit(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient(records=(visit(at(2020)),)))
    line = make_record(clinic, made)
    charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, 1, replace(line.form, name="Other"))
    assert record(clinic, made, line.uuid).form == replace(VISIT, name="Other")
    earlier = replace(VISIT, name="Other", visiting_time=datetime(2019, 1, 2, 8, 0), case_type_id=None)
    charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, 2, earlier)
    assert record(clinic, made, line.uuid).form == earlier
    actions = [change.action for change in charts(clinic).history(ADMINISTRATOR, made)]
    assert actions == ["edit record", "rename record", "make record"]
    require_sound(clinic)


@pytest.mark.parametrize("when", [datetime(1, 1, 1), datetime(1899, 12, 31, 23, 59), datetime(1969, 7, 20)])
def test_a_visit_may_be_of_any_past_day(when: datetime, clinic: Clinic) -> None:
    made = enter(clinic)
    assert make_record(clinic, made, visiting_time=when).visiting_time == when
    assert clinic.names("") == ["Keller, Anna"]
    require_sound(clinic)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "\x00 \ud800"}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"visiting_time": datetime.now() + timedelta(days=2)}, "visiting_time"),
        ({"case_type_id": 20}, "case_type_id"),
        ({"visit_type_id": 99}, "visit_type_id"),
        ({"doctor_id": 4}, "doctor_id"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong: dict[str, object], field: str, clinic: Clinic) -> None:
    made = enter(clinic)
    line = make_record(clinic, made)
    with pytest.raises(Invalid) as told:
        charts(clinic).make_record(ADMINISTRATOR, uuid4(), made, uuid4(), replace(VISIT, **wrong))  # type: ignore[arg-type]
    assert told.value.field == field
    with pytest.raises(Invalid) as told:
        charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, 1, replace(VISIT, **wrong))  # type: ignore[arg-type]
    assert told.value.field == field
    assert [found.form for found in clinic.patients.records(ADMINISTRATOR, made)] == [VISIT]


def test_two_desks_change_a_record_and_nothing_is_overwritten(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    line = make_record(clinic, made)
    charts(clinic).edit_record(MEMBER, uuid4(), line.uuid, 1, replace(VISIT, name="theirs"))
    with pytest.raises(Conflict) as told:
        charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, 1, replace(VISIT, case_type_id=11))
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.by, theirs.version, theirs.form) == ("Berta", 2, replace(VISIT, name="theirs"))
    both = replace(VISIT, name="theirs", case_type_id=11)
    charts(clinic).edit_record(ADMINISTRATOR, uuid4(), line.uuid, theirs.version, both)
    assert record(clinic, made, line.uuid).form == both
    require_sound(clinic)


def test_a_record_that_is_not_there_and_one_out_of_scope_are_the_same(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    line = make_record(clinic, made)
    told = set()
    for wanted in (line.uuid, UUID(int=0)):
        for actor in (OTHER_MEMBER, ELSEWHERE):
            with pytest.raises(NotFound) as error:
                charts(clinic).edit_record(actor, uuid4(), wanted, 99, replace(VISIT, case_type_id=None))
            told.add(str(error.value))
    assert len(told) == 1
