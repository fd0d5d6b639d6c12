"""The first reading of a file: what its columns are, and how each whole column is to be read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice

from dentui.services.intake import columns, dates, values
from dentui.services.intake.columns import Column, Plan
from dentui.services.intake.fields import DATES, Field
from dentui.services.intake.reading import CsvFile
from dentui.services.intake.rows import Reading, label

_DISTINCT = 200_000
"""Different texts of a column that are kept to understand it."""
_LONGEST = 60
"""Characters of a text that can still be a date or a gender."""


@dataclass(slots=True)
class Survey:
    """What the first reading found out about the columns."""

    plan: Plan
    rows: int = 0
    dates: dict[int, dates.DateColumn] = field(default_factory=dict)
    genders: dict[int, values.Genders] = field(default_factory=dict)
    chart_is_number: bool = True
    remarks: list[str] = field(default_factory=list)

    def reading(self, responsible_id: int, now: datetime, country: str) -> Reading:
        """What the rows are read with."""
        return Reading(
            plan=self.plan,
            dates=self.dates,
            genders=self.genders,
            chart_is_number=self.chart_is_number,
            country=country,
            now=now,
            responsible_id=responsible_id,
        )


def survey_of(file: CsvFile, now: datetime, country: str, progress: Callable[[int], None] | None) -> Survey:
    """Read the whole file once to understand its columns. `progress` is told the bytes read."""
    rows = file.rows(progress)
    sample = list(islice(rows, columns.SAMPLE))
    survey = Survey(columns.recognise(sample, now.date()))
    plan = survey.plan
    watched = [c for c in plan.columns if c.field in DATES or c.field in (Field.GENDER, Field.SALUTATION)]
    different: dict[int, set[str]] = {column.index: set() for column in watched}
    chart = plan.of(Field.CHART_NUMBER)
    whole = other = 0
    for row in chain(sample, rows):
        survey.rows = row.number
        if row.number <= plan.header_row:
            continue
        for index, texts in different.items():
            if index < len(row.cells) and len(texts) < _DISTINCT and len(row.cells[index]) <= _LONGEST:
                texts.add(row.cells[index])
        if chart and chart[0].index < len(row.cells) and (cell := row.cells[chart[0].index].strip()):
            if cell.isdecimal():
                whole += 1
            else:
                other += 1
    survey.chart_is_number = whole >= other
    if not survey.chart_is_number:
        survey.remarks.append(
            f"In {label(chart[0])} the numbers are not whole numbers. The register gives its own "
            "chart numbers, and the former ones stand in the note."
        )
    cleaned = {
        column: {values.unwrapped(text.strip()) for text in different[column.index]} for column in watched
    }
    _understand_dates(
        survey, {c: texts for c, texts in cleaned.items() if c.field in DATES}, now.date(), country
    )
    for column, texts in cleaned.items():
        if column.field not in DATES:
            _understand_genders(survey, column, texts)
    return survey


def _understand_genders(survey: Survey, column: Column, texts: set[str]) -> None:
    genders = survey.genders[column.index] = values.Genders(texts)
    if genders.figures:
        survey.remarks.append(
            f"In {label(column)} 1 was read as male, 2 as female, 9 as other, 0 as unknown (ISO/IEC 5218)."
        )
    if genders.spanish:
        survey.remarks.append(f"In {label(column)} H was read as male and M as female (hombre, mujer).")


def _understand_dates(survey: Survey, different: dict[Column, set[str]], today: date, country: str) -> None:
    hints = {column: dates.order_in_header(column.header) for column in different}
    for column, texts in different.items():
        survey.dates[column.index] = dates.understand(
            texts, country=country, latest=today, hint=hints[column]
        )
    # Who writes one date of a file day first writes all of them so.
    orders = {known.order for known in survey.dates.values() if known.decided}
    for column, texts in different.items():
        known = survey.dates[column.index]
        if known.ambiguous and len(orders) == 1:
            known = dates.understand(texts, country=country, latest=today, hint=next(iter(orders)))
            survey.dates[column.index] = known
        _remark(survey, column, known)


def _remark(survey: Survey, column: Column, known: dates.DateColumn) -> None:
    if known.ambiguous:
        survey.remarks.append(
            f"The dates in {label(column)} can be read in more than one order; "
            f"they were read as {known.order}."
        )
    if known.two_figure_years:
        survey.remarks.append(
            f"In {label(column)} years of two figures were read as the last such year, none in the future."
        )
    if known.serial:
        survey.remarks.append(f"In {label(column)} numbers were read as a spreadsheet's days since 1900.")
