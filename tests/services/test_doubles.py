"""Whether somebody is in the register already."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from dentui.domain.doubles import CERTAIN, LIKELY, Typed
from dentui.errors import Forbidden, NotFound
from dentui.services.doubles import Doubles
from dentui.store import tables
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, ids_of, patient

BORN = date(1990, 3, 12)
INSURED = "756.1111.2222.33"
ANNA = Typed("Keller", "Anna", birth_date=BORN, gender="F", mobile="079 123 45 67")


@pytest.fixture
def anna(clinic: Clinic) -> UUID:
    """Anna Keller, a patient of Berta's, among others."""
    made = clinic.take_in(
        patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567", insurance_number=INSURED),
        *(patient(f"Other{n}", f"Name{n}", birth_date=date(1950 + n, 1, 2)) for n in range(30)),
    )
    return made[0]


def found(clinic: Clinic, typed: Typed, actor: object = ADMINISTRATOR) -> list[str]:
    return [likely.name for likely in Doubles(clinic.database).while_typing(actor, typed).shown]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    [
        ANNA,
        Typed("Kelelr", "Anna", birth_date=BORN),
        Typed("Keller", "Ana", birth_date=BORN, mobile="0791234567"),
        Typed("Anna", "Keller", birth_date=BORN),
        Typed("KELLER", "anna", birth_date=date(1990, 12, 3), mobile="0791234567"),
        Typed("Keller", "Anna", birth_date=date(1991, 3, 12), mobile="0791234567"),
        Typed("Meier", "Anna", birth_date=BORN, mobile="+41 79 123 45 67"),
        Typed("Keller", "Anna", insurance_number="7561111222233"),
        Typed("Kellner", "Anna", mobile="0791234567", insurance_number=INSURED),
    ],
)
def test_who_is_typed_again_is_found(typed: Typed, clinic: Clinic, anna: UUID) -> None:
    assert found(clinic, typed) == ["Keller, Anna"]


@pytest.mark.parametrize(
    "typed",
    [
        Typed(),
        Typed("K"),
        Typed("Keller"),
        Typed("Keller", "Peter", birth_date=date(1993, 1, 7), gender="M", mobile="0791234567"),
        Typed("Huber", "Max", birth_date=BORN),
        Typed("%", "'; DROP TABLE patient", email="@", mobile="+", id_number="\x00" * 50),
        Typed("k" * 5_000, "\ud800", address="\u0301" * 500),
    ],
)
def test_who_is_somebody_else_is_not(typed: Typed, clinic: Clinic, anna: UUID) -> None:
    assert found(clinic, typed) == []


def test_a_name_in_han_is_found_by_its_pinyin_and_the_other_way_round(clinic: Clinic) -> None:
    clinic.take_in(
        patient("张", "小明", birth_date=BORN, mobile="+41791234567"),
        patient("Wang", "Fang", birth_date=BORN, mobile="+41791234568"),
    )
    assert found(clinic, Typed("Zhang", "Xiaoming", birth_date=BORN)) == ["张小明"]
    assert found(clinic, Typed("王", "芳", birth_date=BORN)) == ["Wang, Fang"]


def test_what_is_found_says_why(clinic: Clinic, anna: UUID) -> None:
    (likely,) = Doubles(clinic.database).while_typing(ADMINISTRATOR, ANNA).shown
    assert (likely.uuid, likely.birth_date, likely.phone) == (anna, BORN, "+41791234567")
    assert likely.probability >= CERTAIN
    assert set(likely.reasons) >= {"same name", "same phone", "same date of birth"}


def test_nobody_beyond_the_scope_is_shown_and_members_are_told_only_where_the_institution_wants_it(
    clinic: Clinic, anna: UUID
) -> None:
    service = Doubles(clinic.database)
    assert found(clinic, ANNA, MEMBER) == ["Keller, Anna"]
    assert not service.while_typing(OTHER_MEMBER, ANNA).hidden
    service.set_tells(ADMINISTRATOR, uuid4(), True)
    assert service.tells(OTHER_MEMBER)
    assert not service.tells(ELSEWHERE)
    for actor, hidden in ((OTHER_MEMBER, True), (MEMBER, False), (ADMINISTRATOR, False), (ELSEWHERE, False)):
        answer = service.while_typing(actor, ANNA)
        assert answer.hidden == hidden
        assert bool(answer.shown) == (actor in (MEMBER, ADMINISTRATOR))
    less = Typed("Keller", "Anna")
    assert not service.while_typing(OTHER_MEMBER, less).hidden


def test_only_an_administrator_says_what_members_are_told(clinic: Clinic) -> None:
    with pytest.raises(Forbidden):
        Doubles(clinic.database).set_tells(MEMBER, uuid4(), True)


def test_the_doubles_of_a_patient_are_listed_the_best_first(clinic: Clinic, anna: UUID) -> None:
    clinic.take_in(
        patient("Keler", "Anna", birth_date=BORN),
        patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567"),
        patient("Keller", "Peter", birth_date=BORN, mobile="+41791234567", gender="M"),
    )
    likely = Doubles(clinic.database).of_patient(MEMBER, anna)
    assert [double.name for double in likely] == ["Keller, Anna", "Keler, Anna"]
    assert likely[0].probability > likely[1].probability >= LIKELY
    with pytest.raises(NotFound):
        Doubles(clinic.database).of_patient(OTHER_MEMBER, anna)


def test_a_merged_profile_is_no_double(clinic: Clinic, anna: UUID) -> None:
    (again,) = clinic.take_in(patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567"))
    main, other = ids_of(clinic.database, [anna, again])
    with clinic.database.engine.begin() as connection:
        from dentui.store.indexing import enter

        enter(connection, 1)
        connection.execute(
            update(tables.patient).where(tables.patient.c.id == other).values(merged_into_id=main)
        )
    assert Doubles(clinic.database).of_patient(ADMINISTRATOR, anna) == ()
    assert len(found(clinic, ANNA)) == 1
