"""Teeth: numbers there and back, places, and words."""

from __future__ import annotations

import pytest

from dentui.domain.teeth import (
    LOWER,
    PERMANENT,
    ROWS,
    TEETH,
    UPPER,
    UPPER_DECIDUOUS,
    Jaw,
    Numbering,
    ToothKind,
    between,
    can_become,
    deciduous,
    in_arch_order,
    jaw,
    kind,
    listed,
    neighbours,
    opposite,
    place,
    quadrant,
    read_tooth,
    row,
    spoken,
    together,
    written,
)
from dentui.errors import Invalid


def test_a_chart_is_read_from_the_patients_right_to_the_left() -> None:
    assert UPPER == (18, 17, 16, 15, 14, 13, 12, 11, 21, 22, 23, 24, 25, 26, 27, 28)
    assert LOWER == (48, 47, 46, 45, 44, 43, 42, 41, 31, 32, 33, 34, 35, 36, 37, 38)
    assert UPPER_DECIDUOUS == (55, 54, 53, 52, 51, 61, 62, 63, 64, 65)
    assert (len(PERMANENT), len(TEETH)) == (32, 52)


@pytest.mark.parametrize(
    ("fdi", "universal"),
    [
        *((18, "1"), (11, "8"), (21, "9"), (28, "16"), (38, "17"), (31, "24"), (41, "25"), (48, "32")),
        *((55, "A"), (51, "E"), (61, "F"), (65, "J"), (75, "K"), (71, "O"), (81, "P"), (85, "T")),
    ],
)
def test_universal_numbers_run_once_round_the_mouth(fdi: int, universal: str) -> None:
    assert written(fdi, Numbering.UNIVERSAL) == universal
    assert read_tooth(f" {universal.lower()} ", Numbering.UNIVERSAL) == fdi


@pytest.mark.parametrize("numbering", Numbering)
def test_each_number_comes_back_as_its_tooth_and_each_is_another(numbering: Numbering) -> None:
    assert {read_tooth(written(tooth, numbering), numbering) for tooth in TEETH} == TEETH
    assert len({written(tooth, numbering) for tooth in TEETH}) == len(TEETH)


@pytest.mark.parametrize("text", ["", "0", "19", "49", "1.5", "56", "٣", "A", "16 16"])
def test_a_number_that_no_tooth_has_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="No tooth has that number"):
        read_tooth(text)


def test_the_beginning_of_a_number_can_become_one() -> None:
    assert can_become("1")
    assert can_become("16")
    assert not can_become("19")
    assert not can_become("9")
    assert can_become("3", Numbering.UNIVERSAL)
    assert can_become("t", Numbering.UNIVERSAL)


def test_every_tooth_is_across_from_one_that_is_across_from_it() -> None:
    for tooth in TEETH:
        other = opposite(tooth)
        assert other in TEETH
        assert opposite(other) == tooth
        assert jaw(other) is not jaw(tooth)
        assert (place(other), kind(other), deciduous(other)) == (place(tooth), kind(tooth), deciduous(tooth))


def test_neighbours_are_mutual_and_only_the_last_have_one() -> None:
    for tooth in TEETH:
        assert all(tooth in neighbours(other) for other in neighbours(tooth))
        assert len(neighbours(tooth)) == (1 if tooth in (row(tooth)[0], row(tooth)[-1]) else 2)
    assert neighbours(11) == (12, 21)


def test_a_milk_tooth_stands_where_the_one_that_follows_it_comes() -> None:
    assert [place(tooth) for tooth in UPPER] == list(range(16))
    assert {tooth: place(tooth) for tooth in (55, 51, 61, 65, 85, 75)} == {
        55: place(15),
        51: place(11),
        61: place(21),
        65: place(25),
        85: place(45),
        75: place(35),
    }
    assert [quadrant(tooth) for tooth in (18, 28, 38, 48, 51, 61, 71, 81)] == [1, 2, 3, 4] * 2


def test_arch_order_is_that_of_the_rows() -> None:
    for each in ROWS:
        assert in_arch_order(frozenset(each)) == each
    assert in_arch_order((31, 55, 15, 11, 15)) == (15, 55, 11, 31)


def test_from_one_tooth_to_another_goes_over_the_middle() -> None:
    assert between(22, 12) == (12, 11, 21, 22)
    assert between(16, 16) == (16,)
    assert between(16, 46) == (16, 46)
    assert together(between(13, 23))
    assert not together((13, 11))
    assert not together((18, 48))
    assert together((16, 55, 14))  # a milk molar that stayed


@pytest.mark.parametrize(
    ("tooth", "what", "words"),
    [
        (11, ToothKind.INCISOR, "upper right central incisor"),
        (22, ToothKind.INCISOR, "upper left lateral incisor"),
        (33, ToothKind.CANINE, "lower left canine"),
        (45, ToothKind.PREMOLAR, "lower right second premolar"),
        (16, ToothKind.MOLAR, "upper right first molar"),
        (38, ToothKind.MOLAR, "lower left third molar"),
        (64, ToothKind.MOLAR, "upper left first deciduous molar"),
        (85, ToothKind.MOLAR, "lower right second deciduous molar"),
        (83, ToothKind.CANINE, "lower right deciduous canine"),
        (71, ToothKind.INCISOR, "lower left central deciduous incisor"),
    ],
)
def test_a_tooth_is_said_in_words(tooth: int, what: ToothKind, words: str) -> None:
    assert (kind(tooth), spoken(tooth)) == (what, words)
    assert len({spoken(tooth) for tooth in TEETH}) == 52
    assert jaw(tooth) is (Jaw.UPPER if "upper" in words else Jaw.LOWER)


def test_runs_of_teeth_are_written_short() -> None:
    assert listed((14, 15)) == "14, 15"
    assert listed((12, 11, 21, 24, 36)) == "12-21, 24, 36"
    assert listed((25, 26, 27), Numbering.UNIVERSAL) == "13-15"
    assert listed((55, 54, 53), Numbering.UNIVERSAL) == "A-C"
    assert listed(()) == ""
