"""Likely doubles of somebody: candidates from the index, their profiles compared and scored."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from pyroaring import BitMap
from sqlalchemy import Connection, Row, bindparam, select, update

from dentui.domain import terms as t
from dentui.domain.comparing import Birth, compare
from dentui.domain.doubles import PERHAPS, Likely, Typed
from dentui.domain.patients import display_name
from dentui.domain.profiles import Person, person
from dentui.domain.reasons import reasons
from dentui.domain.weights import DEFAULT, Scorer, from_json
from dentui.store import finding, indexing, postings
from dentui.store.among import among
from dentui.store.blocking import Blocks, blocks_of, candidates, word_terms
from dentui.store.database import Unit
from dentui.store.scope import View
from dentui.store.tables import alias, doubles_search, institution, not_double, patient

TELL = "tell of doubles"
MOST = 200
"""Candidates of one profile that are compared."""
SHOWN = 20
BREATH = 0.002
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
_lower = select(not_double.c.low_id).where(not_double.c.high_id == bindparam("patient"))
_higher = select(not_double.c.high_id).where(not_double.c.low_id == bindparam("patient"))


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

    def likely(self) -> Likely:
        """As it is handed upwards."""
        return likely_of(self.profile.row, self.probability, self.reasons)


def likely_of(row: Row[*tuple[Any, ...]], probability: float, why: tuple[str, ...]) -> Likely:
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


def of_typed(view: View, typed: Typed) -> tuple[Likely, ...]:
    """The likely doubles, within the scope, of who is typed; the best first."""
    asked = person_typed(typed)
    if not says_something(asked):
        return ()
    best = _best(view.connection, view.institution_id, asked, finding.scope_set(view))
    return tuple(scored.likely() for scored in best)


def says_something(asked: Person) -> bool:
    """Whether there is enough to look for anybody by it."""
    name = asked.names[0]
    return bool(asked.birth or asked.phones or asked.email or asked.id_number or asked.insurance) or bool(
        name.family and name.given
    )


def of_patient(view: View, patient_id: int) -> tuple[Likely, ...]:
    """The likely doubles, within the scope, of a patient; the best first, without who was said to be
    somebody else."""
    known = profiles(view.connection, [patient_id])
    if not known:
        return ()
    left_out = BitMap(said_different(view.connection, patient_id))
    left_out.add(patient_id)
    asked = next(iter(known.values())).person
    best = _best(view.connection, view.institution_id, asked, finding.scope_set(view) - left_out)
    return tuple(scored.likely() for scored in best)


def beyond(connection: Connection, institution_id: int, person_id: int, typed: Typed) -> float:
    """The highest probability of a double among the patients whom this member of the institution does not
    see. For a connection outside any operator's scope."""
    asked = person_typed(typed)
    if not says_something(asked):
        return 0.0
    indexing.enter(connection, institution_id)
    seen = postings.load_union(connection, institution_id, [f"{t.RESPONSIBLE}{person_id}"])
    everybody = postings.load_union(connection, institution_id, [t.ALL])
    best = _best(connection, institution_id, asked, everybody - seen)
    return best[0].probability if best else 0.0


def tells(view: View) -> bool:
    """Whether members are told that there may be somebody whom only administrators see."""
    return bool(view.connection.scalar(_tells, {"institution": view.institution_id}))


def set_tells(unit: Unit, on: bool) -> None:
    """Let members be told so, or not."""
    unit.connection.execute(
        update(institution).where(institution.c.id == unit.view.institution_id).values(tells_of_doubles=on)
    )
    unit.audit(TELL, None, on=on)


def said_different(connection: Connection, patient_id: int) -> list[int]:
    """Whom somebody said to be another person than this patient."""
    asked = {"patient": patient_id}
    return [*connection.scalars(_lower, asked), *connection.scalars(_higher, asked)]


@lru_cache(maxsize=8)
def scorer(weights_text: str, patients: int) -> Scorer:
    """A scorer of these weights, kept while the register stays as large."""
    return Scorer(from_json(weights_text) if weights_text else DEFAULT, patients)


def _best(connection: Connection, institution_id: int, asked: Person, base: BitMap) -> tuple[Scored, ...]:
    blocks = blocks_of(asked)
    sets = postings.load(connection, institution_id, blocks.terms())
    found = candidates(blocks, sets, base, MOST)
    if not found:
        return ()
    patients = len(postings.load_union(connection, institution_id, [t.ALL]))
    text = connection.scalar(_weights, {"institution": institution_id}) or ""
    scoring = scorer(text, patients)
    compared = profiles(connection, found, among_whom=True)
    known = commonness(connection, institution_id, blocks, sets, asked, compared.values())
    best = sorted(
        score_all(scoring, asked, compared.values(), known, len(sets.get(blocks.birth, ()))),
        key=lambda scored: (-scored.probability, scored.profile.row.id),
    )
    return tuple(best[:SHOWN])


def score_all(
    scoring: Scorer, asked: Person, others: Iterable[Profile], known: Mapping[str, int], born: int
) -> Iterator[Scored]:
    """Those of the others who may be the same person. Other threads get their turn meanwhile."""
    until = time.perf_counter() + BREATH
    for other in others:
        pair = compare(asked, other.person, lambda word: known.get(word, 0), scoring.patients)
        same_day = born if pair.levels[3] == Birth.EQUAL else None
        probability = scoring.score(pair, known, same_day)
        if probability >= PERHAPS:
            yield Scored(other, probability, reasons(pair, scoring.tells(pair, known, same_day)))
        if time.perf_counter() > until:
            time.sleep(PAUSE)
            until = time.perf_counter() + BREATH


def commonness(
    connection: Connection,
    institution_id: int,
    blocks: Blocks,
    sets: Mapping[str, BitMap],
    asked: Person,
    others: Iterable[Profile],
) -> dict[str, int]:
    """How many patients have each word of the asked name, and of the names that differ a little from it."""
    known = {word: _number(having, sets) for word, having in blocks.words.items()}
    wanted: dict[str, tuple[str, ...]] = {}
    mine = asked.names[0]
    written = {name for name in (mine.family, mine.given) if name}
    for other in others:
        name = other.person.names[0]
        for text in (name.family, name.given):
            if text and text not in known and text not in wanted and _near_any(text, written):
                wanted[text] = word_terms(text)
    if wanted:
        loaded = postings.load(
            connection, institution_id, [term for having in wanted.values() for term in having]
        )
        known.update((word, _number(having, loaded)) for word, having in wanted.items())
    return known


def _near_any(text: str, names: set[str]) -> bool:
    """Whether a name could be a slip of one of these: only then it matters whether it is known."""
    return any(
        text[0] == name[0] or text[-1] == name[-1] for name in names if abs(len(text) - len(name)) <= 2
    )


def _number(having: tuple[str, ...], sets: Mapping[str, BitMap]) -> int:
    found = [docs for term in having if (docs := sets.get(term)) is not None]
    return len(found[0]) if len(found) == 1 else len(BitMap.union(*found)) if found else 0


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
