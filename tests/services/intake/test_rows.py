"""A row becomes a patient, or is refused with row, column and reason and none of its data."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dentui.domain.intake import NewPatient
from dentui.domain.times import to_seconds
from dentui.services.intake.reading import CsvFile
from dentui.services.intake.rows import RowReader, ascending_uuids
from dentui.services.intake.survey import survey_of

NOW = datetime(2026, 3, 1, 9, 30)


def read(
    file: Path, header: str, *rows: Sequence[str], country: str = "CH"
) -> tuple[list[NewPatient], RowReader]:
    """Patients of a file with these columns, read as an import reads them."""
    path = file / "list.csv"
    with path.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(header.split(","))
        writer.writerows(rows)
    with CsvFile(path) as opened_file:
        survey = survey_of(opened_file, NOW, country, None)
        reader = RowReader(survey.reading(7, NOW, country))
        rows_read = [row for row in opened_file.rows() if row.number > survey.plan.header_row]
        found = [reader.read(row) for row in rows_read]
    return [patient for patient in found if patient], reader


def reasons(reader: RowReader) -> list[str]:
    return [f"{r.row} {r.column} {r.reason}" for r in reader.found.refusals]


def test_a_row_becomes_a_patient_of_the_operator(tmp_path: Path) -> None:
    cells = {
        "Last name": "Keller",
        "First name": "  Anna ",
        "Middle name": "M.",
        "Sex": "f",
        "DOB": "12.03.1990",
        "Mobile": "079 123 45 67",
        "Landline": "044 123 45 67",
        "E-mail": "anna@example.ch",
        "ID number": "X1",
        "AHV": "756.1",
        "Street": "Gasse",
        "House number": "3a",
        "ZIP": "8001",
        "City": "Zürich",
        "Country": "CH",
        "Note": "likes  tea",
        "Allergies": "latex",
        "Medical history": "asthma",
        "Oral habits": "bruxism",
        "Chart number": "17",
        "Maiden name": "Schmidt",
        "Last visit": "25.02.2024 14:30",
        "Entered": "01.02.2020",
    }
    (patient,), _ = read(tmp_path, ",".join(cells), list(cells.values()))
    assert (
        patient[1:]
        == NewPatient(
            uuid=b"",
            family="Keller",
            given="Anna",
            other="M.",
            gender="F",
            birth_date=date(1990, 3, 12),
            mobile="+41791234567",
            landline="+41441234567",
            email="anna@example.ch",
            id_number="X1",
            insurance_number="756.1",
            address="Gasse 3a, 8001 Zürich, CH",
            note="likes  tea",
            past_medical_history="asthma",
            oral_habits="bruxism",
            allergies="latex",
            responsible_id=7,
            entered=to_seconds(datetime(2020, 2, 1)),
            former_names=("Schmidt",),
            records=patient.records,
            chart_number=17,
        )[1:]
    )
    assert [visit[1:] for visit in patient.records] == [
        ("Last visit (imported)", to_seconds(datetime(2024, 2, 25, 14, 30)), None, None, None)
    ]


@pytest.mark.parametrize(
    ("header", "row", "reason"),
    [
        ("Last name,First name", " ,", ""),
        ("Last name,Note", ",x", "2  has no name"),
        ("Name,DOB", "A,30.02.1990", "2 column 2 (DOB) is not a date in the order day, month, year"),
        ("Name,DOB", "A,02.03.2026", "2 column 2 (DOB) lies in the future"),
        ("Name,DOB", "A,31.12.1849", "2 column 2 (DOB) lies before 1850"),
        ("Name,DOB", "A,1849", "2 column 2 (DOB) is not a date"),
        ("Name,Sex", "A,zebra", "2 column 2 (Sex) is not understood as a gender"),
        ("Name,Note", "A,x\0y", "2 column 2 (Note) holds a NUL character, which is no text"),
        ("Name,Note", "A,x,y", "2  has 3 cells where there are 2 columns"),
        ("Name,Sex,DOB,Note,ZIP", "A", "2  has only 1 of 5 cells; a line break may have cut it"),
        ("Name,Chart number", "A,0", "2 column 2 (Chart number) is not a whole number from 1 to 999,999,999"),
        (
            "Name,Mobile",
            "A,4.17912E+10",
            "2 column 2 (Mobile) was rounded by a spreadsheet, its last digits are lost; export it as text",
        ),
        ("Name,Sex", "A" * 201 + ",f", "2 column 1 (Name) is longer than 200 characters"),
        ("Name,Note", "A," + "x" * 10_001, "2 column 2 (Note) is longer than 10,000 characters"),
        ("Name,Last visit", "A,02.03.2026", "2 column 2 (Last visit) lies in the future"),
    ],
)
def test_a_row_is_refused_with_its_reason(tmp_path: Path, header: str, row: str, reason: str) -> None:
    patients, reader = read(tmp_path, header, row.split(","))
    assert reasons(reader) == ([reason] if reason else [])
    assert patients == []


def test_chart_numbers_may_stand_once_in_a_file(tmp_path: Path) -> None:
    patients, reader = read(tmp_path, "Name,Chart number", ["A", "7"], ["B", "8"], ["C", "007"], ["D", ""])
    assert reasons(reader) == ["4 column 2 (Chart number) is the chart number of row 2 as well"]
    assert [patient.chart_number for patient in patients] == [7, 8, None]


def test_chart_numbers_that_are_no_numbers_go_to_the_note(tmp_path: Path) -> None:
    patients, _ = read(tmp_path, "Name,Chart number,Note", ["A", "P-7", "x"], ["B", "P-8", ""])
    assert [patient.note for patient in patients] == ["x\nChart number: P-7", "Chart number: P-8"]
    assert [patient.chart_number for patient in patients] == [None, None]


def test_a_spreadsheets_empty_date_is_no_date(tmp_path: Path) -> None:
    patients, reader = read(tmp_path, "Name,DOB", ["A", "30.12.1899"], ["B", "13.03.1990"])
    assert [patient.birth_date for patient in patients] == [None, date(1990, 3, 13)]
    assert reader.found.zero_dates == 1


def test_phones_find_their_place_by_their_number_and_none_is_lost(tmp_path: Path) -> None:
    patients, _ = read(
        tmp_path,
        "Name,Phone 1,Phone 2,Phone 3",
        ["A", "044 123 45 67", "079 123 45 67", "031 300 00 00"],
        ["B", "079 123 45 67", "", "079 123 45 68"],
        ["C", "12", "", ""],
    )
    assert [(p.mobile, p.landline, p.note) for p in patients] == [
        ("+41791234567", "+41441234567", "Phone 3: +41313000000"),
        ("+41791234567", "+41791234568", ""),
        ("", "12", ""),
    ]


def test_the_salutation_tells_the_gender_where_nothing_else_does(tmp_path: Path) -> None:
    patients, reader = read(
        tmp_path, "Anrede,Name,Vorname", ["Frau", "A", "B"], ["Herr", "C", "D"], ["Familie", "E", "F"]
    )
    assert [patient.gender for patient in patients] == ["F", "M", "U"]
    assert not reader.found.refusal_count


def test_several_columns_of_one_thing_are_put_together(tmp_path: Path) -> None:
    (patient,), _ = read(
        tmp_path,
        "Primer apellido,Segundo apellido,Nombre,Observaciones,Notas,E-mail 1,E-mail 2",
        ["García", "López", "Ana", "a", "b", "x@example.es", "y@example.es"],
    )
    assert (patient.family, patient.given) == ("García López", "Ana")
    assert patient.note == "a\nb\nE-mail 2: y@example.es"
    assert patient.email == "x@example.es"


def test_rows_that_hold_nothing_are_counted_and_short_ones_too(tmp_path: Path) -> None:
    patients, reader = read(tmp_path, "Name,Sex,Note", ["A", "f", "x"], ["", " ", ""], ["B", "m"], [])
    assert len(patients) == 2
    assert (reader.found.empty, reader.found.short, reader.found.filled) == (2, 1, 2)


def test_a_refusal_repeats_nothing_of_the_patient(tmp_path: Path) -> None:
    secret = "Geheimnis"
    _, reader = read(
        tmp_path, "Name,Sex,DOB,Chart number,Note", [secret, secret, secret, secret, secret + "\0"]
    )
    assert reader.found.refusals
    assert secret not in repr(reader.found.refusals)


naughty = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=40)


@given(st.lists(st.tuples(naughty, naughty, naughty), min_size=1, max_size=6))
@settings(deadline=None, max_examples=150)
def test_text_comes_through_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    # A name has a letter: a column of nothing but digits is taken for phones, whatever stands over it.
    written = [("K" + family, given and "G" + given, note) for family, given, note in rows]
    patients, _ = read(tmp_path_factory.mktemp("csv"), "Nachname,Vorname,Allergien", *written)
    assert [(p.family, p.given) for p in patients] == [
        (" ".join(family.split()), " ".join(given.split())) for family, given, _ in written
    ]
    assert [p.allergies for p in patients] == [
        note.strip().replace("\r\n", "\n").replace("\r", "\n") for _, _, note in written
    ]


def test_uuids_ascend_and_are_of_version_seven() -> None:
    made = ascending_uuids()
    some = [next(made) for _ in range(10_000)]
    assert some == sorted(set(some))
    assert {value[6] >> 4 for value in some} == {7}
    assert {value[8] >> 6 for value in some} == {2}
