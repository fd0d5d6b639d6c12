"""Patients come in from a CSV file, all of them or none, and only for administrators."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from dentui.domain.finding import Find
from dentui.domain.patients import Gender, PatientChart
from dentui.errors import Forbidden, Invalid
from dentui.services.intake import Intake, IntakeReport
from dentui.store import tables
from tests.clinics import ADMINISTRATOR, ELSEWHERE, MEMBER, STRANGER, Clinic, patient

DATA = Path(__file__).parent.parent / "data" / "csv"


def take_in(clinic: Clinic, file: Path, *, country: str = "CH", dry_run: bool = False) -> IntakeReport:
    return Intake(clinic.database, country).take_in(ADMINISTRATOR, file, dry_run=dry_run)


def charts(clinic: Clinic, text: str) -> list[PatientChart]:
    lines = clinic.patients.find(ADMINISTRATOR, Find(text)).lines
    return [clinic.patients.chart(ADMINISTRATOR, line.uuid) for line in lines]


def audited(clinic: Clinic) -> list[str]:
    def actions() -> list[str]:
        with clinic.database.engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SELECT set_config('dentui.institution', '1', true)")
            return list(connection.scalars(select(tables.audit.c.action).order_by(tables.audit.c.number)))

    return actions()


def count_of_patients(clinic: Clinic) -> int:
    return clinic.patients.count(ADMINISTRATOR, Find(""))


def file_of(folder: Path, text: str) -> Path:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_german_spreadsheet_comes_in_whole(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "german_excel_cp1252.csv")
    assert report.taken_in
    assert (report.patients, report.rows, report.empty_rows) == (3, 3, 1)
    assert (report.encoding, report.delimiter) == ("Windows-1252", "semicolon")
    assert [use.header for use in report.columns if not use.taken_as] == ["Mahnstufe"]
    (zoe,) = charts(clinic, "muller zoe")
    assert (zoe.family, zoe.given, zoe.gender, zoe.birth_date) == (
        "Müller",
        "Zoé",
        Gender.FEMALE,
        date(1985, 4, 13),
    )
    assert (zoe.mobile, zoe.landline) == ("+41791234567", "+41441234567")
    assert zoe.note == 'Ruft gern an.\nSpricht "Mundart".'
    assert zoe.address == "Hauptstrasse 1, 8001 Zürich"
    assert zoe.former_names == ("Schmidt",)
    assert zoe.chart_number == 1
    assert zoe.last_visit is not None
    assert zoe.last_visit.date() == date(2024, 11, 2)
    assert zoe.responsible == "Anna"


def test_what_came_in_is_found_as_everybody_is(clinic: Clinic) -> None:
    take_in(clinic, DATA / "german_excel_cp1252.csv")
    take_in(clinic, DATA / "chinese_utf8_bom.csv", country="CN")
    assert clinic.names("schmidt") == ["Müller, Zoé"]
    assert clinic.names("4321") == ["von Arx, Jürg"]
    assert clinic.names("ouyang") == ["欧阳小明"]
    assert clinic.names("12031990") == ["欧阳小明"]
    assert clinic.names("110101198511021234") == ["王芳"]


def test_american_dates_are_read_month_first_because_one_shows_it(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "tab_separated_english.txt", country="US")
    assert report.delimiter == "tab"
    assert not report.remarks
    assert [chart.birth_date for chart in charts(clinic, "maria")] == [date(1988, 12, 1)]


def test_a_date_that_could_be_two_is_read_as_the_rest_of_the_file(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "french_utf16.csv", country="FR")
    assert not report.remarks
    last = charts(clinic, "dupont")[0].last_visit
    assert last is not None
    assert last.date() == date(2024, 3, 5)


def test_a_file_without_a_header_says_how_it_was_understood(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "no_header.csv")
    assert report.patients == 3
    assert "no row with the names" in report.remarks[0]
    assert clinic.names("luca") == ["Keller, Luca"]


def test_one_refused_row_keeps_everybody_out(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "refused.csv")
    assert not report.good
    assert not report.taken_in
    assert [refusal.row for refusal in report.refusals] == [3, 4, 5, 6, 7, 8, 9]
    assert (report.refused_rows, report.rows, report.patients) == (7, 8, 0)
    assert count_of_patients(clinic) == 0
    assert audited(clinic) == []


def test_a_rehearsal_changes_nothing(clinic: Clinic) -> None:
    report = take_in(clinic, DATA / "no_header.csv", dry_run=True)
    assert report.good
    assert report.patients == 3
    assert not report.taken_in
    assert count_of_patients(clinic) == 0


def test_an_import_is_one_row_in_the_trail(clinic: Clinic) -> None:
    take_in(clinic, DATA / "no_header.csv")
    assert audited(clinic) == ["import patients"]


def test_a_chart_number_of_the_register_is_refused(clinic: Clinic, tmp_path: Path) -> None:
    clinic.take_in(patient("There", "Already", chart_number=5))
    clinic.take_in(patient("Somewhere", "Else", chart_number=6), actor=ELSEWHERE)
    file = file_of(tmp_path, "Name,Chart number\nA,6\nB,5\nC,\n")
    for dry_run in (True, False):
        report = take_in(clinic, file, dry_run=dry_run)
        assert [(r.row, r.column, r.reason) for r in report.refusals] == [
            (3, "column 2 (Chart number)", "is the chart number of a patient in the register")
        ]
        assert report.refused_rows == 1
    assert count_of_patients(clinic) == 1


def test_numbers_that_the_register_gives_lie_beyond_those_of_the_file(clinic: Clinic, tmp_path: Path) -> None:
    take_in(clinic, file_of(tmp_path, "Name,Chart number\nA,\nB,1\nC,\nD,2\n"))
    numbers = {chart.family: chart.chart_number for chart in charts(clinic, "")}
    assert (numbers["B"], numbers["D"]) == (1, 2)
    assert {numbers["A"], numbers["C"]} == {3, 4}


@pytest.mark.parametrize("actor", [MEMBER, STRANGER])
def test_only_administrators_may_import(clinic: Clinic, actor: object) -> None:
    with pytest.raises(Forbidden):
        Intake(clinic.database, "CH").take_in(actor, DATA / "no_header.csv")  # type: ignore[arg-type]
    with pytest.raises(Forbidden):
        Intake(clinic.database, "CH").take_in(actor, Path("nowhere"))  # type: ignore[arg-type]


def test_patients_come_into_the_operators_institution_alone(clinic: Clinic) -> None:
    Intake(clinic.database, "CH").take_in(ELSEWHERE, DATA / "no_header.csv")
    assert count_of_patients(clinic) == 0
    assert clinic.patients.count(ELSEWHERE, Find("")) == 3


def test_a_file_without_patients_is_not_good(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    report = take_in(sqlite_clinic, file_of(tmp_path, "Name,Sex\n\n"))
    assert not report.good
    assert "The file has no rows of patients." in report.remarks


def test_progress_tells_every_part_of_the_work(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    file = file_of(tmp_path, "Name\n" + "Keller\n" * 3_000)
    Intake(sqlite_clinic.database, "CH").take_in(
        ADMINISTRATOR, file, progress=lambda *progress: told.append(progress)
    )
    assert list(dict.fromkeys(what for what, _, _ in told)) == ["reading", "checking", "writing"]
    assert told[-1] == ("writing", 3_000, 3_000)
    assert all(0 <= done <= total for _, done, total in told)


def test_an_unreadable_file_leaves_the_register_as_it_was(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        take_in(sqlite_clinic, tmp_path)
    assert sqlite_clinic.database.engine.connect().scalar(select(func.count(tables.patient.c.id))) == 0


def test_control_characters_are_data_and_stay(sqlite_clinic: Clinic, tmp_path: Path) -> None:
    take_in(sqlite_clinic, file_of(tmp_path, "Nachname,Vorname,Notiz\nO'Brien,[/b]\x1b]52;c;x\x07,\x1b[2J\n"))
    (chart,) = charts(sqlite_clinic, "o'brien")
    assert chart.given == "[/b]\x1b]52;c;x\x07"
    assert chart.note == "\x1b[2J"
