"""Likely doubles of somebody: candidates from the index, their profiles compared and scored."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import Connection, Row, bindparam, select, update

from dentui.domain.comparing import Birth, Compared, compare
from dentui.domain.doubles import CERTAIN, LIKELY, PERHAPS, Likely, Typed
from dentui.domain.patients import display_name
from dentui.domain.profiles import Person, person
from dentui.domain.reasons import reasons
from dentui.domain.weights import DEFAULT, Scorer, from_json
from dentui.store import finding, indexing, not_doubles, postings
from dentui.store.among import among
from dentui.store.blocking import Blocks, blocks_of, candidates, word_terms
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import alias, doubles_search, institution, patient

TELL = "tell of doubles"
MOST = 150
"""Candidates of one profile that are compared."""
SHOWN = 20
BREATH = 0.004
"""Seconds of comparing after which other threads get their turn."""
PAUSE = 0.0002

_profiles = select(
    *(patient.c.id, patient.c.uuid, patient.c.chart_number, patient.c.family, patient.c.given),
    *(patient.c.other, patient.c.gender, patient.c.birth_date, patient.c.mobile, patient.c.landline),
    *(patient.c.email, patient.c.id_number, patient.c.insurance_number, patient.c.address),
    patient.c.merged_into_id,
).where(among(patient.c.id, "ids"))
_aliases = select(alias.c.patient_id, alias.c.kind, alias.c.text).where(among(alias.c.patient_id, "ids"))
_weights = select(doubles_search.c.weights).where(doubles_search.c.institution_id == bindparam("institution"))
_tells = select(institution.c.tells_of_doubles).where(institution.c.id == bindparam("institution"))


@dataclass(frozen=True, slots=True)
class Profile:
    """A patient as compared, and as shown."""

    row: Row[*tuple[Any, ...]]
    person: Person


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with how probable it is, and why."""

    profile: Profile
    probability: float
    reasons: tuple[str, ...]
    equal: int
    """Fields in which both are equal."""

    @property
    def rank(self) -> tuple[float, ...]:
        """The best has the lowest. Of those who are as likely in a word the one with whom most is equal comes
        first: that a mistake speaks even more against one household makes nobody the better match."""
        words = sum(self.probability >= least for least in (CERTAIN, LIKELY, PERHAPS))
        return -words, -self.equal, -self.probability, self.profile.row.id

    def likely(self) -> Likely:
        """As it is handed upwards."""
        return likely_of(self.profile.row, self.probability, self.reasons)


def likely_of(row: Any, probability: float, why: tuple[str, ...]) -> Likely:
    """A patient's row as it is shown."""
    return Likely(
        uuid=UUID(bytes=row.uuid),
        chart_number=row.chart_number,
        name=display_name(row.family, row.given, row.other),
        gender=row.gender,
        birth_date=row.birth_date,
        phone=row.mobile or row.landline,
        probability=probability,
        reasons=why,
    )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who is to be compared with somebody, and the sets that tell how common what they share is."""

    institution_id: int
    asked: Person
    blocks: Blocks
    sets: Mapping[str, BitMap]
    docs: BitMap
    patients: int
    """Of the institution."""

    def best(self, connection: Connection) -> tuple[Scored, ...]:
        """The likely doubles among them, the best first."""
        if not self.docs:
            return ()
        others = list(profiles(connection, self.docs, among_whom=True).values())
        scored = _scored(
            connection, self.institution_id, self.asked, others, self.blocks, self.sets, self.patients
        )
        return tuple([one for one in scored if one.probability >= PERHAPS][:SHOWN])


def of_typed(view: View, typed: Typed) -> tuple[tuple[Likely, ...], Candidates | None]:
    """The likely doubles, within the scope, of who is typed, the best first; and whom to compare beyond it,
    None where there is nobody or members are not told."""
    asked = person_typed(typed)
    if not says_something(asked):
        return (), None
    within, patients = _scope(view)
    blocks = blocks_of(asked, quick=True)
    sets = postings.load(view.connection, view.institution_id, blocks.terms())

    def of(base: BitMap) -> Candidates:
        docs = candidates(blocks, sets, base, MOST)
        return Candidates(view.institution_id, asked, blocks, sets, docs, patients)

    shown = tuple(scored.likely() for scored in of(within).best(view.connection))
    if view.administers or not tells(view):
        return shown, None
    beyond = of(finding.everybody(view) - within)
    return shown, beyond if beyond.docs else None


def hidden(connection: Connection, beyond: Candidates) -> float:
    """The highest probability of a double beyond the scope. For a connection outside any operator's."""
    indexing.enter(connection, beyond.institution_id)
    return max((scored.probability for scored in beyond.best(connection)), default=0.0)


