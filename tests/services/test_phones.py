"""Telephone numbers are brought into one form, fast, and exactly as phonenumbers would."""

import random
import subprocess
import sys

import phonenumbers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dentui.domain.folding import half_width
from dentui.services import phones
from dentui.services.phones import is_landline, normalise, spoiled_by_spreadsheet

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
DESKS = ["CH", "DE", "AT", "FR", "IT", "ES", "GB", "US", "CN", "BR", "AR", "MX", "RU", "KZ", "GG", "VA", "JP"]


def by_phonenumbers(text: str, country: str) -> str | None:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def fast(text: str, country: str) -> str | None:
    digits = text.translate(phones._SEPARATORS)
    return phones._international(digits[1:]) if digits[:1] == "+" else phones._national(digits, country)


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("079 123 45 67", "CH", "+41791234567"),
        ("+41 (0)79 123 45 67", "CH", "+41791234567"),
        ("0041791234567", "CH", "+41791234567"),
        ("791234567", "CH", "+41791234567"),
        ("41791234567", "CH", "+41791234567"),
        ("044/123 45 67", "CH", "+41441234567"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("138 1234 5678", "CN", "+8613812345678"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("+1 650 253 0000", "CH", "+16502530000"),
        ("\u0660\u0667\u0669 123 45 67", "CH", "+41791234567"),
    ],
)
def test_a_number_comes_out_in_one_form_however_it_was_written(
    written: str, country: str, number: str
) -> None:
    assert normalise(written, country) == number


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  079 123  45 ", "079 123 45"),
        ("079 123 45 67 (mother)", "079 123 45 67 (mother)"),
        ("mother: 079 123 45 67", "mother: 079 123 45 67"),
        ("044 123 45 67 ext. 12", "044 123 45 67 ext. 12"),
        ("079 123 45 67 / 044 123 45 67", "079 123 45 67 / 044 123 45 67"),
        ("++41791234567", "++41791234567"),
        ("", ""),
        ("?", "?"),
        ("117", "117"),
        ("+999123456789", "+999123456789"),
    ],
)
def test_what_is_not_a_valid_number_alone_stays_as_it_was_given(written: str, kept: str) -> None:
    assert normalise(written, "CH") == kept


def test_an_unknown_country_still_takes_international_numbers() -> None:
    assert normalise("+41 79 123 45 67", "XX") == "+41791234567"
    assert normalise("079 123 45 67", "XX") == "079 123 45 67"


def written_numbers(count: int) -> list[tuple[str, str]]:
    """Example numbers of every region and random digits, written in many ways, and a desk's country."""
    chance = random.Random(20)
    kinds = (0, 1, 2, 3, 4, 6, 7, 8, 9, 10)
    written: list[tuple[str, str]] = []
    while len(written) < count:
        region = chance.choice(REGIONS)
        sample = phonenumbers.example_number_for_type(region, chance.choice(kinds))
        national = phonenumbers.national_significant_number(sample) if sample else ""
        if not national or chance.random() < 0.3:
            national = str(chance.randrange(10 ** chance.randrange(4, 13)))
        changed = list(national)
        for _ in range(chance.randrange(4)):
            changed[chance.randrange(len(changed))] = chance.choice("0123456789")
        national = "".join(changed)
        code = str(phonenumbers.country_code_for_region(region))
        starts = ["", "0", "00" + code, "+" + code, "+" + code + "0", code, "8", "1", "011" + code]
        start = chance.choice(starts)
        middle = chance.choice(["", " ", "-", "/", "."])
        text = start + middle + national[:3] + middle + national[3:]
        written.append((text, chance.choice([region, *DESKS])))
    return written


def test_the_fast_way_says_what_phonenumbers_says_for_thousands_of_numbers() -> None:
    decided = 0
    for text, country in written_numbers(12_000):
        quick = fast(text, country)
        if quick is not None:
            decided += 1
            assert quick == by_phonenumbers(text, country), (text, country)
        else:
            assert normalise(text, country) == (by_phonenumbers(text, country) or " ".join(text.split()))
    assert decided > 1_000


@pytest.mark.parametrize("country", ["CH", "DE", "CN", "GB", "IT"])
def test_plain_numbers_of_a_country_never_need_the_slow_way(country: str) -> None:
    for kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE):
        sample = phonenumbers.example_number_for_type(country, kind)
        assert sample is not None
        number = phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.E164)
        assert fast(number, "US") == number
        national = phonenumbers.format_number(sample, phonenumbers.PhoneNumberFormat.NATIONAL)
        if not (country == "CN" and national.startswith("0")):
            assert fast(national, country) == number


@given(st.text(alphabet="0123456789+ -./()x#;*\u00a0\uff0b\n", max_size=24), st.sampled_from(DESKS))
@example("+" * 300, "CH")
@example("0" * 300, "CH")
def test_no_text_breaks_it_and_a_number_that_is_in_form_stays(text: str, country: str) -> None:
    once = normalise(text, country)
    assert normalise(once, country) == once
    if once.startswith("+") and once != " ".join(half_width(text).split()):
        assert by_phonenumbers(text, country) == once


def test_landlines_and_mobiles_are_told_apart_where_the_country_does() -> None:
    assert is_landline("+41441234567") is True
    assert is_landline("+41791234567") is False
    assert is_landline("+16502530000") is None
    assert is_landline("044 123") is None


def test_a_number_that_a_spreadsheet_rounded_is_known() -> None:
    assert spoiled_by_spreadsheet("4.17912E+10")
    assert spoiled_by_spreadsheet("4,17912E+10")
    assert not spoiled_by_spreadsheet("+41791234567")


def test_phonenumbers_is_loaded_only_when_a_number_is_looked_at() -> None:
    script = "import sys, dentui.services.phones; sys.exit('phonenumbers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
