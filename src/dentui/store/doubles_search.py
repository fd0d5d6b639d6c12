"""Going through a register for doubles, in small steps: the pairs that are found stand in the table `double`.

First every patient is compared with those who were entered before; the table `doubles_search` says how far
that is. Afterwards whoever is new, and whoever was changed, which the audit trail tells. Nothing crosses
institutions: every step is of one.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyroaring import BitMap
from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from dentui.domain import terms as t
from dentui.domain.comparing import Compared, Levels, compare
from dentui.domain.doubles import LIKELY, PERHAPS
from dentui.domain.learning import LEAST_PATIENTS, Kind, kind_of, learn
from dentui.domain.reasons import reasons
from dentui.domain.weights import DEFAULT, Scorer, Weights, from_json
from dentui.store import doubles, indexing, not_doubles, postings
from dentui.store.among import among
from dentui.store.blocking import blocks_of, candidates
from dentui.store.doubles import Breath, Profile, born_then, commonness, compare_all
from dentui.store.link_tables import END, MAKE, VIEW
from dentui.store.patients import OPEN_CHART
from dentui.store.tables import audit, double, doubles_search, institution, patient

BATCH = 100
"""Patients that are compared at a time."""
CHANGES = 5_000
"""Rows of the audit trail that are looked at in one step."""
LEARN_FROM = 2_000
STRANGERS = 20_000
"""Patients, and pairs of strangers, from which weights are learnt."""
_BESIDE = (OPEN_CHART, MAKE, END, VIEW)
"""What is done to a patient and leaves who they are as it is."""
GROWN = 2
"""Times what it was: so large a register teaches other weights."""

_state = select(doubles_search).where(doubles_search.c.institution_id == bindparam("institution"))
_last_change = select(func.max(audit.c.number)).where(audit.c.institution_id == bindparam("institution"))
_changes = (
    select(audit.c.number, audit.c.patient_id, audit.c.action)
    .where(audit.c.institution_id == bindparam("institution"), audit.c.number > bindparam("after"))
    .order_by(audit.c.number)
    .limit(CHANGES)
)


@dataclass(frozen=True, slots=True)
class State:
    """How far the register was gone through."""

    up_to_id: int
    up_to_change: int


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair that may be one person; the lower id first."""

    low: int
    high: int
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What was compared and found, and how far that is."""

    before: State
    after: State
    again: tuple[int, ...]
    """Patients whose pairs are found anew."""
    found: tuple[FoundPair, ...]
    share: float
    """Of the register, with this step."""

    def and_then(self, later: Step) -> Step:
        """Both in one, of two in a row that find no pairs anew."""
        return Step(self.before, later.after, (), self.found + later.found, later.share)


def next_step(connection: Connection, institution_id: int, reached: State | None = None) -> Step | None:
    """Compare some patients more, from where the search stands or from what was reached since; None where all
    was done. It only reads."""
    indexing.enter(connection, institution_id)
    row = connection.execute(_state, {"institution": institution_id}).first()
    if row is None:
        return None
    before = reached or State(row.up_to_id, row.up_to_change)
    everybody = postings.load_union(connection, institution_id, [t.ALL])
    scorer = Scorer(from_json(row.weights), len(everybody))
    done = everybody.rank(before.up_to_id)
    if done == len(everybody):
        return _changed(connection, institution_id, scorer, everybody, before)
    ids = list(everybody[done : done + BATCH])
    found = pairs_of(connection, institution_id, scorer, ids, everybody, earlier=True)
    share = (done + len(ids)) / (len(everybody) + 1)
    return Step(before, State(ids[-1], before.up_to_change), (), tuple(found), share)


def _changed(
    connection: Connection, institution_id: int, scorer: Scorer, everybody: BitMap, before: State
) -> Step | None:
    rows = connection.execute(_changes, {"institution": institution_id, "after": before.up_to_change}).all()
    ids: set[int] = set()
    reached = before.up_to_change
    for number, patient_id, action in rows:
        if patient_id is not None and action not in _BESIDE:
            if len(ids) == BATCH and patient_id not in ids:
                break
            ids.add(patient_id)
        reached = number
    if not ids and len(rows) < CHANGES:
        # What leaves charts as they are is not worth a commit, for which others wait.
        return None
    found = pairs_of(connection, institution_id, scorer, sorted(ids), everybody, earlier=False)
    share = len(everybody) / (len(everybody) + 1)
    return Step(before, State(before.up_to_id, reached), tuple(sorted(ids)), tuple(found), share)


def pairs_of(
    connection: Connection,
    institution_id: int,
    scorer: Scorer,
    ids: Sequence[int],
    everybody: BitMap,
    *,
    earlier: bool,
) -> list[FoundPair]:
    """The likely pairs of these patients with all others, or with those entered before alone."""
    found: dict[tuple[int, int], FoundPair] = {}
    for one in _asked(connection, institution_id, ids, everybody, earlier=earlier):
        for other, pair in zip(one.others, one.compared(connection, institution_id, scorer), strict=True):
            same_day = born_then(pair, one.born)
            probability = scorer.score(pair, one.known, same_day)
            if probability >= PERHAPS:
                low, high = sorted((one.profile.row.id, other.row.id))
                why = reasons(pair, scorer.tells(pair, one.known, same_day))
                found[low, high] = FoundPair(low, high, probability, why)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A patient with the others who are worth comparing, and how common the name and the day of birth are."""

    profile: Profile
    others: list[Profile]
    known: dict[str, int]
    born: int

    def compared(self, connection: Connection, institution_id: int, scorer: Scorer) -> list[Compared]:
        return compare_all(connection, institution_id, scorer, self.profile.person, self.others, self.known)