def says_something(asked: Person) -> bool:
    """Whether there is enough to look for anybody by it."""
    name = asked.names[0]
    return bool(asked.birth or asked.phones or asked.email or asked.id_number or asked.insurance) or bool(
        name.family and name.given
    )


def of_patient(view: View, patient_id: int) -> tuple[Likely, ...]:
    """The likely doubles, within the scope, of a patient; the best first, without who was said to be
    somebody else."""
    with view.whole_institution():
        said = not_doubles.of(view.connection, [patient_id])
    left_out = BitMap([patient_id, *(side for pair in said for side in pair)])
    asked = profiles(view.connection, [patient_id])[patient_id].person
    within, patients = _scope(view)
    blocks = blocks_of(asked, quick=True)
    sets = postings.load(view.connection, view.institution_id, blocks.terms())
    docs = candidates(blocks, sets, within - left_out, MOST)
    found = Candidates(view.institution_id, asked, blocks, sets, docs, patients)
    return tuple(scored.likely() for scored in found.best(view.connection))


def tells(view: View) -> bool:
    """Whether members are told that there may be somebody whom only administrators see."""
    return bool(view.connection.scalar(_tells, {"institution": view.institution_id}))


def set_tells(unit: Unit, on: bool) -> None:
    """Let members be told so, or not."""
    if tells(unit.view) == on:
        unit.nothing_to_write()
        return
    unit.connection.execute(
        update(institution).where(institution.c.id == unit.view.institution_id).values(tells_of_doubles=on)
    )
    unit.audit(TELL, None, on=on)


def _scope(view: View) -> tuple[BitMap, int]:
    """Whom the operator sees, and how many patients the institution has."""
    within = finding.scope_set(view)
    return within, len(within if view.administers else finding.everybody(view))


@lru_cache(maxsize=8)
def _scorer(weights: str, patients: int) -> Scorer:
    return Scorer(from_json(weights) if weights else DEFAULT, patients)


def between(view: View, asked: Person, others: Sequence[Profile]) -> list[Scored]:
    """The asked profile with each of these, however unlikely; the best first."""
    connection, institution_id = view.connection, view.institution_id
    blocks = blocks_of(asked)
    terms = {term for having in blocks.words.values() for term in having} | {blocks.birth} - {""}
    sets = postings.load(connection, institution_id, terms)
    return _scored(connection, institution_id, asked, others, blocks, sets, _scope(view)[1])


def _scored(
    connection: Connection,
    institution_id: int,
    asked: Person,
    others: Sequence[Profile],
    blocks: Blocks,
    sets: Mapping[str, BitMap],
    patients: int,
) -> list[Scored]:
    weights = connection.scalar(_weights, {"institution": institution_id}) or ""
    scorer = _scorer(weights, patients)
    known = commonness(blocks, sets)
    pairs = compare_all(connection, institution_id, scorer, asked, others, known)
    born = len(sets.get(blocks.birth, ()))
    scored = []
    for other, pair in zip(others, pairs, strict=True):
        same_day = born_then(pair, born)
        probability = scorer.score(pair, known, same_day)
        why = reasons(pair, scorer.tells(pair, known, same_day)) if probability > 0.01 else ()
        scored.append(Scored(other, probability, why, pair.levels.count(1)))
    scored.sort(key=lambda one: one.rank)
    return scored


