"""Cases in words and as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from dentui.domain.case_finding import CaseFilter, CaseOrder, When
from dentui.domain.cases import CaseNumber, CaseRow, CaseState, Scheme
from dentui.domain.work import Work, WorkKind
from dentui.ui.widgets.cases import (
    CaseTable,
    due_words,
    filter_words,
    lateness_words,
    number_words,
    state_words,
)

TODAY = date(2026, 11, 29)
ROW = CaseRow(
    uuid=uuid4(),
    version=1,
    number=CaseNumber(2026, 12),
    patient=uuid4(),
    patient_name="Keller, Anna",
    chart_number=4711,
    case_type="Restoration",
    lab="Zahntechnik Huber",
    doctor="Dr. Weber",
    due=TODAY + timedelta(days=30),
    state=CaseState.SENT,
    scheme=None,
    works=(Work(WorkKind.CROWN, (16,), (), "Zirconia", "A2"),),
    attachments=2,
    made=datetime(2026, 11, 20, 9, 0),
    sent=datetime(2026, 11, 20, 9, 5),
    changed=datetime(2026, 11, 20, 9, 5),
)


@pytest.mark.parametrize(
    ("days", "due", "words"),
    [
        (-3, "!! 26.11.2026", "late by 3 days"),
        (-1, "!! 28.11.2026", "late by 1 day"),
        (0, "! 29.11.2026", "due today"),
        (2, "! 01.12.2026", "due in 2 days"),
        (30, "29.12.2026", ""),
    ],
)
def test_what_is_due_or_late_is_seen_without_colour(days: int, due: str, words: str) -> None:
    row = replace(ROW, due=TODAY + timedelta(days=days))
    assert (due_words(row, TODAY), lateness_words(row, TODAY)) == (due, words)
    for over in (CaseState.DELIVERED, CaseState.CANCELLED):
        assert "!" not in due_words(replace(row, state=over), TODAY)


def test_a_case_that_was_not_sent_says_so_and_one_with_a_scheme_says_whose_turn_it_is() -> None:
    assert (number_words(ROW), state_words(ROW)) == ("C-2026-00012", "sent")
    assert number_words(replace(ROW, number=None, state=CaseState.UNFINISHED)) == "not sent"
    designed = replace(ROW, state=CaseState.DESIGNED, scheme=Scheme.WAITING)
    assert state_words(designed) == "scheme waits for you"


def test_a_filter_is_told_in_words() -> None:
    names = {"case_types": {1: "Implant"}, "labs": {2: "Huber", 3: "Meier"}, "doctors": {}}
    assert filter_words(CaseFilter(text="keller"), names) == ""
    wanted = CaseFilter(
        states=frozenset({CaseState.SENT, CaseState.SHIPPED}),
        case_types=frozenset({1}),
        labs=frozenset({2, 3}),
        when=When.SENT,
        first=date(2026, 11, 1),
        order=CaseOrder.NEWEST,
    )
    assert filter_words(wanted, names) == (
        "sent or shipped, sent since 01.11.2026, Implant, Huber or Meier, newest first"
    )


@pytest.mark.parametrize("of_patient", [False, True])
@pytest.mark.parametrize("cells", [60, 80, 100, 200])
def test_the_table_has_due_state_number_and_work_in_every_width(cells: int, of_patient: bool) -> None:
    table = CaseTable(of_patient=of_patient)
    columns = table.plan(cells)
    assert sum(column.width + 1 for column in columns) <= cells + 1
    keys = [column.key for column in columns]
    assert {"due", "state", "number", "work"} <= set(keys)
    assert ("patient" in keys) is not of_patient
    for row in (ROW, replace(ROW, lab="", doctor="", due=None, works=(), number=None)):
        assert all(cell.text for cell in table.cells_of(row, columns))


def test_nothing_of_a_name_reaches_the_table_uncleaned() -> None:
    table = CaseTable()
    nasty = "\x1b[31mred\x07 \u202eabc\nnext"
    row = replace(ROW, patient_name=nasty, lab=nasty, doctor=nasty)
    for cell in table.cells_of(row, table.plan(160)):
        assert not set("\x1b\x07\u202e\n") & set(cell.text)