def _asked(
    connection: Connection, institution_id: int, ids: Sequence[int], everybody: BitMap, *, earlier: bool
) -> Iterator[_Asked]:
    """These patients, read together."""
    breath = Breath()
    asked = doubles.profiles(connection, ids, among_whom=True)
    blocks = {}
    for patient_id, profile in asked.items():
        blocks[patient_id] = blocks_of(profile.person)
        breath.take()
    sets = postings.load(
        connection, institution_id, {term for one in blocks.values() for term in one.terms()}
    )
    chosen: dict[int, BitMap] = {}
    for patient_id, one in blocks.items():
        base = BitMap(everybody)
        if earlier:
            base.remove_range(patient_id, everybody.max() + 1)
        else:
            base.discard(patient_id)
        chosen[patient_id] = candidates(one, sets, base, doubles.MOST)
        breath.take()
    wanted = BitMap.union(*chosen.values()) if chosen else BitMap()
    others = doubles.profiles(connection, wanted, among_whom=True)
    for patient_id, profile in asked.items():
        one = blocks[patient_id]
        there = [others[other] for other in chosen[patient_id] if other in others]
        yield _Asked(profile, there, commonness(one, sets), len(sets.get(one.birth, ())))


def keep(connection: Connection, institution_id: int, step: Step) -> bool:
    """Write down what a step found; False where somebody else went on meanwhile, and it is dropped. The
    caller holds the write lock."""
    indexing.enter(connection, institution_id)
    row = connection.execute(_state, {"institution": institution_id}).first()
    if row is None or State(row.up_to_id, row.up_to_change) != step.before:
        return False
    if step.again:
        again = {"ids": list(step.again)}
        connection.execute(
            delete(double).where(or_(among(double.c.low_id, "ids"), among(double.c.high_id, "ids"))), again
        )
    if step.after.up_to_id > step.before.up_to_id:
        # Found with other weights, where it is gone through anew.
        connection.execute(
            delete(double).where(
                double.c.institution_id == institution_id,
                double.c.high_id > step.before.up_to_id,
                double.c.high_id <= step.after.up_to_id,
            )
        )
    put(connection, institution_id, step.found)
    connection.execute(
        update(doubles_search)
        .where(doubles_search.c.institution_id == institution_id)
        .values(up_to_id=step.after.up_to_id, up_to_change=step.after.up_to_change)
    )
    return True


def put(connection: Connection, institution_id: int, found: Iterable[FoundPair]) -> None:
    """Put pairs into the table, but those of which somebody said that they are two people."""
    pairs = {(pair.low, pair.high): pair for pair in found}
    if not pairs:
        return
    for said in not_doubles.of(connection, {low for low, _ in pairs}):
        pairs.pop(said, None)
    if not pairs:
        return
    connection.execute(
        delete(double).where(double.c.low_id == bindparam("low"), double.c.high_id == bindparam("high")),
        [{"low": low, "high": high} for low, high in pairs],
    )
    connection.execute(
        insert(double),
        [
            {
                "low_id": pair.low,
                "high_id": pair.high,
                "institution_id": institution_id,
                "probability": pair.probability,
                "reasons": json.dumps(pair.reasons),
            }
            for pair in pairs.values()
        ],
    )


