"""A tooth chart under the keys: where they lead, what they order, what they refuse and take back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.teeth import LOWER, UPPER, Jaw, Numbering, jaw, opposite
from dentui.domain.tooth_chart import ToothChart, chart_of
from dentui.domain.work import Work, WorkKind, bridge, checked

Press = Callable[[ToothChart], ToothChart]


def _order(kind: WorkKind, chart: ToothChart) -> ToothChart:
    return chart.order(kind)


def _type(digit: str, chart: ToothChart) -> ToothChart:
    return chart.type(digit)


PRESSES: dict[str, Press] = {
    **{str(kind): partial(_order, kind) for kind in WorkKind},
    **{digit: partial(_type, digit) for digit in "0123456789"},
    "step 1": lambda chart: chart.step(1),
    "step -1": lambda chart: chart.step(-1),
    "on 1": lambda chart: chart.mark_step(1),
    "on -1": lambda chart: chart.mark_step(-1),
    "end 1": lambda chart: chart.step_end(1),
    "end -1": lambda chart: chart.step_end(-1),
    "across": ToothChart.across,
    "mark": ToothChart.mark,
    "range": ToothChart.mark_range,
    "unmark": ToothChart.unmark,
    "pontic": ToothChart.pontic,
    "take off": ToothChart.take_off,
    "undo": ToothChart.undo,
    "renumber": ToothChart.renumber,
    "milk": ToothChart.change_teeth,
}


def pressed(chart: ToothChart, *keys: str) -> ToothChart:
    for key in keys:
        chart = PRESSES[key](chart)
    return chart


@given(st.lists(st.sampled_from(sorted(PRESSES)), max_size=40))
@settings(max_examples=150, deadline=None)
def test_whatever_is_pressed_the_chart_can_be_made_and_the_cursor_is_on_it(keys: list[str]) -> None:
    chart = ToothChart()
    for key in keys:
        before, chart = chart, PRESSES[key](chart)
        assert chart.cursor in chart.row(jaw(chart.cursor))
        assert checked(chart.works) == chart.works
        assert not chart.refused or (chart.works == before.works and chart.said)
        if chart.works != before.works and key != "undo":
            assert chart.undo().works == before.works
        assert chart.line


def test_the_arrows_walk_the_arch_and_stop_at_its_ends() -> None:
    chart = ToothChart(cursor=18)
    seen = [chart.cursor]
    for _ in range(20):
        chart = chart.step(1)
        seen.append(chart.cursor)
    assert tuple(seen[:16]) == UPPER
    assert seen[-1] == 28
    assert chart.across().cursor == 38
    assert {ToothChart(cursor=tooth).across().cursor for tooth in LOWER} == set(UPPER)
    assert all(ToothChart(cursor=tooth).across().cursor == opposite(tooth) for tooth in UPPER + LOWER)
    assert (ToothChart(cursor=45).step_end(-1).cursor, ToothChart(cursor=45).step_end(1).cursor) == (48, 38)


def test_a_number_that_is_typed_goes_to_its_tooth() -> None:
    chart = pressed(ToothChart(), "3")
    assert (chart.cursor, chart.line) == (11, "3_  the tooth's number")
    chart = pressed(chart, "6", "4", "7")
    assert chart.cursor == 47
    assert pressed(chart, "1", "6").cursor == 16
    assert pressed(chart, "5", "5").milk
    assert pressed(chart, "9").refused
    universal = chart.renumber()
    assert pressed(universal, "3").cursor == 16
    assert pressed(universal, "3", "2").cursor == 48
    assert pressed(universal, "1", "step 1", "2").cursor == 17


def test_a_key_is_for_all_marked_teeth_and_marks_none_afterwards() -> None:
    chart = pressed(ToothChart(cursor=14), "mark", "step 1", "on 1", WorkKind.VENEER)
    assert [work.teeth for work in chart.works] == [(14,), (13,), (12,)]
    assert chart.marked == frozenset()
    ranged = pressed(ToothChart(cursor=43), "mark", *(["step 1"] * 5), "range")
    assert ranged.chosen == (43, 42, 41, 31, 32, 33)
    assert ranged.unmark().chosen == (33,)
    assert ToothChart().mark_range().refused


def test_a_bridge_goes_from_a_marked_tooth_to_the_cursor() -> None:
    chart = pressed(ToothChart(cursor=24), "mark", "step 1", "step 1", WorkKind.BRIDGE)
    assert chart.works == (bridge((24, 25, 26)),)
    assert chart.line == "26  upper left first molar: abutment of bridge 24-26"
    chart = pressed(chart, "pontic")
    assert chart.works[0].pontics == (25, 26)
    assert chart.step(-1).line == "25  upper left second premolar: pontic of bridge 24-26"
    assert pressed(chart, "step -1", "step -1", "pontic").refused
    assert pressed(ToothChart(), WorkKind.BRIDGE).refused
    over_the_middle = pressed(ToothChart(cursor=12), "mark", *["step 1"] * 3, "mark", WorkKind.BRIDGE)
    assert over_the_middle.works[0].teeth == (12, 11, 21, 22)
    across = pressed(ToothChart(cursor=24), "mark", "across", WorkKind.BRIDGE)
    assert across.refused


def test_an_appliance_is_for_the_jaw_or_for_marked_teeth() -> None:
    assert pressed(ToothChart(), WorkKind.DENTURE).works == (Work(WorkKind.DENTURE, UPPER),)
    assert pressed(ToothChart(), WorkKind.DENTURE).line.endswith("denture of the upper jaw")
    partial = pressed(ToothChart(cursor=46), "mark", WorkKind.DENTURE)
    assert partial.works == (Work(WorkKind.DENTURE, (46,)),)
    both = pressed(ToothChart(cursor=16), "mark", "across", "mark", WorkKind.ALIGNER)
    assert [work.teeth for work in both.works] == [(16,), (46,)]


def test_what_gives_way_is_told_and_comes_back() -> None:
    chart = chart_of((bridge((24, 25, 26), "Zirconia", "A2"),))
    assert chart.cursor == 24
    chart = chart.order(WorkKind.CROWN)
    assert chart.said == ("Taken off for the crown: bridge 24-26, pontic 25, Zirconia A2. z brings it back.")
    assert chart.undo().works == (bridge((24, 25, 26), "Zirconia", "A2"),)
    assert chart.undo().undo().refused
    gone = chart.take_off()
    assert (gone.works, gone.said) == ((), "Taken off: crown 24. z brings it back.")
    assert gone.take_off().refused


def test_the_next_of_a_kind_is_of_the_same_material_and_shade() -> None:
    chart = ToothChart(cursor=16).order(WorkKind.CROWN, "Zirconia")
    chart = chart.alter(chart.works[0], "Zirconia", "A2")
    assert chart.line == "16  upper right first molar: crown, Zirconia, A2"
    chart = chart.step(1).order(WorkKind.CROWN, "PFM")
    assert {(work.material, work.shade) for work in chart.works} == {("Zirconia", "A2")}
    assert chart.order(WorkKind.CROWN).refused
    assert chart.alter(chart.works[0], "x" * 99, None).refused


def test_milk_teeth_stand_before_the_permanent_molars() -> None:
    chart = ToothChart(cursor=15).change_teeth()
    assert chart.cursor == 55
    assert chart.row(Jaw.UPPER) == (18, 17, 16, 55, 54, 53, 52, 51, 61, 62, 63, 64, 65, 26, 27, 28)
    crowned = chart.order(WorkKind.CROWN)
    assert crowned.change_teeth().hidden == (55,)
    assert chart_of(crowned.works).milk
    assert pressed(chart, "mark", "step -1", WorkKind.BRIDGE).works[0].teeth == (16, 55)


def test_universal_numbers_are_told_everywhere() -> None:
    chart = chart_of((bridge((24, 25, 26)),), Numbering.UNIVERSAL)
    assert chart.line == "12  upper left first premolar: abutment of bridge 12-14"
    assert chart.take_off().said == "Taken off: bridge 12-14, pontic 13. z brings it back."


@pytest.mark.parametrize("works", [(), checked((Work(WorkKind.DENTURE, LOWER),))])
def test_a_chart_without_work_of_single_teeth_begins_at_the_first_incisor(works: tuple[Work, ...]) -> None:
    assert chart_of(works).cursor == 11


def test_a_chart_of_a_small_child_begins_with_milk_teeth_unless_there_is_work_at_permanent_ones() -> None:
    young = chart_of((), young=True)
    assert (young.milk, young.cursor) == (True, 51)
    assert not chart_of((Work(WorkKind.CROWN, (16,)),), young=True).milk
