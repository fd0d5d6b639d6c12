"""Who is found, and in which order, in both databases."""

from __future__ import annotations

from datetime import date, datetime
from random import Random
from typing import Any
from uuid import UUID

import pytest

from dentui.domain.finding import Filters, Find
from dentui.domain.patients import Gender, Mark
from dentui.store import indexing
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, OTHER_MEMBER, Clinic, at, patient, ticket, visit


def test_words_are_found_in_any_order_and_by_their_beginnings(clinic: Clinic) -> None:
    clinic.take_in(patient("Keller", "Anna"), patient("Kellermann", "Bruno"), patient("Meyer", "Anna"))
    assert clinic.names("kel") == ["Kellermann, Bruno", "Keller, Anna"]
    assert clinic.names("anna kel") == ["Keller, Anna"]
    assert clinic.names("keller a") == ["Keller, Anna"]
    assert clinic.names("eller") == []


def test_letters_without_accents_find_accented_ones(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Müller", "Zoë"),
        patient("Weiß", "Jörg"),
        patient("Łukasz", "Søren"),
        patient("Müllner", "Ivo"),
    )
    assert clinic.names("muller") == ["Müller, Zoë"]
    assert clinic.names("mueller zoe") == ["Müller, Zoë"]
    assert clinic.names("weiss") == ["Weiß, Jörg"]
    assert clinic.names("lukasz soren") == ["Łukasz, Søren"]


def test_pinyin_and_its_initials_find_chinese_names(clinic: Clinic) -> None:
    clinic.take_in(patient("张", "小明"), patient("欧阳", "娜"), patient("Zhang", "Peter"))
    assert clinic.names("zhang") == ["Zhang, Peter", "张小明"]
    assert clinic.names("zhangxiaoming") == ["张小明"]
    assert clinic.names("xiaoming zhang") == ["张小明"]
    assert clinic.names("zxm") == ["张小明"]
    assert clinic.names("ouyang") == ["欧阳娜"]
    assert clinic.names("张小") == ["张小明"]
    assert clinic.names("小明") == ["张小明"]


def test_digits_find_phones_however_they_are_typed(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Keller", "Anna", mobile="+41791234567"), patient("Meyer", "Beat", landline="+41442223344")
    )
    for typed in (
        "4567",
        "123",
        "079 123 45 67",
        "0791234567",
        "+41 79 123 45 67",
        "0041791234567",
        "79-123",
    ):
        assert clinic.names(typed) == ["Keller, Anna"], typed
    assert clinic.names("2223344 meyer") == ["Meyer, Beat"]
    assert clinic.names("7654") == []


def test_digits_of_an_input_method_find_and_are_found(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Old", "One", mobile="１２３４５６", id_number="Ｃ０１ Ｘ０００６", email="ｏｎｅ＠ｘ.org"),
        patient("New", "Two", landline="+41442223344", chart_number=4711, birth_date=date(1990, 3, 12)),
    )
    for typed in ("123456", "345", "１２３４５６", "c01x0006", "Ｃ０１Ｘ０００６", "one@x", "＠x.org"):
        assert clinic.names(typed) == ["Old, One"], typed
    for typed in (
        "０４４２２２３３４４",
        "＋４１４４２２２",
        "４７１１",
        "＃４７１１",
        "１２０３１９９０",
        "１２．３．１９９０",
    ):
        assert clinic.names(typed) == ["New, Two"], typed


def test_digits_that_stand_in_a_phone_but_not_in_a_row_do_not_find_it(clinic: Clinic) -> None:
    clinic.take_in(patient(mobile="+41791234123999"), patient("Right", "One", mobile="+41799934123"))
    page = clinic.patients.find(ADMINISTRATOR, Find("34123"))
    assert page.count == 2
    assert clinic.names("4123999") == ["Keller, Anna"]
    assert clinic.names("1234999") == []


