"""Whether a file names another patient than the chart's."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest

from dentui.domain.belonging import is_born_on_another_day, is_of_another, names_another
from dentui.domain.images import Facts
from dentui.domain.patients import Gender, PatientChart


def chart(family: str, given: str, other: str = "", *former: str, born: date | None = None) -> PatientChart:
    return PatientChart(
        family=family, given=given, other=other, gender=Gender.UNKNOWN, responsible_id=1, uuid=uuid4(),
        version=1, chart_number=1, responsible="", entered=datetime(2026, 1, 1), last_visit=None,
        case_types=(),
        former_names=former, former_phones=(), open_tickets=0, birth_date=born,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "patient"),
    [
        ("Keller^Anna", chart("Keller", "Anna")),
        ("KELLER^ANNA^^^", chart("Keller", "Anna", "Maria")),
        ("Anna Keller", chart("Keller", "Anna")),
        ("Keller, Anna", chart("Keller", "Anna")),
        ("Keller^A", chart("Keller", "Anna")),
        ("Mueller^Juerg", chart("Müller", "Jürg")),
        ("Muller^Jurg", chart("Müller", "Jürg")),
        ("Keller-Huber^Anna", chart("Keller", "Anna")),
        ("Zbrzezny^Rosa", chart("Huber", "Rosa", "", "Zbrzezny")),
        ("Wang^XiaoMing=王^小明=", chart("王", "小明")),
        ("Wang^Xiaoming", chart("王", "小明")),
        ("Keller", chart("Keller", "Anna")),
        ("", chart("Keller", "Anna")),
        ("^^^^", chart("Keller", "Anna")),
    ],
)
def test_the_same_name_in_another_spelling_is_theirs(name: str, patient: PatientChart) -> None:
    assert not names_another(name, patient)


@pytest.mark.parametrize(
    ("name", "patient"),
    [
        ("Keller^Peter", chart("Keller", "Anna")),
        ("Meier^Anna", chart("Keller", "Anna")),
        ("Anna Meier", chart("Keller", "Anna")),
        ("Anonymous", chart("Keller", "Anna")),
        ("Li^Na=李^娜", chart("王", "小明")),
        ("\x1b[31mred^x", chart("Keller", "Anna")),
    ],
)
def test_another_name_is_told(name: str, patient: PatientChart) -> None:
    assert names_another(name, patient)


def test_another_date_of_birth_is_told_where_both_are_known() -> None:
    anna = chart("Keller", "Anna", born=date(1990, 3, 12))
    assert not is_born_on_another_day("1990-03-12", anna)
    assert is_born_on_another_day("1990-12-03", anna)
    assert not is_born_on_another_day("", anna)
    assert not is_born_on_another_day("1990-12-03", chart("Keller", "Anna"))
    assert is_of_another(Facts(patient="Keller^Anna", birth_date="1990-12-03"), anna)
    assert not is_of_another(Facts(patient="Keller^Anna"), anna)
