"""Columns are recognised by name and by content, and a name that lies is not believed."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.services.intake.columns import Plan, recognise
from dentui.services.intake.fields import Field
from dentui.services.intake.reading import Row

TODAY = date(2026, 3, 1)
CONTENT = {
    Field.FAMILY: ["Keller", "O'Brien", "Müller", "王"],
    Field.GIVEN: ["Anna", "Séan", "Zoé", "芳"],
    Field.GENDER: ["f", "m", "w", "女"],
    Field.BIRTH_DATE: ["1985-04-13", "1959-02-28", "2012-09-30", "1970-01-01"],
    Field.MOBILE: ["079 123 45 67", "+41791234568", "0041 79 123 45 69", ""],
    Field.EMAIL: ["anna@example.ch", "", "zoe@example.ch", "sean@example.ie"],
    Field.INSURANCE_NUMBER: ["756.1234.5678.97", "756.9999.8888.77", "", "756.1111.2222.33"],
    Field.CHART_NUMBER: ["1", "2", "7", "12"],
    Field.NOTE: ["calls often", "", "x", "?"],
    Field.LAST_VISIT: ["2024-11-02", "", "2025-01-31", "2023-05-05"],
}
NAMES = {
    Field.FAMILY: ["Last name", "Nachname", "Nom de famille", "Cognome", "Apellidos", "姓"],
    Field.GIVEN: ["First name", "Vorname", "Prénom", "given_name", "Nombre de pila"],
    Field.GENDER: ["Sex", "Geschlecht", "Sexe", "性别"],
    Field.BIRTH_DATE: ["DOB", "Geburtsdatum", "Date de naissance", "出生日期"],
    Field.MOBILE: ["Mobile", "Natel", "Handy", "手机"],
    Field.EMAIL: ["E-mail", "Courriel", "邮箱"],
    Field.INSURANCE_NUMBER: ["AHV", "Insurance number", "医保卡号"],
    Field.CHART_NUMBER: ["Chart number", "Patientennummer", "病历号"],
    Field.NOTE: ["Note", "Bemerkungen", "备注"],
    Field.LAST_VISIT: ["Last visit", "Letzter Besuch", "Dernière visite"],
}


def plan_of(*table: list[str]) -> Plan:
    return recognise([Row(number, list(cells)) for number, cells in enumerate(table, 1)], TODAY)


def fields_of(*table: list[str]) -> list[Field | None]:
    return [column.field for column in plan_of(*table).columns]


@given(st.data())
@settings(deadline=None)
def test_any_choice_of_columns_in_any_order_and_language_is_recognised(data: st.DataObject) -> None:
    chosen = data.draw(st.permutations(list(CONTENT)))[: data.draw(st.integers(2, len(CONTENT)))]
    header = [data.draw(st.sampled_from(NAMES[field])) for field in chosen]
    rows = [[CONTENT[field][n] for field in chosen] for n in range(4)]
    assert fields_of(header, *rows) == chosen


@given(st.permutations([Field.GENDER, Field.BIRTH_DATE, Field.MOBILE, Field.EMAIL, Field.INSURANCE_NUMBER]))
@settings(deadline=None)
def test_without_a_header_the_content_decides(chosen: list[Field]) -> None:
    rows = [[CONTENT[field][n] for field in chosen] for n in range(4)]
    expected = [Field.PHONE if field is Field.MOBILE else field for field in chosen]
    assert fields_of(*rows) == expected
    assert plan_of(*rows).header_row == 0


def test_unknown_names_leave_the_word_to_the_content() -> None:
    header = ["Nachname", "Vorname", "Xyz", "Irgendwas", "Foo"]
    assert fields_of(header, ["Keller", "Anna", "anna@example.ch", "13.04.1985", "bar"]) == [
        Field.FAMILY,
        Field.GIVEN,
        Field.EMAIL,
        Field.BIRTH_DATE,
        None,
    ]


def test_a_header_in_an_unknown_language_is_no_patient() -> None:
    table = (
        ["Sukunimi", "Etunimi", "Syntynyt", "Puhelin"],
        ["Virtanen", "Aino", "13.4.1985", "+358401234567"],
        ["Korhonen", "Eero", "1.5.1960", "+358401234568"],
    )
    assert plan_of(*table).header_row == 1
    assert fields_of(*table) == [Field.FAMILY, Field.GIVEN, Field.BIRTH_DATE, Field.PHONE]


def test_a_header_that_lies_is_not_believed() -> None:
    plan = plan_of(
        ["Nachname", "Vorname", "Telefon", "Geburtsdatum"],
        ["Keller", "Anna", "anna@example.ch", "079 123 45 67"],
        ["Meier", "Peter", "peter@example.ch", "079 123 45 68"],
    )
    assert [column.field for column in plan.columns[2:]] == [Field.EMAIL, Field.PHONE]
    assert "but it holds e-mail addresses" in plan.columns[2].remark


def test_one_wrong_value_does_not_make_a_header_a_liar() -> None:
    assert fields_of(
        ["Name", "Date of birth"], ["A", "1990-01-01"], ["B", "b@example.ch"], ["C", "1991-01-01"]
    ) == [Field.FULL_NAME, Field.BIRTH_DATE]


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (["Name", "Vorname"], [Field.FAMILY, Field.GIVEN]),
        (["姓", "名"], [Field.FAMILY, Field.GIVEN]),
        (["姓", "名字"], [Field.FAMILY, Field.GIVEN]),
        (["Nome", "Cognome"], [Field.GIVEN, Field.FAMILY]),
        (["Name", "E-mail"], [Field.FULL_NAME, Field.EMAIL]),
        (["Full name", "Last name", "First name"], [None, Field.FAMILY, Field.GIVEN]),
    ],
)
def test_name_means_what_the_columns_beside_it_leave(header: list[str], fields: list[Field | None]) -> None:
    assert fields_of(header, ["Keller"] * len(header)) == fields


def test_titles_above_the_header_are_passed_over() -> None:
    plan = plan_of(
        ["Patient list of the practice", "", ""],
        [],
        ["Nachname", "Vorname", "Geburtsdatum"],
        ["Keller", "Anna", "13.04.1985"],
    )
    assert plan.header_row == 3
    assert "what is above was left out" in plan.remarks[0]


def test_dates_without_a_name_are_births_only_where_they_are_the_oldest() -> None:
    table = (
        ["Keller", "Anna", "2024-01-02", "1985-04-13"],
        ["Meier", "Peter", "2025-01-02", "1960-05-01"],
    )
    plan = plan_of(*table)
    assert [column.field for column in plan.columns] == [Field.FAMILY, Field.GIVEN, None, Field.BIRTH_DATE]
    assert plan.columns[2].remark == "it holds dates, and nothing says of what"


def test_the_first_of_two_birth_dates_is_taken_and_the_second_named() -> None:
    plan = plan_of(["Name", "DOB", "Birth date"], ["Keller", "1985-04-13", "1985-04-13"])
    assert plan.columns[2].field is None
    assert "column 2 is the date of birth already" in plan.columns[2].remark


@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8))
@settings(deadline=None)
def test_no_table_breaks_it(table: list[list[str]]) -> None:
    plan_of(*table)


def test_cells_made_to_be_slow_are_not() -> None:
    length = 100_000
    hostile = ["a@" + "a." * (length // 2) + " ", "(" * length, "1 " * (length // 2) + "x", "0" * length]
    started = time.process_time()
    plan_of(hostile, *[hostile] * 3)
    assert time.process_time() - started < 2