def test_numbers_and_addresses_find_their_patient(clinic: Clinic) -> None:
    clinic.take_in(
        patient(
            email="anna.keller@example.ch",
            id_number="C01X-0006H",
            insurance_number="756.1234.5678.97",
            birth_date=date(1990, 3, 12),
            chart_number=4711,
        ),
        patient("Meyer", "Beat", birth_date=date(1991, 3, 12), chart_number=47),
    )
    for typed in (
        "anna.keller@example.ch",
        "anna.k",
        "@example",
        "c01x0006h",
        "756.1234.5678.97",
        "7561234567897",
        "12345678",
        "12031990",
        "12.03.1990",
        "1990-03-12",
        "19900312",
        "#4711",
        "4711",
    ):
        assert clinic.names(typed) == ["Keller, Anna"], typed


def test_old_names_and_phones_find_their_patient_and_say_so(clinic: Clinic) -> None:
    clinic.take_in(patient("Keller", "Anna", former_names=("Schmidt",), former_phones=("+41791112233",)))
    line = clinic.patients.find(ADMINISTRATOR, Find("schm")).lines[0]
    assert (line.name, line.why) == ("Keller, Anna", "formerly Schmidt")
    assert clinic.names("1112233") == ["Keller, Anna"]


@pytest.mark.parametrize(
    ("family", "given", "start"), [("张", "小明", 1), ("남", "하진", 1), ("欧阳", "娜", 2)]
)
def test_a_given_name_is_marked_where_no_space_parts_it_from_the_family_name(
    sqlite_clinic: Clinic, family: str, given: str, start: int
) -> None:
    sqlite_clinic.take_in(patient(family, given))
    (line,) = sqlite_clinic.patients.find(ADMINISTRATOR, Find(given)).lines
    assert line.marks == (Mark("name", start, start + len(given)),)


def test_the_part_behind_an_apostrophe_is_marked_where_it_was_found(sqlite_clinic: Clinic) -> None:
    sqlite_clinic.take_in(patient("D\u2019Angelo", "Anna"))
    for typed, start, end in (("ang", 2, 5), ("dang", 0, 5)):
        (line,) = sqlite_clinic.patients.find(ADMINISTRATOR, Find(typed)).lines
        assert line.marks == (Mark("name", start, end),)


@pytest.mark.parametrize("typed", ["*", "%", ":", '"', "'", "()", "_", "\\", "\x00", "\ud800", "🦷"])
def test_signs_alone_are_text_that_nobody_has(clinic: Clinic, typed: str) -> None:
    clinic.take_in(patient())
    assert clinic.names(typed) == []


@pytest.mark.parametrize(
    "typed", ["keller\x00x", "kell\ud800er", "@e\x00xam", "@e\ud800", "\ufffe\uffffabcd"]
)
def test_characters_that_no_database_takes_are_text_that_nobody_has(clinic: Clinic, typed: str) -> None:
    clinic.take_in(patient(email="anna@exam.ch"))
    assert clinic.names(typed) == []
    assert clinic.patients.count(ADMINISTRATOR, Find(typed)) == 0


def test_a_word_longer_than_an_index_takes_is_found_by_its_beginning(clinic: Clinic) -> None:
    letters = Random(1)
    long = "".join(letters.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(10_000))
    clinic.take_in(patient(long, "Anna", email=f"a@{long}", id_number=long, mobile="1234567" * 500))
    for typed in (long[:9], long, f"@{long}", long[500:700] + "1"):
        assert len(clinic.names(typed)) == (0 if typed.endswith("1") else 1), typed
    assert clinic.database.system(indexing.differences) == []


