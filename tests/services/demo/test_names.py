"""Names of many languages."""

from __future__ import annotations

import pytest

from dentui.domain.folding import words
from dentui.services.demo.names import cultures
from dentui.services.demo.patients import MIX


def test_every_language_of_the_mix_has_names() -> None:
    assert set(MIX) == set(cultures())


@pytest.mark.parametrize("name", MIX)
def test_the_lists_of_a_language_fit_together(name: str) -> None:
    culture = cultures()[name]
    assert len(culture.families) == len(culture.feminine) == len(culture.latin_families) > 25
    assert len(culture.women) == len(culture.latin_women) > 10
    assert len(culture.men) == len(culture.latin_men) > 10
    assert len(set(culture.families)) == len(culture.families)
    assert all(words(written) for written in (*culture.families, *culture.women, *culture.men))
    assert all(latin.isascii() for latin in (*culture.latin_families, *culture.latin_women))


@pytest.mark.parametrize(
    ("language", "man", "woman"),
    [
        ("polish", "Kowalski", "Kowalska"),
        ("polish", "Nowak", "Nowak"),
        ("czech", "Novák", "Nováková"),
        ("czech", "Černý", "Černá"),
        ("czech", "Svoboda", "Svobodová"),
        ("cyrillic", "Иванов", "Иванова"),
        ("cyrillic", "Чайковский", "Чайковская"),
        ("cyrillic", "Шевченко", "Шевченко"),
        ("german", "Keller", "Keller"),
    ],
)
def test_a_woman_bears_the_feminine_form(language: str, man: str, woman: str) -> None:
    culture = cultures()[language]
    assert culture.feminine[culture.families.index(man)] == woman


@pytest.mark.parametrize(
    ("language", "family", "latin"),
    [("german", "Müller", "mueller"), ("cyrillic", "Щербаков", "scherbakov"), ("chinese", "欧阳", "ouyang")],
)
def test_a_name_has_a_form_for_e_mail(language: str, family: str, latin: str) -> None:
    culture = cultures()[language]
    assert culture.latin_families[culture.families.index(family)] == latin
