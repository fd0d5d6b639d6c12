"""The tooth chart in cells: it fits, its numbers can be read, and nothing is told by colour alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.teeth import LOWER, PERMANENT, UPPER, Jaw, Numbering, written
from dentui.domain.tooth_chart import ToothChart, chart_of
from dentui.domain.work import KIND_WORDS, SIGNS, Work, WorkKind, bridge, checked
from dentui.terminal.tooth_chart import ROWS, draw, fits_wide, legend

WORKS = checked(
    (
        *(Work(WorkKind.CROWN, (16,)), Work(WorkKind.IMPLANT, (16,)), bridge((24, 25, 26))),
        *(Work(WorkKind.INLAY, (47,)), Work(WorkKind.VENEER, (33,)), Work(WorkKind.OTHER, (18,))),
        *(bridge((12, 11, 21, 22)), Work(WorkKind.DENTURE, (44, 45)), Work(WorkKind.ALIGNER, (31,))),
    )
)
CHART = replace(chart_of(WORKS), cursor=25, marked=frozenset({35, 36}))
SIZES = pytest.mark.parametrize(("columns", "ascii_only"), [(78, False), (78, True), (58, False), (58, True)])


def lines(chart: ToothChart, columns: int = 78, *, ascii_only: bool = False) -> list[str]:
    return ["".join(piece.text for piece in row) for row in draw(chart, columns, ascii_only=ascii_only)]


@SIZES
def test_it_fits_and_every_number_is_there_in_both_ways_of_writing(columns: int, ascii_only: bool) -> None:
    for numbering in Numbering:
        chart = replace(CHART, numbering=numbering)
        drawn = lines(chart, columns, ascii_only=ascii_only)
        assert len(drawn) == ROWS
        assert max(map(len, drawn)) <= columns
        for y, row in ((3, UPPER), (4, LOWER)):
            told = [word for word in drawn[y].replace("[", " ").replace("]", " ").split() if word.isalnum()]
            assert told[1:-1] == [written(tooth, numbering) for tooth in row]
        assert all(line.isascii() for line in drawn) == ascii_only


@SIZES
def test_each_kind_has_a_sign_of_its_own_that_the_legend_tells(columns: int, ascii_only: bool) -> None:
    told = dict(legend(ascii_only=ascii_only))
    assert len(told) == len(legend()) == len(WorkKind) + 4
    empty = set("".join(lines(ToothChart(), columns, ascii_only=ascii_only)))
    for kind in WorkKind:
        assert told[SIGNS[kind]] == KIND_WORDS[kind].lower()
        teeth = (11, 21) if kind is WorkKind.BRIDGE else (21,)
        drawn = lines(ToothChart((Work(kind, teeth),)), columns, ascii_only=ascii_only)
        assert SIGNS[kind] in set("".join(drawn)) - empty


@SIZES
def test_a_bridge_is_joined_and_a_pontic_looks_other_than_an_abutment(columns: int, ascii_only: bool) -> None:
    middle = lines(CHART, columns, ascii_only=ascii_only)[1]
    join, along = ("=", ":|") if ascii_only else ("━", "┆│")
    bridged = middle[middle.index("P") - 8 : middle.rindex("B") + 1].replace(" ", "")
    assert bridged.count("B") == 4
    assert bridged.count("P") == 3
    assert not set(bridged.split("B")[1]) - {join, "P"}
    assert along[1] in middle
    gums = [lines(chart, columns, ascii_only=ascii_only)[0] for chart in (CHART, replace(CHART, works=()))]
    assert gums[0] != gums[1]


@SIZES
def test_the_cursor_and_marks_are_seen_without_colour(columns: int, ascii_only: bool) -> None:
    seen = {
        "\n".join(lines(replace(CHART, cursor=tooth), columns, ascii_only=ascii_only)) for tooth in PERMANENT
    }
    assert len(seen) == len(PERMANENT)
    drawn = lines(CHART, columns, ascii_only=ascii_only)
    assert "[25]" in drawn[3]
    assert drawn[5] != lines(CHART.unmark(), columns, ascii_only=ascii_only)[5]
    away = draw(CHART, columns, ascii_only=ascii_only, cursor=False)
    assert "[" not in "".join(piece.text for row in away for piece in row)


def test_molars_are_wider_than_incisors() -> None:
    for columns, (molar, incisor) in {78: (5, 4), 58: (4, 3)}.items():
        gum = lines(ToothChart(), columns)[0]
        assert gum.index("╮") - gum.index("╭") + 1 == molar
        assert gum.index("┐") - gum.index("┌") + 1 == incisor
    assert fits_wide(78)
    assert not fits_wide(75)


@given(
    st.sampled_from(sorted(PERMANENT)),
    st.sets(st.sampled_from(sorted(PERMANENT))),
    st.booleans(),
    st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_whatever_is_marked_the_rows_keep_their_width(
    cursor: int, marked: set[int], milk: bool, ascii_only: bool
) -> None:
    chart = replace(CHART, cursor=cursor, marked=frozenset(marked))
    chart = chart.change_teeth() if milk else chart
    for columns in (78, 58):
        assert len({len(line) for line in lines(chart, columns, ascii_only=ascii_only)}) == 1
    assert {piece.role for row in draw(chart, 78) for piece in row} >= {"cursor", "work", "number"}


def test_a_bridge_of_teeth_that_are_not_shown_is_not_drawn() -> None:
    milk = replace(chart_of((bridge((12, 11, 21)),)), cursor=16).change_teeth()
    assert "━" not in "".join(lines(milk))
    assert {milk.row(jaw)[0] for jaw in Jaw} == {18, 48}
