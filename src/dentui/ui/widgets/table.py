"""The table of patients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from dentui.domain.patients import GENDER_WORDS, Gender, PatientLine, age_on
from dentui.ui.keys import LIST
from dentui.ui.text import day, marks_of, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable

NOTHING = "–"
"""Stands in a cell for what is not recorded."""
MERGED = "→ merged"
"""Marks a profile that was merged into another, by word and shape."""

FIXED = (("gender", "Gender", 6), ("age", "Age", 3), ("phone", "Phone", 13), ("last", "Last visit", 10))
MORE = (
    # Column, its label and width, and how wide the name must still be for it to have a place.
    ("types", "Case types", 11, 21),
    ("tickets", "Tickets", 7, 21),
    ("born", "Born", 10, 26),
    ("chart", "Chart", 9, 28),
    ("landline", "Landline", 13, 30),
    ("id", "ID number", 18, 32),
    ("email", "E-mail", 26, 34),
    ("insurance", "Insurance card", 20, 36),
)
"""What a receptionist is asked for, the most frequent first."""
ORDER = (
    *("name", "gender", "age", "born", "chart", "phone", "landline", "last", "types", "tickets"),
    *("id", "email", "insurance"),
)
TO_RIGHT = ("age", "chart")
NAME_ENOUGH, NAME_MOST = 36, 60
ENOUGH = (("phone", 16), ("landline", 16), ("types", 34), ("email", 36))
"""What grows next, and how far, where the name is wide enough."""


class PatientTable(RowTable[PatientLine]):
    """The patients found, newest visit first."""

    PLACE = LIST
    BINDINGS = LIST.bindings

    def plan(self, cells: int) -> list[ColumnPlan]:
        fixed = [column for column in FIXED if cells >= 56 or column[0] != "gender"]
        columns = {key: (label, width) for key, label, width in fixed}
        name = cells - sum(width + 1 for _, _, width in fixed)
        for key, label, width, least in MORE:
            if name - width - 1 >= least:
                columns[key] = (label, width)
                name -= width + 1
        for key, enough in ENOUGH:
            if key in columns and name > NAME_ENOUGH:
                label, width = columns[key]
                more = min(name - NAME_ENOUGH, enough - width)
                columns[key] = (label, width + more)
                name -= more
        # No wider than what stands in it: what is left over stays empty.
        columns["name"] = ("Name", min(max(name, 8), NAME_MOST))
        return [ColumnPlan(key, *columns[key], key in TO_RIGHT) for key in ORDER if key in columns]

    def cells_of(self, row: PatientLine, columns: list[ColumnPlan]) -> list[Cell]:
        shown = [column.key for column in columns]
        if not row.why and not row.merged:
            return [self._cell(row, key) for key in shown]
        # Why somebody was found is worth more now than what for and how many, or than the phone
        # where there is little room: it takes the place of the last two columns.
        cells = [self._cell(row, key) for key in shown[:-2]]
        if row.merged:
            # That there is another chart to work in comes before all.
            return [*cells, Cell(", ".join(filter(None, (MERGED, plain(row.why)))), columns=2)]
        return [*cells, Cell(plain(row.why), marks_of(row.marks, "why"), columns=2)]

    def _cell(self, row: PatientLine, column: str) -> Cell:
        text = plain(TEXTS[column](row)) or (NOTHING if column in TELLS_NOTHING else "")
        return Cell(text, marks_of(row.marks, column) if column in ("name", "phone") else ())


def _gender(row: PatientLine) -> str:
    return "" if row.gender is Gender.UNKNOWN else GENDER_WORDS[row.gender]


def _age(row: PatientLine) -> str:
    return "" if row.birth_date is None else str(age_on(row.birth_date, date.today()))


TEXTS: dict[str, Callable[[PatientLine], str]] = {
    "name": lambda row: row.name,
    "gender": _gender,
    "age": _age,
    "born": lambda row: day(row.birth_date) if row.birth_date else "",
    "chart": lambda row: str(row.chart_number),
    "phone": lambda row: row.phone,
    "landline": lambda row: row.landline,
    "last": lambda row: day(row.last_visit) if row.last_visit else "",
    "types": lambda row: ", ".join(row.case_types),
    "tickets": lambda row: f"{row.open_tickets} open" if row.open_tickets else "",
    "id": lambda row: row.id_number,
    "email": lambda row: row.email,
    "insurance": lambda row: row.insurance_number,
}
"""What stands in each column."""
TELLS_NOTHING = frozenset(("gender", "age", "born", "phone", "landline", "last", "id", "email", "insurance"))
"""Columns in which a sign stands for what is not recorded."""
