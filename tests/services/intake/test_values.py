"""Genders and names are understood as the column and the script mean them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.forms import is_email
from dentui.domain.patients import Gender
from dentui.services.intake.values import Genders, is_phone, split_name, unwrapped


@pytest.mark.parametrize(
    ("word", "gender"),
    [
        ("m", Gender.MALE),
        ("W", Gender.FEMALE),
        ("weiblich", Gender.FEMALE),
        ("Herr", Gender.MALE),
        ("男", Gender.MALE),
        ("女", Gender.FEMALE),
        ("divers", Gender.OTHER),
        ("unbekannt", Gender.UNKNOWN),
        ("", Gender.UNKNOWN),
        ("zebra", None),
        ("1", None),
    ],
)
def test_words_for_genders_are_known_and_others_are_not_guessed(word: str, gender: Gender | None) -> None:
    assert Genders([word]).read(word) is gender


def test_figures_are_those_of_iso_5218_only_where_a_two_shows_it() -> None:
    assert [Genders(["1", "2", "0"]).read(text) for text in "120"] == [
        Gender.MALE,
        Gender.FEMALE,
        Gender.UNKNOWN,
    ]
    assert Genders(["0", "1"]).read("1") is None


def test_beside_an_h_an_m_is_a_woman() -> None:
    assert Genders(["H", "M"]).read("M") is Gender.FEMALE
    assert Genders(["H", "F", "M"]).read("M") is Gender.MALE


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Keller, Anna Maria", ("Keller", "Anna Maria")),
        ("Anna Keller", ("Keller", "Anna")),
        ("KELLER Anna", ("KELLER", "Anna")),
        ("Anna KELLER MEIER", ("KELLER MEIER", "Anna")),
        ("Anna Maria von der Heide", ("von der Heide", "Anna Maria")),
        ("王芳", ("王", "芳")),
        ("欧阳小明", ("欧阳", "小明")),
        ("欧阳明", ("欧阳", "明")),
        ("山田 太郎", ("山田", "太郎")),
        ("山田太郎", ("山田", "太郎")),
        ("김민준", ("김", "민준")),
        ("Madonna", ("Madonna", "")),
        (", Anna", ("", "Anna")),
    ],
)
def test_a_full_name_is_split_as_its_writing_says(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name, family_first=False) == parts


def test_where_the_family_name_comes_first_particles_belong_to_it() -> None:
    assert split_name("Keller Anna Maria", family_first=True) == ("Keller", "Anna Maria")
    assert split_name("von Arx Jürg", family_first=True) == ("von Arx", "Jürg")


@given(st.text(max_size=40), st.booleans())
def test_splitting_a_name_loses_no_letter(name: str, family_first: bool) -> None:
    name = " ".join(name.split())
    family, rest = split_name(name, family_first=family_first)
    letters = sorted(c for c in family + rest if c.isalnum())
    assert letters == sorted(c for c in name if c.isalnum())


def test_a_cell_that_was_kept_from_a_spreadsheet_is_unwrapped() -> None:
    assert unwrapped('="0123"') == "0123"
    assert unwrapped("=1+1") == "=1+1"


def test_phones_and_addresses_are_told_from_other_texts() -> None:
    assert is_phone("079 123 45 67")
    assert is_phone("13812345678")
    assert not is_phone("8001")
    assert is_email("anna@example.ch")
    assert not is_email("@anna")
