"""Weights learnt from pairs of which nobody told what they are."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.comparing import FIELDS, LEVELS, Levels
from dentui.domain.learning import LEAST_PATIENTS, Kind, kind_of, learn
from dentui.domain.weights import DEFAULT, DEFAULTS, DOUBLES_BOUNDS, HOUSEHOLD_BOUNDS, Scorer

ONE_PERSON: Levels = (1, 4, 1, 1, 1, 0, 0, 1, 1, 1)
"""Same but for a typing error in the given name."""
SIBLINGS: Levels = (1, 10, 1, 6, 1, 0, 0, 3, 1, 2)
STRANGERS: Levels = (10, 10, 1, 6, 4, 3, 0, 3, 3, 2)


def kinds(**times: int) -> Counter[Kind]:
    levels = {"person": ONE_PERSON, "siblings": SIBLINGS, "strangers": STRANGERS}
    return Counter({kind_of(levels[name], 0.0, 0.0): number for name, number in times.items()})


def test_what_doubles_look_like_here_is_learnt() -> None:
    learnt = learn(kinds(person=400, siblings=4_000, strangers=2_000), [STRANGERS] * 500, 2_000, 50_000)
    assert learnt.table["given"][3][0] > DEFAULTS["given"][3][0]
    assert 0.15 < learnt.doubles <= DOUBLES_BOUNDS[1]
    assert learnt.household > 1.5
    scorer, usual = Scorer(learnt, 50_000), Scorer(DEFAULT, 50_000)
    sums, before = scorer.sums_of(ONE_PERSON), usual.sums_of(ONE_PERSON)
    assert sums[0] - sums[1] > before[0] - before[1]


def test_the_same_pairs_teach_the_same() -> None:
    pairs = kinds(person=30, siblings=300, strangers=100)
    backwards = Counter(dict(reversed(pairs.items())))
    assert learn(pairs, [STRANGERS], 500, 5_000) == learn(backwards, [STRANGERS], 500, 5_000)


def test_a_small_register_and_none_teach_nothing() -> None:
    assert learn(kinds(person=10), [], 10, LEAST_PATIENTS - 1) == DEFAULT
    assert learn(Counter(), [], 0, 50_000) == DEFAULT


levels = st.tuples(*(st.integers(0, len(LEVELS[field]) - 1) for field in FIELDS))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.builds(kind_of, levels, st.floats(0, 5), st.floats(-9, 9)), st.integers(1, 10**6)),
    st.lists(levels, max_size=20),
    st.integers(1, 5_000),
)
def test_whatever_is_seen_nothing_absurd_is_learnt(
    seen: dict[Kind, int], strangers: list[Levels], sampled: int
) -> None:
    learnt = learn(seen, strangers, sampled, 1_000_000)
    assert DOUBLES_BOUNDS[0] <= learnt.doubles <= DOUBLES_BOUNDS[1]
    assert HOUSEHOLD_BOUNDS[0] <= learnt.household <= HOUSEHOLD_BOUNDS[1]
    for field in FIELDS:
        for row, usual in zip(learnt.table[field], DEFAULTS[field], strict=True):
            assert (row[0] < row[2]) == (usual[0] < usual[2])
            assert (row[0] < row[1]) == (usual[0] < usual[1])
