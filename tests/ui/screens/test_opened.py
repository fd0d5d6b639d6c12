"""The words of a chart's head."""

from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

import pytest

from dentui.domain.patients import Gender, PatientChart
from dentui.ui.screens.opened import head_facts, who_words

BLANK = PatientChart(
    uuid=uuid4(),
    version=1,
    chart_number=7,
    family="Leap",
    given="Day",
    other="",
    gender=Gender.UNKNOWN,
    birth_date=date(2004, 2, 29),
    mobile="",
    landline="",
    email="",
    id_number="",
    insurance_number="",
    address="",
    note="",
    past_medical_history="",
    oral_habits="",
    allergies="",
    responsible="Berta",
    responsible_id=2,
    entered=datetime(2020, 1, 1),
    last_visit=datetime(2020, 1, 1),
    case_types=(),
    former_names=(),
    former_phones=(),
    open_tickets=0,
)


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (date(2026, 2, 28), 21),
        (date(2026, 3, 1), 22),
        (date(2028, 2, 28), 23),
        (date(2028, 2, 29), 24),
    ],
)
def test_the_age_is_right_around_the_29th_of_february(today: date, age: int) -> None:
    assert f", {age} years, born 29.02.2004" in who_words(BLANK, today)


def test_what_is_missing_in_the_head_is_said() -> None:
    assert who_words(BLANK, date(2026, 1, 1)).startswith("gender not recorded")
    values = {fact.label: fact.value for fact in head_facts(BLANK, short=False)}
    assert values["Mobile"] == values["E-mail"] == values["Address"] == "not recorded"
    assert values["Case types"] == "none yet"
