"""Gum scores under the keys: one a sextant, and what each means."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.findings import checked_gums
from dentui.domain.gum_chart import GumChart, gums_told


def pressed(keys: str) -> GumChart:
    chart = GumChart()
    for key in keys:
        if key in "01234x":
            chart = chart.score(key)
        elif key == "*":
            chart = chart.furcate()
        elif key == "z":
            chart = chart.undo()
        elif key == "<":
            chart = chart.clear()
        else:
            chart = {">": chart.step(1), "v": chart.across(1), "^": chart.across(-1)}[key] or chart
    return chart


@pytest.mark.parametrize(
    ("keys", "scores"),
    [
        ("12034x", ("1", "2", "0", "3", "4", "X")),
        ("3*2", ("3*", "2", "", "", "", "")),
        ("3**", ("3", "", "", "", "", "")),
        ("x*", ("X", "", "", "", "", "")),
        ("v4", ("", "", "", "4", "", "")),
        ("12<", ("1", "", "", "", "", "")),
        ("12zz", ("", "", "", "", "", "")),
        ("123444", ("1", "2", "3", "4", "4", "4")),
    ],
)
def test_each_key_scores_a_sextant_and_goes_on(keys: str, scores: tuple[str, ...]) -> None:
    assert pressed(keys).scores == scores


def test_what_was_scored_is_told_in_words() -> None:
    assert pressed("3*").meaning == "upper right: 3* pockets of 3.5 to 5.5 mm, furcation involved"
    assert pressed("").meaning == "upper right: not scored"
    assert gums_told(pressed("1x").scores) == "upper right 1, upper front X"
    assert gums_told(GumChart().scores) == "not scored"


@given(st.text("01234x*z<>v^", max_size=30))
@settings(max_examples=100, deadline=None)
def test_whatever_is_pressed_the_scores_can_be_kept(keys: str) -> None:
    chart = pressed(keys)
    assert checked_gums(chart.scores) == chart.scores
    assert 0 <= chart.at < len(chart.scores)