def born_then(pair: Compared, born: int) -> int | None:
    """How many were born on the day on which both were, None where the days differ."""
    return born if pair.levels[3] == Birth.EQUAL else None


def commonness(blocks: Blocks, sets: Mapping[str, BitMap]) -> dict[str, int]:
    """How many patients have each word of a name."""
    return {word: number_of(having, sets) for word, having in blocks.words.items()}


def number_of(having: Sequence[str], sets: Mapping[str, BitMap]) -> int:
    """How many patients have any of these terms."""
    found = [docs for term in having if (docs := sets.get(term)) is not None]
    return len(found[0]) if len(found) == 1 else len(BitMap.union(*found)) if found else 0


class Breath:
    """Lets other threads have their turn in between."""

    def __init__(self) -> None:
        self._until = time.perf_counter() + BREATH

    def take(self) -> None:
        """To be called after each short step."""
        if time.perf_counter() > self._until:
            time.sleep(PAUSE)
            self._until = time.perf_counter() + BREATH


def compare_all(
    connection: Connection,
    institution_id: int,
    scorer: Scorer,
    asked: Person,
    others: Sequence[Profile],
    known: dict[str, int],
) -> list[Compared]:
    """The asked profile with each of the others. `known` gets how common the names are that differ a little:
    a known name is another name, anything else a slip."""
    breath = Breath()
    unknown: list[str] = []

    def ask(word: str) -> int:
        number = known.get(word)
        if number is None:
            unknown.append(word)
            return scorer.patients
        return number

    pairs: list[Compared] = []
    again: list[int] = []
    for number, other in enumerate(others):
        before = len(unknown)
        pairs.append(compare(asked, other.person, ask, scorer.patients))
        if len(unknown) > before:
            again.append(number)
        breath.take()
    if unknown:
        having = {word: word_terms(word) for word in unknown}
        loaded = postings.load(
            connection, institution_id, [term for terms in having.values() for term in terms]
        )
        known.update((word, number_of(terms, loaded)) for word, terms in having.items())
        for number in again:
            pairs[number] = compare(asked, others[number].person, ask, scorer.patients)
            breath.take()
    return pairs


def profiles(connection: Connection, ids: Iterable[int], *, among_whom: bool = False) -> dict[int, Profile]:
    """The profiles of these patients; with `among_whom` without those that were merged into another."""
    wanted = {"ids": list(ids)}
    names: dict[int, list[tuple[str, str, str]]] = {}
    phones: dict[int, list[str]] = {}
    for patient_id, kind, former in connection.execute(_aliases, wanted).all():
        if kind == "name":
            names.setdefault(patient_id, []).append((former, "", ""))
        else:
            phones.setdefault(patient_id, []).append(former)
    return {
        row.id: Profile(row, _person(row, names.get(row.id, ()), phones.get(row.id, ())))
        for row in connection.execute(_profiles, wanted).all()
        if not (among_whom and row.merged_into_id)
    }


def _person(
    row: Row[*tuple[Any, ...]], names: Sequence[tuple[str, str, str]], phones: Sequence[str]
) -> Person:
    return person(
        ((row.family, row.given, row.other), *names),
        row.birth_date,
        row.gender,
        row.mobile,
        row.landline,
        phones,
        row.email,
        row.id_number,
        row.insurance_number,
        row.address,
    )


def person_typed(typed: Typed) -> Person:
    """What is typed, as it is compared."""
    return person(
        ((typed.family, typed.given, typed.other),),
        typed.birth_date,
        typed.gender,
        typed.mobile,
        typed.landline,
        (),
        typed.email,
        typed.id_number,
        typed.insurance_number,
        typed.address,
    )
