"""What a find text tells of a patient who was not found."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.patients import PatientInput
from dentui.domain.prefill import prefill

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "family", "given_name"),
    [
        ("keller anna", "Keller", "Anna"),
        ("Keller, Anna", "Keller", "Anna"),
        ("keller,anna maria", "Keller", "Anna Maria"),
        ("Keller Anna Maria", "Keller", "Anna Maria"),
        ("von gunten", "von Gunten", ""),
        ("von gunten peter", "von Gunten", "Peter"),
        ("de la cruz, juan", "de la Cruz", "Juan"),
        ("meier-müller eva", "Meier-Müller", "Eva"),
        ("McDonald ronald", "McDonald", "Ronald"),
        ("O'Brien [/b]", "O'Brien", "[/b]"),
        ("o'brien", "O'brien", ""),
        ("王小明", "王", "小明"),
        ("王明", "王", "明"),
        ("王 小明", "王", "小明"),
        ("éric", "Éric", ""),
        (", anna", "", "Anna"),
        ("keller,", "Keller", ""),
        ("", "", ""),
        ("...", "", ""),
    ],
)
def test_a_name_is_family_first_or_what_stands_before_a_comma(
    text: str, family: str, given_name: str
) -> None:
    assert prefill(text, TODAY) == PatientInput(family=family, given=given_name)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("12031990", PatientInput(birth_date=date(1990, 3, 12))),
        ("05061985", PatientInput(birth_date=date(1985, 6, 5))),
        ("12 03 1990", PatientInput(birth_date=date(1990, 3, 12))),
        ("041 20121990", PatientInput(mobile="041 20121990")),
        ("keller 12.03.1990", PatientInput(family="Keller", birth_date=date(1990, 3, 12))),
        ("079 123 45 67", PatientInput(mobile="079 123 45 67")),
        ("+41 79 123 45 67", PatientInput(mobile="+41 79 123 45 67")),
        ("keller anna 0791234567", PatientInput(family="Keller", given="Anna", mobile="0791234567")),
        ("anna@example.org", PatientInput(email="anna@example.org")),
        ("keller anna@example.org", PatientInput(family="Keller", email="anna@example.org")),
        ("4711", PatientInput()),
        ("99999999", PatientInput()),
        ("31022026", PatientInput()),
    ],
)
def test_numbers_and_addresses_go_where_they_belong(text: str, form: PatientInput) -> None:
    assert prefill(text, TODAY) == form


@pytest.mark.parametrize("text", ["12.03.1990 079 123 45 67", "079 123 45 67 12.03.1990"])
def test_a_birth_date_and_a_telephone_number_are_told_apart(text: str) -> None:
    assert prefill(text, TODAY) == PatientInput(birth_date=date(1990, 3, 12), mobile="079 123 45 67")


@given(st.text(max_size=60))
def test_any_text_gives_a_form_and_no_error(text: str) -> None:
    form = prefill(text, TODAY)
    assert form.birth_date is None or form.birth_date <= TODAY
    assert form.gender is None
