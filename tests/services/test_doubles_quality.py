"""A small sample of what scripts/bench measures: a synthetic register in which the doubles are known."""

from __future__ import annotations

import pytest

from dentui.domain.weights import DEFAULT, Weights
from scripts.benchmarks.doubles import outcome


@pytest.mark.parametrize("weights", [None, DEFAULT], ids=["learnt", "defaults"])
def test_of_the_likely_doubles_nearly_all_are_right_and_most_are_found(weights: Weights | None) -> None:
    made = outcome(3_000, 5, weights)
    assert made.true > 130
    assert made.precision >= 0.99
    assert made.recall >= 0.9
    assert made.blocked / made.true >= 0.97
    assert (made.weights.table == DEFAULT.table) == (weights is DEFAULT)