@pytest.mark.parametrize("year", [1, 999, 1900, 1969, 9999])
def test_visits_of_any_year_are_listed_filtered_and_walked(clinic: Clinic, year: int) -> None:
    clinic.take_in(
        *(patient("K", f"N{n}", records=(visit(at(year, 12, 31, 23, n % 60)),)) for n in range(400))
    )
    order = [line.uuid for line in clinic.patients.find(ADMINISTRATOR, Find(), 0, 1_000).lines]
    assert len(set(order)) == 400
    for row in (0, 1, 199, 200, 399):
        assert clinic.patients.find(ADMINISTRATOR, Find(), around=order[row], limit=10).at == row
        page = clinic.patients.find(ADMINISTRATOR, Find(), row, 3)
        assert [line.uuid for line in page.lines] == order[row : row + 3]
    assert len(clinic.names("", visited_from=date(year, 12, 31), visited_to=date(year, 12, 31))) == 400
    assert clinic.names("", visited_to=date(year, 12, 30)) == []
    records = clinic.patients.records(ADMINISTRATOR, order[0], date.min, date.max)
    assert [line.visiting_time.year for line in records] == [year]


@pytest.mark.parametrize(
    "typed", ["kel*", '"keller"', "keller: anna", "keller%", "NOT keller", "keller OR x"]
)
def test_signs_beside_words_steer_nothing(clinic: Clinic, typed: str) -> None:
    clinic.take_in(patient(), patient("Not", "Keller"))
    expected = {"NOT keller": ["Not, Keller"], "keller OR x": []}.get(typed)
    if expected is None:
        expected = ["Keller, Anna"] if "anna" in typed else ["Not, Keller", "Keller, Anna"]
    assert clinic.names(typed) == expected


def test_literal_matches_come_before_folded_ones_and_those_before_pinyin_ones(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Lian", "A", records=(visit(at(2020)),)),
        patient("Lian", "B", records=(visit(at(2021)),)),
        patient("Lían", "C", records=(visit(at(2024)),)),
        patient("连", "D", records=(visit(at(2025)),)),
    )
    assert clinic.names("lian") == ["Lian, B", "Lian, A", "Lían, C", "连, D"]
    assert clinic.names("li") == ["连, D", "Lían, C", "Lian, B", "Lian, A"]


def test_case_type_and_range_hold_for_one_and_the_same_record(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Both", "X", records=(visit(at(2025, 3), 10), visit(at(2020, 3), 11))),
        patient("One", "Y", records=(visit(at(2020, 3), 10),)),
    )
    assert clinic.names("", visited_from=date(2020, 3, 1), visited_to=date(2020, 3, 1)) == [
        "Both, X",
        "One, Y",
    ]
    in_2020: dict[str, Any] = {"visited_from": date(2020, 1, 1), "visited_to": date(2020, 12, 31)}
    assert clinic.names("", case_types=frozenset({10}), **in_2020) == ["One, Y"]
    assert clinic.names("", case_types=frozenset({10, 11}), **in_2020) == ["Both, X", "One, Y"]
    assert clinic.names("", case_types=frozenset({12})) == []


def test_both_ends_of_a_range_are_included(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Early", "X", records=(visit(at(2025, 3, 1, 0, 0)),)),
        patient("Late", "Y", records=(visit(at(2025, 3, 31, 23, 59)),)),
        patient("After", "Z", records=(visit(at(2025, 4, 1, 0, 0)),)),
    )
    assert clinic.names("", visited_from=date(2025, 3, 1), visited_to=date(2025, 3, 31)) == [
        "Late, Y",
        "Early, X",
    ]
    assert clinic.names("", visited_from=date(2025, 3, 31)) == ["After, Z", "Late, Y"]
    assert clinic.names("", visited_to=date(2025, 3, 1)) == ["Early, X"]


def test_genders_narrow_the_list(clinic: Clinic) -> None:
    clinic.take_in(
        patient("A", "X", gender="F"), patient("B", "Y", gender="M"), patient("C", "Z", gender="U")
    )
    assert clinic.names("", genders=frozenset({Gender.MALE, Gender.UNKNOWN})) == ["C, Z", "B, Y"]


