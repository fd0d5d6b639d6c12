"""Charts that try to break a screen."""

from __future__ import annotations

from datetime import date

import pytest

from dentui.domain.times import day_start
from dentui.services.demo.clinic import Clinic
from dentui.services.demo.special import LONG_FAMILY

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize("size", [10, 2_000, 100_000])
def test_the_newest_charts_of_the_first_institution_are_hostile_and_the_first_administrators(
    size: int,
) -> None:
    clinic = Clinic(size, 5, TODAY)
    count = clinic.sizes()[0]
    *_, leap, emoji, long, hostile = clinic(1, count - 5, count)
    assert (hostile.family, hostile.given) == ("O'Brien [/b] [@click=app.quit]", "")
    assert "\x1b]52;" in hostile.note
    assert "\u202e" in hostile.address
    assert len(LONG_FAMILY) == 60
    assert long.family == LONG_FAMILY
    assert "\u0308" in emoji.family
    assert "👩" in emoji.given
    assert leap.birth_date is not None
    assert (leap.birth_date.month, leap.birth_date.day) == (2, 29)
    for chart in (leap, emoji, long, hostile):
        assert chart.responsible_id == clinic.staff(1).administrators[0]
        assert chart.records[-1].visiting_time > day_start(TODAY)
        assert len({record.uuid for record in chart.records}) == len(chart.records)


def test_nothing_in_them_is_refused_by_a_database() -> None:
    for chart in Clinic(10, 5, TODAY)(1, 0, 9):
        for text in chart[1:16]:
            assert "\0" not in str(text)
            str(text).encode("utf-8")
