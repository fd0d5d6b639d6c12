"""The index finds exactly whom the rules of `domain.matching` find, in exactly their order."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dentui.domain.finding import Filters, Find
from dentui.domain.intake import NewPatient
from dentui.domain.matching import match, understand
from dentui.domain.patients import Gender
from dentui.domain.times import DAY, EPOCH_DAY
from dentui.store.intake import findable_of, last_visit_of
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic, at, clinic_on, empty_clinic, patient, visit

NAMES = [
    "Müller",
    "Mueller",
    "Muller",
    "Müllner",
    "Keller",
    "Kellermann",
    "O'Brien",
    "D'Angelo",
    "Weiß",
    "Weiss",
    "Łukasz",
    "Søren",
    "Öztürk",
    "Zhang",
    "Li",
    "Lian",
    "Lían",
    "Nguyễn",
    "van-der-Berg",
    "Иванов",
    "Йорг",
    "محمد",
    "张",
    "欧阳",
    "单",
    "小明",
    "娜",
    "김",
    "민준",
    "Anna",
    "Anna-Maria",
    "Zoë",
    "Q",
]
PHONES = ("+41791234567", "+41791234568", "+41442223344", "+4917612345670", "+8613800138000", "0123", "")
NUMBERS = ("", "756.1234.5678.97", "756.1234.5678.98", "11010519491231002X", "AB-123456")
EMAILS = ("", "anna.keller@example.ch", "anna@example.ch", "zhang123@mail.example", "a@b.c")
DAYS = st.integers(0, 900).map(lambda n: date(2024, 1, 1) + timedelta(days=n))

visits = st.builds(
    lambda day, minutes, kind: visit(((day - EPOCH_DAY).days * DAY) + minutes * 60, kind),
    DAYS,
    st.sampled_from([0, 0, 540, 541, 700]),
    st.sampled_from([10, 11, 12, None]),
)
patients = st.builds(
    patient,
    family=st.sampled_from([*NAMES, ""]),
    given=st.sampled_from(NAMES),
    other=st.sampled_from(["", "", "Maria", "de la Cruz"]),
    gender=st.sampled_from("FMOU"),
    mobile=st.sampled_from(PHONES),
    landline=st.sampled_from(PHONES),
    email=st.sampled_from(EMAILS),
    id_number=st.sampled_from(NUMBERS),
    insurance_number=st.sampled_from(NUMBERS),
    birth_date=st.sampled_from([None, date(1990, 3, 12), date(2000, 2, 29), date(1990, 12, 3)]),
    responsible_id=st.sampled_from([1, 2, 3]),
    entered=st.sampled_from([at(2024, 5, 5), at(2024, 5, 6), at(2025)]),
    former_names=st.lists(st.sampled_from(NAMES), max_size=1).map(tuple),
    former_phones=st.lists(st.sampled_from(PHONES[:-1]), max_size=1).map(tuple),
    records=st.lists(visits, max_size=4).map(tuple),
)
pieces = st.one_of(
    st.sampled_from(NAMES).flatmap(lambda name: st.integers(1, 8).map(lambda n: name[:n])),
    st.sampled_from(
        ["muller", "mueller", "zhang", "zhangxiaoming", "zxm", "ouyang", "shan", "brien", "annamaria", "x"]
    ),
    st.sampled_from(PHONES[:-1]).flatmap(
        lambda p: st.integers(0, 8).flatmap(lambda a: st.integers(1, 8).map(lambda n: p[a : a + n]))
    ),
    st.sampled_from(NUMBERS[1:]).flatmap(lambda p: st.integers(4, 18).map(lambda n: p[:n])),
    st.sampled_from(EMAILS[1:]).flatmap(lambda p: st.integers(1, 16).map(lambda n: p[:n])),
    st.sampled_from(
        ["12031990", "12.3.1990", "1990-03-12", "29022000", "1", "12", "#3", "@exam", "@", "*", "NOT", '"']
    ),
    st.text(max_size=6),
)
texts = st.lists(pieces, max_size=3).map(" ".join)
filters = st.builds(
    Filters,
    visited_from=st.one_of(st.none(), DAYS),
    visited_to=st.one_of(st.none(), DAYS),
    case_types=st.frozensets(st.sampled_from([10, 11, 12]), max_size=2),
    genders=st.frozensets(st.sampled_from(Gender), max_size=2),
)


def expected(register: list[NewPatient], find: Find, *, own_only: bool) -> list[UUID]:
    """By the rules alone: everybody is read and asked."""
    question = understand(find.text)
    found: list[tuple[int, int, int, UUID]] = []
    for number, new in enumerate(register, 1):
        tier = match(question, findable_of(new), number)
        if tier is not None and fits(new, find.filters) and (not own_only or new.responsible_id == 2):
            found.append((tier, -last_visit_of(new), -number, UUID(bytes=new.uuid)))
    return [uuid for *_, uuid in sorted(found, key=lambda row: row[:3])]


def fits(new: NewPatient, wanted: Filters) -> bool:
    if wanted.genders and new.gender not in wanted.genders:
        return False
    if not (wanted.case_types or wanted.visited_from or wanted.visited_to):
        return True
    return any(
        (not wanted.case_types or record.case_type_id in wanted.case_types)
        and (wanted.visited_from or date.min) <= day <= (wanted.visited_to or date.max)
        for record in new.records
        for day in [EPOCH_DAY + timedelta(days=record.visiting_time // DAY)]
    )


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_index_finds_whom_the_rules_find(
    kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    many = 60 if kind == "sqlite" else 12

    @settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(st.lists(patients, max_size=25), st.lists(st.tuples(texts, filters), min_size=12, max_size=12))
    def holds(register: list[NewPatient], questions: list[tuple[str, Filters]]) -> None:
        home: Path = tmp_path_factory.mktemp("home")
        register = [new._replace(chart_number=n) for n, new in enumerate(register, 1)]
        clinic: Clinic = (
            clinic_on(request.getfixturevalue("postgresql"), home)
            if kind == "postgresql"
            else empty_clinic(home, f"sqlite:///{home / 'register.db'}")
        )
        try:
            clinic.take_in(*register)
            for text, narrowed in questions:
                find = Find(text, narrowed)
                for actor in (ADMINISTRATOR, MEMBER):
                    wanted = expected(register, find, own_only=actor == MEMBER)
                    page = clinic.patients.find(actor, find, 0, 50)
                    assert [line.uuid for line in page.lines] == wanted
                    assert (page.count, page.exact) == (len(wanted), True)
                    if wanted:
                        last = clinic.patients.find(actor, find, limit=3, around=wanted[-1])
                        assert last.at == len(wanted) - 1
        finally:
            clinic.database.close()

    holds()
