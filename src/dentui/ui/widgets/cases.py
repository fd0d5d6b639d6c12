"""Cases as a table and in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dentui.domain.case_finding import CaseFilter, CaseOrder, When
from dentui.domain.cases import OVER, CaseRow, CaseState, Lateness, Scheme
from dentui.domain.work import summary
from dentui.ui.text import day, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import NOTHING

LATE_SIGN, SOON_SIGN = "!! ", "! "
"""Stand before a due date, so that it is seen without colours."""
SCHEME_WORDS = {
    Scheme.WAITING: "scheme waits for you",
    Scheme.CONFIRMED: "scheme confirmed",
    Scheme.SENT_BACK: "scheme sent back",
}
UNDER_WAY = frozenset(CaseState) - frozenset(OVER)
STATE_SHORT = {CaseState.REDELIVERY: "redeliver"}
"""Where there is little room."""


def number_words(row: CaseRow) -> str:
    """The case number; a case that was not sent has none."""
    return "not sent" if row.number is None else str(row.number)


def state_words(row: CaseRow) -> str:
    """Where it stands, and what became of the lab's design."""
    if row.state is CaseState.DESIGNED and row.scheme is not None:
        return SCHEME_WORDS[row.scheme]
    return row.state.value


def due_words(row: CaseRow, today: date) -> str:
    """The due date, with a sign and a word before it where it is near or over."""
    if row.due is None:
        return ""
    sign = {Lateness.LATE: LATE_SIGN, Lateness.SOON: SOON_SIGN, Lateness.NONE: ""}[row.lateness(today)]
    return sign + day(row.due)


def lateness_words(row: CaseRow, today: date) -> str:
    """By how many days it is late, or how soon it is due; "" where neither."""
    if row.due is None or row.lateness(today) is Lateness.NONE:
        return ""
    days = (row.due - today).days
    if days < 0:
        return f"late by {-days} day{'s' * (days < -1)}"
    return "due today" if not days else f"due in {days} day{'s' * (days > 1)}"


def amount_words(late: int, shown: int) -> str:
    """How many, and how many of them are late."""
    noun = "case" if shown == 1 else "cases"
    return f"{shown:,} {noun}" + (f", {late:,} late" if late else "")


def filter_words(filters: CaseFilter, names: Mapping[str, Mapping[int, str]]) -> str:
    """What the list is narrowed to, but for the find text; "" where it is not. `names`: of case types, labs
    and doctors by the name of the field and their id."""
    states = " or ".join(state.value for state in CaseState if state in filters.states)
    parts = ["under way" if filters.states == UNDER_WAY else states]
    if filters.first or filters.last:
        what = "due" if filters.when is When.DUE else "sent"
        if filters.first and filters.last:
            days = f"{day(filters.first)}–{day(filters.last)}"
            parts.append(f"{what} {day(filters.first) if filters.first == filters.last else days}")
        else:
            parts.append(
                f"{what} since {day(filters.first)}" if filters.first else f"{what} until {day(filters.last)}"
            )
    for field in ("case_types", "labs", "doctors"):
        chosen = getattr(filters, field)
        called = names.get(field, {}).items()
        parts.append(" or ".join(plain(name) for key, name in called if key in chosen))
    if filters.order is not CaseFilter().order:
        parts.append(CaseOrder(filters.order).value)
    return ", ".join(part for part in parts if part)


class CaseTable(RowTable[CaseRow]):
    """Cases, in the order in which they were asked for."""

    def __init__(self, *, of_patient: bool = False, id: str | None = None) -> None:  # noqa: A002
        """`of_patient`: all of one, whose name need not stand there."""
        super().__init__(id=id)
        self._of_patient = of_patient

    def plan(self, cells: int) -> list[ColumnPlan]:
        columns = {"number": ("Case", 12), "due": ("Due", 13), "state": ("State", 10)}
        rest = cells - sum(width + 1 for _, width in columns.values())
        if not self._of_patient:
            name = max(10, min(40, rest // 2))
            columns["patient"] = ("Patient", name)
            rest -= name + 1
        if rest >= 34:
            lab = min(28, rest // 3)
            columns["lab"] = ("Lab", lab)
            rest -= lab + 1
        if rest >= 48:
            columns["state"] = ("State", 20)
            rest -= 10
        if rest >= 50:
            columns["doctor"] = ("Doctor", 18)
            rest -= 19
        columns["work"] = ("Work", max(rest, 6))
        order = ("due", "state", "number", "patient", "work", "lab", "doctor")
        return [ColumnPlan(key, *columns[key]) for key in order if key in columns]

    def cells_of(self, row: CaseRow, columns: list[ColumnPlan]) -> list[Cell]:
        widths = {column.key: column.width for column in columns}
        state = STATE_SHORT.get(row.state, row.state.value) if widths["state"] < 20 else state_words(row)
        texts = {
            "number": number_words(row),
            "due": due_words(row, date.today()),
            "state": state,
            "patient": plain(row.patient_name),
            "work": plain(summary(row.works)),
            "lab": plain(row.lab),
            "doctor": plain(row.doctor),
        }
        return [Cell(texts[column.key] or NOTHING) for column in columns]
