"""Whether somebody is in the register already."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, select, update

from dentui.domain.actors import Actor
from dentui.domain.doubles import CERTAIN, LIKELY, Typed
from dentui.domain.intake import NewPatient
from dentui.domain.merging import MergeInput, proposed
from dentui.domain.weights import from_json
from dentui.errors import Forbidden, Invalid, NotFound
from dentui.services.demo.names import cultures
from dentui.services.doubles import Doubles
from dentui.services.merges import Merges
from dentui.services.register import Register
from dentui.store import doubles_search, tables
from dentui.store.indexing import enter
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, ids_of, patient
from tests.working import charts, edit

BORN = date(1990, 3, 12)
INSURED = "756.1111.2222.33"
ANNA = Typed("Keller", "Anna", birth_date=BORN, gender="F", mobile="079 123 45 67")


def others(number: int) -> list[NewPatient]:
    """So many patients who have nothing to do with each other."""
    german = cultures()["german"]
    return [
        patient(family, given, birth_date=date(1930 + 7 * n % 90, 1 + n % 12, 1 + n * 5 % 28))
        for n, (family, given) in enumerate(zip(german.families[:number], german.women[:number], strict=True))
    ]


@pytest.fixture
def anna(clinic: Clinic) -> UUID:
    """Anna Keller, a patient of Berta's, among others."""
    made = clinic.take_in(
        patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567", insurance_number=INSURED),
        *(others(30)),
    )
    return made[0]


WRITTEN = "SELECT sum(xmin::text::bigint) FROM doubles_search"


def found(clinic: Clinic, typed: Typed, actor: Actor = ADMINISTRATOR) -> list[str]:
    return [likely.name for likely in Doubles(clinic.database).while_typing(actor, typed).shown]


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
        Typed("Keller", "Anna", email="a\x00\ud800b@example.org", mobile="0" * 5_000),
        Typed(" ".join(chr(97 + n % 26) * (n % 9) for n in range(9_000)), "x " * 9_000, birth_date=BORN),
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
    assert Typed("王", "芳").says_enough
    for typed in (("Zhāng", "Xiǎomíng"), ("Zhang", "Xiao"), ("zhang", "xiao m"), ("Xiaoming", "Zhang")):
        assert found(clinic, Typed(*typed, birth_date=BORN, mobile="0791234567"))[0] == "张小明", typed
    assert found(clinic, Typed("Zhang", "Wei", birth_date=BORN)) == []


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
    service.set_tells(ADMINISTRATOR, True)
    assert service.tells(OTHER_MEMBER)
    assert not service.tells(ELSEWHERE)
    for actor, hidden in ((OTHER_MEMBER, True), (MEMBER, False), (ADMINISTRATOR, False), (ELSEWHERE, False)):
        answer = service.while_typing(actor, ANNA)
        assert answer.hidden == hidden
        assert bool(answer.shown) == (actor in (MEMBER, ADMINISTRATOR))
    less = Typed("Keller", "Anna")
    assert not service.while_typing(OTHER_MEMBER, less).hidden


def test_only_an_administrator_says_what_members_are_told(clinic: Clinic) -> None:
    service = Doubles(clinic.database)
    with pytest.raises(Forbidden):
        service.set_tells(MEMBER, True)
    assert not service.tells(MEMBER)
    for _ in range(2):
        service.set_tells(ADMINISTRATOR, True)
    with clinic.database.engine.connect() as connection:
        enter(connection, 1)
        trail = select(tables.audit).where(tables.audit.c.action == "tell of doubles")
        assert len(connection.execute(trail).all()) == 1


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


