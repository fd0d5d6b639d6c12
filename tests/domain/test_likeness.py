"""Typing errors between two texts, and names that sound the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dentui.domain.likeness import distance, one_digit, sound


def plainly(a: str, b: str) -> int:
    """The restricted Damerau-Levenshtein distance, as its definition has it."""
    rows = [[max(i, j) if not i * j else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            rows[i][j] = min(
                rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a[i - 1] != b[j - 1])
            )
            if i > 1 and j > 1 and (a[i - 1], a[i - 2]) == (b[j - 2], b[j - 1]):
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 4))
def test_errors_are_counted_up_to_as_many_as_are_wanted(a: str, b: str, most: int) -> None:
    assert distance(a, b, most) == min(plainly(a, b), most + 1)


@given(st.text(max_size=20), st.text(max_size=20))
def test_it_does_not_matter_which_comes_first(a: str, b: str) -> None:
    assert distance(a, b, 2) == distance(b, a, 2)


@pytest.mark.parametrize(
    "names",
    [
        ("meier", "maier", "mayr", "meyer", "mayer"),
        ("stefan", "stephan"),
        ("schmid", "schmidt", "schmitt"),
        ("katharina", "catarina"),
    ],
)
def test_names_that_sound_alike_have_one_sound(names: tuple[str, ...]) -> None:
    assert len({sound(name) for name in names}) == 1


def test_other_names_sound_otherwise() -> None:
    names = ("keller", "koller", "meier", "weber", "anna", "anton", "maria", "marco", "lea", "lena")
    assert len({sound(name) for name in names}) == len(names)


def test_one_digit_is_wrong() -> None:
    assert one_digit("791234567", "791234576")
    assert one_digit("791234567", "791234568")
    assert one_digit("791234567", "79123456")
    assert not one_digit("791234567", "791234567")
    assert not one_digit("791234567", "791243576")
