"""What forms keep, mend and refuse, whatever was typed or pasted into them."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dentui.domain import forms
from dentui.domain.folding import half_width
from dentui.domain.forms import LIMITS, SEVERAL_LINES, WORDS, checked, is_correction, tidy
from dentui.domain.patients import Gender, PatientInput
from dentui.errors import Invalid
from tests.working import form

TODAY = date(2026, 11, 25)

anything = st.text(st.characters(), max_size=60)
"""Halves of characters too: a paste can bring them."""
short = st.text(st.characters(), max_size=5)
words = st.text(st.characters(categories=["L"]), min_size=1, max_size=20)


@given(anything, st.booleans())
def test_tidied_text_goes_into_any_database_and_stays_as_it_is(text: str, lines: bool) -> None:
    kept = tidy(text, several_lines=lines)
    kept.encode("utf-8")
    assert {unicodedata.category(c) for c in kept.replace("\n", "")}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert tidy(kept, several_lines=lines) == kept
    assert lines or "\n" not in kept
    assert all(line == " ".join(line.split()) for line in kept.split("\n"))


@given(anything)
def test_no_letter_is_lost_and_no_words_grow_together(text: str) -> None:
    kept = tidy(text)

    def letters(of: str) -> list[str]:
        return [c for c in of if unicodedata.category(c)[0] in "LMNPS"]

    assert letters(kept) == letters(text)
    assert kept.split() == [tidy(word) for word in text.split() if tidy(word)]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna \t Maria ", "Anna Maria"),
        ("Anna\u00a0Maria", "Anna Maria"),
        ("张\u3000伟", "张 伟"),
        ("Anna\rMaria", "Anna Maria"),
        ("Anna\u2028Maria", "Anna Maria"),
        ("a\x00b\x1b[31mc\x7f", "ab[31mc"),
        ("\ud800Keller\udfff", "Keller"),
        ("\u202eKeller\u200b", "Keller"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("\U0003134f", "\U0003134f"),
        ("\x00\ud800 ", ""),
    ],
)
def test_what_no_keyboard_means_goes_and_spaces_of_any_kind_stay_spaces(typed: str, kept: str) -> None:
    assert tidy(typed) == kept


def test_lines_stay_where_a_field_has_several() -> None:
    assert tidy("Rue 1\r\n\r\n Bern \n", several_lines=True) == "Rue 1\n\nBern"
    assert tidy("Rue 1\r\nBern") == "Rue 1 Bern"


@given(st.fixed_dictionaries(dict.fromkeys(LIMITS, anything)), st.sampled_from(Gender))
def test_a_form_is_kept_tidy_or_refused_at_a_field(values: dict[str, str], gender: Gender) -> None:
    typed = replace(PatientInput(gender=gender), **values)  # type: ignore[arg-type]
    refused = None
    if values["email"] and not forms.is_email(tidy(half_width(values["email"]))):
        refused = "email" if tidy(values["email"]) else None
    for phone in ("landline", "mobile"):
        if tidy(values[phone]) and not any("0" <= c <= "9" for c in half_width(values[phone])):
            refused = phone
    if not tidy(values["family"]) and not tidy(values["given"]):
        refused = "family"
    if refused:
        with pytest.raises(Invalid) as told:
            checked(typed, TODAY)
        assert told.value.field == refused
        return
    kept = checked(typed, TODAY)
    assert checked(kept, TODAY) == kept
    for name in LIMITS:
        typed_there = half_width(values[name]) if name in forms.NUMBERS else values[name]
        assert getattr(kept, name) == tidy(typed_there, several_lines=name in SEVERAL_LINES)


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_too_long_is_refused_and_never_cut(name: str) -> None:
    if name == "email":
        return
    most, letter = LIMITS[name], "7" if name in ("mobile", "landline") else "x"
    assert len(getattr(checked(form(**{name: letter * most}), TODAY), name)) == most
    with pytest.raises(Invalid, match=WORDS[name]) as told:
        checked(form(**{name: letter * (most + 1)}), TODAY)
    assert told.value.field == name
    assert letter * 2 not in str(told.value)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"family": "", "given": ""}, "family"),
        ({"family": "\x00\ud800", "given": " "}, "family"),
        ({"gender": None}, "gender"),
        ({"birth_date": TODAY + timedelta(days=1)}, "birth_date"),
        ({"email": "anna"}, "email"),
        ({"email": "a b@example.org"}, "email"),
        ({"email": "a@example.org, b@example.org"}, "email"),
        ({"email": "a" * 250 + "@example.org"}, "email"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as told:
        checked(replace(form(), **wrong), TODAY)  # type: ignore[arg-type]
    assert told.value.field == field


def test_a_family_or_a_given_name_alone_is_a_name() -> None:
    assert checked(form("", "Ronaldo"), TODAY).given == "Ronaldo"
    assert checked(form("Keller", ""), TODAY).family == "Keller"


def test_what_was_there_before_is_neither_mended_nor_refused() -> None:
    was = form(email="no address", note="a\u00a0 b", birth_date=TODAY + timedelta(days=9))
    assert checked(replace(was, allergies=" Latex "), TODAY, was) == replace(was, allergies="Latex")


@given(words, words)
def test_mended_is_mended_both_ways(old: str, new: str) -> None:
    assert is_correction(old, new) == is_correction(new, old)


@given(words)
def test_nothing_changed_is_mended(text: str) -> None:
    assert is_correction(text, text.swapcase()) or text.casefold() != text.swapcase().casefold()


@given(words, st.data())
def test_one_slip_of_the_finger_in_a_longer_name_is_mended(text: str, data: st.DataObject) -> None:
    assume(len(text.casefold()) == len(text) >= 5)
    at = data.draw(st.integers(0, len(text) - 2))
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + "x" + text[at:],
        text[:at] + "x" + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    assert all(is_correction(text, slip) for slip in slips)


@pytest.mark.parametrize(
    ("old", "new", "mended"),
    [
        ("Keller", "Kelller", True),
        ("Schwarzenberger", "Schwarzenbreger", True),
        ("Schwarzenberger", "Schwartzenberg", False),
        ("Meyer", "Weber", False),
        ("Li", "Lu", False),
        ("Anna", "Anne", True),
        ("Keller", "Huber", False),
        ("+41791234567", "+41791234576", True),
        ("+41791234567", "+41798887766", False),
        ("", "Anna", False),
    ],
)
def test_a_slip_and_another_name_are_told_apart(old: str, new: str, mended: bool) -> None:
    assert is_correction(old, new) is mended


def test_every_field_of_the_form_has_a_word() -> None:
    assert set(LIMITS) | {"gender", "birth_date", "responsible_id"} <= set(WORDS)
    assert forms.required("family")
    assert not forms.required("given")
