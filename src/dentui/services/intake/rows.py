"""One row of a file made into a patient, or refused with its reasons."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dentui.domain.intake import NewPatient, NewRecord
from dentui.domain.patients import Gender
from dentui.domain.times import to_seconds
from dentui.services.intake import values
from dentui.services.intake.columns import Column, Plan
from dentui.services.intake.dates import EARLIEST, ZERO_DATES, DateColumn, NotADateError
from dentui.services.intake.fields import Field
from dentui.services.intake.reading import Row
from dentui.services.intake.report import Refusal
from dentui.services.phones import is_landline, normalise, spoiled_by_spreadsheet

SHOWN = 200
"""Refusals that a report lists; all of them are counted."""
VISIT_NAME = "Last visit (imported)"
_WHOLE = re.compile(r"0*([1-9][0-9]{0,8})(?:[.,]0+)?")
_NOTHING = frozenset({"-", "--", "---", "n/a", "null", "\\N", "k.A.", "无"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What was decided about whole columns, and who takes the patients in."""

    plan: Plan
    dates: Mapping[int, DateColumn]
    genders: Mapping[int, values.Genders]
    chart_is_number: bool
    country: str
    now: datetime
    """Wall-clock time of the institution."""
    responsible_id: int


@dataclass(slots=True)
class Findings:
    """What was noticed on the way."""

    empty: int = 0
    filled: int = 0
    short: int = 0
    zero_dates: int = 0
    refused: set[int] = field(default_factory=set)
    """Numbers of the rows."""
    refusal_count: int = 0
    refusals: list[Refusal] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    chart_rows: dict[int, int] = field(default_factory=dict)
    """Row by chart number."""

    def refuse(self, row: int, column: Column | None, reason: str) -> None:
        """Count a refusal, and keep it if it is one of the first."""
        self.refusal_count += 1
        self.refused.add(row)
        if len(self.refusals) < SHOWN:
            self.refusals.append(Refusal(row, label(column) if column else "", reason))


def label(column: Column) -> str:
    """A column as the report names it."""
    return f"column {column.index + 1} ({column.header})" if column.header else f"column {column.index + 1}"


