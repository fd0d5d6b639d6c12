"""The words of reports: each language has all of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from dentui.domain.findings import FindingKind, Severity, Surface, surface_word
from dentui.domain.patients import Gender
from dentui.domain.report_words import CHINESE, ENGLISH, WORDS, Words
from dentui.domain.reports import PLACED_TYPES, Language
from dentui.domain.teeth import TEETH, Numbering
from dentui.domain.views import View


def test_every_language_has_words() -> None:
    assert set(WORDS) == set(Language)


@pytest.mark.parametrize("words", WORDS.values())
def test_a_catalogue_has_every_key_and_no_empty_word(words: Words) -> None:
    for field in fields(Words):
        value: Any = getattr(words, field.name)
        reference: Any = getattr(ENGLISH, field.name)
        if isinstance(value, Mapping):
            assert set(value) == set(reference), field.name
            assert all(value.values()), field.name
        elif isinstance(value, tuple):
            assert len(value) == len(reference), field.name
            assert all(value), field.name
        else:
            assert value, field.name
        if isinstance(value, str):
            assert set(re.findall(r"{\w+}", value)) == set(re.findall(r"{\w+}", reference)), field.name
    assert set(words.kinds) == set(FindingKind)
    assert set(words.severities) == set(Severity)
    assert set(words.genders) == set(Gender)
    assert set(words.types) == set(PLACED_TYPES)
    assert set(words.views) == set(View) - {View.FREE, View.BACK}
    assert set(words.scores) == set("01234*X")


@pytest.mark.parametrize("words", WORDS.values())
def test_every_tooth_and_every_surface_has_a_name_of_its_own(words: Words) -> None:
    assert len({words.spoken(tooth) for tooth in TEETH}) == len(TEETH)
    called = {(surface_word(side, tooth), words.surface(side, tooth)) for side in Surface for tooth in TEETH}
    assert len(called) == len({name for _, name in called}) == 8


def test_chinese_has_no_english_in_it() -> None:
    said = [CHINESE.spoken(tooth) for tooth in TEETH]
    said += [*CHINESE.kinds.values(), *CHINESE.severities.values(), *CHINESE.scores.values()]
    assert not re.search("[A-Za-z]", "".join(said))


def test_teeth_dates_and_ages_are_told_in_each_language() -> None:
    assert ENGLISH.spoken(16) == "Upper right first molar"
    assert ENGLISH.spoken(85) == "Lower right second deciduous molar"
    assert (CHINESE.spoken(16), CHINESE.spoken(85)) == ("右上第一磨牙", "右下第二乳磨牙")
    assert (CHINESE.spoken(35), CHINESE.spoken(62)) == ("左下第二前磨牙", "左上乳侧切牙")
    assert ENGLISH.day(date(2026, 11, 9)) == "9 November 2026"
    assert CHINESE.day(date(2026, 11, 9)) == "2026年11月9日"
    assert (ENGLISH.years(1), ENGLISH.years(42), CHINESE.years(42)) == ("1 year", "42 years", "42岁")
    assert "Universal" in ENGLISH.of_numbering(Numbering.UNIVERSAL)
