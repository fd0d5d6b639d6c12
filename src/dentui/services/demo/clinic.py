"""The plan of the demonstration clinic: institutions, who works there, and how many patients they have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from random import Random

from dentui.domain.actors import Role
from dentui.domain.intake import NewPatient
from dentui.services.demo import cases, special, visits
from dentui.services.demo.diary import Diary, Staff
from dentui.services.demo.patients import BLOCK, Maker
from dentui.store.bulk import NewInstitution, NewMembership, NewPerson, NewType, Plan
from dentui.store.case_bulk import NewCases

OPERATOR = "anna"
"""Login name of the operator who is at the desk unless another is asked for: administrator of the
first institution, where nine in ten patients are."""
MEMBER = "berta"
"""Login name of a member of the first institution, who sees her own patients only."""

PATIENTS_A_MEMBER = 2_000

_INSTITUTIONS = (
    # name, patients of 100, most members
    ("Zahnzentrum am See", 90, 12),
    ("Cabinet dentaire du Léman", 4, 4),
    ("Studio dentistico Ceresio", 3, 3),
    ("Praxis Öztürk & Łukasik", 2, 2),
    ("阳光口腔诊所", 1, 1),
)
_ADMINISTRATORS = 4, 2, 2, 1, 1
_DOCTORS = 5, 3, 2, 2, 1

# Logins easy to type, in the order in which places are filled: administrators and members of the first
# institution, then of the others.
_PEOPLE = (
    "Anna Keller", "Otto Brunner", "Paula Favre", "Quentin Rey",
    "Berta Huber", "Carlo Bernasconi", "Daria Nowak", "Emil Steiner", "Fatima Hoxha", "Georg Wyss",
    "Hanna Moser", "Ivan Petrović", "Julia Weber", "Karim Haddad", "Lena Graf", "Maja Frei",
    "Rosa Pereira", "Samuel Rochat", "Théo Blanc", "Ursula Roth", "Vera Novák", "William Smith",
    "Xenia Marti", "Yusuf Kaya", "Zita Ferrari", "Agnes Tóth", "Bruno Galli", "Clara Vogel",
    "Deniz Öztürk", "Ewa Łukasik", "Felix Kunz", "Greta Berg", "Hao Wang", "Iris Chen",
    "Jonas Suter", "Kim Lee",
)  # fmt: skip
_DOCTOR_NAMES = (
    "Dr. Petra Lang", "Dr. Marc Aeschlimann", "Dr. Sofia Ricci", "Dr. Jürg Zbinden", "Dr. Nadia Ben Salem",
    "Dr. Luc Chevalley", "Dr. Hélène Monney", "Dr. Igor Šarić", "Dr. Chiara Conti", "Dr. Paolo Galli",
    "Dr. Cem Öztürk", "Dr. Łucja Łukasik", "王医生",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Clinic:
    """A demonstration clinic: all of it follows from these three values.

    Calling it gives patients, as `store.bulk.build` asks for them: any slice alone, in any process."""

    patients: int
    """In all institutions together."""
    seed: int
    today: date
    """The day on which the newest visits were."""

    def __call__(self, institution: int, first: int, stop: int) -> Iterator[NewPatient]:
        """The patients of an institution from index `first` up to `stop`, the oldest charts first."""
        maker = _maker(self, institution)
        for number in range(first // BLOCK, -(-stop // BLOCK)):
            begin = number * BLOCK
            made = maker.block(number)
            if institution == 1:
                _put_specials(made, begin, maker, self.today)
            yield from made[max(first - begin, 0) : stop - begin]

    def sizes(self) -> tuple[int, ...]:
        """Patients of each institution; nine in ten are in the first."""
        others = [self.patients * share // 100 for _, share, _ in _INSTITUTIONS[1:]]
        return (self.patients - sum(others), *others)

    def plan(self) -> Plan:
        """All of the register but the patients."""
        return _plan(self)

    def staff(self, institution: int) -> Staff:
        """Who and what the charts of an institution refer to."""
        return self.staff_of(self.plan(), institution)

    def staff_of(self, plan: Plan, institution: int) -> Staff:
        """The same of a plan that has no cases yet."""
        of_role: dict[str, list[int]] = {Role.ADMINISTRATOR: [], Role.MEMBER: []}
        here = [m for m in plan.memberships if m.institution_id == institution]
        for membership in here:
            of_role[membership.role].append(membership.person_id)
        at_desk = {person.id for person in plan.persons if person.login}
        size = self.sizes()[institution - 1]
        members = [person for person in of_role[Role.MEMBER] if person in at_desk][
            : _members(institution, size)
        ]
        return Staff(
            administrators=tuple(of_role[Role.ADMINISTRATOR]),
            members=tuple(members),
            patients_a_member=min(PATIENTS_A_MEMBER, max(1, size // 3)),
            doctors=tuple(m.person_id for m in here if m.doctor),
            case_types=tuple(t.id for t in plan.case_types if t.institution_id == institution),
            visit_types=tuple(t.id for t in plan.visit_types if t.institution_id == institution),
        )


def _members(institution: int, size: int) -> int:
    """How many members an institution of this size has: they hold at most half of the patients."""
    return max(1, min(_INSTITUTIONS[institution - 1][2], size // (2 * PATIENTS_A_MEMBER)))


@lru_cache(maxsize=8)
def _plan(clinic: Clinic) -> Plan:
    uuids = _uuids(clinic)
    institutions = []
    persons: list[NewPerson] = []
    memberships = []
    case_types: list[NewType] = []
    visit_types: list[NewType] = []
    people, doctors = iter(_PEOPLE), iter(_DOCTOR_NAMES)

    def employ(institution: int, name: str, role: Role, *, login: bool, doctor: bool) -> None:
        signs_in_as = name.partition(" ")[0].lower() if login else None
        person = NewPerson(len(persons) + 1, next(uuids), signs_in_as, name)
        persons.append(person)
        memberships.append(NewMembership(institution, person.id, role.value, doctor))

    for number, ((name, _, most), size) in enumerate(zip(_INSTITUTIONS, clinic.sizes(), strict=True), 1):
        institutions.append(NewInstitution(number, next(uuids), name, size))
        for place in range(_ADMINISTRATORS[number - 1]):
            employ(number, next(people), Role.ADMINISTRATOR, login=True, doctor=place == 1)
        for place in range(most):
            who = next(people)
            if place < _members(number, size):
                employ(number, who, Role.MEMBER, login=True, doctor=place == 2)
        for _ in range(_DOCTORS[number - 1]):
            employ(number, next(doctors), Role.MEMBER, login=False, doctor=True)
        case_types += [NewType(len(case_types) + n, number, t) for n, t in enumerate(visits.CASE_TYPES, 1)]
        visit_types += [NewType(len(visit_types) + n, number, t) for n, t in enumerate(visits.VISIT_TYPES, 1)]
    # One person belongs to two institutions and switches between them.
    otto = next(person for person in persons if person.login == "otto")
    memberships.append(NewMembership(2, otto.id, Role.MEMBER.value, doctor=True))
    plan = Plan(institutions, persons, memberships, case_types, visit_types)
    size = clinic.sizes()[0]
    made = tuple(cases.cases(clinic.seed, clinic.staff_of(plan, 1), size, clinic.today)) if size else ()
    return replace(plan, cases=NewCases(1, cases.LABS, cases.SNIPPETS, made))


def _uuids(clinic: Clinic) -> Iterator[bytes]:
    random = Random(f"{clinic.seed}:plan")
    while True:
        value = random.getrandbits(128) & ~(0xF << 76 | 0x3 << 62) | 4 << 76 | 2 << 62
        yield value.to_bytes(16, "big")


@lru_cache(maxsize=8)
def _maker(clinic: Clinic, institution: int) -> Maker:
    sizes = clinic.sizes()
    diary = Diary(
        clinic.staff(institution), clinic.today, sizes[institution - 1], sum(sizes[: institution - 1])
    )
    return Maker(clinic.seed, institution, diary)


def _put_specials(made: list[NewPatient], begin: int, maker: Maker, today: date) -> None:
    diary = maker.diary
    noon = diary.days[-1] + visits.SECONDS[visits.MORNING]
    for place, change in enumerate(special.charts(today)):
        at = diary.size - 1 - place - begin
        if 0 <= at < len(made):
            made[at] = special.at_the_desk(
                change(made[at]), diary.staff.administrators[0], noon - 300 * place
            )
