"""How probable it is that two profiles are one person: Fellegi and Sunter's model with three kinds of pairs.

A pair is one person twice, two people of one household, or two who have nothing to do with each other. Every
level of a field has a probability in each kind. The household is a kind of its own because its fields depend
on each other: siblings share family name, address, phone and perhaps the date of birth, and with two kinds
alone all that would speak for one person. A name that many have agrees by chance more often, which takes the
place of the table's value; so does a date of birth that many have.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from dentui.domain.comparing import FIELDS, LEVELS, Birth, Compared, Family, Given

Triple = tuple[float, float, float]
"""A level's probability where it is one person, one household, chance."""
Table = Mapping[str, tuple[Triple, ...]]

DOUBLES = 0.03
"""Profiles of the same person that somebody has on average beside their first one."""
HOUSEHOLD = 1.0
"""Others of the same household that somebody has in the register."""
DOUBLES_BOUNDS = (0.005, 0.2)
HOUSEHOLD_BOUNDS = (0.2, 4.0)

# By level, from 1 on; what each level means is in `domain.comparing`.
DEFAULTS: Table = {
    "family": (
        (0.58, 0.72, 0.002),
        (0.03, 0.01, 0.0003),
        (0.02, 0.005, 0.0003),
        (0.20, 0.004, 0.0008),
        (0.04, 0.005, 0.0015),
        (0.03, 0.005, 0.002),
        (0.03, 0.004, 0.003),
        (0.03, 0.03, 0.0004),
        (0.02, 0.05, 0.002),
        (0.02, 0.167, 0.988),
    ),
    "given": (
        (0.42, 0.008, 0.006),
        (0.02, 0.001, 0.0005),
        (0.01, 0.001, 0.0002),
        (0.33, 0.004, 0.0015),
        (0.04, 0.004, 0.002),
        (0.03, 0.03, 0.006),
        (0.05, 0.012, 0.008),
        (0.05, 0.004, 0.006),
        (0.02, 0.0015, 0.003),
        (0.03, 0.9345, 0.9668),
    ),
    "order": ((0.97, 0.9995, 0.5), (0.03, 0.0005, 0.5)),
    "birth": (
        (0.80, 0.015, 4e-5),
        (0.03, 1e-4, 3e-5),
        (0.04, 3e-4, 2e-4),
        (0.05, 0.001, 8e-4),
        (0.02, 0.03, 0.013),
        (0.06, 0.9536, 0.985),
    ),
    "phone": ((0.70, 0.75, 1e-5), (0.06, 0.003, 3e-5), (0.01, 0.001, 2e-5), (0.23, 0.246, 0.9999)),
    "email": ((0.75, 0.15, 2e-5), (0.10, 0.05, 2e-3), (0.15, 0.80, 0.99798)),
    "id_number": ((0.80, 1e-4, 1e-6), (0.10, 2e-4, 1e-5), (0.10, 0.9997, 0.99998)),
    "insurance": ((0.84, 0.01, 1e-6), (0.10, 0.005, 1e-5), (0.06, 0.985, 0.99998)),
    "address": ((0.60, 0.80, 2e-4), (0.10, 0.05, 2e-3), (0.30, 0.15, 0.9978)),
    "gender": ((0.985, 0.5, 0.5), (0.015, 0.5, 0.5)),
}

SEEN = 1_000
FURTHEST = 3.0
"""Times by which what is learnt may lie above or below its default."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The model's numbers."""

    table: Table
    doubles: float = DOUBLES
    household: float = HOUSEHOLD
    patients: int = 0
    """Of the register when the search with them began; 0 where nobody knows."""

    def logarithms(self) -> tuple[tuple[Triple, ...], ...]:
        """By field and level the natural logarithms; level 0 says nothing."""
        return tuple(
            (
                (0.0, 0.0, 0.0),
                *((math.log(m), math.log(h), math.log(u)) for m, h, u in self.table[field]),
            )
            for field in FIELDS
        )

    def to_json(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self), sort_keys=True)


DEFAULT = Weights(DEFAULTS)


def from_json(text: str) -> Weights:
    """What was kept, made sensible; the defaults for what is not readable."""
    try:
        held: Any = json.loads(text)
        table = {field: tuple(tuple(map(float, row)) for row in held["table"][field]) for field in FIELDS}
        kinds = float(held["doubles"]), float(held["household"])
        return sensible(Weights(table, *kinds, int(held.get("patients", 0))))  # type: ignore[arg-type]
    except (ValueError, TypeError, KeyError, AttributeError):
        return DEFAULT


