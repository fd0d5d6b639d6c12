"""Weights learnt from a register without being told which pairs are doubles (expectation and maximisation).

How often strangers agree is counted among pairs drawn at random; what doubles and households look like, and
how many there are, is learnt from the pairs that are worth comparing. The defaults count as GIVEN_PAIRS pairs
of each kind, so that little data changes little, and `weights.sensible` holds what comes out.
"""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dentui.domain.comparing import FIELDS, LEVELS, Levels
from dentui.domain.weights import DEFAULT, DEFAULTS, Scorer, Triple, Weights, sensible

LEAST_PATIENTS = 1_000
"""A smaller register teaches nothing: the defaults stay."""
ROUNDS = 12
GIVEN_PAIRS = 100.0
GIVEN_STRANGERS = 20_000.0
STEP = 0.5
"""What a name's commonness changes is rounded to this, in natural logarithms, so that pairs are few kinds."""


class Kind(NamedTuple):
    """Pairs that look the same: their levels, and by how much the commonness of what is equal changes the
    logarithms of household and chance."""

    levels: Levels
    home: float
    chance: float


def kind_of(levels: Levels, home: float, chance: float) -> Kind:
    """The kind of a pair."""
    return Kind(levels, round(home / STEP) * STEP, round(chance / STEP) * STEP)


def learn(kinds: Mapping[Kind, int], strangers: Iterable[Levels], sampled: int, patients: int) -> Weights:
    """Weights for a register of so many patients, of whom `sampled` were compared with all who are worth it.
    The same pairs give the same weights."""
    if patients < LEAST_PATIENTS or not sampled:
        return DEFAULT
    weights = _with_chance(DEFAULT, Counter(strangers))
    pairs = sorted(kinds.items())
    for _ in range(ROUNDS):
        weights = _round(weights, pairs, sampled, patients)
    return sensible(weights)


def _with_chance(weights: Weights, strangers: Counter[Levels]) -> Weights:
    table = {}
    for number, field in enumerate(FIELDS):
        if field == "order":  # the better order is taken: there is no chance in it to count
            table[field] = weights.table[field]
            continue
        seen = [0.0] * (len(LEVELS[field]) - 1)
        for levels, times in strangers.items():
            if levels[number]:
                seen[levels[number] - 1] += times
        usual = [row[2] for row in DEFAULTS[field]]
        learnt = _mixed(seen, usual, GIVEN_STRANGERS)
        table[field] = tuple(
            (row[0], row[1], chance) for row, chance in zip(weights.table[field], learnt, strict=True)
        )
    return Weights(table, weights.doubles, weights.household)


def _round(weights: Weights, pairs: list[tuple[Kind, int]], sampled: int, patients: int) -> Weights:
    """One expectation and one maximisation."""
    scorer = Scorer(weights, patients)
    same_seen = [[0.0] * (len(LEVELS[field]) - 1) for field in FIELDS]
    home_seen = [[0.0] * (len(LEVELS[field]) - 1) for field in FIELDS]
    doubles = household = 0.0
    for count, (kind, times) in enumerate(pairs):
        if count % 200 == 199:
            time.sleep(0)  # other threads get their turn
        same, home, chance = scorer.sums_of(kind.levels)
        home, chance = home + kind.home, chance + kind.chance
        top = max(same, home, chance)
        parts = [math.exp(value - top) for value in (same, home, chance)]
        one, two = times * parts[0] / sum(parts), times * parts[1] / sum(parts)
        doubles += one
        household += two
        for number, level in enumerate(kind.levels):
            if level:
                same_seen[number][level - 1] += one
                home_seen[number][level - 1] += two
    table: dict[str, tuple[Triple, ...]] = {}
    for number, field in enumerate(FIELDS):
        usual = DEFAULTS[field]
        same_learnt = _mixed(same_seen[number], [row[0] for row in usual], GIVEN_PAIRS)
        home_learnt = _mixed(home_seen[number], [row[1] for row in usual], GIVEN_PAIRS)
        chances = [row[2] for row in weights.table[field]]
        table[field] = tuple(zip(same_learnt, home_learnt, chances, strict=True))
    return sensible(Weights(table, doubles / sampled, household / sampled))


def _mixed(seen: list[float], usual: list[float], given: float) -> list[float]:
    """Shares of what was seen, with the usual ones counted as so many."""
    total = sum(seen) + given
    return [(number + given * share) / total for number, share in zip(seen, usual, strict=True)]
