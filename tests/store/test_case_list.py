"""The list of cases: found, narrowed, ordered, and read in a few statements that use indices."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event

from dentui.domain.case_finding import CaseFilter, CaseOrder, When
from dentui.domain.cases import CaseAction, CaseState
from dentui.store import case_list
from dentui.store.cases import place
from tests.casework import DUE, begin, case, cases, found, lab, move, order, send
from tests.clinics import ADMINISTRATOR as ADMIN
from tests.clinics import MEMBER, OTHER_MEMBER, Clinic
from tests.working import enter


@pytest.fixture
def four(clinic: Clinic) -> dict[str, UUID]:
    """Cases of two patients, one of them Berta's, at two labs."""
    anna, bert = enter(clinic, "Müller"), enter(clinic, "Brunner", actor=MEMBER)
    one, two = lab(clinic, "Zahnwerk Zürich"), lab(clinic, "Labor Süd")
    made = {
        "late": send(clinic, anna, order(one, due=DUE - timedelta(9))),
        "sent": send(clinic, bert, order(two, doctor_id=2)),
        "kept": begin(clinic, anna, order(None, due=None, case_type_id=11)),
        "over": send(clinic, bert, order(two, due=DUE - timedelta(20))),
    }
    move(clinic, made["over"], CaseAction.CANCEL)
    return made


def names(four: dict[str, UUID], rows: object) -> str:
    called = {uuid: name for name, uuid in four.items()}
    return " ".join(called[row.uuid] for row in rows)  # type: ignore[attr-defined]


NARROWED: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "late sent kept over"),
    ({"order": CaseOrder.NEWEST}, "over kept sent late"),
    ({"text": "muller"}, "late kept"),
    ({"text": "bru"}, "sent over"),
    ({"text": "zurich"}, "late"),
    ({"text": "labor s"}, "sent over"),
    ({"text": "c-"}, ""),
    ({"text": f"c-{date.today().year}-2"}, "sent"),
    ({"text": "!"}, ""),
    ({"states": frozenset({CaseState.UNFINISHED, CaseState.CANCELLED})}, "kept over"),
    ({"case_types": frozenset({11})}, "kept"),
    ({"doctors": frozenset({2})}, "sent"),
    ({"first": DUE - timedelta(9), "last": DUE}, "late sent"),
    ({"last": DUE - timedelta(1)}, "late over"),
    ({"when": When.SENT, "first": date(2020, 1, 1)}, "late sent over"),
    ({"when": When.SENT, "last": date(2020, 1, 1)}, ""),
)


def test_the_list_is_narrowed_and_ordered(clinic: Clinic, four: dict[str, UUID]) -> None:
    for narrowed, answer in NARROWED:
        page = found(clinic, **narrowed)  # type: ignore[arg-type]
        told = (narrowed, names(four, page.rows), page.count)
        assert told == (narrowed, answer, len(answer.split()))


def test_a_member_finds_the_cases_of_their_patients_only(clinic: Clinic, four: dict[str, UUID]) -> None:
    for text, answer in (
        ("", "sent over"),
        (f"c-{date.today().year}-2", "sent"),
        ("muller", ""),
        ("zurich", ""),
    ):
        page = found(clinic, MEMBER, text=text)
        assert (names(four, page.rows), page.count) == (answer, len(answer.split()))
    assert found(clinic, OTHER_MEMBER).count == 0


def test_any_window_is_read_and_a_case_is_found_in_it(clinic: Clinic, four: dict[str, UUID]) -> None:
    for wanted in CaseOrder:
        whole = [row.uuid for row in found(clinic, order=wanted).rows]
        asked = CaseFilter(order=wanted)
        for first in range(5):
            page = cases(clinic).find(ADMIN, asked, first, 2)
            assert [row.uuid for row in page.rows] == whole[first : first + 2]
        for at, uuid in enumerate(whole):
            page = cases(clinic).find(ADMIN, asked, 0, 2, around=uuid)
            assert page.at == at
            assert uuid in [row.uuid for row in page.rows]
    assert cases(clinic).find(ADMIN, CaseFilter(text="muller"), around=four["sent"]).at is None


@pytest.mark.parametrize("text", ["", "mul", "lab", "2"])
def test_however_many_cases_there_are_the_list_takes_as_many_statements(
    text: str, sqlite_clinic: Clinic
) -> None:
    clinic, counts = sqlite_clinic, []
    of, form = enter(clinic, "Müller"), order(lab(clinic))
    told: list[str] = []
    event.listen(clinic.database.engine, "before_cursor_execute", lambda *given: told.append(given[2]))
    for number in (2, 12):
        for _ in range(number):
            begin(clinic, of, form)
        told.clear()
        found(clinic, text=text)
        counts.append(len(told))
    assert counts[0] == counts[1] <= 10
    assert case(clinic, begin(clinic, of, form)).row.works == form.works


@given(
    st.lists(
        st.tuples(st.sampled_from(CaseState), st.none() | st.dates(), st.integers(1, 4 * 10**9)), min_size=2
    )
)
def test_what_is_over_comes_after_all_and_what_has_a_day_before_what_has_none(
    several: list[tuple[CaseState, date | None, int]],
) -> None:
    over = (CaseState.DELIVERED, CaseState.CANCELLED)

    def expected(one: tuple[CaseState, date | None, int]) -> tuple[int, int]:
        state, due, changed = one
        if state in over:
            return 2, -changed
        return (1, 0) if due is None else (0, due.toordinal())

    assert sorted(map(expected, several)) == [
        expected(one) for one in sorted(several, key=lambda o: place(*o))
    ]


@pytest.mark.parametrize("kept", [0, 1_000])
def test_what_was_kept_for_the_next_letter_is_read_anew_after_a_change(
    kept: int, clinic: Clinic, four: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_list, "MOST_KEPT", kept)
    for text in ("m", "mu", "muller"):
        assert names(four, found(clinic, text=text).rows) == "late kept"
    move(clinic, four["late"], CaseAction.CANCEL)
    assert names(four, found(clinic, text="muller").rows) == "kept late"
    assert names(four, found(clinic, MEMBER, text="").rows) == "sent over"
