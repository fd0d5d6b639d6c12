"""Taking patients in from a CSV file: all of them or none, with a report that holds no patient data.

The file is read twice. First whole columns are understood, because one cell does not tell in which
order its date is written; then every row becomes a patient or a refusal. Only when all are right is
the register's write lock taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

from dentui.config import Settings
from dentui.domain.actors import Actor
from dentui.domain.intake import NewPatient
from dentui.errors import Invalid, Unavailable
from dentui.services.intake.columns import Plan
from dentui.services.intake.fields import Field
from dentui.services.intake.reading import CsvFile, Limits
from dentui.services.intake.report import ColumnUse, IntakeReport, Refusal
from dentui.services.intake.rows import SHOWN, RowReader, label
from dentui.services.intake.survey import Survey, survey_of
from dentui.store import chart_numbers
from dentui.store import intake as store
from dentui.store.database import Database, Unit
from dentui.store.scope import View

__all__ = ["ColumnUse", "Intake", "IntakeReport", "Limits", "Refusal", "open_intake"]

Progress = Callable[[str, int, int], None]
"""Told what is being done ("reading", "checking", "writing"), how much of it is done, and of how much."""

_GROWTH = 12
"""Bytes of register and journal for a byte of the file, measured on files of 100,000 rows, and more."""
_RESERVE = 64 << 20
_LIMITS = Limits()


def open_intake(settings: Settings) -> Intake:
    """Open the register for an import. Raises Unavailable."""
    return Intake(Database(settings), settings.country)


class Intake:
    """Imports into the register."""

    def __init__(self, database: Database, country: str) -> None:
        self._database = database
        self._country = country

    def take_in(
        self,
        actor: Actor,
        file: Path,
        *,
        encoding: str | None = None,
        dry_run: bool = False,
        limits: Limits = _LIMITS,
        progress: Progress | None = None,
    ) -> IntakeReport:
        """Take the patients of a CSV file into the operator's institution, who becomes responsible for
        them; with `dry_run` only say what would happen. Nothing is taken in unless all rows are right.
        Raises Forbidden for an ordinary member, Invalid and Unavailable for a file that cannot be read."""
        self._database.read(actor, _require)
        now = datetime.now()
        with CsvFile(file, encoding, limits) as opened:
            survey = survey_of(opened, now, self._country, _part(progress, "reading", opened.size))
            reader = RowReader(survey.reading(actor.person_id, now, self._country))
            patients = list(_patients(opened, reader, survey, progress))
            opened.check_unchanged()
            self._refuse_taken_numbers(actor, reader, survey.plan)
            right = not reader.found.refusal_count and bool(patients)
            if right and not dry_run:
                self._check_room(opened.size)
                self._write(actor, patients, survey.plan, progress)
            return _report(
                opened, survey, reader, len(patients) if right else 0, taken_in=right and not dry_run
            )

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()

    def _refuse_taken_numbers(self, actor: Actor, reader: RowReader, plan: Plan) -> None:
        rows = reader.found.chart_rows
        if not rows:
            return
        taken = self._database.read(actor, lambda view: chart_numbers.taken(view, list(rows)))
        for row in sorted(rows[number] for number in taken):
            column = plan.of(Field.CHART_NUMBER)[0]
            reader.found.refuse(row, column, "is the chart number of a patient in the register")
        if taken:
            reader.found.remarks.append(
                f"To have the register give new chart numbers, take {label(plan.of(Field.CHART_NUMBER)[0])} "
                "out of the file."
            )
        reader.found.refusals.sort(key=lambda refusal: refusal.row)

    def _check_room(self, size: int) -> None:
        folder = Path(self._database.place).parent
        if self._database.url.get_backend_name() != "sqlite" or not folder.is_dir():
            return
        needed = size * _GROWTH + _RESERVE
        if shutil.disk_usage(folder).free < needed:
            raise Unavailable(
                f"The disk that holds the register has too little room for this import: about "
                f"{needed / (1 << 20):,.0f} MB are needed. Nothing was taken in. "
                "Free some space, then try again."
            )

    def _write(self, actor: Actor, patients: list[NewPatient], plan: Plan, progress: Progress | None) -> None:
        def write(unit: Unit) -> None:
            _require(unit.view)
            if chart_numbers.taken(
                unit.view, [p.chart_number for p in patients if p.chart_number is not None]
            ):
                raise Invalid(
                    "A chart number was given to somebody else meanwhile. Nothing was taken in; try again."
                )
            told = _part(progress, "writing", len(patients))
            # Numbers of the file first, so that those which the register gives lie beyond them.
            count = store.take_in(unit, sorted(patients, key=lambda p: p.chart_number is None), told)
            fields = sorted({column.field.name.lower() for column in plan.columns if column.field})
            unit.audit("import patients", count=count, fields=fields)

        if progress:
            progress("writing", 0, len(patients))
        self._database.write(actor, write)


def _part(progress: Progress | None, what: str, total: int) -> Callable[[int], None] | None:
    return partial(_tell, progress, what, total) if progress else None


def _tell(progress: Progress, what: str, total: int, done: int) -> None:
    progress(what, done, total)


def _require(view: View) -> None:
    view.require_administrator("import patients")


def _patients(
    file: CsvFile, reader: RowReader, survey: Survey, progress: Progress | None
) -> Iterator[NewPatient]:
    for row in file.rows():
        if row.number <= survey.plan.header_row:
            continue
        patient = reader.read(row)
        # After a refusal nothing will be taken in; the rest is read for the report only.
        if patient is not None and not reader.found.refusal_count:
            yield patient
        if progress and not row.number & 1023:
            progress("checking", row.number, survey.rows)


def _report(
    file: CsvFile, survey: Survey, reader: RowReader, patients: int, *, taken_in: bool
) -> IntakeReport:
    found = reader.found
    remarks = [*file.remarks, *survey.plan.remarks, *survey.remarks, *found.remarks]
    if found.zero_dates:
        remarks.append(
            f"Dates that are a spreadsheet's empty date were taken as missing: {found.zero_dates:,}."
        )
    if found.short:
        remarks.append(f"Rows that are shorter than the others were taken as empty there: {found.short:,}.")
    if not found.filled:
        remarks.append("The file has no rows of patients.")
    return IntakeReport(
        encoding=file.encoding,
        delimiter=file.delimiter,
        columns=tuple(
            ColumnUse(
                number=column.index + 1,
                header=column.header,
                taken_as=column.field.value if column.field else "",
                remark=column.remark or ("" if column.field else "not understood"),
            )
            for column in survey.plan.columns
        ),
        rows=found.filled,
        empty_rows=found.empty,
        patients=patients,
        taken_in=taken_in,
        remarks=tuple(remarks),
        refused_rows=len(found.refused),
        refusals=tuple(found.refusals[:SHOWN]),
        refusal_count=found.refusal_count,
    )