def test_a_member_finds_only_own_patients_and_nobody_finds_another_institutions(clinic: Clinic) -> None:
    clinic.take_in(patient("Keller", "Hers"), patient("Keller", "His", responsible_id=3))
    clinic.take_in(patient("Keller", "Theirs", responsible_id=4), actor=ELSEWHERE)
    assert clinic.names("keller") == ["Keller, His", "Keller, Hers"]
    assert clinic.names("keller", MEMBER) == ["Keller, Hers"]
    assert clinic.names("", OTHER_MEMBER) == ["Keller, His"]
    assert clinic.names("keller", ELSEWHERE) == ["Keller, Theirs"]
    assert clinic.patients.count(MEMBER, Find("keller")) == 1


@pytest.mark.parametrize(
    "text", ["11.9.90", "11.09.1990", "11/9/90", "1990-9-11", "11 9 90", "keller 11 9 1990", "110990"]
)
def test_a_date_of_birth_is_found_as_forms_read_it(text: str, clinic: Clinic) -> None:
    clinic.take_in(patient(birth_date=date(1990, 9, 11)), patient("Other", birth_date=date(1990, 9, 12)))
    assert clinic.names(text) == ["Keller, Anna"]


def test_a_line_says_what_the_list_shows(clinic: Clinic) -> None:
    clinic.take_in(
        patient(
            mobile="+41791234567",
            birth_date=date(1990, 3, 12),
            records=(visit(at(2020), 10), visit(at(2024), 11), visit(at(2022), 10)),
            tickets=(ticket(), ticket("started"), ticket("completed")),
        )
    )
    line = clinic.patients.find(ADMINISTRATOR, Find()).lines[0]
    assert (line.phone, line.case_types, line.open_tickets) == (
        "+41791234567",
        ("orthodontics", "implant"),
        2,
    )
    assert line.last_visit == datetime(2024, 1, 1, 9, 30)


def test_a_patient_without_visits_stands_where_they_were_entered(clinic: Clinic) -> None:
    clinic.take_in(
        patient("Entered", "X", entered=at(2021)),
        patient("Seen", "Y", entered=at(2010), records=(visit(at(2022)),)),
        patient("Before", "Z", entered=at(2010), records=(visit(at(2020)),)),
        patient("Walked", "In", entered=at(2009), records=(visit(at(2009)),)),
    )
    lines = clinic.patients.find(ADMINISTRATOR, Find()).lines
    visits = {line.name: line.last_visit for line in lines}
    assert visits["Entered, X"] is None
    assert visits["Seen, Y"] == datetime(2022, 1, 1, 9, 30)
    assert visits["Walked, In"] == datetime(2009, 1, 1, 9, 30)
    assert [clinic.patients.chart(ADMINISTRATOR, line.uuid).last_visit for line in lines] == [
        *visits.values()
    ]
    assert clinic.names("") == ["Seen, Y", "Entered, X", "Before, Z", "Walked, In"]


def test_the_window_is_laid_around_a_patient(clinic: Clinic) -> None:
    uuids = clinic.take_in(*(patient("Keller", f"N{n:03}") for n in range(300)))
    wanted: UUID = uuids[100]
    page = clinic.patients.find(ADMINISTRATOR, Find("keller"), limit=20, around=wanted)
    assert page.at == 199
    assert page.row_of(wanted) == 199
    assert page.first == 189
    nobody = clinic.patients.find(
        ADMINISTRATOR, Find("keller", Filters(genders=frozenset({Gender.MALE}))), around=wanted
    )
    assert (nobody.at, nobody.count) == (None, 0)


def test_two_thousand_entered_by_one_import_are_walked_in_order(clinic: Clinic) -> None:
    together = at(2024, 5, 5)
    clinic.take_in(
        *(patient("Import", f"N{n:04}", entered=together) for n in range(2_000)),
        patient("Before", "X", entered=together - 60, records=(visit(together - 60),)),
        patient("After", "Y", entered=together, records=(visit(together + 60),)),
    )
    names = [
        line.name
        for first in range(0, 2_002, 77)
        for line in clinic.patients.find(ADMINISTRATOR, Find(), first, 77).lines
    ]
    assert names == ["After, Y", *(f"Import, N{n:04}" for n in range(1_999, -1, -1)), "Before, X"]
