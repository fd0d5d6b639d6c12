"""Patients who could be merged, and those who were chosen for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dentui.domain.doubles import Likely
from dentui.domain.patients import Mark, PatientChart, PatientLine
from dentui.ui.keys import CHOSEN
from dentui.ui.text import day, marks_of, plain
from dentui.ui.widgets.rows import Cell, ColumnPlan, RowTable
from dentui.ui.widgets.table import MERGED, NOTHING

LITTLE = 36
"""Cells in which reasons alone have room."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be the main patient or be merged into them. Texts are as stored."""

    uuid: UUID
    chart_number: int
    name: str
    birth_date: date | None
    phone: str
    merged: bool = False
    why: str = ""
    """Why they were found, where no column shows it."""
    marks: tuple[Mark, ...] = ()
    word: str = ""
    """How likely it is the same person."""
    reasons: tuple[str, ...] = ()


def of_line(line: PatientLine) -> Candidate:
    """As a row of the list has them."""
    return Candidate(
        line.uuid, line.chart_number, line.name, line.birth_date, line.phone, line.merged, line.why,
        line.marks,
    )  # fmt: skip


def of_chart(chart: PatientChart) -> Candidate:
    """As their chart has them."""
    phone = chart.mobile or chart.landline
    return Candidate(chart.uuid, chart.chart_number, chart.name, chart.birth_date, phone, chart.merged)


def of_likely(likely: Likely) -> Candidate:
    """As one who is likely the same person."""
    return Candidate(
        likely.uuid, likely.chart_number, likely.name, likely.birth_date, likely.phone, word=likely.word,
        reasons=likely.reasons,
    )  # fmt: skip


def facts_words(row: Candidate) -> str:
    """Chart, date of birth and phone in a line, ready to be shown."""
    born = f"born {day(row.birth_date)}" if row.birth_date else "date of birth not recorded"
    return f"chart {row.chart_number}, {born}, {plain(row.phone) or 'no phone'}"


def why_words(row: Candidate) -> str:
    """How likely it is the same person and why, or why they were found; ready to be shown."""
    if row.word:
        return f"{row.word}: {', '.join(map(plain, row.reasons))}"
    return plain(row.why)


class CandidateTable(RowTable[Candidate]):
    """Likely doubles, or who was found. It has no focus: its find field has the keys."""

    can_focus = False

    def __init__(self, main: UUID) -> None:
        self._main = main
        self._chosen: Collection[UUID] = ()
        super().__init__()

    def mark(self, main: UUID, chosen: Collection[UUID]) -> None:
        """Show who is the main patient and who is chosen."""
        self._main, self._chosen = main, frozenset(chosen)
        self._repaint()

    def plan(self, cells: int) -> list[ColumnPlan]:
        mark, born = 4, 10
        rest = cells - mark - 1 - born - 1
        if rest < 34:
            return [ColumnPlan("mark", "", mark), ColumnPlan("name", "Name", rest),
                    ColumnPlan("born", "Born", born)]  # fmt: skip
        columns = {}
        for key, label, width in (("phone", "Phone", 16), ("chart", "Chart", 8)):
            if rest - width - 1 >= 46:
                columns[key] = ColumnPlan(key, label, width, key == "chart")
                rest -= width + 1
        name = min(40, rest // 2)
        columns |= {
            "mark": ColumnPlan("mark", "", mark),
            "name": ColumnPlan("name", "Name", name),
            "born": ColumnPlan("born", "Born", born),
            "why": ColumnPlan("why", "Why" if "phone" in columns else "Why, or phone", rest - name - 1),
        }
        return [columns[key] for key in ("mark", "name", "born", "chart", "phone", "why") if key in columns]

    def cells_of(self, row: Candidate, columns: list[ColumnPlan]) -> list[Cell]:
        shown = {column.key for column in columns}
        why, marks = why_words(row), marks_of(row.marks, "why")
        if row.word and columns[-1].width < LITTLE:
            # The word stands below, with the whole.
            why = ", ".join(map(plain, row.reasons))
        if row.merged:
            why, marks = MERGED, []
        elif not why and "phone" not in shown:
            why, marks = plain(row.phone), marks_of(row.marks, "phone")
        cells = {
            "mark": Cell(self._sign(row)),
            "name": Cell(plain(row.name), marks_of(row.marks, "name")),
            "born": Cell(day(row.birth_date) if row.birth_date else NOTHING),
            "chart": Cell(str(row.chart_number)),
            "phone": Cell(plain(row.phone) or NOTHING, marks_of(row.marks, "phone")),
            "why": Cell(why, marks),
        }
        return [cells[column.key] for column in columns]

    def _sign(self, row: Candidate) -> str:
        if row.uuid == self._main:
            return "main"
        if row.merged:
            return "→"
        return "[x]" if row.uuid in self._chosen else "[ ]"


class ChosenTable(RowTable[Candidate]):
    """Those who were chosen, in their order. The pointer is there when the keys are."""

    PLACE = CHOSEN
    BINDINGS = CHOSEN.bindings

    def __init__(self) -> None:
        self._refused: Collection[UUID] = ()
        super().__init__()
        self.show_cursor = False

    def show(self, rows: Sequence[Candidate], refused: Iterable[UUID] = ()) -> None:
        """Show these; a sign stands before those who cannot be merged (any more)."""
        self._refused = frozenset(refused)
        self.refill(rows, 0, len(rows), min(self.cursor_row, max(0, len(rows) - 1)))

    def plan(self, cells: int) -> list[ColumnPlan]:
        if cells < 36:
            return [ColumnPlan("name", "Chosen", cells)]
        return [ColumnPlan("name", "Chosen", cells - 9), ColumnPlan("chart", "Chart", 8, to_right=True)]

    def cells_of(self, row: Candidate, columns: list[ColumnPlan]) -> list[Cell]:
        sign = "! " if row.uuid in self._refused else ""
        return [Cell(sign + plain(row.name)), Cell(str(row.chart_number))][: len(columns)]

    def on_focus(self) -> None:
        self.show_cursor = True

    def on_blur(self) -> None:
        self.show_cursor = False
