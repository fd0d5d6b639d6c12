"""Patients are entered and edited: what is kept, what stays findable, what two desks see of each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from dentui.domain.actors import Actor
from dentui.domain.forms import LIMITS
from dentui.domain.history import Theirs
from dentui.domain.patients import Gender, PatientInput
from dentui.domain.tickets import TicketInput, TicketKind
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from dentui.store import tables
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, STRANGER, Clinic, patient
from tests.working import (
    SCAN,
    VISIT,
    chart,
    charts,
    edit,
    enter,
    form,
    make_record,
    open_ticket,
    require_sound,
    rows,
)

FULL = PatientInput(
    family="Keller", given="Anna", other="Maria", gender=Gender.OTHER, birth_date=date(1990, 3, 12),
    mobile="079 123 45 67", landline="031 311 22 33", email="anna@example.ch", id_number="ID 7",
    insurance_number="756.1", address="Weg 1\n3000 Bern", note="Zeile 1\nZeile 2",
    past_medical_history="Asthma", oral_habits="Bruxism", allergies="Latex", responsible_id=3,
)  # fmt: skip


def test_all_that_was_typed_is_on_the_chart(clinic: Clinic) -> None:
    made = charts(clinic).enter(ADMINISTRATOR, uuid4(), uuid4(), FULL)
    kept = chart(clinic, made.uuid)
    assert kept.form == replace(FULL, mobile="+41791234567", landline="+41313112233")
    assert (kept.chart_number, kept.version, made.ticket_number) == (1, 1, None)
    assert kept.responsible == "Carlo"
    assert clinic.names("0791234567") == clinic.names("maria") == ["Keller, Anna Maria"]
    require_sound(clinic)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("079 123 45 67", "+41791234567"),
        ("0041 79 123 45 67", "+41791234567"),
        ("+49 30 901820", "+4930901820"),
        ("079 123 45 67 (Mutter)", "079 123 45 67 (Mutter)"),
        ("12 34", "12 34"),
        ("１２３４５６", "123456"),
        ("＋４１　７９ １２３ ４５ ６７", "+41791234567"),
        ("١٢٣٤", "1234"),
        ("", ""),
    ],
)
def test_a_number_is_understood_by_country_or_stays_as_typed(typed: str, kept: str, clinic: Clinic) -> None:
    made = enter(clinic, mobile=typed)
    assert chart(clinic, made).mobile == kept


def test_a_number_without_digits_is_refused_at_its_field(clinic: Clinic) -> None:
    with pytest.raises(Invalid) as told:
        enter(clinic, landline="ring the neighbour")
    assert told.value.field == "landline"
    assert rows(clinic, "patient") == 0


def test_letters_and_digits_of_an_input_method_are_those_of_any_keyboard(clinic: Clinic) -> None:
    made = enter(
        clinic,
        email="ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
        id_number="Ｃ０１－６",
        insurance_number="７５６．１",
        note="Ａ",
    )
    kept = chart(clinic, made)
    assert (kept.email, kept.id_number, kept.insurance_number) == ("anna@example.org", "C01-6", "756.1")
    assert kept.note == "Ａ"
    with pytest.raises(Invalid) as told:
        enter(clinic, mobile="²")
    assert told.value.field == "mobile"


NASTY = "\x00a\x1b[31m\ud800b\udfff\x85c\u2028d\U0010ffff"


@pytest.mark.parametrize("name", [*LIMITS, "ticket", "record"])
def test_nothing_that_is_pasted_breaks_a_register(name: str, clinic: Clinic) -> None:
    text = NASTY + ("@example.org" if name == "email" else "0791234567")
    if name == "ticket":
        charts(clinic).enter(ADMINISTRATOR, uuid4(), uuid4(), form(), replace(SCAN, note=text))
    elif name == "record":
        charts(clinic).make_record(ADMINISTRATOR, uuid4(), enter(clinic), uuid4(), replace(VISIT, name=text))
    else:
        try:
            enter(clinic, **{name: text})  # type: ignore[arg-type]
        except Invalid as error:
            assert (name, error.field) == ("email", "email")  # noqa: PT017
    assert clinic.names("nobody") == []
    require_sound(clinic)


@pytest.mark.parametrize("name", ["ticket", "record", "note"])
def test_what_is_too_long_is_refused_in_words(name: str, clinic: Clinic) -> None:
    long, made = "x" * 10_001, enter(clinic)
    tried: dict[str, Callable[[], object]] = {
        "ticket": lambda: open_ticket(clinic, made, note=long),
        "record": lambda: make_record(clinic, made, name=long),
        "note": lambda: edit(clinic, made, note=long),
    }
    with pytest.raises(Invalid, match="too long"):
        tried[name]()
    edit(clinic, made, note=long[:-1])
    assert chart(clinic, made).note == long[:-1]


def test_who_marries_is_found_by_both_names_and_a_slip_leaves_nothing_behind(clinic: Clinic) -> None:
    made = enter(clinic, "Kellerr", mobile="0791234567")
    edit(clinic, made, family="Keller")
    assert chart(clinic, made).former_names == ()
    edit(clinic, made, family="Meyer")
    edit(clinic, made, family="Weber", mobile="0798887766")
    assert chart(clinic, made).former_names == ("Keller", "Meyer")
    assert chart(clinic, made).former_phones == ("+41791234567",)
    for asked in ("keller", "meyer", "weber", "weber meyer", "0791234567", "0798887766"):
        assert clinic.names(asked) == ["Weber, Anna"], asked
    assert clinic.names("kellerr") == []
    require_sound(clinic)


def test_both_phones_that_are_changed_at_once_stay_findable(clinic: Clinic) -> None:
    made = enter(clinic, mobile="0791234567", landline="0313112233")
    save = edit(clinic, made, mobile="0798887766", landline="0449998877")
    assert set(chart(clinic, made).former_phones) == {"+41791234567", "+41313112233"}
    charts(clinic).undo(ADMINISTRATOR, uuid4(), save)
    assert chart(clinic, made).former_phones == ()
    assert clinic.names("0791234567") == ["Keller, Anna"]
    require_sound(clinic)


def test_phones_that_change_places_are_no_former_ones(clinic: Clinic) -> None:
    made = enter(clinic, mobile="0313112233", landline="0791234567")
    edit(clinic, made, mobile="0791234567", landline="0313112233")
    assert chart(clinic, made).former_phones == ()


def test_a_given_name_alone_that_becomes_another_one_stays_findable(clinic: Clinic) -> None:
    made = enter(clinic, "", given="Ronaldo")
    edit(clinic, made, family="Silva", given="Cristiano")
    assert clinic.names("ronaldo") == ["Silva, Cristiano"]


def test_going_there_and_back_leaves_each_former_name_once(clinic: Clinic) -> None:
    made = enter(clinic, "Keller")
    for family in ("Huber", "Keller", "Huber", "Keller"):
        edit(clinic, made, family=family)
    assert sorted(chart(clinic, made).former_names) == ["Huber", "Keller"]
    require_sound(clinic)


def test_a_member_enters_their_own_patients_and_no_others(clinic: Clinic) -> None:
    made = charts(clinic).enter(MEMBER, uuid4(), uuid4(), form("Own"), SCAN)
    assert chart(clinic, made.uuid, MEMBER).responsible == "Berta"
    with pytest.raises(NotFound):
        chart(clinic, made.uuid, OTHER_MEMBER)
    with pytest.raises(Forbidden):
        enter(clinic, "Pushed", actor=MEMBER, responsible_id=3)
    with pytest.raises(Forbidden):
        enter(clinic, actor=STRANGER)
    now = chart(clinic, made.uuid, MEMBER)
    for wanted in (1, 3):
        with pytest.raises(Forbidden):
            charts(clinic).edit(
                MEMBER, uuid4(), made.uuid, now.version, replace(now.form, responsible_id=wanted)
            )
    assert chart(clinic, made.uuid, MEMBER) == now
    assert clinic.names("", ADMINISTRATOR) == ["Own, Anna"]


def test_an_administrator_hands_a_patient_to_another_member(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    edit(clinic, made, responsible_id=3)
    assert chart(clinic, made, OTHER_MEMBER).responsible == "Carlo"
    with pytest.raises(NotFound):
        chart(clinic, made, MEMBER)
    assert charts(clinic).last_change(MEMBER) is None
    require_sound(clinic)


@pytest.mark.parametrize("actor", [ADMINISTRATOR, MEMBER])
@pytest.mark.parametrize(
    ("foreign", "field"),
    [
        (TicketInput(TicketKind.FACE, case_type_id=20), "case_type_id"),
        (TicketInput(TicketKind.FACE, visit_type_id=21), "visit_type_id"),
        (TicketInput(TicketKind.FACE, doctor_id=4), "doctor_id"),
        (TicketInput(TicketKind.FACE, doctor_id=999), "doctor_id"),
        (TicketInput(), "kind"),
    ],
)
def test_nothing_of_another_institution_is_chosen(
    actor: Actor, foreign: TicketInput, field: str, clinic: Clinic
) -> None:
    with pytest.raises(Invalid) as told:
        charts(clinic).enter(actor, uuid4(), uuid4(), form(), foreign)
    assert told.value.field == field
    # Both or none.
    assert (rows(clinic, "patient"), rows(clinic, "ticket"), rows(clinic, "history")) == (0, 0, 0)
    made = charts(clinic).enter(actor, uuid4(), uuid4(), form(), SCAN)
    assert (made.chart_number, made.ticket_number) == (1, 1)
    (opened,) = charts(clinic).tickets(actor, made.uuid)
    with pytest.raises(Invalid):
        charts(clinic).edit_ticket(actor, uuid4(), opened.uuid, 1, foreign)
    if foreign.kind:
        visit = replace(
            VISIT,
            case_type_id=foreign.case_type_id,
            visit_type_id=foreign.visit_type_id,
            doctor_id=foreign.doctor_id,
        )
        with pytest.raises(Invalid):
            charts(clinic).make_record(actor, uuid4(), made.uuid, uuid4(), visit)


@pytest.mark.parametrize("wanted", [4, 999])
def test_nobody_from_elsewhere_becomes_the_responsible_member(wanted: int, clinic: Clinic) -> None:
    with pytest.raises(Invalid) as told:
        enter(clinic, responsible_id=wanted)
    assert told.value.field == "responsible_id"
    made = enter(clinic)
    with pytest.raises(Invalid):
        edit(clinic, made, responsible_id=wanted)


def test_lists_offer_what_is_ones_own(clinic: Clinic) -> None:
    with clinic.database.engine.begin() as connection:
        connection.execute(
            update(tables.membership).where(tables.membership.c.person_id.in_((3, 4))).values(doctor=True)
        )
    ours, hers, far = (charts(clinic).lists(who) for who in (ADMINISTRATOR, MEMBER, ELSEWHERE))
    assert [choice.name for choice in ours.doctors] == ["Carlo"]
    assert [choice.name for choice in far.doctors] == ["Dora"]
    assert [choice.name for choice in ours.members] == ["Anna", "Berta", "Carlo"]
    assert [choice.name for choice in far.members] == ["Dora"]
    assert hers.members == ()
    assert {choice.id for choice in (*far.case_types, *far.visit_types)} == {20, 21, 22}


def test_the_last_ticket_is_offered_first_as_far_as_it_still_is(clinic: Clinic) -> None:
    made = enter(clinic)
    assert charts(clinic).lists(ADMINISTRATOR).last_ticket == TicketInput()
    charts(clinic).open_ticket(
        ADMINISTRATOR, uuid4(), made, uuid4(), TicketInput(TicketKind.FACE, 11, 12, 3, "secret")
    )
    last = charts(clinic).lists(ADMINISTRATOR).last_ticket
    assert last == TicketInput(TicketKind.FACE, 11, 12)  # Carlo is no doctor
    assert charts(clinic).lists(MEMBER).last_ticket == TicketInput()


def test_two_desks_and_nothing_is_overwritten(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER, note="old")
    read = chart(clinic, made, MEMBER)
    charts(clinic).edit(ADMINISTRATOR, uuid4(), made, read.version, replace(read.form, note="theirs"))
    mine = replace(read.form, note="mine", allergies="Latex")
    with pytest.raises(Conflict) as told:
        charts(clinic).edit(MEMBER, uuid4(), made, read.version, mine)
    theirs = told.value.theirs
    assert isinstance(theirs, Theirs)
    assert (theirs.by, theirs.version, theirs.form) == ("Anna", 2, replace(read.form, note="theirs"))
    assert theirs.at is not None
    assert abs((datetime.now() - theirs.at).total_seconds()) < 3_600
    assert "theirs" not in str(told.value)
    assert chart(clinic, made).note == "theirs"
    charts(clinic).edit(MEMBER, uuid4(), made, theirs.version, replace(mine, note="theirs"))
    assert chart(clinic, made).form == replace(read.form, note="theirs", allergies="Latex")
    require_sound(clinic)


def test_a_conflict_shows_nothing_to_who_lost_the_patient_meanwhile(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER)
    read = chart(clinic, made, MEMBER)
    edit(clinic, made, responsible_id=3, note="Geheim")
    with pytest.raises(NotFound) as told:
        charts(clinic).edit(MEMBER, uuid4(), made, read.version, read.form)
    with pytest.raises(NotFound) as not_there:
        charts(clinic).edit(MEMBER, uuid4(), UUID(int=0), read.version, read.form)
    assert str(told.value) == str(not_there.value)


def test_a_chart_that_somebody_else_changed_in_the_same_way_is_a_conflict_too(clinic: Clinic) -> None:
    made = enter(clinic)
    read = chart(clinic, made)
    form = replace(read.form, note="same")
    charts(clinic).edit(ADMINISTRATOR, uuid4(), made, read.version, form)
    with pytest.raises(Conflict):
        charts(clinic).edit(ADMINISTRATOR, uuid4(), made, read.version, form)


def test_the_history_says_who_changed_what_in_words(clinic: Clinic) -> None:
    made = enter(clinic, actor=MEMBER, birth_date=date(1990, 3, 12))
    edit(clinic, made, gender=Gender.OTHER, birth_date=date(1991, 3, 12), responsible_id=3, family="Meyer")
    newest, first = charts(clinic).history(ADMINISTRATOR, made)
    assert (newest.action, newest.person, first.action, first.person) == (
        "edit patient", "Anna", "enter patient", "Berta",
    )  # fmt: skip
    told = {change.field: (change.before, change.after) for change in newest.fields}
    assert told == {
        "family": ("Keller", "Meyer"),
        "gender": ("female", "other"),
        "birth_date": ("12.03.1990", "12.03.1991"),
        "responsible_id": ("Berta", "Carlo"),
        "former_name": ("", "Keller"),
    }
    # The trail names fields, and nothing that stood in them.
    with clinic.database.engine.connect() as connection:
        from dentui.store import indexing

        indexing.enter(connection, 1)
        for (detail,) in connection.execute(tables.audit.select().with_only_columns(tables.audit.c.detail)):
            assert "Keller" not in detail
            assert "1990" not in detail


def test_a_chart_that_came_with_an_import_is_edited_like_any_other(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient("Import", email="none", mobile="079/12", note="a\u00a0 b", gender="U"))
    read = chart(clinic, made)
    charts(clinic).edit(
        ADMINISTRATOR, uuid4(), made, read.version, replace(read.form, allergies="Latex"), read.form
    )
    assert chart(clinic, made).form == replace(read.form, allergies="Latex")
