"""The plan of the demonstration clinic, and the patients that follow from it."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.actors import Role
from dentui.domain.intake import NewPatient
from dentui.domain.times import DAY, day_start, from_seconds
from dentui.services.demo.clinic import MEMBER, OPERATOR, PATIENTS_A_MEMBER, Clinic
from dentui.services.demo.diary import Diary
from dentui.services.demo.patients import typing_error

TODAY = date(2026, 11, 22)
LARGE = Clinic(1_000_000, seed=1, today=TODAY)


@pytest.fixture(scope="module")
def clinic() -> Clinic:
    return Clinic(10_000, seed=7, today=TODAY)


@pytest.fixture(scope="module")
def everybody(clinic: Clinic) -> dict[int, list[NewPatient]]:
    """All patients by institution."""
    return {number: list(clinic(number, 0, size)) for number, size in enumerate(clinic.sizes(), 1)}


@pytest.fixture(scope="module")
def patients(everybody: dict[int, list[NewPatient]]) -> Sequence[NewPatient]:
    """The patients of the first institution."""
    return everybody[1]


def share(patients: Sequence[NewPatient], chosen: Sequence[NewPatient]) -> float:
    return len(chosen) / len(patients)


def test_nine_in_ten_patients_are_in_the_first_institution(clinic: Clinic) -> None:
    assert sum(clinic.sizes()) == 10_000
    assert clinic.sizes()[0] == 9_000
    assert sum(Clinic(1, 1, TODAY).sizes()) == 1


def test_there_are_as_many_as_asked_for(everybody: dict[int, list[NewPatient]], clinic: Clinic) -> None:
    assert tuple(map(len, everybody.values())) == clinic.sizes()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 8_999), st.integers(0, 700))
def test_any_slice_can_be_made_alone(first: int, length: int) -> None:
    clinic = Clinic(10_000, 7, TODAY)
    stop = min(first + length, 9_000)
    whole = list(clinic(1, first - first % 512, min(stop + 512, 9_000)))
    assert list(clinic(1, first, stop)) == whole[first % 512 : first % 512 + stop - first]


def test_the_same_seed_and_day_make_the_same_clinic_and_another_seed_another() -> None:
    made = list(Clinic(3_000, 1, TODAY)(1, 0, 200))
    assert made == list(Clinic(3_000, 1, TODAY)(1, 0, 200))
    assert made != list(Clinic(3_000, 2, TODAY)(1, 0, 200))
    assert Clinic(3_000, 1, TODAY).plan() == Clinic(3_000, 1, TODAY).plan()


def test_uuids_are_of_version_7_unique_and_ascending(everybody: dict[int, list[NewPatient]]) -> None:
    all_of_them = [patient for patients in everybody.values() for patient in patients]
    uuids = [patient.uuid for patient in all_of_them]
    visits = [record.uuid for patient in all_of_them for record in patient.records]
    tickets = [ticket.uuid for patient in all_of_them for ticket in patient.tickets]
    assert uuids == sorted(uuids)
    assert visits == sorted(visits)
    assert len({*uuids, *visits, *tickets}) == len(uuids) + len(visits) + len(tickets)
    assert {UUID(bytes=uuid).version for uuid in uuids[:50] + visits[:50] + tickets[:50]} == {7}


def test_members_have_2000_patients_each_and_administrators_the_rest(
    patients: Sequence[NewPatient], clinic: Clinic
) -> None:
    staff = clinic.staff(1)
    counts = Counter(patient.responsible_id for patient in patients)
    assert len(staff.members) == 2
    # The newest charts, which belong to an administrator, were taken from somebody.
    for member in staff.members:
        assert PATIENTS_A_MEMBER - 4 <= counts[member] <= PATIENTS_A_MEMBER
    assert set(counts) == {*staff.members, *staff.administrators}
    assert len(LARGE.staff(1).members) == 12


@pytest.mark.parametrize("size", [1, 2, 10, 100, 2_000, 10_000, 1_000_000])
def test_every_institution_has_administrators_members_and_doctors(size: int) -> None:
    clinic = Clinic(size, 1, TODAY)
    plan = clinic.plan()
    assert [i.patients for i in plan.institutions] == list(clinic.sizes())
    for institution in range(1, 6):
        staff = clinic.staff(institution)
        assert staff.administrators
        assert staff.members
        assert staff.doctors
        assert len(staff.case_types) == 8
    assert len({m[:2] for m in plan.memberships}) == len(plan.memberships)
    assert len({p.id for p in plan.persons}) == len(plan.persons)


def test_logins_are_plain_and_the_operator_is_an_administrator_of_the_first_institution() -> None:
    plan = LARGE.plan()
    logins = [person.login for person in plan.persons if person.login]
    assert len(set(logins)) == len(logins)
    assert all(login.islower() and len(login) < 9 for login in logins)
    roles = {
        person.login: {m.institution_id: m.role for m in plan.memberships if m.person_id == person.id}
        for person in plan.persons
    }
    assert roles[OPERATOR] == {1: Role.ADMINISTRATOR}
    assert roles[MEMBER] == {1: Role.MEMBER}
    assert any(len(places) > 1 for places in roles.values())


def test_charts_refer_only_to_their_own_institution(
    everybody: dict[int, list[NewPatient]], clinic: Clinic
) -> None:
    for institution, patients in everybody.items():
        staff = clinic.staff(institution)
        people = {*staff.administrators, *staff.members}
        for patient in patients:
            assert patient.responsible_id in people
            for record in patient.records:
                assert record.case_type_id is None or record.case_type_id in staff.case_types
                assert record.visit_type_id is None or record.visit_type_id in staff.visit_types
                assert record.doctor_id is None or record.doctor_id in staff.doctors


def test_names_are_of_many_scripts(patients: Sequence[NewPatient]) -> None:
    scripts = Counter(
        unicodedata.name(patient.family[0], "?").split(" ", maxsplit=1)[0]
        for patient in patients
        if patient.family
    )
    assert {"LATIN", "CJK", "CYRILLIC", "ARABIC", "HANGUL"} <= set(scripts)
    accented = [p for p in patients if not p.family.isascii() and p.family[0] < "\u0250"]
    assert share(patients, accented) > 0.1


def test_there_is_variety_and_the_common_names_are_common() -> None:
    made = list(LARGE(1, 400_000, 420_000))
    families = Counter(patient.family for patient in made)
    assert len(families) > 4_000
    assert "Müller" in [name for name, _ in families.most_common(5)]
    assert families["Müller"] < len(made) / 50


def test_families_share_phone_and_address(patients: Sequence[NewPatient]) -> None:
    sharing = [
        (one, two)
        for one, two in pairwise(patients)
        if one.address
        and one.address == two.address
        and (one.mobile == two.mobile or one.landline == two.landline)
    ]
    assert len(sharing) > len(patients) / 10


def test_about_one_in_a_hundred_is_there_twice(patients: Sequence[NewPatient]) -> None:
    known: dict[tuple[str, str], NewPatient] = {}
    swapped = 0
    for patient in patients:
        swapped += (patient.given, patient.family) in known
        known[patient.family, patient.given] = patient
    assert 0.001 < swapped / len(patients) < 0.01
    insured = Counter(patient.insurance_number for patient in patients if patient.insurance_number)
    assert 0.002 < sum(count > 1 for count in insured.values()) / len(patients) < 0.02


def test_some_women_had_another_name_and_some_patients_another_phone(patients: Sequence[NewPatient]) -> None:
    women = [patient for patient in patients if patient.gender == "F"]
    assert 0.03 < share(women, [w for w in women if w.former_names]) < 0.2
    assert 0.02 < share(patients, [p for p in patients if p.former_phones]) < 0.1
    assert not [p for p in patients if p.gender == "M" and p.former_names]


def test_ages_are_believable(patients: Sequence[NewPatient]) -> None:
    born = [patient.birth_date for patient in patients if patient.birth_date]
    assert 0.005 < 1 - len(born) / len(patients) < 0.05
    assert date(1915, 1, 1) < min(born) < max(born) <= TODAY
    children = [day for day in born if day > TODAY - timedelta(days=18 * 365)]
    assert 0.1 < len(children) / len(born) < 0.4
    assert any((day.month, day.day) == (2, 29) for day in born)
    assert all(p.birth_date <= from_seconds(p.entered).date() for p in patients if p.birth_date)


def test_visits_are_several_over_ten_years_in_opening_hours_and_never_in_the_future() -> None:
    made = [patient for first in range(0, 900_000, 90_000) for patient in LARGE(1, first, first + 512)]
    count = sum(len(patient.records) for patient in made)
    assert 3.5 < count / len(made) < 4.5
    limit = day_start(TODAY) + 13 * 3600
    for patient in made:
        times = [record.visiting_time for record in patient.records]
        assert times == sorted(times)
        assert all(patient.entered <= time <= limit for time in times)
        assert all(7 * 3600 < time % DAY < 19 * 3600 for time in times)
        assert from_seconds(patient.entered).date() > TODAY - timedelta(days=3_660)
    lately = [p for p in made if p.records and p.records[-1].visiting_time > limit - 600 * DAY]
    assert len(lately) > len(made) / 2


def test_there_were_visits_today_and_some_have_open_tickets(patients: Sequence[NewPatient]) -> None:
    today = [p for p in patients if p.records and p.records[-1].visiting_time >= day_start(TODAY)]
    assert 4 < len(today) < len(patients) / 50
    waiting = [p for p in patients if any(t.state in {"scheduled", "started"} for t in p.tickets)]
    assert 0.003 < share(patients, waiting) < 0.05
    assert all(p.records[-1].visiting_time > day_start(TODAY) - 30 * DAY for p in waiting)


def test_genders_are_those_of_the_register(patients: Sequence[NewPatient]) -> None:
    genders = Counter(patient.gender for patient in patients)
    assert set(genders) == {"F", "M", "O", "U"}
    assert min(genders["F"], genders["M"]) > 0.4 * len(patients)


def test_a_clinic_that_opened_today_or_is_tiny_works_too() -> None:
    for size in (1, 2, 3, 11):
        clinic = Clinic(size, 3, date(2024, 2, 29))
        made = [p for number, count in enumerate(clinic.sizes(), 1) for p in clinic(number, 0, count)]
        assert len(made) == size


def test_charts_are_entered_one_after_the_other(clinic: Clinic) -> None:
    diary = Diary(clinic.staff(1), TODAY, 9_000, 0)
    entered = [diary.entered(index, lambda: 0.5)[1] for index in range(9_000)]
    assert entered == sorted(entered)
    assert from_seconds(entered[-1]).date() == TODAY


@given(st.text(max_size=20), st.floats(0, 1, exclude_max=True))
def test_a_typing_error_stays_close_to_the_name(name: str, chance: float) -> None:
    mistyped = typing_error(name, lambda: chance)
    assert abs(len(mistyped) - len(name)) <= 1
    assert mistyped[:1] == name[:1]
