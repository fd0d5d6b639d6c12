"""A chart of findings under the keys: what they find, tell more of, refuse and take back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.finding_chart import CALLED, LETTERS, FindingChart, chart_of
from dentui.domain.findings import Finding, FindingKind, Surface, checked, summary
from dentui.domain.patients import begins_with_milk
from dentui.domain.teeth import Numbering, jaw

Press = Callable[[FindingChart], FindingChart]


def _find(kind: FindingKind, chart: FindingChart) -> FindingChart:
    return chart.find(kind)


def _side(side: Surface, chart: FindingChart) -> FindingChart:
    return chart.side(side)


def _type(digit: str, chart: FindingChart) -> FindingChart:
    return chart.type(digit)


PRESSES: dict[str, Press] = {
    **{letter: partial(_find, kind) for kind, letter in LETTERS.items()},
    **{side.lower(): partial(_side, side) for side in Surface},
    **{digit: partial(_type, digit) for digit in "0123456789"},
    ">": lambda chart: chart.step(1),
    "<": lambda chart: chart.step(-1),
    "j": lambda chart: chart.mark_step(1),
    "|": FindingChart.across,
    " ": FindingChart.mark,
    "x": FindingChart.take_off,
    "z": FindingChart.undo,
    "k": FindingChart.change_teeth,
    "U": FindingChart.renumber,
    "F4": FindingChart.unmark,
    "N": lambda chart: chart.begun().annotate("seen on the film"),
}


def pressed(keys: str, chart: FindingChart | None = None) -> FindingChart:
    chart = chart_of(()) if chart is None else chart
    for key in keys:
        chart = PRESSES[key](chart)
    return chart


def told(keys: str) -> str:
    return summary(pressed(keys).findings)


def test_no_letter_of_a_finding_is_that_of_a_side_or_of_another_finding() -> None:
    letters = [*LETTERS.values(), *(side.lower() for side in Surface)]
    assert len(set(letters)) == len(letters)
    assert all(CALLED.get(kind, kind).startswith(letter) for kind, letter in LETTERS.items())


@pytest.mark.parametrize(
    ("keys", "findings"),
    [
        ("16c", "16 caries"),
        ("16co", "16 caries O"),
        ("16cdom", "16 caries MOD"),
        ("16cc", "16 caries, mild"),
        ("16coccc", "16 caries O, severe"),
        ("16cocccc", "16 caries O"),
        ("16cm26f", "16 caries M; 26 filling"),
        ("16cm26fo", "16 caries M; 26 filling O"),
        ("16cofd", "16 caries O; 16 filling D"),
        ("55cm", "55 caries M"),
        ("n", "18 missing"),
        (">>p", "16 crown"),
        ("16jjtt", "16 calculus, mild; 15 calculus, mild; 14 calculus, mild"),
        ("11 41 gg", "11 gum, mild; 41 gum, mild"),
    ],
)
def test_a_finding_takes_few_keys_and_a_number_always_is_a_tooth(keys: str, findings: str) -> None:
    assert told(keys) == findings


def test_a_number_behind_a_finding_never_changes_how_far_it_went() -> None:
    chart = pressed("16co26")
    assert (summary(chart.findings), chart.cursor, chart.open) == ("16 caries O", 26, None)
    chart = pressed("37", chart)
    assert (summary(chart.findings), chart.cursor) == ("16 caries O", 37)


def test_a_side_without_a_finding_is_refused_or_goes_to_the_only_one() -> None:
    assert pressed("16m").refused
    assert "First the finding" in pressed("16m").said
    assert summary(pressed("16c2616d").findings) == "16 caries D"
    two = pressed("16cf2616d")
    assert two.refused
    assert "c or f" in two.said


def test_what_cannot_be_said_is_refused_and_the_finding_stays_open() -> None:
    chart = pressed("16pm")
    assert chart.refused
    assert (summary(chart.findings), chart.open) == ("16 crown", FindingKind.CROWN)
    chart = pressed("16pp")
    assert chart.refused
    chart = pressed("55i")
    assert chart.refused
    assert not chart.findings
    assert summary(pressed("16cpmc").findings) == "16 caries; 16 crown", (
        "a refusal closes nothing that follows"
    )


def test_what_gives_way_is_named_and_comes_back() -> None:
    chart = pressed("16con")
    assert summary(chart.findings) == "16 missing"
    assert chart.said == "Taken off for the missing: 16 caries O. z brings it back."
    assert summary(pressed("z", chart).findings) == "16 caries O"


def test_x_takes_off_the_open_finding_else_all_of_the_tooth() -> None:
    chart = pressed("16cfo")
    assert summary(pressed("x", chart).findings) == "16 caries"
    assert pressed("2616x", chart).findings == ()
    assert pressed("26x", chart).refused
    assert summary(pressed("2616xz", chart).findings) == "16 caries; 16 filling O"


def test_a_note_is_of_the_open_finding_or_of_the_only_one() -> None:
    assert told("16aN") == "16 other, seen on the film"
    assert told("16a2616N") == "16 other, seen on the film"
    assert pressed("16").begun().refused


def test_what_is_open_tells_what_can_follow() -> None:
    assert pressed("16c").hint == (
        "caries: m mesial, o occlusal, d distal, b buccal, l palatal; c again how far; e note"
    )
    assert pressed("31c").hint.startswith("caries: m mesial, o incisal, d distal, b labial, l lingual")
    assert pressed("16r").hint == "root canal: e note"
    assert pressed("16c>").hint == ""


def test_the_line_tells_the_tooth_in_words() -> None:
    assert pressed("16").line == "16  upper right first molar: nothing found"
    assert pressed("16cofo").line == "16  upper right first molar: caries O; filling O"
    assert pressed("162").line == "2_  the tooth's number"


def test_findings_of_milk_teeth_that_are_not_shown_are_told_of() -> None:
    chart = pressed("55ck")
    assert chart.hidden == (55,)
    assert chart_of(chart.findings).cursor == 55
    assert chart_of(chart.findings).milk
    assert chart_of((), Numbering.UNIVERSAL).numbering is Numbering.UNIVERSAL


@given(st.lists(st.sampled_from(sorted(PRESSES)), max_size=40))
@settings(max_examples=150, deadline=None)
def test_whatever_is_pressed_the_findings_can_be_and_undo_leads_back(keys: list[str]) -> None:
    chart = chart_of(())
    for key in keys:
        before, chart = chart, PRESSES[key](chart)
        assert checked(chart.findings) == chart.findings
        assert chart.cursor in chart.row(jaw(chart.cursor))
        if key != "z" and chart.findings != before.findings:
            assert chart.undo().findings == before.findings
            assert not chart.refused
        if chart.refused:
            assert chart.findings == before.findings
    for _ in chart.before:
        chart = chart.undo()
    assert chart.findings == ()


def test_a_chart_of_a_small_child_begins_with_milk_teeth_unless_permanent_ones_have_findings() -> None:
    today = date(2026, 11, 29)
    assert begins_with_milk(date(2020, 11, 30), today)
    assert not begins_with_milk(date(2020, 11, 29), today)
    assert not begins_with_milk(None, today)
    young = chart_of((), young=True)
    assert (young.milk, young.cursor) == (True, 55)
    assert (chart_of(()).milk, chart_of(()).cursor) == (False, 18)
    found = (Finding(16, FindingKind.CARIES),)
    assert not chart_of(found, young=True).milk
