"""Who is compared with somebody: found by the index alone, and never too many."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from dentui.domain.profiles import Person, person
from dentui.domain.terms import Findable, terms_of
from dentui.store.blocking import NAMESAKES, blocks_of, candidates, mistaken

BORN = date(1990, 3, 12)


def somebody(
    family: str = "",
    given: str = "",
    birth: date | None = None,
    mobile: str = "",
    email: str = "",
    number: str = "",
) -> Person:
    return person(((family, given, ""),), birth, "F", mobile, "", (), email, number, "", "")


def index(*patients: tuple[str, str, date | None, str, str, str]) -> dict[str, BitMap]:
    """The sets of an index with these patients, from number 1 on: names, birth, phone, e-mail, ID."""
    sets: dict[str, BitMap] = {}
    for number, (family, called, birth, phone, email, identity) in enumerate(patients, 1):
        findable = Findable(
            ((family, called, ""),), (phone,) if phone else (), email, identity, "", birth, "F", 1, 0, 0, ()
        )
        for term in terms_of(findable):
            sets.setdefault(term, BitMap()).add(number)
    return sets


ANNA = ("Keller", "Anna", BORN, "+41791234567", "anna.keller@example.org", "E1234567")


@pytest.mark.parametrize(
    "asked",
    [
        somebody("Keller", "Anna"),
        somebody("Anna", "KELLER"),
        somebody("Someone", "Else", BORN),
        somebody("Kel", "A", date(1990, 12, 3)),
        somebody("Kelelr", "Maria", date(1990, 3, 21)),
        somebody("Huber", "Ann", date(1991, 3, 12)),
        somebody(mobile="079 123 45 67"),
        somebody(mobile="079 123 45 99"),
        somebody(mobile="078 723 45 67"),
        somebody(email="anna.keller@example.org"),
        somebody(number="E 123.4567"),
    ],
)
def test_whoever_shares_something_telling_is_compared(asked: Person) -> None:
    assert 1 in candidates(blocks_of(asked), index(ANNA), BitMap([1]), 10)


@pytest.mark.parametrize(
    "asked",
    [
        somebody("Huber", "Max"),
        somebody("Keller"),
        somebody("Huber", "Max", date(1990, 12, 3)),
        somebody("Keller", "Max", date(1990, 11, 3)),
        somebody(mobile="079 999 99 67"),
        somebody(email="a.keller@example.org"),
        somebody(number="E7654321"),
    ],
)
def test_whoever_shares_nothing_telling_is_not(asked: Person) -> None:
    assert not candidates(blocks_of(asked), index(ANNA), BitMap([1]), 10)


def test_quickly_a_mistaken_day_needs_a_whole_name() -> None:
    day = date(1990, 12, 3)
    for asked, there in ((somebody("Kelelr", "Anna", day), True), (somebody("Kelelr", "Ana", day), False)):
        blocks = blocks_of(asked, quick=True)
        assert bool(candidates(blocks, index(ANNA), BitMap([1]), 10)) == there
        assert not [term for term in blocks.terms() if term[0] in "FP" and len(term) < 4]


def test_nobody_beyond_the_scope_is_compared() -> None:
    assert not candidates(blocks_of(somebody("Keller", "Anna", BORN)), index(ANNA), BitMap([2]), 10)


def test_of_a_name_that_many_have_only_those_are_compared_who_share_more() -> None:
    many = [("Keller", "Anna", date(1900 + n, 1, 1), "", "", "") for n in range(NAMESAKES + 5)]
    sets = index(ANNA, *many)
    base = BitMap(range(1, 200))
    assert candidates(blocks_of(somebody("Keller", "Anna", BORN)), sets, base, 100) == BitMap([1])
    assert not candidates(blocks_of(somebody("Keller", "Anna")), sets, base, 100)


def test_however_many_share_a_day_no_more_than_are_wanted_are_compared_the_telling_first() -> None:
    crowd = [("Keller", f"A{n}", BORN, "", "", "") for n in range(300)]
    sets = index(*crowd, ANNA)
    found = candidates(blocks_of(somebody("Keller", "Anna", BORN)), sets, BitMap(range(1, 400)), 20)
    assert len(found) == 20
    assert 301 in found


def test_likely_mistakes_of_a_day_are_days() -> None:
    assert {"19901203", "19900321", "19901312"} & mistaken("19900312") == {"19901203", "19900321"}
    assert "19900312" not in mistaken("19900312")
    assert len(mistaken("19900312")) < 60


texts = st.one_of(st.text(max_size=3_000), st.text("ab ", min_size=500, max_size=3_000))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(texts, texts, texts), min_size=1, max_size=30),
    st.one_of(st.none(), st.dates()),
    texts,
    texts,
    texts,
)
def test_whatever_is_typed_few_sets_are_asked_for(
    names: list[tuple[str, str, str]], birth: date | None, phone: str, email: str, number: str
) -> None:
    asked = person(names, birth, "F", phone, phone, (phone,) * 50, email, number, number, number)
    terms = blocks_of(asked).terms()
    assert len(terms) < 1_500
    assert "" not in terms
    for term in terms:
        assert "\x00" not in term
        term.encode()