class RowReader:
    """Makes patients of rows."""

    def __init__(self, reading: Reading) -> None:
        self.found = Findings()
        self._reading = reading
        self._plan = plan = reading.plan
        self._today = reading.now.date()
        self._entered = to_seconds(reading.now)
        self._width = len(plan.columns)
        self._uuids = ascending_uuids()
        self._dates: dict[int, dict[str, datetime | str | None]] = {index: {} for index in reading.dates}
        self._of = {kind: plan.of(kind) for kind in Field}
        self._street = plan.of(Field.STREET, Field.HOUSE_NUMBER)
        self._town = plan.of(Field.POSTCODE, Field.CITY)
        self._long_numbers = plan.of(
            Field.ID_NUMBER,
            Field.INSURANCE_NUMBER,
            Field.CHART_NUMBER,
            Field.MOBILE,
            Field.LANDLINE,
            Field.PHONE,
        )
        self._has_mobiles = bool(self._of[Field.MOBILE])

    def read(self, row: Row) -> NewPatient | None:
        """The patient of a row; None for an empty row and for a refused one."""
        before = self.found.refusal_count
        patient = None
        if row.fault:
            self.found.refuse(row.number, None, row.fault)
        else:
            text = "".join(row.cells)
            if not text or text.isspace():
                self.found.empty += 1
                return None
            if self._is_whole(row, text):
                patient = self._patient(row.number, self._cells(row, text))
        self.found.filled += 1
        return patient if self.found.refusal_count == before else None

    def _is_whole(self, row: Row, text: str) -> bool:
        """Whether the row has the cells that it should, with nothing in them that is no text."""
        count = len(row.cells)
        if "\0" in text:
            for index, cell in enumerate(row.cells):
                if "\0" in cell:
                    column = self._plan.columns[index] if index < self._width else None
                    self.found.refuse(row.number, column, "holds a NUL character, which is no text")
            return False
        if count > self._width and any(cell.strip() for cell in row.cells[self._width :]):
            self.found.refuse(row.number, None, f"has {count} cells where there are {self._width} columns")
            return False
        if count * 2 < self._width:
            self.found.refuse(
                row.number, None, f"has only {count} of {self._width} cells; a line break may have cut it"
            )
            return False
        self.found.short += count < self._width
        return True

    def _cells(self, row: Row, text: str) -> list[str]:
        cells = [cell.strip() for cell in row.cells]
        if '="' in text:
            cells = [values.unwrapped(cell) for cell in cells]
        return cells + [""] * (self._width - len(cells))

    def _patient(self, row: int, cells: list[str]) -> NewPatient:
        notes: list[str] = []
        if any("E" in cells[column.index].upper() for column in self._long_numbers):
            self._check_spoiled(row, cells)
        family, given = self._name(row, cells)
        birth_date = self._day(row, cells, Field.BIRTH_DATE)
        mobile, landline = self._phones(cells, notes)
        chart_number = self._chart_number(row, cells, notes)
        entered = self._day(row, cells, Field.ENTERED)
        note = [_lines(cells[column.index]) for column in self._of[Field.NOTE]]
        patient = NewPatient(
            uuid=next(self._uuids),
            family=family,
            given=given,
            other=self._words(cells, Field.OTHER),
            gender=self._gender(row, cells),
            birth_date=birth_date.date() if birth_date else None,
            mobile=mobile,
            landline=landline,
            email=self._first(cells, Field.EMAIL, notes),
            id_number=self._first(cells, Field.ID_NUMBER, notes),
            insurance_number=self._first(cells, Field.INSURANCE_NUMBER, notes),
            address=self._address(cells),
            note="\n".join(part for part in (*note, *notes) if part),
            past_medical_history=self._joined(cells, Field.HISTORY),
            oral_habits=self._joined(cells, Field.ORAL_HABITS),
            allergies=self._joined(cells, Field.ALLERGIES),
            responsible_id=self._reading.responsible_id,
            entered=to_seconds(entered) if entered else self._entered,
            former_names=self._former_names(row, cells, family),
            records=self._records(row, cells),
            chart_number=chart_number,
        )
        self._check_lengths(row, patient)
        return patient

    def _name(self, row: int, cells: list[str]) -> tuple[str, str]:
        if full := self._of[Field.FULL_NAME]:
            name = " ".join(cells[full[0].index].split())
            family, given = values.split_name(name, family_first=self._plan.family_first)
        else:
            family, given = self._words(cells, Field.FAMILY), self._words(cells, Field.GIVEN)
        if not family and not given:
            self.found.refuse(row, None, "has no name")
        return family, given

    def _words(self, cells: list[str], kind: Field) -> str:
        """Of several columns all that they say, once."""
        columns = self._of[kind]
        if len(columns) == 1:
            return " ".join(cells[columns[0].index].split())
        return " ".join(dict.fromkeys(" ".join(cells[column.index].split()) for column in columns)).strip()

    def _first(self, cells: list[str], kind: Field, notes: list[str]) -> str:
        """Of several columns the first that holds anything; what else there is goes to the note."""
        found = ""
        for column in self._of[kind]:
            cell = " ".join(cells[column.index].split())
            if not cell or cell in _NOTHING or cell == found:
                continue
            if found:
                notes.append(f"{column.header or kind.value}: {cell}")
            else:
                found = cell
        return found

    def _joined(self, cells: list[str], kind: Field) -> str:
        return "\n".join(part for column in self._of[kind] if (part := _lines(cells[column.index])))

    def _address(self, cells: list[str]) -> str:
        parts = [", ".join(_lines(cells[column.index]).split("\n")) for column in self._of[Field.ADDRESS]]
        parts.append(" ".join(cell for column in self._street if (cell := cells[column.index])))
        parts.append(" ".join(cell for column in self._town if (cell := cells[column.index])))
        parts += [cells[column.index] for column in self._of[Field.COUNTRY]]
        return ", ".join(text for part in parts if (text := " ".join(part.split())))

    def _gender(self, row: int, cells: list[str]) -> str:
        gender = Gender.UNKNOWN
        for column in self._of[Field.GENDER]:
            found = self._reading.genders[column.index].read(cells[column.index])
            if found is None:
                self.found.refuse(row, column, "is not understood as a gender")
            else:
                gender = found
        if gender is Gender.UNKNOWN:
            for column in self._of[Field.SALUTATION]:
                gender = self._reading.genders[column.index].read(cells[column.index]) or gender
        return gender.value

    def _phones(self, cells: list[str], notes: list[str]) -> tuple[str, str]:
        numbers: dict[Field, str] = {Field.MOBILE: "", Field.LANDLINE: ""}
        for kind in (Field.MOBILE, Field.LANDLINE, Field.PHONE):
            for column in self._of[kind]:
                cell = cells[column.index].lstrip("'")
                if not cell or cell in _NOTHING:
                    continue
                number = normalise(cell, self._reading.country)
                place = self._place(number) if kind is Field.PHONE else kind
                if place is not kind and numbers[place]:
                    place = Field.LANDLINE if place is Field.MOBILE else Field.MOBILE
                if not numbers[place]:
                    numbers[place] = number
                elif number not in numbers.values():
                    notes.append(f"{column.header or 'phone'}: {number}")
        return numbers[Field.MOBILE], numbers[Field.LANDLINE]

    def _place(self, number: str) -> Field:
        landline = is_landline(number)
        if landline is None:
            landline = self._has_mobiles or number[:1] != "+"
        return Field.LANDLINE if landline else Field.MOBILE

    def _chart_number(self, row: int, cells: list[str], notes: list[str]) -> int | None:
        for column in self._of[Field.CHART_NUMBER]:
            cell = cells[column.index]
            if not cell:
                return None
            if not self._reading.chart_is_number:
                notes.append(f"{column.header or 'Former chart number'}: {cell}")
                return None
            found = _WHOLE.fullmatch(cell)
            if not found:
                self.found.refuse(row, column, "is not a whole number from 1 to 999,999,999")
                return None
            number = int(found[1])
            earlier = self.found.chart_rows.setdefault(number, row)
            if earlier != row:
                self.found.refuse(row, column, f"is the chart number of row {earlier} as well")
            return number
        return None

    def _day(self, row: int, cells: list[str], kind: Field) -> datetime | None:
        for column in self._of[kind]:
            cell = cells[column.index]
            known = self._dates[column.index]
            if cell not in known:
                known[cell] = self._understood(column, cell)
            moment = known[cell]
            if isinstance(moment, str):
                if moment:
                    self.found.refuse(row, column, moment)
                else:
                    self.found.zero_dates += 1
                return None
            return moment
        return None

    def _understood(self, column: Column, cell: str) -> datetime | str | None:
        """The date; why it is refused; or "" for what a spreadsheet writes where there is none."""
        try:
            moment = self._reading.dates[column.index].read(cell)
        except NotADateError as error:
            return str(error)
        if moment is None:
            return None
        day = moment.date()
        if day in ZERO_DATES:
            return ""
        if day > self._today:
            return "lies in the future"
        return f"lies before {EARLIEST.year}" if day < EARLIEST else moment

    def _former_names(self, row: int, cells: list[str], family: str) -> tuple[str, ...]:
        found = []
        for column in self._of[Field.FORMER_NAME]:
            name = " ".join(cells[column.index].split())
            if len(name) > values.LIMITS["former name"]:
                self.found.refuse(row, column, f"is longer than {values.LIMITS['former name']} characters")
            elif name and name not in _NOTHING and name != family:
                found.append(name)
        return tuple(found)

    def _records(self, row: int, cells: list[str]) -> tuple[NewRecord, ...]:
        visit = self._day(row, cells, Field.LAST_VISIT)
        if visit is None:
            return ()
        return (NewRecord(next(self._uuids), VISIT_NAME, to_seconds(visit), None, None, None),)

    def _check_spoiled(self, row: int, cells: list[str]) -> None:
        for column in self._long_numbers:
            if spoiled_by_spreadsheet(cells[column.index]):
                self.found.refuse(
                    row, column, "was rounded by a spreadsheet, its last digits are lost; export it as text"
                )

    def _check_lengths(self, row: int, patient: NewPatient) -> None:
        for name, most in values.LIMITS.items():
            if name in _CHECKED and len(getattr(patient, name)) > most:
                columns = [column for kind in _CHECKED[name] for column in self._of[kind]]
                column = columns[0] if columns else None
                words = "" if column else f"{name.replace('_', ' ')} "
                self.found.refuse(row, column, f"{words}is longer than {most:,} characters")