def test_of_the_almost_certain_who_is_equal_comes_before_who_has_a_mistake(
    clinic: Clinic, anna: UUID
) -> None:
    clinic.take_in(
        patient("Keller", "Anna", birth_date=date(1990, 12, 3), mobile="+41791234567"),
        patient("Kelelr", "Anna", birth_date=BORN, mobile="+41791234567"),
    )
    shown = Doubles(clinic.database).while_typing(ADMINISTRATOR, ANNA).shown
    assert len(shown) == 3
    assert all(likely.probability >= CERTAIN for likely in shown)
    assert shown[0].uuid == anna
    assert max(likely.probability for likely in shown) > shown[0].probability


def test_a_merged_profile_is_no_double(clinic: Clinic, anna: UUID) -> None:
    (again,) = clinic.take_in(patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567"))
    main, other = ids_of(clinic.database, [anna, again])
    with clinic.database.engine.begin() as connection:
        enter(connection, 1)
        connection.execute(
            update(tables.patient).where(tables.patient.c.id == other).values(merged_into_id=main)
        )
    assert Doubles(clinic.database).of_patient(ADMINISTRATOR, anna) == ()
    assert len(found(clinic, ANNA)) == 1


def search(clinic: Clinic, actor: Actor = ADMINISTRATOR) -> None:
    """All of the register."""
    service = Doubles(clinic.database)
    while service.search_some(actor, 30) < 1:
        pass


def pairs(clinic: Clinic, actor: Actor = ADMINISTRATOR) -> list[set[str]]:
    return [{pair.first.name, pair.second.name} for pair in Doubles(clinic.database).review(actor, 50)]


@pytest.fixture
def twice(clinic: Clinic, anna: UUID) -> UUID:
    """Anna Keller a second time, misspelt."""
    (made,) = clinic.take_in(patient("Kelelr", "Anna", birth_date=BORN, mobile="+41791234567"))
    return made


def test_the_register_is_gone_through_and_its_pairs_are_listed_the_likeliest_first(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    clinic.take_in(
        patient("Huber", "Max", birth_date=BORN, id_number="E1234567", email="max.huber@example.org"),
        patient("Huber", "Max", birth_date=BORN, id_number="E1234567", email="max.huber@example.org"),
    )
    assert pairs(clinic) == []
    search(clinic)
    first, second = Doubles(clinic.database).review(ADMINISTRATOR, 50)
    assert {first.first.name, first.second.name} == {"Huber, Max"}
    assert {second.first.uuid, second.second.uuid} == {anna, twice}
    assert first.probability >= second.probability >= LIKELY
    assert "same ID number" in first.reasons
    assert len(Doubles(clinic.database).review(ADMINISTRATOR, 1)) == 1


def test_a_member_reviews_the_pairs_of_whom_they_see_both(clinic: Clinic, anna: UUID, twice: UUID) -> None:
    clinic.take_in(patient("Keller", "Anna", birth_date=BORN, mobile="+41791234567", responsible_id=3))
    search(clinic, MEMBER)
    assert len(pairs(clinic)) == 3
    assert len(pairs(clinic, MEMBER)) == 1
    assert pairs(clinic, OTHER_MEMBER) == []


def test_no_pair_crosses_institutions(clinic: Clinic, anna: UUID) -> None:
    clinic.take_in(patient("Keller", "Anna", birth_date=BORN, responsible_id=4), actor=ELSEWHERE)
    search(clinic)
    search(clinic, ELSEWHERE)
    assert pairs(clinic) == pairs(clinic, ELSEWHERE) == []
    assert found(clinic, ANNA, ELSEWHERE) == ["Keller, Anna"]


def test_afterwards_only_who_is_new_or_changed_is_looked_at(clinic: Clinic, anna: UUID, twice: UUID) -> None:
    search(clinic)
    assert len(pairs(clinic)) == 1
    edit(clinic, twice, family="Zimmermann", given="Beat", birth_date=date(1960, 1, 1), mobile="")
    search(clinic)
    assert pairs(clinic) == []
    clinic.take_in(patient("Keller", "Ana", birth_date=BORN, mobile="+41791234567"))
    edit(clinic, twice, family="Keller", given="Anna", birth_date=BORN, mobile="+41791234567")
    search(clinic)
    assert len(pairs(clinic)) == 3


def test_a_search_with_nothing_to_do_writes_nothing(clinic: Clinic, anna: UUID, twice: UUID) -> None:
    search(clinic)
    clinic.patients.chart(ADMINISTRATOR, anna)
    # The database is asked, because no watch tells of what a search writes.
    begun = "PRAGMA data_version" if clinic.database.engine.dialect.name == "sqlite" else WRITTEN
    with clinic.database.engine.connect() as watch:
        before = watch.exec_driver_sql(begun).scalar_one()
        search(clinic)
        assert watch.exec_driver_sql(begun).scalar_one() == before


def test_a_search_lets_no_desk_load_anew_and_a_change_beside_it_does(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    register = Register(clinic.database)
    register.wait_for_change(0)
    search(clinic)
    assert pairs(clinic)
    assert not register.wait_for_change(1)
    edit(clinic, anna, note="changed")
    search(clinic)
    assert register.wait_for_change(20)
    register.end_watch()


def test_weights_are_learnt_anew_when_the_register_has_doubled(
    clinic: Clinic, anna: UUID, twice: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doubles_search, "LEAST_PATIENTS", 40)

    def learnt() -> int:
        def read(connection: Connection) -> str:
            enter(connection, 1)
            return str(connection.scalar(select(tables.doubles_search.c.weights)))

        return from_json(clinic.database.system(read)).patients

    search(clinic)
    assert (learnt(), len(pairs(clinic))) == (32, 1)
    clinic.take_in(*others(60)[30:], patient("Xhaka", "Urs"), patient("Quadri", "Ivo", gender="M"))
    search(clinic)
    assert (learnt(), len(pairs(clinic))) == (64, 1)
    clinic.take_in(patient("Yilmaz", "Ece"))
    search(clinic)
    assert (learnt(), len(pairs(clinic))) == (64, 1)


def test_who_is_called_somebody_else_is_no_double_until_that_is_taken_back(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    service = Doubles(clinic.database)
    search(clinic)
    save = uuid4()
    for _ in range(2):  # the answer to the first was lost
        service.dismiss(MEMBER, save, twice, anna)
    assert pairs(clinic) == []
    assert service.of_patient(MEMBER, anna) == service.of_patient(MEMBER, twice) == ()
    assert [likely.uuid for likely in service.dismissed(MEMBER, anna)] == [twice]
    assert [likely.uuid for likely in service.dismissed(MEMBER, twice)] == [anna]
    edit(clinic, anna, note="changed, so it is compared again")
    search(clinic)
    assert pairs(clinic) == []
    service.recall(MEMBER, uuid4(), anna, twice)
    assert len(pairs(clinic)) == 1
    assert [likely.uuid for likely in service.of_patient(MEMBER, anna)] == [twice]
    assert service.dismissed(MEMBER, anna) == ()


def test_who_was_called_somebody_else_is_so_for_whom_the_profile_is_merged_into(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    service, merges = Doubles(clinic.database), Merges(clinic.database, "CH")
    (main,) = clinic.take_in(patient("Keller", "Anna", birth_date=BORN))
    service.dismiss(MEMBER, uuid4(), anna, twice)
    seen = merges.preview(MEMBER, main, [anna])
    versions = ((anna, seen.others[0].version),)
    form = proposed(seen.main.form, seen.choices)
    done = merges.merge(MEMBER, uuid4(), MergeInput(main, seen.main.version, versions, form))
    search(clinic)
    assert pairs(clinic) == []
    assert service.of_patient(MEMBER, main) == service.of_patient(MEMBER, twice) == ()
    assert [likely.uuid for likely in service.dismissed(MEMBER, main)] == [twice]
    assert [likely.uuid for likely in service.dismissed(MEMBER, twice)] == [main]
    plan = merges.plan_undo(MEMBER, done.uuid)
    merges.undo(MEMBER, uuid4(), done.uuid, plan.version)
    assert {likely.uuid for likely in service.of_patient(MEMBER, main)} == {anna, twice}
    merges.redo(MEMBER, uuid4(), done.uuid)
    service.recall(MEMBER, uuid4(), main, twice)
    assert [likely.uuid for likely in service.of_patient(MEMBER, main)] == [twice]
    assert service.dismissed(MEMBER, main) == ()


def test_what_was_said_of_a_pair_stands_in_the_history_of_both_and_in_the_trail(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    service = Doubles(clinic.database)
    service.dismiss(MEMBER, uuid4(), anna, twice)
    service.recall(MEMBER, uuid4(), anna, twice)
    numbers = {wanted: clinic.patients.chart(ADMINISTRATOR, wanted).chart_number for wanted in (anna, twice)}
    for mine, other in ((anna, twice), (twice, anna)):
        said = charts(clinic).history(MEMBER, mine)
        assert [change.action for change in said] == ["perhaps the same person", "not the same person"]
        assert {change.fields[0].after for change in said} == {str(numbers[other])}
    assert charts(clinic).last_change(MEMBER) is None
    ids = ids_of(clinic.database, [anna, twice])
    with clinic.database.engine.connect() as connection:
        enter(connection, 1)
        trail = connection.execute(
            select(tables.audit.c.patient_id).where(tables.audit.c.action == "not the same person")
        ).scalars()
        assert sorted(trail) == sorted(ids)


def test_what_two_desks_say_of_a_pair_stands_in_its_histories_once(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    service = Doubles(clinic.database)
    service.recall(MEMBER, uuid4(), anna, twice)
    assert charts(clinic).history(MEMBER, anna) == ()
    for actor in (MEMBER, ADMINISTRATOR):
        service.dismiss(actor, uuid4(), anna, twice)
    assert [change.action for change in charts(clinic).history(MEMBER, anna)] == ["not the same person"]
    for actor in (MEMBER, ADMINISTRATOR):
        service.recall(actor, uuid4(), twice, anna)
    said = [change.action for change in charts(clinic).history(MEMBER, anna)]
    assert said == ["perhaps the same person", "not the same person"]


def test_a_pair_of_whom_one_is_beyond_the_scope_is_not_judged(
    clinic: Clinic, anna: UUID, twice: UUID
) -> None:
    (theirs,) = clinic.take_in(patient("Keller", "Anna", birth_date=BORN, responsible_id=3))
    for verb in (Doubles(clinic.database).dismiss, Doubles(clinic.database).recall):
        for first, second in ((anna, theirs), (theirs, anna)):
            with pytest.raises(NotFound):
                verb(MEMBER, uuid4(), first, second)
        with pytest.raises(Invalid):
            verb(MEMBER, uuid4(), anna, anna)
    Doubles(clinic.database).dismiss(ADMINISTRATOR, uuid4(), anna, theirs)
    assert Doubles(clinic.database).dismissed(MEMBER, anna) == ()


def test_a_merged_profile_leaves_the_list(clinic: Clinic, anna: UUID, twice: UUID) -> None:
    search(clinic)
    main, other = ids_of(clinic.database, [anna, twice])
    with clinic.database.engine.begin() as connection:
        enter(connection, 1)
        connection.execute(
            update(tables.patient).where(tables.patient.c.id == other).values(merged_into_id=main)
        )
    assert pairs(clinic) == []


def test_two_desks_that_search_at_once_find_each_pair_once(clinic: Clinic, anna: UUID, twice: UUID) -> None:
    clinic.take_in(*others(60)[30:], *others(60)[30:])
    desks = [Doubles(clinic.database) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        for _ in range(40):
            shares = list(pool.map(lambda desk: desk.search_some(ADMINISTRATOR, 0.01), desks))
            if shares == [1, 1]:
                break
    search(clinic)
    assert len(pairs(clinic)) == 31
