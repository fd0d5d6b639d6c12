"""Likely doubles of a register in which they are known: how many are found, and how many are none."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Connection, select

from dentui.config import Settings
from dentui.domain import terms as t
from dentui.domain.doubles import LIKELY
from dentui.domain.intake import NewPatient
from dentui.domain.weights import Weights, from_json
from dentui.services.doubles_search import Search
from dentui.store import bulk, doubles_search, postings, tables
from dentui.store import doubles as store
from dentui.store.blocking import blocks_of, candidates
from dentui.store.database import Database
from scripts.benchmarks import doubles_register
from scripts.benchmarks.figures import Figure

PATIENTS = 100_000
LEARNT_ON, TOLD_OF = 1, 2
"""Seeds: weights are learnt on one register, and what is told is of another."""


@dataclass(frozen=True, slots=True)
class Generate:
    """The profiles of a register with this seed, for `bulk.build`."""

    size: int
    seed: int

    def __call__(self, institution: int, first: int, stop: int) -> list[NewPatient]:  # noqa: ARG002
        """As `bulk.build` asks for them."""
        return register(self.size, self.seed).patients[first:stop]


@lru_cache(maxsize=1)
def register(size: int, seed: int) -> doubles_register.Register:
    """The register of this seed."""
    return doubles_register.make(size, seed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the search made of a register."""

    true: int
    """Pairs of profiles that are one person."""
    blocked: int
    """Of them, those that were compared."""
    likely: int
    """Pairs that were called likely."""
    right: int
    """Of them, those that are one person."""
    seconds: float
    weights: Weights

    @property
    def precision(self) -> float:
        """Of the likely pairs, how many are right."""
        return self.right / self.likely if self.likely else 0.0

    @property
    def recall(self) -> float:
        """Of the true pairs, how many are called likely."""
        return self.right / self.true


def outcome(size: int, seed: int, weights: Weights | None) -> Outcome:
    """Go through a register with these weights, or with those that it teaches."""
    with tempfile.TemporaryDirectory(prefix="dentui-bench-") as name:
        database = build(Path(name), size, seed)
        try:
            return _gone_through(database, register(size, seed).pairs, weights)
        finally:
            database.close()


def build(home: Path, size: int, seed: int) -> Database:
    """A register of this size in SQLite, opened; profile n has the id n + 1."""
    plan = bulk.Plan(
        [bulk.NewInstitution(1, uuid4().bytes, "Practice", size)],
        [bulk.NewPerson(1, uuid4().bytes, "anna", "Anna")],
        [bulk.NewMembership(1, 1, "administrator", False)],
        [],
        [],
    )
    bulk.build(home / "register.db", plan, Generate(size, seed))
    settings = Settings(home, f"sqlite:///{home / 'register.db'}", demonstration=True, operator="anna")
    return Database(settings)


def _gone_through(database: Database, pairs: set[tuple[int, int]], weights: Weights | None) -> Outcome:
    started = time.perf_counter()
    if weights is not None:
        database.system(lambda connection: doubles_search.begin(connection, 1, weights), writes=True)
    search = Search(database)
    while search.go_on(1, 10) < 1:
        pass
    seconds = time.perf_counter() - started
    found, text = database.system(
        lambda connection: (
            {
                (row.low_id - 1, row.high_id - 1)
                for row in connection.execute(
                    select(tables.double).where(tables.double.c.probability >= LIKELY)
                )
            },
            connection.scalar(select(tables.doubles_search.c.weights)) or "",
        )
    )
    return Outcome(
        len(pairs), _blocked(database, pairs), len(found), len(found & pairs), seconds, from_json(text)
    )


def _blocked(database: Database, pairs: set[tuple[int, int]]) -> int:
    """How many of the pairs the finding index puts together."""

    def count(connection: Connection) -> int:
        together = 0
        everybody = postings.load_union(connection, 1, [t.ALL])
        for low, high in sorted(pairs):
            asked = store.profiles(connection, [high + 1])[high + 1].person
            blocks = blocks_of(asked)
            sets = postings.load(connection, 1, blocks.terms())
            base = everybody.copy()
            base.remove_range(high + 1, len(everybody) + 1)
            together += low + 1 in candidates(blocks, sets, base, store.MOST)
        return together

    return database.system(count)


def _same_name_and_birth(size: int, seed: int) -> tuple[float, float]:
    """Precision and recall of the rule that a register has without this: name and date of birth are equal."""
    made = register(size, seed)
    alike: dict[object, list[int]] = {}
    for place, one in enumerate(made.patients):
        if one.birth_date:
            alike.setdefault((one.family, one.given, one.birth_date), []).append(place)
    found = {(low, high) for same in alike.values() for at, low in enumerate(same) for high in same[at + 1 :]}
    right = len(found & made.pairs)
    return right / len(found), right / len(made.pairs)


def figures() -> Iterator[Figure]:
    """How good it is, with weights that another register taught."""
    learnt = outcome(PATIENTS, LEARNT_ON, None)
    told = outcome(PATIENTS, TOLD_OF, learnt.weights)
    precision, recall = _same_name_and_birth(PATIENTS, TOLD_OF)
    yield Figure(
        "doubles.precision",
        told.precision,
        "",
        0.99,
        f"{told.right:,} of {told.likely:,} likely pairs; equal name and date of birth: {precision:.4f}",
        at_least=True,
    )
    yield Figure(
        "doubles.recall",
        told.recall,
        "",
        0.90,
        f"{told.right:,} of {told.true:,} pairs; equal name and date of birth: {recall:.4f}",
        at_least=True,
    )
    compared = told.blocked / told.true
    yield Figure(
        "doubles.blocking",
        compared,
        "",
        None,
        f"{told.blocked:,} of {told.true:,} pairs were compared",
        at_least=True,
    )
    beside = f"through {PATIENTS:,} patients; {learnt.seconds:.0f} s with learning"
    yield Figure("doubles.pass", told.seconds, "s", None, beside)
