"""Case types and visit types as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dentui.domain.history import Theirs
from dentui.domain.types import TypeInput, TypeKind
from dentui.errors import Conflict, Forbidden, Invalid, NotFound
from dentui.services.charts import Charts
from dentui.services.types import CaseTypes, TypeLists
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, Clinic, at, patient, visit

KINDS = pytest.mark.parametrize("kind", TypeKind)


def lists_of(clinic: Clinic) -> TypeLists:
    return TypeLists(clinic.database)


def names(clinic: Clinic, kind: TypeKind) -> list[str]:
    """Names in their order; the retired ones in brackets."""
    lines = lists_of(clinic).lines(ADMINISTRATOR, kind)
    return [f"({line.name})" if line.retired else line.name for line in lines]


def offered(clinic: Clinic, kind: TypeKind) -> list[str]:
    lists = Charts(clinic.database, "CH").lists(MEMBER)
    return [choice.name for choice in (lists.case_types if kind is TypeKind.CASE else lists.visit_types)]


@KINDS
def test_a_type_is_added_at_the_end_or_at_its_place(kind: TypeKind, clinic: Clinic) -> None:
    lists_of(clinic).add(ADMINISTRATOR, kind, TypeInput(" crown  and bridge "))
    lists_of(clinic).add(ADMINISTRATOR, kind, TypeInput("first", 1))
    lists_of(clinic).add(ADMINISTRATOR, kind, TypeInput("last", 99))
    wanted = ["first", "implant", "orthodontics", "check-up", "crown and bridge", "last"]
    assert names(clinic, kind) == wanted
    assert offered(clinic, kind) == wanted


@KINDS
def test_a_type_is_renamed_and_moved(kind: TypeKind, clinic: Clinic) -> None:
    lists_of(clinic).edit(ADMINISTRATOR, kind, 12, TypeInput("Check-Up", 1))
    assert names(clinic, kind) == ["Check-Up", "implant", "orthodontics"]
    lists_of(clinic).edit(ADMINISTRATOR, kind, 12, TypeInput("Check-Up", 2))
    assert names(clinic, kind) == ["implant", "Check-Up", "orthodontics"]


@KINDS
def test_a_retired_type_is_not_offered_and_can_come_back(kind: TypeKind, clinic: Clinic) -> None:
    lists_of(clinic).retire(ADMINISTRATOR, kind, 10)
    lists_of(clinic).retire(ADMINISTRATOR, kind, 10)
    assert names(clinic, kind) == ["orthodontics", "check-up", "(implant)"]
    assert offered(clinic, kind) == ["orthodontics", "check-up"]
    assert [line.place for line in lists_of(clinic).lines(ADMINISTRATOR, kind)] == [1, 2, None]
    lists_of(clinic).bring_back(ADMINISTRATOR, kind, 10)
    assert offered(clinic, kind) == ["implant", "orthodontics", "check-up"]


@KINDS
def test_a_retired_type_comes_back_where_it_stood_though_others_moved(kind: TypeKind, clinic: Clinic) -> None:
    lists_of(clinic).retire(ADMINISTRATOR, kind, 11)
    lists_of(clinic).add(ADMINISTRATOR, kind, TypeInput("new", 1))
    lists_of(clinic).bring_back(ADMINISTRATOR, kind, 11)
    assert offered(clinic, kind) == ["new", "implant", "orthodontics", "check-up"]


def test_a_retired_case_type_stays_in_filters_and_on_old_records(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient("Keller", records=(visit(at(2024), 10),)))
    lists_of(clinic).retire(ADMINISTRATOR, TypeKind.CASE, 10)
    assert "implant" in [kind.name for kind in CaseTypes(clinic.database).all(MEMBER)]
    assert clinic.names("", MEMBER, case_types=frozenset({10})) == ["Keller, Anna"]
    assert clinic.patients.chart(MEMBER, made).case_types == ("implant",)


@KINDS
@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "IMPLANT", " check-up"])
def test_a_name_has_to_be_there_short_and_new(kind: TypeKind, name: str, clinic: Clinic) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: lists_of(clinic).add(ADMINISTRATOR, kind, TypeInput(name)),
        lambda: lists_of(clinic).edit(ADMINISTRATOR, kind, 11, TypeInput(name)),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid) as refused:
            attempt()
        assert refused.value.field == "name"


def test_records_that_have_a_type_are_counted(clinic: Clinic) -> None:
    clinic.take_in(
        patient(records=(visit(at(2024), 10), visit(at(2025), 10))), patient(records=(visit(at(2025), 11),))
    )
    assert lists_of(clinic).uses(ADMINISTRATOR) == {
        TypeKind.CASE: {10: 2, 11: 1, 12: 0},
        TypeKind.VISIT: {10: 3, 11: 0, 12: 0},
    }
    assert lists_of(clinic).uses(ELSEWHERE)[TypeKind.CASE] == {20: 0, 21: 0, 22: 0}


@KINDS
def test_types_of_another_institution_are_not_there(kind: TypeKind, clinic: Clinic) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: lists_of(clinic).edit(ELSEWHERE, kind, 10, TypeInput("mine")),
        lambda: lists_of(clinic).retire(ELSEWHERE, kind, 10),
        lambda: lists_of(clinic).bring_back(ELSEWHERE, kind, 10),
    ]
    for attempt in attempts:
        with pytest.raises(NotFound):
            attempt()
    lists_of(clinic).add(ELSEWHERE, kind, TypeInput("own"))
    assert "own" not in names(clinic, kind)


@KINDS
def test_members_change_nothing(kind: TypeKind, clinic: Clinic) -> None:
    with pytest.raises(Forbidden, match="Only an administrator"):
        lists_of(clinic).retire(MEMBER, kind, 10)
    assert names(clinic, kind) == ["implant", "orthodontics", "check-up"]


def test_what_another_desk_renamed_meanwhile_is_not_overwritten(clinic: Clinic) -> None:
    was = lists_of(clinic).lines(ADMINISTRATOR, TypeKind.CASE)[0]
    lists_of(clinic).edit(ADMINISTRATOR, TypeKind.CASE, was.id, TypeInput("theirs", 1), was.form)
    with pytest.raises(Conflict) as refused:
        lists_of(clinic).edit(ADMINISTRATOR, TypeKind.CASE, was.id, TypeInput("ours", 1), was.form)
    assert isinstance(refused.value.theirs, Theirs)
    assert refused.value.theirs.form == TypeInput("theirs", 1)
