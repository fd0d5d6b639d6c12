"""How probable it is that two profiles are one person."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.comparing import FIELDS, LEVELS, Compared, compare
from dentui.domain.doubles import LIKELY, PERHAPS
from dentui.domain.profiles import Person, person
from dentui.domain.reasons import reasons
from dentui.domain.weights import DEFAULT, DEFAULTS, Scorer, Weights, from_json, sensible

PATIENTS = 100_000
COMMON = {"anna": 900, "lea": 300, "lena": 300, "keller": 700, "peter": 500, "maria": 800}


def somebody(
    family: str = "Keller",
    called: str = "Anna",
    birth: date | None = date(1990, 3, 12),
    former: tuple[str, ...] = (),
    other: str = "",
    **values: str,
) -> Person:
    fields = {
        "gender": "F",
        "mobile": "+41791234567",
        "landline": "",
        "email": "",
        "id_number": "",
        "insurance_number": "",
        "address": "Seeweg 3, 8001 Zürich",
    }
    fields.update(values)
    names = ((family, called, other), *((name, "", "") for name in former))
    return person(
        names,
        birth,
        fields["gender"],
        fields["mobile"],
        fields["landline"],
        (),
        fields["email"],
        fields["id_number"],
        fields["insurance_number"],
        fields["address"],
    )


def compared(a: Person, b: Person) -> Compared:
    return compare(a, b, lambda word: COMMON.get(word, 0), PATIENTS)


def probability(a: Person, b: Person) -> float:
    return Scorer(DEFAULT, PATIENTS).score(compared(a, b), COMMON)


def why(a: Person, b: Person) -> tuple[str, ...]:
    pair = compared(a, b)
    return reasons(pair, Scorer(DEFAULT, PATIENTS).tells(pair, COMMON))


ANNA = somebody()
ALONE = somebody(mobile="", address="")
"""Only name, gender and date of birth."""


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (somebody(), "same name"),
        (somebody("Kelelr"), "family name but for a typing error"),
        (somebody(called="Anan"), "given name but for a typing error"),
        (somebody("Anna", "Keller"), "family and given name swapped"),
        (somebody(birth=date(1990, 12, 3)), "day and month of birth exchanged"),
        (somebody(birth=date(1990, 3, 21)), "two digits of the date of birth exchanged"),
        (somebody(birth=date(1990, 3, 13)), "date of birth but for one digit"),
        (somebody("Meier", former=("Keller",)), "former family name"),
        (somebody("Keller-Meier"), "part of the family name"),
        (somebody(called="Anna Maria"), "one of the given names"),
        (somebody(called="A."), "given name begins alike"),
        (somebody(mobile="+41791234576"), "phone but for one digit"),
        (somebody(mobile="0041 79 123 45 67"), "same phone"),
        (somebody("Kéller"), "family name but for accents"),
    ],
)
def test_one_person_entered_twice_is_a_likely_double_and_the_reason_is_said(
    other: Person, reason: str
) -> None:
    assert probability(ANNA, other) >= LIKELY
    assert reason in why(ANNA, other)


def test_a_name_in_han_and_its_pinyin_are_one_name() -> None:
    han, latin = somebody("张", "小明", mobile=""), somebody("Zhang", "Xiao Ming", mobile="", address="")
    assert probability(han, latin) >= LIKELY
    assert "pinyin of the name" in why(han, latin)


def test_names_in_scripts_that_cannot_be_compared_say_nothing() -> None:
    assert compared(somebody("张", "小明"), somebody("Иванов", "Иван")).levels[:3] == (0, 0, 0)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        pytest.param(somebody(called="Peter", gender="M", birth=date(1993, 7, 2)), ANNA, id="siblings"),
        pytest.param(somebody(called="Peter", gender="M"), ANNA, id="twins"),
        pytest.param(somebody(called="Maria"), ANNA, id="twin sisters"),
        pytest.param(
            somebody(called="Peter", gender="M", birth=date(1955, 4, 30)),
            somebody(called="Peter", gender="M", birth=date(1988, 9, 1)),
            id="father and son of one name",
        ),
        pytest.param(
            somebody(called="Peter", gender="M", birth=date(1989, 9, 1), email="kellers@example.org"),
            somebody(email="kellers@example.org"),
            id="spouses sharing phone and e-mail",
        ),
        pytest.param(
            somebody(mobile="", address=""),
            somebody(birth=date(1961, 8, 8), mobile="", address=""),
            id="namesakes",
        ),
    ],
)
def test_people_of_one_household_and_namesakes_are_no_likely_doubles(one: Person, two: Person) -> None:
    assert probability(one, two) < PERHAPS


def test_twins_whose_names_are_alike_are_no_likely_doubles() -> None:
    assert probability(somebody(called="Lea"), somebody(called="Lena")) < LIKELY


def test_a_common_name_says_less_than_a_rare_one() -> None:
    rare = somebody("Wolfeschlegel", mobile="", address=""), somebody("Wolfeschlegel", mobile="", address="")
    assert probability(*rare) > probability(ALONE, ALONE)


def test_nothing_is_told_of_who_has_nothing() -> None:
    nobody = person((("", "", ""),), None, "U", "", "", (), "", "", "", "")
    assert compared(nobody, nobody).levels == (0,) * len(FIELDS)
    assert probability(nobody, nobody) < 0.01


texts = st.one_of(
    st.text(max_size=12),
    st.sampled_from(("Anna", "Ana", "Keller", "Kelle", "张", "小明", "Zhang", "Müller", "von Arx", "")),
)
people = st.builds(
    lambda family, called, other, birth, gender, mobile, email, number, address, former: person(
        ((family, called, other), *((name, "", "") for name in former)),
        birth, gender, mobile, "", (), email, number, number[::-1], address,
    ),
    texts, texts, texts,
    st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2026, 1, 1))),
    st.sampled_from("FMOU"),
    st.text("0123456789+ ", max_size=14),
    st.one_of(st.text(max_size=10), st.emails()),
    st.text("0123456789ABC.", max_size=14),
    texts,
    st.lists(texts, max_size=2),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(people, people)
def test_it_does_not_matter_who_comes_first(a: Person, b: Person) -> None:
    assert compared(a, b) == compared(b, a)
    assert 0 <= probability(a, b) <= 1
    assert len(why(a, b)) <= 5


@settings(max_examples=100, deadline=None)
@given(people)
def test_everybody_is_like_themselves_unless_nothing_is_known(a: Person) -> None:
    levels = compared(a, a).levels
    assert all(level in (0, 1) for level in levels)


def test_weights_come_back_as_they_were_kept() -> None:
    assert from_json(DEFAULT.to_json()) == DEFAULT


@pytest.mark.parametrize("text", ["", "nonsense", "{}", "[]", '{"table": {}, "doubles": 1, "household": 1}'])
def test_weights_that_cannot_be_read_are_the_defaults(text: str) -> None:
    assert from_json(text) == DEFAULT


@settings(max_examples=100, deadline=None)
@given(
    st.floats(0, 1),
    st.floats(0, 1e9),
    st.lists(st.tuples(*[st.floats(0, 1)] * 3), min_size=10, max_size=10),
)
def test_no_weights_that_were_learnt_become_absurd(
    doubles: float, household: float, rows: list[tuple[float, float, float]]
) -> None:
    table = {field: tuple(rows[: len(LEVELS[field]) - 1]) for field in FIELDS}
    kept = sensible(Weights(table, doubles, household))
    for field in FIELDS:
        for row, usual in zip(kept.table[field], DEFAULTS[field], strict=True):
            assert (row[0] < row[2]) == (usual[0] < usual[2])
            assert all(0 < value < 1 for value in row)
    Scorer(kept, 1)
