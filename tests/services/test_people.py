"""Administrators keep the people of their institution, and only of theirs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from dentui.domain.actors import Actor, Role
from dentui.domain.finding import Find
from dentui.domain.history import Theirs
from dentui.domain.patients import RecordInput
from dentui.domain.people import PersonInput, PersonLine
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.errors import Conflict, Forbidden, Invalid, NoMember, NotFound
from dentui.services import hashing
from dentui.services.charts import Charts
from dentui.services.people import People
from dentui.services.sign_in import open_sign_in
from dentui.store import indexing, sign_in, tables
from dentui.store.database import Unit
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, patient
from tests.services.test_merges import merge, merges
from tests.working import require_sound

PASSWORD = "four quiet herons wade"


def people_of(clinic: Clinic) -> People:
    return People(clinic.database)


def line(clinic: Clinic, name: str, actor: Actor = ADMINISTRATOR) -> PersonLine:
    return next(line for line in people_of(clinic).everyone(actor) if line.name == name)


def last_trail(clinic: Clinic) -> tuple[str, dict[str, object]]:
    with clinic.database.engine.begin() as connection:
        indexing.enter(connection, 1)
        statement = select(tables.audit).where(tables.audit.c.institution_id == 1)
        row = connection.execute(statement.order_by(tables.audit.c.number.desc()).limit(1)).one()
    return row.action, json.loads(row.detail)


def join(clinic: Clinic, person: int, institution: int, role: str = "member") -> None:
    """Give somebody a seat in an institution."""

    def seat(unit: Unit) -> None:
        unit.connection.execute(
            tables.membership.insert(),
            {"institution_id": institution, "person_id": person, "role": role, "doctor": False},
        )
        unit.audit("seat")

    clinic.database.write(ADMINISTRATOR, seat)


def test_administrators_see_everyone_of_their_institution_and_nobody_else(clinic: Clinic) -> None:
    clinic.take_in(patient(), patient())
    lines = people_of(clinic).everyone(ADMINISTRATOR)
    assert [(line.name, line.role, line.patients) for line in lines] == [
        ("Anna", Role.ADMINISTRATOR, 0),
        ("Berta", Role.MEMBER, 2),
        ("Carlo", Role.MEMBER, 0),
    ]
    assert [line.name for line in people_of(clinic).everyone(ELSEWHERE)] == ["Dora"]
    assert all(line.last_sign_in is None and not line.failures and line.ours for line in lines)


def test_somebody_new_has_a_seat_and_the_trail_says_which_fields(clinic: Clinic) -> None:
    wanted = uuid4()
    people_of(clinic).add(ADMINISTRATOR, wanted, PersonInput("  Eva   Huber ", " EVA.Huber ", doctor=True))
    added = line(clinic, "Eva Huber")
    assert (added.uuid, added.login, added.role, added.doctor) == (wanted, "eva.huber", Role.MEMBER, True)
    action, detail = last_trail(clinic)
    assert (action, detail) == (
        "add person", {"person": added.id, "fields": ["doctor", "login", "name", "role"]}
    )  # fmt: skip


def test_adding_twice_under_one_uuid_makes_one_person(clinic: Clinic) -> None:
    wanted = uuid4()
    people_of(clinic).add(ADMINISTRATOR, wanted, PersonInput("Eva", "eva"))
    people_of(clinic).add(ADMINISTRATOR, wanted, PersonInput("Eva H.", "eva"))
    assert [line.name for line in people_of(clinic).everyone(ADMINISTRATOR)] == [
        *("Anna", "Berta", "Carlo", "Eva H.")
    ]
    with pytest.raises(NotFound):
        people_of(clinic).add(ELSEWHERE, wanted, PersonInput("Eva", "other"))


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (PersonInput("", "eva"), "name"),
        (PersonInput("x" * 201, "eva"), "name"),
        (PersonInput("Eva", "e"), "login"),
        (PersonInput("Eva", "e" * 33), "login"),
        (PersonInput("Eva", "eva huber"), "login"),
        (PersonInput("Eva", "-eva"), "login"),
        (PersonInput("Eva", "eva@x"), "login"),
        (PersonInput("Eva", "BERTA"), "login"),
        (PersonInput("Eva", "dora"), "login"),
        (PersonInput("Eva", "", Role.ADMINISTRATOR), "login"),
        (PersonInput("Eva", "", password=PASSWORD), "login"),
        (PersonInput("Eva", "eva", password="short"), "password"),
        (PersonInput("Eva", "eva", password="practicepracticepractice"), "password"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_is_refused_at_its_field(form: PersonInput, field: str, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as refused:
        people_of(clinic).add(ADMINISTRATOR, uuid4(), form)
    assert refused.value.field == field
    assert len(people_of(clinic).everyone(ADMINISTRATOR)) == 3


def test_a_doctor_needs_no_login_name(clinic: Clinic) -> None:
    for name in ("Dr. One", "Dr. Two"):
        people_of(clinic).add(ADMINISTRATOR, uuid4(), PersonInput(name, doctor=True))
    assert [line(clinic, name).login for name in ("Dr. One", "Dr. Two")] == ["", ""]


def test_a_password_is_temporary_and_forgives_what_was_refused(clinic: Clinic) -> None:
    database = clinic.database
    counted = sign_in.digest(database.key, "berta")
    database.system(lambda connection: sign_in.reserve(connection, database.key, counted), writes=True)
    assert line(clinic, "Berta").failures == 1
    berta = line(clinic, "Berta")
    form = PersonInput("Berta", "berta", password=PASSWORD)
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, form)
    assert (line(clinic, "Berta").failures, line(clinic, "Berta").signs_in_with) == (0, ("password",))
    assert last_trail(clinic) == ("edit person", {"person": berta.id, "fields": ["password"]})
    known = database.system(lambda connection: sign_in.find(connection, "berta"))
    assert known is not None
    given = known.credentials["password"]
    assert given.temporary
    with hashing.alone(database.home):
        assert hashing.fits(PASSWORD, given.hash)


def test_a_forgotten_pin_is_dropped(clinic: Clinic) -> None:
    berta = line(clinic, "Berta")
    clinic.database.system(
        lambda connection: sign_in.put_credential(connection, berta.id, "PIN", "x"), writes=True
    )
    assert line(clinic, "Berta").signs_in_with == ("PIN",)
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, PersonInput("Berta", "berta", drop_pin=True))
    assert line(clinic, "Berta").signs_in_with == ()
    assert last_trail(clinic)[1]["fields"] == ["PIN"]


def test_the_last_administrator_stays_one(clinic: Clinic) -> None:
    anna = line(clinic, "Anna")
    with pytest.raises(Invalid, match="Make another person administrator first") as refused:
        people_of(clinic).edit(ADMINISTRATOR, anna.uuid, PersonInput("Anna", "anna"))
    assert refused.value.field == "role"
    berta = line(clinic, "Berta")
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, PersonInput("Berta", "berta", Role.ADMINISTRATOR))
    people_of(clinic).edit(ADMINISTRATOR, anna.uuid, PersonInput("Anna", "anna"))
    with pytest.raises(Forbidden, match="Only an administrator"):
        people_of(clinic).everyone(ADMINISTRATOR)


def test_nobody_removes_or_locks_out_themselves(clinic: Clinic) -> None:
    anna = line(clinic, "Anna")
    berta = line(clinic, "Berta")
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, PersonInput("Berta", "berta", Role.ADMINISTRATOR))
    with pytest.raises(Invalid, match="cannot remove yourself"):
        people_of(clinic).remove(ADMINISTRATOR, anna.uuid)
    with pytest.raises(Invalid, match="own login name"):
        people_of(clinic).edit(ADMINISTRATOR, anna.uuid, PersonInput("Anna"))
    with pytest.raises(Invalid, match="own password") as refused:
        people_of(clinic).edit(
            ADMINISTRATOR, anna.uuid, PersonInput("Anna", "anna", Role.ADMINISTRATOR, password=PASSWORD)
        )
    assert refused.value.field == "password"


def test_a_right_taken_away_works_at_the_next_action(clinic: Clinic) -> None:
    clinic.take_in(patient())
    berta, carlo = line(clinic, "Berta"), line(clinic, "Carlo")
    people_of(clinic).edit(ADMINISTRATOR, carlo.uuid, PersonInput("Carlo", "carlo", Role.ADMINISTRATOR))
    assert people_of(clinic).everyone(OTHER_MEMBER)
    people_of(clinic).edit(ADMINISTRATOR, carlo.uuid, PersonInput("Carlo", "carlo"))
    with pytest.raises(Forbidden):
        people_of(clinic).everyone(OTHER_MEMBER)
    people_of(clinic).edit(ADMINISTRATOR, carlo.uuid, PersonInput("Carlo"))
    with pytest.raises(NoMember):
        clinic.patients.find(OTHER_MEMBER, Find(""))
    people_of(clinic).remove(ADMINISTRATOR, berta.uuid, hand_over_to=line(clinic, "Anna").uuid)
    with pytest.raises(NoMember):
        clinic.patients.find(MEMBER, Find(""))


def test_who_has_patients_is_removed_when_another_member_takes_over(clinic: Clinic) -> None:
    taken = clinic.take_in(*(patient(f"Patient{n}") for n in range(300)))
    clinic.take_in(patient("Own", "Carlo's", responsible_id=3))
    berta, carlo = line(clinic, "Berta"), line(clinic, "Carlo")
    before = clinic.patients.chart(MEMBER, taken[0]).version
    with pytest.raises(Invalid, match="300 patients") as refused:
        people_of(clinic).remove(ADMINISTRATOR, berta.uuid)
    assert refused.value.field == "hand_over_to"
    assert people_of(clinic).remove(ADMINISTRATOR, berta.uuid, carlo.uuid) == 300
    assert last_trail(clinic) == ("remove person", {"person": berta.id, "handed_over": 300})
    assert clinic.patients.find(OTHER_MEMBER, Find("")).count == 301
    chart = clinic.patients.chart(OTHER_MEMBER, taken[0])
    assert (chart.responsible, chart.version) == ("Carlo", before + 1)
    assert line(clinic, "Carlo").patients == 301
    assert clinic.database.system(indexing.differences) == []


def test_merged_profiles_are_no_patients_of_a_member_who_is_removed(clinic: Clinic) -> None:
    main, one, two = clinic.take_in(
        patient("Keller"), patient("Kelelr", responsible_id=3), patient("Kellr", responsible_id=3)
    )
    berta, carlo = line(clinic, "Berta"), line(clinic, "Carlo")
    done = merge(clinic, main, one)
    assert line(clinic, "Carlo").patients == 1
    with pytest.raises(Invalid, match="responsible member of a patient"):
        people_of(clinic).remove(ADMINISTRATOR, carlo.uuid)
    merge(clinic, main, two)
    assert line(clinic, "Carlo").patients == 0
    # Nobody has to take over who is in no list: they go to whose patient they were merged into.
    assert people_of(clinic).remove(ADMINISTRATOR, carlo.uuid) == 0
    assert clinic.patients.chart(MEMBER, one).responsible == "Berta"
    with pytest.raises(Invalid, match="responsible member of a patient"):
        people_of(clinic).remove(ADMINISTRATOR, berta.uuid)
    assert people_of(clinic).remove(ADMINISTRATOR, berta.uuid, line(clinic, "Anna").uuid) == 1
    assert clinic.patients.chart(ADMINISTRATOR, two).responsible == "Anna"
    assert not merges(clinic).of_patient(ADMINISTRATOR, one)[0].undone
    assert done.main.uuid == main
    require_sound(clinic)


def test_patients_go_to_a_member_who_works_at_a_desk_here(clinic: Clinic) -> None:
    clinic.take_in(patient())
    berta = line(clinic, "Berta")
    dora = line(clinic, "Dora", ELSEWHERE)
    doctor = uuid4()
    people_of(clinic).add(ADMINISTRATOR, doctor, PersonInput("Dr. One", doctor=True))
    with pytest.raises(NotFound):
        people_of(clinic).remove(ADMINISTRATOR, berta.uuid, dora.uuid)
    for heir in (berta.uuid, doctor):
        with pytest.raises(Invalid) as refused:
            people_of(clinic).remove(ADMINISTRATOR, berta.uuid, heir)
        assert refused.value.field == "hand_over_to"
    assert line(clinic, "Berta").patients == 1


def test_who_was_removed_keeps_name_and_login_and_can_come_back(clinic: Clinic) -> None:
    carlo = line(clinic, "Carlo")
    people_of(clinic).remove(ADMINISTRATOR, carlo.uuid)
    with pytest.raises(Invalid, match="taken"):
        people_of(clinic).add(ADMINISTRATOR, uuid4(), PersonInput("Another", "Carlo"))
    assert people_of(clinic).add_existing(ADMINISTRATOR, " Carlo", Role.MEMBER, True) == carlo.uuid
    assert line(clinic, "Carlo").doctor
    with pytest.raises(Invalid, match="here already"):
        people_of(clinic).add_existing(ADMINISTRATOR, "carlo", Role.MEMBER, False)
    with pytest.raises(Invalid, match="Nobody"):
        people_of(clinic).add_existing(ADMINISTRATOR, "nobody", Role.MEMBER, False)


def test_who_works_elsewhere_too_cannot_be_taken_over_by_an_administrator_here(clinic: Clinic) -> None:
    people_of(clinic).add_existing(ADMINISTRATOR, "dora", Role.MEMBER, False)
    dora = line(clinic, "Dora")
    assert not dora.ours
    for form in (
        PersonInput("Dora", "dora", password=PASSWORD),
        PersonInput("Dora", "dora", drop_pin=True),
        PersonInput("Dora", "mydora"),
        PersonInput("Somebody", "dora"),
    ):
        with pytest.raises(Forbidden, match="another institution"):
            people_of(clinic).edit(ADMINISTRATOR, dora.uuid, form)
    people_of(clinic).edit(ADMINISTRATOR, dora.uuid, PersonInput("Dora", "dora", Role.ADMINISTRATOR))
    people_of(clinic).remove(ADMINISTRATOR, dora.uuid)
    assert line(clinic, "Dora", ELSEWHERE).ours


def test_people_of_another_institution_are_not_there(clinic: Clinic) -> None:
    dora = line(clinic, "Dora", ELSEWHERE)
    with pytest.raises(NotFound):
        people_of(clinic).edit(ADMINISTRATOR, dora.uuid, PersonInput("Dora", "dora", password=PASSWORD))
    with pytest.raises(NotFound):
        people_of(clinic).remove(ADMINISTRATOR, dora.uuid)
    with pytest.raises(NotFound):
        people_of(clinic).remove(ADMINISTRATOR, UUID(int=0))


def test_what_another_desk_changed_meanwhile_is_not_overwritten(clinic: Clinic) -> None:
    was = line(clinic, "Berta")
    people_of(clinic).edit(ADMINISTRATOR, was.uuid, PersonInput("Berta", "berta", doctor=True), was.form)
    with pytest.raises(Conflict) as refused:
        people_of(clinic).edit(ADMINISTRATOR, was.uuid, PersonInput("Berta B.", "berta"), was.form)
    theirs = refused.value.theirs
    assert isinstance(theirs, Theirs)
    assert theirs.form == PersonInput("Berta", "berta", doctor=True)


def test_a_login_name_of_before_the_rules_may_stay(clinic: Clinic) -> None:
    with clinic.database.engine.begin() as connection:
        connection.execute(update(tables.person).where(tables.person.c.id == 2).values(login="berta@old"))
    berta = line(clinic, "Berta")
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, PersonInput("Berta B.", "berta@old"), berta.form)
    assert line(clinic, "Berta B.").login == "berta@old"


def test_a_given_password_signs_in_and_has_to_be_changed(clinic: Clinic) -> None:
    berta = line(clinic, "Berta")
    people_of(clinic).edit(ADMINISTRATOR, berta.uuid, PersonInput("Berta", "berta", password=PASSWORD))
    door = open_sign_in(replace(clinic.settings, demonstration=False, operator=""))
    try:
        signed = door.sign_in("berta", PASSWORD)
    finally:
        door.close()
    assert (signed.name, signed.must_change) == ("Berta", True)
    assert line(clinic, "Berta").last_sign_in is not None


def test_a_doctor_who_left_stays_on_records_that_are_renamed_and_is_not_offered(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient(responsible_id=1))
    people_of(clinic).edit(
        ADMINISTRATOR, line(clinic, "Carlo").uuid, PersonInput("Carlo", "carlo", doctor=True)
    )
    charts, record, ticket = Charts(clinic.database, "CH"), uuid4(), uuid4()
    carlo = line(clinic, "Carlo")
    visit = RecordInput("Visit", datetime(2025, 3, 1, 9), 10, 10, carlo.id)
    order = TicketInput(TicketKind.INTRAORAL, 10, 10, carlo.id)
    charts.make_record(ADMINISTRATOR, uuid4(), made, record, visit)
    charts.open_ticket(ADMINISTRATOR, uuid4(), made, ticket, order)
    people_of(clinic).remove(ADMINISTRATOR, carlo.uuid)
    charts.edit_record(ADMINISTRATOR, uuid4(), record, 1, replace(visit, name="Crown"))
    charts.edit_ticket(ADMINISTRATOR, uuid4(), ticket, 1, replace(order, note="in the morning"))
    (seen,) = clinic.patients.records(ADMINISTRATOR, made)
    assert (seen.name, seen.doctor) == ("Crown", "Carlo")
    assert charts.lists(ADMINISTRATOR).doctors == ()
    with pytest.raises(Invalid, match="not here any more"):
        charts.open_ticket(ADMINISTRATOR, uuid4(), made, uuid4(), order)
