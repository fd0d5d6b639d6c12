"""Charts and records, and the trail that opening them leaves."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy import select, text, update

from dentui.domain.finding import Find
from dentui.errors import Forbidden
from dentui.store import audit, indexing, tables
from dentui.store.database import Unit
from tests.clinics import ADMINISTRATOR, MEMBER, Clinic, at, ids_of, patient, ticket, visit


def test_a_chart_says_all_that_is_known(clinic: Clinic) -> None:
    (made,) = clinic.take_in(
        patient(
            "Keller",
            "Anna",
            birth_date=date(2000, 2, 29),
            allergies="latex",
            address="Seestrasse 1",
            oral_habits="grinds",
            former_names=("Schmidt",),
            former_phones=("+41791112233",),
            records=(visit(at(2020), 10), visit(at(2024), 11)),
        )
    )
    chart = clinic.patients.chart(MEMBER, made)
    assert (chart.name, chart.birth_date, chart.allergies) == ("Keller, Anna", date(2000, 2, 29), "latex")
    assert chart.case_types == ("orthodontics", "implant")
    assert (chart.former_names, chart.former_phones) == (("Schmidt",), ("+41791112233",))
    assert (chart.responsible, chart.address, chart.oral_habits) == ("Berta", "Seestrasse 1", "grinds")


def test_a_chart_is_read_again_without_a_row_in_the_trail_only_by_who_opened_it(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient())
    with pytest.raises(Forbidden):
        clinic.patients.chart_again(MEMBER, made)
    clinic.patients.chart(MEMBER, made)
    assert clinic.patients.chart_again(MEMBER, made).name == "Keller, Anna"
    with pytest.raises(Forbidden):
        clinic.patients.chart_again(ADMINISTRATOR, made)
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        assert len(connection.execute(select(tables.audit)).all()) == 2


def test_records_come_newest_first_and_within_the_range(clinic: Clinic) -> None:
    (made,) = clinic.take_in(
        patient(
            records=(
                visit(at(2020), name="A"),
                visit(at(2024), name="B"),
                visit(at(2022, 6, 30, 23), name="C"),
            )
        )
    )
    assert [line.name for line in clinic.patients.records(MEMBER, made)] == ["B", "C", "A"]
    narrowed = clinic.patients.records(MEMBER, made, date(2020, 1, 2), date(2022, 6, 30))
    assert [(line.name, line.visiting_time) for line in narrowed] == [("C", datetime(2022, 6, 30, 23, 30))]


def test_opening_a_chart_is_in_the_trail_and_finding_is_not(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient())
    clinic.patients.find(MEMBER, Find("keller"))
    clinic.patients.chart(MEMBER, made)
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.number)).all()
    assert [(row.person_id, row.action) for row in rows] == [(1, "import patients"), (2, "open chart")]
    assert [rows[1].patient_id] == ids_of(clinic.database, [made])


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE audit SET person_id = 3 WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "UPDATE audit SET detail = '{}' WHERE number = 1",
        "UPDATE audit SET number = 7 WHERE number = 3",
        "UPDATE audit SET person_id = 3, key_id = 'ffffffffffffffff' WHERE number = 2",
    ],
)
def test_a_row_of_the_trail_that_is_changed_or_taken_out_shows(clinic: Clinic, damage: str) -> None:
    (made,) = clinic.take_in(patient())
    for _ in range(2):
        clinic.patients.chart(MEMBER, made)
    key = clinic.database.key
    with clinic.database.engine.begin() as connection:
        indexing.enter(connection, 1)
        assert audit.verify(connection, key, 1).broken_at is None
        connection.execute(text(damage))
        assert audit.verify(connection, key, 1).broken_at is not None


def test_a_change_without_a_row_in_the_trail_is_not_committed(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient())

    def silently(unit: Unit) -> None:
        unit.connection.execute(update(tables.patient).values(family="Changed"))

    with pytest.raises(RuntimeError):
        clinic.database.write(ADMINISTRATOR, silently)
    assert clinic.patients.chart(MEMBER, made).family == "Keller"


def test_a_changed_chart_is_found_by_what_it_says_now(clinic: Clinic) -> None:
    (made,) = clinic.take_in(patient("Keller", "Anna", mobile="+41791234567"))
    (number,) = ids_of(clinic.database, [made])

    def change(unit: Unit) -> None:
        with indexing.reindexed(unit.connection, 1, number):
            unit.connection.execute(
                update(tables.patient)
                .where(tables.patient.c.id == number)
                .values(family="Meyer", mobile="+41790000000", responsible_id=3)
            )
        unit.audit("edit patient", number, fields=["family", "mobile", "responsible"])

    clinic.database.write(ADMINISTRATOR, change)
    assert clinic.names("keller") == clinic.names("4567") == clinic.names("", MEMBER) == []
    assert clinic.names("meyer") == clinic.names("0000") == ["Meyer, Anna"]
    assert made in {line.uuid for line in clinic.patients.find(ADMINISTRATOR, Find()).lines}


def test_a_glance_is_no_opening_and_tells_nothing_clinical(clinic: Clinic) -> None:
    (made,) = clinic.take_in(
        patient(
            "Keller",
            "Anna",
            address="Seestrasse 1",
            **dict.fromkeys(("note", "allergies", "oral_habits", "past_medical_history"), "secret"),
            former_names=("Schmidt",),
            records=tuple(visit(at(2020, 1, day), 10, "secret") for day in range(1, 16)),
            tickets=(ticket(),),
        )
    )
    seen = clinic.patients.glance(MEMBER, made)
    assert (seen.address, seen.responsible, seen.former_names) == ("Seestrasse 1", "Berta", ("Schmidt",))
    assert [one.visiting_time.day for one in seen.visits] == list(range(15, 3, -1))
    assert (seen.visits[0].case_type, seen.more_visits, len(seen.tickets)) == ("implant", 3, 1)
    assert "secret" not in str(seen)
    with clinic.database.engine.connect() as connection:
        indexing.enter(connection, 1)
        assert len(connection.execute(select(tables.audit)).all()) == 1
