"""The chart of findings in cells: what fits, what each sign means, what is seen without colour."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.finding_chart import FindingChart, chart_of
from dentui.domain.findings import Finding, FindingKind, found
from dentui.domain.teeth import PERMANENT
from dentui.terminal.finding_chart import SIGNS, draw, fitting, legend
from dentui.terminal.tooth_chart import ROWS

SIZES = pytest.mark.parametrize(("columns", "ascii_only"), [(78, False), (78, True), (58, False), (58, True)])


def lines(chart: FindingChart, columns: int = 78, *, ascii_only: bool = False) -> list[str]:
    return ["".join(piece.text for piece in row) for row in draw(chart, columns, ascii_only=ascii_only)]


@SIZES
def test_each_kind_has_a_sign_of_its_own_that_the_legend_tells(columns: int, ascii_only: bool) -> None:
    told = dict(legend(ascii_only=ascii_only))
    assert len(told) == len(FindingKind) + 2
    blank = "".join(lines(chart_of(()), columns, ascii_only=ascii_only))
    for kind in FindingKind:
        drawn = "".join(lines(chart_of((Finding(11, kind),)), columns, ascii_only=ascii_only))
        assert drawn.count(SIGNS[kind]) == blank.count(SIGNS[kind]) + 1
        assert SIGNS[kind] in told
        assert drawn.isascii() == ascii_only


@SIZES
def test_a_tooth_that_is_gone_looks_so_without_colour(columns: int, ascii_only: bool) -> None:
    there = lines(chart_of((Finding(16, FindingKind.OTHER),)), columns, ascii_only=ascii_only)
    gone = lines(chart_of((Finding(16, FindingKind.MISSING),)), columns, ascii_only=ascii_only)
    assert there[0] != gone[0]


def test_what_has_no_room_is_told_by_a_sign() -> None:
    assert [fitting("PFC", room) for room in (3, 2, 1)] == ["PFC", "P+", "+"]


FINDINGS = st.tuples(st.sampled_from(sorted(PERMANENT)), st.sampled_from(list(FindingKind)))


@given(st.lists(FINDINGS, max_size=60), st.sampled_from(sorted(PERMANENT)), st.booleans())
@settings(max_examples=40, deadline=None)
def test_whatever_was_found_the_rows_keep_their_width(
    pairs: list[tuple[int, FindingKind]], cursor: int, ascii_only: bool
) -> None:
    chart = chart_of(())
    for tooth, kind in pairs:
        chart = replace(chart, findings=found(chart.findings, Finding(tooth, kind)))
    chart = replace(chart, cursor=cursor)
    for columns in (78, 58):
        drawn = lines(chart, columns, ascii_only=ascii_only)
        assert len(drawn) == ROWS
        assert len({len(line) for line in drawn}) == 1
        assert max(map(len, drawn)) <= columns
