"""Phones, addresses and numbers of invented patients."""

from __future__ import annotations

import re
from datetime import date
from random import Random

import phonenumbers
import pytest

from dentui.services.demo import contacts
from dentui.services.demo.clinic import Clinic
from dentui.services.demo.contacts import COUNTRIES
from dentui.services.demo.names import cultures


@pytest.mark.parametrize("country", COUNTRIES)
def test_telephone_numbers_are_of_valid_ranges_of_their_country(country: str) -> None:
    draw = Random(country).random
    for _ in range(300):
        mobile = phonenumbers.parse(contacts.mobile(COUNTRIES[country], draw))
        assert phonenumbers.is_valid_number(mobile), mobile
        assert phonenumbers.number_type(mobile) == phonenumbers.PhoneNumberType.MOBILE
        landline = phonenumbers.parse(contacts.landline(COUNTRIES[country], draw))
        assert phonenumbers.is_valid_number(landline), landline
        assert phonenumbers.region_code_for_number(landline) in {country, "GG"}


def test_every_phone_of_a_clinic_is_in_e164() -> None:
    for patient in Clinic(3_000, 1, date(2026, 11, 22))(1, 0, 500):
        for phone in (patient.mobile, patient.landline, *patient.former_phones):
            assert not phone or re.fullmatch(r"\+[1-9]\d{9,13}", phone)


def test_insurance_numbers_have_their_check_digit() -> None:
    draw = Random(1).random
    for _ in range(300):
        number = contacts.insurance_number(draw)
        assert re.fullmatch(r"756\.\d{4}\.\d{4}\.\d{2}", number)
        digits = [int(c) for c in number if c.isdigit()]
        assert sum(d * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10 == 0


def test_chinese_identity_numbers_have_birth_date_gender_and_check() -> None:
    number = contacts.chinese_id(date(1990, 3, 12), "M", lambda: 0.5)
    assert number[6:14] == "19900312"
    assert int(number[16]) % 2 == 1
    assert int(contacts.chinese_id(date(1990, 3, 12), "F", lambda: 0.5)[16]) % 2 == 0
    # GB 11643 (ISO 7064, MOD 11-2)
    weights = [2**place % 11 for place in range(17, -1, -1)]
    values = [10 if c == "X" else int(c) for c in number]
    assert sum(v * w for v, w in zip(values, weights, strict=True)) % 11 == 1


def test_e_mail_addresses_are_plain() -> None:
    draw = Random(2).random
    for culture in cultures().values():
        for family, given in zip(culture.latin_families, culture.latin_women, strict=False):
            assert re.fullmatch(r"[a-z0-9.]+@[a-z0-9.-]+", contacts.email(family, given, ("gmx.ch",), draw))


@pytest.mark.parametrize("country", [*COUNTRIES, "nowhere"])
def test_addresses_are_one_line(country: str) -> None:
    address = contacts.address(country, Random(3).random)
    assert len(address.splitlines()) == 1
    assert any(c.isdigit() for c in address)