def sensible(learnt: Weights) -> Weights:
    """Within FURTHEST of the defaults, whatever was learnt: nothing that agrees may come to speak against a
    double, nothing that differs for one. Raises ValueError for a table of another shape."""
    table = {}
    for field in FIELDS:
        rows, known = learnt.table[field], DEFAULTS[field]
        if len(rows) != len(known) or len(rows) != len(LEVELS[field]) - 1:
            raise ValueError("a table of another shape")
        table[field] = tuple(_sensible_row(row, usual) for row, usual in zip(rows, known, strict=True))
    return replace(
        learnt,
        table=table,
        doubles=_within(learnt.doubles, *DOUBLES_BOUNDS),
        household=_within(learnt.household, *HOUSEHOLD_BOUNDS),
    )


def _sensible_row(row: Triple, usual: Triple) -> Triple:
    same, home, chance = (_near(value, known) for value, known in zip(row, usual, strict=True))
    turned = (same < chance) != (usual[0] < usual[2]) or (same < home) != (usual[0] < usual[1])
    return usual if turned else (same, home, chance)


def _near(value: float, usual: float) -> float:
    return min(_within(value, usual / FURTHEST, usual * FURTHEST), max(usual, 0.995))


def _within(value: float, least: float, most: float) -> float:
    if not math.isfinite(value):
        raise ValueError("no number")
    return min(max(value, least), most)


# Two of a household with one given name are a generation apart: twins never have one.
_ONE_NAME = (Given.EQUAL, Given.SPELLING, Given.READING)
_ONE_DAY = (Birth.EQUAL, Birth.EXCHANGED, Birth.TRANSPOSED)
_NEVER = math.log(0.05)


class Scorer:
    """Scores pairs of one register with one set of weights."""

    def __init__(self, weights: Weights, patients: int) -> None:
        self.patients = max(patients, 1)
        self._logs = weights.logarithms()
        self._priors = (
            math.log(weights.doubles),
            math.log(weights.household),
            # Of a small register nearly everybody is a stranger too.
            math.log(max(patients, SEEN)),
        )

    def score(self, pair: Compared, known: Mapping[str, int], born: int | None = None) -> float:
        """The probability that it is one person. `known`: how many patients have each word; `born`: how many
        were born on the day on which both were, None where the days differ."""
        same, home, chance = self.sums_of(pair.levels)
        more_home, more_chance = self.adjustments(pair, known, born)
        home, chance = home + more_home, chance + more_chance
        top = max(same, home, chance)
        weights = [math.exp(value - top) for value in (same, home, chance)]
        return weights[0] / sum(weights)

    def tells(self, pair: Compared, known: Mapping[str, int], born: int | None = None) -> dict[str, float]:
        """By field, how much it speaks for one person rather than for chance, in natural logarithms."""
        told = {}
        for number, level in enumerate(pair.levels):
            if level:
                row = self._logs[number][level]
                chance = self._chance(number, level, row[2], pair, known, born)
                told[FIELDS[number]] = row[0] - chance
        return told

    def adjustments(self, pair: Compared, known: Mapping[str, int], born: int | None) -> tuple[float, float]:
        """By how much the logarithms of household and chance change for what exactly is equal."""
        home = chance = 0.0
        levels = pair.levels
        for number, level in ((0, levels[0]), (1, levels[1]), (3, levels[3])):
            if level == 1:
                usual = self._logs[number][1]
                share = self._chance(number, 1, usual[2], pair, known, born)
                chance += share - usual[2]
                if number == 1:
                    # Two of a household may have one name by chance, too.
                    home += max(0.0, share - usual[1])
        return home, chance

    def sums_of(self, levels: tuple[int, ...]) -> tuple[float, float, float]:
        """The logarithms of how probable these levels are in each kind, however common what is equal is."""
        same, home, chance = self._priors
        for number, level in enumerate(levels):
            if level:
                row = self._logs[number][level]
                same += row[0]
                home += row[1]
                chance += row[2]
        if levels[1] in _ONE_NAME and levels[3] in _ONE_DAY:
            home += _NEVER
        return same, home, chance

    def _chance(
        self,
        number: int,
        level: int,
        usual: float,
        pair: Compared,
        known: Mapping[str, int],
        born: int | None,
    ) -> float:
        """Logarithm of how often strangers agree so, by how many have this very value."""
        if number == 0 and level == Family.EQUAL and pair.family_words:
            return self._share(min(known.get(word, 0) for word in pair.family_words), usual)
        if number == 1 and level == Given.EQUAL and pair.given_words:
            return self._share(min(known.get(word, 0) for word in pair.given_words), usual)
        if number == 3 and level == Birth.EQUAL and born is not None:
            return self._share(born, usual)
        return usual

    def _share(self, having: int, usual: float) -> float:
        """Logarithm of a value's share. A small register says little of it: SEEN patients as they usually are
        are counted with its own."""
        return math.log(min((having + SEEN * math.exp(usual)) / (self.patients + SEEN), 0.3))
