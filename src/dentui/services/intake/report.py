"""What an import says to the operator: numbers of rows and columns, never a patient's data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row was refused. `row` counts as a spreadsheet does, the header included; `column` is
    "column 3 (Birth date)", or empty where the whole row is meant."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """What became of a column of the file."""

    number: int
    header: str
    """As it stands in the file, which is data; empty where the file has no header."""
    taken_as: str
    """In words, such as "birth date"; empty where the column was left out."""
    remark: str = ""
    """By what it was recognised where not by its name, or why it was left out."""


@dataclass(frozen=True, slots=True)
class IntakeReport:
    """The outcome of an import or of its rehearsal."""

    encoding: str
    delimiter: str
    columns: tuple[ColumnUse, ...]
    rows: int
    """Rows that hold anything, without the header."""
    empty_rows: int
    patients: int
    """Patients that were taken in, or could be; 0 where a row was refused."""
    taken_in: bool
    remarks: tuple[str, ...]
    """How the file was understood where it could have been understood otherwise."""
    refused_rows: int
    refusals: tuple[Refusal, ...]
    """The first of them in the order of the file."""
    refusal_count: int

    @property
    def good(self) -> bool:
        """Whether every row can be taken in."""
        return not self.refusal_count and self.patients > 0