_CHECKED: dict[str, tuple[Field, ...]] = {
    "family": (Field.FULL_NAME, Field.FAMILY),
    "given": (Field.FULL_NAME, Field.GIVEN),
    "other": (Field.OTHER,),
    "mobile": (Field.MOBILE, Field.PHONE),
    "landline": (Field.LANDLINE, Field.PHONE),
    "email": (Field.EMAIL,),
    "id_number": (Field.ID_NUMBER,),
    "insurance_number": (Field.INSURANCE_NUMBER,),
    "address": (Field.ADDRESS, Field.STREET, Field.CITY, Field.POSTCODE, Field.COUNTRY),
    "note": (Field.NOTE,),
    "past_medical_history": (Field.HISTORY,),
    "oral_habits": (Field.ORAL_HABITS,),
    "allergies": (Field.ALLERGIES,),
}


def ascending_uuids() -> Iterator[bytes]:
    """UUIDs of version 7 (RFC 9562), each greater than the one before: 12 bits count on within a
    millisecond and carry into it."""
    moment = time.time_ns() // 1_000_000 << 12
    while True:
        noise = os.urandom(8 * 512)
        for start in range(0, len(noise), 8):
            moment += 1
            high = moment >> 12 << 16 | 0x7000 | moment & 0xFFF
            low = int.from_bytes(noise[start : start + 8], "big") & (1 << 62) - 1 | 1 << 63
            yield (high << 64 | low).to_bytes(16, "big")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