def is_begun(connection: Connection, institution_id: int) -> bool:
    """Whether there is a search to go on with, with weights of a register about as large as it is now."""
    indexing.enter(connection, institution_id)
    row = connection.execute(_state, {"institution": institution_id}).first()
    if row is None:
        return False
    patients = len(postings.load_union(connection, institution_id, [t.ALL]))
    return patients < max(LEAST_PATIENTS, GROWN * from_json(row.weights).patients)


def begin(connection: Connection, institution_id: int, weights: Weights) -> None:
    """Begin at the first patient, with these weights; pairs that were found before stay until it comes to
    them. The caller holds the write lock."""
    indexing.enter(connection, institution_id)
    patients = len(postings.load_union(connection, institution_id, [t.ALL]))
    connection.execute(delete(doubles_search).where(doubles_search.c.institution_id == institution_id))
    connection.execute(
        insert(doubles_search),
        {
            "institution_id": institution_id,
            "weights": replace(weights, patients=patients).to_json(),
            "learnt": time.time_ns() // 1_000,
            # What is changed from here on is compared again at the end.
            "up_to_change": connection.scalar(_last_change, {"institution": institution_id}) or 0,
        },
    )


def forget(connection: Connection, institution_id: int) -> None:
    """Forget weights and pairs. The caller holds the write lock."""
    indexing.enter(connection, institution_id)
    for table in (double, doubles_search):
        connection.execute(delete(table).where(table.c.institution_id == institution_id))


class Learning:
    """Weights learnt from an institution's register, a few patients at a time."""

    def __init__(self, institution_id: int) -> None:
        self.institution_id = institution_id
        self._ids: list[int] | None = None
        self._sampled: list[Profile] = []
        self._kinds: Counter[Kind] = Counter()

    def step(self, connection: Connection) -> Weights | None:
        """Look at some patients more; the weights when all were looked at. It only reads."""
        indexing.enter(connection, self.institution_id)
        everybody = postings.load_union(connection, self.institution_id, [t.ALL])
        if len(everybody) < LEAST_PATIENTS:
            return DEFAULT
        scorer = Scorer(DEFAULT, len(everybody))
        if self._ids is None:
            self._ids = _evenly(everybody, LEARN_FROM)
        some, self._ids = self._ids[:BATCH], self._ids[BATCH:]
        if some:
            for one in _asked(connection, self.institution_id, some, everybody, earlier=False):
                self._sampled.append(one.profile)
                for pair in one.compared(connection, self.institution_id, scorer):
                    told = scorer.adjustments(pair, one.known, born_then(pair, one.born))
                    self._kinds[kind_of(pair.levels, *told)] += 1
            return None
        strangers = _strangers(self._sampled, scorer)
        return learn(self._kinds, strangers, len(self._sampled), len(everybody))


def _strangers(sampled: list[Profile], scorer: Scorer) -> list[Levels]:
    """The levels of pairs far apart from each other; the same of the same sample."""
    breath = Breath()
    found = []
    for apart in range(7, 7 + STRANGERS // len(sampled)):
        for number, one in enumerate(sampled):
            other = sampled[(number + apart * 13) % len(sampled)]
            found.append(compare(one.person, other.person, lambda _: scorer.patients, scorer.patients).levels)
            breath.take()
    return found


def _evenly(docs: BitMap, most: int) -> list[int]:
    if len(docs) <= most:
        return list(docs)
    return [docs[number * len(docs) // most] for number in range(most)]


def counts(connection: Connection, institution_id: int) -> tuple[int, int]:
    """Pairs that were found, of which somebody has to judge yet: (likely ones, all)."""
    indexing.enter(connection, institution_id)
    low, high = patient.alias("low"), patient.alias("high")
    pairs = (
        select(func.count())
        .select_from(double)
        .join(low, low.c.id == double.c.low_id)
        .join(high, high.c.id == double.c.high_id)
        .where(
            double.c.institution_id == institution_id,
            low.c.merged_into_id.is_(None),
            high.c.merged_into_id.is_(None),
        )
    )
    likely = connection.scalar(pairs.where(double.c.probability >= LIKELY)) or 0
    return likely, connection.scalar(pairs) or 0


def institutions(connection: Connection) -> list[tuple[int, str]]:
    """(id, name) of all institutions."""
    rows = connection.execute(select(institution.c.id, institution.c.name).order_by(institution.c.id))
    return [(row.id, row.name) for row in rows]
